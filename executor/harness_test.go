package executor

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"domainbatch/executor/alidomain"
	"domainbatch/executor/journal"
	"domainbatch/ingest"
	"domainbatch/planner"
)

// wax is a vault that hides nothing but keeps to its contract: what was sealed
// for one context opens for no other.
type wax struct{}

func (wax) Seal(context string, plain []byte) ([]byte, error) {
	return []byte(context + "\x00wax\x00" + string(reversed(plain))), nil
}

func (wax) Unseal(context string, sealed []byte) ([]byte, error) {
	plain, ok := strings.CutPrefix(string(sealed), context+"\x00wax\x00")
	if !ok {
		return nil, errors.New("sealed for another context")
	}
	return reversed([]byte(plain)), nil
}

func reversed(b []byte) []byte {
	out := make([]byte, len(b))
	for i, c := range b {
		out[len(b)-1-i] = c
	}
	return out
}

// scene is a world, a journal and a run in it. It lives in a synctest bubble.
type scene struct {
	t        testing.TB
	world    *world
	journal  journal.Journal
	api      API
	account  AccountReader
	plan     *planner.Plan
	runID    string
	opt      Options
	quiet    bool // no log
	begun    bool // a session was made
	home     string
	restored bool // an old copy of the journal was put back
	log      bytes.Buffer
	shots    []Snapshot
}

func newScene(t testing.TB, seed uint64, batchSize int, rows ...ingest.Row) *scene {
	t.Helper()
	return newSceneWith(t, seed, planner.Settings{BatchSize: batchSize}, rows...)
}

func newSceneWith(t testing.TB, seed uint64, set planner.Settings, rows ...ingest.Row) *scene {
	t.Helper()
	s := &scene{t: t, world: newWorld(seed), journal: journal.NewMemory(), opt: Options{SubmitRate: 5, QueryRate: 10, Seed: int64(seed) + 1}}
	s.api = s.world
	s.world.onSubmit = s.checkIntent
	s.plan = planWith(t, set, rows...)
	id, created, err := Start(t.Context(), s.journal, s.plan, RunInfo{Account: "acct", Site: "cn"})
	if err != nil || !created {
		t.Fatalf("start: created %v, %v", created, err)
	}
	s.runID = id
	return s
}

func planOf(t testing.TB, batchSize int, rows ...ingest.Row) *planner.Plan {
	t.Helper()
	return planWith(t, planner.Settings{BatchSize: batchSize}, rows...)
}

