package sandbox

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const aWorld = `{
  "domains": [
    {"name": "Alpha.com", "contacts": {
        "all": {"name": "li si", "organization": "li si", "country": "CN", "province": "zhe jiang", "city": "hang zhou shi", "address": "1 hao",
                "postal_code": "310024", "email": "li@example.com", "tel_area": "86", "telephone": "13800000000", "zh_name": "李四"},
        "tech": {"name": "wang wu", "email": "tech@example.com"}},
     "registrant_type": "2", "registered": "2020-01-02", "expires": "2030-01-02"},
    {"name": "expired.com", "expires": "2026-02-01"},
    {"name": "redeem.com", "expires": "2025-12-01"},
    {"name": "leaving.com", "transfer_out": true},
    {"name": "changing.com", "registrant_pending": true},
    {"name": "fixed.com", "update_lock": true, "transfer_lock": true},
    {"name": "review.com", "real_name": "AUDITING"},
    {"name": "held.com", "client_hold": true},
    {"name": "recent.com", "locked_until": "2026-04-01"},
    {"name": "theirs.com", "account": "200000000002"}],
  "profiles": [{"id": 42, "type": "cnnic", "registrant_type": "2", "real_name": "NONAUDIT", "contact": {"name": "li si", "email": "li@example.com"}}],
  "mailboxes": [{"address": "li@example.com", "verified": true, "sent": "2026-01-05", "verified_at": "2026-01-06T10:00:00Z"},
                {"address": "slow@example.com", "sent": "2026-03-01"}]
}`

