package main

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"domainbatch/executor"
	"domainbatch/executor/journal"
	"domainbatch/executor/vault"
	"domainbatch/ingest"
	"domainbatch/report"
)

const reportLong = `Render the results of a run again, from the journal and the kept copy of its
input: as the workbook or CSV file it came from, as JSON, as JSON Lines (one row
a line), or as a summary in Markdown for a ticket. Without a name it is the newest
run. Nothing is sent.

Without -o a workbook goes where the run was asked to put it; all else goes to
standard output.`

const reportExample = `  domainbatch report
  domainbatch report 20261122-063700-k3f9 -o again.xlsx
  domainbatch report --format json`

type reportFlags struct {
	output string
	format string
	force  bool
	asJSON bool
}

func newReport(p *program, shared *sharedFlags) *cobra.Command {
	f := &reportFlags{}
	cmd := &cobra.Command{
		Use:     "report [RUN]",
		Short:   "Render the results of a run again",
		Long:    reportLong,
		Example: reportExample,
		GroupID: groupRuns,
		Args:    args(0, 1, "at most one run"),
		RunE: func(cmd *cobra.Command, runs []string) error {
			if f.asJSON {
				f.format = "json"
			}
			if err := oneOf("format", f.format, "", "xlsx", "csv", "json", "jsonl", "md"); err != nil {
				return err
			}
			return p.reportRun(cmd.Context(), first(runs), f, shared)
		},
	}
	registerOutput(cmd.Flags(), &f.output, &f.force)
	cmd.Flags().StringVar(&f.format, "format", "", "what to write: `xlsx|csv|json|jsonl|md` (default: what the input was)")
	cmd.Flags().BoolVar(&f.asJSON, "json", false, "the same as --format json")
	return cmd
}

func (p *program) reportRun(ctx context.Context, runID string, f *reportFlags, shared *sharedFlags) error {
	ctx, cancel := p.interrupts.context(ctx)
	defer cancel()
	state, err := p.existingStateDir(shared.state)
	if err != nil {
		return err
	}
	if state == nil {
		return noRunToReport(runID)
	}
	o, err := p.storedOutcome(ctx, state, runID)
	if err != nil {
		return err
	}
	source, closeSource, err := p.keptSource(ctx, state, o)
	if err != nil {
		return err
	}
	defer closeSource()
	format, path, err := f.choose(o.stored, source.Layout)
	if err != nil {
		return err
	}
	if path != stdoutName {
		mayReplace := func(path string) bool { return f.force || isReport(path, source.like()) }
		if _, err := newDestination(path, mayReplace); err != nil {
			return err
		}
	}
	if err := p.render(ctx, state, format, path, source, o); err != nil {
		return err
	}
	if path != stdoutName {
		p.console.say("written: %s", shownPath(path))
	}
	return nil
}

func noRunToReport(runID string) error {
	if runID != "" {
		return noSuchRun(runID)
	}
	return usage("start one with: domainbatch apply FILE", "there is no run to report")
}

// storedOutcome reads a run and the results of its rows from the journal.
func (p *program) storedOutcome(ctx context.Context, state *stateDir, runID string) (*outcome, error) {
	j, err := p.readJournalIn(ctx, state)
	if err != nil {
		return nil, err
	}
	if j == nil {
		return nil, noRunToReport(runID)
	}
	defer j.Close()
	run, err := findRun(ctx, j, runID, func(journal.Run) bool { return true })
	if err != nil {
		return nil, err
	}
	if run.ID == "" {
		return nil, noRunToReport(runID)
	}
	record, err := recordOf(run)
	if err != nil {
		return nil, err
	}
	vault, err := vault.Open(state.vault())
	if err != nil {
		return nil, err
	}
	rows, err := executor.RowResults(ctx, j, vault, run.ID)
	if err != nil {
		return nil, fmt.Errorf("reading the results of run %s: %w", run.ID, err)
	}
	o := &outcome{run: reportRun(run, record), rows: rows, record: record, stored: run}
	return o, p.know(ctx, j, o)
}

// choose decides what is written and where.
func (f *reportFlags) choose(run journal.Run, layout ingest.Layout) (format, path string, err error) {
	if path, err = absolute(f.output); err != nil {
		return "", "", err
	}
	natural := "xlsx"
	if layout.Format == ingest.CSV {
		natural = "csv"
	}
	format = f.format
	if format == "" {
		format = natural
	}
	switch {
	case format == "xlsx" && natural == "csv":
		return "", "", usage("use --format csv", "the input was CSV, so there is no workbook to write results into")
	case path != "":
	case format == "xlsx" && run.OutputPath != "":
		path = run.OutputPath
	case format == "xlsx":
		return "", "", usage("name a file with -o", "a workbook needs a name")
	default:
		path = stdoutName
	}
	if path != stdoutName && format == natural {
		return format, path, sameKind(path, layout)
	}
	return format, path, nil
}

func (p *program) render(ctx context.Context, state *stateDir, format, path string, source opened, o *outcome) error {
	switch format {
	case "json":
		return p.writeTo(path, func(w io.Writer) error { return report.WriteJSON(w, o.run, o.rows) })
	case "jsonl":
		return p.writeTo(path, func(w io.Writer) error { return report.WriteJSONLines(w, o.rows) })
	case "md":
		return p.writeTo(path, func(w io.Writer) error {
			return report.WriteMarkdown(w, source.Source, o.run, o.rows, p.reportOptions(o.record))
		})
	case "csv":
		return p.writeTo(path, func(w io.Writer) error {
			return report.WriteCSV(ctx, w, source.Source, o.run, o.rows, p.reportOptions(o.record))
		})
	}
	return p.writeReport(ctx, state, path, source, o)
}
