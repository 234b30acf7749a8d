package main

import (
	"context"
	"fmt"

	"domainbatch/executor"
	"domainbatch/executor/journal"
	"domainbatch/report/metrics"
)

// standing is how things stand for an account, over all its runs.
type standing = metrics.Standing

// lookAround asks the journal how the account stands. It happens when the work
// is over, so nothing waits for it but those who watch.
func (s *story) lookAround(of *session) {
	ctx, cancel := context.WithTimeout(context.Background(), tellFor)
	defer cancel()
	at, err := standingOf(ctx, of.journal, of.account.key)
	if err != nil {
		s.p.log.Warn("how the account stands could not be read", "error", err)
		return
	}
	s.standing = at
}

// standingOf looks at the runs that still own domains, finished ones with
// unknown rows included.
func standingOf(ctx context.Context, j journal.Journal, account string) (*standing, error) {
	owners, err := j.Owners(ctx, account)
	if err != nil {
		return nil, fmt.Errorf("reading what is under way: %w", err)
	}
	at := &standing{}
	seen := map[string]bool{}
	for _, run := range owners {
		if seen[run] {
			continue
		}
		seen[run] = true
		if err := addStanding(ctx, j, run, at); err != nil {
			return nil, err
		}
	}
	return at, nil
}

// addStanding adds what a run has under way.
func addStanding(ctx context.Context, j journal.Journal, run string, at *standing) error {
	batches, err := j.Batches(ctx, run)
	if err != nil {
		return fmt.Errorf("reading run %s: %w", run, err)
	}
	unknown := false
	for i := range batches {
		b := &batches[i]
		unknown = unknown || b.State == journal.Unknown
		if b.State != journal.Submitted {
			continue
		}
		at.PendingTasks++
		if at.OldestPending.IsZero() || b.SubmittedAt.Before(at.OldestPending) {
			at.OldestPending = b.SubmittedAt
		}
	}
	if !unknown {
		return nil
	}
	rows, err := executor.RowResults(ctx, j, nil, run)
	if err != nil {
		return err
	}
	at.UnknownRows += executor.CountResults(rows)[executor.Unknown]
	return nil
}