func planWith(t testing.TB, set planner.Settings, rows ...ingest.Row) *planner.Plan {
	t.Helper()
	set.Site, set.Account = planner.SiteCN, "acct"
	p, err := planner.Build(func(yield func(ingest.Row, error) bool) {
		for i, r := range rows {
			r.Record, r.Number, r.DomainTyped = i, i+2, r.Domain
			if !yield(r, nil) {
				return
			}
		}
	}, planner.Source{File: "in.xlsx", Digest: "0c5d"}, set, planner.Options{Tool: "test", Now: time.Now()})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// checkIntent holds the executor to its promises at every request that leaves:
// the journal knows of it, and no other one is under way with its domains.
func (s *scene) checkIntent(stamp alidomain.Stamp, req alidomain.SubmitRequest) {
	batches, err := s.journal.Batches(context.Background(), s.runID)
	if err != nil {
		s.t.Error(err)
	}
	known := false
	for _, b := range batches {
		switch {
		case b.State != journal.Intent && b.State != journal.Ambiguous && b.State != journal.Submitted:
		case b.Nonce == stamp.Nonce && b.State != journal.Submitted:
			known = true
			if !b.Stamp.Equal(stamp.Time) || len(b.Changes) != len(req.Domains) {
				s.t.Errorf("batch %s was sent with another stamp or other domains than its intent has", b.ID)
			}
		default:
			for _, c := range b.Changes {
				if slices.Contains(req.Domains, c.Domain) {
					s.t.Errorf("%s is sent although batch %s, which is %s, holds it", c.Domain, b.ID, b.State)
				}
			}
		}
	}
	if !known {
		s.t.Errorf("a request for %v was sent without an intent", req.Domains)
	}
}

// checkSums holds every view of the progress to its sums.
func (s *scene) checkSums(p Snapshot) {
	c := p.Changes
	if c.Total != c.Done+c.Failed+c.Cancelled+c.Unknown+c.Running+c.Planned || c.Planned < 0 || c.Running < 0 || p.Final > p.Batches {
		s.t.Errorf("the sums are wrong: %+v", p)
	}
}

func (s *scene) deps() Deps {
	d := Deps{Journal: s.journal, API: s.api, Vault: wax{}, Account: s.account, Home: s.home}
	d.Progress = s.checkSums
	if !s.quiet {
		d.Log = slog.New(slog.NewTextHandler(&s.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
		d.Progress = func(p Snapshot) { s.checkSums(p); s.shots = append(s.shots, p) }
	}
	return d
}

// options are those of the next session; the first one has created the run.
func (s *scene) options() Options {
	o := s.opt
	o.Fresh = !s.begun
	s.begun = true
	return o
}

func (s *scene) run() (Tally, error) { return Run(s.t.Context(), s.deps(), s.runID, s.options()) }

func (s *scene) mustRun(want End) Tally {
	s.t.Helper()
	tally, err := s.run()
	if err != nil || tally.End != want {
		s.t.Fatalf("run ended %q, %v; want %q\n%s", tally.End, err, want, tail(s.log.String()))
	}
	return tally
}

func tail(log string) string { return log[max(0, len(log)-3000):] }

func (s *scene) rows() []RowResult {
	s.t.Helper()
	rows, err := RowResults(s.t.Context(), s.journal, wax{}, s.runID)
	if err != nil {
		s.t.Fatal(err)
	}
	return rows
}

func (s *scene) wantRows(want ...Result) {
	s.t.Helper()
	for i, r := range s.rows() {
		if r.Result != want[i] {
			s.t.Errorf("row %d (%s): %s, want %s: %s", i, r.Domain, r.Result, want[i], r.Comment)
		}
	}
}

func (s *scene) batch(id string) journal.Batch {
	s.t.Helper()
	b, err := s.journal.Batch(s.t.Context(), s.runID, id)
	if err != nil {
		s.t.Fatal(err)
	}
	return b
}

// earlierTask is a task that another run of the account had accepted so long
// ago, and which the journal and the world know.
func (s *scene) earlierTask(ago time.Duration) {
	s.t.Helper()
	ctx := s.t.Context()
	plan := planOf(s.t, 1, contactRow("earlier.example", ingest.Tech))
	plan.Source.Digest = "an earlier file"
	at := time.Now().Add(-ago)
	id, _, err := Start(ctx, s.journal, plan, RunInfo{Account: "acct", Site: "cn", Now: at})
	if err != nil {
		s.t.Fatal(err)
	}
	if _, err := s.journal.ClaimIntent(ctx, id, "b0001", journal.Frozen{Epoch: "earlier", Nonce: "earlier", Stamp: at}); err != nil {
		s.t.Fatal(err)
	}
	if err := s.journal.Accepted(ctx, id, "b0001", "earlier-1", "R", at, at); err != nil {
		s.t.Fatal(err)
	}
	s.world.tasks = append(s.world.tasks, &worldTask{no: "earlier-1", kind: "tech", typ: "UPDATE_TECH_CONTACT", domains: []string{"earlier.example"}, created: at})
}

// checkTruth compares the world's ledger with the journal: nothing accepted
// twice, no task without an owner, no result that the world contradicts.
func (s *scene) checkTruth() {
	s.t.Helper()
	s.checkLedger()
	s.checkRows(s.rows())
}

// checkLedger holds the journal against the tasks of the world. The task of a
// request belongs to the batch that sent it; only a batch that is left to a
// person may not know its number.
func (s *scene) checkLedger() {
	s.t.Helper()
	for key, n := range s.world.accepted {
		if n > 1 {
			s.t.Errorf("%s was accepted %d times", key, n)
		}
	}
	batches, err := s.journal.Batches(context.Background(), s.runID)
	if err != nil {
		s.t.Fatal(err)
	}
	owned, undecided, doubted := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, b := range batches {
		if b.TaskNo != "" {
			owned[b.TaskNo] = true
		}
		if b.State == journal.Unknown {
			undecided[b.Nonce] = true
			for _, c := range b.Changes {
				doubted[c.Domain] = doubted[c.Domain] || b.Code == CodeUnknownTask || s.restored
			}
		}
	}
	for _, t := range s.world.tasks {
		if t.nonce != "" && !owned[t.no] && !undecided[t.nonce] && !doubted[t.domains[0]] {
			s.t.Errorf("task %s for %v has no owner in the journal", t.no, t.domains)
		}
	}
}

func (s *scene) checkRows(rows []RowResult) {
	s.t.Helper()
	total := 0
	for _, n := range CountResults(rows) {
		total += n
	}
	if total != len(s.plan.Rows) {
		s.t.Errorf("%d results for %d rows", total, len(s.plan.Rows))
	}
	for _, r := range rows {
		s.checkRow(r)
	}
}

func (s *scene) checkRow(r RowResult) {
	s.t.Helper()
	bad := s.world.bad[r.Domain] || s.world.failing[r.Domain]
	switch {
	case r.Result == OK && bad, r.Result == Failed && !bad:
		s.t.Errorf("%s: %s is not the truth: %s", r.Domain, r.Result, r.Comment)
	case r.Comment == "":
		s.t.Errorf("%s: %s without a comment", r.Domain, r.Result)
	}
}

func (s *scene) checkRate(perSecond float64) {
	s.t.Helper()
	times := s.world.submits
	lo := 0
	for hi := range times {
		for times[hi].Sub(times[lo]) > time.Second {
			lo++
		}
		if n := hi - lo + 1; float64(n) > perSecond+1 {
			s.t.Errorf("%d submits in one second at a limit of %v", n, perSecond)
			return
		}
	}
}

var anna = ingest.Contact{
	RegistrantType: "1", Name: "anna li", Organization: "anna li", Country: "CN", Province: "zhe jiang", City: "hang zhou shi",
	Address: "1 hao", PostalCode: "310024", Email: "anna@northwind.example", TelArea: "86", Telephone: "13800000000",
}

func contactRow(domain string, types ...ingest.ContactType) ingest.Row {
	return ingest.Row{Domain: domain, Contact: anna, ContactTypes: types}
}

func codeRow(domain string) ingest.Row {
	return ingest.Row{Domain: domain, Action: ingest.ActionTransferCode}
}

func profileRow(domain string, id int64, types ...ingest.ContactType) ingest.Row {
	return ingest.Row{Domain: domain, ProfileID: id, ContactTypes: types}
}

func contactRows(n int, types ...ingest.ContactType) []ingest.Row {
	rows := make([]ingest.Row, n)
	for i := range rows {
		rows[i] = contactRow(fmt.Sprintf("d%03d.example", i), types...)
	}
	return rows
}

// jumping is a clock that can be set.
type jumping struct {
	mu   sync.Mutex
	off  time.Duration
	zone *time.Location // nil: as the machine has it
}

func (j *jumping) Now() time.Time {
	j.mu.Lock()
	defer j.mu.Unlock()
	now := time.Now().Add(j.off)
	if j.zone != nil {
		now = now.In(j.zone)
	}
	return now
}

func (j *jumping) set(off time.Duration) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.off = off
}

// refusingType refuses the values of one contact type.
type refusingType struct {
	*world
	contactType string
}

func (r *refusingType) Submit(ctx context.Context, stamp alidomain.Stamp, req alidomain.SubmitRequest) (alidomain.Receipt, error) {
	if req.ContactType == r.contactType {
		return alidomain.Receipt{}, r.fail(req.Operation, 400, "ParameterIllegal", true, nil)
	}
	return r.world.Submit(ctx, stamp, req)
}
