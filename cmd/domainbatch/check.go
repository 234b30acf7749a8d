package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"domainbatch/ingest"
	"domainbatch/planner"
)

const checkLong = `Read a file and say everything that is wrong or doubtful about it, with the
cell, the rule and the cure. Nothing is sent and nothing is written: no account
is needed.

Ends with 0 when every row can be used, with 3 when some row cannot.`

const checkExample = `  domainbatch check portfolio.xlsx
  domainbatch check portfolio.xlsx --sheet 2026 --map 'Owner mail=email'
  domainbatch check portfolio.csv --format csv > problems.csv`

func newCheck(p *program) *cobra.Command {
	input, target := &inputFlags{}, &targetFlags{}
	var format string
	var asJSON, all bool
	cmd := &cobra.Command{
		Use:     "check FILE",
		Short:   "Say what is wrong with a file",
		Long:    checkLong,
		Example: checkExample,
		GroupID: groupJob,
		Args:    args(1, 1, "one file, or - for standard input"),
		RunE: func(cmd *cobra.Command, files []string) error {
			if asJSON {
				format = "json"
			}
			if err := oneOf("format", format, "text", "json", "csv"); err != nil {
				return err
			}
			return p.check(cmd.Context(), files[0], input, *target, format, all)
		},
	}
	input.register(cmd.Flags())
	target.register(cmd.Flags())
	cmd.Flags().StringVar(&format, "format", "text", "what to print: `text|json|csv`")
	cmd.Flags().BoolVar(&asJSON, "json", false, "the same as --format json")
	cmd.Flags().BoolVar(&all, "all", false, "list every problem, not only the first of each sort")
	return cmd
}

func (p *program) check(ctx context.Context, name string, input *inputFlags, target targetFlags, format string, all bool) error {
	ctx, cancel := p.interrupts.context(ctx)
	defer cancel()
	if err := target.validate(); err != nil {
		return err
	}
	in, err := p.openInput(name)
	if err != nil {
		return err
	}
	defer in.Close()
	s, err := p.readSheet(ctx, in, input, target)
	if err != nil {
		return err
	}
	plan, err := p.planFor(s, input, target, "", nil)
	if err != nil {
		return err
	}
	findings := findingsOf(s, plan)
	switch format {
	case "json":
		err = writeCheckJSON(p.stdout, s, plan, findings)
	case "csv":
		err = writeFindingsCSV(p.stdout, findings)
	default:
		most := 5
		if all {
			most = len(findings)
		}
		err = p.writeCheckText(s, plan, findings, most)
	}
	if err != nil {
		return err
	}
	if hasErrors(findings) {
		return ended(exitInput)
	}
	return nil
}

// writeCheckText lists the findings by rule, the worst first.
func (p *program) writeCheckText(s *sheet, plan *planner.Plan, all []finding, most int) error {
	w := &lines{w: p.stdout}
	w.put("%s\n", describeSheet(s))
	for _, group := range grouped(all) {
		w.put("\n%s: %s, %s\n", group.severity, group.rule, count(len(group.findings), "place", "places"))
		for _, f := range group.findings[:min(most, len(group.findings))] {
			w.put("  %s\n", describeFinding(f))
		}
		if more := len(group.findings) - most; more > 0 {
			w.put("  and %d more; --all lists them\n", more)
		}
	}
	w.put("\n%s\n", describeRows(plan.Counts()))
	if hasErrors(all) {
		w.put("next: correct the cells above and check again; apply leaves such rows out and does the others\n")
	} else {
		w.put("next: domainbatch plan %s\n", shellQuote(s.name))
	}
	return w.err
}

// describeSheet says what was recognised.
func describeSheet(s *sheet) string {
	l := s.layout
	parts := []string{s.name + ":"}
	if l.Format == ingest.CSV {
		parts = append(parts, fmt.Sprintf("CSV, %s, separated by %s,", l.Encoding, delimiterName(l.Delimiter)))
	} else {
		parts = append(parts, fmt.Sprintf("sheet %s,", l.Sheet))
	}
	parts = append(parts, fmt.Sprintf("header in row %d, %s", l.HeaderRow, count(len(s.rows), "row", "rows")))
	return strings.Join(parts, " ")
}

func delimiterName(r rune) string {
	switch r {
	case '\t':
		return "tab"
	case ',':
		return "comma"
	case ';':
		return "semicolon"
	}
	return strconv.QuoteRune(r)
}

// describeFinding is one line: where, what, and how to mend it.
func describeFinding(f finding) string {
	var b strings.Builder
	switch {
	case f.Cell != "":
		fmt.Fprintf(&b, "%s: ", f.Cell)
	case f.Row > 0:
		fmt.Fprintf(&b, "row %d: ", f.Row)
	}
	if f.Value != "" {
		fmt.Fprintf(&b, "%q: ", f.Value)
	}
	b.WriteString(f.Message)
	if f.Cure != "" {
		b.WriteString("; " + f.Cure)
	}
	return b.String()
}

// describeRows says what becomes of the rows of a plan.
func describeRows(c planner.Counts) string {
	words := []struct {
		disposition planner.Disposition
		text        string
	}{
		{planner.RowPlanned, "to do"}, {planner.RowInvalid, "invalid"}, {planner.RowHeld, "held back"},
		{planner.RowSkipped, "to skip"}, {planner.RowDone, "done earlier"},
	}
	var parts []string
	for _, w := range words {
		if n := c.Rows[w.disposition]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, w.text))
		}
	}
	return count(c.Total, "row", "rows") + ": " + strings.Join(parts, ", ")
}

func writeCheckJSON(w io.Writer, s *sheet, plan *planner.Plan, all []finding) error {
	counts := plan.Counts()
	if all == nil {
		all = []finding{}
	}
	return writeJSON(w, struct {
		File     string                      `json:"file"`
		Digest   string                      `json:"sha256"`
		Format   ingest.Format               `json:"format"`
		Sheet    string                      `json:"sheet,omitempty"`
		Header   int                         `json:"header_row"`
		Total    int                         `json:"rows"`
		Rows     map[planner.Disposition]int `json:"dispositions"`
		Findings []finding                   `json:"findings"`
	}{s.name, s.digest, s.layout.Format, s.layout.Sheet, s.layout.HeaderRow, counts.Total, counts.Rows, all})
}

func writeJSON(w io.Writer, v any) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	return encoder.Encode(v)
}

func writeFindingsCSV(w io.Writer, all []finding) error {
	out := csv.NewWriter(w)
	out.Write([]string{"severity", "rule", "file", "sheet", "row", "cell", "column", "value", "message", "cure", "proposed"})
	for _, f := range all {
		record := []string{
			f.Severity, f.Rule, f.File, f.Sheet, strconv.Itoa(f.Row), f.Cell, f.Column, f.Value, f.Message, f.Cure, f.Proposed,
		}
		for i := range record {
			record[i] = inert(record[i])
		}
		out.Write(record)
	}
	out.Flush()
	return out.Error()
}

// inert keeps a spreadsheet from running a value as a formula.
func inert(value string) string {
	begins := strings.TrimLeft(value, " \t\r\n\x00\u00a0\u3000")
	if begins != "" && slices.Contains([]rune("=+-@＝＋－＠"), []rune(begins)[0]) {
		return "'" + value
	}
	return value
}
