package main

import (
	"context"
	"errors"
	"path/filepath"
	"slices"

	"domainbatch/executor"
	"domainbatch/executor/journal"
	"domainbatch/executor/vault"
	"domainbatch/report/audit"
)

// trail opens the journal as what an audit walks through. state is nil when there
// is nothing to walk through.
func (p *program) trail(ctx context.Context, shared *sharedFlags) (_ audit.Trail, state *stateDir, done func(), err error) {
	none := audit.Trail{
		Entries: func(func(audit.Entry, error) bool) {},
		Acts:    func(func(audit.Act, error) bool) {},
	}
	state, err = p.existingStateDir(shared.state)
	if err != nil || state == nil {
		return none, nil, func() {}, err
	}
	j, err := p.readJournalIn(ctx, state)
	if err != nil || j == nil {
		return none, nil, func() {}, err
	}
	runs, err := j.Runs(ctx, "")
	if err != nil {
		j.Close()
		return none, nil, func() {}, err
	}
	slices.Reverse(runs) // older ones first
	key, err := vault.OpenExisting(state.vault())
	if errors.Is(err, vault.ErrNoKey) {
		key, err = nil, nil
	}
	if err != nil {
		j.Close()
		return none, nil, func() {}, err
	}
	t := &trail{j: j, runs: runs, key: key}
	return audit.Trail{
		Entries: func(yield func(audit.Entry, error) bool) { t.entries(ctx, yield) },
		Acts:    func(yield func(audit.Act, error) bool) { t.acts(ctx, yield) },
	}, state, func() { j.Close() }, nil
}

type trail struct {
	j    journal.Journal
	runs []journal.Run
	key  *vault.Vault // nil when it is gone: then codes have no marks
}

func (t *trail) entries(ctx context.Context, yield func(audit.Entry, error) bool) {
	for _, run := range t.runs {
		r, audited, err := t.run(ctx, run)
		if err != nil {
			yield(audit.Entry{}, err)
			return
		}
		for change, err := range audited.Changes {
			if !yield(audit.Entry{Run: r, AuditedChange: change, CodeMark: t.mark(change.SealedCode)}, err) || err != nil {
				return
			}
		}
	}
}

func (t *trail) run(ctx context.Context, run journal.Run) (*audit.Run, executor.AuditedRun, error) {
	record, err := recordOf(run)
	if err != nil {
		return nil, executor.AuditedRun{}, err
	}
	tell := executor.Audit
	if !run.PrunedAt.IsZero() {
		tell = executor.AuditPruned
	}
	audited, err := tell(ctx, t.j, run.ID)
	if err != nil {
		return nil, audited, err
	}
	name := filepath.Base(record.InputName)
	if run.InputPath != "" {
		name = nowAt(run.InputPath)
	}
	return &audit.Run{ID: run.ID, Started: run.CreatedAt, Who: record.Who, RAM: record.RAM, Identity: record.Account, Account: run.Account, Site: run.Site,
		File: name, Digest: run.InputDigest, Sheet: audited.Source.Sheet}, audited, nil
}

// mark stands for a transfer code.
func (t *trail) mark(code *executor.SealedCode) string {
	if code == nil {
		return ""
	}
	if t.key == nil {
		return "(sealed)"
	}
	mark, err := t.key.MarkOf(code.Context(), code.Sealed)
	if err != nil {
		return "(sealed with another key)"
	}
	return mark.String()
}

// acts are the events that a person caused.
func (t *trail) acts(ctx context.Context, yield func(audit.Act, error) bool) {
	for _, run := range t.runs {
		stopped := false
		err := t.j.EachEvent(ctx, run.ID, func(e journal.Event) error {
			if e.Actor == journal.ExecutorActor {
				return nil
			}
			if !yield(audit.Act{At: e.At, Who: e.Actor, RunID: run.ID, Kind: e.Kind, Batch: e.BatchID, Detail: e.Detail}, nil) {
				stopped = true
				return errEnough
			}
			return nil
		})
		if stopped {
			return
		}
		if err != nil {
			yield(audit.Act{}, err)
			return
		}
	}
}
