// Package journaltest is the suite that every implementation of journal.Journal
// has to pass. Conformance checks one implementation against the words of the
// interface; Compare drives two of them through the same random histories and
// wants the same answers and the same contents after every step.
package journaltest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"domainbatch/executor/journal"
)

// Opener opens a new, empty journal that takes its time from now.
type Opener func(t testing.TB, now func() time.Time) journal.Journal

// Conformance runs the suite.
func Conformance(t *testing.T, open Opener) {
	for _, c := range []struct {
		name string
		test func(t *testing.T, e *env)
	}{
		{"a run is read as it was written", testRoundTrip},
		{"a list of runs is newest first and without plans", testRuns},
		{"the same wish twice is one run", testFingerprint},
		{"a domain has one open batch of a kind", testOwnership},
		{"a run that contradicts itself is refused whole", testInvalidRuns},
		{"every method moves from its states only", testMoves},
		{"a batch is claimed once", testClaimRace},
		{"attempts count what may have been sent", testAttempts},
		{"arrived is never taken back", testArrived},
		{"a refused replay stands with its own words", testRefusedAfterAll},
		{"one task is the answer to one submit", testTaskTaken},
		{"the newest tasks of an account", testLastTasks},
		{"abandoned are the intents of other epochs", testAbandoned},
		{"a split loses and doubles nothing", testSplit},
		{"a failed batch can be split while nobody owns its domains", testSplitFailed},
		{"an unknown batch owns its domains until it is settled", testUnknownOwns},
		{"a run is finished when its batches are final", testFinish},
		{"details are kept by their number", testDetails},
		{"details of other tasks and early ends are refused", testDetailErrors},
		{"texts of the service are safe to print", testClean},
		{"every move leaves an event", testEvents},
		{"notes join the history", testNotes},
		{"the history is a chain", testChain},
		{"a run that is pruned keeps what an audit needs", testPrune},
		{"an answer that replaces a final one joins the history", testAnsweredAgain},
		{"rates are kept by key", testRates},
		{"facts are kept by key, the latest answer of each", testFacts},
		{"facts about a domain end with its change", testFactsEnd},
		{"answers share no memory with the journal", testCopies},
		{"a plan is read piece by piece", testPlan},
		{"going through a run ends where it is told to", testEach},
		{"unknown records are not found", testNotFound},
		{"a context that has ended changes nothing", testContext},
		{"a closed journal says so", testClosed},
	} {
		t.Run(c.name, func(t *testing.T) {
			clock := &Clock{t: time.Date(2026, 11, 22, 6, 37, 0, 0, time.UTC)}
			j := open(t, clock.Now)
			t.Cleanup(func() { j.Close() })
			c.test(t, &env{T: t, ctx: t.Context(), j: j, clock: clock})
		})
	}
}

// Clock is a clock that stands until it is moved.
type Clock struct {
	mu sync.Mutex
	t  time.Time
}

// Now returns the time it stands at.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

// Advance moves it.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

// env is what a test of the suite works with.
type env struct {
	*testing.T
	ctx   context.Context
	j     journal.Journal
	clock *Clock
}

// must fails the test on an error.
func (e *env) must(err error) {
	e.Helper()
	if err != nil {
		e.Fatal(err)
	}
}

// refuses fails the test unless err is the wanted one.
func (e *env) refuses(err, want error) {
	e.Helper()
	if !errors.Is(err, want) {
		e.Fatalf("got error %v, want %v", err, want)
	}
}

func (e *env) batch(runID, batchID string) journal.Batch {
	e.Helper()
	b, err := e.j.Batch(e.ctx, runID, batchID)
	e.must(err)
	return b
}

func (e *env) wantState(runID, batchID string, want journal.BatchState) {
	e.Helper()
	if got := e.batch(runID, batchID).State; got != want {
		e.Fatalf("batch %s is %s, want %s", batchID, got, want)
	}
}

// create writes run id of account "acc" with one batch of the given domains for
// every list.
func (e *env) create(id string, domains ...[]string) {
	e.Helper()
	got, created, err := e.j.Create(e.ctx, run(id), batches(domains...))
	e.must(err)
	if got != id || !created {
		e.Fatalf("creating %s: id %s, created %t", id, got, created)
	}
}

func run(id string) journal.Run {
	return journal.Run{ID: id, Account: "acc", Fingerprint: "print of " + id, Site: "cn"}
}

func batches(domains ...[]string) []journal.Batch {
	var list []journal.Batch
	for i, names := range domains {
		list = append(list, batch(fmt.Sprintf("b%d", i+1), i+1, names...))
	}
	return list
}

func batch(id string, seq int, domains ...string) journal.Batch {
	b := journal.Batch{ID: id, Seq: seq, Request: []byte(`{"call":"` + id + `"}`)}
	for _, d := range domains {
		b.Changes = append(b.Changes, journal.Change{ID: "c-" + d, Domain: d, Kind: "update-contact/admin"})
	}
	return b
}

// frozen is an intent of an epoch at the time of the clock.
func (e *env) frozen(epoch string) journal.Frozen {
	return journal.Frozen{Epoch: epoch, Nonce: "nonce-" + epoch, Stamp: e.clock.Now().Truncate(time.Second)}
}

func (e *env) claim(runID, batchID string) {
	e.Helper()
	ok, err := e.j.ClaimIntent(e.ctx, runID, batchID, e.frozen("e1"))
	e.must(err)
	if !ok {
		e.Fatalf("batch %s was not planned", batchID)
	}
}

// bring takes a planned batch to a state.
func (e *env) bring(runID, batchID string, to journal.BatchState) {
	e.Helper()
	now := e.clock.Now()
	if to == journal.Planned {
		return
	}
	if to == journal.Cancelled {
		ok, err := e.j.Cancel(e.ctx, runID, batchID, "not wanted")
		e.must(err)
		if !ok {
			e.Fatal("not cancelled")
		}
		return
	}
	e.claim(runID, batchID)
	switch to {
	case journal.Intent:
	case journal.Failed:
		e.must(e.j.Refused(e.ctx, runID, batchID, journal.Refusal{Code: "DomainNotExist", Permanent: true, Counted: true}))
	case journal.Split:
		var halves []journal.Batch
		for i, c := range e.batch(runID, batchID).Changes {
			halves = append(halves, journal.Batch{ID: fmt.Sprintf("%s.%d", batchID, i+1), Changes: []journal.Change{c}})
		}
		e.must(e.j.SplitBatch(e.ctx, runID, batchID, journal.Refusal{Code: "DomainNotExist", Counted: true}, halves))
	case journal.Ambiguous:
		e.must(e.j.MarkAmbiguous(e.ctx, runID, batchID, "timeout", "no answer", false, now))
	case journal.Unknown:
		e.must(e.j.MarkAmbiguous(e.ctx, runID, batchID, "timeout", "no answer", false, now))
		e.must(e.j.Resolve(e.ctx, runID, batchID, journal.Resolution{Outcome: journal.OutcomeUnknown, Code: "undecidable"}))
	case journal.Submitted:
		e.must(e.j.Accepted(e.ctx, runID, batchID, "task of "+runID+" "+batchID, "req", now, now))
	case journal.Done:
		e.must(e.j.Accepted(e.ctx, runID, batchID, "task of "+runID+" "+batchID, "req", now, now))
		e.must(e.j.SaveDetails(e.ctx, runID, batchID, nil, time.Time{}, true))
	default:
		e.Fatalf("no way to %s", to)
	}
}

func isNotFound(err error) bool { return errors.Is(err, journal.ErrNotFound) }
