package executor

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"domainbatch/executor/alidomain"
	"domainbatch/executor/journal"
	"domainbatch/ingest"
	"domainbatch/planner"
)

// holdings is an account in memory that answers questions, some of them after
// trouble.
type holdings struct {
	mu       sync.Mutex
	rng      *rand.Rand
	domains  []string // as the list has them
	contacts map[string]alidomain.Contact
	profiles []alidomain.Profile
	mails    []alidomain.EmailVerification
	trouble  float64 // chance that a call fails for the moment
	slips    float64 // chance that a page misses its first row
	calls    []time.Time
	asked    map[string]int
	stopAt   int // calls after which the caller is interrupted; 0: never
	stop     context.CancelFunc
}

func (h *holdings) err(op alidomain.Operation, status int, code string) error {
	return &alidomain.Error{Operation: op, Class: alidomain.Classify(op.Kind(), status, code, true), Code: code, HTTPStatus: status, Written: true}
}

// call counts one, takes its time, and fails now and then.
func (h *holdings) call(ctx context.Context, op alidomain.Operation, question string) error {
	h.mu.Lock()
	h.calls = append(h.calls, time.Now())
	if len(h.calls) == h.stopAt {
		h.stop()
	}
	fail := h.rng.Float64() < h.trouble
	code := []string{"ServiceUnavailable", "Throttling.User", "InternalError", "Busy"}[h.rng.IntN(4)]
	if !fail {
		h.asked[string(op)+" "+question]++
	}
	h.mu.Unlock()
	time.Sleep(30 * time.Millisecond)
	switch {
	case ctx.Err() != nil:
		return &alidomain.Error{Operation: op, Class: alidomain.Ambiguous, Written: true, Err: ctx.Err()}
	case fail && code == "ServiceUnavailable":
		return h.err(op, 503, code)
	case fail && code == "InternalError":
		return h.err(op, 500, code)
	case fail:
		return h.err(op, 400, code)
	}
	return nil
}

func cutPage[T any](all []T, num, size int) (rows []T, page alidomain.Page) {
	from := min((num-1)*size, len(all))
	to := min(from+size, len(all))
	return all[from:to], alidomain.Page{PageNum: num, PageSize: size, TotalItems: len(all), TotalPages: pagesOf(len(all), size), Next: to < len(all)}
}

func (h *holdings) Domains(ctx context.Context, q alidomain.DomainsQuery) (alidomain.DomainPage, error) {
	if err := h.call(ctx, alidomain.OpQueryDomainList, fmt.Sprint(q.PageNum)); err != nil {
		return alidomain.DomainPage{}, err
	}
	names, p := cutPage(h.domains, q.PageNum, q.PageSize)
	h.mu.Lock()
	if len(names) > 0 && h.rng.Float64() < h.slips {
		names = names[1:]
	}
	h.mu.Unlock()
	out := alidomain.DomainPage{Page: p}
	for _, name := range names {
		out.Domains = append(out.Domains, alidomain.DomainSummary{Domain: name, InstanceID: "S" + name, DomainStatus: "3", RegistrantType: "1", Expires: "2030-01-02 03:04:05"})
	}
	return out, nil
}

func (h *holdings) Domain(ctx context.Context, name string) (alidomain.DomainInfo, error) {
	if err := h.call(ctx, alidomain.OpQueryDomainByDomainName, name); err != nil {
		return alidomain.DomainInfo{}, err
	}
	if !slices.Contains(h.domains, name) {
		return alidomain.DomainInfo{}, h.err(alidomain.OpQueryDomainByDomainName, 400, alidomain.CodeDomainNotExist)
	}
	return alidomain.DomainInfo{Domain: name, InstanceID: "S" + name, RegistrantType: "1", UpdateLock: "CLOSE", TransferOut: "NORMAL", Expires: "2030-01-02 03:04:05"}, nil
}

func (h *holdings) ContactInfo(ctx context.Context, name, contactType string) (alidomain.ContactInfo, error) {
	if err := h.call(ctx, alidomain.OpQueryContactInfo, name+" "+contactType); err != nil {
		return alidomain.ContactInfo{}, err
	}
	if !slices.Contains(h.domains, name) {
		return alidomain.ContactInfo{}, h.err(alidomain.OpQueryContactInfo, 400, alidomain.CodeDomainNotExist)
	}
	return alidomain.ContactInfo{RequestID: "R", Contact: h.contacts[name+" "+contactType]}, nil
}

