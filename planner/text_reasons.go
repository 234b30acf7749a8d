package planner

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"domainbatch/ingest"
)

// notSent lists the rows of one disposition by reason, the first few of each.
func (t *text) notSent(d Disposition, name string, style style) {
	n := t.counts.Rows[d]
	if n == 0 {
		return
	}
	t.heading(name+": "+plural(n, "row"), style)
	rows := reasons[*RowPlan]{}
	for i := range t.p.Rows {
		if r := &t.p.Rows[i]; r.Disposition == d {
			rows.add(r.Code, r)
		}
	}
	for _, reason := range rows.list {
		t.line(reason.heading("row", "rows"))
		for _, r := range reason.first {
			t.item(fmt.Sprintf("row %d, %s: %s", r.Number, r.Domain, r.Comment), "")
		}
		t.more(reason.n)
	}
}

// remarks lists what ingest found that keeps no row from being sent.
func (t *text) remarks() {
	warnings, notices := reasons[*ingest.Problem]{}, reasons[*ingest.Problem]{}
	total := 0
	for i := range t.opt.Problems {
		switch p := &t.opt.Problems[i]; {
		case p.Severity == ingest.Notice:
			notices.add(p.Rule, p)
			total++
		case p.Severity == ingest.Warning || p.Row == 0: // a row's errors are in its comment
			warnings.add(p.Rule, p)
			total++
		}
	}
	if total == 0 {
		return
	}
	t.heading("Also noticed", stylePlain)
	for _, reason := range append(warnings.list, notices.list...) {
		t.line(reason.heading("time", "times"))
		for _, p := range reason.first {
			t.item(t.remark(p), "")
		}
		t.more(reason.n)
	}
}

func (t *text) remark(p *ingest.Problem) string {
	place := p.Cell
	switch {
	case p.Row == 0:
		place = "file"
	case place == "":
		place = fmt.Sprintf("row %d", p.Row)
	}
	if p.Sheet != "" && p.Sheet != t.p.Source.Sheet && p.Row != 0 {
		place = p.Sheet + "!" + place
	}
	s := place + ": " + p.Message
	if p.Cure != "" {
		s += " (" + p.Cure + ")"
	}
	return s
}

func (t *text) more(n int) {
	if n > maxShown {
		t.item(fmt.Sprintf("and %s more", number(n-maxShown)), "")
	}
}

// reasons sorts things by code in order of appearance and keeps the first few.
type reasons[T any] struct {
	list []*reason[T]
	at   map[string]*reason[T]
}

type reason[T any] struct {
	code  string
	n     int
	first []T
}

func (rs *reasons[T]) add(code string, x T) {
	r := rs.at[code]
	if r == nil {
		if rs.at == nil {
			rs.at = map[string]*reason[T]{}
		}
		r = &reason[T]{code: code}
		rs.at[code] = r
		rs.list = append(rs.list, r)
	}
	if r.n++; r.n <= maxShown {
		r.first = append(r.first, x)
	}
}

func (r *reason[T]) heading(one, many string) string {
	return r.code + ", " + pluralOf(r.n, one, many)
}

// took is how long n calls take at a rate.
func took(n int, rate float64) string {
	if rate <= 0 {
		return ""
	}
	d := time.Duration(math.Ceil(float64(n-1)/rate)) * time.Second
	at := fmt.Sprintf(" at %s a second", trimFloat(rate))
	switch {
	case d < 2*time.Second:
		return ", at once"
	case d < 2*time.Minute:
		return fmt.Sprintf(", about %d seconds", int(d.Seconds())) + at
	case d < 2*time.Hour:
		return fmt.Sprintf(", about %d minutes", int(math.Round(d.Minutes()))) + at
	case d < 48*time.Hour:
		return fmt.Sprintf(", about %.1f hours", d.Hours()) + at
	default:
		return fmt.Sprintf(", about %.1f days", d.Hours()/24) + at
	}
}

func trimFloat(f float64) string { return strconv.FormatFloat(f, 'g', 4, 64) }

func plural(n int, one string) string { return pluralOf(n, one, one+"s") }

func pluralOf(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return number(n) + " " + many
}

// number groups thousands.
func number(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// printable keeps a cell's value from moving the cursor, colouring the
// terminal or reversing the direction of writing.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t' || r == '\r':
			return ' '
		case r < 0x20, r >= 0x7f && r < 0xa0,
			r >= 0x200e && r <= 0x200f, r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069:
			return '\uFFFD'
		}
		return r
	}, s)
}
