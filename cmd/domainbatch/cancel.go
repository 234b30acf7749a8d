package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"domainbatch/executor"
	"domainbatch/executor/journal"
)

const cancelLong = `Take a run back, as far as that is possible. Nothing of it is sent any more: rows
that were not sent end as CANCELLED, unless the service has a task for them of which
the journal knows nothing: these end as UNKNOWN. The service is asked to cancel the
tasks that it accepted and that are not over; a row ends as CANCELLED when that
worked, and otherwise as what happened. Lost answers are looked into without sending
anything. Then the results are written.

What was changed already stays changed. A cancelled run stays cancelled:
"domainbatch resume" follows what is left of it and sends nothing.`

const cancelExample = `  domainbatch cancel 20261122-063700-k3f9
  domainbatch cancel 20261122-063700-k3f9 --yes --wait 30m`

type cancelFlags struct {
	wait     time.Duration
	lockWait time.Duration
	output   string
	force    bool
	yes      bool
	asJSON   bool
}

func newCancel(p *program, shared *sharedFlags) *cobra.Command {
	f := &cancelFlags{}
	cmd := &cobra.Command{
		Use:     "cancel RUN",
		Short:   "Take a run back",
		Long:    cancelLong,
		Example: cancelExample,
		GroupID: groupRuns,
		Args:    args(1, 1, "the run to take back"),
		RunE: func(cmd *cobra.Command, runs []string) error {
			return p.cancel(cmd.Context(), runs[0], f, shared)
		},
	}
	set := cmd.Flags()
	registerOutput(set, &f.output, &f.force)
	set.DurationVar(&f.wait, "wait", time.Minute, "how long to wait for tasks that cannot be taken back before ending with code 9 (`DURATION`, 0: as long as it takes)")
	registerLockWait(set, &f.lockWait)
	set.BoolVarP(&f.yes, "yes", "y", false, "do not ask")
	set.BoolVar(&f.asJSON, "json", false, "print run and rows as JSON instead of the summary")
	return cmd
}

func (p *program) cancel(ctx context.Context, runID string, f *cancelFlags, shared *sharedFlags) error {
	if f.wait < 0 {
		return usage("give a duration such as 90s, 15m or 8h", "--wait cannot be negative")
	}
	run, record, err := p.runToCancel(ctx, runID, shared)
	if err != nil {
		return err
	}
	record.Run.Wait = f.wait
	out, err := p.rememberedOutput(&resumeFlags{output: f.output, force: f.force}, run, record)
	if err != nil {
		return err
	}
	session, err := p.openSession(ctx, shared.state, whom{target: record.Target, run: record.Run, rehearsal: record.Rehearsal, lockWait: f.lockWait})
	if err != nil {
		return err
	}
	defer session.Close()
	if err := belongsTo(run, record, session.account); err != nil {
		return err
	}
	if err := p.confirmCancel(ctx, session.journal, runID, f.yes); err != nil {
		return err
	}
	if err := executor.Cancel(ctx, session.journal, runID, p.person()); err != nil {
		return err
	}
	return p.work(ctx, session, runID, record, out, f.asJSON)
}

// runToCancel finds the run, which must be one that is not over.
func (p *program) runToCancel(ctx context.Context, runID string, shared *sharedFlags) (journal.Run, *runRecord, error) {
	j, err := p.readJournal(ctx, shared)
	if err != nil {
		return journal.Run{}, nil, err
	}
	if j == nil {
		return journal.Run{}, nil, noSuchRun(runID)
	}
	defer j.Close()
	run, err := findRun(ctx, j, runID, nil)
	if err != nil {
		return run, nil, err
	}
	if !run.FinishedAt.IsZero() {
		return run, nil, fmt.Errorf("cancelling run %s: %w", runID, executor.ErrFinished)
	}
	record, err := recordOf(run)
	return run, record, err
}

// confirmCancel asks, with the number of calls that are taken back.
func (p *program) confirmCancel(ctx context.Context, j journal.Journal, runID string, yes bool) error {
	counts, err := j.Counts(ctx, runID)
	if err != nil {
		return err
	}
	unsent := counts[journal.Planned]
	accepted := counts[journal.Submitted]
	lost := counts[journal.Intent] + counts[journal.Ambiguous]
	question := "Run " + runID + ": " + count(unsent, "call is", "calls are") + " not sent and will not be, " +
		count(accepted, "task is", "tasks are") + " asked back"
	if lost > 0 {
		question += ", " + count(lost, "lost answer is", "lost answers are") + " looked into"
	}
	return p.confirm(ctx, yes, question+".", unsent+accepted+lost)
}
