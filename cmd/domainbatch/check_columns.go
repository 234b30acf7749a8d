package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/width"

	"domainbatch/ingest"
)

// explainedColumn is one column and how it was understood, as programs get it.
// Its keys are part of the program's interface.
type explainedColumn struct {
	Column  string   `json:"column"` // letters in a workbook, a number in a CSV file
	Header  string   `json:"header"`
	Field   string   `json:"field,omitempty"`
	Result  string   `json:"result,omitempty"` // column of an earlier report
	Why     string   `json:"why"`              // "map", "name", "alias", "guess" or "unknown"
	Similar string   `json:"similar,omitempty"`
	Samples []string `json:"samples"` // up to three different values

	Confidence int    `json:"confidence"`           // in percent; 0 when the column is not used
	Filled     int    `json:"filled"`               // cells of the first 1,000 rows that hold something
	Fitting    int    `json:"fitting"`              // of these, those that the field takes
	LooksLike  string `json:"looks_like,omitempty"` // the field that the cells look like instead
}

const (
	samplesOfColumn = 3
	samplesFrom     = 1000 // rows that are looked through
)

// explainColumns says how each column was understood.
func explainColumns(c *checked, opt ingest.Options) ([]explainedColumn, error) {
	samples := make([][]string, len(c.layout.Columns))
	values := make([][]string, len(c.layout.Columns))
	n := 0
	for record, err := range c.source.Records() {
		if err != nil {
			return nil, err
		}
		if n++; n > samplesFrom {
			break
		}
		for i, column := range c.layout.Columns {
			v := strings.TrimSpace(record.Cells[column.Index])
			values[i] = append(values[i], v)
			if v != "" && len(samples[i]) < samplesOfColumn && !slices.Contains(samples[i], v) {
				samples[i] = append(samples[i], v)
			}
		}
	}
	out := []explainedColumn{}
	for i, x := range ingest.Explain(c.layout, opt.Map) {
		x.Weigh(values[i])
		out = append(out, explainedColumn{
			Column: columnLabel(x.Index, c.layout.Format), Header: x.Header, Field: string(x.Field), Result: string(x.Result),
			Why: string(x.Why), Similar: x.Similar, Samples: append([]string{}, samples[i]...),
			Confidence: x.Confidence, Filled: x.Filled, Fitting: x.Fitting, LooksLike: string(x.LooksLike),
		})
	}
	return out, nil
}

// columnLabel is how a person finds a column.
func columnLabel(index int, format ingest.Format) string {
	if format == ingest.CSV {
		return strconv.Itoa(index + 1)
	}
	label := ""
	for n := index + 1; n > 0; n = (n - 1) / 26 {
		label = string(rune('A'+(n-1)%26)) + label
	}
	return label
}

// writeColumns lists the columns in a table.
func writeColumns(w *lines, t *checkTexts, c *checked) {
	var table [][]string
	for _, x := range c.columns {
		field, why := x.Field, t.why[ingest.Why(x.Why)]
		switch {
		case x.Result != "":
			why = t.result
			field = x.Result
		case field == "":
			field = t.notUsed
		}
		if x.Similar != "" {
			why = sayable(t.didYouMean, why, x.Similar)
		}
		if x.Field != "" && x.Fitting < x.Filled {
			why += fmt.Sprintf(t.fitting, x.Fitting, x.Filled)
		}
		if x.LooksLike != "" && x.LooksLike != x.Similar {
			why += fmt.Sprintf(t.looksLike, x.LooksLike)
		}
		sure := ""
		if x.Confidence > 0 {
			sure = fmt.Sprintf("%d %%", x.Confidence)
		}
		shown := make([]string, len(x.Samples))
		for i, v := range x.Samples {
			shown[i] = strconv.Quote(shortened(v, 28))
		}
		table = append(table, []string{x.Column, shortened(strings.Join(strings.Fields(x.Header), " "), 32), "→ " + field, sure, why, strings.Join(shown, ", ")})
	}
	widths := make([]int, 5)
	for _, row := range table {
		for i := range widths {
			widths[i] = max(widths[i], displayWidth(row[i]))
		}
	}
	w.put("\n%s\n", t.columns)
	for _, row := range table {
		line := ""
		for i, text := range row[:5] {
			line += text + strings.Repeat(" ", widths[i]-displayWidth(text)+2)
		}
		w.put("  %s\n", strings.TrimRight(line+row[5], " "))
	}
}

func shortened(s string, most int) string {
	r := []rune(s)
	if len(r) <= most {
		return s
	}
	return string(r[:most-1]) + "…"
}

// displayWidth is how many places a text takes on a terminal.
func displayWidth(s string) int {
	n := 0
	for _, r := range s {
		n++
		if k := width.LookupRune(r).Kind(); k == width.EastAsianWide || k == width.EastAsianFullwidth {
			n++
		}
	}
	return n
}