func (h *holdings) RegistrantProfiles(ctx context.Context, q alidomain.ProfilesQuery) (alidomain.ProfilePage, error) {
	if err := h.call(ctx, alidomain.OpQueryRegistrantProfiles, fmt.Sprint(q.ID, q.PageNum)); err != nil {
		return alidomain.ProfilePage{}, err
	}
	var match []alidomain.Profile
	for _, p := range h.profiles {
		if q.ID == 0 || q.ID == p.ID {
			match = append(match, p)
		}
	}
	rows, page := cutPage(match, max(q.PageNum, 1), q.PageSize)
	return alidomain.ProfilePage{Page: page, Profiles: rows}, nil
}

func (h *holdings) EmailVerifications(ctx context.Context, q alidomain.EmailsQuery) (alidomain.EmailPage, error) {
	if err := h.call(ctx, alidomain.OpListEmailVerification, fmt.Sprint(q.Email, q.PageNum)); err != nil {
		return alidomain.EmailPage{}, err
	}
	var match []alidomain.EmailVerification
	for _, e := range h.mails {
		if strings.Contains(e.Email, q.Email) {
			match = append(match, e)
		}
	}
	rows, page := cutPage(match, max(q.PageNum, 1), q.PageSize)
	return alidomain.EmailPage{Page: page, Emails: rows}, nil
}

func (h *holdings) VerifyContact(ctx context.Context, c alidomain.Contact, domain string) error {
	if err := h.call(ctx, alidomain.OpVerifyContactField, fmt.Sprint(planner.TLDGroup(domain), c)); err != nil {
		return err
	}
	if strings.HasPrefix(c.Address, "bad") {
		return h.err(alidomain.OpVerifyContactField, 400, "ParameterIllegal")
	}
	return nil
}

// drawHoldings makes an account and rows that want something of it.
func drawHoldings(rng *rand.Rand) (*holdings, []ingest.Row) {
	h := &holdings{rng: rng, contacts: map[string]alidomain.Contact{}, asked: map[string]int{}}
	h.trouble, h.slips = 0.15*rng.Float64(), 0.3*rng.Float64()
	var rows []ingest.Row
	for i := range 1 + rng.IntN(350) {
		name := fmt.Sprintf("d%03d.%s", i, []string{"com", "cn", "中国"}[rng.IntN(3)])
		if rng.IntN(12) > 0 {
			h.domains = append(h.domains, name)
		}
		if rng.IntN(3) == 0 {
			continue
		}
		wish := contactRow(name).Contact
		wish.Address, wish.Email = fmt.Sprint([]string{"", "bad "}[rng.IntN(2)], rng.IntN(3), " hao"), fmt.Sprintf("m%d@example.com", rng.IntN(6))
		types := ingest.ContactTypes()[:1+rng.IntN(4)]
		for _, t := range types {
			c := alidomain.Contact(wish)
			if c.RegistrantType = ""; rng.IntN(4) == 0 {
				c.City = "elsewhere"
			}
			h.contacts[name+" "+string(t)] = c
		}
		switch rng.IntN(8) {
		case 0:
			rows = append(rows, profileRow(name, int64(1+rng.IntN(4)), ingest.Tech))
		case 1:
			rows = append(rows, codeRow(name))
		default:
			rows = append(rows, ingest.Row{Domain: name, Contact: wish, ContactTypes: types})
		}
	}
	for id := range int64(3) {
		h.profiles = append(h.profiles, alidomain.Profile{ID: id, ProfileType: "common", EmailVerified: new(id == 1)})
	}
	for i := range 4 {
		h.mails = append(h.mails, alidomain.EmailVerification{Email: fmt.Sprintf("m%d@example.com", i), Verified: new(i%2 == 0)})
	}
	return h, rows
}

