package journaltest

import (
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"domainbatch/executor/journal"
)

// method is a call that moves a batch: from any of its states to one state.
type method struct {
	name string
	from []journal.BatchState
	to   journal.BatchState
	call func(e *env, runID string) error
}

var errFalse = errors.New("reported false")

func orFalse(ok bool, err error) error {
	if err == nil && !ok {
		return errFalse
	}
	return err
}

func methods() []method {
	resolve := func(o journal.Outcome) func(e *env, runID string) error {
		return func(e *env, runID string) error {
			return e.j.Resolve(e.ctx, runID, "b1", journal.Resolution{Outcome: o, TaskNo: "resolved task " + runID, Code: "C", Evidence: "seen"})
		}
	}
	unsettled := []journal.BatchState{journal.Ambiguous, journal.Unknown}
	intent := []journal.BatchState{journal.Intent}
	planned := []journal.BatchState{journal.Planned}
	return []method{
		{"ClaimIntent", planned, journal.Intent, func(e *env, runID string) error {
			return orFalse(e.j.ClaimIntent(e.ctx, runID, "b1", e.frozen("e2")))
		}},
		{"Accepted", intent, journal.Submitted, func(e *env, runID string) error {
			return e.j.Accepted(e.ctx, runID, "b1", "new task "+runID, "req", e.clock.Now(), e.clock.Now())
		}},
		{"Refused", intent, journal.Planned, func(e *env, runID string) error {
			return e.j.Refused(e.ctx, runID, "b1", journal.Refusal{Code: "Throttling", Counted: true})
		}},
		{"Refused for good", intent, journal.Failed, func(e *env, runID string) error {
			return e.j.Refused(e.ctx, runID, "b1", journal.Refusal{Code: "DomainNotExist", Permanent: true, Counted: true})
		}},
		{"MarkAmbiguous", []journal.BatchState{journal.Intent, journal.Ambiguous}, journal.Ambiguous, func(e *env, runID string) error {
			return e.j.MarkAmbiguous(e.ctx, runID, "b1", "timeout", "", false, e.clock.Now())
		}},
		{"Resolve sent", unsettled, journal.Submitted, resolve(journal.OutcomeSent)},
		{"Resolve not-sent", unsettled, journal.Planned, resolve(journal.OutcomeNotSent)},
		{"Resolve unknown", unsettled, journal.Unknown, resolve(journal.OutcomeUnknown)},
		{"Resolve skip", unsettled, journal.Cancelled, resolve(journal.OutcomeSkip)},
		{"Resolve refused", unsettled, journal.Failed, resolve(journal.OutcomeRefused)},
		{"SplitBatch", []journal.BatchState{journal.Planned, journal.Intent, journal.Failed}, journal.Split, func(e *env, runID string) error {
			changes := e.batch(runID, "b1").Changes
			return e.j.SplitBatch(e.ctx, runID, "b1", journal.Refusal{Code: "C", Counted: true}, []journal.Batch{
				{ID: "s1", Changes: changes[:1]}, {ID: "s2", Changes: changes[1:]}})
		}},
		{"Cancel", planned, journal.Cancelled, func(e *env, runID string) error {
			return orFalse(e.j.Cancel(e.ctx, runID, "b1", "not wanted"))
		}},
		{"SaveDetails", []journal.BatchState{journal.Submitted}, journal.Submitted, func(e *env, runID string) error {
			return e.j.SaveDetails(e.ctx, runID, "b1", nil, e.clock.Now(), false)
		}},
		{"SaveDetails done", []journal.BatchState{journal.Submitted}, journal.Done, func(e *env, runID string) error {
			return e.j.SaveDetails(e.ctx, runID, "b1", nil, time.Time{}, true)
		}},
	}
}

