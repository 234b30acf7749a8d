package main

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"strconv"

	"domainbatch/ingest"
	"domainbatch/planner"
)

// checkHead is what stands in the object before the findings. Its keys are
// part of the program's interface: they may grow in number and never change.
type checkHead struct {
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
}

// writeCheckJSON writes one object, the key findings last, finding by finding.
func writeCheckJSON(to io.Writer, c *checked) error {
	w := bufio.NewWriter(to)
	var head bytes.Buffer
	if err := writeJSON(&head, checkHead{
		c.name, c.digest, c.layout.Format, c.layout.Encoding, delimiterText(c.layout.Delimiter), c.layout.Sheet, c.layout.HeaderRow,
		c.columns, c.counts.Total, c.counts.Rows, c.found.errors, c.found.warnings, c.found.notices, c.found.fixable, c.found.applied, c.lang,
	}); err != nil {
		return err
	}
	w.Write(bytes.TrimSuffix(head.Bytes(), []byte("\n}\n")))
	w.WriteString(",\n  \"findings\": [")
	var one bytes.Buffer
	encoder := json.NewEncoder(&one)
	encoder.SetIndent("    ", "  ")
	encoder.SetEscapeHTML(false)
	between := "\n    "
	err := c.each(func(p ingest.Problem) error {
		one.Reset()
		if err := encoder.Encode(findingOf(p)); err != nil {
			return err
		}
		w.WriteString(between)
		between = ",\n    "
		_, err := w.Write(bytes.TrimSuffix(one.Bytes(), []byte("\n")))
		return err
	})
	if err != nil {
		return err
	}
	if c.found.all() > 0 {
		w.WriteString("\n  ")
	}
	w.WriteString("]\n}\n")
	return w.Flush()
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

func writeProblemsCSV(w io.Writer, c *checked) error {
	out := csv.NewWriter(w)
	out.Write(problemColumns)
	err := c.each(func(p ingest.Problem) error {
		f := findingOf(p)
		record := []string{
			f.Severity, f.Rule, f.File, f.Sheet, strconv.Itoa(f.Row), f.Cell, f.Column, f.Field, f.Value, f.Message, f.Cure, f.Proposed,
			strconv.FormatBool(f.Fixable), strconv.FormatBool(f.Applied),
		}
		for i := range record {
			record[i] = ingest.GuardFormula(record[i])
		}
		return out.Write(record)
	})
	out.Flush()
	return errors.Join(err, out.Error())
}
