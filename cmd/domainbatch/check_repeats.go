package main

import (
	"fmt"
	"strings"

	"domainbatch/ingest"
	"domainbatch/planner"
)

// repeated says which rows ask for what an earlier row asks for already: they
// are done once, which is no fault, and perhaps not what was meant.
func (c *checked) repeated(s *planner.Survey) []ingest.Problem {
	rows, n := s.Repeats()
	if n == 0 {
		return nil
	}
	t := textsIn(c.lang)
	shown := make([]string, len(rows))
	for i, row := range rows {
		shown[i] = fmt.Sprintf(t.row, row)
	}
	if n > len(rows) {
		shown = append(shown, "…")
	}
	return []ingest.Problem{{
		Severity: ingest.Notice, Rule: "row.repeated", File: c.name, Sheet: c.layout.Sheet,
		Message: fmt.Sprintf(t.repeated, n, strings.Join(shown, t.comma)),
	}}
}
