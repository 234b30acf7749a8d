package sandbox

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// shapes says for every operation what to send and which fields must come back.
// An empty field list means RequestId alone.
func shapes() map[string]struct {
	send   []string
	fields string
} {
	type shape = struct {
		send   []string
		fields string
	}
	paging := "CurrentPageNum PageSize TotalItemNum TotalPageNum PrePage NextPage"
	detail := "TaskNo TaskDetailNo DomainName InstanceId TaskType TaskTypeDescription TaskStatus TaskStatusCode TryCount CreateTime UpdateTime"
	contact := "RegistrantName RegistrantOrganization Country Province City Address PostalCode Email TelArea Telephone TelExt"
	under := func(path, names string) string { return path + strings.ReplaceAll(names, " ", " "+path) }
	profile := []string{"RegistrantProfileId", "1000001", "ContactType", "admin"}
	page := []string{"PageNum", "1", "PageSize", "10"}
	with := func(kv []string, more ...string) []string { return append(slices.Clone(kv), more...) }
	one, many := []string{"DomainName", "new.com"}, []string{"DomainName.1", "new.com", "DomainName.2", "new.net"}
	return map[string]shape{
		"SaveSingleTaskForUpdatingContactInfo": {with(profile, one...), "TaskNo"},
		newContact:                             {update("registrant", "new.com"), "TaskNo"},
		"SaveBatchTaskForUpdatingContactInfoByRegistrantProfileId": {with(profile, many...), "TaskNo"},
		"SaveBatchTaskForUpdatingContactInfo":                      {with(profile, many...), "TaskNo"},
		"SaveTaskForUpdatingRegistrantInfoByRegistrantProfileID":   {with(many, "RegistrantProfileId", "1000001", "TransferOutProhibited", "true"), "TaskNo"},
		"SaveSingleTaskForQueryingTransferAuthorizationCode":       {one, "TaskNo"},
		"SaveSingleTaskForTransferProhibitionLock":                 {with(one, "Status", "true"), "TaskNo"},
		"SaveBatchTaskForTransferProhibitionLock":                  {with(many, "Status", "true"), "TaskNo"},
		"SaveSingleTaskForUpdateProhibitionLock":                   {with(one, "Status", "true"), "TaskNo"},
		"SaveBatchTaskForUpdateProhibitionLock":                    {with(many, "Status", "true"), "TaskNo"},
		"QueryTransferOutInfo":                                     {[]string{"DomainName", "done.com"}, "Status Email TransferAuthorizationCodeSendDate ExpirationDate"},
		"QueryTaskDetailList":                                      {with(page, "TaskNo", "$code"), paging + " " + under("Data.TaskDetail.0.", detail+" TaskResult ErrorMsg")},
		"PollTaskResult":                                           {with(page, "DomainName", "done.com"), paging + " " + under("Data.TaskDetail.0.", detail+" TaskResult ErrorMsg")},
		"QueryTaskList": {page, paging + " " + under("Data.TaskInfo.0.",
			"TaskNo TaskType TaskTypeDescription TaskNum TaskStatus TaskStatusCode CreateTime Clientip TaskCancelStatus TaskCancelStatusCode")},
		"AcknowledgeTaskResult":  {[]string{"TaskDetailNo.1", "$detail"}, "Result"},
		"CancelTask":             {[]string{"TaskNo", "$waiting"}, ""},
		"QueryTaskDetailHistory": {[]string{"TaskNo", "$code", "PageSize", "5"}, "PageSize CurrentPageCursor.DomainName CurrentPageCursor.TaskDetailNo"},
		"QueryTaskInfoHistory":   {[]string{"PageSize", "5"}, "PageSize CurrentPageCursor.TaskNo CurrentPageCursor.CreateTimeLong"},
		"QueryContactInfo":       {with(one, "ContactType", "tech"), "CreateDate " + contact},
		"VerifyContactField":     {contactValues(), ""},
		"QueryDomainList": {page, paging + " " + under("Data.Domain.0.", "DomainName InstanceId DomainType DomainStatus DomainAuditStatus RegistrantType "+
			"ExpirationDateStatus ExpirationCurrDateDiff RegistrationDate ExpirationDate RegistrationDateLong ExpirationDateLong ProductId Premium Remark")},
		"QueryDomainByDomainName": {one, "DomainName InstanceId UserId RegistrationDate ExpirationDate RegistrantType RegistrantName RegistrantOrganization Email " +
			"RealNameStatus DomainNameVerificationStatus EmailVerificationStatus EmailVerificationClientHold RegistrantUpdatingStatus TransferOutStatus " +
			"TransferProhibitionLock UpdateProhibitionLock DnsList.Dns.0 DnsList.Dns.1"},
		"QueryRegistrantProfiles": {page, paging + " " + under("RegistrantProfiles.RegistrantProfile.0.", "RegistrantProfileId RegistrantType RegistrantProfileType "+
			"DefaultRegistrantProfile RealNameStatus EmailVerificationStatus CreateTime UpdateTime "+contact)},
		"ListEmailVerification": {page, paging + " " + under("Data.0.", "Email VerificationStatus EmailVerificationNo UserId SendIp TokenSendTime "+
			"GmtCreate GmtModified ConfirmIp VerificationTime")},
		"QueryDomainByInstanceId": {[]string{"InstanceId", "$instance"}, "DomainName InstanceId UserId DomainType DomainStatus ExpirationDateStatus " +
			"ExpirationCurrDateDiff RegistrantUpdatingStatus UpdateProhibitionLock EmailVerificationClientHold"},
		"QueryChangeLogList": {page, paging + " ResultLimit " + under("Data.ChangeLog.0.",
			"DomainName Operation Details Time OperationIPAddress Result")},
		"SaveRegistrantProfile":   {contactValues(), "RegistrantProfileId"},
		"DeleteRegistrantProfile": {[]string{"RegistrantProfileId", "1000002"}, ""},
		"SubmitEmailVerification": {[]string{"Email", "new@example.com"}, "SuccessList.0.Email SuccessList.0.Code SuccessList.0.Message"},
		"ResendEmailVerification": {[]string{"Email", "new@example.com"}, "FailList.0.Email FailList.0.Code FailList.0.Message"},
		"DeleteEmailVerification": {[]string{"Email", "owner@example.com"}, "SuccessList.0.Email SuccessList.0.Code"},
		"QueryEmailVerification":  {[]string{"Email", "owner@example.com"}, "Email VerificationStatus EmailVerificationNo TokenSendTime VerificationTime"},
		"VerifyEmail":             {[]string{"Token", "$token"}, ""},
	}
}

