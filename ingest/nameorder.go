package ingest

import (
	"fmt"
	"slices"
	"strings"
)

// Bounds of the names that are compared, and of the rows that are looked at:
// where there are more, each row has a contact of its own.
const (
	mostNames     = 4096
	mostNamedRows = 20_000
)

// nameOrders finds names of which the parts stand in another order in another
// row with the same e-mail address: given name and family name mixed up.
type nameOrders struct {
	first map[string]namedRow // by address and the parts of the name, sorted
	found []nameOrder
	alike [1 << 10]uint32 // numbers of rows that were looked at, as Row.Alike
	rows  int
}

type namedRow struct {
	name string
	row  int
}

type nameOrder struct {
	field     Field
	one, same namedRow
}

// add compares the names of a row with those of earlier ones.
func (o *nameOrders) add(r *Row) {
	place := &o.alike[r.Alike%uint32(len(o.alike))]
	if o.rows == mostNamedRows || r.Alike != 0 && *place == r.Alike {
		return
	}
	*place = r.Alike
	o.rows++
	o.compare(FieldName, r.Contact.Name, r)
	o.compare(FieldOrganization, r.Contact.Organization, r)
}

func (o *nameOrders) compare(f Field, name string, r *Row) {
	if r.Contact.Email == "" || strings.IndexByte(name, ' ') < 0 || len(name) > 100 {
		return
	}
	parts := tokens(name)
	if len(parts) < 2 || len(parts) > 4 {
		return
	}
	slices.Sort(parts)
	key := string(f) + "\n" + strings.ToLower(r.Contact.Email) + "\n" + strings.Join(parts, " ")
	before, known := o.first[key]
	switch {
	case !known && len(o.first) < mostNames:
		if o.first == nil {
			o.first = map[string]namedRow{}
		}
		o.first[key] = namedRow{name, r.Number}
	case known && len(o.found) < mostSeries && !slices.Equal(tokens(before.name), tokens(name)) && !o.said(f, before.row, name):
		o.found = append(o.found, nameOrder{f, namedRow{name, r.Number}, before})
	}
}

// said reports whether the same two names were found before.
func (o *nameOrders) said(f Field, row int, name string) bool {
	return slices.ContainsFunc(o.found, func(n nameOrder) bool { return n.field == f && n.same.row == row && n.one.name == name })
}

// problems are what was found, at the cell of the later name.
func (o *nameOrders) problems(l Layout) []Problem {
	var out []Problem
	for _, n := range o.found {
		if n.field == FieldOrganization && slices.ContainsFunc(o.found, func(x nameOrder) bool { return x.field == FieldName && x.one == n.one }) {
			continue // a person is an organization of the same name
		}
		p := Problem{
			Severity: Warning, Rule: string(n.field) + ".order", File: l.File, Sheet: l.Sheet, Row: n.one.row, Field: n.field, Value: n.one.name,
			Message: fmt.Sprintf("the same parts stand in another order in row %d, which has the same e-mail address", n.same.row),
			Cure:    "check which is the given name and which the family name",
		}
		out = append(out, l.atCell(p, n.one.row))
	}
	return out
}

// atCell places a problem at the cell of its field in a row.
func (l *Layout) atCell(p Problem, row int) Problem {
	for _, c := range l.Columns {
		if c.Field == p.Field {
			p.Column, p.Cell = c.Header, fmt.Sprintf("line %d, column %d", row, c.Index+1)
			if l.Sheet != "" {
				p.Cell = cellName(c.Index, row)
			}
		}
	}
	return p
}
