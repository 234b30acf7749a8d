package executor_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"domainbatch/executor"
	"domainbatch/executor/alidomain"
	"domainbatch/executor/journal"
	"domainbatch/executor/sandbox"
	"domainbatch/ingest"
	"domainbatch/planner"
)

// stage is an account on loopback with a journal in memory.
type stage struct {
	*testing.T
	emulator *sandbox.Server
	server   *httptest.Server
	client   *alidomain.Client
	journal  journal.Journal
	opt      executor.RefreshOptions
	shown    [2]int
	die      atomic.Int64 // calls until the service is gone for good; negative: never
}

func newStage(t *testing.T, o sandbox.Options) *stage {
	t.Helper()
	s := &stage{T: t, journal: journal.NewMemory(), opt: executor.RefreshOptions{QueryRate: 5000, Seed: 1, UnavailableAfter: 2 * time.Second}}
	s.die.Store(-1)
	o.Keys, o.Calm, o.ListLag = map[string]string{"id": "secret"}, true, -1
	var err error
	if s.emulator, err = sandbox.New(o); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.emulator.Close() })
	s.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.die.Add(-1) == -1 {
			s.die.Store(0)
			panic(http.ErrAbortHandler)
		}
		s.emulator.ServeHTTP(w, r)
	}))
	t.Cleanup(s.server.Close)
	s.client, err = alidomain.New(alidomain.Config{Site: alidomain.SiteCN, Endpoint: s.server.URL, Credential: alidomain.StaticCredential("id", "secret", "")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.client.Close)
	return s
}

func (s *stage) deps() executor.RefreshDeps {
	return executor.RefreshDeps{Journal: s.journal, API: s.client, Progress: func(done, total int) { s.shown = [2]int{done, total} }}
}

// refresh looks at the present and tells the calls that it took.
func (s *stage) refresh(plan *planner.Plan) (*planner.Present, executor.Refreshed) {
	s.Helper()
	present, report, err := executor.Refresh(s.Context(), s.deps(), "acct", plan, s.opt)
	if err != nil {
		s.Fatal(err)
	}
	allowed := executor.RefreshOperations(plan, s.opt)
	for op := range report.Calls {
		if !slices.Contains(allowed, alidomain.Operation(op)) {
			s.Errorf("%s was called and is not among %v", op, allowed)
		}
	}
	if s.shown[0] != s.shown[1] {
		s.Errorf("at the end the bar shows %v", s.shown)
	}
	return present, report
}

var li = ingest.Contact{RegistrantType: "1", Name: "li si", Organization: "li si", Country: "CN", Province: "zhe jiang", City: "hang zhou shi",
	Address: "1 hao", PostalCode: "310024", Email: "owner@northwind.example", TelArea: "86", Telephone: "13800000000",
	ZhName: "李四", ZhOrganization: "李四", ZhProvince: "浙江", ZhCity: "杭州市", ZhAddress: "一号"}

// asSandbox is the same contact in the words of the emulator.
func asSandbox(c ingest.Contact) sandbox.Contact {
	return sandbox.Contact{Name: c.Name, Organization: c.Organization, Country: c.Country, Province: c.Province, City: c.City, Address: c.Address,
		PostalCode: c.PostalCode, Email: c.Email, TelArea: c.TelArea, Telephone: c.Telephone, TelExt: c.TelExt,
		ZhName: c.ZhName, ZhOrganization: c.ZhOrganization, ZhProvince: c.ZhProvince, ZhCity: c.ZhCity, ZhAddress: c.ZhAddress}
}

func allOf(c ingest.Contact) map[string]sandbox.Contact {
	x := asSandbox(c)
	return map[string]sandbox.Contact{"registrant": x, "admin": x, "tech": x, "billing": x}
}

func rowFor(domain string, c ingest.Contact, types ...ingest.ContactType) ingest.Row {
	return ingest.Row{Domain: domain, Contact: c, ContactTypes: types}
}

