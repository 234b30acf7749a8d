package main

import (
	"cmp"
	"slices"

	"domainbatch/ingest"
	"domainbatch/planner"
)

// finding is one thing that a person should know about a file before it is
// applied, whether reading or planning found it.
type finding struct {
	Severity string `json:"severity"` // "error", "warning" or "notice"
	Rule     string `json:"rule"`
	File     string `json:"file,omitempty"`
	Sheet    string `json:"sheet,omitempty"`
	Row      int    `json:"row,omitempty"` // sheet row or CSV line; 0 for the whole file
	Cell     string `json:"cell,omitempty"`
	Column   string `json:"column,omitempty"`
	Value    string `json:"value,omitempty"`
	Message  string `json:"message"`
	Cure     string `json:"cure,omitempty"`
	Proposed string `json:"proposed,omitempty"`
}

// findingsOf lists what reading found, and then what only planning can see:
// rows that do not say what they want, and rows that contradict each other.
func findingsOf(s *sheet, plan *planner.Plan) []finding {
	var all []finding
	for _, problem := range s.problems {
		all = append(all, finding{
			Severity: problem.Severity.String(), Rule: problem.Rule, File: problem.File, Sheet: problem.Sheet,
			Row: problem.Row, Cell: problem.Cell, Column: problem.Column, Value: problem.Value,
			Message: problem.Message, Cure: problem.Cure, Proposed: problem.Proposed,
		})
	}
	unreadable := map[int]bool{}
	for _, row := range s.rows {
		if row.Invalid() {
			unreadable[row.Record] = true
		}
	}
	for _, row := range plan.Rows {
		stopped := row.Disposition == planner.RowInvalid || row.Disposition == planner.RowHeld
		if stopped && !unreadable[row.Record] {
			all = append(all, finding{
				Severity: ingest.Error.String(), Rule: row.Code, File: s.name, Sheet: s.layout.Sheet,
				Row: row.Number, Value: row.Domain, Message: row.Comment,
			})
		}
	}
	return all
}

// findingGroup is the findings that broke the same rule.
type findingGroup struct {
	severity, rule string
	findings       []finding
}

// grouped puts findings of one rule together, errors first, most rows first.
func grouped(all []finding) []findingGroup {
	at := map[[2]string]int{}
	var groups []findingGroup
	for _, f := range all {
		key := [2]string{f.Severity, f.Rule}
		i, known := at[key]
		if !known {
			i = len(groups)
			at[key] = i
			groups = append(groups, findingGroup{severity: f.Severity, rule: f.Rule})
		}
		groups[i].findings = append(groups[i].findings, f)
	}
	rank := map[string]int{"error": 0, "warning": 1, "notice": 2}
	slices.SortStableFunc(groups, func(a, b findingGroup) int {
		return cmp.Or(cmp.Compare(rank[a.severity], rank[b.severity]), cmp.Compare(len(b.findings), len(a.findings)))
	})
	return groups
}

func hasErrors(all []finding) bool {
	return slices.ContainsFunc(all, func(f finding) bool { return f.Severity == ingest.Error.String() })
}
