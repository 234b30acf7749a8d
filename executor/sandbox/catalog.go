package sandbox

// operation is one action: where it exists, what it takes and what it does.
type operation struct {
	on     site
	params []param
	run    func(*call) (object, *refusal)
}

// param is a documented parameter of an operation.
type param struct {
	name     string
	kind     paramKind
	required site // products whose gateway insists
	on       site // products that know it
}

type paramKind uint8

const (
	textual paramKind = iota
	integer
	long
	boolean
	repeated // Name.1, Name.2, …
)

func must(name string, k paramKind) param { return param{name, k, both, both} }
func may(name string, k paramKind) param  { return param{name, k, 0, both} }

func (p param) only(s site) param {
	p.on, p.required = s, p.required&s
	return p
}

// contactParams are the contact fields of …ByNewContact; those beginning in Zh
// exist on the China site only.
func contactParams() []param {
	var ps []param
	for _, f := range contactFields() {
		p := may(f.param, textual)
		if f.chinese {
			p = p.only(china)
		}
		ps = append(ps, p)
	}
	return ps
}

func params(ps ...param) []param {
	return append(ps, may("Lang", textual), may("UserClientIp", textual))
}

func paged(ps ...param) []param {
	return params(append([]param{must("PageNum", integer), must("PageSize", integer)}, ps...)...)
}

// catalog lists the operations emulated. Which product has which, and under
// which parameter names, follows the vendor's own client metadata.
func catalog() map[string]operation {
	ops := map[string]operation{}
	for _, family := range []map[string]operation{contactOperations(), transferOperations(), taskOperations(),
		historyOperations(), domainOperations(), profileOperations(), emailOperations()} {
		for name, op := range family {
			ops[name] = op
		}
	}
	return ops
}

func contactOperations() map[string]operation {
	domain, domains := must("DomainName", textual), must("DomainName", repeated)
	kind, profile := must("ContactType", textual), must("RegistrantProfileId", long)
	leave, lock := may("TransferOutProhibited", boolean), may("AddTransferLock", boolean)
	registrantType := must("RegistrantType", textual).only(china)
	return map[string]operation{
		"SaveSingleTaskForUpdatingContactInfo": {both,
			params(domain, profile, kind, may("InstanceId", textual), lock), (*call).updateByProfile},
		"SaveBatchTaskForUpdatingContactInfoByNewContact": {both,
			params(append([]param{domains, kind, registrantType, leave}, contactParams()...)...), (*call).updateByContact},
		"SaveBatchTaskForUpdatingContactInfoByRegistrantProfileId": {china,
			params(domains, kind, profile, leave), (*call).updateByProfile},
		"SaveBatchTaskForUpdatingContactInfo": {international,
			params(domains, kind, profile, lock), (*call).updateByProfile},
		"SaveTaskForUpdatingRegistrantInfoByRegistrantProfileID": {both,
			params(domains, profile, must("TransferOutProhibited", boolean)), (*call).updateRegistrantByProfile},
		"QueryContactInfo": {both,
			params(domain, kind), (*call).queryContact},
		"VerifyContactField": {both,
			params(append([]param{may("DomainName", textual), may("RegistrantType", textual)}, contactParams()...)...), (*call).verifyContact},
	}
}

func transferOperations() map[string]operation {
	domain, domains, status := must("DomainName", textual), must("DomainName", repeated), must("Status", boolean)
	return map[string]operation{
		"SaveSingleTaskForQueryingTransferAuthorizationCode": {both, params(domain), (*call).transferCode},
		"SaveSingleTaskForTransferProhibitionLock":           {both, params(domain, status), (*call).transferLock},
		"SaveBatchTaskForTransferProhibitionLock":            {both, params(domains, status), (*call).transferLock},
		"SaveSingleTaskForUpdateProhibitionLock":             {both, params(domain, status), (*call).updateLock},
		"SaveBatchTaskForUpdateProhibitionLock":              {both, params(domains, status), (*call).updateLock},
		"QueryTransferOutInfo":                               {both, params(domain), (*call).transferOutInfo},
	}
}

