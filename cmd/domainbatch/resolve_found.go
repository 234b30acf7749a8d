package main

import (
	"context"
	"fmt"

	"domainbatch/executor"
	"domainbatch/executor/journal"
)

// takeOver decides about all calls of a run at once that the service has shown
// a task for: the way out after a journal was put back from a copy.
func (p *program) takeOver(ctx context.Context, runID string, f *resolveFlags, shared *sharedFlags) error {
	d, err := p.openToDecide(ctx, runID, f.lockWait, shared)
	if err != nil {
		return err
	}
	defer d.Close()
	doubts, err := executor.Doubtful(ctx, d.journal, runID)
	if err != nil {
		return err
	}
	found := executor.Found(doubts)
	if len(found) == 0 {
		return usage("see what waits for a decision with: domainbatch resolve "+runID, "no task was found for exactly the domains of a call of run %s", runID)
	}
	out, domains := &lines{w: p.console}, 0
	for _, doubt := range found {
		out.put("%s, %s of %s: task %s\n", doubt.Batch.ID, doubt.Batch.Changes[0].Kind, count(len(doubt.Batch.Changes), "domain", "domains"), printable(doubt.Evidence.Tasks[0]))
		domains += len(doubt.Batch.Changes)
	}
	if out.err != nil {
		return out.err
	}
	consequence := fmt.Sprintf("%s will get the results of these tasks. If somebody else made them, they may have set other values.", count(domains, "domain", "domains"))
	if err := p.confirm(ctx, f.yes, consequence, domains); err != nil {
		return err
	}
	who := p.person()
	for _, doubt := range found {
		decision := executor.Decision{
			Outcome: journal.OutcomeSent, TaskNo: doubt.Evidence.Tasks[0], Note: f.note,
			Checked: "taken over with all that were found: the service showed exactly these domains under the task",
		}
		if err := executor.Resolve(ctx, d.journal, runID, doubt.Batch.ID, decision, who); err != nil {
			return err
		}
		fmt.Fprintf(p.stdout, "%s of run %s: %s, decided by %s\n", doubt.Batch.ID, runID, outcomeWords(decision), printable(who))
	}
	if left := len(doubts) - len(found); left > 0 {
		p.console.say("%s left to decide: domainbatch resolve %s", count(left, "call is", "calls are"), runID)
	}
	_, err = fmt.Fprintf(p.stdout, "next: domainbatch resume %s\n", runID)
	return err
}
