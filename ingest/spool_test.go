package ingest

import (
	"fmt"
	"strings"
	"testing"
)

// manyRows is a sheet in which values repeat, stand alone, are long, and are
// numbers of several formats.
func manyRows(n int) Input {
	var b strings.Builder
	for i := 1; i <= n; i++ {
		fmt.Fprintf(&b, `<row r="%d"%s><c r="A%d" t="s"><v>%d</v></c>`, i, map[bool]string{true: ` hidden="1"`}[i%7 == 0], i, i%5)
		fmt.Fprintf(&b, `<c r="B%d" t="inlineStr"><is><t>contact %d</t></is></c>`, i, i%11)
		fmt.Fprintf(&b, `<c r="D%d" s="%d"><v>%d</v></c>`, i, i%4, i*i)
		if i%3 == 0 {
			fmt.Fprintf(&b, `<c r="E%d" t="str"><f>X%d</f><v>%s_x000D_</v></c><c r="F%d"><f>1</f></c>`, i, i, strings.Repeat("long ", i%50), i)
		}
		b.WriteString(`</row>`)
	}
	return plainParts(b.String()).input()
}

func TestRowsThatWereKeptAreThoseOfTheFile(t *testing.T) {
	for _, rows := range []int{0, 1, 2000, 40000} {
		b, err := openXLSX(t.Context(), manyRows(rows), kindWorkbook, Options{})
		check(t, err)
		read := allRecords(t, b)
		f, err := b.verify(t.Context(), "Domains")
		check(t, err)
		if b.verified["Domains"].rows == nil || f.HiddenRows != rows/7 {
			t.Fatalf("%d rows: not kept, or miscounted: %+v", rows, f)
		}
		if kept := allRecords(t, b); kept != read {
			t.Errorf("%d rows: kept %.2000s\nread %.2000s", rows, kept, read)
		}
	}
}

func TestRowsThatDoNotFitAreReadAgain(t *testing.T) {
	b, err := openXLSX(t.Context(), manyRows(3000), kindWorkbook, Options{})
	check(t, err)
	b.room = 10000
	read := allRecords(t, b)
	_, err = b.verify(t.Context(), "Domains")
	check(t, err)
	if b.verified["Domains"].rows != nil || b.room != 10000 {
		t.Error("kept more than there is room for")
	}
	if again := allRecords(t, b); again != read || !strings.Contains(again, "contact 7") {
		t.Error("other rows the second time")
	}
}

func TestSheetOfManyShapesIsNotKept(t *testing.T) {
	var rows strings.Builder
	for i := 1; i <= 2500; i++ {
		fmt.Fprintf(&rows, `<row r="%d">`, i)
		for c := range 120 {
			fmt.Fprintf(&rows, `<c r="%s" s="%d"><v>1</v></c>`, cellName(c, i), i)
		}
		rows.WriteString(`</row>`)
	}
	b, err := openXLSX(t.Context(), plainParts(rows.String()).input(), kindWorkbook, Options{})
	check(t, err)
	f, err := b.verify(t.Context(), "Domains")
	check(t, err)
	if b.verified["Domains"].rows != nil || f.Cells != 2500*120 {
		t.Errorf("%+v", f)
	}
}

// TestCellsAreDressedByTheirFormat: the words that a format puts round a text
// belong to one style, not to every cell of that text, and what a format hides
// is not there, by whichever way the rows come.
func TestCellsAreDressedByTheirFormat(t *testing.T) {
	var b strings.Builder
	for i := 1; i <= 40; i++ {
		fmt.Fprintf(&b, `<row r="%d"><c r="A%d" t="s" s="%d"><v>3</v></c>`, i, i, i%2)
		fmt.Fprintf(&b, `<c r="B%d" t="inlineStr" s="%d"><is><t>86</t></is></c><c r="C%d" t="str" s="%d"><f>X</f><v>10</v></c>`, i, i%2, i, i%2)
		fmt.Fprintf(&b, `<c r="D%d" s="2"><v>%d</v></c></row>`, i, i%2)
	}
	in := plainParts(b.String()).with("xl/styles.xml", `<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts><numFmt numFmtId="164" formatCode="&quot;+&quot;@"/>
<numFmt numFmtId="165" formatCode="0;-0;;@"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs></styleSheet>`).input()
	book, err := openXLSX(t.Context(), in, kindWorkbook, Options{})
	check(t, err)
	read := allRecords(t, book)
	_, err = book.verify(t.Context(), "Domains")
	check(t, err)
	if kept := allRecords(t, book); kept != read || book.verified["Domains"].rows == nil {
		t.Errorf("kept %s\nread %s", kept, read)
	}
	sheet, err := book.open(t.Context(), "Domains")
	check(t, err)
	for i := 1; i <= 40; i++ {
		rec, err := sheet.next()
		check(t, err)
		got := fmt.Sprintf("%s %s %s %q %d %q", rec.Cells[0].Text, rec.Cells[1].Text, rec.Cells[2].Text, rec.Cells[3].Text, rec.Cells[3].Kind, rec.Cells[3].Raw)
		want := `skip 86 10 "" 0 ""`
		if i%2 == 1 {
			want = `+skip +86 +10 "1" 1 "1"`
		}
		if got != want {
			t.Fatalf("row %d: %s, want %s", i, got, want)
		}
	}
}
