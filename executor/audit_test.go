package executor

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"domainbatch/executor/journal"
)

// An audit of any history tells of every change what the results tell.
func (s *simulation) checkAudit(rows []RowResult) {
	s.t.Helper()
	ctx := context.Background()
	want, err := ChangeResults(ctx, s.journal, s.runID)
	if err != nil {
		s.t.Fatal(err)
	}
	byNumber := map[int]RowResult{}
	for _, r := range rows {
		byNumber[r.Number] = r
	}
	got := 0
	for c, err := range s.audit(ctx).Changes {
		if err != nil {
			s.t.Fatal(err)
		}
		if got == len(want) || !reflect.DeepEqual(c.ChangeResult, want[got]) {
			s.t.Fatalf("change %d is audited as %+v", got, c)
		}
		for _, number := range c.Rows {
			r, known := byNumber[number]
			if !known || c.Attempts > r.Attempts || c.TaskNo != "" && !slices.Contains(r.TaskNos, c.TaskNo) || !contains(r.RequestIDs, c.RequestIDs) {
				s.t.Errorf("change of row %d is audited as %+v, the row as %+v", number, c, r)
			}
		}
		got++
	}
	if got != len(want) {
		s.t.Errorf("%d changes of %d audited", got, len(want))
	}
}

func (s *simulation) audit(ctx context.Context) AuditedRun {
	s.t.Helper()
	run, err := Audit(ctx, s.journal, s.runID)
	if err != nil {
		s.t.Fatal(err)
	}
	return run
}

func contains(all, some []string) bool {
	return !slices.ContainsFunc(some, func(x string) bool { return !slices.Contains(all, x) })
}

// gappy is a journal that has lost the last batches of a run, or has one too
// many.
type gappy struct {
	journal.Journal
	lost, more int
}

func (f gappy) EachBatch(ctx context.Context, runID string, each func(journal.Batch, []journal.Detail) error) error {
	list, err := f.Batches(ctx, runID)
	if err != nil {
		return err
	}
	for _, b := range list[:len(list)-f.lost] {
		if err := each(b, nil); err != nil {
			return err
		}
	}
	for n := range f.more {
		if err := each(journal.Batch{ID: "more", Seq: len(list) + n}, nil); err != nil {
			return err
		}
	}
	return nil
}

func TestAnAuditNoticesWhatTheJournalLacks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSimulation(t, 7)
		s.play()
		for _, c := range []struct {
			lost, more int
			says       string
		}{{1, 0, "is not in the journal"}, {0, 1, "more batches than the plan"}} {
			run, err := Audit(t.Context(), gappy{s.journal, c.lost, c.more}, s.runID)
			if err != nil {
				t.Fatal(err)
			}
			var last error
			for _, last = range run.Changes {
			}
			if last == nil || !strings.Contains(last.Error(), c.says) {
				t.Errorf("ended with %v", last)
			}
		}
		if _, err := Audit(t.Context(), s.journal, "none"); !errors.Is(err, journal.ErrNotFound) {
			t.Errorf("a run that is not there: %v", err)
		}
		for range s.audit(t.Context()).Changes {
			break // and nothing stays behind, which the bubble would tell
		}
	})
}
