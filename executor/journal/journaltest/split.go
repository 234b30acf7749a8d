package journaltest

import (
	"testing"
	"time"

	"domainbatch/executor/journal"
)

func testSplit(t *testing.T, e *env) {
	list := batches([]string{"z.example"}, []string{"a.example", "b.example", "c.example"}, []string{"y.example"})
	list[1].After = []string{"b1"}
	_, _, err := e.j.Create(e.ctx, run("r1"), list)
	e.must(err)
	e.claim("r1", "b2")
	parent := e.batch("r1", "b2")
	c := parent.Changes
	why := journal.Refusal{Code: "DomainNotExist", Message: "one of three", RequestID: "q", Counted: true}
	stranger := journal.Change{ID: "s", Domain: "s.example", Kind: c[0].Kind}
	for name, children := range map[string][]journal.Batch{
		"no child":         nil,
		"one child":        {{ID: "x1", Changes: c}},
		"a change lost":    {{ID: "x1", Changes: c[:1]}, {ID: "x2", Changes: c[1:2]}},
		"a change doubled": {{ID: "x1", Changes: c[:2]}, {ID: "x2", Changes: c[1:]}},
		"a stranger":       {{ID: "x1", Changes: c[:2]}, {ID: "x2", Changes: []journal.Change{stranger}}},
		"an empty child":   {{ID: "x1", Changes: c}, {ID: "x2"}},
		"an id twice":      {{ID: "x1", Changes: c[:1]}, {ID: "x1", Changes: c[1:]}},
		"an id in use":     {{ID: "x1", Changes: c[:1]}, {ID: "b3", Changes: c[1:]}},
		"the parent's id":  {{ID: "b2", Changes: c[:1]}, {ID: "x2", Changes: c[1:]}},
	} {
		if err := e.j.SplitBatch(e.ctx, "r1", "b2", why, children); err == nil {
			t.Fatalf("%s: split", name)
		}
		e.same(name+": the parent", e.batch("r1", "b2"), parent)
	}
	next := e.clock.Now().Add(time.Minute)
	e.clock.Advance(time.Second)
	e.must(e.j.SplitBatch(e.ctx, "r1", "b2", why, []journal.Batch{
		{ID: "b2.1", Seq: 99, State: journal.Done, Changes: c[:1], NextAt: next},
		{ID: "b2.2", Changes: c[1:], Request: []byte(`{"other":1}`), After: []string{"b2.1"}}}))
	parent.State, parent.Code, parent.Message, parent.RequestID, parent.FinishedAt = journal.Split, why.Code, why.Message, "q", e.clock.Now()
	first := journal.Batch{RunID: "r1", ID: "b2.1", ParentID: "b2", Seq: 2, State: journal.Planned, Request: parent.Request,
		Changes: c[:1], After: []string{"b1"}, NextAt: next}
	second := journal.Batch{RunID: "r1", ID: "b2.2", ParentID: "b2", Seq: 2, State: journal.Planned, Request: []byte(`{"other":1}`),
		Changes: c[1:], After: []string{"b2.1"}}
	got, err := e.j.Batches(e.ctx, "r1")
	e.must(err)
	e.same("batches", got, []journal.Batch{e.batch("r1", "b1"), parent, first, second, e.batch("r1", "b3")})
	// The children own the domains now, one by one.
	e.bring("r1", "b2.1", journal.Failed)
	owners, err := e.j.Owners(e.ctx, "acc")
	e.must(err)
	e.same("owners", owners, map[string]string{"b.example\x00" + c[0].Kind: "r1", "c.example\x00" + c[0].Kind: "r1",
		"y.example\x00" + c[0].Kind: "r1", "z.example\x00" + c[0].Kind: "r1"})
	e.bring("r1", "b2.2", journal.Split)
	e.wantState("r1", "b2.2.2", journal.Planned)
}

func testSplitFailed(t *testing.T, e *env) {
	e.create("r1", []string{"a.example", "b.example"})
	e.bring("r1", "b1", journal.Failed)
	e.must(e.j.FinishRun(e.ctx, "r1", e.clock.Now()))
	e.create("r2", []string{"b.example"})
	c := e.batch("r1", "b1").Changes
	halves := []journal.Batch{{ID: "h1", Changes: c[:1]}, {ID: "h2", Changes: c[1:]}}
	e.refuses(e.j.SplitBatch(e.ctx, "r1", "b1", journal.Refusal{}, halves), journal.ErrOwned)
	e.wantState("r1", "b1", journal.Failed)
	e.bring("r2", "b1", journal.Cancelled)
	e.must(e.j.SplitBatch(e.ctx, "r1", "b1", journal.Refusal{}, halves))
	if b := e.batch("r1", "b1"); b.Attempts != 1 {
		t.Fatalf("splitting a failed batch changed its attempts to %d", b.Attempts)
	}
	r, err := e.j.Run(e.ctx, "r1")
	e.must(err)
	if !r.FinishedAt.IsZero() {
		t.Fatal("the run has planned batches and counts as finished")
	}
}
