package executor

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/klauspost/compress/zstd"

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
// any time. A run of any size takes little memory: four bytes for each row, a piece
// of the packed plan, and a few batches. Changes may be walked again; each walk sees the
// journal as it is when it begins.
func Audit(ctx context.Context, j journal.Journal, runID string) (AuditedRun, error) {
	a := &auditor{journal: j, runID: runID}
	var source planner.Source
	err := a.stream(ctx, planner.Parts{
		Source: func(s planner.Source) error { source = s; return nil },
		Row:    func(r *planner.RowPlan) error { a.note(r); return nil },
	})
	if err != nil {
		return AuditedRun{}, fmt.Errorf("auditing run %s: %w", runID, err)
	}
	return AuditedRun{Source: source, Changes: func(yield func(AuditedChange, error) bool) {
		err := a.walk(ctx, func(c AuditedChange) bool { return yield(c, nil) })
		if err != nil {
			yield(AuditedChange{}, fmt.Errorf("auditing run %s: %w", runID, err))
		}
	}}, nil
}

// auditor goes through the plan and the journal of a run side by side.
type auditor struct {
	journal journal.Journal
	runID   string
	numbers []int32 // by record: sheet row or CSV line
}

func (a *auditor) note(r *planner.RowPlan) {
	for len(a.numbers) <= r.Record {
		a.numbers = append(a.numbers, 0)
	}
	a.numbers[r.Record] = int32(r.Number)
}

func (a *auditor) stream(ctx context.Context, parts planner.Parts) error {
	packed, err := a.journal.Plan(ctx, a.runID)
	if err != nil {
		return err
	}
	r, err := zstd.NewReader(packed, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true))
	if err != nil {
		return fmt.Errorf("unpacking the plan: %w", err)
	}
	defer r.Close()
	return planner.Stream(r, parts)
}

// errEnough ends a walk that somebody has seen enough of.
var errEnough = errors.New("enough")

// batches gives the batches of the plan one by one.
func (a *auditor) batches(ctx context.Context) iter.Seq2[*planner.Batch, error] {
	return func(yield func(*planner.Batch, error) bool) {
		err := a.stream(ctx, planner.Parts{Batch: func(b *planner.Batch) error {
			if !yield(b, nil) {
				return errEnough
			}
			return nil
		}, Row: func(*planner.RowPlan) error { return errEnough }}) // behind the last batch
		if err != nil && err != errEnough {
			yield(nil, err)
		}
	}
}

// walk goes through the changes until it is told to stop. The batches of the
// journal that belong to one of the plan, which are that and what it was split
// into, have its place in the order of the plan.
func (a *auditor) walk(ctx context.Context, use func(AuditedChange) bool) error {
	f, err := a.folder(ctx)
	if err != nil {
		return err
	}
	next, stop := iter.Pull2(a.batches(ctx))
	defer stop()
	place, began := 0, false
	settle := func() error { // the batch of the plan that the folder holds the journal of
		b, err, ok := next()
		if !ok {
			err = errors.New("the journal has more batches than the plan")
		}
		if err != nil {
			return err
		}
		return a.changes(f, b, use)
	}
	err = a.journal.EachBatch(ctx, a.runID, func(b journal.Batch, details []journal.Detail) error {
		if began && b.Seq != place {
			if err := settle(); err != nil {
				return err
			}
			f.empty()
		}
		place, began = b.Seq, true
		f.add(b, details)
		return nil
	})
	if err == nil && began {
		err = settle()
	}
	if err == errEnough {
		return nil
	}
	if err != nil {
		return err
	}
	switch b, err, more := next(); {
	case err != nil:
		return err
	case more:
		return fmt.Errorf("batch %s is not in the journal", b.ID)
	}
	return nil
}

func (a *auditor) changes(f *folder, b *planner.Batch, use func(AuditedChange) bool) error {
	for _, c := range b.Changes {
		audited, err := f.audited(b, c, a.numbers)
		if err != nil {
			return err
		}
		if !use(audited) {
			return errEnough
		}
	}
	return nil
}

// folder is one without batches yet, that knows what is said about all of them.
func (a *auditor) folder(ctx context.Context) (*folder, error) {
	f := &folder{runID: a.runID}
	f.empty()
	counts, err := a.journal.Counts(ctx, a.runID)
	if err != nil {
		return nil, err
	}
	return f, f.recall(ctx, a.journal, counts[journal.Unknown] > 0)
}

func (f *folder) audited(b *planner.Batch, c planner.Change, numbers []int32) (AuditedChange, error) {
	p, err := f.part(c.ID)
	if err != nil {
		return AuditedChange{}, err
	}
	a := AuditedChange{ChangeResult: changeResult(b, c, p)}
	var traced RowResult
	f.trace(&traced, p)
	a.RequestIDs, a.Attempts, a.SubmittedAt = traced.RequestIDs, traced.Attempts, traced.SubmittedAt
	for _, record := range c.Records {
		if record >= len(numbers) {
			return a, fmt.Errorf("change %s is asked for by a row that is not in the plan", c.ID)
		}
		a.Rows = append(a.Rows, int(numbers[record]))
	}
	if d := p.detail; d != nil && d.Sealed != nil && p.result == OK {
		a.SealedCode = &SealedCode{Domain: d.Domain, TaskNo: d.TaskNo, DetailNo: d.TaskDetailNo, FinishedAt: p.batch.FinishedAt, Sealed: d.Sealed}
	}
	return a, nil
}
