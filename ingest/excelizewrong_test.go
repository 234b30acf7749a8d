package ingest

import (
	"fmt"
	"strings"
	"testing"
)

// TestWhereExcelizeIsWrong shows what excelize makes, without an error, of
// workbooks that we read otherwise or refuse. When a newer excelize changes
// its mind, the test says so.
func TestWhereExcelizeIsWrong(t *testing.T) {
	row3 := func(cell string) rawParts { return plainParts(plainCells + `<row r="3">` + cell + `</row>`) }
	cut := plainParts(plainCells + `<row r="3"><c r="A3"><v>1</v></c></row>`)
	cut[sheetPart1] = cut[sheetPart1][:strings.Index(cut[sheetPart1], `<row r="3">`)+8]
	for _, c := range []struct {
		name   string
		parts  rawParts
		theirs string // row 3 by excelize, or its number of rows
		ours   string // row 3, or a part of the refusal
		why    string
	}{
		{"empty style", row3(`<c r="A3" s="" t="str"><v>a.com</v></c><c r="B3"><v>1</v></c>`), "[ 1]", "[a.com 1]", "an empty style is no style, and no reason to lose the cell"},
		{"part that is cut", cut, "2 rows", "the part breaks off", "rows are missing"},
		{"wrong tag in the last row", row3(`<c r="A3"><v>1</c>`), "2 rows", "matches no start tag", "the row is missing"},
		{"ampersand that begins nothing", row3(`<c r="A3" t="str"><v>a & b</v></c>`), "2 rows", "begins no entity", "the row is missing"},
		{"cells out of order", row3(`<c r="B3"><v>2</v></c><c r="A3"><v>1</v></c>`), "[ 2 1]", "repeated or out of order", "the value of A3 has moved to C3"},
		{"a cell twice", row3(`<c r="A3"><v>1</v></c><c r="A3"><v>2</v></c>`), "[1 2]", "repeated or out of order", "a value has moved to B3"},
		{"a row twice", plainParts(plainCells + `<row r="2"><c r="A2"><v>1</v></c></row><row r="3"/>`), "2 rows", "repeated or out of order", "two rows have become one: its value stands in C2"},
		{"string that is not there", row3(`<c r="A3" t="s"><v>99</v></c><c r="B3"><v>1</v></c>`), "[ 1]", "names a text that is not in the file", "a value is missing"},
		{"shared strings missing", plainParts(plainCells + `<row r="3"><c r="A3" t="s"><v>1</v></c><c r="B3"><v>1</v></c></row>`).without("xl/sharedStrings.xml"), "[ 1]", "the file has none", "all texts are missing"},
		{"blanks about a number", row3(`<c r="A3"><v> 7 </v></c>`), "[ 7 ]", "[7]", "a number has no blanks"},
		{"escape in the result of a formula", row3(`<c r="A3" t="str"><v>a_x000D_b</v></c>`), "[a_x000D_b]", "[a\rb]", "the value of a cell is an ST_Xstring, whatever its type"},
		{"letter beyond the first plane, escaped", row3(`<c r="A3" t="inlineStr"><is><t>_xD83D__xDE00_</t></is></c><c r="B3"><v>1</v></c>`), "[ 1]", "[😀 1]", "two surrogates are one letter"},
	} {
		t.Run(c.name, func(t *testing.T) {
			in := c.parts.input()
			theirs, err := excelizeRows(in, "Domains")
			check(t, err)
			if got := fmt.Sprint(theirs[3]); got != c.theirs && fmt.Sprintf("%d rows", len(theirs)) != c.theirs {
				t.Errorf("excelize reads %v; it did read %s: %s", theirs, c.theirs, c.why)
			}
			b, err := openXLSX(t.Context(), in, kindWorkbook, Options{})
			check(t, err)
			ours, err := storedRows(b, "Domains")
			if err != nil && strings.Contains(err.Error(), c.ours) {
				return
			}
			if got := fmt.Sprint(ours[3]); err != nil || got != c.ours {
				t.Errorf("we read %v, %v, want %s: %s", ours, err, c.ours, c.why)
			}
		})
	}
}