func planFor(t *testing.T, present *planner.Present, rows ...ingest.Row) *planner.Plan {
	t.Helper()
	plan, err := planner.Build(func(yield func(ingest.Row, error) bool) {
		for i, r := range rows {
			r.Record, r.Number, r.DomainTyped = i, i+2, r.Domain
			if !yield(r, nil) {
				return
			}
		}
	}, planner.Source{File: "in.xlsx", Digest: "0c5d"}, planner.Settings{Site: planner.SiteCN, Account: "acct", BatchSize: 100},
		planner.Options{Tool: "test", Now: time.Now(), Present: present})
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

func TestARefreshTellsHowEveryDomainStands(t *testing.T) {
	t.Parallel()
	day := 24 * time.Hour
	now := time.Now().Truncate(time.Second)
	d := func(name string, change func(*sandbox.Domain)) sandbox.Domain {
		out := sandbox.Domain{Name: name, Contacts: allOf(li), RegistrantType: "1", RegisteredAt: now.Add(-1000 * day), ExpiresAt: now.Add(1000 * day)}
		if change != nil {
			change(&out)
		}
		return out
	}
	s := newStage(t, sandbox.Options{
		Domains: []sandbox.Domain{
			d("plain.com", nil), d("中文.cn", nil),
			d("expired.com", func(d *sandbox.Domain) { d.ExpiresAt = now.Add(-5 * day) }),
			d("redeem.com", func(d *sandbox.Domain) { d.ExpiresAt = now.Add(-50 * day) }),
			d("leaving.com", func(d *sandbox.Domain) { d.TransferOut = true }),
			d("changing.com", func(d *sandbox.Domain) { d.RegistrantPending = true }),
			d("locked.com", func(d *sandbox.Domain) { d.UpdateLock, d.TransferLock = true, true }),
			d("review.com", func(d *sandbox.Domain) { d.RealNameStatus = "AUDITING" }),
			d("held.com", func(d *sandbox.Domain) { d.EmailHold = true }),
			d("theirs.com", func(d *sandbox.Domain) { d.Account = "200000000002" }),
		},
		Profiles: []sandbox.Profile{{ID: 7, RegistrantType: "2", RealNameStatus: "AUDITING", EmailUnverified: true, Contact: asSandbox(li)}},
		Emails:   []sandbox.Email{{Address: "Known@example.com", Verified: true}, {Address: "asked@example.com", SentAt: now.Add(-day)}},
	})
	changed := li
	changed.Address = "2 hao"
	var rows []ingest.Row
	for _, name := range []string{"plain.com", "中文.cn", "expired.com", "redeem.com", "leaving.com", "changing.com", "locked.com", "review.com", "held.com", "theirs.com", "nowhere.com"} {
		rows = append(rows, rowFor(name, changed, ingest.Registrant, ingest.Admin))
	}
	mails := li
	mails.Email = "known@example.com"
	rows = append(rows, rowFor("extra1.com", mails, ingest.Registrant))
	mails.Email = "asked@example.com"
	mails.ZhProvince = "浙江省"
	rows = append(rows, rowFor("extra2.com", mails, ingest.Registrant))
	s.emulator.Adopt("extra1.com", "extra2.com")
	rows = append(rows, ingest.Row{Domain: "plain.com", ProfileID: 7, ContactTypes: []ingest.ContactType{ingest.Tech}},
		ingest.Row{Domain: "plain.com", ProfileID: 8, ContactTypes: []ingest.ContactType{ingest.Billing}})

	present, report := s.refresh(planFor(t, nil, rows...))
	for name, check := range map[string]func(planner.DomainFacts) bool{
		"plain.com": func(f planner.DomainFacts) bool {
			return f.Owned == planner.Yes && f.RegistrantType == "1" && f.Expires.Equal(now.Add(1000*day)) && f.UpdateLock == planner.No && f.TransferPending == planner.No &&
				f.RegistrantPending == planner.No && f.RealName == planner.RealNameSucceed && f.ClientHold == planner.No && f.EmailVerified == planner.Yes && len(f.Contacts) == 4
		},
		"中文.cn": func(f planner.DomainFacts) bool {
			return f.Owned == planner.Yes && f.Contacts[ingest.Admin].Contact.ZhName == "李四"
		},
		"expired.com":   func(f planner.DomainFacts) bool { return f.Expires.Before(now) && f.Redemption == planner.No },
		"redeem.com":    func(f planner.DomainFacts) bool { return f.Redemption == planner.Yes },
		"leaving.com":   func(f planner.DomainFacts) bool { return f.TransferPending == planner.Yes },
		"changing.com":  func(f planner.DomainFacts) bool { return f.RegistrantPending == planner.Yes },
		"locked.com":    func(f planner.DomainFacts) bool { return f.UpdateLock == planner.Yes && f.TransferLock == planner.Yes },
		"review.com":    func(f planner.DomainFacts) bool { return f.RealName == planner.RealNameAudit },
		"held.com":      func(f planner.DomainFacts) bool { return f.ClientHold == planner.Yes && f.EmailVerified == planner.No },
		"theirs.com":    func(f planner.DomainFacts) bool { return f.Owned == planner.No && len(f.Contacts) == 0 },
		"nowhere.com":   func(f planner.DomainFacts) bool { return f.Owned == planner.No },
		"unmentioned.x": func(f planner.DomainFacts) bool { return f.Owned == planner.Unknown },
	} {
		if f := present.Domain(name); !check(f) {
			t.Errorf("%s: %+v", name, f)
		}
	}
	want := li
	want.RegistrantType = "" // the service does not tell it of a contact
	if got := present.Domain("plain.com").Contacts[ingest.Registrant].Contact; got != want {
		t.Errorf("the contact is %+v", got)
	}
	if p := present.Profile(7); p.Exists != planner.Yes || p.RealName != planner.RealNameAudit || p.EmailVerified != planner.No || p.CNNIC != planner.No || p.Contact.RegistrantType != "2" || p.Contact.ZhName != "李四" {
		t.Errorf("profile 7: %+v", p)
	}
	if p := present.Profile(8); p.Exists != planner.No {
		t.Errorf("profile 8: %+v", p)
	}
	for address, want := range map[string]planner.Knowledge{"KNOWN@example.com": planner.Yes, "asked@example.com": planner.No, li.Email: planner.No} {
		if m := present.Mailbox(address); m.Verified != want {
			t.Errorf("%s: %+v", address, m)
		}
	}
	if sent := present.Mailbox("asked@example.com").SentAt; !sent.Equal(now.Add(-day)) {
		t.Errorf("the mail left at %v", sent)
	}
	no := 0
	for k, v := range present.Verdicts {
		if v.Accepted == planner.No {
			no++
			if k.Contact.ZhProvince != "浙江省" || !strings.Contains(v.Message, "ZhProvince") || v.Code != "ParameterIllegal" {
				t.Errorf("refused: %+v", v)
			}
		}
	}
	if len(present.Verdicts) != 4 || no != 1 {
		t.Errorf("%d verdicts, %d refusals", len(present.Verdicts), no)
	}
	if report.Unanswered != 0 || len(report.Missing) != 0 {
		t.Errorf("the report is %+v", report)
	}
	if unknown := s.emulator.Ledger().Unknown; len(unknown) > 0 {
		t.Errorf("parameters nobody documents: %v", unknown)
	}

	again, second := s.refresh(planFor(t, nil, rows...))
	if len(second.Calls) != 0 || !samePresent(present, again) {
		t.Errorf("the second look took %v and tells the same: %t", second.Calls, samePresent(present, again))
	}
}

// samePresent compares what two looks tell, times to the millisecond.
func samePresent(a, b *planner.Present) bool {
	text := func(p *planner.Present) string {
		var out []string
		for k, d := range p.Domains {
			for t, c := range d.Contacts {
				out = append(out, fmt.Sprintf("%s %s %v %v", k, t, c.Contact, c.AsOf.UnixMilli()))
			}
			at := d.AsOf.UnixMilli()
			d.AsOf, d.Contacts = time.Time{}, nil
			out = append(out, fmt.Sprintf("%s %v %v", k, d, at))
		}
		for k, v := range p.Profiles {
			out = append(out, fmt.Sprintf("%d %v %v", k, v.Exists, v.Contact))
		}
		for k, v := range p.Mailboxes {
			out = append(out, fmt.Sprintf("%s %v %v", k, v.Verified, v.SentAt))
		}
		for k, v := range p.Verdicts {
			out = append(out, fmt.Sprintf("%v %v %v", k, v.Accepted, v.Message))
		}
		slices.Sort(out)
		return strings.Join(out, "\n")
	}
	return text(a) == text(b)
}

// changesOf counts the domains that are written, by contact type.
func changesOf(p *planner.Plan) map[ingest.ContactType]int {
	n := map[ingest.ContactType]int{}
	for _, b := range p.Batches {
		n[b.ContactType] += len(b.Changes)
	}
	return n
}

func TestTenThousandDomainsOneInAHundredChanged(t *testing.T) {
	t.Parallel()
	const domains, every = 10000, 100
	o := sandbox.Options{TaskTime: sandbox.TaskTime{WaitMin: 1, WaitMax: 2, ExecuteMin: 1, ExecuteMax: 2}}
	var rows []ingest.Row
	changed := li
	changed.Telephone = "13900000000"
	contacts := allOf(li)
	for i := range domains {
		name := fmt.Sprintf("d%05d-example.com", i)
		o.Domains = append(o.Domains, sandbox.Domain{Name: name, Contacts: contacts, RegistrantType: "1"})
		c := li
		if i%every == 7 {
			c = changed
		}
		rows = append(rows, rowFor(name, c, ingest.Registrant))
	}
	s := newStage(t, o)
	s.opt.QueryRate, s.opt.Workers = 4000, 16
	plan := planFor(t, nil, rows...)

	// The look is interrupted twice and goes on.
	for _, calls := range []int64{3000, 4000} {
		ctx, cancel := context.WithCancel(t.Context())
		deps := s.deps()
		deps.API = counting{s.client, calls, &atomic.Int64{}, cancel}
		_, _, err := executor.Refresh(ctx, deps, "acct", plan, s.opt)
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("an interrupted look ended with %v", err)
		}
	}
	present, report := s.refresh(plan)
	ledger := s.emulator.Ledger()
	if got, most := ledger.Count("QueryContactInfo"), domains+2*16; got < domains || got > most {
		t.Errorf("%d questions about contacts in three looks at %d domains", got, domains)
	}
	if got := ledger.Count("QueryDomainList"); got < domains/100 || got > domains/100+50 {
		t.Errorf("%d pages of the list", got)
	}
	if got := ledger.Count("QueryDomainByDomainName"); got != domains/every {
		t.Errorf("%d single questions, want one for each of the %d domains that change", got, domains/every)
	}
	if n := ledger.Count("VerifyContactField") + ledger.Count("ListEmailVerification"); n != 2 {
		t.Errorf("%d questions about one contact and one mailbox", n)
	}
	if report.Recalled < 6000 {
		t.Errorf("only %d answers came from the journal", report.Recalled)
	}
	if most := ledger.MaxInWindow("query", time.Second); most > 4000*5/4 { // arrivals on a busy machine bunch up
		t.Errorf("%d calls in one second at a limit of 4000", most)
	}

	// Only what changed is written.
	open := planFor(t, present, rows...)
	if got := changesOf(open); got[ingest.Registrant] != domains/every || len(got) != 1 {
		t.Fatalf("to be written: %v", got)
	}
	runID, _, err := executor.Start(t.Context(), s.journal, open, executor.RunInfo{Account: "acct", Site: "cn"})
	if err != nil {
		t.Fatal(err)
	}
	tally, err := executor.Run(t.Context(), executor.Deps{Journal: s.journal, API: s.client, Vault: noVault{}}, runID,
		executor.Options{SubmitRate: 50, QueryRate: 500, FirstPoll: 50 * time.Millisecond, Seed: 1})
	if err != nil || tally.End != executor.EndDone || tally.Submits != 1 {
		t.Fatalf("the run: %+v, %v", tally, err)
	}

	// Every change knows what it found.
	results, err := executor.ChangeResults(t.Context(), s.journal, runID)
	if err != nil || len(results) != domains/every {
		t.Fatalf("%d changes, %v", len(results), err)
	}
	for _, c := range results {
		if c.Result != executor.OK || c.Before == nil || c.Before.Contact.Telephone != li.Telephone || c.Wanted.Telephone != changed.Telephone || c.TaskNo == "" {
			t.Errorf("change of %s: %+v", c.Domain, c)
		}
	}

	// And the next look asks about those again, and about no other.
	before := s.emulator.Ledger().Count("query")
	present, report = s.refresh(plan)
	if got := changesOf(planFor(t, present, rows...)); len(got) != 0 {
		t.Errorf("written already, and to be written again: %v", got)
	}
	after := s.emulator.Ledger().Count("query")
	if after-before > 2*domains/every || report.Calls["QueryContactInfo"] != domains/every {
		t.Errorf("the look after the run took %v", report.Calls)
	}
}

