package main

import (
	"cmp"
	"slices"

	"domainbatch/ingest"
	"domainbatch/planner"
)

// finding is one thing that a person should know about a file before it is
// applied, as programs get it. Its keys are part of the program's interface.
type finding struct {
	Severity string `json:"severity"` // "error", "warning" or "notice"
	Rule     string `json:"rule"`
	File     string `json:"file,omitempty"`
	Sheet    string `json:"sheet,omitempty"`
	Row      int    `json:"row,omitempty"` // sheet row or CSV line; 0 for the whole file
	Cell     string `json:"cell,omitempty"`
	Column   string `json:"column,omitempty"` // header as typed
	Field    string `json:"field,omitempty"`
	Value    string `json:"value,omitempty"` // as typed
	Message  string `json:"message"`
	Cure     string `json:"cure,omitempty"`
	Proposed string `json:"proposed,omitempty"`
	Fixable  bool   `json:"fixable"` // --accept-fixes would use what is proposed
	Applied  bool   `json:"applied"` // --accept-fixes has used it
}

func findingOf(p ingest.Problem) finding {
	return finding{
		Severity: p.Severity.String(), Rule: p.Rule, File: p.File, Sheet: p.Sheet, Row: p.Row, Cell: p.Cell,
		Column: p.Column, Field: string(p.Field), Value: p.Value, Message: p.Message, Cure: p.Cure, Proposed: p.Proposed,
		Fixable: p.Fixable, Applied: p.Applied,
	}
}

// everythingFound lists what reading found, and then what only planning can
// see: rows that do not say what they want, and rows that contradict each
// other. Messages and cures are in a language.
func everythingFound(s *sheet, plan *planner.Plan, lang string) []ingest.Problem {
	all := slices.Clone(s.problems)
	for i := range all {
		all[i] = all[i].In(lang)
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
			all = append(all, ingest.Problem{
				Severity: ingest.Error, Rule: row.Code, File: s.name, Sheet: s.layout.Sheet,
				Row: row.Number, Value: row.Domain, Message: row.CommentIn(lang),
			})
		}
	}
	return all
}

// problemGroup is the problems that broke the same rule.
type problemGroup struct {
	severity ingest.Severity
	rule     string
	problems []ingest.Problem
}

// grouped puts problems of one rule together, errors first, most places first.
func grouped(all []ingest.Problem) []problemGroup {
	type key struct {
		severity ingest.Severity
		rule     string
	}
	at := map[key]int{}
	var groups []problemGroup
	for _, p := range all {
		k := key{p.Severity, p.Rule}
		i, known := at[k]
		if !known {
			i = len(groups)
			at[k] = i
			groups = append(groups, problemGroup{severity: p.Severity, rule: p.Rule})
		}
		groups[i].problems = append(groups[i].problems, p)
	}
	slices.SortStableFunc(groups, func(a, b problemGroup) int {
		return cmp.Or(cmp.Compare(b.severity, a.severity), cmp.Compare(len(b.problems), len(a.problems)))
	})
	return groups
}

// found counts problems.
type found struct {
	errors, warnings, notices int
	fixable, applied          int
}

func countProblems(all []ingest.Problem) found {
	var n found
	for _, p := range all {
		switch p.Severity {
		case ingest.Error:
			n.errors++
		case ingest.Warning:
			n.warnings++
		default:
			n.notices++
		}
		if p.Fixable {
			n.fixable++
		}
		if p.Applied {
			n.applied++
		}
	}
	return n
}
