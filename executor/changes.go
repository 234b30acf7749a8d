package executor

import (
	"context"
	"fmt"
	"time"

	"domainbatch/executor/journal"
	"domainbatch/ingest"
	"domainbatch/planner"
)

// ChangeResult is one change of a run: what it found, what it wanted, and what
// became of it. It is what the way back is made from.
type ChangeResult struct {
	ID          string
	Domain      string // as the plan spells it
	InstanceID  string
	Records     []int // of the rows that ask for it
	Operation   planner.Operation
	ContactType ingest.ContactType // "" for a transfer code
	Lock        ingest.Lock

	Before    *planner.Before // the contact that it replaces; nil when the plan was made without looking, or the service did not tell
	Wanted    *ingest.Contact // for planner.UpdateContact, else nil
	ProfileID int64           // for planner.UpdateProfile

	Result     Result
	Code       string
	Comment    string    // one sentence
	TaskNo     string    // "" when none was accepted
	FinishedAt time.Time // zero while it is not final
}

// ChangeResults tells every change of a run, in the order of its plan, at any
// time. Transfer codes are not among what it tells.
func ChangeResults(ctx context.Context, j journal.Journal, runID string) ([]ChangeResult, error) {
	plan, _, err := Load(ctx, j, runID)
	if err != nil {
		return nil, err
	}
	f, err := newFolder(ctx, j, nil, runID)
	if err != nil {
		return nil, fmt.Errorf("changes of run %s: %w", runID, err)
	}
	var out []ChangeResult
	for _, b := range plan.Batches {
		for _, c := range b.Changes {
			p, err := f.part(c.ID)
			if err != nil {
				return nil, fmt.Errorf("changes of run %s: %w", runID, err)
			}
			out = append(out, changeResult(&b, c, p))
		}
	}
	return out, nil
}

func changeResult(b *planner.Batch, c planner.Change, p part) ChangeResult {
	r := ChangeResult{ID: c.ID, Domain: c.Domain, InstanceID: c.InstanceID, Records: c.Records, Operation: b.Operation,
		ContactType: b.ContactType, Lock: b.Lock, Before: c.Before, Wanted: b.Contact, ProfileID: b.ProfileID,
		Result: p.result, Code: p.code, Comment: p.text, TaskNo: p.batch.TaskNo}
	if !p.open() {
		r.FinishedAt = p.batch.FinishedAt
	}
	return r
}
