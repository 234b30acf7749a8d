package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"domainbatch/ingest"
	"domainbatch/report"
)

const diffLong = `Compare two runs row by row: what is newly failing, fixed, still open, new, or
gone. Rows are the same when domain, action and contact types are; it does not
matter where they stand. Nothing is sent.`

const diffExample = `  domainbatch report diff 20261122-063700-k3f9 20261123-101500-a7c2
  domainbatch report diff 20261122-063700-k3f9 20261123-101500-a7c2 --json
  domainbatch report diff 20261122-063700-k3f9 20261123-101500-a7c2 -o diff.xlsx`

type diffFlags struct {
	output string
	format string
	lang   string
	force  bool
	asJSON bool
}

func newReportDiff(p *program, shared *sharedFlags) *cobra.Command {
	f := &diffFlags{}
	cmd := &cobra.Command{
		Use:     "diff RUN_A RUN_B",
		Short:   "Compare two runs",
		Long:    diffLong,
		Example: diffExample,
		Args:    args(2, 2, "two runs"),
		RunE: func(cmd *cobra.Command, runs []string) error {
			if f.asJSON {
				f.format = "json"
			}
			if f.format == "" {
				f.format = diffFormat(f.output)
			}
			if err := oneOf("format", f.format, "text", "json", "md", "xlsx"); err != nil {
				return err
			}
			lang, err := p.language(f.lang)
			if err != nil {
				return err
			}
			return p.diffRuns(cmd.Context(), runs, f, report.Options{Lang: lang}, shared)
		},
	}
	registerOutput(cmd.Flags(), &f.output, &f.force)
	cmd.Flags().StringVar(&f.format, "format", "", "what to write: `text|json|md|xlsx` (default: what FILE ends in, else text)")
	cmd.Flags().BoolVar(&f.asJSON, "json", false, "the same as --format json")
	registerLang(cmd.Flags(), &f.lang)
	return cmd
}

func (p *program) diffRuns(ctx context.Context, runs []string, f *diffFlags, opt report.Options, shared *sharedFlags) error {
	ctx, cancel := p.interrupts.context(ctx)
	defer cancel()
	state, err := p.existingStateDir(shared.state)
	if err != nil {
		return err
	}
	if state == nil {
		return noSuchRun(runs[0])
	}
	path, err := absolute(f.output)
	if err != nil {
		return err
	}
	if path == "" {
		path = stdoutName
	}
	if path == stdoutName && f.format == "xlsx" && isTerminal(p.stdout) {
		return usage("name a file with -o", "a workbook cannot be shown on a terminal")
	}
	if path != stdoutName {
		if _, err := newDestination(path, func(string) bool { return f.force }); err != nil {
			return err
		}
	}
	from, before, err := p.standings(ctx, state, runs[0])
	if err != nil {
		return err
	}
	to, after, err := p.standings(ctx, state, runs[1])
	if err != nil {
		return err
	}
	d := report.Diff{From: from, To: to, Pairs: report.Compare(before, after)}
	return p.writeTo(path, func(w io.Writer) error {
		switch f.format {
		case "json":
			return report.WriteDiffJSON(w, d)
		case "md":
			return report.WriteDiffMarkdown(w, d, opt)
		case "xlsx":
			return report.WriteDiffWorkbook(w, d, opt)
		}
		return report.WriteDiffText(w, d, opt)
	})
}

// diffFormat is the format that a name asks for.
func diffFormat(name string) string {
	switch ext := strings.ToLower(filepath.Ext(name)); ext {
	case ".json", ".md", ".xlsx":
		return ext[1:]
	}
	return "text"
}

// standings are the rows of a run with what they ask for. Of rows that were
// never planned the kept copy of the input says it.
func (p *program) standings(ctx context.Context, state *stateDir, runID string) (report.Run, []report.Standing, error) {
	o, err := p.storedOutcome(ctx, state, runID, "")
	if err != nil {
		return report.Run{}, nil, err
	}
	asked, err := p.askedFor(ctx, state, o)
	if err != nil {
		return report.Run{}, nil, err
	}
	return o.run, report.Standings(o.run.Plan, asked, o.rows), nil
}

// askedFor reads again, by record, the rows for which nothing was planned.
func (p *program) askedFor(ctx context.Context, state *stateDir, o *outcome) (map[int]ingest.Row, error) {
	wanted := map[int]bool{}
	for _, r := range o.rows {
		if len(r.Batches) == 0 {
			wanted[r.Record] = true
		}
	}
	if len(wanted) == 0 {
		return nil, nil
	}
	read, file, err := p.keptInput(ctx, state, o)
	if err != nil {
		return nil, err
	}
	asked, err := rowsOf(read, wanted)
	return asked, errors.Join(err, read.Close(), file.Close())
}

// rowsOf reads the rows with the given records, and stops behind the last of
// them.
func rowsOf(source *ingest.Source, wanted map[int]bool) (map[int]ingest.Row, error) {
	found := make(map[int]ingest.Row, len(wanted))
	for row, err := range source.Rows() {
		if err != nil {
			return nil, fmt.Errorf("reading the kept copy of the input: %w", err)
		}
		if wanted[row.Record] {
			found[row.Record] = row
		}
		if len(found) == len(wanted) {
			break
		}
	}
	return found, nil
}
