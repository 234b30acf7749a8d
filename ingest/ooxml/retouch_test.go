package ooxml

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"
)

// bookWith is a workbook of one sheet with the given markup.
func bookWith(t testing.TB, sheet string) *Workbook {
	t.Helper()
	b, err := New("k", "S")
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, f := range b.pack.zip.File {
		w, err := z.Create(f.Name)
		if err != nil {
			t.Fatal(err)
		}
		text, err := b.pack.read(f.Name)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(f.Name, "sheet1.xml") {
			text = []byte(sheet)
		}
		w.Write(text)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if b, err = Open(bytes.NewReader(out.Bytes()), int64(out.Len())); err != nil {
		t.Fatal(err)
	}
	return b
}

// retouched is the sheet afterwards, and the whole workbook.
func retouched(t testing.TB, sheet string, changes ...CellChange) (string, []byte, Retouched) {
	t.Helper()
	b := bookWith(t, sheet)
	done, err := b.Retouch(context.Background(), "S", &Retouch{Cells: slices.Values(changes)})
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := b.Save(&out); err != nil {
		t.Fatal(err)
	}
	p, err := openPack(bytes.NewReader(out.Bytes()), int64(out.Len()))
	if err != nil {
		t.Fatal(err)
	}
	text, err := p.read("xl/worksheets/sheet1.xml")
	if err != nil {
		t.Fatal(err)
	}
	return string(text), out.Bytes(), done
}

func TestRetouchOfOddButValidSheets(t *testing.T) {
	write := func(column, row int, text string) CellChange {
		return CellChange{Column: column, Row: row, Write: true, Text: text}
	}
	x := func(cell, text string) string {
		return `<c r="` + cell + `" t="inlineStr"><is><t>` + text + `</t></is></c>`
	}
	head := `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">`
	for what, c := range map[string]struct {
		in, out string
		changes []CellChange
	}{
		"in place": {`<sheetData><row r="1" spans="1:2"><c r="A1" t="s" cm="1"><v>3</v></c><c r="B1"><v>1</v></c></row></sheetData>`,
			`<sheetData><row r="1" spans="1:2">` + x("A1", "new") + `<c r="B1"><v>1</v></c></row></sheetData>`, []CellChange{write(0, 1, "new")}},
		"beside and between": {`<dimension ref="B1:D1"/><sheetData><row r="1" spans="2:4"><c r="B1"><v>1</v></c><c r="D1"><v>2</v></c></row></sheetData>`,
			`<dimension ref="A1:E1"/><sheetData><row r="1">` + x("A1", "a") + `<c r="B1"><v>1</v></c>` + x("C1", "c") + `<c r="D1"><v>2</v></c>` + x("E1", "&lt;e") + `</row></sheetData>`,
			[]CellChange{write(0, 1, "a"), write(2, 1, "c"), write(4, 1, "<e")}},
		"rows that are not there": {`<sheetData><row r="3"><c r="A3"/></row></sheetData>`,
			`<sheetData><row r="1">` + x("A1", "a") + `</row><row r="3"><c r="A3"/></row><row r="9">` + x("B9", "b") + `</row></sheetData>`, []CellChange{write(0, 1, "a"), write(1, 9, "b")}},
		"no rows":          {`<sheetData/>`, `<sheetData><row r="2">` + x("A2", "a") + `</row></sheetData>`, []CellChange{write(0, 2, "a")}},
		"an empty row":     {`<sheetData><row r="2" ht="9"/></sheetData>`, `<sheetData><row r="2" ht="9">` + x("A2", "a") + `</row></sheetData>`, []CellChange{write(0, 2, "a")}},
		"without places":   {`<sheetData><row><c><v>1</v></c><c><v>2</v></c></row></sheetData>`, `<sheetData><row><c r="A1"><v>1</v></c>` + x("B1", "b") + `</row></sheetData>`, []CellChange{write(1, 1, "b")}},
		"formulas stay":    {`<sheetData><row r="1"><c r="A1"><f>1+1</f><v>2</v></c></row></sheetData>`, `<sheetData><row r="1"><c r="A1"><f>1+1</f><v>2</v></c></row></sheetData>`, []CellChange{write(0, 1, "a")}},
		"extended row":     {`<sheetData><row r="1"><c r="A1"/><extLst><ext/></extLst></row></sheetData>`, `<sheetData><row r="1">` + x("A1", "a") + `<extLst><ext/></extLst></row></sheetData>`, []CellChange{write(0, 1, "a")}},
		"dressed":          {`<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>`, `<sheetData><row r="1"><c r="A1" s="1"><v>1</v></c></row></sheetData>`, []CellChange{{Column: 0, Row: 1, Dress: Dressing{Fill: "FFC7CE"}}}},
		"dressed, missing": {`<sheetData/>`, `<sheetData><row r="1"><c r="C1" s="1"/></row></sheetData>`, []CellChange{{Column: 2, Row: 1, Dress: Dressing{AsText: true}}}},
	} {
		got, _, done := retouched(t, head+c.in+`</worksheet>`, c.changes...)
		if want := head + c.out + `</worksheet>`; got != want {
			t.Errorf("%s:\n%s\nwant\n%s", what, got, want)
		}
		if kept := what == "formulas stay"; (len(done.Formulas) == 1) != kept || (done.Cells == 0) != kept {
			t.Errorf("%s: done %+v", what, done)
		}
	}
	prefixed := `<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData><x:row r="2"><x:c r="A2" s="0"><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>`
	got, _, _ := retouched(t, prefixed, write(0, 1, "n"), write(0, 2, "m"))
	if want := `<x:sheetData><x:row r="1"><x:c r="A1" t="inlineStr"><x:is><x:t>n</x:t></x:is></x:c></x:row><x:row r="2"><x:c r="A2" t="inlineStr"><x:is><x:t>m</x:t></x:is></x:c></x:row></x:sheetData>`; !strings.Contains(got, want) {
		t.Errorf("with a prefix: %s", got)
	}
}

// Whatever is changed, the library reads every changed cell as it was asked for
// and every other as it was, in text and looks.
func TestRetouchChangesWhatItIsToldAndNothingElse(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var sheet strings.Builder
		sheet.WriteString(`<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`)
		for row := 1; row <= 5; row++ {
			if !rapid.Bool().Draw(rt, "row") {
				continue
			}
			fmt.Fprintf(&sheet, `<row r="%d">`, row)
			for column := range 5 {
				switch rapid.IntRange(0, 3).Draw(rt, "cell") {
				case 1:
					fmt.Fprintf(&sheet, `<c r="%s"><v>%d</v></c>`, CellName(column, row), row*column)
				case 2:
					fmt.Fprintf(&sheet, `<c r="%s" t="inlineStr"><is><t>t%d</t></is></c>`, CellName(column, row), column)
				case 3:
					fmt.Fprintf(&sheet, `<c r="%s" s="0"/>`, CellName(column, row))
				}
			}
			sheet.WriteString(`</row>`)
		}
		sheet.WriteString(`</sheetData></worksheet>`)
		want := map[string]CellChange{}
		var changes []CellChange
		for row := 1; row <= 7; row++ {
			for column := range 6 {
				c := CellChange{Column: column, Row: row}
				switch rapid.IntRange(0, 5).Draw(rt, "change") {
				case 1:
					c.Write, c.Text = true, rapid.StringMatching(`[ -~]{0,6}`).Draw(rt, "text")
				case 2:
					c.Dress.Fill = rapid.SampledFrom([]RGB{"FFC7CE", "FFEB9C"}).Draw(rt, "fill")
				default:
					continue
				}
				changes = append(changes, c)
				want[CellName(column, row)] = c
			}
		}
		_, book, done := retouched(t, sheet.String(), changes...)
		if done.Cells != len(changes) {
			rt.Fatalf("%d cells of %d", done.Cells, len(changes))
		}
		before, after := library(t, bookWith(t, sheet.String())), libraryOf(t, bytes.NewReader(book))
		written, err := Open(bytes.NewReader(book), int64(len(book)))
		if err != nil {
			rt.Fatal(err)
		}
		for row := 1; row <= 8; row++ {
			for column := range 7 {
				cell := CellName(column, row)
				text, _ := before.GetCellValue("S", cell)
				fill := ""
				if c, changed := want[cell]; changed {
					fill = string(c.Dress.Fill)
					if c.Write {
						text = c.Text
					}
				}
				got, _ := after.GetCellValue("S", cell)
				id, _ := after.GetCellStyle("S", cell)
				if color := written.styles.fillOf(id); got != text || string(color) != fill {
					rt.Fatalf("%s holds %q on %q, want %q on %q", cell, got, color, text, fill)
				}
			}
		}
	})
}

func library(t testing.TB, b *Workbook) *excelize.File {
	t.Helper()
	var out bytes.Buffer
	if err := b.Save(&out); err != nil {
		t.Fatal(err)
	}
	return libraryOf(t, &out)
}

func libraryOf(t testing.TB, r io.Reader) *excelize.File {
	t.Helper()
	f, err := excelize.OpenReader(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func TestRetouchEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := bookWith(t, `<worksheet><sheetData/></worksheet>`).Retouch(ctx, "S", &Retouch{Cells: slices.Values([]CellChange{{Row: 1, Write: true}})})
	if err == nil {
		t.Error("went on")
	}
}
