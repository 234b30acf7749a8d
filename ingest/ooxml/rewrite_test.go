package ooxml

import (
	"bytes"
	"context"
	"strings"
	"testing"
)

const openSheet = `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">`

// edited surveys and rewrites a sheet whose header is in row 1 and whose own
// columns are A and B. Columns C and D are new and every row gets x and 7.
func edited(t *testing.T, sheet string, change func(*Edit)) (string, error) {
	t.Helper()
	ask := Ask{Header: 1, Lead: 0, Edge: 1, Wanted: func(row int) bool { return row > 1 }}
	v, err := survey(context.Background(), strings.NewReader(sheet), ask)
	if err != nil {
		return "", err
	}
	e := &Edit{
		Header: 1, HeaderStyle: v.Header.Edge, Ask: ask,
		Columns: []Column{{Index: 2, Title: "Result", Fresh: true, Width: 14}, {Index: 3, Title: "N", Fresh: true, Width: 9.5}},
		Cells: func(row int, m Model) []Value {
			if row == 1 {
				return nil
			}
			return []Value{{Kind: String, Text: "x", Style: m.Edge}, {Kind: Number, Number: 7}}
		},
	}
	if change != nil {
		change(e)
	}
	var b bytes.Buffer
	err = rewrite(context.Background(), &b, strings.NewReader(sheet), v, e)
	return b.String(), err
}

const (
	newTitles = `<c r="C1" t="inlineStr"><is><t>Result</t></is></c><c r="D1" t="inlineStr"><is><t>N</t></is></c>`
	newCols   = `<cols><col min="3" max="3" width="14" customWidth="1"/><col min="4" max="4" width="9.5" customWidth="1"/></cols>`
)

func TestRewriteOfOddButValidSheets(t *testing.T) {
	cells := func(row string) string {
		return `<c r="C` + row + `" t="inlineStr"><is><t>x</t></is></c><c r="D` + row + `"><v>7</v></c>`
	}
	head := `<row r="1"><c r="A1"><v>1</v></c>` + newTitles + `</row>`
	for what, c := range map[string]struct{ in, out string }{
		"plain": {
			openSheet + `<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="2" spans="1:2" ht="20"><c r="A2"><v>1</v></c><c r="B2" s="3"/></row></sheetData></worksheet>`,
			openSheet + newCols + `<sheetData>` + head + `<row r="2" ht="20"><c r="A2"><v>1</v></c><c r="B2" s="3"/><c r="C2" s="3" t="inlineStr"><is><t>x</t></is></c><c r="D2"><v>7</v></c></row></sheetData></worksheet>`,
		},
		"no addresses": {
			openSheet + `<sheetData><row><c><v>1</v></c></row><row><c><v>1</v></c><c/></row></sheetData></worksheet>`,
			openSheet + newCols + `<sheetData><row><c r="A1"><v>1</v></c>` + newTitles + `</row><row><c r="A2"><v>1</v></c><c r="B2"/>` + cells("2") + `</row></sheetData></worksheet>`,
		},
		"empty rows": {
			openSheet + `<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="4" ht="9" /></sheetData></worksheet>`,
			openSheet + newCols + `<sheetData>` + head + `<row r="4" ht="9" >` + cells("4") + `</row></sheetData></worksheet>`,
		},
		"text that looks like markup": {
			openSheet + `<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2" t="inlineStr"><is><t><![CDATA[</row><c r="Z9">]]></t></is></c><!-- </row> --></row></sheetData></worksheet>`,
			openSheet + newCols + `<sheetData>` + head + `<row r="2"><c r="A2" t="inlineStr"><is><t><![CDATA[</row><c r="Z9">]]></t></is></c>` + cells("2") + `<!-- </row> --></row></sheetData></worksheet>`,
		},
		"styled cells where ours go": {
			openSheet + `<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="C1" s="9"/></row><row r="2"><c r="A2"><v>1</v></c><c r="C2" s="9"/><c r="E2" s="9"/></row></sheetData></worksheet>`,
			openSheet + newCols + `<sheetData>` + head + `<row r="2"><c r="A2"><v>1</v></c>` + cells("2") + `<c r="E2" s="9"/></row></sheetData></worksheet>`,
		},
		"style of the row": {
			openSheet + `<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="2" s="5" customFormat="1"><c r="A2"><v>1</v></c></row></sheetData></worksheet>`,
			openSheet + newCols + `<sheetData>` + head + `<row r="2" s="5" customFormat="1"><c r="A2"><v>1</v></c><c r="C2" s="5" t="inlineStr"><is><t>x</t></is></c><c r="D2"><v>7</v></c></row></sheetData></worksheet>`,
		},
		"dimension": {
			openSheet + `<dimension ref="A1:B2"/><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData></worksheet>`,
			openSheet + `<dimension ref="A1:D2"/>` + newCols + `<sheetData>` + head + `</sheetData></worksheet>`,
		},
		"everything to the right hidden": {
			openSheet + `<cols><col min="1" max="2" width="30"/><col min="3" max="16384" width="0" hidden="1"/></cols><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData></worksheet>`,
			openSheet + `<cols><col min="1" max="2" width="30"/><col min="3" max="3" width="14" customWidth="1"/><col min="4" max="4" width="9.5" customWidth="1"/><col min="5" max="16384" width="0" hidden="1"/></cols><sheetData>` + head + `</sheetData></worksheet>`,
		},
		"filter and sort": {
			openSheet + `<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData><autoFilter ref="A1:B9"><filterColumn colId="1"/><sortState ref="A2:B9"><sortCondition ref="A2:A9"/></sortState></autoFilter></worksheet>`,
			openSheet + newCols + `<sheetData>` + head + `</sheetData><autoFilter ref="A1:D9"><filterColumn colId="1"/><sortState ref="A2:D9"><sortCondition ref="A2:A9"/></sortState></autoFilter></worksheet>`,
		},
		"filter of something else": {
			openSheet + `<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData><autoFilter ref="A5:B9"/></worksheet>`,
			openSheet + newCols + `<sheetData>` + head + `</sheetData><autoFilter ref="A5:B9"/></worksheet>`,
		},
	} {
		got, err := edited(t, c.in, nil)
		if err != nil {
			t.Errorf("%s: %v", what, err)
		} else if got != c.out {
			t.Errorf("%s:\n got  %s\n want %s", what, got, c.out)
		}
	}
}

