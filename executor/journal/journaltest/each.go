package journaltest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"testing"

	"domainbatch/executor/journal"
)

func testEach(t *testing.T, e *env) {
	var domains [][]string
	for i := range 300 { // more than are read at once
		domains = append(domains, []string{fmt.Sprintf("d%d.example", i), fmt.Sprintf("e%d.example", i)})
	}
	e.create("r1", domains...)
	e.create("r2", []string{"other.example"})
	enough := errors.New("enough")
	n := 0
	err := e.j.EachBatch(e.ctx, "r1", func(b journal.Batch, _ []journal.Detail) error {
		if n++; b.ID != fmt.Sprintf("b%d", n) || len(b.Changes) != 2 || b.Changes[0].Domain != domains[n-1][0] {
			t.Fatalf("batch %d is %+v", n, b)
		}
		if n == 290 {
			return enough
		}
		return nil
	})
	if err != enough || n != 290 {
		t.Errorf("ended after %d with %v", n, err)
	}
	if err := e.j.EachEvent(e.ctx, "r1", func(journal.Event) error { return enough }); err != enough {
		t.Errorf("events ended with %v", err)
	}
	ctx, cancel := context.WithCancel(e.ctx)
	cancel()
	e.refuses(e.j.EachBatch(ctx, "r1", func(journal.Batch, []journal.Detail) error { return nil }), context.Canceled)
}

func testPlan(t *testing.T, e *env) {
	long := make([]byte, 9<<20) // more than is read at once
	for i := range long {
		long[i] = byte(i * i >> 7)
	}
	for id, want := range map[string][]byte{"r1": long, "r2": {7}, "r3": nil} {
		r := run(id)
		r.Plan = want
		_, _, err := e.j.Create(e.ctx, r, batches([]string{id + ".example"}))
		e.must(err)
		plan, err := e.j.Plan(e.ctx, id)
		e.must(err)
		if got, err := io.ReadAll(plan); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s: %d bytes of %d, %v", id, len(got), len(want), err)
		}
	}
}
