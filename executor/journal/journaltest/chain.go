package journaltest

import (
	"testing"
	"time"

	"domainbatch/executor/journal"
)

// head wants the head to count the events of all runs.
func (e *env) head(runs ...string) journal.Head {
	e.Helper()
	h, err := e.j.Head(e.ctx)
	e.must(err)
	events := 0
	for _, id := range runs {
		list, err := e.j.Events(e.ctx, id)
		e.must(err)
		events += len(list)
	}
	if h.Count != int64(events) || len(h.Hash) != 64 {
		e.Fatalf("the head is %s after %d events", h, events)
	}
	return h
}

func testChain(t *testing.T, e *env) {
	seen := map[journal.Head]bool{}
	moved := func(what string, runs ...string) {
		t.Helper()
		h := e.head(runs...)
		if seen[h] {
			t.Fatalf("%s: the head is still %s", what, h)
		}
		seen[h] = true
	}
	moved("nothing")
	e.create("r1", []string{"a.example", "b.example"}, []string{"c.example"})
	moved("created", "r1")
	e.create("r2", []string{"z.example"})
	moved("created again", "r1", "r2")
	e.claim("r1", "b2")
	moved("claimed", "r1", "r2")
	before := e.head("r1", "r2")
	if ok, err := e.j.ClaimIntent(e.ctx, "r1", "b2", e.frozen("e1")); ok || err != nil {
		t.Fatal(ok, err)
	}
	e.refuses(e.j.FinishRun(e.ctx, "r1", e.clock.Now()), journal.ErrUnfinished)
	e.must(e.j.SetRate(e.ctx, "k", 1))
	if h := e.head("r1", "r2"); h != before {
		t.Fatalf("what is no history moved the head from %s to %s", before, h)
	}
	for _, kind := range []string{"created", "finished", "reopened", "pruned"} {
		e.refuses(e.j.Note(e.ctx, journal.Event{RunID: "r1", Kind: kind}), journal.ErrInvalid)
	}
	e.must(e.j.Note(e.ctx, journal.Event{RunID: "r1", Kind: "seen", Actor: "zhang"}))
	moved("noted", "r1", "r2")
	e.bring("r1", "b1", journal.Split)
	moved("split", "r1", "r2")
}

func testAnsweredAgain(t *testing.T, e *env) {
	e.create("r1", []string{"a.example"})
	e.bring("r1", "b1", journal.Submitted)
	answer := func(tries int) int64 {
		t.Helper()
		d := journal.Detail{TaskDetailNo: "1", Domain: "a.example", State: journal.DetailFailed, TryCount: tries}
		e.must(e.j.SaveDetails(e.ctx, "r1", "b1", []journal.Detail{d}, e.clock.Now().Add(time.Minute), false))
		return e.head("r1").Count
	}
	first := answer(1)
	if n := answer(1); n != first {
		t.Fatalf("the same answer made %d events of %d", n, first)
	}
	if n := answer(2); n != first+1 {
		t.Fatalf("an answer after another try made %d events of %d", n, first)
	}
	events, err := e.j.Events(e.ctx, "r1")
	e.must(err)
	if last := events[len(events)-1]; last.Kind != "details" || last.Detail != `{"final":"0","again":"1"}` {
		t.Fatalf("it left the event %+v", last)
	}
}
