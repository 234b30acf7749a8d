package alidomain

// Operation is the wire name of an API operation.
type Operation string

// The submits: each creates a task. OpProfileBatchCN exists in the China
// version only, OpProfileBatchIntl in the international one only.
const (
	OpNewContact       Operation = "SaveBatchTaskForUpdatingContactInfoByNewContact"
	OpProfileSingle    Operation = "SaveSingleTaskForUpdatingContactInfo"
	OpProfileBatchCN   Operation = "SaveBatchTaskForUpdatingContactInfoByRegistrantProfileId"
	OpProfileBatchIntl Operation = "SaveBatchTaskForUpdatingContactInfo"
	OpTransferCode     Operation = "SaveSingleTaskForQueryingTransferAuthorizationCode"
)

// The queries, and CancelTask, which like a query may be repeated.
const (
	OpQueryTaskDetailList     Operation = "QueryTaskDetailList"
	OpQueryTaskList           Operation = "QueryTaskList"
	OpPollTaskResult          Operation = "PollTaskResult"
	OpQueryTaskDetailHistory  Operation = "QueryTaskDetailHistory"
	OpQueryTaskInfoHistory    Operation = "QueryTaskInfoHistory"
	OpCancelTask              Operation = "CancelTask"
	OpQueryContactInfo        Operation = "QueryContactInfo"
	OpVerifyContactField      Operation = "VerifyContactField"
	OpQueryRegistrantProfiles Operation = "QueryRegistrantProfiles"
	OpQueryDomainList         Operation = "QueryDomainList"
	OpQueryDomainByDomainName Operation = "QueryDomainByDomainName"
	OpQueryDomainByInstanceID Operation = "QueryDomainByInstanceId"
	OpQueryChangeLogList      Operation = "QueryChangeLogList"
	OpListEmailVerification   Operation = "ListEmailVerification"
)

// Kind tells calls that may create something from calls that may be repeated.
type Kind string

// The kinds of call.
const (
	Submit Kind = "submit" // creates a task; must not be repeated blindly
	Query  Kind = "query"  // may be repeated at will
)

// operation is what is documented of one operation.
type operation struct {
	kind  Kind
	sites dialect
	ram   string // the permission it needs
	lock  string // name of its lock parameter, "" when it has none
}

const (
	lockAdd      = "AddTransferLock"
	lockProhibit = "TransferOutProhibited"

	ramModify    = "domain:DomainInfoModification"
	ramTransfer  = "domain:DomainTransferOutOperation"
	ramTask      = "domain:QueryDomainTask"
	ramCommon    = "domain:QueryCommonInfo"
	ramProfile   = "domain:QueryRegistrantProfile"
	ramEmail     = "domain:QueryEmailVerification"
	ramUndefined = ""
)

var operations = map[Operation]operation{
	OpNewContact:       {Submit, everywhere, ramModify, lockProhibit},
	OpProfileSingle:    {Submit, everywhere, ramModify, lockAdd},
	OpProfileBatchCN:   {Submit, dialectCN, ramModify, lockProhibit},
	OpProfileBatchIntl: {Submit, dialectIntl, ramModify, lockAdd},
	OpTransferCode:     {Submit, everywhere, ramTransfer, ""},

	OpQueryTaskDetailList:     {Query, everywhere, ramTask, ""},
	OpQueryTaskList:           {Query, everywhere, ramTask, ""},
	OpPollTaskResult:          {Query, everywhere, ramTask, ""},
	OpQueryTaskDetailHistory:  {Query, everywhere, ramTask, ""},
	OpQueryTaskInfoHistory:    {Query, everywhere, ramTask, ""},
	OpCancelTask:              {Query, everywhere, ramUndefined, ""},
	OpQueryContactInfo:        {Query, everywhere, ramCommon, ""},
	OpVerifyContactField:      {Query, everywhere, ramCommon, ""},
	OpQueryRegistrantProfiles: {Query, everywhere, ramProfile, ""},
	OpQueryDomainList:         {Query, everywhere, ramCommon, ""},
	OpQueryDomainByDomainName: {Query, everywhere, ramCommon, ""},
	OpQueryDomainByInstanceID: {Query, everywhere, ramCommon, ""},
	OpQueryChangeLogList:      {Query, everywhere, ramUndefined, ""},
	OpListEmailVerification:   {Query, everywhere, ramEmail, ""},

	opCallerIdentity: {Query, everywhere, ramUndefined, ""}, // of another product, see CallerIdentity
}

// Operations lists every operation of the Domain API that the client knows,
// submits first.
func Operations() []Operation {
	return []Operation{
		OpNewContact, OpProfileSingle, OpProfileBatchCN, OpProfileBatchIntl, OpTransferCode,
		OpQueryTaskDetailList, OpQueryTaskList, OpPollTaskResult, OpQueryTaskDetailHistory,
		OpQueryTaskInfoHistory, OpCancelTask, OpQueryContactInfo, OpVerifyContactField,
		OpQueryRegistrantProfiles, OpQueryDomainList, OpQueryDomainByDomainName, OpQueryDomainByInstanceID,
		OpQueryChangeLogList, OpListEmailVerification,
	}
}

// Kind tells whether the operation creates a task. An operation the client
// does not know counts as a submit, the kind that is handled with more care.
func (o Operation) Kind() Kind {
	if spec, ok := operations[o]; ok {
		return spec.kind
	}
	return Submit
}

// OnSite reports whether the site has the operation.
func (o Operation) OnSite(s Site) bool {
	return operations[o].sites&siteProfiles[s].dialect != 0
}

// Permission is the RAM action that the operation needs (documented), ""
// where none is documented.
func (o Operation) Permission() string { return operations[o].ram }
