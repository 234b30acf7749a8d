package journaltest

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"domainbatch/executor/journal"
)

func testRoundTrip(t *testing.T, e *env) {
	at := time.Date(2026, 11, 22, 14, 37, 5, 678_901_234, time.FixedZone("UTC+8", 8*3600))
	in := journal.Run{
		ID: "20261122-063705-k3f9", Fingerprint: "f\"'--", Account: "账户 ☃", Site: "intl", CreatedAt: at,
		InputPath: "/home/张/in 1.xlsx", InputDigest: "ab", OutputPath: "/tmp/o\x00ut", Settings: []byte(`{"a":1}`), Plan: []byte{0, 1, 0xff, 0},
	}
	next := at.Add(time.Hour)
	list := []journal.Batch{
		{ID: "b2", Seq: 2, Request: []byte(`{"x":"\u0000"}`), After: []string{"b1", "b3"}, NextAt: next,
			Changes: []journal.Change{{ID: "c3", Domain: "例子.中国", InstanceID: "S1", Kind: "k"}, {ID: "c1", Domain: "a.example", Kind: "k"}}},
		{ID: "b1", Seq: 1, Changes: []journal.Change{{ID: "c4", Domain: "a.example", Kind: "other\x00kind"}}},
		{ID: "b3", Seq: 1, State: journal.Done, TaskNo: "not yet", Attempts: 7, Changes: []journal.Change{{Domain: "b.example", Kind: "k"}}},
	}
	id, created, err := e.j.Create(e.ctx, in, list)
	e.must(err)
	if id != in.ID || !created {
		t.Fatal(id, created)
	}
	want := in
	want.CreatedAt = time.Date(2026, 11, 22, 6, 37, 5, 678_000_000, time.UTC)
	got, err := e.j.Run(e.ctx, id)
	e.must(err)
	e.same("run", got, want)
	for i := range list {
		list[i].RunID, list[i].State, list[i].TaskNo, list[i].Attempts = id, journal.Planned, "", 0
	}
	list[0].NextAt = time.Date(2026, 11, 22, 7, 37, 5, 678_000_000, time.UTC)
	batches, err := e.j.Batches(e.ctx, id)
	e.must(err)
	e.same("batches in the order of Seq, then of the plan", batches, []journal.Batch{list[1], list[2], list[0]})
	e.same("one batch", e.batch(id, "b2"), list[0])
	counts, err := e.j.Counts(e.ctx, id)
	e.must(err)
	e.same("counts", counts, map[journal.BatchState]int{journal.Planned: 3})
}

func (e *env) same(what string, got, want any) {
	e.Helper()
	if !reflect.DeepEqual(got, want) {
		e.Fatalf("%s:\n got %+v\nwant %+v", what, got, want)
	}
}

func testRuns(t *testing.T, e *env) {
	for i, id := range []string{"r1", "r2", "r3"} {
		r := run(id)
		r.Plan = []byte("plan")
		if i == 1 {
			r.Account = "other"
		}
		r.CreatedAt = e.clock.Now().Add(time.Duration(-i%3) * time.Hour)
		_, _, err := e.j.Create(e.ctx, r, []journal.Batch{batch("b1", 1, id+".example")})
		e.must(err)
	}
	for account, want := range map[string]string{"": "r1 r2 r3", "acc": "r1 r3", "other": "r2", "nobody": ""} {
		list, err := e.j.Runs(e.ctx, account)
		e.must(err)
		var ids []string
		for _, r := range list {
			ids = append(ids, r.ID)
			if r.Plan != nil {
				t.Errorf("run %s comes with its plan", r.ID)
			}
		}
		if got := strings.Join(ids, " "); got != want {
			t.Errorf("runs of %q: %s, want %s", account, got, want)
		}
	}
}

func testFingerprint(t *testing.T, e *env) {
	e.create("r1", []string{"a.example"})
	again := run("r2")
	again.Fingerprint = run("r1").Fingerprint
	id, created, err := e.j.Create(e.ctx, again, batches([]string{"a.example"}))
	e.must(err)
	if id != "r1" || created {
		t.Fatalf("the same wish made run %s, created %t", id, created)
	}
	again.Account = "other"
	if id, created, err := e.j.Create(e.ctx, again, batches([]string{"a.example"})); err != nil || id != "r2" || !created {
		t.Fatalf("the same wish of another account: %s, %t, %v", id, created, err)
	}
	e.bring("r1", "b1", journal.Done)
	e.must(e.j.FinishRun(e.ctx, "r1", e.clock.Now()))
	again.ID, again.Account = "r3", "acc"
	if id, created, err := e.j.Create(e.ctx, again, batches([]string{"a.example"})); err != nil || id != "r3" || !created {
		t.Fatalf("the same wish after it was finished: %s, %t, %v", id, created, err)
	}
}

func testOwnership(t *testing.T, e *env) {
	e.create("r1", []string{"a.example", "b.example"})
	_, _, err := e.j.Create(e.ctx, run("r2"), batches([]string{"c.example", "b.example"}, []string{"a.example"}))
	e.refuses(err, journal.ErrOwned)
	var owned *journal.OwnedError
	if !errors.As(err, &owned) || owned.Domain != "b.example" || owned.RunID != "r1" || owned.Kind != "update-contact/admin" {
		t.Fatalf("the first owned domain is not named: %v", err)
	}
	_, err = e.j.Run(e.ctx, "r2")
	e.refuses(err, journal.ErrNotFound)
	other := batches([]string{"a.example"})
	other[0].Changes[0].Kind = "transfer-code"
	if _, _, err := e.j.Create(e.ctx, run("r3"), other); err != nil {
		t.Fatalf("another kind for the same domain: %v", err)
	}
	foreign := run("r4")
	foreign.Account = "other"
	if _, _, err := e.j.Create(e.ctx, foreign, batches([]string{"a.example"})); err != nil {
		t.Fatalf("another account: %v", err)
	}
	owners, err := e.j.Owners(e.ctx, "acc")
	e.must(err)
	e.same("owners", owners, map[string]string{
		"a.example\x00update-contact/admin": "r1", "b.example\x00update-contact/admin": "r1", "a.example\x00transfer-code": "r3"})
	e.bring("r1", "b1", journal.Failed)
	e.create("r2", []string{"c.example", "b.example"})
	owners, err = e.j.Owners(e.ctx, "nobody")
	e.must(err)
	e.same("owners of nobody", owners, map[string]string{})
}

