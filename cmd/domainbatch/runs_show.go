package main

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"domainbatch/executor"
	"domainbatch/executor/journal"
)

const runsShowLong = `Show one run: how it was started and with which settings, every session that worked
on it with its calls, what came of it, and where its files are. There is no secret
among the settings. Nothing is sent.`

func newRunsShow(p *program, shared *sharedFlags) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "show RUN",
		Short:   "Show the settings, sessions, calls and files of a run",
		Long:    runsShowLong,
		Example: "  domainbatch runs show 20261122-063700-k3f9",
		Args:    args(1, 1, "one run"),
		RunE: func(cmd *cobra.Command, runs []string) error {
			return p.runsShow(cmd.Context(), runs[0], asJSON, shared)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

// shownRun is a run with everything that stands around its rows.
type shownRun struct {
	runEntry
	Site     string                     `json:"site"`
	Tool     string                     `json:"tool"` // that started it
	Settings *shownSettings             `json:"settings"`
	Sessions []shownSession             `json:"sessions"`
	Calls    map[journal.BatchState]int `json:"calls"` // submitting ones, by state
	Attempts int                        `json:"attempts"`
	Files    []shownFile                `json:"files"`
	NotTold  []shownNotTold             `json:"not_told,omitempty"`
}

type shownSettings struct {
	Input  inputFlags  `json:"input"`
	Target targetFlags `json:"target"`
	Run    runFlags    `json:"run"`
}

type shownSession struct {
	Ended     time.Time      `json:"ended"`
	Who       string         `json:"who"`
	End       executor.End   `json:"end"`
	Seconds   float64        `json:"seconds"`
	Calls     map[string]int `json:"calls"`
	Throttled int            `json:"throttled,omitempty"`
}

type shownFile struct {
	What   string `json:"what"`
	Path   string `json:"path"`
	SHA256 string `json:"sha256,omitempty"`
	There  bool   `json:"there"`
}

func (p *program) runsShow(ctx context.Context, runID string, asJSON bool, shared *sharedFlags) error {
	ctx, cancel := p.interrupts.context(ctx)
	defer cancel()
	state, err := p.existingStateDir(shared.state)
	if err != nil {
		return err
	}
	if state == nil {
		return noSuchRun(runID)
	}
	j, err := p.readJournalIn(ctx, state)
	if err != nil {
		return err
	}
	if j == nil {
		return noSuchRun(runID)
	}
	defer j.Close()
	run, err := findRun(ctx, j, runID, nil)
	if err != nil {
		return err
	}
	s, err := showRun(ctx, j, run, state)
	if err != nil {
		return err
	}
	if asJSON {
		return writeJSON(p.stdout, s)
	}
	return p.writeShownRun(s)
}

func showRun(ctx context.Context, j journal.Journal, run journal.Run, state *stateDir) (*shownRun, error) {
	e, err := entryOf(ctx, j, run)
	if err != nil {
		return nil, err
	}
	s := &shownRun{runEntry: e, Site: run.Site, Tool: e.settings.Tool, Sessions: []shownSession{},
		Settings: &shownSettings{e.settings.Input, e.settings.Target, e.settings.Run}}
	if s.Calls, err = j.Counts(ctx, run.ID); err != nil {
		return nil, err
	}
	err = j.EachBatch(ctx, run.ID, func(b journal.Batch, _ []journal.Detail) error {
		s.Attempts += b.Attempts
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = j.EachEvent(ctx, run.ID, func(e journal.Event) error {
		var note sessionNote
		if e.Kind == sessionEvent && json.Unmarshal([]byte(e.Detail), &note) == nil {
			s.Sessions = append(s.Sessions, shownSession{e.At, e.Actor, note.End, note.Seconds, note.Calls, note.Throttled})
		}
		s.NotTold = append(s.NotTold, notToldIn(e)...)
		return nil
	})
	if input := nowAt(run.InputPath); input != "" {
		s.Files = append(s.Files, shownFile{"input", input, run.InputDigest, exists(input)})
	}
	kept := state.input(run.InputDigest)
	s.Files = append(s.Files, shownFile{"kept copy of the input", kept, run.InputDigest, exists(kept)})
	if results := nowAt(run.OutputPath); results != "" && results != stdoutName {
		s.Files = append(s.Files, shownFile{"results", results, "", exists(results)})
	}
	return s, err
}

func (p *program) writeShownRun(s *shownRun) error {
	out := &lines{w: p.stdout}
	out.put("run      %s, %s\n", s.ID, s.State)
	out.put("begun    %s, %s ago, by %s, with %s\n", p.local(s.Began), ageOf(p.now().Sub(s.Began)), orDash(s.Who), orDash(s.Tool))
	if s.Ended != nil {
		out.put("ended    %s\n", p.local(*s.Ended))
	}
	if s.Pruned != nil {
		out.put("pruned   %s: only what an audit needs is left\n", p.local(*s.Pruned))
	}
	sandbox := ""
	if s.Sandbox {
		sandbox = ", a rehearsal"
	}
	out.put("account  %s, site %s%s\n", s.Account, s.Site, sandbox)
	out.put("results  %s\n", s.results())
	out.put("calls    %s; sent %s\n", callStates(s.Calls), count(s.Attempts, "time", "times"))
	for _, f := range s.Files {
		gone := ""
		if !f.There {
			gone = " (not there)"
		}
		out.put("file     %s: %s%s\n", f.What, shownPath(f.Path), gone)
		if f.SHA256 != "" && f.What == "input" {
			out.put("         SHA-256 %s\n", f.SHA256)
		}
	}
	out.put("settings batch size %d, %.3g submitting and %.3g asking calls a second\n", s.Settings.Target.BatchSize, s.Settings.Run.SubmitRate, s.Settings.Run.QueryRate)
	for _, session := range s.Sessions {
		out.put("session  until %s by %s, %s: ended %s\n", p.local(session.Ended), session.Who, briefly(time.Duration(session.Seconds*float64(time.Second))), session.End)
		for _, operation := range slices.Sorted(maps.Keys(session.Calls)) {
			out.put("           %6d %s\n", session.Calls[operation], operation)
		}
	}
	for _, n := range s.NotTold {
		out.put("not told %s: %s, %s (%s)\n", p.local(n.At), n.Receiver, n.Reason, count(n.Attempts, "attempt", "attempts"))
	}
	if s.State == "unfinished" {
		out.put("next: domainbatch resume %s\n", s.ID)
	}
	return out.err
}
