package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"domainbatch/executor"
	"domainbatch/executor/journal"
)

const resolveLong = `Show the calls of a run whose outcome could not be found out, with everything
that is known about them, and take down what a person decides. Look at the task
list in the console first.

  --sent TASKNO   the call was accepted: that task is its answer
  --not-sent      the call was not accepted: "domainbatch resume" sends it again
  --skip          leave it; its rows end as CANCELLED
  --found         for all calls that were not sent because the service has a task
                  for exactly their domains which this journal does not know of:
                  those tasks are ours, the journal was put back from a copy

The service is asked about TASKNO, which must be of the right type, hold exactly
the domains of the call, and be the answer to no other. For a task that the
service has forgotten there is nothing to follow: take --skip, with a --note.

The decision is kept in the journal, with your user name and the time. No change
is sent by this command.`

const resolveExample = `  domainbatch resolve 20261122-063700-k3f9
  domainbatch resolve 20261122-063700-k3f9 b0007 --sent 5b0c6f0e-6c1b-4c39-8a0e-1f6f5b8d2c11
  domainbatch resolve 20261122-063700-k3f9 --batch b0007,b0009 --not-sent --note "asked support"
  domainbatch resolve 20261122-063700-k3f9 --json`

type resolveFlags struct {
	batches  []string
	sent     string
	notSent  bool
	skip     bool
	found    bool
	note     string
	lockWait time.Duration
	yes      bool
	asJSON   bool
}

func newResolve(p *program, shared *sharedFlags) *cobra.Command {
	f := &resolveFlags{}
	cmd := &cobra.Command{
		Use:     "resolve RUN [BATCH]",
		Short:   "Decide about calls whose outcome is unknown",
		Long:    resolveLong,
		Example: resolveExample,
		GroupID: groupRuns,
		Args:    args(1, 2, "a run, and perhaps a batch of it"),
		RunE: func(cmd *cobra.Command, names []string) error {
			f.batches = append(f.batches, names[1:]...)
			return p.resolve(cmd.Context(), names[0], f, shared)
		},
	}
	set := cmd.Flags()
	set.StringSliceVar(&f.batches, "batch", nil, "`BATCHES` that the decision is about, as in b0007,b0009")
	set.StringVar(&f.sent, "sent", "", "the call was accepted, as task `TASKNO`")
	set.BoolVar(&f.notSent, "not-sent", false, "the call was not accepted; resume sends it again")
	set.BoolVar(&f.skip, "skip", false, "leave the call alone, whatever became of it")
	set.BoolVar(&f.found, "found", false, "take over every task that was found for exactly the domains of a call")
	set.StringVar(&f.note, "note", "", "why (`TEXT`), kept with the decision")
	registerLockWait(set, &f.lockWait)
	set.BoolVarP(&f.yes, "yes", "y", false, "do not ask")
	set.BoolVar(&f.asJSON, "json", false, "print JSON")
	return cmd
}

// decision is what the flags say; false when they decide nothing.
func (f *resolveFlags) decision() (executor.Decision, bool, error) {
	d := executor.Decision{Note: f.note}
	given := 0
	if f.found {
		if f.sent != "" || f.notSent || f.skip || len(f.batches) > 0 {
			return d, false, usage("give it alone", "--found is about all calls that a task was found for")
		}
		return d, false, nil
	}
	for _, choice := range []struct {
		chosen  bool
		outcome journal.Outcome
	}{{f.sent != "", journal.OutcomeSent}, {f.notSent, journal.OutcomeNotSent}, {f.skip, journal.OutcomeSkip}} {
		if choice.chosen {
			given++
			d.Outcome = choice.outcome
		}
	}
	d.TaskNo = f.sent
	switch {
	case given > 1:
		return d, false, usage("give one of them", "--sent, --not-sent and --skip exclude each other")
	case given == 1 && len(f.batches) == 0:
		return d, false, usage("name the batch, as in: domainbatch resolve RUN b0007 --skip", "a decision needs the batch it is about")
	case d.TaskNo != "" && len(f.batches) > 1:
		return d, false, usage("decide about them one by one", "one task is the answer to one call, and %d batches are named", len(f.batches))
	case given == 0 && f.note != "":
		return d, false, usage("add --sent TASKNO, --not-sent or --skip", "--note goes with a decision")
	}
	return d, given == 1, nil
}

func (p *program) resolve(ctx context.Context, runID string, f *resolveFlags, shared *sharedFlags) error {
	decision, decided, err := f.decision()
	if err != nil {
		return err
	}
	if f.found {
		return p.takeOver(ctx, runID, f, shared)
	}
	if !decided {
		return p.showDoubts(ctx, runID, f, shared)
	}
	d, err := p.openToDecide(ctx, runID, f.lockWait, shared)
	if err != nil {
		return err
	}
	defer d.Close()
	doubts, err := executor.Doubtful(ctx, d.journal, runID)
	if err != nil {
		return err
	}
	chosen, err := namedDoubts(doubts, runID, f.batches)
	if err != nil {
		return err
	}
	domains := 0
	out := &lines{w: p.console}
	for _, doubt := range chosen {
		p.putDoubt(out, doubt)
		domains += len(doubt.Batch.Changes)
	}
	if out.err != nil {
		return out.err
	}
	if decision.TaskNo != "" {
		if err := p.checkTask(ctx, d, chosen[0].Batch.ID, decision.TaskNo); err != nil {
			return err
		}
		decision.Checked = "the service shows exactly these domains under the task"
	}
	if err := p.confirm(ctx, f.yes, consequence(decision, domains), domains); err != nil {
		return err
	}
	who := p.person()
	for _, doubt := range chosen {
		if err := executor.Resolve(ctx, d.journal, runID, doubt.Batch.ID, decision, who); err != nil {
			return err
		}
		fmt.Fprintf(p.stdout, "%s of run %s: %s, decided by %s\n", doubt.Batch.ID, runID, outcomeWords(decision), printable(who))
	}
	_, err = fmt.Fprintf(p.stdout, "next: domainbatch resume %s\n", runID)
	return err
}

// consequence says what a decision leads to.
func consequence(d executor.Decision, domains int) string {
	what := count(domains, "domain", "domains")
	switch d.Outcome {
	case journal.OutcomeSent:
		return fmt.Sprintf("%s will get the result of task %s.", what, printable(d.TaskNo))
	case journal.OutcomeNotSent:
		return fmt.Sprintf("The call for %s will be sent again; if it was accepted after all, it is done twice.", what)
	}
	return fmt.Sprintf("%s will be left as they are and end as CANCELLED.", what)
}

func outcomeWords(d executor.Decision) string {
	switch d.Outcome {
	case journal.OutcomeSent:
		return "accepted as task " + printable(d.TaskNo)
	case journal.OutcomeNotSent:
		return "not accepted, to be sent again"
	}
	return "given up"
}

// namedDoubts picks the named batches among those that can be decided about.
func namedDoubts(doubts []executor.Doubt, runID string, names []string) ([]executor.Doubt, error) {
	var chosen []executor.Doubt
	for _, name := range names {
		found := false
		for _, d := range doubts {
			if d.Batch.ID == name {
				chosen, found = append(chosen, d), true
				if d.Batch.State == journal.Intent {
					return nil, usage("let the program look first: domainbatch resume "+runID, "batch %s has not been looked into", name)
				}
			}
		}
		if !found {
			return nil, usage("see them with: domainbatch resolve "+runID, "run %s has no batch %s that waits for a decision", runID, name)
		}
	}
	return chosen, nil
}