// counting is an API that interrupts after so many calls.
type counting struct {
	executor.PresentReader
	calls     int64
	n         *atomic.Int64
	interrupt func()
}

func (c counting) ContactInfo(ctx context.Context, domain, contactType string) (alidomain.ContactInfo, error) {
	if c.n.Add(1) == c.calls {
		c.interrupt()
	}
	return c.PresentReader.ContactInfo(ctx, domain, contactType)
}

type noVault struct{}

func (noVault) Seal(string, []byte) ([]byte, error)   { return nil, errors.New("nothing to seal") }
func (noVault) Unseal(string, []byte) ([]byte, error) { return nil, errors.New("nothing to unseal") }

func TestADeadServiceEndsTheLookAndNothingIsForgotten(t *testing.T) {
	t.Parallel()
	s := newStage(t, sandbox.Options{AdoptUnknown: true})
	var rows []ingest.Row
	for i := range 200 {
		rows = append(rows, rowFor(fmt.Sprintf("d%03d.com", i), li, ingest.Admin))
	}
	plan := planFor(t, nil, rows...)
	s.opt.UnavailableAfter = time.Second
	path := filepath.Join(t.TempDir(), "state", "journal.db")
	open := func() *journal.SQLite {
		t.Helper()
		j, err := journal.Open(t.Context(), path, journal.Options{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { j.Close() })
		s.journal = j
		return j
	}
	file := open()
	s.die.Store(60)
	present, report, err := executor.Refresh(t.Context(), s.deps(), "acct", plan, s.opt)
	var unavailable *executor.UnavailableError
	if !errors.As(err, &unavailable) || present == nil || len(present.Domains) == 0 {
		t.Fatalf("ended with %v and %+v", err, report)
	}
	known := len(present.Domains)
	s.die.Store(-1)
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	open()
	first := s.emulator.Ledger().Count("QueryContactInfo") + s.emulator.Ledger().Count("QueryDomainByDomainName")
	present, report = s.refresh(plan)
	total := s.emulator.Ledger().Count("QueryContactInfo") + s.emulator.Ledger().Count("QueryDomainByDomainName")
	if len(present.Domains) != 200 || report.Recalled == 0 || total-first > 400-known+1 {
		t.Errorf("%d domains known at first, then %d; %d questions before and %d after", known, len(present.Domains), first, total-first)
	}
}

func TestTroubleOnTheWayIsOvercome(t *testing.T) {
	t.Parallel()
	s := newStage(t, sandbox.Options{AdoptUnknown: true, Faults: []sandbox.Fault{
		{Operation: "query", Kind: sandbox.Error500, Probability: 0.03}, {Operation: "query", Kind: sandbox.Throttle, Count: 3, Skip: 20, Delay: sandbox.Delay(50 * time.Millisecond), Header: true},
		{Operation: "query", Kind: sandbox.Cut, Probability: 0.02}, {Operation: "query", Kind: sandbox.HTML502, Count: 2}, {Operation: "QueryDomainList", Kind: sandbox.Vanish, Count: 1},
	}})
	var rows []ingest.Row
	for i := range 60 {
		name := fmt.Sprintf("d%03d.com", i)
		s.emulator.Adopt(name)
		rows = append(rows, rowFor(name, li, ingest.Admin, ingest.Registrant))
	}
	present, report := s.refresh(planFor(t, nil, rows...))
	for _, r := range rows {
		f := present.Domain(r.Domain)
		if f.Owned != planner.Yes || len(f.Contacts) != 2 || f.UpdateLock != planner.No {
			t.Errorf("%s: %+v", r.Domain, f)
		}
	}
	if report.Unanswered != 0 || report.Throttled != 3 {
		t.Errorf("the report is %+v", report)
	}
}

func TestWhatAKeyMayNotAskStaysUnknown(t *testing.T) {
	t.Parallel()
	s := newStage(t, sandbox.Options{AdoptUnknown: true, Denied: []string{"ListEmailVerification", "QueryDomainList", "QueryRegistrantProfiles"}})
	rows := []ingest.Row{rowFor("a.com", li, ingest.Registrant), rowFor("b.com", li, ingest.Registrant),
		{Domain: "c.com", ProfileID: 7, ContactTypes: []ingest.ContactType{ingest.Admin}}}
	present, report := s.refresh(planFor(t, nil, rows...))
	var missing []string
	for _, m := range report.Missing {
		missing = append(missing, string(m.Operation))
	}
	if want := []string{"ListEmailVerification", "QueryDomainList", "QueryRegistrantProfiles"}; !slices.Equal(missing, want) {
		t.Errorf("missing are %v, want %v", missing, want)
	}
	if present.Mailbox(li.Email).Verified != planner.Unknown || present.Profile(7).Exists != planner.Unknown || present.Domain("a.com").UpdateLock != planner.No {
		t.Errorf("the present is %+v", present)
	}
	denied := newStage(t, sandbox.Options{Denied: []string{"QueryDomainList"}})
	_, _, _, err := executor.Inventory(t.Context(), denied.deps(), "acct", denied.opt)
	var fatal *executor.FatalError
	if !errors.As(err, &fatal) || fatal.Reason != executor.ReasonPermission {
		t.Errorf("an inventory without the list ended with %v", err)
	}
}

func TestAWrongKeyEndsTheLookAtOnce(t *testing.T) {
	t.Parallel()
	s := newStage(t, sandbox.Options{AdoptUnknown: true})
	client, err := alidomain.New(alidomain.Config{Site: alidomain.SiteCN, Endpoint: s.server.URL, Credential: alidomain.StaticCredential("id", "wrong", "")})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	deps := s.deps()
	deps.API = client
	_, _, err = executor.Refresh(t.Context(), deps, "acct", planFor(t, nil, rowFor("a.com", li, ingest.Admin)), s.opt)
	var fatal *executor.FatalError
	if !errors.As(err, &fatal) || fatal.Reason != executor.ReasonCredentials {
		t.Errorf("ended with %v", err)
	}
}

func TestAnInventoryAndItsContactsAreTheWholeAccount(t *testing.T) {
	t.Parallel()
	s := newStage(t, sandbox.Options{})
	var want []string
	for i := range 250 {
		want = append(want, fmt.Sprintf("d%03d.com", i))
	}
	s.emulator.Adopt(want...)
	names, present, report, err := executor.Inventory(t.Context(), s.deps(), "acct", s.opt)
	if err != nil || !slices.Equal(names, want) || report.Calls["QueryDomainList"] != 3 {
		t.Fatalf("%d names with %v, %v", len(names), report.Calls, err)
	}
	if f := present.Domain("d100.com"); f.Owned != planner.Yes || f.InstanceID == "" || f.RegistrantType == "" || f.Expires.IsZero() {
		t.Errorf("d100.com: %+v", f)
	}
	var needs []planner.ContactNeed
	for _, name := range names[:20] {
		for _, t := range ingest.ContactTypes() {
			needs = append(needs, planner.ContactNeed{Domain: name, Type: t})
		}
	}
	present, report, err = executor.Contacts(t.Context(), s.deps(), "acct", append(needs, planner.ContactNeed{Domain: "nowhere.com", Type: ingest.Tech}), s.opt)
	if err != nil || report.Calls["QueryContactInfo"] != 81 || len(present.Domain("d007.com").Contacts) != 4 || present.Domain("nowhere.com").Owned != planner.No {
		t.Errorf("contacts took %v, %v", report.Calls, err)
	}
	if f := present.Domain("d007.com"); f.RegistrantType == "" {
		t.Errorf("an export does not know the registrant type: %+v", f)
	}
	alone := newStage(t, sandbox.Options{})
	alone.emulator.Adopt(want...)
	some := []planner.ContactNeed{{Domain: "D007.com", Type: ingest.Tech}, {Domain: "d008.com", Type: ingest.Admin}, {Domain: "nowhere.com", Type: ingest.Tech}}
	present, report, err = executor.ContactsOf(t.Context(), alone.deps(), "acct", some, alone.opt)
	if f := present.Domain("d007.com"); err != nil || f.RegistrantType == "" || len(f.Contacts) != 1 || present.Domain("nowhere.com").Owned != planner.No {
		t.Errorf("of named domains %+v is known after %v, %v", f, report.Calls, err)
	}
	if calls := report.Calls["QueryContactInfo"]; calls != 2 {
		t.Errorf("%d contacts were asked for, two of them ours", calls)
	}
	if _, report, err = executor.ContactsOf(t.Context(), alone.deps(), "acct", some, alone.opt); err != nil || len(report.Calls) != 0 {
		t.Errorf("asked again: %v, %v", report.Calls, err)
	}
	shifty := newStage(t, sandbox.Options{Faults: []sandbox.Fault{{Operation: "QueryDomainList", Kind: sandbox.Vanish, Count: 1}}})
	shifty.emulator.Adopt(want...)
	all, _, _, err := executor.Inventory(t.Context(), shifty.deps(), "acct", shifty.opt)
	if err != nil || !slices.Equal(slices.Sorted(slices.Values(all)), want) {
		t.Errorf("of a list that changes while it is read %d of %d names are known, %v", len(all), len(want), err)
	}
	again, _, report, err := executor.Inventory(t.Context(), s.deps(), "acct", s.opt)
	if err != nil || !slices.Equal(again, want) || len(report.Calls) != 0 {
		t.Errorf("a second inventory took %v, %v", maps.Clone(report.Calls), err)
	}
}
