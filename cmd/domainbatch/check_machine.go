package main

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"strconv"

	"domainbatch/ingest"
	"domainbatch/planner"
)

// writeCheckJSON writes one object. Its keys are part of the program's
// interface: they may grow in number and never change.
func writeCheckJSON(w io.Writer, c *checked) error {
	counts := c.plan.Counts()
	findings := make([]finding, len(c.problems))
	for i, p := range c.problems {
		findings[i] = findingOf(p)
	}
	return writeJSON(w, struct {
		File      string                      `json:"file"`
		Digest    string                      `json:"sha256"`
		Format    ingest.Format               `json:"format"`
		Encoding  string                      `json:"encoding,omitempty"`
		Delimiter string                      `json:"delimiter,omitempty"`
		Sheet     string                      `json:"sheet,omitempty"`
		Header    int                         `json:"header_row"`
		Columns   []explainedColumn           `json:"columns,omitempty"` // with --explain
		Total     int                         `json:"rows"`
		Rows      map[planner.Disposition]int `json:"dispositions"`
		Errors    int                         `json:"errors"`
		Warnings  int                         `json:"warnings"`
		Notices   int                         `json:"notices"`
		Fixable   int                         `json:"fixable"`
		Applied   int                         `json:"applied"`
		Lang      string                      `json:"lang"`
		Findings  []finding                   `json:"findings"`
	}{
		c.name, c.digest, c.layout.Format, c.layout.Encoding, delimiterText(c.layout.Delimiter), c.layout.Sheet, c.layout.HeaderRow,
		c.columns, counts.Total, counts.Rows, c.found.errors, c.found.warnings, c.found.notices, c.found.fixable, c.found.applied,
		c.lang, findings,
	})
}

func delimiterText(r rune) string {
	if r == 0 {
		return ""
	}
	return string(r)
}

func writeJSON(w io.Writer, v any) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	return encoder.Encode(v)
}

// problemColumns are the headers of a list of problems, part of the program's
// interface like the keys of finding.
var problemColumns = []string{
	"severity", "rule", "file", "sheet", "row", "cell", "column", "field", "value", "message", "cure", "proposed", "fixable", "applied",
}

func writeProblemsCSV(w io.Writer, all []ingest.Problem) error {
	out := csv.NewWriter(w)
	out.Write(problemColumns)
	for _, p := range all {
		f := findingOf(p)
		record := []string{
			f.Severity, f.Rule, f.File, f.Sheet, strconv.Itoa(f.Row), f.Cell, f.Column, f.Field, f.Value, f.Message, f.Cure, f.Proposed,
			strconv.FormatBool(f.Fixable), strconv.FormatBool(f.Applied),
		}
		for i := range record {
			record[i] = ingest.GuardFormula(record[i])
		}
		out.Write(record)
	}
	out.Flush()
	return out.Error()
}