// Every operation answers its documented shape on the products that have it, in
// both formats and signatures, and is refused on the other product.
func TestOperationsAnswerTheirShape(t *testing.T) {
	table := shapes()
	for _, name := range slices.Sorted(maps.Keys(catalog())) {
		tc, ok := table[name]
		if !ok {
			t.Errorf("%s has no test", name)
			continue
		}
		for _, version := range []string{versionChina, versionIntl} {
			for _, style := range []string{"v1 GET JSON", "v1 form XML", "v3 query JSON", "v3 form XML"} {
				t.Run(name+" "+version+" "+style, func(t *testing.T) {
					b, vars := furnished(t, version)
					b.v3, b.xml = strings.Contains(style, "v3"), strings.Contains(style, "XML")
					b.get, b.form = strings.Contains(style, "GET"), strings.Contains(style, "form")
					send := slices.Clone(tc.send)
					for i, v := range send {
						send[i] = vars.Replace(v)
					}
					if catalog()[name].on&map[string]site{versionChina: china, versionIntl: international}[version] == 0 {
						b.refused("UnsupportedOperation", name, send...)
						return
					}
					rep := b.ok(name, send...)
					for _, f := range append(strings.Fields(tc.fields), "RequestId") {
						if _, ok := rep.text[f]; !ok {
							t.Errorf("no %s among %s", f, rep.names())
						}
					}
					_, zh := rep.text["ZhCity"]
					if name == "QueryContactInfo" && zh != (version == versionChina) {
						t.Errorf("Chinese fields: %v", zh)
					}
				})
			}
		}
	}
}