func testMoves(t *testing.T, e *env) {
	for _, m := range methods() {
		for _, s := range journal.BatchStates() {
			runID := strings.ReplaceAll(m.name+"-"+string(s), " ", "_")
			e.create(runID, []string{"a." + runID, "b." + runID})
			e.bring(runID, "b1", s)
			e.clock.Advance(time.Second)
			before := e.batch(runID, "b1")
			err := m.call(e, runID)
			after := e.batch(runID, "b1")
			if allowed(m.from, s) {
				if err != nil || after.State != m.to {
					t.Errorf("%s from %s: now %s, %v", m.name, s, after.State, err)
				}
				e.checkShape(after)
				continue
			}
			var state *journal.StateError
			wrong := err == errFalse || errors.As(err, &state) && state.Have == s && state.BatchID == "b1"
			if !wrong {
				t.Errorf("%s from %s: %v, want false or ErrState", m.name, s, err)
			}
			e.same(m.name+" from "+string(s)+" changed the batch", after, before)
		}
	}
}

func allowed(states []journal.BatchState, s journal.BatchState) bool {
	for _, a := range states {
		if a == s {
			return true
		}
	}
	return false
}

// checkShape checks what must hold of a batch in its state.
func (e *env) checkShape(b journal.Batch) {
	e.Helper()
	if ended := b.State.Final() && b.State != journal.Unknown; ended == b.FinishedAt.IsZero() {
		e.Errorf("batch is %s and finished at %v", b.State, b.FinishedAt)
	}
	if b.State.Final() && !b.NextAt.IsZero() {
		e.Errorf("batch is %s and due at %v", b.State, b.NextAt)
	}
	if b.State == journal.Submitted && (b.TaskNo == "" || b.SubmittedAt.IsZero() || b.Code != "") {
		e.Errorf("submitted batch %+v", b)
	}
	owners, err := e.j.Owners(e.ctx, "acc")
	e.must(err)
	for _, c := range b.Changes {
		_, owned := owners[c.Domain+"\x00"+c.Kind]
		if want := b.State.Open() || b.State == journal.Split; owned != want { // the parts of a split own them
			e.Errorf("batch is %s and owned is %t", b.State, owned)
		}
	}
}

func testClaimRace(t *testing.T, e *env) {
	e.create("r1", []string{"a.example"})
	var won atomic.Int32
	var winner atomic.Value
	var wg sync.WaitGroup
	for i := range 32 {
		wg.Go(func() {
			f := e.frozen("e" + string(rune('A'+i)))
			ok, err := e.j.ClaimIntent(e.ctx, "r1", "b1", f)
			if err != nil {
				t.Error(err)
			}
			if ok {
				won.Add(1)
				winner.Store(f)
			}
		})
	}
	wg.Wait()
	if won.Load() != 1 {
		t.Fatalf("claimed %d times", won.Load())
	}
	f := winner.Load().(journal.Frozen)
	if b := e.batch("r1", "b1"); b.Epoch != f.Epoch || b.Nonce != f.Nonce || !b.Stamp.Equal(f.Stamp) || b.Attempts != 1 {
		t.Fatalf("the journal has %+v, the winner %+v", b, f)
	}
	for _, f := range []journal.Frozen{{Nonce: "n", Stamp: e.clock.Now()}, {Epoch: "e", Stamp: e.clock.Now()}, {Epoch: "e", Nonce: "n"}} {
		e.create("r"+f.Epoch+f.Nonce, []string{f.Epoch + f.Nonce + ".example"})
		ok, err := e.j.ClaimIntent(e.ctx, "r"+f.Epoch+f.Nonce, "b1", f)
		if ok {
			t.Errorf("claimed with %+v", f)
		}
		e.refuses(err, journal.ErrInvalid)
	}
}