func taskOperations() map[string]operation {
	no, domain, instance := must("TaskNo", textual), may("DomainName", textual), may("InstanceId", textual)
	return map[string]operation{
		"QueryTaskDetailList": {both, paged(no, may("TaskStatus", integer), domain, instance), (*call).taskDetails},
		"QueryTaskList": {both,
			paged(may("BeginCreateTime", long), may("EndCreateTime", long)), (*call).taskList},
		"PollTaskResult": {both,
			paged(may("TaskResultStatus", integer), may("TaskNo", textual), domain, instance), (*call).pollResults},
		"AcknowledgeTaskResult": {both, params(must("TaskDetailNo", repeated)), (*call).acknowledge},
		"CancelTask":            {both, params(no), (*call).cancel},
	}
}

func historyOperations() map[string]operation {
	size := must("PageSize", integer)
	return map[string]operation{
		"QueryTaskDetailHistory": {both, params(must("TaskNo", textual), size, may("DomainName", textual),
			may("TaskStatus", integer), may("DomainNameCursor", textual), may("TaskDetailNoCursor", textual)), (*call).detailHistory},
		"QueryTaskInfoHistory": {both, params(size, may("BeginCreateTime", long), may("EndCreateTime", long),
			may("TaskNoCursor", textual), may("CreateTimeCursor", long)), (*call).taskHistory},
	}
}

func domainOperations() map[string]operation {
	list := paged(may("DomainName", textual), may("OrderKeyType", textual), may("OrderByType", textual),
		may("ProductDomainType", textual), may("QueryType", integer),
		may("StartExpirationDate", long), may("EndExpirationDate", long),
		may("StartRegistrationDate", long), may("EndRegistrationDate", long),
		may("DomainGroupId", textual).only(china), may("Ccompany", textual).only(china),
		may("ResourceGroupId", textual).only(china), may("Registrar", textual).only(china),
		may("Dns", textual).only(china), may("AutoRenewEnabled", boolean).only(china))
	return map[string]operation{
		"QueryDomainList":         {both, list, (*call).domainList},
		"QueryDomainByDomainName": {both, params(must("DomainName", textual)), (*call).domainByName},
		"QueryDomainByInstanceId": {both, params(must("InstanceId", textual)), (*call).domainByInstance},
		"QueryChangeLogList": {both,
			paged(may("DomainName", textual), may("StartDate", long), may("EndDate", long)), (*call).changeLog},
	}
}

func profileOperations() map[string]operation {
	save := append([]param{may("RegistrantProfileId", long), may("RegistrantProfileType", textual), may("RegistrantType", textual),
		may("DefaultRegistrantProfile", boolean)}, contactParams()...)
	return map[string]operation{
		"SaveRegistrantProfile":   {both, params(save...), (*call).saveProfile},
		"DeleteRegistrantProfile": {both, params(must("RegistrantProfileId", long)), (*call).deleteProfile},
		"QueryRegistrantProfiles": {both, params(may("PageNum", integer), may("PageSize", integer),
			may("RegistrantProfileId", long), may("RegistrantType", textual), may("RegistrantProfileType", textual),
			may("RealNameStatus", textual), may("DefaultRegistrantProfile", boolean), may("Email", textual),
			may("RegistrantOrganization", textual), may("ZhRegistrantOrganization", textual).only(china),
			may("Remark", textual).only(china)), (*call).profiles},
	}
}

func emailOperations() map[string]operation {
	return map[string]operation{
		"ListEmailVerification": {both, paged(may("BeginCreateTime", long), may("EndCreateTime", long),
			may("Email", textual), may("VerificationStatus", integer)), (*call).emails},
		"SubmitEmailVerification": {both, params(must("Email", textual), may("SendIfExist", boolean)), (*call).submitEmails},
		"ResendEmailVerification": {both, params(must("Email", textual)), (*call).resendEmails},
		"DeleteEmailVerification": {both, params(must("Email", textual)), (*call).deleteEmails},
		"QueryEmailVerification":  {china, params(must("Email", textual)), (*call).email},
		"VerifyEmail":             {both, params(must("Token", textual)), (*call).verifyEmail},
	}
}
