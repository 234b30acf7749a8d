package ingest

import (
	"strings"
	"testing"
)

// FuzzFewCells compares the few cells that are cut out of a plain line with
// those of the whole record.
func FuzzFewCells(f *testing.F) {
	for _, order := range []string{"dwn", "wwwd", "nwwwdr", "dwwwwwwwrrrn", "d", "wdw", "wwrwn"} {
		f.Add("a.com,b,c\r\n\"d.com\",\"e,f\",g\n,,\n'x,=y,\"'z\"\n"+strings.Repeat("long cell,", 30)+"\n1,2,3,4,5,6,7,8,9,10,11,12\n", order)
		f.Add(strings.Repeat("example.com,update-contact,registrant,,,Li Si,\"West Lake Road, 1\",a@b.com,,,,no\n", 3)+"x", order)
	}
	f.Fuzz(func(t *testing.T, text, order string) {
		m := newRowMaker(Layout{Columns: columnsInOrder(order)}, Options{}, addressBook{})
		few := m.few()
		if few == nil {
			return
		}
		s := &csvSheet{ctx: t.Context(), r: newCSVReader(strings.NewReader(text), ',')}
		var line fewLine
		var rec rawRecord
		for range len(text) + 1 {
			cut := s.line(few, &line)
			got := line
			if err := s.view(&rec); err != nil {
				return
			}
			if !cut || isBlank(got.domain) {
				continue // or a blank line, which nobody reads
			}
			if len(rec.Cells) > len(order) || rec.Stray > 0 || got.number != rec.Number {
				t.Fatalf("%q in line %d, %d cells: cut as one of line %d", order, rec.Number, len(rec.Cells), got.number)
			}
			for _, col := range m.before {
				if col >= 0 && rec.Cells[col].Text != "" {
					t.Fatalf("%q: the result %q was not seen", order, rec.Cells[col].Text)
				}
			}
			note := ""
			if m.noteAt >= 0 {
				note = rec.Cells[m.noteAt].Text
			}
			run := m.memo.runs[0]
			if got.domain != rec.Cells[m.domainAt].Text || got.note != note || got.wish != rec.piece(run[0], run[1]) {
				t.Fatalf("%q, line %d: %q, %q, %q of %q", order, rec.Number, got.domain, got.note, got.wish, rec.Text)
			}
		}
	})
}

// columnsInOrder has a column for each letter: d is the domain, n the note,
// r a result, w something that decides, and any other of no meaning.
func columnsInOrder(order string) []Column {
	fields := []Field{FieldAction, FieldContactType, FieldName, FieldEmail, FieldCity, FieldCountry, FieldAddress, FieldTelephone}
	results := []ResultColumn{ResultResult, ResultTaskNo, ResultRunID}
	var columns []Column
	for i := range len(order) {
		c := Column{Index: i}
		switch order[i] {
		case 'd':
			c.Field = FieldDomain
		case 'n':
			c.Field = FieldNote
		case 'r':
			c.Result = results[i%len(results)]
		case 'w':
			c.Field = fields[i%len(fields)]
		}
		columns = append(columns, c)
	}
	return columns
}
