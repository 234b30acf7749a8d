package main

import (
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"strings"

	"domainbatch/ingest"
	"domainbatch/planner"
)

// mostOfAKind is how many problems of one rule are listed; --all lists more.
const mostOfAKind = 10

// writeCheckText lists the problems by rule, the worst first, and ends with
// what they come to.
func writeCheckText(out io.Writer, c *checked, f *checkFlags) error {
	w, t := &lines{w: out}, textsIn(c.lang)
	w.put("%s\n", t.describe(c))
	if f.explain {
		writeColumns(w, t, c)
	}
	for _, group := range c.sorted() {
		w.put("\n%s\n", fmt.Sprintf(t.group, t.severity[group.severity], group.rule, t.places(group.count)))
		if err := w.problems(t, c, &group, f.all); err != nil {
			return err
		}
	}
	w.put("\n%s\n", t.rows(c.counts))
	if c.found.all() > 0 {
		w.put("%s\n", fmt.Sprintf(t.found, c.found.errors, c.found.warnings, c.found.notices))
	}
	w.put("%s%s\n", t.verdict, t.judge(c))
	for i, step := range t.next(c, f) {
		lead := t.step
		if i > 0 {
			lead = strings.Repeat(" ", displayWidth(t.step))
		}
		w.put("%s%s\n", lead, step)
	}
	return w.err
}

// problems lists those of a group, the first ones or all.
func (w *lines) problems(t *checkTexts, c *checked, group *problemGroup, all bool) error {
	more := group.count - len(group.problems)
	if all && more > 0 {
		return c.each(func(p ingest.Problem) error {
			if group.holds(&p) {
				w.put("  %s\n", t.problem(forPeople(p, ""), c.layout)) // each has said it in the language
			}
			return w.err
		})
	}
	for _, p := range group.problems {
		w.put("  %s\n", t.problem(forPeople(p, c.lang), c.layout))
	}
	if more > 0 {
		w.put("  %s\n", fmt.Sprintf(t.more, more))
	}
	return nil
}

// describe says what was recognised.
func (t *checkTexts) describe(c *checked) string {
	l := c.layout
	what := fmt.Sprintf(t.sheet, l.Sheet)
	if l.Format == ingest.CSV {
		what = fmt.Sprintf(t.csv, l.Encoding, t.delimiter(l.Delimiter))
	}
	return fmt.Sprintf(t.file, c.name, what, l.HeaderRow, t.rowCount(c.counts.Total))
}

func (t *checkTexts) delimiter(r rune) string {
	if name, ok := t.delimiters[r]; ok {
		return name
	}
	return strconv.QuoteRune(r)
}

func (t *checkTexts) places(n int) string {
	if n == 1 {
		return fmt.Sprintf(t.onePlace, n)
	}
	return fmt.Sprintf(t.manyPlaces, n)
}

func (t *checkTexts) rowCount(n int) string {
	if n == 1 {
		return fmt.Sprintf(t.oneRow, n)
	}
	return fmt.Sprintf(t.manyRows, n)
}

// problem is one line: where, what, and how to mend it.
func (t *checkTexts) problem(p ingest.Problem, l ingest.Layout) string {
	var parts []string
	if p.File != l.File {
		parts = append(parts, p.File)
	}
	switch {
	case p.Cell != "" && p.Sheet != l.Sheet:
		parts = append(parts, p.Sheet+"!"+p.Cell)
	case p.Cell != "":
		parts = append(parts, t.cell(p))
	case p.Row > 0 && p.Sheet != "" && p.Sheet != l.Sheet:
		parts = append(parts, fmt.Sprintf(t.sheet, p.Sheet)+t.comma+fmt.Sprintf(t.row, p.Row))
	case p.Row > 0:
		parts = append(parts, fmt.Sprintf(t.row, p.Row))
	}
	switch {
	case p.Cell != "" && !p.Applied && p.Proposed != "" && !strings.Contains(p.Cure, p.Proposed): // before and after, said once
		parts = append(parts, strconv.Quote(p.Value)+" → "+strconv.Quote(p.Proposed))
	case p.Value != "":
		parts = append(parts, strconv.Quote(p.Value))
	}
	text := p.Message
	if p.Applied {
		text += fmt.Sprintf(t.applied, p.Proposed)
	} else if p.Cure != "" {
		text += t.semicolon + p.Cure
	}
	return strings.Join(append(parts, text), t.colon)
}

