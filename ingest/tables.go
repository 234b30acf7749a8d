package ingest

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Bounds of what is looked at of the tables of a sheet.
const (
	maxTables      = 100
	maxTableHeader = 1000 // a header row further down is found as any other, or named
)

// table is an Excel table: a range of a sheet with a header row of its own
// and, where a person wants one, a row of totals below the data.
type table struct {
	name        string
	left, right int // columns, 0-based
	header      int // sheet row, 0 when the table shows none
	totals      int // the same
}

// TotalsRow is the part of a sheet row that holds the totals of a table. It
// is no data, though a row may go on beside it.
type TotalsRow struct {
	Table       string
	Row         int
	Left, Right int // columns, 0-based
}

// tables reads what the tables of a sheet say of themselves, by their
// relations. A range that cannot be understood is none: its cells are read as
// those of any sheet. A part that is missing or damaged is an error, because
// rows depend on it.
func (w *workbook) tables(s sheetPart, ids []string) ([]table, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	rels, err := w.parts.relations(s.path)
	if err != nil {
		return nil, inSheet(err, s.Name)
	}
	var list []table
	for _, id := range ids {
		i := slices.IndexFunc(rels, func(r relation) bool { return r.id == id && r.kind == "table" })
		if i < 0 {
			return nil, inSheet(damaged("the sheet has a table that is not in the file", nil), s.Name)
		}
		err := w.parts.scan(rels[i].target, func(x *xmlScanner) error {
			if t, ok := readTable(x); ok {
				list = append(list, t)
			}
			return nil
		})
		if errors.Is(err, errNoPart) {
			err = damaged("the sheet has a table that is not in the file", nil)
		}
		if err != nil {
			return nil, inSheet(err, s.Name)
		}
	}
	return list, nil
}

// readTable understands the tag of a table.
func readTable(x *xmlScanner) (t table, ok bool) {
	if string(x.name) != "table" {
		return t, false
	}
	from, to, _ := bytes.Cut(x.attr("ref"), []byte(":"))
	left, first, ok := parseCellName(from)
	right, last, ok2 := parseCellName(to)
	if !ok || !ok2 || left > right || first > last {
		return t, false
	}
	t = table{left: left, right: right}
	if t.name, _ = x.attrText("displayName"); t.name == "" {
		t.name, _ = x.attrText("name")
	}
	if string(x.attr("headerRowCount")) != "0" {
		t.header = first
	}
	if n := string(x.attr("totalsRowCount")); n != "" && n != "0" && last > first {
		t.totals = last
	}
	return t, true
}

// totalsOf are the rows of totals below the header.
func totalsOf(tables []table, header int) []TotalsRow {
	var rows []TotalsRow
	for _, t := range tables {
		if t.totals > header {
			rows = append(rows, TotalsRow{t.name, t.totals, t.left, t.right})
		}
	}
	return rows
}

// withoutTotals takes the cells of totals out of a record. What an earlier
// report said of a row stays in any case: without it the row would be done
// again.
func (l *Layout) withoutTotals(rec *rawRecord) {
	for _, t := range l.Totals {
		if t.Row != rec.Number {
			continue
		}
		for i := t.Left; i <= t.Right && i < len(rec.Cells); i++ {
			if !l.isResult(i) {
				rec.Cells[i] = rawCell{}
			}
		}
		rec.Text = "" // it tells what the cells held
	}
}

// tableHeader is the header row of a table, when one of its columns is that
// of the domains: the person's program has said that it is one, so that it
// goes before any other row that reads like a header.
func (s *Source) tableHeader(name string, counted facts) (headerFound, bool, error) {
	for _, t := range counted.Tables {
		if t.header == 0 || t.header > maxTableHeader {
			continue
		}
		sheet, err := s.book.open(s.ctx, name)
		if err != nil {
			return headerFound{}, false, err
		}
		h, err := findHeader(withMerged(sheet, counted.Merged), s.names, t.header)
		if err := errors.Join(err, sheet.close()); err != nil {
			return headerFound{}, false, err
		}
		if h.row.Number == t.header && h.score.domain && t.names(h.row, s.names) {
			return h, true, nil
		}
	}
	return headerFound{}, false, nil
}

// names reports whether a column of the table is that of the domains.
func (t table) names(row rawRecord, names headerNames) bool {
	for i := t.left; i <= t.right && i < len(row.Cells); i++ {
		if names.column(i, row.Cells[i].Text).Field == FieldDomain {
			return true
		}
	}
	return false
}

func (s *Source) remarkTotals() {
	var places []string
	for _, t := range s.layout.Totals {
		places = append(places, fmt.Sprintf("%s (row %d)", t.Table, t.Row))
	}
	if len(places) > 0 {
		s.remark(Problem{
			Severity: Notice, Rule: "sheet.totals", Message: "totals below the data of a table are not read: " + strings.Join(places, ", "),
			Cure: "if such a row holds a domain, turn the totals of the table off",
		})
	}
}
