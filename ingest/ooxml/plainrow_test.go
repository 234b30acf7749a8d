package ooxml

import (
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/iotest"
)

// rowsOf takes a sheet apart, and says what each row was taken for.
func rowsOf(sheet string, slow bool, wrap func(io.Reader) io.Reader) (list []string, err error) {
	r := newRowReader(wrap(strings.NewReader(sheet)))
	r.slow = slow
	for {
		w, t, depth, err := r.next()
		switch {
		case err == io.EOF:
			return list, nil
		case err != nil:
			return list, err
		case w == nil:
			list = append(list, fmt.Sprintf("%d %s", depth, t.Raw))
		default:
			list = append(list, fmt.Sprintf("row %d tag %d close %d style %d %+v %s", w.number, w.tag, w.close, w.style, w.cells, w.raw))
		}
	}
}

// FuzzPlainRows compares the short way through a row with the long one: they
// agree on every cell, or both fail.
func FuzzPlainRows(f *testing.F) {
	for _, row := range []string{
		`<row r="1"><c r="A1"><v>1</v></c></row>`,
		`<row r="7" spans="1:2"><c r="A7" s="3" t="s"><v>12</v></c><c r="C7" s="4"/></row><row r="8"/>`,
		`<row><c><v>1</v></c><c r="D1" t="inlineStr"><is><t>a &amp; b</t></is></c></row>`,
		`<row r="2"><c r="B2" t="str"><f>A1&amp;"&gt;"</f><v>x</v></c></row>`,
		`<row r="2"><c r="B2"><v>1</v></c ><c r="C2"><v>2</v></c></row>`,
		`<row r="2"><c r="B2"><v>1</v></c><!-- </row> --><c r="C2"><v>2</v></c></row>`,
		`<row r="2"><c r="B2"><v><![CDATA[</v></c></row>]]></v></c></row>`,
		`<row r="2"><c r="C2"><v>1</v></c><c r="B2"><v>1</v></c></row>`,
		`<row r="2"><c r="ZZZZ2"/></row>`, `<row r="2"><c r="XFE2"/></row>`, `<row r="2"><c r="A3"/></row>`, `<row r="2"><c r="A2" s=""/></row>`,
		`<row r="2"><c r="A2" s="99999999999"/></row>`, `<row r="2"><c r="A02"/></row>`, `<row r="2"><c r="A2"></c><c r="B2"/></row></row>`,
		`<row r="2"><c r="A2" t="e"><v>#N/A</v></c><extLst><ext/></extLst></row>`, `<row r="2"><c r="a2"/></row>`, `<row r="2"><c r="A2"><v>1`,
		`<row r="2"><c r="B2"><v>1</v></c ><c r="C2"><is><t>2</t></is></c></row>`, `<row r="2"><c r="B2"><f>1</f></c ><c r="C2"><v>2</v></c></row>`,
	} {
		f.Add(row)
	}
	f.Fuzz(func(t *testing.T, rows string) {
		sheet := `<worksheet><sheetData>` + rows + `</sheetData></worksheet>`
		whole := func(r io.Reader) io.Reader { return r }
		long, longErr := rowsOf(sheet, true, whole)
		short, shortErr := rowsOf(sheet, false, whole)
		if fmt.Sprint(long, longErr) != fmt.Sprint(short, shortErr) {
			t.Fatalf("the long way:\n%s %v\nthe short way:\n%s %v", strings.Join(long, "\n"), longErr, strings.Join(short, "\n"), shortErr)
		}
	})
}

// Sheets put together from what writers write, and from what few do.
func TestPlainRowsAreReadAsAllOthers(t *testing.T) {
	pieces := []string{
		`<c r="%s"><v>12</v></c>`, `<c r="%s" s="4" t="s"><v>3</v></c>`, `<c r="%s" t="inlineStr"><is><t>x y</t></is></c>`, `<c r="%s" s="2"/>`,
		`<c r="%s" s="2"></c>`, `<c r="%s" t="str"><f>1+1</f><v>2</v></c>`, `<c s="4" r="%s"><v>1</v></c>`, `<c r='%s'><v>1</v></c>`,
		`<c r="%s" ><v>1</v></c>`, ` <c r="%s"><v>1</v></c>`, `<c r="%s"><v>1</v></c><!-- <c r="A1"/> -->`, `<c r="%s"><v> <![CDATA[<]]></v></c>`,
		`<c r="%s" t="inlineStr"><is><r><t>rich</t></r></is></c>`, `<c r="%s"><v>1</v></c >`, `<c r="%s"><v></v></c>`,
	}
	dice := rand.New(rand.NewPCG(11, 12))
	for round := range 400 {
		var b strings.Builder
		b.WriteString(`<worksheet><sheetData>`)
		for row := 1; row < 30; row++ {
			fmt.Fprintf(&b, `<row r="%d">`, row)
			for column := dice.IntN(3); column < 12; column += 1 + dice.IntN(3) {
				kind := dice.IntN(4 + round%2*(len(pieces)-4)) // every second sheet is plain
				fmt.Fprintf(&b, pieces[kind], CellName(column, row))
			}
			b.WriteString(`</row>`)
		}
		b.WriteString(`</sheetData></worksheet>`)
		for _, wrap := range []func(io.Reader) io.Reader{func(r io.Reader) io.Reader { return r }, iotest.HalfReader} {
			long, err := rowsOf(b.String(), true, wrap)
			if err != nil {
				t.Fatal(err)
			}
			if short, err := rowsOf(b.String(), false, wrap); err != nil || fmt.Sprint(short) != fmt.Sprint(long) {
				t.Fatalf("round %d, %v:\n%v\n%v", round, err, short, long)
			}
		}
	}
}