func testInvalidRuns(t *testing.T, e *env) {
	e.create("r0", []string{"z.example"})
	for name, c := range map[string]struct {
		spoil   func(*journal.Run)
		batches []journal.Batch
	}{
		"id with a slash":          {func(r *journal.Run) { r.ID = "../x" }, nil},
		"no id":                    {func(r *journal.Run) { r.ID = "" }, nil},
		"id of another run":        {func(r *journal.Run) { r.ID = "r0" }, nil},
		"no account":               {func(r *journal.Run) { r.Account = "" }, nil},
		"batch without id":         {nil, []journal.Batch{batch("", 1, "a.example")}},
		"two batches of one id":    {nil, []journal.Batch{batch("b1", 1, "a.example"), batch("b1", 2, "b.example")}},
		"batch without changes":    {nil, []journal.Batch{batch("b1", 1)}},
		"change without domain":    {nil, []journal.Batch{batch("b1", 1, "a.example", "")}},
		"domain twice":             {nil, []journal.Batch{batch("b1", 1, "a.example", "b.example"), batch("b2", 2, "a.example")}},
		"domain twice in a batch":  {nil, []journal.Batch{batch("b1", 1, "a.example", "a.example")}},
		"after an unknown batch":   {nil, []journal.Batch{{ID: "b1", After: []string{"b9"}, Changes: batch("", 1, "a.example").Changes}}},
		"after itself":             {nil, []journal.Batch{{ID: "b1", After: []string{"b1"}, Changes: batch("", 1, "a.example").Changes}}},
		"batch id with a line end": {nil, []journal.Batch{batch("b\n1", 1, "a.example")}},
	} {
		r := run("r1")
		if c.spoil != nil {
			c.spoil(&r)
		}
		if _, created, err := e.j.Create(e.ctx, r, c.batches); !errors.Is(err, journal.ErrInvalid) || created {
			t.Errorf("%s: created %t, %v", name, created, err)
		}
	}
	runs, err := e.j.Runs(e.ctx, "")
	e.must(err)
	if len(runs) != 1 {
		t.Errorf("%d runs after refusals, want 1", len(runs))
	}
	e.create("r1", []string{"a.example", "b.example"}) // nothing of the refused ones is left
}

func testFinish(t *testing.T, e *env) {
	for _, s := range journal.BatchStates() {
		id := "r-" + string(s)
		e.create(id, []string{"a." + id + ".example", "b." + id + ".example"})
		e.bring(id, "b1", s)
		at := e.clock.Now().Add(time.Minute)
		err := e.j.FinishRun(e.ctx, id, at)
		r, errRun := e.j.Run(e.ctx, id)
		e.must(errRun)
		if s.Final() && s != journal.Split { // the parts of a split are planned
			e.must(err)
			if !r.FinishedAt.Equal(at) {
				t.Errorf("%s: finished at %v, want %v", s, r.FinishedAt, at)
			}
			e.must(e.j.FinishRun(e.ctx, id, at.Add(time.Hour)))
			if r, _ := e.j.Run(e.ctx, id); !r.FinishedAt.Equal(at) {
				t.Errorf("%s: finishing again moved the time to %v", s, r.FinishedAt)
			}
		} else if !errors.Is(err, journal.ErrUnfinished) || !r.FinishedAt.IsZero() {
			t.Errorf("%s: %v, finished at %v", s, err, r.FinishedAt)
		}
	}
}

func testUnknownOwns(t *testing.T, e *env) {
	e.create("r1", []string{"a.example"}, []string{"b.example"})
	e.bring("r1", "b1", journal.Unknown)
	e.bring("r1", "b2", journal.Done)
	e.must(e.j.FinishRun(e.ctx, "r1", e.clock.Now()))
	_, _, err := e.j.Create(e.ctx, run("r2"), batches([]string{"a.example"}))
	e.refuses(err, journal.ErrOwned)
	owners, err := e.j.Owners(e.ctx, "acc")
	e.must(err)
	e.same("owners", owners, map[string]string{"a.example\x00update-contact/admin": "r1"})
	e.must(e.j.Resolve(e.ctx, "r1", "b1", journal.Resolution{Outcome: journal.OutcomeNotSent, Actor: "zhang"}))
	r, err := e.j.Run(e.ctx, "r1")
	e.must(err)
	if !r.FinishedAt.IsZero() {
		t.Fatal("the run has a batch to send and counts as finished")
	}
	events, err := e.j.Events(e.ctx, "r1")
	e.must(err)
	if last := events[len(events)-1]; last.Kind != "reopened" || last.Actor != "zhang" || last.BatchID != "" {
		t.Fatalf("reopening left the event %+v", last)
	}
	e.bring("r1", "b1", journal.Unknown)
	e.must(e.j.Resolve(e.ctx, "r1", "b1", journal.Resolution{Outcome: journal.OutcomeSkip, Actor: "zhang"}))
	e.must(e.j.FinishRun(e.ctx, "r1", e.clock.Now()))
	e.create("r2", []string{"a.example"})
}
