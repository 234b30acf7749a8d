package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"domainbatch/executor"
	"domainbatch/executor/journal"
)

const runsListLong = `List runs, newest first: their file, when they began and who began them, how many
rows ended in which result, how they stand, and how old they are. Of a run that was
pruned the changes are counted. Nothing is sent.`

func newRuns(p *program, shared *sharedFlags) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "runs",
		Short:   "List, show and prune runs",
		GroupID: groupRuns,
		Args:    cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, rest []string) error {
			if len(rest) > 0 {
				return usage("see domainbatch runs --help", "runs has no command %q", rest[0])
			}
			return cmd.Help()
		},
	}
	var asJSON bool
	last := 20
	list := &cobra.Command{
		Use:     "list",
		Short:   "List runs with their results",
		Long:    runsListLong,
		Example: "  domainbatch runs list\n  domainbatch runs list --last 0 --json",
		Args:    args(0, 0, "no argument"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return p.runsList(cmd.Context(), last, asJSON, shared)
		},
	}
	list.Flags().IntVar(&last, "last", last, "only the newest `N` runs (0: all)")
	list.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	cmd.AddCommand(list, newRunsShow(p, shared), newRunsPrune(p, shared))
	return cmd
}

// runEntry is one run in a list.
type runEntry struct {
	ID       string                  `json:"id"`
	State    string                  `json:"state"` // "finished", "unfinished" or "pruned"
	File     string                  `json:"file"`  // "" for standard input
	Began    time.Time               `json:"began"`
	Ended    *time.Time              `json:"ended,omitempty"`
	Pruned   *time.Time              `json:"pruned,omitempty"`
	Who      string                  `json:"who,omitempty"`
	Account  string                  `json:"account"`
	Sandbox  bool                    `json:"sandbox,omitempty"`
	Rows     map[executor.Result]int `json:"rows,omitempty"`    // by result
	Changes  map[executor.Result]int `json:"changes,omitempty"` // by result, of a run that was pruned
	Problem  string                  `json:"problem,omitempty"` // why its results cannot be told
	settings *runRecord
}

func (p *program) runsList(ctx context.Context, last int, asJSON bool, shared *sharedFlags) error {
	ctx, cancel := p.interrupts.context(ctx)
	defer cancel()
	if last < 0 {
		return usage("give a number of runs, or 0 for all", "--last cannot be %d", last)
	}
	j, err := p.readJournal(ctx, shared)
	if err != nil {
		return err
	}
	entries := []runEntry{}
	if j != nil {
		defer j.Close()
		runs, err := j.Runs(ctx, "")
		if err != nil {
			return err
		}
		if last > 0 {
			runs = runs[:min(last, len(runs))]
		}
		for _, run := range runs {
			e, err := entryOf(ctx, j, run)
			if err != nil {
				return err
			}
			entries = append(entries, e)
		}
	}
	if asJSON {
		return writeJSON(p.stdout, entries)
	}
	return p.writeRunEntries(entries)
}

// entryOf describes a run and counts its results.
func entryOf(ctx context.Context, j journal.Journal, run journal.Run) (runEntry, error) {
	e := describeEntry(run)
	if e.State == "pruned" {
		kept, err := j.Kept(ctx, run.ID)
		e.Changes = map[executor.Result]int{}
		for _, k := range kept {
			e.Changes[executor.Result(k.Result)]++
		}
		return e, err
	}
	rows, err := executor.RowResults(ctx, j, nil, run.ID)
	if err != nil {
		if ctx.Err() != nil || errors.Is(err, journal.ErrDisk) {
			return e, err
		}
		e.Problem = explain(err).message // of another version, say: the others are told all the same
		return e, nil
	}
	e.Rows = executor.CountResults(rows)
	return e, nil
}

func describeEntry(run journal.Run) runEntry {
	e := runEntry{ID: run.ID, State: "unfinished", File: nowAt(run.InputPath), Began: run.CreatedAt, Account: run.Account, settings: &runRecord{}}
	if json.Unmarshal(run.Settings, e.settings) == nil {
		e.Who, e.Sandbox = e.settings.Who, e.settings.Rehearsal != ""
		if e.settings.Account != "" {
			e.Account = e.settings.Account
		}
	}
	if at := run.FinishedAt; !at.IsZero() {
		e.State, e.Ended = "finished", &at
	}
	if at := run.PrunedAt; !at.IsZero() {
		e.State, e.Pruned = "pruned", &at
	}
	return e
}

func (p *program) writeRunEntries(entries []runEntry) error {
	out := &lines{w: p.stdout}
	if len(entries) == 0 {
		out.put("no runs yet\n")
		return out.err
	}
	out.put("%-21s %-10s %-17s %-8s %-12s %-32s %s\n", "RUN", "STATE", "BEGUN", "AGE", "WHO", "RESULTS", "FILE")
	for _, e := range entries {
		out.put("%-21s %-10s %-17s %-8s %-12s %-32s %s\n", e.ID, e.State, p.local(e.Began), ageOf(p.now().Sub(e.Began)), orDash(e.Who), e.results(), e.file())
	}
	return out.err
}

// results counts what came of a run, in the order in which results are told.
func (e *runEntry) results() string {
	counts, of := e.Rows, ""
	if e.State == "pruned" {
		counts, of = e.Changes, " (changes)"
	}
	var parts []string
	for _, r := range executor.Results() {
		if n := counts[r]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, r))
		}
	}
	switch {
	case e.Problem != "":
		return "not known: " + e.Problem
	case len(parts) == 0:
		return "none"
	}
	return strings.Join(parts, ", ") + of
}

func (e *runEntry) file() string {
	if e.File == "" {
		return "standard input"
	}
	return shownPath(e.File)
}

func orDash(text string) string {
	if text == "" {
		return "-"
	}
	return text
}

// ageOf is a duration of days as a person says it.
func ageOf(d time.Duration) string {
	switch {
	case d < time.Hour:
		return fmt.Sprintf("%d min", max(0, int(d.Minutes())))
	case d < 48*time.Hour:
		return fmt.Sprintf("%d h", int(d.Hours()))
	}
	return fmt.Sprintf("%d d", int(d.Hours()/24))
}
