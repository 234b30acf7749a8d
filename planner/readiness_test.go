package planner

import (
	"slices"
	"strings"
	"testing"
	"time"

	"domainbatch/ingest"
)

var today = time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC)

// state is how one domain, one profile and one mailbox stand.
type state struct {
	site    string
	domain  string
	facts   DomainFacts
	profile ProfileFacts
	mailbox MailboxFacts
	verdict Verdict
}

var wang = ingest.Contact{RegistrantType: "1", Name: "wang fang", Country: "CN", Email: "wang@example.com"}

// ready is a domain about which there is nothing to say.
func ready() state {
	return state{
		site: SiteCN, domain: "a.com",
		facts: DomainFacts{
			AsOf: today, Owned: Yes, Registered: today.AddDate(-5, 0, 0), Expires: today.AddDate(1, 0, 0), Redemption: No,
			TransferPending: No, RegistrantPending: No, TransferLock: No, UpdateLock: No,
			RealName: RealNameSucceed, EmailVerified: Yes, ClientHold: No, RegistrantType: "1",
		},
		profile: ProfileFacts{AsOf: today, Exists: Yes, CNNIC: No, RealName: RealNameSucceed, EmailVerified: Yes},
		mailbox: MailboxFacts{AsOf: today, Verified: Yes},
		verdict: Verdict{AsOf: today, Accepted: Yes},
	}
}

// asked gives the codes of what is said about a change; those that hold it
// have a mark in front.
func (x state) asked(b Batch) []string {
	p := &Present{
		Domains:   map[string]DomainFacts{Key(x.domain): x.facts},
		Profiles:  map[int64]ProfileFacts{7: x.profile},
		Mailboxes: map[string]MailboxFacts{MailboxKey(wang.Email): x.mailbox},
		Verdicts:  map[VerifyKey]Verdict{{Contact: wang, Group: TLDGroup(x.domain)}: x.verdict},
	}
	var out []string
	for _, f := range p.judge(x.site, today, &b, x.domain) {
		mark := ""
		if f.blocks {
			mark = "!"
		}
		out = append(out, mark+f.code)
	}
	return out
}

// The changes that the table of readiness tells apart.
var (
	toRegistrant = Batch{Operation: UpdateContact, ContactType: ingest.Registrant, Contact: &wang}
	toAdmin      = Batch{Operation: UpdateContact, ContactType: ingest.Admin, Contact: &wang}
	toProfile    = Batch{Operation: UpdateProfile, ContactType: ingest.Registrant, ProfileID: 7}
	toTechByID   = Batch{Operation: UpdateProfile, ContactType: ingest.Tech, ProfileID: 7}
	toCode       = Batch{Operation: TransferCode}
)

func TestNothingIsSaidOfADomainThatIsReady(t *testing.T) {
	for _, b := range []Batch{toRegistrant, toAdmin, toProfile, toTechByID, toCode} {
		if got := ready().asked(b); len(got) != 0 {
			t.Errorf("%s %s: %v", b.Operation, b.ContactType, got)
		}
	}
	if got := (*Present)(nil).judge(SiteCN, today, &toRegistrant, "a.com"); got != nil {
		t.Errorf("without a look: %v", got)
	}
}

