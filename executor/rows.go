package executor

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"domainbatch/executor/journal"
	"domainbatch/planner"
)

// RowResults gives every row of the input its one result: a pure fold of the
// plan and the journal, at any time, also while the run goes on or after a
// crash. Transfer codes are unsealed here and nowhere else; with v nil they
// stay sealed.
func RowResults(ctx context.Context, j journal.Journal, v Vault, runID string) ([]RowResult, error) {
	rows, err := fold(ctx, j, v, runID, "")
	if err != nil {
		return nil, fmt.Errorf("results of run %s: %w", runID, err)
	}
	return rows, nil
}

// RowResultsAfter is RowResults when a limit has stopped the latest session,
// as its Tally says: rows that were not sent say so.
func RowResultsAfter(ctx context.Context, j journal.Journal, v Vault, t Tally) ([]RowResult, error) {
	rows, err := fold(ctx, j, v, t.RunID, t.Stop.because(t.Opens))
	if err != nil {
		return nil, fmt.Errorf("results of run %s: %w", t.RunID, err)
	}
	return rows, nil
}

func fold(ctx context.Context, j journal.Journal, v Vault, runID, because string) ([]RowResult, error) {
	plan, _, err := Load(ctx, j, runID)
	if err != nil {
		return nil, err
	}
	f, err := newFolder(ctx, j, v, runID)
	if err != nil {
		return nil, err
	}
	f.because = because
	rows := make([]RowResult, len(plan.Rows))
	for i, rp := range plan.Rows {
		if rows[i], err = f.row(rp); err != nil {
			return nil, err
		}
	}
	return rows, nil
}

// folder holds the journal of one run in the shape in which rows ask for it.
type folder struct {
	runID    string
	vault    Vault
	batches  map[string]journal.Batch
	leaf     map[string]string                    // change id → the batch that has it now
	details  map[string]map[string]journal.Detail // by task and canonical domain; with several, the one that leaves most open
	evidence map[string]string                    // of unknown batches
	asked    map[string]takingBack                // of a cancelled run, by batch; nil: it is none
	because  string                               // the limit that has stopped the run, "" when none is known
}