// furnished is a bench that has a finished transfer code and a waiting task.
func furnished(t *testing.T, version string) (*bench, *strings.Replacer) {
	b := newBench(t, Options{Calm: true, AdoptUnknown: true, Quirks: Quirks{HistoryMirrors: true}})
	b.srv.o.Quirks.NoSuccessText = false
	b.ver = version
	code := b.ok("SaveSingleTaskForQueryingTransferAuthorizationCode", "DomainName", "done.com").text["TaskNo"]
	b.ok("SaveSingleTaskForTransferProhibitionLock", "DomainName", "locked.com", "Status", "true")
	b.clock.pass(time.Minute)
	instance := b.ok("QueryDomainByDomainName", "DomainName", "done.com").text["InstanceId"]
	token := b.ok("ListEmailVerification", "PageNum", "1", "PageSize", "1").text["Data.0.EmailVerificationNo"]
	detail := b.ok("QueryTaskDetailList", "TaskNo", code, "PageNum", "1", "PageSize", "1").text["Data.TaskDetail.0.TaskDetailNo"]
	waiting := b.ok("SaveSingleTaskForQueryingTransferAuthorizationCode", "DomainName", "waiting.com").text["TaskNo"]
	return b, strings.NewReplacer("$code", code, "$detail", detail, "$waiting", waiting, "$instance", instance, "$token", token)
}

func TestIdentifiersHaveTheirShape(t *testing.T) {
	b := calm(t)
	sent := b.ok("SaveSingleTaskForQueryingTransferAuthorizationCode", "DomainName", "a.com")
	rep := b.ok("QueryTaskDetailList", "TaskNo", sent.text["TaskNo"], "PageNum", "1", "PageSize", "1")
	uuid := `[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`
	for value, shape := range map[string]string{
		sent.text["TaskNo"]:                        uuid,
		sent.text["RequestId"]:                     strings.ReplaceAll(uuid, "a-f", "A-F"),
		rep.text["Data.TaskDetail.0.TaskDetailNo"]: `[0-9a-f]{32}`,
		rep.text["Data.TaskDetail.0.InstanceId"]:   `S[0-9]{17}`,
		rep.header.Get("Date"):                     `Mon, 02 Mar 2026 02:00:00 GMT`,
	} {
		if !regexp.MustCompile("^" + shape + "$").MatchString(value) {
			t.Errorf("%q is not like %s", value, shape)
		}
	}
}

func TestRequiredParametersAreNamedWhenMissing(t *testing.T) {
	for name, op := range catalog() {
		for _, p := range op.params {
			if p.required == 0 {
				continue
			}
			b := calm(t)
			if p.required&china == 0 || op.on&china == 0 {
				b.ver = versionIntl
			}
			send := shapes()[name].send
			var kept []string
			for i := 0; i < len(send); i += 2 {
				if base, _, _ := strings.Cut(send[i], "."); base != p.name {
					kept = append(kept, send[i], send[i+1])
				}
			}
			if p.kind != repeated {
				kept = append(kept, p.name, "") // empty counts as absent
			}
			rep := b.refused("Missing"+p.name, name, kept...)
			if rep.status != 400 || rep.text["Message"] != p.name+" is mandatory for this action." {
				t.Errorf("%s without %s: %s", name, p.name, rep.raw)
			}
		}
	}
}

func TestRegistrantTypeExistsOnTheChinaSiteOnly(t *testing.T) {
	b := calm(t)
	send := append([]string{"ContactType", "tech", "DomainName.1", "a.com"}, contactValues()...)
	b.refused("MissingRegistrantType", newContact, send...)
	b.refused("ParameterIllegal", newContact, append(send, "RegistrantType", "3")...)
	b.ver = versionIntl
	b.ok(newContact, send...)
}