// inWorld is a calm bench that starts from a world file.
func inWorld(t testing.TB, text string) *bench {
	t.Helper()
	w, err := ParseWorld(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	o := Options{Calm: true}
	w.Furnish(&o)
	return newBench(t, o)
}

func TestAWorldShowsInEveryQuestion(t *testing.T) {
	b := inWorld(t, aWorld)
	for domain, want := range map[string]string{
		"alpha.com":    "RegistrantType=2 ExpirationDate=2030-01-02_08:00:00 EmailVerificationStatus=1 UpdateProhibitionLock=CLOSE TransferOutStatus=NORMAL RegistrantUpdatingStatus=NORMAL RealNameStatus=SUCCEED",
		"leaving.com":  "TransferOutStatus=PENDING",
		"changing.com": "RegistrantUpdatingStatus=PENDING",
		"fixed.com":    "UpdateProhibitionLock=OPEN TransferProhibitionLock=OPEN",
		"review.com":   "RealNameStatus=AUDITING",
		"held.com":     "EmailVerificationStatus=0 EmailVerificationClientHold=true",
	} {
		rep := b.ok("QueryDomainByDomainName", "DomainName", domain)
		for _, f := range strings.Fields(want) {
			name, value, _ := strings.Cut(f, "=")
			if got := strings.ReplaceAll(rep.text[name], " ", "_"); got != value {
				t.Errorf("%s: %s is %q, want %q", domain, name, got, value)
			}
		}
	}
	b.refused("DomainNotExist", "QueryDomainByDomainName", "DomainName", "theirs.com")
	b.refused("DomainNotExist", "QueryContactInfo", "DomainName", "nowhere.com", "ContactType", "admin")
	for kind, name := range map[string]string{"registrant": "li si", "admin": "li si", "billing": "li si", "tech": "wang wu"} {
		if got := b.ok("QueryContactInfo", "DomainName", "alpha.com", "ContactType", kind).text["RegistrantName"]; got != name {
			t.Errorf("%s is %q, want %q", kind, got, name)
		}
	}
	list := b.ok("QueryDomainList", "PageNum", "1", "PageSize", "100")
	if list.text["TotalItemNum"] != "9" {
		t.Errorf("%s domains in the account, want 9", list.text["TotalItemNum"])
	}
	status := map[string]string{}
	for i := range 9 {
		row := fmt.Sprintf("Data.Domain.%d.", i)
		status[list.text[row+"DomainName"]] = list.text[row+"DomainStatus"]
	}
	if status["alpha.com"] != "3" || status["expired.com"] != "1" || status["redeem.com"] != "2" {
		t.Errorf("states are %v", status)
	}
	profile := b.ok("QueryRegistrantProfiles", "PageNum", "1", "PageSize", "10", "RegistrantProfileId", "42")
	for name, want := range map[string]string{"RegistrantProfileType": "cnnic", "RealNameStatus": "NONAUDIT", "RegistrantType": "2", "Email": "li@example.com"} {
		if got := profile.text["RegistrantProfiles.RegistrantProfile.0."+name]; got != want {
			t.Errorf("profile: %s is %q, want %q", name, got, want)
		}
	}
	mail := b.ok("ListEmailVerification", "PageNum", "1", "PageSize", "10", "VerificationStatus", "1")
	if mail.text["Data.#"] != "1" || mail.text["Data.0.VerificationTime"] != "2026-01-06 18:00:00" {
		t.Errorf("mailboxes: %s", mail.raw)
	}
}

func TestAWorldThatMakesNoSenseIsRefused(t *testing.T) {
	for text, want := range map[string]string{
		`{"domain": []}`:              "unknown field",
		`{} {}`:                       "follows",
		`{"domains": [{"name":"x"}]}`: "not a domain name",
		`{"domains": [{"name":"a.com"},{"name":"A.com"}]}`:          "twice",
		`{"domains": [{"name":"a.com","contacts":{"owner":{}}}]}`:   `no contact "owner"`,
		`{"domains": [{"name":"a.com","contacts":{"admin":null}}]}`: "null",
		`{"domains": [{"name":"a.com","expires":"tomorrow"}]}`:      "not a date",
		`{"domains": [{"name":"a.com","real_name":"yes"}]}`:         "real-name",
		`{"profiles": [{"id":0}]}`:                                  "no id",
		`{"profiles": [{"id":1,"type":"gold"}]}`:                    "neither common nor cnnic",
		`{"profiles": [{"id":1,"registrant_type":"3"}]}`:            "neither 1 nor 2",
		`{"mailboxes": [{"address":"nobody"}]}`:                     "not one of e-mail",
	} {
		if _, err := ParseWorld(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
}

func TestTheStateOfADomainDecidesWhatBecomesOfATask(t *testing.T) {
	b := inWorld(t, aWorld)
	for domain, want := range map[string]string{
		"expired.com": "expired", "leaving.com": "transferred out", "changing.com": "reviewed", "fixed.com": "update lock", "review.com": "real-name review",
	} {
		no := b.ok(newContact, update("registrant", domain)...).text["TaskNo"]
		b.clock.pass(time.Minute)
		rep := b.ok("QueryTaskDetailList", "TaskNo", no, "PageNum", "1", "PageSize", "1")
		if !strings.Contains(rep.text["Data.TaskDetail.0.ErrorMsg"], want) || rep.text["Data.TaskDetail.0.TaskStatus"] != "EXECUTE_FAILURE" {
			t.Errorf("%s: %s", domain, rep.raw)
		}
	}
	b.refused("RegContactEmailNotVerified", newContact, update("admin", "held.com")...)
	b.refused("DomainNotExist", newContact, update("admin", "theirs.com")...)
	b.ok("SaveSingleTaskForQueryingTransferAuthorizationCode", "DomainName", "recent.com")
	b.clock.pass(time.Minute)
	rep := b.ok("PollTaskResult", "DomainName", "recent.com", "PageNum", "1", "PageSize", "1")
	if !strings.Contains(rep.text["Data.TaskDetail.0.ErrorMsg"], "cannot be transferred yet") {
		t.Errorf("a domain locked for 60 days gave %s", rep.raw)
	}
}

// mailOf reads the verification of an address.
func (b *bench) mailOf(address string) reply {
	b.t.Helper()
	return b.ok("QueryEmailVerification", "Email", address)
}

func TestANewRegistrantMustAnswerAMail(t *testing.T) {
	b := newBench(t, Options{Calm: true, AdoptUnknown: true, Emails: []Email{{Address: "known@example.com", Verified: true}}})
	change := func(domain, address string) {
		t.Helper()
		kv := update("registrant", domain)
		for i := range kv {
			if kv[i] == "owner@example.com" {
				kv[i] = address
			}
		}
		b.ok(newContact, kv...)
		b.clock.pass(time.Minute)
	}
	state := func(domain string) string {
		t.Helper()
		rep := b.ok("QueryDomainByDomainName", "DomainName", domain)
		return rep.text["EmailVerificationStatus"] + " " + rep.text["EmailVerificationClientHold"]
	}
	change("a.com", "known@example.com")
	change("b.com", "new@example.com")
	change("c.com", "new@example.com")
	if a, bb := state("a.com"), state("b.com"); a != "1 false" || bb != "0 false" {
		t.Fatalf("after the change: %q, %q", a, bb)
	}
	if rep := b.mailOf("new@example.com"); rep.text["VerificationStatus"] != "0" || rep.text["TokenSendTime"] != "2026-03-02 10:01:02" && !strings.HasPrefix(rep.text["TokenSendTime"], "2026-03-02 10:01") {
		t.Errorf("the mail: %s", rep.raw)
	}
	b.clock.pass(14 * 24 * time.Hour)
	if got := state("b.com"); got != "0 false" {
		t.Errorf("after 14 days: %q", got)
	}
	b.clock.pass(2 * 24 * time.Hour)
	if got := state("b.com"); got != "0 true" {
		t.Errorf("after 16 days: %q, want it held", got)
	}
	b.refused("TokenFailed", "VerifyEmail", "Token", b.mailOf("new@example.com").text["EmailVerificationNo"]) // three days are over
	b.refused("TokenFailed", "VerifyEmail", "Token", "nonsense")
	if rep := b.ok("ResendEmailVerification", "Email", "new@example.com,known@example.com"); rep.text["SuccessList.#"] != "1" || rep.text["FailList.#"] != "1" {
		t.Errorf("sent again: %s", rep.raw)
	}
	b.ok("VerifyEmail", "Token", b.mailOf("new@example.com").text["EmailVerificationNo"])
	for _, d := range []string{"b.com", "c.com"} {
		if got := state(d); got != "1 false" {
			t.Errorf("%s after the answer: %q", d, got)
		}
	}
	change("d.com", "new@example.com")
	if got := state("d.com"); got != "1 false" {
		t.Errorf("an address verified before asks again: %q", got)
	}
}

func TestMailsAreSentOnceAndNotWithoutEnd(t *testing.T) {
	b := calm(t)
	rep := b.ok("SubmitEmailVerification", "Email", "a@example.com, b@example.com ,A@example.com,broken,owner@example.com")
	if rep.text["SuccessList.#"] != "2" || rep.text["FailList.0.Email"] != "broken" || rep.text["ExistList.0.Email"] != "owner@example.com" {
		t.Errorf("first: %s", rep.raw)
	}
	if rep = b.ok("SubmitEmailVerification", "Email", "a@example.com"); rep.text["ExistList.#"] != "1" {
		t.Errorf("again: %s", rep.raw)
	}
	b.clock.pass(time.Hour)
	if rep = b.ok("SubmitEmailVerification", "Email", "a@example.com", "SendIfExist", "true"); rep.text["SuccessList.#"] != "1" {
		t.Errorf("on request: %s", rep.raw)
	}
	var many []string
	for i := range 499 {
		many = append(many, fmt.Sprintf("m%d@example.com", i))
	}
	rep = b.ok("SubmitEmailVerification", "Email", strings.Join(many, ","))
	if rep.text["SuccessList.#"] != "498" || rep.text["FailList.0.Code"] != "SendTokenQuotaExceeded" {
		t.Errorf("500 a day: %s sent, refused as %q", rep.text["SuccessList.#"], rep.text["FailList.0.Code"])
	}
	b.ok("DeleteEmailVerification", "Email", "a@example.com")
	if rep = b.ok("ListEmailVerification", "PageNum", "1", "PageSize", "10", "Email", "a@example.com"); rep.text["Data.#"] != "0" {
		t.Errorf("deleted: %s", rep.raw)
	}
}

func TestProfilesComeAndGo(t *testing.T) {
	b := calm(t)
	read := func(id string) map[string]string {
		t.Helper()
		rep := b.ok("QueryRegistrantProfiles", "PageNum", "1", "PageSize", "10", "RegistrantProfileId", id)
		out := map[string]string{}
		for name, value := range rep.text {
			out[strings.TrimPrefix(name, "RegistrantProfiles.RegistrantProfile.0.")] = value
		}
		return out
	}
	b.srv.o.AdoptProfiles = false
	id := b.ok("SaveRegistrantProfile", append(contactValues(), "RegistrantType", "2")...).text["RegistrantProfileId"]
	if p := read(id); p["RegistrantName"] != "li si" || p["RealNameStatus"] != "NONAUDIT" || p["EmailVerificationStatus"] != "1" || p["RegistrantType"] != "2" {
		t.Errorf("a new profile: %v", p)
	}
	b.clock.pass(time.Hour)
	b.ok("SaveRegistrantProfile", "RegistrantProfileId", id, "Email", "new@example.com", "DefaultRegistrantProfile", "true")
	p := read(id)
	if p["RegistrantName"] != "li si" || p["Email"] != "new@example.com" || p["EmailVerificationStatus"] != "0" || p["CreateTime"] == p["UpdateTime"] {
		t.Errorf("with another address: %v", p)
	}
	if p = read("1000001"); p["DefaultRegistrantProfile"] != "false" || p["RealNameStatus"] != "SUCCEED" {
		t.Errorf("the former default: %v", p)
	}
	use := []string{"DomainName", "a.com", "ContactType", "admin", "RegistrantProfileId", id}
	b.refused("RegContactEmailNotVerified", "SaveSingleTaskForUpdatingContactInfo", use...)
	b.ok("SubmitEmailVerification", "Email", "new@example.com")
	b.ok("VerifyEmail", "Token", b.mailOf("new@example.com").text["EmailVerificationNo"])
	b.ok("SaveSingleTaskForUpdatingContactInfo", use...)
	b.ok("DeleteRegistrantProfile", "RegistrantProfileId", id)
	b.refused("ContactTemplateNotExist", "DeleteRegistrantProfile", "RegistrantProfileId", id)
	b.refused("ContactTemplateNotExist", "SaveRegistrantProfile", "RegistrantProfileId", id, "Email", "x@example.com")
	b.refused("ParameterIllegal", "SaveRegistrantProfile", "Email", "x@example.com") // a new one needs all fields
	b.refused("ParameterIllegal", "SaveRegistrantProfile", append(contactValues(), "RegistrantProfileType", "cnnic")...)
	b.ver = versionIntl
	b.ok("SaveRegistrantProfile", append(contactValues(), "RegistrantProfileType", "cnnic")...)
}

func TestTheChangeLogTellsWhatTasksChanged(t *testing.T) {
	b := calm(t)
	b.ok(newContact, update("tech", "a.com", "b.com")...)
	b.clock.pass(time.Minute)
	b.ok("SaveSingleTaskForUpdateProhibitionLock", "DomainName", "a.com", "Status", "true")
	b.ok("SaveSingleTaskForQueryingTransferAuthorizationCode", "DomainName", "b.com")
	b.clock.pass(time.Minute)
	b.ok(newContact, update("tech", "a.com")...)
	b.clock.pass(time.Minute)
	rep := b.ok("QueryChangeLogList", "PageNum", "1", "PageSize", "100", "DomainName", "a.com")
	if rep.text["TotalItemNum"] != "3" || rep.text["Data.ChangeLog.0.Result"] != "failure" ||
		rep.text["Data.ChangeLog.1.Details"] != "CLOSE -> OPEN" || !strings.Contains(rep.text["Data.ChangeLog.2.Details"], "PostalCode: ") ||
		!strings.Contains(rep.text["Data.ChangeLog.2.Details"], " -> 310024") {
		t.Errorf("a.com: %s", rep.raw)
	}
	if rep = b.ok("QueryChangeLogList", "PageNum", "1", "PageSize", "100"); rep.text["TotalItemNum"] != "4" {
		t.Errorf("in all %s entries, want 4", rep.text["TotalItemNum"])
	}
	b.refused("InvalidPageSize", "QueryChangeLogList", "PageNum", "1", "PageSize", "101")
}

func TestVerifyContactFieldKnowsTheDocumentedRules(t *testing.T) {
	for _, tc := range []struct{ send, bad string }{
		{"Country=CN Province=zhe_jiang City=hang_zhou_shi TelArea=86 Telephone=13800000000", ""},
		{"Country=CN Province=zhe_jiang_sheng", "Province"},
		{"Country=US Province=zhe_jiang_sheng", ""},
		{"TelArea=010", "TelArea"},
		{"Country=CN TelArea=852", "TelArea"},
		{"Country=CN TelArea=86 Telephone=8613800000000", "Telephone"},
		{"Country=US TelArea=1 Telephone=8613800000000", ""},
		{"Country=CN ZhRegistrantOrganization=Example_Ltd", "ZhRegistrantOrganization"},
		{"Country=US ZhRegistrantOrganization=Example_Ltd", ""},
		{"DomainName=a.com ZhRegistrantOrganization=" + strings.Repeat("示", 65), ""},
		{"DomainName=a.cn ZhRegistrantOrganization=" + strings.Repeat("示", 64), ""},
		{"DomainName=a.cn ZhRegistrantOrganization=" + strings.Repeat("示", 65), "ZhRegistrantOrganization"},
		{"Country=CN ZhRegistrantName=Li_Si", "ZhRegistrantName"},
		{"Country=CN ZhProvince=浙江", ""},
		{"Country=CN ZhProvince=浙江省", "ZhProvince"},
		{"Country=CHN", "Country"},
		{"Email=nobody", "Email"},
	} {
		b := calm(t)
		var kv []string
		for part := range strings.FieldsSeq(tc.send) {
			name, value, _ := strings.Cut(part, "=")
			kv = append(kv, name, strings.ReplaceAll(value, "_", " "))
		}
		rep := b.call("VerifyContactField", kv...)
		if tc.bad == "" && rep.code != "" || tc.bad != "" && !strings.Contains(rep.text["Message"], "that "+tc.bad+" is") {
			t.Errorf("%s: %s, want %q to be refused", tc.send, rep.raw, tc.bad)
		}
	}
}

func TestOwnerChangesLockUpdatesWhenAskedTo(t *testing.T) {
	b := newBench(t, Options{Calm: true, AdoptUnknown: true, Quirks: Quirks{OwnerChangeLocks: true}})
	b.ok(newContact, update("registrant", "a.com")...)
	b.clock.pass(time.Minute)
	lock := func() string {
		return b.ok("QueryDomainByDomainName", "DomainName", "a.com").text["UpdateProhibitionLock"]
	}
	if got := lock(); got != "OPEN" {
		t.Errorf("after the change: %q", got)
	}
	b.clock.pass(60 * 24 * time.Hour)
	if got := lock(); got != "CLOSE" {
		t.Errorf("after 60 days: %q", got)
	}
}

func TestAnEmulatorRemembersMailsAndProfiles(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.jsonl")
	o := Options{Calm: true, AdoptUnknown: true, Ledger: path}
	b := newBench(t, o)
	id := b.ok("SaveRegistrantProfile", contactValues()...).text["RegistrantProfileId"]
	b.ok("DeleteRegistrantProfile", "RegistrantProfileId", "1000003")
	b.ok("SubmitEmailVerification", "Email", "new@example.com")
	b.ok("VerifyEmail", "Token", b.mailOf("new@example.com").text["EmailVerificationNo"])
	tell := func(b *bench) string {
		b.t.Helper()
		rep := b.ok("QueryRegistrantProfiles", "PageNum", "1", "PageSize", "10")
		mail := b.mailOf("new@example.com")
		return fmt.Sprint(rep.text["TotalItemNum"], rep.text["RegistrantProfiles.RegistrantProfile.2.RegistrantProfileId"],
			rep.text["RegistrantProfiles.RegistrantProfile.2.CreateTime"], mail.text["VerificationTime"], mail.text["EmailVerificationNo"])
	}
	want := tell(b)
	if err := b.srv.Close(); err != nil {
		t.Fatal(err)
	}
	again := newBench(t, o)
	again.nonce, again.clock.t = 1000, b.clock.t.Add(time.Hour)
	if got := tell(again); got != want || !strings.Contains(want, id) {
		t.Errorf("after a restart %s, before %s", got, want)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the ledger: %v, %v", info, err)
	}
}

func TestAdoptedDomainsAreListed(t *testing.T) {
	b := newBench(t, Options{Calm: true, AdoptUnknown: true, Domains: []Domain{{Name: "theirs.com", Account: "2"}}})
	b.srv.Adopt("A.com", "b-absent.com", "theirs.com", "c.cn", "not a name")
	if rep := b.ok("QueryDomainList", "PageNum", "1", "PageSize", "10"); rep.text["TotalItemNum"] != "2" || rep.text["Data.Domain.0.DomainName"] != "a.com" {
		t.Errorf("the list: %s", rep.raw)
	}
}

func FuzzParseWorld(f *testing.F) {
	f.Add(aWorld)
	f.Add(`{"domains":[{"name":"中文.com"}]}`)
	f.Fuzz(func(t *testing.T, text string) {
		w, err := ParseWorld(strings.NewReader(text))
		if err != nil {
			return
		}
		var o Options
		w.Furnish(&o)
		s, err := New(o)
		if err != nil {
			t.Fatalf("a world that was read does not start: %v", err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	})
}