func TestRewriteSpeaksThePrefixOfTheSheet(t *testing.T) {
	plain := openSheet + `<cols><col min="1" max="1" width="9"/></cols><sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2" s="2"><v>1</v></c></row></sheetData><autoFilter ref="A1:B2"/></worksheet>`
	want, err := edited(t, plain, nil)
	if err != nil {
		t.Fatal(err)
	}
	prefixed := func(s string) string { return strings.Replace(withPrefix(s, "x:"), "xmlns=", "xmlns:x=", 1) }
	got, err := edited(t, prefixed(plain), nil)
	if err != nil {
		t.Fatal(err)
	}
	if got != prefixed(want) {
		t.Errorf("got  %s\nwant %s", got, prefixed(want))
	}
}

func TestRewriteWithoutEditsIsTheSheet(t *testing.T) {
	sheet := openSheet + "<sheetPr/>\r\n<dimension ref='A1'/><cols>\n<col min='1' max='3'></col></cols><sheetData>\n <row r='1' spans='1:1'>\n  <c r='A1'/>\n </row>\n</sheetData><mergeCells count='1'><mergeCell ref='A1:B1'/></mergeCells><extLst><ext><autoFilter/></ext></extLst></worksheet>\n"
	ask := Ask{Header: 9, Wanted: func(int) bool { return false }}
	v, err := survey(context.Background(), strings.NewReader(sheet), ask)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	e := &Edit{Header: 9, Ask: ask, Cells: func(int, Model) []Value { return nil }}
	if err := rewrite(context.Background(), &b, strings.NewReader(sheet), v, e); err != nil {
		t.Fatal(err)
	}
	if b.String() != sheet {
		t.Errorf("got %q\nwant %q", b.String(), sheet)
	}
}