func testAttempts(t *testing.T, e *env) {
	e.create("r1", []string{"a.example"})
	want := func(n int) {
		t.Helper()
		if got := e.batch("r1", "b1").Attempts; got != n {
			t.Fatalf("%d attempts, want %d", got, n)
		}
	}
	e.claim("r1", "b1")
	want(1)
	next := e.clock.Now().Add(time.Minute)
	e.must(e.j.Refused(e.ctx, "r1", "b1", journal.Refusal{Code: "dial", Message: "no route", RequestID: "q", NextAt: next}))
	want(0)
	if b := e.batch("r1", "b1"); !b.NextAt.Equal(next) || b.Code != "dial" || b.Message != "no route" || b.RequestID != "q" {
		t.Fatalf("refused as %+v", b)
	}
	e.claim("r1", "b1")
	if b := e.batch("r1", "b1"); !b.NextAt.IsZero() {
		t.Fatalf("an intent waits until %v", b.NextAt)
	}
	e.must(e.j.Refused(e.ctx, "r1", "b1", journal.Refusal{Code: "Throttling", Counted: true}))
	want(1)
	e.claim("r1", "b1")
	e.must(e.j.MarkAmbiguous(e.ctx, "r1", "b1", "timeout", "", false, next))
	e.must(e.j.Resolve(e.ctx, "r1", "b1", journal.Resolution{Outcome: journal.OutcomeNotSent, NextAt: next}))
	want(2)
	e.claim("r1", "b1")
	want(3)
}

// A refusal that a replay brought stands with its own words, not with those of
// the lost answer before.
func testRefusedAfterAll(t *testing.T, e *env) {
	e.create("r1", []string{"a.example"})
	e.claim("r1", "b1")
	e.must(e.j.MarkAmbiguous(e.ctx, "r1", "b1", "timeout", "no answer", false, e.clock.Now()))
	e.must(e.j.Resolve(e.ctx, "r1", "b1", journal.Resolution{Outcome: journal.OutcomeRefused, Code: "DomainNotExist", Message: "no such domain", RequestID: "q"}))
	if b := e.batch("r1", "b1"); b.State != journal.Failed || b.Code != "DomainNotExist" || b.Message != "no such domain" || b.RequestID != "q" {
		t.Fatalf("%+v", b)
	}
}

func testArrived(t *testing.T, e *env) {
	e.create("r1", []string{"a.example"})
	e.claim("r1", "b1")
	mark := func(code, message string, arrived bool) journal.Batch {
		t.Helper()
		e.must(e.j.MarkAmbiguous(e.ctx, "r1", "b1", code, message, arrived, e.clock.Now()))
		return e.batch("r1", "b1")
	}
	if b := mark("timeout", "no answer", false); b.Arrived || b.Code != "timeout" {
		t.Fatalf("%+v", b)
	}
	if b := mark("SignatureNonceUsed", "used", true); !b.Arrived || b.Code != "SignatureNonceUsed" {
		t.Fatalf("%+v", b)
	}
	if b := mark("", "", false); !b.Arrived || b.Code != "SignatureNonceUsed" || b.Message != "used" {
		t.Fatalf("%+v", b)
	}
	e.must(e.j.Resolve(e.ctx, "r1", "b1", journal.Resolution{Outcome: journal.OutcomeUnknown}))
	if b := e.batch("r1", "b1"); !b.Arrived || b.Code != "SignatureNonceUsed" || b.Message != "used" {
		t.Fatalf("%+v", b)
	}
	e.must(e.j.Resolve(e.ctx, "r1", "b1", journal.Resolution{Outcome: journal.OutcomeNotSent, Message: "not for this outcome"}))
	e.claim("r1", "b1")
	if b := e.batch("r1", "b1"); b.Arrived {
		t.Fatal("a new request counts as arrived")
	}
}

