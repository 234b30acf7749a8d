package ingest

import (
	"errors"
	"reflect"
	"testing"
)

// shownRow is a record as text, for comparison.
type shownRow struct {
	number int
	cells  []string
}

// shownRows are the rows of a source; leave may take cells away.
func shownRows(t *testing.T, s *Source, leave func(*rawRecord)) []shownRow {
	var rows []shownRow
	for rec, err := range s.records() {
		check(t, err)
		leave(&rec)
		if s.isRow(&rec, 0) {
			rows = append(rows, shownRow{rec.Number, texts(rec.own().Cells)})
		}
	}
	return rows
}

// FuzzTables reads a sheet with a table, of which anything may be said: what
// stands in its totals is no row, and every other row is there.
func FuzzTables(f *testing.F) {
	results := `<row r="1"><c r="A1" t="str"><v>domain</v></c><c r="B1" t="str"><v>Result</v></c><c r="C1" t="str"><v>note</v></c></row>` +
		`<row r="2"><c r="A2" t="str"><v>example.com</v></c><c r="B2" t="str"><v>OK</v></c></row><row r="3"><c r="A3" t="str"><v>Total</v></c><c r="B3" t="str"><v>OK</v></c><c r="C3"><v>7</v></c></row>`
	for _, cells := range []string{totalCells, plainCells, results, ""} {
		for _, table := range []string{
			`<table displayName="Mine" ref="A1:B3" totalsRowCount="1"/>`, `<x:table xmlns:x="y" name="M" ref="A1:A3" headerRowCount="0" totalsRowCount="1"/>`,
			`<table ref="D1:E3" totalsRowCount="1"/>`, `<table ref="B3:A1" totalsRowCount="1"/>`, `<table ref="A1:XFD1048576" totalsRowCount="1"/>`,
			`<table ref="A1:C3" totalsRowCount="1"/><table ref="B2:C2" totalsRowCount="1"/>`, `<table ref="A2:B3" totalsRowCount="9"/>`, `<table ref="A1`, "",
		} {
			f.Add(cells, table)
		}
	}
	f.Fuzz(func(t *testing.T, cells, table string) {
		in := withTable(cells, table).input()
		opt := Options{DefaultAction: ActionTransferCode}
		l, rows, err := ReadAll(t.Context(), in, opt)
		var fe *FileError
		if err != nil {
			if !errors.As(err, &fe) {
				t.Fatalf("an error without place and cure: %v", err)
			}
			return
		}
		for _, total := range l.Totals {
			if total.Row <= l.HeaderRow || total.Left < 0 || total.Left > total.Right {
				t.Fatalf("totals %+v below a header in row %d", total, l.HeaderRow)
			}
		}
		if len(l.Merged) > 0 {
			return // what is merged into the totals is another question
		}
		s, err := Open(t.Context(), in, opt)
		check(t, err)
		defer s.Close()
		got := shownRows(t, s, func(*rawRecord) {})
		s.layout.Totals = nil // then the same by the plainest way to leave them out
		want := shownRows(t, s, func(rec *rawRecord) {
			for i := range rec.Cells {
				for _, total := range l.Totals {
					if total.Row == rec.Number && total.Left <= i && i <= total.Right && !l.isResult(i) {
						rec.Cells[i] = rawCell{}
					}
				}
			}
		})
		if len(got) != len(rows) || !reflect.DeepEqual(got, want) {
			t.Fatalf("%d rows, shown %+v, want %+v", len(rows), got, want)
		}
	})
}
