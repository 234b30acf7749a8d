package journaltest

import (
	"testing"
	"time"

	"domainbatch/executor/journal"
)

// keptOf makes an outcome for every change of a run.
func keptOf(batches []journal.Batch) map[string]journal.Kept {
	kept := map[string]journal.Kept{}
	for _, b := range batches {
		for _, c := range b.Changes {
			kept[c.ID] = journal.Kept{ChangeID: c.ID, Result: "FAILED", Code: "C", Message: "no\nsuch domain", Rows: "2,7"}
		}
	}
	return kept
}

func testPrune(t *testing.T, e *env) {
	at := e.clock.Now()
	r := run("r1")
	r.Plan, r.Settings = []byte("plan"), []byte(`{"who":"zhang"}`)
	_, _, err := e.j.Create(e.ctx, r, batches([]string{"a.example", "b.example"}, []string{"c.example", "d.example"}))
	e.must(err)
	p := journal.Pruning{Changes: keptOf(batches([]string{"a.example", "b.example"}, []string{"c.example", "d.example"})), Sheet: "Domains", Rows: "INVALID 1", Actor: "zhang",
		Requests: map[string][]byte{"b1": []byte(`{"call":1}`), "b2.1": []byte(`{"call":2}`), "no batch": []byte("x")}}
	e.refuses(e.j.Prune(e.ctx, "r1", p), journal.ErrUnfinished)
	e.claim("r1", "b1")
	e.must(e.j.Accepted(e.ctx, "r1", "b1", "t1", "q1", at, at))
	e.must(e.j.SaveDetails(e.ctx, "r1", "b1", []journal.Detail{{TaskDetailNo: "1", Domain: "a.example", State: journal.DetailSucceeded, Sealed: []byte("s")}}, time.Time{}, true))
	e.bring("r1", "b2", journal.Split)
	e.bring("r1", "b2.1", journal.Cancelled)
	e.bring("r1", "b2.2", journal.Unknown)
	e.must(e.j.FinishRun(e.ctx, "r1", at))
	e.refuses(e.j.Prune(e.ctx, "r1", p), journal.ErrUnfinished) // what became of one is not known
	e.must(e.j.Resolve(e.ctx, "r1", "b2.2", journal.Resolution{Outcome: journal.OutcomeSkip, Actor: "li"}))
	e.must(e.j.FinishRun(e.ctx, "r1", at))
	e.refuses(e.j.Prune(e.ctx, "r9", p), journal.ErrNotFound)
	lost := journal.Pruning{Changes: keptOf(batches([]string{"a.example", "b.example"}))}
	e.refuses(e.j.Prune(e.ctx, "r1", lost), journal.ErrInvalid)

	before, err := e.j.Batches(e.ctx, "r1")
	e.must(err)
	events := e.head("r1").Count
	e.clock.Advance(time.Hour)
	e.must(e.j.Prune(e.ctx, "r1", p))
	e.refuses(e.j.Prune(e.ctx, "r1", p), journal.ErrPruned)
	got, err := e.j.Run(e.ctx, "r1")
	e.must(err)
	if !got.PrunedAt.Equal(e.clock.Now()) || got.Plan != nil || string(got.Settings) != `{"who":"zhang"}` {
		t.Fatalf("the run has become %+v", got)
	}
	after, err := e.j.Batches(e.ctx, "r1")
	e.must(err)
	for i := range before {
		before[i].Request = p.Requests[before[i].ID]
	}
	e.same("batches", after, before)
	details, err := e.j.Details(e.ctx, "r1")
	e.must(err)
	if len(details) != 0 {
		t.Fatalf("left are %+v", details)
	}
	kept, err := e.j.Kept(e.ctx, "r1")
	e.must(err)
	want := map[string]journal.Kept{}
	for id, k := range p.Changes {
		k.Message = `no\nsuch domain`
		want[id] = k
	}
	e.same("kept", kept, want)
	list, err := e.j.Events(e.ctx, "r1")
	e.must(err)
	last := list[len(list)-1]
	if e.head("r1").Count != events+1 || last.Kind != "pruned" || last.Actor != "zhang" || last.Detail != `{"changes":"4","sheet":"Domains","rows":"INVALID 1"}` {
		t.Fatalf("pruning left %+v", last)
	}
	e.create("r2", []string{"a.example"})
	kept, err = e.j.Kept(e.ctx, "r2")
	e.must(err)
	e.same("kept of a run that was not pruned", kept, map[string]journal.Kept{})
}
