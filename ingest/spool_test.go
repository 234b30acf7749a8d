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