// check holds what was found out against the account itself.
func (h *holdings) check(t *testing.T, plan *planner.Plan, p *planner.Present) {
	t.Helper()
	open := stillOpen(plan, p).Needs()
	for _, n := range plan.Needs().Contacts {
		f, owned := p.Domain(n.Domain), slices.Contains(h.domains, n.Domain)
		if f.Owned != planner.Known(owned) {
			t.Errorf("%s: owned %v, in truth %t", n.Domain, f.Owned, owned)
		}
		if c, ok := f.Contacts[n.Type]; ok != owned || owned && c.Contact != ingest.Contact(h.contacts[n.Domain+" "+string(n.Type)]) {
			t.Errorf("%s %s: %+v", n.Domain, n.Type, c.Contact)
		}
	}
	for _, name := range open.Domains {
		if f := p.Domain(name); f.Owned == planner.Yes && f.UpdateLock != planner.No {
			t.Errorf("%s changes and its lock is not known", name)
		}
	}
	for _, m := range open.Mailboxes {
		want := planner.No
		if m == "m0@example.com" || m == "m2@example.com" {
			want = planner.Yes
		}
		if p.Mailbox(m).Verified != want {
			t.Errorf("%s: verified %v, in truth %v", m, p.Mailbox(m).Verified, want)
		}
	}
	for _, v := range open.Verify {
		if got := p.Verdict(v.Key).Accepted; got != planner.Known(!strings.HasPrefix(v.Key.Contact.Address, "bad")) {
			t.Errorf("%s: accepted %v", v.Key.Contact.Address, got)
		}
	}
	for _, id := range plan.Needs().Profiles {
		if got := p.Profile(id).Exists; got != planner.Known(id < 3) {
			t.Errorf("profile %d: exists %v", id, got)
		}
	}
}

// fastest is the largest number of calls within any second.
func (h *holdings) fastest() int {
	most, from := 0, 0
	for i, at := range h.calls {
		for at.Sub(h.calls[from]) >= time.Second {
			from++
		}
		most = max(most, i-from+1)
	}
	return most
}

// Random accounts, random trouble, interruptions at random calls: every look
// tells the truth in the end, no question that was answered is put again, and
// the limit holds over all of them.
func TestRandomLooksTellTheTruthAndAskOnce(t *testing.T) {
	t.Parallel()
	for seed := range uint64(40) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { randomLook(t, seed) })
		})
	}
}

func randomLook(t *testing.T, seed uint64) {
	rng := rand.New(rand.NewPCG(seed, 7))
	h, rows := drawHoldings(rng)
	plan := planOf(t, 10, rows...)
	opt := RefreshOptions{QueryRate: 20, Workers: 1 + rng.IntN(6), MaxAge: 100 * time.Hour, Seed: int64(seed) + 1}
	j := journal.NewMemory()
	interruptions := rng.IntN(4)
	for range interruptions {
		ctx, cancel := context.WithCancel(t.Context())
		h.stopAt, h.stop = len(h.calls)+1+rng.IntN(200), cancel
		_, _, err := Refresh(ctx, RefreshDeps{Journal: j, API: h}, "acct", plan, opt)
		cancel()
		if err != nil && !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
		time.Sleep(2 * time.Second) // a new process begins
	}
	h.stopAt = 0
	present, report, err := Refresh(t.Context(), RefreshDeps{Journal: j, API: h}, "acct", plan, opt)
	if err != nil || report.Unanswered > 0 {
		t.Fatalf("%+v, %v", report, err)
	}
	h.check(t, plan, present)
	again := 0
	for q, n := range h.asked {
		if again += n - 1; n > 1 {
			t.Log(q, n)
		}
	}
	if again > interruptions*(opt.Workers+1) {
		t.Errorf("%d answered questions were put again after %d interruptions of %d workers", again, interruptions, opt.Workers)
	}
	if most := h.fastest(); most > 21 {
		t.Errorf("%d calls within a second at a limit of 20", most)
	}
	before := len(h.calls)
	same, report, err := Refresh(t.Context(), RefreshDeps{Journal: j, API: h}, "acct", plan, opt)
	if err != nil || len(h.calls) != before || len(report.Calls) != 0 {
		t.Errorf("a look at what is known took %v, %v", report.Calls, err)
	}
	h.check(t, plan, same)
}