func testTaskTaken(t *testing.T, e *env) {
	e.create("r1", []string{"a.example"}, []string{"b.example"})
	now := e.clock.Now()
	e.claim("r1", "b1")
	e.claim("r1", "b2")
	e.must(e.j.Accepted(e.ctx, "r1", "b1", "t1", "q1", now, now))
	e.refuses(e.j.Accepted(e.ctx, "r1", "b2", "t1", "q2", now, now), journal.ErrTaskTaken)
	e.refuses(e.j.Accepted(e.ctx, "r1", "b2", "", "q2", now, now), journal.ErrInvalid)
	e.wantState("r1", "b2", journal.Intent)
	e.must(e.j.MarkAmbiguous(e.ctx, "r1", "b2", "", "", false, now))
	e.refuses(e.j.Resolve(e.ctx, "r1", "b2", journal.Resolution{Outcome: journal.OutcomeSent, TaskNo: "t1"}), journal.ErrTaskTaken)
	e.refuses(e.j.Resolve(e.ctx, "r1", "b2", journal.Resolution{Outcome: journal.OutcomeSent}), journal.ErrInvalid)
	e.refuses(e.j.Resolve(e.ctx, "r1", "b2", journal.Resolution{Outcome: "perhaps"}), journal.ErrInvalid)
	e.wantState("r1", "b2", journal.Ambiguous)
	other := run("r2")
	other.Account = "other"
	_, _, err := e.j.Create(e.ctx, other, batches([]string{"a.example"}))
	e.must(err)
	e.claim("r2", "b1")
	e.must(e.j.Accepted(e.ctx, "r2", "b1", "t1", "q3", now, now))
	claimed, err := e.j.TaskNos(e.ctx, "acc", []string{"t0", "t1", "t2", "t1"})
	e.must(err)
	e.same("claimed tasks", claimed, map[string]bool{"t1": true})
	claimed, err = e.j.TaskNos(e.ctx, "nobody", []string{"t1"})
	e.must(err)
	e.same("claimed tasks of nobody", claimed, map[string]bool{})
}

func testLastTasks(t *testing.T, e *env) {
	e.create("r1", []string{"a.example"}, []string{"b.example"}, []string{"c.example"})
	e.create("r2", []string{"d.example"})
	now := e.clock.Now()
	at := func(ago time.Duration) time.Time { return now.Add(-ago).UTC().Truncate(time.Millisecond) }
	accept := func(run, batch, task string, ago time.Duration) {
		e.claim(run, batch)
		e.must(e.j.Accepted(e.ctx, run, batch, task, "q", at(ago), now))
	}
	accept("r1", "b1", "t1", time.Hour)
	accept("r2", "b1", "t2", 2*time.Hour)
	accept("r1", "b2", "t3", 0)
	last := func(account string, before time.Time, limit int, want ...journal.TaskRecord) {
		t.Helper()
		list, err := e.j.LastTasks(e.ctx, account, before, limit)
		e.must(err)
		if len(list) != len(want) {
			t.Fatalf("%v, want %v", list, want)
		}
		for i := range want {
			if list[i].TaskNo != want[i].TaskNo || !list[i].At.Equal(want[i].At) {
				t.Errorf("%v, want %v", list[i], want[i])
			}
		}
	}
	first, second := journal.TaskRecord{TaskNo: "t1", At: at(time.Hour)}, journal.TaskRecord{TaskNo: "t2", At: at(2 * time.Hour)}
	last("acc", at(time.Minute), 9, first, second)
	last("acc", at(time.Minute), 1, first)
	last("acc", at(time.Hour), 9, second)
	last("nobody", now.Add(time.Hour), 9)
}

func testAbandoned(t *testing.T, e *env) {
	e.create("r1", []string{"a.example"}, []string{"b.example"}, []string{"c.example"}, []string{"d.example"})
	for id, epoch := range map[string]string{"b1": "dead", "b2": "live", "b3": "dead"} {
		if ok, err := e.j.ClaimIntent(e.ctx, "r1", id, e.frozen(epoch)); !ok || err != nil {
			t.Fatal(ok, err)
		}
	}
	e.must(e.j.MarkAmbiguous(e.ctx, "r1", "b3", "", "", false, e.clock.Now()))
	list, err := e.j.Abandoned(e.ctx, "r1", "live")
	e.must(err)
	e.same("abandoned", list, []journal.Batch{e.batch("r1", "b1")})
}
