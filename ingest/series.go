package ingest

import (
	"fmt"
	"slices"
	"strings"
)

// Bounds of what is said about values that count up.
const (
	seriesRows = 4    // rows in a row that count as a series
	mostSeries = 1000 // series that are kept
)

// SeriesWatch looks for values that go up by one from row to row while the
// rest of the contact stays as it is: what a spreadsheet program makes of a
// cell that is dragged down to copy it; and for names in two orders. Rows go to
// Add in their order; of a row nothing is kept but the values of the last one,
// and some names.
type SeriesWatch struct {
	rows   [2]lastRow // the last row, and room for the next one
	latest int        // index of the last row
	any    bool
	run    map[Field]int // rows of the series so far, by field; 0 when there is none
	start  map[Field]int // sheet rows
	open   bool          // some run is longer than one
	series []series
	names  nameOrders
}

// lastRow is what is kept of a row until the next one.
type lastRow struct {
	number  int
	alike   uint32
	profile int64
	contact Contact
}

// series is one run of rows.
type series struct {
	field       Field
	first, last int // sheet rows
}

// watched are the fields of a contact that count up when they are dragged,
// beside the profile id; those first that nearly always tell contacts apart.
var watched = []watchedField{
	{FieldTelephone, func(c *Contact) *string { return &c.Telephone }},
	{FieldEmail, func(c *Contact) *string { return &c.Email }},
	{FieldPostalCode, func(c *Contact) *string { return &c.PostalCode }},
	{FieldAddress, func(c *Contact) *string { return &c.Address }},
	{FieldTelArea, func(c *Contact) *string { return &c.TelArea }},
	{FieldTelExt, func(c *Contact) *string { return &c.TelExt }},
	{FieldName, func(c *Contact) *string { return &c.Name }},
	{FieldOrganization, func(c *Contact) *string { return &c.Organization }},
}

type watchedField struct {
	field Field
	of    func(*Contact) *string
}

// dragged are all fields of which there can be a series.
var dragged = func() (all []Field) {
	for _, w := range watched {
		all = append(all, w.field)
	}
	return append(all, FieldProfileID)
}()

// Add looks at the next row.
func (w *SeriesWatch) Add(r *Row) {
	if r.Action == ActionSkip || r.Domain == "" {
		return
	}
	last := &w.rows[w.latest]
	alike := last.alike == r.Alike && r.Alike != 0 // as nearly always
	if w.any && (alike || last.profile == r.ProfileID && last.contact == r.Contact) {
		if w.open {
			w.end(nil)
		}
		last.number, last.alike = r.Number, r.Alike
		return
	}
	this := &w.rows[1-w.latest]
	this.number, this.alike, this.profile, this.contact = r.Number, r.Alike, r.ProfileID, r.Contact
	w.names.add(r)
	var up []Field
	if w.any {
		up = countedUp(last, this)
	}
	if w.open || len(up) > 0 {
		w.end(up)
	}
	for _, f := range up {
		if w.run == nil {
			w.run, w.start = map[Field]int{}, map[Field]int{}
		}
		if w.run[f] == 0 {
			w.run[f], w.start[f] = 1, last.number
		}
		w.run[f]++
		w.open = true
	}
	w.any, w.latest = true, 1-w.latest
}

// end closes the series that do not go on; those of still go on.
func (w *SeriesWatch) end(still []Field) {
	w.open = false
	for _, f := range dragged {
		switch rows := w.run[f]; {
		case rows == 0:
		case slices.Contains(still, f):
			w.open = true
		default:
			if rows >= seriesRows && len(w.series) < mostSeries {
				w.series = append(w.series, series{f, w.start[f], w.rows[w.latest].number})
			}
			w.run[f] = 0
		}
	}
}

// countedUp are the fields in which two rows differ, if each of them goes up by
// one; else none.
func countedUp(a, b *lastRow) []Field {
	x, y := &a.contact, &b.contact
	if len(x.City) != len(y.City) || len(x.Province) != len(y.Province) || len(x.Country) != len(y.Country) {
		return nil // seen without a look at the texts
	}
	for i := range watched {
		if was, is := *watched[i].of(&a.contact), *watched[i].of(&b.contact); was != is && !nextInSeries(was, is) {
			return nil // nearly always
		}
	}
	var up []Field
	rest := b.contact
	if a.profile != b.profile {
		if b.profile != a.profile+1 {
			return nil
		}
		up = append(up, FieldProfileID)
	}
	for i := range watched {
		if was, is := watched[i].of(&a.contact), watched[i].of(&rest); *was != *is {
			up = append(up, watched[i].field)
			*is = *was
		}
	}
	if rest != a.contact {
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
	return x != "" && a[i+len(x):] == b[i+len(y):] && countsOn(x, y)
}

// countsOn reports whether y is x and one, written as wide as x where that has
// room.
func countsOn(x, y string) bool {
	nines := len(x) - len(strings.TrimRight(x, "9"))
	zeros := len(y) - len(strings.TrimRight(y, "0"))
	if nines == len(x) {
		return len(y) == len(x)+1 && y[0] == '1' && zeros == nines
	}
	at := len(x) - nines - 1
	return len(y) == len(x) && zeros >= nines && y[:at] == x[:at] && y[at] == x[at]+1
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func digitsAt(s string, i int) string {
	j := i
	for j < len(s) && isDigit(s[j]) {
		j++
	}
	return s[i:j]
}

// Problems are what was seen, as warnings, the series first. It ends the watch.
func (w *SeriesWatch) Problems(l Layout) []Problem {
	w.end(nil)
	var out []Problem
	for _, s := range w.series {
		p := Problem{
			Severity: Warning, Rule: "series.drag", File: l.File, Sheet: l.Sheet, Row: s.first, Field: s.field,
			Message: fmt.Sprintf("%s goes up by one from row %d to row %d while the rest stays: a cell may have been dragged down", s.field, s.first, s.last),
			Cure:    "if all of them should be the same, copy the first cell and paste it into the others",
		}
		out = append(out, l.atCell(p, s.first))
	}
	return append(out, w.names.problems(l)...)
}