func newFolder(ctx context.Context, j journal.Journal, v Vault, runID string) (*folder, error) {
	f := &folder{runID: runID, vault: v}
	f.empty()
	unknown := false
	err := j.EachBatch(ctx, runID, func(b journal.Batch, details []journal.Detail) error {
		unknown = unknown || b.State == journal.Unknown
		f.add(b, details)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return f, f.recall(ctx, j, unknown)
}

// empty takes all batches out of the folder.
func (f *folder) empty() {
	f.batches, f.leaf, f.details = map[string]journal.Batch{}, map[string]string{}, map[string]map[string]journal.Detail{}
}

// add puts a batch into the folder. A parent comes before its children.
func (f *folder) add(b journal.Batch, details []journal.Detail) {
	f.batches[b.ID] = b
	if len(details) > 0 {
		f.details[b.TaskNo] = deciding(details)
	}
	if b.State == journal.Split {
		return
	}
	for _, c := range b.Changes {
		f.leaf[c.ID] = b.ID
	}
}

// recall reads what the history tells beyond the states of the batches.
func (f *folder) recall(ctx context.Context, j journal.Journal, unknown bool) (err error) {
	if unknown {
		if f.evidence, err = evidenceOf(ctx, j, f.runID); err != nil {
			return err
		}
	}
	cancelled, err := IsCancelled(ctx, j, f.runID)
	if err != nil || !cancelled {
		return err
	}
	f.asked, err = takenBack(ctx, j, f.runID)
	return err
}

// evidenceOf finds what the latest settlement of each unknown batch rests on.
func evidenceOf(ctx context.Context, j journal.Journal, runID string) (map[string]string, error) {
	found := map[string]string{}
	err := j.EachEvent(ctx, runID, func(e journal.Event) error {
		if e.To == journal.Unknown && e.Detail != "" {
			found[e.BatchID] = e.Detail
		}
		return nil
	})
	return found, err
}

// NotPlanned is the result of a row for which the plan sends nothing; of a
// planned one it is what the row ends with when the run never begins. A row
// that keeps the word of an earlier run is carried: what its result columns
// say stays, because PENDING and UNKNOWN are all that holds it back from being
// sent again on a machine that does not know that run.
func NotPlanned(rp planner.RowPlan) RowResult {
	r := RowResult{Record: rp.Record, Number: rp.Number, Domain: rp.Domain, Code: rp.Code, Comment: rp.Comment, Result: NotSent}
	switch rp.Disposition {
	case planner.RowInvalid:
		r.Result = Invalid
	case planner.RowHeld:
		r.Result = Held
	case planner.RowSkipped:
		r.Result = Skipped
	case planner.RowDone:
		r.Result, r.Carried = OK, true
	case planner.RowUnchanged:
		r.Result = Unchanged
	}
	if rp.Previous != "" && (rp.Disposition == planner.RowHeld || rp.Disposition == planner.RowDone) {
		r.Result, r.Carried = Result(rp.Previous), true
	}
	return r
}

// row gives one row its result.
func (f *folder) row(rp planner.RowPlan) (RowResult, error) {
	r := NotPlanned(rp)
	r.RunID = f.runID
	if rp.Disposition != planner.RowPlanned {
		return r, nil
	}
	if len(rp.Changes) == 0 {
		return r, fmt.Errorf("row %d is planned without a change", rp.Number)
	}
	parts := make([]part, len(rp.Changes))
	for i, id := range rp.Changes {
		p, err := f.part(id)
		if err != nil {
			return r, fmt.Errorf("row %d: %w", rp.Number, err)
		}
		parts[i] = p
	}
	if rp.Code != "" { // something of the row is left out of the plan: it is not done when the rest is
		parts = append(parts, part{name: "the rest", result: NotSent, code: rp.Code, text: rp.Comment, batch: journal.Batch{State: journal.Cancelled}})
	}
	f.combine(&r, parts)
	return r, nil
}

// part is what became of one change.
type part struct {
	name   string // contact type or "transfer code"
	batch  journal.Batch
	detail *journal.Detail // nil when the service has shown none
	result Result
	code   string
	text   string // one sentence
	secret Secret

	codeFor string // whom the code is sealed for, "" when it is for this machine's user
}

func (f *folder) part(changeID string) (part, error) {
	b, ok := f.batches[f.leaf[changeID]]
	if !ok {
		return part{}, fmt.Errorf("change %s is in no batch of the journal", changeID)
	}
	i := slices.IndexFunc(b.Changes, func(c journal.Change) bool { return c.ID == changeID })
	change := b.Changes[i]
	p := part{name: change.Kind, batch: b}
	if d, ok := f.details[b.TaskNo][canonical(change.Domain)]; ok && b.TaskNo != "" {
		p.detail = &d
	}
	if change.Kind == planner.KindTransferCode {
		p.name = "transfer code"
	}
	p.result = resultOf(b, p.detail)
	if cancelledAtService(p.detail, f.asked[b.ID]) {
		p.result = Cancelled
	}
	p.code, p.text = f.explain(p)
	if d := p.detail; p.result == OK && d != nil && d.Sealed != nil && f.vault != nil {
		plain, err := f.vault.Unseal(sealContext(*d), d.Sealed)
		var other interface{ SealedFor() string }
		if errors.As(err, &other) {
			p.codeFor = other.SealedFor()
			p.text = "Done; the code is sealed for the owner of another key, who runs: domainbatch codes show " + f.runID + " --identity FILE"
		} else if err != nil { // the change is done all the same, and so are the other rows
			p.code, p.text = CodeSealed, "Done, but the key that seals the transfer code is not the one it was sealed with; put the old key file back and run: domainbatch report "+f.runID
		}
		p.secret = Secret(plain)
	}
	return p, nil
}

// deciding keeps, for each domain of a task, the detail that decides.
func deciding(details []journal.Detail) map[string]journal.Detail {
	domains := make(map[string]journal.Detail, len(details))
	for _, d := range details {
		key := canonical(d.Domain)
		if old, ok := domains[key]; !ok || less(d.State, old.State) {
			domains[key] = d
		}
	}
	return domains
}

// resultOf is the result of one change: the whole mapping from states to
// words.
func resultOf(b journal.Batch, d *journal.Detail) Result {
	switch b.State {
	case journal.Planned:
		return NotSent
	case journal.Intent, journal.Ambiguous, journal.Unknown:
		return Unknown
	case journal.Failed:
		return Failed
	case journal.Cancelled:
		return Cancelled
	}
	if d != nil {
		switch d.State {
		case journal.DetailSucceeded:
			return OK
		case journal.DetailFailed:
			return Failed
		}
	}
	if b.State == journal.Done {
		return Unknown // the journal forbids it
	}
	return Pending
}

// severity orders results for rows of several changes: what needs a person
// first, then what has gone wrong, then what is not over.
func severity(r Result) int {
	return slices.Index([]Result{OK, Cancelled, Pending, NotSent, Failed, Unknown}, r)
}

// combine folds the changes of a row into its result: the worst of them.
func (f *folder) combine(r *RowResult, parts []part) {
	worst := parts[0]
	final := true
	for _, p := range parts {
		if severity(p.result) > severity(worst.result) {
			worst = p
		}
		f.trace(r, p)
		final = final && !p.open()
		if p.secret != "" {
			r.TransferCode = p.secret
		}
		if p.codeFor != "" {
			r.CodeFor = p.codeFor
		}
		if p.name == "transfer code" && p.result == OK && p.detail.Sealed == nil {
			r.CodeByMail = true
		}
	}
	if !final {
		r.FinishedAt = time.Time{}
	}
	r.Result, r.Code = worst.result, worst.code
	r.Comment = comment(parts, worst)
}

// open reports whether something may still happen to the change without a
// person.
func (p part) open() bool {
	return p.result == Pending || !p.batch.State.Final() && p.result != OK && p.result != Failed
}

// trace adds what a person needs to follow a change at the service.
func (f *folder) trace(r *RowResult, p part) {
	for id := p.batch.ID; id != ""; id = f.batches[id].ParentID {
		r.Attempts += f.batches[id].Attempts
	}
	r.Batches = appendNew(r.Batches, p.batch.ID)
	r.TaskNos = appendNew(r.TaskNos, p.batch.TaskNo)
	r.RequestIDs = appendNew(r.RequestIDs, p.batch.RequestID)
	if t := p.batch.SubmittedAt; !t.IsZero() && (r.SubmittedAt.IsZero() || t.Before(r.SubmittedAt)) {
		r.SubmittedAt = t
	}
	if t := p.batch.FinishedAt; t.After(r.FinishedAt) {
		r.FinishedAt = t
	}
}

func appendNew(list []string, s string) []string {
	if s == "" || slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}
