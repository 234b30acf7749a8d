package executor

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"domainbatch/executor/journal"
)

// Whatever a run went through, its audit tells the same of each change after it
// was pruned, the contact values and the code aside.
func TestAnAuditOfAPrunedRunTellsWhatItToldBefore(t *testing.T) {
	pruned, seen := 0, map[Result]bool{}
	for seed := uint64(1); seed <= 40 && pruned < 12; seed++ {
		synctest.Test(t, func(t *testing.T) {
			s := newSimulation(t, seed)
			s.play()
			ctx := t.Context()
			before, err := auditByChange(s.audit(ctx))
			if err != nil {
				t.Fatal(err)
			}
			remains, codes, err := Remains(ctx, s.journal, s.runID)
			if err != nil {
				t.Fatal(err)
			}
			remains.Actor = "zhang"
			err = s.journal.Prune(ctx, s.runID, remains)
			if errors.Is(err, journal.ErrUnfinished) {
				return // it is not over, or not known
			}
			if err != nil {
				t.Fatal(err)
			}
			pruned++
			run, err := AuditPruned(ctx, s.journal, s.runID)
			if err != nil {
				t.Fatal(err)
			}
			after, err := auditByChange(run)
			if err != nil || len(after) != len(before) {
				t.Fatalf("%d changes of %d, %v", len(after), len(before), err)
			}
			for id, was := range before {
				seen[was.Result] = true
				if was.SealedCode != nil {
					codes--
				}
				if was.Result == OK {
					was.Comment = after[id].Comment
				}
				was.Before, was.Wanted, was.Records, was.SealedCode = nil, nil, nil, nil
				slices.Sort(was.Rows)
				if !reflect.DeepEqual(after[id], was) {
					t.Errorf("seed %d: told\n%+v\nand after it was pruned\n%+v", seed, was, after[id])
				}
			}
			if codes != 0 {
				t.Errorf("seed %d: the codes were miscounted by %d", seed, codes)
			}
			for name, err := range map[string]error{"Load": loadError(s), "RowResults": rowsError(s)} {
				if !errors.Is(err, journal.ErrPruned) {
					t.Errorf("%s: %v", name, err)
				}
			}
			list, err := s.journal.Batches(ctx, s.runID)
			if err != nil {
				t.Fatal(err)
			}
			for _, b := range list {
				if strings.Contains(string(b.Request), `"contact":`) {
					t.Fatalf("a contact is left: %s", b.Request)
				}
			}
		})
	}
	if pruned < 5 || !seen[OK] || !seen[Failed] {
		t.Errorf("%d runs were pruned, with %v: the test tested little", pruned, seen)
	}
}

func loadError(s *simulation) error {
	_, _, err := Load(s.t.Context(), s.journal, s.runID)
	return err
}

func rowsError(s *simulation) error {
	_, err := RowResults(s.t.Context(), s.journal, nil, s.runID)
	return err
}

func auditByChange(run AuditedRun) (map[string]AuditedChange, error) {
	all := map[string]AuditedChange{}
	for c, err := range run.Changes {
		if err != nil {
			return nil, err
		}
		c.FinishedAt, c.SubmittedAt = c.FinishedAt.Truncate(time.Millisecond), c.SubmittedAt.Truncate(time.Millisecond)
		all[c.ID] = c
	}
	return all, nil
}