// Every rule, tripped and just not.
func TestEveryRuleOfReadiness(t *testing.T) {
	type change func(*state)
	cases := []struct {
		code     string
		trips    change
		below    change
		registra string // what is said of a change of the registrant, of the admin contact, and of a transfer code
		admin    string
		transfer string
		profile  bool // ask for profile 7 instead
	}{
		{code: CodeNotOwned, trips: func(s *state) { s.facts.Owned = No }, below: func(s *state) { s.facts.Owned = Unknown }, registra: "!", admin: "!", transfer: "!"},
		{code: CodeRedemption, trips: func(s *state) { s.facts.Redemption = Yes }, below: func(s *state) { s.facts.Redemption = Unknown }, registra: "!", admin: "!", transfer: "!"},
		{code: CodeExpired, trips: func(s *state) { s.facts.Expires = today }, below: func(s *state) { s.facts.Expires = time.Time{} }, registra: "!", admin: "?", transfer: "!"},
		{code: CodeExpiring, trips: func(s *state) { s.facts.Expires = today.AddDate(0, 0, 15) }, below: func(s *state) { s.facts.Expires = today.AddDate(0, 0, 15).Add(time.Second) }, transfer: "?"},
		{code: CodeYoung, trips: func(s *state) { s.facts.Registered = today.AddDate(0, 0, -60) }, below: func(s *state) { s.facts.Registered = today.AddDate(0, 0, -60).Add(-time.Second) }, transfer: "?"},
		{code: CodeTransferPending, trips: func(s *state) { s.facts.TransferPending = Yes }, below: func(s *state) { s.facts.TransferPending = Unknown }, registra: "!", admin: "!", transfer: "!"},
		{code: CodeRegistrantPending, trips: func(s *state) { s.facts.RegistrantPending = Yes }, below: func(s *state) { s.facts.RegistrantPending = Unknown }, registra: "!", admin: "!", transfer: "!"},
		{code: CodeUpdateLock, trips: func(s *state) { s.facts.UpdateLock = Yes }, below: func(s *state) { s.facts.UpdateLock = Unknown }, registra: "!", admin: "!"},
		{code: CodeTransferLock, trips: func(s *state) { s.facts.TransferLock = Yes }, below: func(s *state) { s.facts.TransferLock = Unknown }, transfer: "!"},
		{code: CodeReview, trips: func(s *state) { s.facts.RealName = RealNameAudit }, below: func(s *state) { s.facts.RealName = RealNameSucceed }, registra: "!", admin: "?", transfer: "?"},
		{code: CodeNotVerified, trips: func(s *state) { s.facts.RealName = RealNameNone }, below: func(s *state) { s.facts.RealName = "" }, admin: "?", transfer: "?"},
		{code: CodeClientHold, trips: func(s *state) { s.facts.ClientHold = Yes }, below: func(s *state) { s.facts.ClientHold = Unknown }, registra: "?", admin: "!", transfer: "!"},
		{code: CodeOwnerMailbox, trips: func(s *state) { s.facts.EmailVerified = No }, below: func(s *state) { s.facts.EmailVerified = Unknown }, admin: "?", transfer: "?"},
		{code: CodeMailbox, trips: func(s *state) { s.mailbox.Verified = No }, below: func(s *state) { s.mailbox.Verified = Unknown }, registra: "?"},
		{code: CodeProfileMissing, profile: true, trips: func(s *state) { s.profile = ProfileFacts{Exists: No} }, below: func(s *state) { s.profile = ProfileFacts{} }, registra: "!", admin: "!"},
		{code: CodeProfileMailbox, profile: true, trips: func(s *state) { s.profile.EmailVerified = No }, below: func(s *state) { s.profile.EmailVerified = Unknown }, registra: "!", admin: "!"},
		{code: CodeProfileIdentity, profile: true, trips: func(s *state) { s.domain, s.profile.RealName = "a.cn", RealNameAudit }, below: func(s *state) { s.domain = "a.cn" }, registra: "!", admin: "?"},
		{code: CodeProfileReview, profile: true, trips: func(s *state) { s.profile.RealName = RealNameFailed }, below: func(s *state) { s.profile.RealName = "" }, registra: "?", admin: "?"},
		{code: CodeProfileType, profile: true, trips: func(s *state) { s.profile.CNNIC = Yes }, below: func(s *state) { s.profile.CNNIC = Unknown }, registra: "!", admin: "!"},
		{code: CodeProfileType, profile: true, trips: func(s *state) { s.site, s.domain = SiteIntl, "a.cn" }, below: func(s *state) { s.site, s.domain, s.profile.CNNIC = SiteIntl, "a.cn", Yes }, registra: "!", admin: "!"},
		{code: CodeProfileType, profile: true, trips: func(s *state) { s.site, s.profile.CNNIC = SiteIntl, Yes }, below: func(s *state) { s.site = SiteIntl }, registra: "!", admin: "!"},
		{code: CodeContactRefused, trips: func(s *state) { s.verdict = Verdict{Accepted: No, Code: "ParameterIllegal"} }, below: func(s *state) { s.verdict = Verdict{} }, registra: "!", admin: "!"},
		{code: CodeNotAsked, trips: func(s *state) { s.facts = DomainFacts{} }, below: func(s *state) { s.facts = DomainFacts{AsOf: today} }, registra: "?", admin: "?", transfer: "?"},
	}
	tested := map[string]bool{}
	for _, c := range cases {
		tested[c.code] = true
		registrant, other := toRegistrant, toAdmin
		if c.profile {
			registrant, other = toProfile, toTechByID
		}
		for _, k := range []struct {
			batch Batch
			want  string
		}{{registrant, c.registra}, {other, c.admin}, {toCode, c.transfer}} {
			tripped, below := ready(), ready()
			c.trips(&tripped)
			c.below(&below)
			var want []string
			switch k.want {
			case "!":
				want = []string{"!" + c.code}
			case "?":
				want = []string{c.code}
			}
			if got := tripped.asked(k.batch); !slices.Equal(got, want) {
				t.Errorf("%s, %s %s: %v is said, want %v", c.code, k.batch.Operation, k.batch.ContactType, got, want)
			}
			if got := below.asked(k.batch); len(got) != 0 {
				t.Errorf("%s, just below, %s %s: %v is said", c.code, k.batch.Operation, k.batch.ContactType, got)
			}
		}
	}
	for _, r := range readiness {
		if !tested[r.code] {
			t.Errorf("nothing trips %s", r.code)
		}
		if r.blocks&r.warns != 0 || r.blocks|r.warns == 0 {
			t.Errorf("%s blocks %s and warns of %s", r.code, r.blocks, r.warns)
		}
	}
}

func TestFindingsAreSaidInChinese(t *testing.T) {
	s := standing{facts: DomainFacts{Expires: today, Registered: today}, batch: &toProfile, verdict: Verdict{Code: "ParameterIllegal", Message: "the city is wrong"}}
	for _, r := range readiness {
		english := r.comment(&s)
		if strings.Contains(english, "%!") || !strings.HasSuffix(english, ".") {
			t.Errorf("%s: %s", r.code, english)
		}
		chinese := commentInChinese(r.code, english)
		if strings.Contains(chinese, "{") || !strings.HasSuffix(chinese, "。") {
			t.Errorf("%s: %s", r.code, chinese)
		}
	}
}
