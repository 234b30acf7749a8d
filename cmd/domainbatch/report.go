package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"domainbatch/executor"
	"domainbatch/executor/journal"
	"domainbatch/ingest"
	"domainbatch/report"
)

const reportLong = `Render the results of a run again, from the journal and the kept copy of its
input: as the workbook or CSV file it came from, as a web page, as JSON, as JSON
Lines (one row a line), or as a summary in Markdown for a ticket. Without a name
it is the newest run. It may be running still, or have crashed: what is known is
shown. Nothing is sent.

Without -o a workbook goes where the run was asked to put it; all else goes to
standard output. Transfer codes stand in the workbook or CSV file; they are masked
in all else.`

const reportExample = `  domainbatch report
  domainbatch report 20261122-063700-k3f9 -o again.xlsx
  domainbatch report -o page.html
  domainbatch report --format json`

type reportFlags struct {
	output string
	format string
	lang   string
	force  bool
	asJSON bool
	schema bool

	recipient string
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
			if f.schema {
				_, err := io.WriteString(p.stdout, report.JSONSchemaText)
				return err
			}
			if f.asJSON {
				f.format = "json"
			}
			if err := oneOf("format", f.format, append(formatNames(), "")...); err != nil {
				return err
			}
			if err := oneOf("lang", f.lang, "", "en", "zh"); err != nil {
				return err
			}
			if err := checkRecipient(f.recipient); err != nil {
				return err
			}
			return p.reportRun(cmd.Context(), first(runs), f, shared)
		},
	}
	registerOutput(cmd.Flags(), &f.output, &f.force)
	cmd.Flags().StringVar(&f.format, "format", "", "what to write: `"+strings.Join(formatNames(), "|")+"` (default: what FILE ends in, else what the input was)")
	cmd.Flags().BoolVar(&f.asJSON, "json", false, "the same as --format json")
	cmd.Flags().BoolVar(&f.schema, "schema", false, "print the JSON Schema of the JSON instead of a report")
	cmd.Flags().StringVar(&f.lang, "lang", "", "language of the report: `en|zh` (default: that of the run)")
	registerCodesRecipient(cmd.Flags(), &f.recipient)
	cmd.AddCommand(newReportDiff(p, shared))
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
	o, err := p.storedOutcome(ctx, state, runID, f.recipient)
	if err != nil {
		return err
	}
	source, closeSource, err := p.keptSource(ctx, state, o)
	if err != nil {
		return err
	}
	defer closeSource()
	if f.lang != "" {
		o.record.Run.Lang = f.lang
	}
	format, path, err := f.choose(o.stored, source.Layout)
	if err != nil {
		return err
	}
	if path != stdoutName {
		mayReplace := func(path string) bool { return f.force || isRendered(path, format, source.like()) }
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
	if !format.Codes {
		return nil
	}
	written, err := p.writeCodes(path, o)
	if written != "" {
		p.console.say("written: %s", shownPath(written))
	}
	return err
}

func noRunToReport(runID string) error {
	if runID != "" {
		return noSuchRun(runID)
	}
	return usage("start one with: domainbatch apply FILE", "there is no run to report")
}

// storedOutcome reads a run and the results of its rows from the journal.
// Codes are left sealed when they are, or shall be, for the owner of another key.
func (p *program) storedOutcome(ctx context.Context, state *stateDir, runID, recipient string) (*outcome, error) {
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
	if recipient != "" {
		record.Run.CodesRecipient = recipient
	}
	vault, envelope, err := openVault(state, record.Run.CodesRecipient)
	if err != nil {
		return nil, err
	}
	latest, err := latestTally(ctx, j, run.ID)
	if err != nil {
		return nil, err
	}
	rows, err := executor.RowResultsAfter(ctx, j, vault, latest)
	if err != nil {
		return nil, fmt.Errorf("reading the results of run %s: %w", run.ID, err)
	}
	o := &outcome{run: reportRun(run, record), rows: rows, record: record, stored: run}
	stoppedBy(&o.run, latest)
	if o.codes, err = sealedCodes(ctx, j, run.ID, envelope); err != nil {
		return nil, err
	}
	return o, p.know(ctx, j, o)
}

// choose decides what is written and where.
func (f *reportFlags) choose(run journal.Run, layout ingest.Layout) (_ report.Format, path string, err error) {
	if path, err = absolute(f.output); err != nil {
		return report.Format{}, "", err
	}
	natural := report.NaturalFormat(layout)
	format, found := report.FormatNamed(f.format)
	if !found {
		format, found = report.FormatNamed(strings.TrimPrefix(strings.ToLower(filepath.Ext(path)), "."))
	}
	if !found {
		format = natural
	}
	switch {
	case format.Name == "xlsx" && natural.Name == "csv":
		return format, "", usage("use --format csv", "the input was CSV, so there is no workbook to write results into")
	case path != "":
	case format.Name == "xlsx" && run.OutputPath != "":
		path = nowAt(run.OutputPath)
	case format.Name == "xlsx":
		return format, "", usage("name a file with -o", "a workbook needs a name")
	default:
		path = stdoutName
	}
	if path != stdoutName && format.Name == natural.Name {
		return format, path, sameKind(path, layout)
	}
	return format, path, nil
}

// render writes the run in one format. Results in the person's own kind of
// file are remembered as those of apply are.
func (p *program) render(ctx context.Context, state *stateDir, format report.Format, path string, source opened, o *outcome) error {
	if format.Name == report.NaturalFormat(source.Layout).Name {
		return p.writeReport(ctx, state, path, source, o)
	}
	return p.writeTo(path, func(w io.Writer) error {
		return format.Render(ctx, w, report.View{Source: source.Source, Run: o.run, Rows: o.rows, Options: p.reportOptions(o.record)})
	})
}

// isRendered reports whether this program wrote a file in a format, so that it
// may be replaced.
func isRendered(path string, format report.Format, how ingest.Options) bool {
	if format.Codes {
		return isReport(path, how)
	}
	file, err := os.Open(path)
	if err != nil || format.Marker == "" {
		return false
	}
	defer file.Close()
	head := make([]byte, 1024)
	n, _ := io.ReadFull(file, head)
	return strings.Contains(string(head[:n]), format.Marker)
}

// formatNames are the formats as --format takes them.
func formatNames() []string {
	var names []string
	for _, f := range report.Formats() {
		names = append(names, f.Name)
	}
	return names
}
