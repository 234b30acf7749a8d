package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"domainbatch/executor/journal"
)

const statusLong = `List the runs with how they stand, newest first, or show one run: its calls by
state, and the tasks that are still running at the service. Nothing is sent.`

const statusExample = `  domainbatch status
  domainbatch status 20261122-063700-k3f9
  domainbatch status --json`

func newStatus(p *program, shared *sharedFlags) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "status [RUN]",
		Short:   "List the runs, or show one",
		Long:    statusLong,
		Example: statusExample,
		GroupID: groupRuns,
		Args:    args(0, 1, "at most one run"),
		RunE: func(cmd *cobra.Command, runs []string) error {
			return p.status(cmd.Context(), first(runs), asJSON, shared)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

// runStatus is how one run stands.
type runStatus struct {
	ID       string                     `json:"id"`
	State    string                     `json:"state"` // "finished" or "unfinished"
	Created  time.Time                  `json:"created"`
	Finished *time.Time                 `json:"finished,omitempty"`
	Site     string                     `json:"site"`
	Account  string                     `json:"account"`
	Input    string                     `json:"input"`
	Output   string                     `json:"output"`
	Calls    map[journal.BatchState]int `json:"calls"` // batches by state
	Open     []openBatch                `json:"open,omitempty"`
	Next     string                     `json:"next,omitempty"`
}

// openBatch is a call that is not settled yet.
type openBatch struct {
	Batch   string             `json:"batch"`
	State   journal.BatchState `json:"state"`
	Kind    string             `json:"kind"`
	Domains int                `json:"domains"`
	First   string             `json:"first_domain"`
	TaskNo  string             `json:"task_no,omitempty"`
	Code    string             `json:"code,omitempty"`
	Message string             `json:"message,omitempty"`
}

func (p *program) status(ctx context.Context, runID string, asJSON bool, shared *sharedFlags) error {
	ctx, cancel := p.interrupts.context(ctx)
	defer cancel()
	j, err := p.readJournal(ctx, shared)
	if err != nil {
		return err
	}
	all := []runStatus{}
	if j != nil {
		defer j.Close()
		if all, err = statusOf(ctx, j, runID); err != nil {
			return err
		}
	} else if runID != "" {
		return noSuchRun(runID)
	}
	switch {
	case asJSON && runID != "":
		return writeJSON(p.stdout, all[0])
	case asJSON:
		return writeJSON(p.stdout, all)
	case runID != "":
		return p.writeRun(all[0])
	}
	return p.writeRuns(all)
}

// statusOf describes one run with its open calls, or all runs without them.
func statusOf(ctx context.Context, j journal.Journal, runID string) ([]runStatus, error) {
	var runs []journal.Run
	if runID == "" {
		var err error
		if runs, err = j.Runs(ctx, ""); err != nil {
			return nil, err
		}
	} else {
		run, err := findRun(ctx, j, runID, nil)
		if err != nil {
			return nil, err
		}
		runs = []journal.Run{run}
	}
	all := make([]runStatus, 0, len(runs))
	for _, run := range runs {
		s, err := describeRun(ctx, j, run)
		if err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	if runID == "" {
		return all, nil
	}
	open, err := openBatches(ctx, j, runID)
	all[0].Open = open
	return all, err
}

func describeRun(ctx context.Context, j journal.Journal, run journal.Run) (runStatus, error) {
	s := runStatus{
		ID: run.ID, State: "finished", Created: run.CreatedAt, Site: run.Site, Account: run.Account,
		Input: nowAt(run.InputPath), Output: nowAt(run.OutputPath),
	}
	var record runRecord
	if json.Unmarshal(run.Settings, &record) == nil && record.Account != "" {
		s.Account = record.Account
	}
	if s.Input == "" {
		s.Input = "standard input"
	}
	if run.FinishedAt.IsZero() {
		s.State, s.Next = "unfinished", "domainbatch resume "+run.ID
	} else {
		finished := run.FinishedAt
		s.Finished = &finished
	}
	var err error
	s.Calls, err = j.Counts(ctx, run.ID)
	return s, err
}

func openBatches(ctx context.Context, j journal.Journal, runID string) ([]openBatch, error) {
	batches, err := j.Batches(ctx, runID)
	if err != nil {
		return nil, err
	}
	var open []openBatch
	for _, b := range batches {
		if b.State.Open() && len(b.Changes) > 0 {
			open = append(open, openBatch{
				Batch: b.ID, State: b.State, Kind: b.Changes[0].Kind, Domains: len(b.Changes), First: b.Changes[0].Domain,
				TaskNo: b.TaskNo, Code: b.Code, Message: b.Message,
			})
		}
	}
	return open, nil
}

func (p *program) writeRuns(all []runStatus) error {
	out := &lines{w: p.stdout}
	if len(all) == 0 {
		out.put("no runs yet\n")
		return out.err
	}
	out.put("%-21s %-11s %-17s %-12s %-28s %s\n", "RUN", "STATE", "BEGUN", "ACCOUNT", "CALLS", "INPUT")
	for _, s := range all {
		out.put("%-21s %-11s %-17s %-12s %-28s %s\n", s.ID, s.State, p.local(s.Created), s.Account, callStates(s.Calls), shownPath(s.Input))
	}
	for _, s := range all {
		if s.Next != "" {
			out.put("\nnext: %s\n", s.Next)
			break
		}
	}
	return out.err
}

func (p *program) writeRun(s runStatus) error {
	out := &lines{w: p.stdout}
	out.put("run      %s, %s\n", s.ID, s.State)
	out.put("begun    %s\n", p.local(s.Created))
	if s.Finished != nil {
		out.put("ended    %s\n", p.local(*s.Finished))
	}
	out.put("account  %s, site %s\n", s.Account, s.Site)
	out.put("input    %s\n", shownPath(s.Input))
	out.put("results  %s\n", shownPath(s.Output))
	out.put("calls    %s\n", callStates(s.Calls))
	const most = 20
	for _, b := range s.Open[:min(most, len(s.Open))] {
		out.put("  %s %s: %s, %s%s\n", b.Batch, string(b.State), b.Kind, describeDomains(b), describeTask(b))
	}
	if more := len(s.Open) - most; more > 0 {
		out.put("  and %d more; --json lists them\n", more)
	}
	if s.Next != "" {
		out.put("next: %s\n", s.Next)
	}
	return out.err
}

func describeDomains(b openBatch) string {
	if b.Domains == 1 {
		return b.First
	}
	return fmt.Sprintf("%s and %d more", b.First, b.Domains-1)
}

func describeTask(b openBatch) string {
	text := ""
	if b.TaskNo != "" {
		text += ", task " + b.TaskNo
	}
	if b.Code != "" {
		text += ", " + b.Code
	}
	return text
}

// callStates counts batches by state, in the order of a batch's life. Those
// that were split are left out: their parts are counted.
func callStates(calls map[journal.BatchState]int) string {
	var parts []string
	for _, state := range journal.BatchStates() {
		if n := calls[state]; n > 0 && state != journal.Split {
			parts = append(parts, fmt.Sprintf("%d %s", n, state))
		}
	}
	if len(parts) == 0 {
		return "none"
	}
	return strings.Join(parts, ", ")
}

func (p *program) local(t time.Time) string {
	return t.In(p.now().Location()).Format("2006-01-02 15:04")
}