func TestPagingLimits(t *testing.T) {
	b := calm(t)
	for _, tc := range []struct{ action, num, size, want string }{
		{"QueryTaskList", "0", "10", "InvalidPageNum"}, {"QueryTaskList", "-1", "10", "InvalidPageNum"},
		{"QueryTaskList", "1", "0", "InvalidPageSize"}, {"QueryTaskList", "1", "1001", "InvalidPageSize"},
		{"QueryTaskList", "x", "10", "InvalidPageNum"}, {"QueryTaskList", "99999999999", "10", "InvalidPageNum"},
		{"QueryTaskList", "1", "1000", ""}, {"QueryTaskList", "2000000000", "1000", ""},
		{"QueryDomainList", "1", "1001", "InvalidPageSize"}, {"ListEmailVerification", "1", "5000", ""}, {"ListEmailVerification", "1", "5001", "InvalidPageSize"},
		{"QueryRegistrantProfiles", "1", "5001", "InvalidPageSize"},
	} {
		if rep := b.call(tc.action, "PageNum", tc.num, "PageSize", tc.size); rep.code != tc.want {
			t.Errorf("%s page %s of %s: %q, want %q", tc.action, tc.num, tc.size, rep.code, tc.want)
		}
	}
	rep := b.ok("QueryRegistrantProfiles")
	if rep.text["RegistrantProfiles.RegistrantProfile.#"] != "0" || rep.text["TotalItemNum"] != "3" {
		t.Errorf("profiles without paging: %s", rep.raw)
	}
}

func TestPagesCoverAListExactlyOnce(t *testing.T) {
	b := calm(t)
	var names []string
	for i := range 23 {
		names = append(names, fmt.Sprintf("d%02d.com", i))
	}
	no := b.ok(newContact, update("tech", names...)...).text["TaskNo"]
	seen := map[string]int{}
	for page, next := 1, "true"; next == "true"; page++ {
		rep := b.ok("QueryTaskDetailList", "TaskNo", no, "PageNum", fmt.Sprint(page), "PageSize", "5")
		for i := range 5 {
			if d := rep.text[fmt.Sprintf("Data.TaskDetail.%d.DomainName", i)]; d != "" {
				seen[d]++
			}
		}
		if rep.text["TotalItemNum"] != "23" || rep.text["TotalPageNum"] != "5" || rep.text["PrePage"] != fmt.Sprint(page > 1) {
			t.Errorf("page %d: %s", page, rep.raw)
		}
		next = rep.text["NextPage"]
	}
	if len(seen) != 23 || slices.Max(slices.Collect(maps.Values(seen))) != 1 {
		t.Errorf("seen %v", seen)
	}
}

func TestContactFieldsAreJudged(t *testing.T) {
	for _, tc := range []struct{ field, value string }{
		{"Country", "CHN"}, {"Country", "C1"}, {"Email", "nobody"}, {"Email", "a b@example.com"}, {"City", "杭州"}, {"Address", "a\nb"},
		{"TelArea", "+86"}, {"TelArea", "8613"}, {"Telephone", "138-0000"}, {"PostalCode", strings.Repeat("1", 17)},
		{"RegistrantName", strings.Repeat("x", 256)}, {"TelExt", "ext 5"}, {"ZhRegistrantOrganization", strings.Repeat("字", 129)},
		{"City", " "},
	} {
		t.Run(tc.field, func(t *testing.T) {
			b := calm(t)
			rep := b.refused("ParameterIllegal", "VerifyContactField", tc.field, tc.value)
			if !strings.Contains(rep.text["Message"], tc.field) || strings.Contains(rep.text["Message"], tc.value) && tc.value != " " {
				t.Errorf("message %q", rep.text["Message"])
			}
			send := update("tech", "a.com")
			for i := 0; i < len(send); i += 2 {
				if send[i] == tc.field {
					send = slices.Delete(send, i, i+2)
					break
				}
			}
			b.refused("ParameterIllegal", newContact, append(send, tc.field, tc.value)...)
		})
	}
	b := calm(t)
	b.ok("VerifyContactField")
	b.ok("VerifyContactField", append(contactValues(), "DomainName", "a.com", "RegistrantType", "2", "ZhCity", "杭州市")...)
	b.refused("ParameterIllegal", "VerifyContactField", "RegistrantType", "9")
}

