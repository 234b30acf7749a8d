package main

import (
	"context"
	"errors"

	"domainbatch/executor"
	"domainbatch/executor/journal"
	"domainbatch/ingest"
	"domainbatch/planner"
)

// blueprint is what a plan is made from beside the rows.
type blueprint struct {
	input   *inputFlags
	target  targetFlags
	limits  *limitFlags // nil: none
	account string
	memory  *memory          // nil when nothing is known of earlier runs
	present *planner.Present // nil when nobody looked
}

// planFor plans a sheet.
func (p *program) planFor(s *sheet, b blueprint) (*planner.Plan, error) {
	set := planner.Settings{
		Site: b.target.Site, Account: b.account, BatchSize: b.target.BatchSize,
		DefaultAction: ingest.Action(b.input.Action),
	}
	if b.limits != nil {
		b.limits.shape(&set)
	}
	plan, err := planner.Build(
		s.rows.All(),
		planner.Source{File: s.name, Digest: s.digest, Sheet: s.layout.Sheet},
		set,
		planner.Options{
			Tool: toolString(), Now: p.now(), Present: b.present,
			Owner: b.memory.ownerOf, Finished: b.memory.finishedIn,
		},
	)
	return plan, errors.Join(err, b.memory.failed())
}

// memory is what the journal says about earlier runs of an account. A nil
// memory knows of none.
type memory struct {
	owners   map[string]string                         // "domain\x00kind" → run
	read     func(run string) (map[string]bool, error) // changes that a run finished; nil for a run that is not known
	finished map[string]map[string]bool                // what read returned, by run
	err      error                                     // of read; the plan is worth nothing then
}

func remember(ctx context.Context, j journal.Journal, who *account) (*memory, error) {
	owners, err := j.Owners(ctx, who.key)
	if err != nil {
		return nil, err
	}
	m := &memory{owners: owners, finished: map[string]map[string]bool{}}
	m.read = func(run string) (map[string]bool, error) { return finishedChanges(ctx, j, run, who) }
	return m, nil
}

// ownerOf says which unfinished run has a contact of a domain under way.
func (m *memory) ownerOf(domain, kind string) (string, bool) {
	if m == nil {
		return "", false
	}
	run, owned := m.owners[domain+"\x00"+kind]
	return run, owned
}

// finishedIn says whether a run is known here and finished a change.
func (m *memory) finishedIn(run, change string) (known, finished bool) {
	if m == nil || m.err != nil {
		return false, false
	}
	changes, asked := m.finished[run]
	if !asked {
		if changes, m.err = m.read(run); m.err != nil {
			return false, false
		}
		m.finished[run] = changes
	}
	return changes != nil, changes[change]
}

func (m *memory) failed() error {
	if m == nil {
		return nil
	}
	return m.err
}

// keptAsDone is finishedChanges for a run that was pruned.
func keptAsDone(ctx context.Context, j journal.Journal, id string) (map[string]bool, error) {
	kept, err := j.Kept(ctx, id)
	finished := map[string]bool{}
	for change, k := range kept {
		finished[change] = executor.Result(k.Result) == executor.OK
	}
	return finished, err
}

// finishedChanges lists the changes that the service reported as done in a
// run. It returns nil when there is no such run, and when the run was for
// another account or another access key of it: its changes have other ids
// then, and cannot be compared.
func finishedChanges(ctx context.Context, j journal.Journal, id string, who *account) (map[string]bool, error) {
	run, err := j.Run(ctx, id)
	if errors.Is(err, journal.ErrNotFound) || err == nil && plannedFor(run.Account) != who.planned() {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if !run.PrunedAt.IsZero() {
		return keptAsDone(ctx, j, id)
	}
	batches, err := j.Batches(ctx, id)
	if err != nil {
		return nil, err
	}
	details, err := j.Details(ctx, id)
	if err != nil {
		return nil, err
	}
	succeeded := map[[2]string]bool{}
	for _, d := range details {
		if d.State == journal.DetailSucceeded {
			succeeded[[2]string{d.TaskNo, d.Domain}] = true
		}
	}
	finished := map[string]bool{}
	for _, b := range batches {
		for _, c := range b.Changes {
			if b.TaskNo != "" && succeeded[[2]string{b.TaskNo, c.Domain}] {
				finished[c.ID] = true
			}
		}
	}
	return finished, nil
}
