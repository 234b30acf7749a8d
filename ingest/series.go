package ingest

import (
	"fmt"
	"math/big"
)

// Bounds of what is said about values that count up.
const (
	seriesRows = 4    // rows in a row that count as a series
	mostSeries = 1000 // series that are kept
)

// SeriesWatch looks for values that go up by one from row to row while the
// rest of the contact stays as it is: what a spreadsheet program makes of a
// cell that is dragged down to copy it. Rows go to Add in their order; nothing
// of a row is kept but the values of the last one.
type SeriesWatch struct {
	last   Row
	any    bool
	run    map[Field]int // rows of the series so far, by field; 0 when there is none
	start  map[Field]Row
	open   bool // some run is longer than one
	series []series
}

// series is one run of rows.
type series struct {
	field       Field
	first, last int // sheet rows
}

// watched are the fields that count up when they are dragged.
var watched = []Field{FieldTelephone, FieldEmail, FieldPostalCode, FieldAddress, FieldTelArea, FieldTelExt, FieldName, FieldOrganization, FieldProfileID}

// Add looks at the next row.
func (w *SeriesWatch) Add(r *Row) {
	if r.Action == ActionSkip || r.Domain == "" {
		return
	}
	alike := w.last.Alike == r.Alike && r.Alike != 0 // as nearly always
	if w.any && (alike || w.last.ProfileID == r.ProfileID && w.last.Contact == r.Contact) {
		if w.open {
			w.end(nil)
		}
		w.last.Number, w.last.Alike = r.Number, r.Alike
		return
	}
	var up []Field
	if w.any {
		up = countedUp(&w.last, r)
	}
	if w.open || len(up) > 0 {
		w.end(up)
	}
	for _, f := range up {
		if w.run == nil {
			w.run, w.start = map[Field]int{}, map[Field]Row{}
		}
		if w.run[f] == 0 {
			w.run[f], w.start[f] = 1, Row{Number: w.last.Number}
		}
		w.run[f]++
		w.open = true
	}
	w.any = true
	w.last = Row{Number: r.Number, ProfileID: r.ProfileID, Contact: r.Contact, Alike: r.Alike}
}

// end closes the series that do not go on; those of still go on.
func (w *SeriesWatch) end(still []Field) {
	w.open = false
	for _, f := range watched {
		if w.run[f] == 0 {
			continue
		}
		goesOn := false
		for _, s := range still {
			goesOn = goesOn || s == f
		}
		if goesOn {
			w.open = true
			continue
		}
		if w.run[f] >= seriesRows && len(w.series) < mostSeries {
			w.series = append(w.series, series{f, w.start[f].Number, w.last.Number})
		}
		w.run[f] = 0
	}
}

// countedUp are the fields in which two rows differ, if each of them goes up by
// one; else none.
func countedUp(a, b *Row) []Field {
	var up []Field
	rest := b.Contact
	if a.ProfileID != b.ProfileID {
		if b.ProfileID != a.ProfileID+1 {
			return nil
		}
		up = append(up, FieldProfileID)
	}
	for _, f := range watched {
		was, is := a.Contact.field(f), b.Contact.field(f)
		if was == nil || *was == *is {
			continue
		}
		if !nextInSeries(*was, *is) {
			return nil
		}
		up = append(up, f)
		*rest.field(f) = *was
	}
	if rest != a.Contact {
		return nil
	}
	return up
}

// nextInSeries reports whether b is a with one number in it greater by one.
func nextInSeries(a, b string) bool {
	if a == "" || b == "" || len(a) > maxTyped || len(b) > maxTyped || len(b)-len(a) > 1 || len(a) > len(b) {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	for i > 0 && isDigit(b[i-1]) {
		i--
	}
	x, y := digitsAt(a, i), digitsAt(b, i)
	if x == "" || y == "" || a[i+len(x):] != b[i+len(y):] {
		return false
	}
	m, _ := new(big.Int).SetString(x, 10)
	n, _ := new(big.Int).SetString(y, 10)
	return n.Cmp(m.Add(m, big.NewInt(1))) == 0
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func digitsAt(s string, i int) string {
	j := i
	for j < len(s) && isDigit(s[j]) {
		j++
	}
	return s[i:j]
}

// Problems are the series that were seen, as warnings, the first one first. It
// ends the watch.
func (w *SeriesWatch) Problems(l Layout) []Problem {
	w.end(nil)
	var out []Problem
	for _, s := range w.series {
		p := Problem{
			Severity: Warning, Rule: "series.drag", File: l.File, Sheet: l.Sheet, Row: s.first, Field: s.field,
			Message: fmt.Sprintf("%s goes up by one from row %d to row %d while the rest stays: a cell may have been dragged down", s.field, s.first, s.last),
			Cure:    "if all of them should be the same, copy the first cell and paste it into the others",
		}
		for _, c := range l.Columns {
			if c.Field == s.field {
				p.Column = c.Header
			}
		}
		out = append(out, p)
	}
	return out
}
