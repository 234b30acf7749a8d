package main

import (
	"context"
	"fmt"

	"domainbatch/cmd/internal/inbox"
	"domainbatch/executor/journal"
)

// something says whether a cycle would find anything to do: a run or a job that
// goes on, or a file to take.
func (im *importer) something(ctx context.Context) (bool, error) {
	runs, err := im.runs(ctx)
	if err != nil {
		return false, err
	}
	for _, run := range runs {
		record, err := recordOf(run)
		if err != nil {
			return false, err
		}
		if !record.Unattended || !im.state.owes(run) {
			continue
		}
		at, err := im.standing(ctx, run, record)
		if err != nil || at.moving && !at.early || !at.moving && im.last[run.ID] == "" {
			return true, err
		}
	}
	for _, b := range im.boxes {
		if found, err := im.somethingIn(ctx, b); found || err != nil {
			return found, err
		}
	}
	return false, nil
}

func (im *importer) somethingIn(ctx context.Context, b *dropbox) (bool, error) {
	looks, _, err := b.look()
	if err != nil {
		return false, err
	}
	whole, _ := b.memory.Sift(im.now(), looks, im.f.stable)
	for _, l := range whole {
		if still, err := im.standsStill(ctx, b, l); err != nil {
			return false, err
		} else if still {
			continue
		}
		if before, was := im.told[b][l.Name]; !was || !before.look.Same(l) || before.passes && im.tooLate() == "" && !b.busy(l.Name) {
			return true, nil
		}
	}
	for _, place := range []inbox.Place{inbox.Working, inbox.Held} {
		jobs, err := im.openJobs(ctx, b, place)
		if err != nil || len(jobs) > 0 {
			return true, err
		}
	}
	return false, nil
}

// tooEarly says that all that is open of a run is at the service, and that it is
// not the time to ask again. Only a watch is ever too early.
func (im *importer) tooEarly(ctx context.Context, j journal.Journal, run journal.Run) (bool, error) {
	if !im.watching() || !run.FinishedAt.IsZero() {
		return false, nil
	}
	batches, err := j.Batches(ctx, run.ID)
	if err != nil {
		return false, fmt.Errorf("reading run %s: %w", run.ID, err)
	}
	for i := range batches {
		if b := &batches[i]; !b.State.Final() && (b.State != journal.Submitted || !b.NextAt.After(im.now())) {
			return false, nil
		}
	}
	return true, nil
}