func TestMissingContactFieldsRefuseTheBatch(t *testing.T) {
	for _, f := range contactFields() {
		if !f.required {
			continue
		}
		send := update("tech", "a.com")
		i := slices.Index(send, f.param)
		calm(t).refused("ParameterIllegal", newContact, slices.Delete(send, i, i+2)...)
	}
}

func TestDomainListFiltersAndSorts(t *testing.T) {
	at := func(year int) time.Time { return time.Date(year, 5, 6, 0, 0, 0, 0, time.UTC) }
	b := newBench(t, Options{Calm: true, Domains: []Domain{
		{Name: "one.com", RegisteredAt: at(2020), ExpiresAt: at(2030)}, {Name: "two.cn", RegisteredAt: at(2018), ExpiresAt: at(2025)},
		{Name: "three.shop", RegisteredAt: at(2019), ExpiresAt: time.Date(2026, 3, 10, 0, 0, 0, 0, time.UTC)}, {Name: "not-absent.com"},
	}})
	for _, tc := range []struct {
		name, want string
		send       []string
	}{
		{"all", "one.com three.shop two.cn", nil},
		{"substring", "one.com", []string{"DomainName", "ONE."}},
		{"by registration", "two.cn three.shop one.com", []string{"OrderKeyType", "RegistrationDate"}},
		{"by expiration backwards", "one.com three.shop two.cn", []string{"OrderKeyType", "ExpirationDate", "OrderByType", "DESC"}},
		{"country codes", "two.cn", []string{"ProductDomainType", "ccTLD"}},
		{"new ones", "three.shop", []string{"ProductDomainType", "New gTLD"}},
		{"to renew", "three.shop", []string{"QueryType", "1"}},
		{"to redeem", "two.cn", []string{"QueryType", "2"}},
		{"registered on a day", "three.shop", []string{"StartRegistrationDate", fmt.Sprint(at(2019).UnixMilli()), "EndRegistrationDate", fmt.Sprint(at(2019).UnixMilli())}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			rep := b.ok("QueryDomainList", append([]string{"PageNum", "1", "PageSize", "10"}, tc.send...)...)
			var got []string
			for i := range 4 {
				got = append(got, rep.text[fmt.Sprintf("Data.Domain.%d.DomainName", i)])
			}
			if strings.TrimSpace(strings.Join(got, " ")) != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

func TestProfilesAreFoundByTheirFields(t *testing.T) {
	b := newBench(t, Options{Calm: true, Profiles: []Profile{
		{ID: 7, RealNameStatus: "AUDITING", RegistrantType: "2", Contact: Contact{Email: "x@example.com"}}, {ID: 8, EmailUnverified: true}}})
	count := func(want string, kv ...string) {
		t.Helper()
		rep := b.ok("QueryRegistrantProfiles", append([]string{"PageNum", "1", "PageSize", "50"}, kv...)...)
		if rep.text["TotalItemNum"] != want {
			t.Errorf("%v: %s", kv, rep.raw)
		}
	}
	count("5")
	count("1", "RealNameStatus", "AUDITING")
	count("1", "Email", "x@example.com")
	count("1", "DefaultRegistrantProfile", "true")
	count("1", "RegistrantProfileId", "8")
	count("0", "RegistrantProfileId", "9")
	b = calm(t)
	count("1", "RegistrantProfileId", "987654321")
}

func TestEmailsAreListed(t *testing.T) {
	b := newBench(t, Options{Calm: true, Emails: []Email{{Address: "a@example.com", Verified: true}, {Address: "b@example.com"}}})
	rep := b.ok("ListEmailVerification", "PageNum", "1", "PageSize", "10", "VerificationStatus", "0")
	if rep.text["Data.#"] != "1" || rep.text["Data.0.Email"] != "b@example.com" || rep.text["Data.0.VerificationTime"] != "" {
		t.Error(rep.raw)
	}
}
