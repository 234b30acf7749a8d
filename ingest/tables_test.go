package ingest

import (
	"os"
	"strings"
	"testing"
)

// withTable is a workbook of one sheet and a table on it, whose part says
// what is given.
func withTable(sheetData, table string) rawParts {
	book := plainParts(sheetData)
	sheet := strings.Replace(book[sheetPart1], "</worksheet>", `<tableParts><tablePart xmlns:r="z" r:id="r1"/></tableParts></worksheet>`, 1)
	return book.with(sheetPart1, sheet).with("xl/worksheets/_rels/sheet1.xml.rels",
		`<Relationships><Relationship Id="r1" Type="http://purl.oclc.org/ooxml/officeDocument/relationships/table" Target="../tables/table1.xml"/></Relationships>`).
		with("xl/tables/table1.xml", table)
}

const totalCells = plainCells + `<row r="3"><c r="A3" t="str"><v>Total</v></c><c r="B3"><f>SUBTOTAL(103,B2)</f><v>1</v></c></row>`

func TestTotalsOfTablesAreNoRows(t *testing.T) {
	const good = `displayName="Mine" ref="A1:B3" totalsRowCount="1"`
	for _, c := range []struct {
		name, table string
		rows        int
		remarked    bool
	}{
		{"totals", `<table ` + good + `><tableColumns/></table>`, 1, true},
		{"prefixed", `<x:table xmlns:x="y" ` + good + `/>`, 1, true},
		{"no totals now", `<table displayName="Mine" ref="A1:B3" totalsRowShown="1"/>`, 2, false},
		{"totals of other columns", `<table displayName="Mine" ref="D1:E3" totalsRowCount="1"/>`, 2, true},
		{"no range", `<table displayName="Mine" ref="everything" totalsRowCount="1"/>`, 2, false},
		{"a range back to front", `<table displayName="Mine" ref="B3:A1" totalsRowCount="1"/>`, 2, false},
		{"no table", `<pivot ` + good + `/>`, 2, false},
	} {
		in := withTable(totalCells, c.table).input()
		l, rows := read(t, in, Options{DefaultAction: ActionTransferCode})
		said := false
		for _, p := range l.Remarks {
			said = said || p.Rule == "sheet.totals" && strings.Contains(p.Message, "Mine (row 3)") && strings.Contains(p.In("zh").Message+p.In("zh").Cure, "汇总行")
		}
		records := 0
		for _, err := range Records(t.Context(), in, l) {
			check(t, err)
			records++
		}
		if len(rows) != c.rows || records != c.rows || said != c.remarked {
			t.Errorf("%s: %d rows and %d records, want %d; remarks %+v", c.name, len(rows), records, c.rows, l.Remarks)
		}
	}
}

func TestDamagedTablesAreSaid(t *testing.T) {
	for name, book := range map[string]rawParts{
		"cut off":     withTable(totalCells, `<table ref="A1`),
		"empty":       withTable(totalCells, ""),
		"no part":     withTable(totalCells, "").without("xl/tables/table1.xml"),
		"no relation": withTable(totalCells, "").without("xl/worksheets/_rels/sheet1.xml.rels"),
	} {
		if _, _, err := ReadAll(t.Context(), book.input(), Options{}); err == nil || !strings.HasPrefix(err.Error(), "book.xlsx: sheet Domains: ") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTableSaysWhereItsHeaderIs(t *testing.T) {
	data, err := os.ReadFile("testdata/corpus/files/opx-table-far-down.xlsx")
	check(t, err)
	for said, want := range map[int]int{0: 30, 1: 1} { // what a person names goes before
		l, _ := read(t, input("a.xlsx", data), Options{HeaderRow: said})
		if l.HeaderRow != want {
			t.Errorf("header row %d, want %d", l.HeaderRow, want)
		}
	}
}