// cell is the address as the language has it: that of a CSV file is words.
func (t *checkTexts) cell(p ingest.Problem) string {
	var line, column int
	if n, _ := fmt.Sscanf(p.Cell, "line %d, column %d", &line, &column); n == 2 {
		return fmt.Sprintf(t.textCell, line, column)
	}
	return p.Cell
}

// rows says what becomes of the rows.
func (t *checkTexts) rows(c planner.Counts) string {
	var parts []string
	for _, d := range []planner.Disposition{planner.RowPlanned, planner.RowInvalid, planner.RowHeld, planner.RowSkipped, planner.RowLeftOut, planner.RowDone, planner.RowUnchanged} {
		if n := c.Rows[d]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, t.dispositions[d]))
		}
	}
	if len(parts) == 0 {
		return t.rowCount(c.Total)
	}
	return t.rowCount(c.Total) + t.colon + strings.Join(parts, t.comma)
}

// describeRows says in English what becomes of the rows of a plan.
func describeRows(c planner.Counts) string { return checkEnglish.rows(c) }

// judge says in one sentence whether the file can be used.
func (t *checkTexts) judge(c *checked) string {
	counts := c.counts
	bad := counts.Rows[planner.RowInvalid] + counts.Rows[planner.RowHeld]
	switch {
	case counts.Total == 0:
		return t.noRows
	case bad == counts.Total:
		return t.noneUsable
	case bad > 0:
		return fmt.Sprintf(t.someUsable, t.rowCount(bad), counts.Total-bad)
	case c.found.errors > 0:
		return t.usableButErrors
	case c.found.warnings > 0:
		return t.usableButWarnings
	}
	return t.usable
}

// next is what to do and what to type.
func (t *checkTexts) next(c *checked, f *checkFlags) []string {
	name := shellQuote(c.name)
	var steps []string
	if c.path == "" {
		name = "-"
	}
	if c.found.errors > 0 {
		steps = append(steps, t.correct)
	}
	if c.found.fixable > 0 && c.found.applied == 0 {
		fix := t.fix
		if c.found.fixable == 1 {
			fix = t.fixOne
		}
		steps = append(steps, fmt.Sprintf(fix, c.found.fixable, name, shellQuote(beside(c, ".fixed"))))
	}
	if c.found.applied > 0 && f.output == "" {
		steps = append(steps, fmt.Sprintf(t.keepFixes, name, shellQuote(beside(c, ".fixed"))))
	}
	switch {
	case c.found.errors > 0 && f.output == "":
		see := t.mark
		if c.layout.Format == ingest.CSV {
			see = t.list
		}
		steps = append(steps, fmt.Sprintf(see, name, shellQuote(beside(c, ".problems"))))
	case c.found.errors > 0:
	case c.counts.Total == 0:
		steps = append(steps, t.fill)
	case c.found.applied > 0:
		steps = append(steps, "domainbatch plan "+name+" --accept-fixes")
	default:
		steps = append(steps, "domainbatch plan "+name)
	}
	return steps
}

// beside is a name for a copy of the file.
func beside(c *checked, mark string) string {
	if c.path == "" {
		return "rows" + mark + "." + string(c.layout.Format)
	}
	ext := filepath.Ext(c.name)
	bare := strings.TrimSuffix(c.name, ext)
	if sameKind(c.name, c.layout) != nil { // the file is not what its name says
		ext = "." + string(c.layout.Format)
	}
	return bare + mark + ext
}
