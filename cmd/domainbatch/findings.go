package main

import (
	"cmp"
	"slices"
	"strings"

	"domainbatch/ingest"
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

// problemGroup is the problems that broke the same rule.
type problemGroup struct {
	severity ingest.Severity
	rule     string
	count    int
	problems []ingest.Problem // the first of them
}

// holds reports whether a problem is one of the group.
func (g *problemGroup) holds(p *ingest.Problem) bool {
	return p.Severity == g.severity && p.Rule == g.rule
}

// maxShown is how much of a text of a problem a person gets to read, in
// letters. Programs get all of it.
const maxShown = 300

// inBrief is a problem whose values are cut where they are long.
func inBrief(p ingest.Problem) ingest.Problem {
	cutTexts(&p.Column, &p.Value, &p.Proposed)
	return p
}

// forPeople is a problem in the language of a person, and no text of it long.
func forPeople(p ingest.Problem, lang string) ingest.Problem {
	p = p.In(lang)
	cutTexts(&p.Column, &p.Value, &p.Proposed, &p.Message, &p.Cure)
	return p
}

func cutTexts(texts ...*string) {
	for _, text := range texts {
		if len(*text) > maxShown {
			*text = cutText(*text, maxShown)
		}
	}
}

// cutText is the first letters of a text, with a sign that more follow.
func cutText(text string, most int) string {
	n := 0
	for at := range text {
		if n++; n > most {
			return strings.Clone(text[:at]) + "…"
		}
	}
	return text
}

// found counts problems.
type found struct {
	errors, warnings, notices int
	fixable, applied          int
}

func (n found) all() int { return n.errors + n.warnings + n.notices }

// tally counts problems, and keeps the first ones of each group.
type tally struct {
	found  found
	most   int // problems that are kept of a group
	groups []problemGroup
	at     map[problemSort]int
}

type problemSort struct {
	severity ingest.Severity
	rule     string
}

func newTally(most int) *tally { return &tally{most: most, at: map[problemSort]int{}} }

func (t *tally) add(p *ingest.Problem) {
	switch p.Severity {
	case ingest.Error:
		t.found.errors++
	case ingest.Warning:
		t.found.warnings++
	default:
		t.found.notices++
	}
	if p.Fixable {
		t.found.fixable++
	}
	if p.Applied {
		t.found.applied++
	}
	g := t.group(p.Severity, p.Rule)
	if g.count++; len(g.problems) < t.most {
		g.problems = append(g.problems, inBrief(*p))
	}
}

func (t *tally) group(severity ingest.Severity, rule string) *problemGroup {
	i, known := t.at[problemSort{severity, rule}]
	if !known {
		i = len(t.groups)
		t.at[problemSort{severity, rule}] = i
		t.groups = append(t.groups, problemGroup{severity: severity, rule: rule})
	}
	return &t.groups[i]
}

// join adds what another tally counted behind this one.
func (t *tally) join(other *tally) {
	t.found.errors += other.found.errors
	t.found.warnings += other.found.warnings
	t.found.notices += other.found.notices
	t.found.fixable += other.found.fixable
	t.found.applied += other.found.applied
	for _, o := range other.groups {
		g := t.group(o.severity, o.rule)
		g.count += o.count
		g.problems = append(g.problems, o.problems[:min(len(o.problems), max(0, t.most-len(g.problems)))]...)
	}
}

// sorted lists the groups: errors first, most places first.
func (t *tally) sorted() []problemGroup {
	groups := slices.Clone(t.groups)
	slices.SortStableFunc(groups, func(a, b problemGroup) int {
		return cmp.Or(cmp.Compare(b.severity, a.severity), cmp.Compare(b.count, a.count))
	})
	return groups
}
