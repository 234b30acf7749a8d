package main

import (
	"fmt"
	"strconv"
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
	shown := make([]string, len(rows))
	for i, row := range rows {
		shown[i] = strconv.Itoa(row)
	}
	if n > len(rows) {
		shown = append(shown, "…")
	}
	return []ingest.Problem{{
		Severity: ingest.Notice, Rule: "row.repeated", File: c.name, Sheet: c.layout.Sheet,
		Message: fmt.Sprintf(textsIn(c.lang).repeated, n, strings.Join(shown, ", ")),
	}}
}
