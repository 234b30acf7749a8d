package executor

import (
	"context"
	"fmt"
	"iter"
	"time"

	"domainbatch/executor/journal"
	"domainbatch/planner"
)

// AuditedChange is one change of a run with everything an auditor asks for.
type AuditedChange struct {
	ChangeResult
	Rows        []int // sheet rows or CSV lines that ask for it
	RequestIDs  []string
	Attempts    int
	SubmittedAt time.Time // zero when no call was accepted
	SealedCode  *SealedCode
}

// AuditedRun is a run as an auditor sees it.
type AuditedRun struct {
	Source  planner.Source
	Changes iter.Seq2[AuditedChange, error]
}

// Audit tells everything that a run did and tried, in the order of its plan, at
// any time. One run is in memory at once.
func Audit(ctx context.Context, j journal.Journal, runID string) (AuditedRun, error) {
	plan, _, err := Load(ctx, j, runID)
	if err != nil {
		return AuditedRun{}, err
	}
	f, err := newFolder(ctx, j, nil, runID)
	if err != nil {
		return AuditedRun{}, fmt.Errorf("auditing run %s: %w", runID, err)
	}
	numbers := make(map[int]int, len(plan.Rows))
	for _, r := range plan.Rows {
		numbers[r.Record] = r.Number
	}
	return AuditedRun{Source: plan.Source, Changes: func(yield func(AuditedChange, error) bool) {
		for i := range plan.Batches {
			for _, c := range plan.Batches[i].Changes {
				a, err := f.audited(&plan.Batches[i], c, numbers)
				if err != nil {
					err = fmt.Errorf("auditing run %s: %w", runID, err)
				}
				if !yield(a, err) || err != nil {
					return
				}
			}
		}
	}}, nil
}

func (f *folder) audited(b *planner.Batch, c planner.Change, numbers map[int]int) (AuditedChange, error) {
	p, err := f.part(c.ID)
	if err != nil {
		return AuditedChange{}, err
	}
	a := AuditedChange{ChangeResult: changeResult(b, c, p)}
	var traced RowResult
	f.trace(&traced, p)
	a.RequestIDs, a.Attempts, a.SubmittedAt = traced.RequestIDs, traced.Attempts, traced.SubmittedAt
	for _, record := range c.Records {
		a.Rows = append(a.Rows, numbers[record])
	}
	if d := p.detail; d != nil && d.Sealed != nil && p.result == OK {
		a.SealedCode = &SealedCode{Domain: d.Domain, TaskNo: d.TaskNo, DetailNo: d.TaskDetailNo, FinishedAt: p.batch.FinishedAt, Sealed: d.Sealed}
	}
	return a, nil
}