func TestSurveyFindsTheFirstFreeColumn(t *testing.T) {
	for what, c := range map[string]struct {
		sheet string
		right int
	}{
		"styled blanks do not count":        {`<sheetData><row r="3"><c r="B3"><v>1</v></c><c r="F3" s="4"/></row></sheetData>`, 2},
		"what stands above does not count":  {`<sheetData><row r="1"><c r="K1"><v>1</v></c></row><row r="3"><c r="B3"><v>1</v></c></row></sheetData>`, 2},
		"a stray note counts":               {`<sheetData><row r="3"><c r="B3"><v>1</v></c></row><row r="9"><c r="H9" t="inlineStr"><is><t>!</t></is></c></row></sheetData>`, 8},
		"a formula counts":                  {`<sheetData><row r="3"><c r="B3"><f>1+1</f></c></row></sheetData>`, 2},
		"merged cells among the rows count": {`<sheetData><row r="3"><c r="B3"><v>1</v></c></row></sheetData><mergeCells count="2"><mergeCell ref="A1:Z1"/><mergeCell ref="B4:D4"/></mergeCells>`, 4},
	} {
		v, err := survey(context.Background(), strings.NewReader(openSheet+c.sheet+`</worksheet>`), Ask{Header: 3, Wanted: func(int) bool { return false }})
		if err != nil {
			t.Errorf("%s: %v", what, err)
		} else if v.Right != c.right {
			t.Errorf("%s: column %d is free, want %d", what, v.Right, c.right)
		}
	}
}

func TestSurveyRefusesWhatARewriteCouldGetWrong(t *testing.T) {
	for what, sheet := range map[string]string{
		"rows out of order":  `<sheetData><row r="2"/><row r="2"/></sheetData>`,
		"cells out of order": `<sheetData><row r="2"><c r="B2"/><c r="A2"/></row></sheetData>`,
		"cell of other row":  `<sheetData><row r="2"><c r="B3"/></row></sheetData>`,
		"column too far":     `<sheetData><row r="2"><c r="XFE2"/></row></sheetData>`,
		"row too far":        `<sheetData><row r="1048577"/></sheetData>`,
		"cell without end":   `<sheetData><row r="2"><c r="B2"><v>1</v></row></sheetData>`,
		"cut":                `<sheetData><row r="2"><c r="B2"><v>1</v>`,
		"cut between rows":   `<sheetData><row r="2"/>`,
	} {
		text := openSheet + sheet
		if !strings.HasPrefix(what, "cut") {
			text += `</worksheet>`
		}
		if _, err := edited(t, text, nil); err == nil {
			t.Errorf("%s: no error", what)
		}
	}
	if _, err := edited(t, `<chartsheet><sheetData/></chartsheet>`, nil); err == nil {
		t.Error("a chart sheet was taken for a worksheet")
	}
}

func TestTextStaysText(t *testing.T) {
	for in, want := range map[string]string{
		"=1+1":             "<t>=1+1</t>",
		"a & b <c>":        "<t>a &amp; b &lt;c&gt;</t>",
		" two\nlines ":     "<t xml:space=\"preserve\"> two\nlines </t>",
		"bell\x07!":        "<t>bell_x0007_!</t>",
		"_x0007_":          "<t>_x005F_x0007_</t>",
		"_x000_":           "<t>_x000_</t>",
		"a\r\nb\rc":        "<t xml:space=\"preserve\">a\nb\nc</t>",
		"bad \xff\uFFFE 例": "<t>bad \uFFFD_xFFFE_ 例</t>",
	} {
		got := string(newCellWriter("").append(nil, "A", 1, &Value{Kind: String, Text: in}))
		if !strings.Contains(got, want) {
			t.Errorf("%q: %s, want %s", in, got, want)
		}
	}
	long := newCellWriter("").append(nil, "A", 1, &Value{Kind: String, Text: strings.Repeat("é", 40000)})
	if n := bytes.Count(long, []byte("é")); n != maxText {
		t.Errorf("%d characters, want %d", n, maxText)
	}
}
