package executor

import (
	"context"
	"fmt"
	"time"

	"domainbatch/executor/journal"
	"domainbatch/planner"
)

// SealedCode is a transfer code of a run, as sealed as the journal keeps it.
type SealedCode struct {
	Domain     string // as the plan spells it
	TaskNo     string
	DetailNo   string // of the domain in the task
	FinishedAt time.Time
	Sealed     []byte
}

// Context is what the code was sealed for.
func (c SealedCode) Context() string {
	return sealContext(journal.Detail{TaskNo: c.TaskNo, TaskDetailNo: c.DetailNo, Domain: c.Domain})
}

// Codes lists the transfer codes that a run has got so far, in the order of its
// batches. Nothing is unsealed.
func Codes(ctx context.Context, j journal.Journal, runID string) ([]SealedCode, error) {
	f, err := newFolder(ctx, j, nil, runID)
	if err != nil {
		return nil, fmt.Errorf("codes of run %s: %w", runID, err)
	}
	batches, err := j.Batches(ctx, runID)
	if err != nil {
		return nil, fmt.Errorf("codes of run %s: %w", runID, err)
	}
	var codes []SealedCode
	for _, b := range batches {
		if b.State == journal.Split || b.TaskNo == "" {
			continue
		}
		for _, c := range b.Changes {
			d, ok := f.details[b.TaskNo][canonical(c.Domain)]
			if c.Kind != planner.KindTransferCode || !ok || d.State != journal.DetailSucceeded || d.Sealed == nil {
				continue
			}
			codes = append(codes, SealedCode{Domain: c.Domain, TaskNo: d.TaskNo, DetailNo: d.TaskDetailNo, FinishedAt: b.FinishedAt, Sealed: d.Sealed})
		}
	}
	return codes, nil
}
