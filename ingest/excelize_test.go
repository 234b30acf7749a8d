package ingest

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// storedRows are the texts of every row of a sheet, as the file stores them,
// by our reader. Rows and cells that hold nothing are left out.
func storedRows(b *xlsxBook, sheet string) (map[int][]string, error) {
	part, _ := b.sheet(sheet)
	scan, err := b.scanSheet(part)
	if err != nil {
		return nil, err
	}
	defer scan.close()
	rows := map[int][]string{}
	for {
		row, err := scan.next()
		if err == io.EOF {
			return rows, nil
		}
		if err != nil {
			return nil, err
		}
		var cells []string
		for i := range row.cells {
			c := &row.cells[i]
			cells = append(cells, make([]string, max(0, c.col+1-len(cells)))...)
			switch {
			case c.blank:
			case c.kind == cellShared:
				cells[c.col] = b.strings.text(c.shared)
			case c.kind == cellInline || c.kind == cellString:
				cells[c.col] = unescape(string(row.text[c.from:c.to]))
			default:
				cells[c.col] = strings.TrimSpace(string(row.text[c.from:c.to]))
			}
		}
		if cells = trimmedRight(cells); cells != nil {
			rows[row.number] = cells
		}
	}
}

// excelizeRows are the same by excelize.
func excelizeRows(in Input, sheet string) (map[int][]string, error) {
	f, err := excelize.OpenReader(io.NewSectionReader(in.Data, 0, in.Size), excelize.Options{RawCellValue: true, UnzipXMLSizeLimit: 1 << 30})
	if err != nil {
		return nil, err
	}
	defer f.Close()
	lines, err := f.Rows(sheet)
	if err != nil {
		return nil, err
	}
	defer lines.Close()
	rows := map[int][]string{}
	for n := 1; lines.Next(); n++ {
		cells, err := lines.Columns()
		if err != nil {
			return nil, err
		}
		for i := range cells {
			if strings.TrimSpace(cells[i]) == "" {
				cells[i] = strings.TrimSpace(cells[i])
			}
		}
		if cells = trimmedRight(cells); cells != nil {
			rows[n] = cells
		}
	}
	return rows, lines.Error()
}

func trimmedRight(cells []string) []string {
	for len(cells) > 0 && strings.TrimSpace(cells[len(cells)-1]) == "" {
		cells = cells[:len(cells)-1]
	}
	if len(cells) == 0 {
		return nil
	}
	for i := range cells {
		if strings.TrimSpace(cells[i]) == "" {
			cells[i] = ""
		}
	}
	return slices.Clip(cells)
}

// differences lists the cells that two readings do not agree on.
func differences(ours, theirs map[int][]string) []string {
	var out []string
	at := func(rows map[int][]string, row, col int) string {
		if col < len(rows[row]) {
			return rows[row][col]
		}
		return ""
	}
	for row := range maxRowOf(ours, theirs) {
		for col := range max(len(ours[row+1]), len(theirs[row+1])) {
			if a, b := at(ours, row+1, col), at(theirs, row+1, col); a != b {
				out = append(out, fmt.Sprintf("%s: ours %q, excelize %q", cellName(col, row+1), a, b))
			}
		}
	}
	return out
}

func maxRowOf(all ...map[int][]string) int {
	n := 0
	for _, rows := range all {
		for row := range rows {
			n = max(n, row)
		}
	}
	return n
}

// excelizeIsWrong names the workbooks of the corpus that excelize reads in
// another way than we do, and why ours is the right one.
var excelizeIsWrong = map[string]string{
	"hand-other-part-names.xlsx":  "it looks for the shared strings under their usual name only, and leaves the cells blank",
	"hand-upper-case-names.xlsx":  "it does not find the shared strings under a name in capitals, and leaves the cells blank",
	"hand-utf16-parts.xlsx":       "it does not decode UTF-16, and leaves the cells blank",
	"hand-utf16be-all-parts.xlsx": "it does not decode UTF-16, and leaves the cells blank",
	"hand-percent-names.xlsx":     "it does not see that %20 is a blank, and leaves the cells blank",
	"hand-backslash-targets.xlsx": "it takes the backslash for a letter of a name, and leaves the cells blank",
}

func TestCorpusIsReadAsExcelizeReadsIt(t *testing.T) {
	files, err := filepath.Glob("testdata/corpus/files/*.xls[xm]")
	check(t, err)
	compared := 0
	for _, path := range files {
		data, err := os.ReadFile(path)
		check(t, err)
		in := input(path, data)
		kind, err := sniff(in)
		if err != nil || kind != kindWorkbook {
			continue
		}
		b, err := openXLSX(t.Context(), in, kind, Options{})
		if err != nil {
			continue // refused; the corpus says so
		}
		for _, s := range b.sheets() {
			if s.NotCells {
				continue
			}
			ours, err := storedRows(b, s.Name)
			if err != nil {
				continue
			}
			theirs, err := excelizeRows(in, s.Name)
			diff := differences(ours, theirs)
			if err != nil {
				diff = append(diff, err.Error())
			}
			compared++
			why, wrong := excelizeIsWrong[filepath.Base(path)]
			switch {
			case wrong && len(diff) == 0:
				t.Errorf("%s: excelize now reads it as we do: %s", path, why)
			case !wrong && len(diff) > 0:
				t.Errorf("%s, sheet %s: %d cells:\n%s", path, s.Name, len(diff), strings.Join(diff[:min(4, len(diff))], "\n"))
			}
		}
	}
	if compared < 60 {
		t.Errorf("only %d sheets were compared", compared)
	}
}

// sheetDice makes a workbook that is well formed and valid, in one of the many
// ways that programs write them, of the bytes of a fuzzer.
type sheetDice struct {
	rest  []byte
	texts []string
}

func (d *sheetDice) roll(sides int) int {
	if len(d.rest) == 0 {
		return 0
	}
	n := int(d.rest[0])
	d.rest = d.rest[1:]
	return n % sides
}

func (d *sheetDice) pick(from ...string) string { return from[d.roll(len(from))] }

func (d *sheetDice) word() string {
	if d.roll(3) > 0 {
		return d.pick("a.com", "skip", "010010", "é&<>\"'", " spaced ", "_x000D_", "_x005F_x41_", "_x41", "x\ny", "a\tb", "域名", "<v>1</v></c></row>", "😀", "0", "]", "")
	}
	n := min(d.roll(12), len(d.rest))
	s := strings.ToValidUTF8(string(d.rest[:n]), "")
	d.rest = d.rest[n:]
	return strings.Map(func(r rune) rune {
		if r < 0x20 && r != '\t' && r != '\n' || r == 0xfffe || r == 0xffff || r == '_' {
			return -1
		}
		return r
	}, s)
}

func (d *sheetDice) xml(s string) string {
	var b bytes.Buffer
	if d.roll(8) == 0 && !strings.Contains(s, "]") {
		return "<![CDATA[" + s + "]]>"
	}
	if err := xml.EscapeText(&b, []byte(s)); err != nil {
		panic(err)
	}
	return b.String()
}

// item is the inside of <si> or <is>.
func (d *sheetDice) item() string {
	switch d.roll(6) {
	case 0:
		return `<r><t>` + d.xml(d.word()) + `</t></r><r><rPr><b/></rPr><t xml:space="preserve">` + d.xml(d.word()) + `</t></r>`
	case 1:
		return `<t>` + d.xml(d.word()) + `</t><rPh sb="0" eb="1"><t>` + d.xml(d.word()) + `</t></rPh><phoneticPr fontId="1"/>`
	case 2:
		return `<t xml:space="preserve">` + d.xml(d.word()) + `</t>`
	case 3:
		return d.pick(`<t/>`, `<t></t>`)
	}
	return `<t>` + d.xml(d.word()) + `</t>`
}

func (d *sheetDice) strings() string {
	n := 1 + d.roll(6)
	var b strings.Builder
	b.WriteString(`<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">`)
	for range n {
		item := `<si>` + d.item() + `</si>`
		d.texts = append(d.texts, item)
		b.WriteString(item + d.pick("", "", "\n"))
	}
	b.WriteString(`</sst>`)
	return b.String()
}

func (d *sheetDice) sheet() string {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n" + `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac">`)
	b.WriteString(d.pick("", `<dimension ref="A1"/>`, `<cols><col min="1" max="2" width="9"/></cols>`) + `<sheetData>`)
	row := 0
	for range d.roll(9) {
		row += 1 + max(0, d.roll(8)-5)
		d.row(&b, row)
	}
	b.WriteString(`</sheetData>` + d.pick("", `<mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells>`) + `</worksheet>`)
	return b.String()
}

func (d *sheetDice) row(b *strings.Builder, number int) {
	attrs := []string{fmt.Sprintf(`r="%d"`, number)}
	for range d.roll(4) {
		attrs = append(attrs, d.pick(`spans="1:3"`, `hidden="1"`, `x14ac:dyDescent="0.25"`, `ht="15"`, `s="2"`))
	}
	if slices.Sort(attrs[1:]); d.roll(5) == 0 {
		slices.Reverse(attrs)
	}
	attrs = slices.Compact(attrs)
	fmt.Fprintf(b, "<row %s>", strings.Join(attrs, " "))
	col := -1
	for range d.roll(7) {
		col += 1 + max(0, d.roll(9)-6)*(1+d.roll(3)*12)
		d.cell(b, col, number)
		b.WriteString(d.pick("", "", "", "\n  ", "<!-- </row> -->"))
	}
	b.WriteString("</row>" + d.pick("", "", "\n", "<!-- between -->"))
}

func (d *sheetDice) cell(b *strings.Builder, col, row int) {
	attrs := []string{fmt.Sprintf(`r="%s"`, cellName(col, row))}
	if d.roll(2) == 0 {
		attrs = append(attrs, `s="`+d.pick("0", "1", "2", "3", "99")+`"`)
	}
	kind := d.pick("", "n", "s", "s", "str", "inlineStr", "inlineStr", "b", "e", "d")
	if kind != "" {
		attrs = append(attrs, `t="`+kind+`"`)
	}
	if d.roll(9) == 0 {
		attrs = append(attrs, `cm="1"`)
	}
	if d.roll(6) == 0 {
		slices.Reverse(attrs)
	}
	open := "<c " + strings.Join(attrs, " ")
	formula := d.pick("", "", "", "", `<f>A1&amp;"x"</f>`, `<f t="shared" si="0"/>`)
	if d.roll(8) == 0 {
		b.WriteString(open + "/>")
		return
	}
	b.WriteString(open + ">" + d.content(kind, formula) + "</c>")
}

func (d *sheetDice) content(kind, formula string) string {
	switch kind {
	case "s":
		return fmt.Sprintf("<v>%d</v>", d.roll(len(d.texts)))
	case "inlineStr":
		return "<is>" + d.item() + "</is>"
	case "str":
		return formula + "<v>" + d.xml(strings.ReplaceAll(d.word(), "_", "")) + "</v>" // excelize leaves escapes there
	case "b":
		return formula + d.pick("<v>1</v>", "<v>0</v>", "")
	case "e":
		return formula + d.pick("<v>#N/A</v>", "<v>#DIV/0!</v>")
	case "d":
		return d.pick("<v>2024-05-01</v>", "<v>2024-05-01T12:00:00</v>")
	}
	return formula + d.pick("<v>1</v>", "<v>0.1</v>", "<v>13800138000</v>", "<v>-1.5E-7</v>", "<v>010</v>", "<v/>", "", "<v>45413.5</v>")
}

func (d *sheetDice) input() Input {
	table := d.strings()
	return plainParts("").with("xl/sharedStrings.xml", table).with(sheetPart1, d.sheet()).with("[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>
<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>
<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>`).input()
}

// FuzzFastAgainstExcelize makes valid workbooks; both readers must give the
// same texts, and ours must give the same rows from its memory as from the
// file.
func FuzzFastAgainstExcelize(f *testing.F) {
	for i := range 40 {
		seed := make([]byte, 400)
		state := uint32(i)*2654435761 + 1
		for j := range seed {
			state = state*1664525 + 1013904223
			seed[j] = byte(state >> 24)
		}
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		dice := &sheetDice{rest: data}
		in := dice.input()
		b, err := openXLSX(t.Context(), in, kindWorkbook, Options{})
		check(t, err)
		ours, err := storedRows(b, "Domains")
		check(t, err)
		theirs, err := excelizeRows(in, "Domains")
		check(t, err)
		if diff := differences(ours, theirs); len(diff) > 0 {
			part, _ := b.sheet("Domains")
			r, _ := b.parts.open(part.path)
			sheet, _ := io.ReadAll(r)
			t.Errorf("%s\n%s", strings.Join(diff, "\n"), sheet)
		}
		fromFile := allRecords(t, b)
		_, err = b.verify(t.Context(), "Domains")
		check(t, err)
		if kept := allRecords(t, b); kept != fromFile {
			t.Errorf("kept\n%s\nread\n%s", kept, fromFile)
		}
	})
}

// allRecords writes down the records of the sheet.
func allRecords(t testing.TB, b book) string {
	sheet, err := b.open(t.Context(), "Domains")
	check(t, err)
	defer sheet.close()
	var out strings.Builder
	for {
		rec, err := sheet.next()
		if err == io.EOF {
			return out.String()
		}
		check(t, err)
		fmt.Fprintf(&out, "%d %v %d", rec.Number, rec.Hidden, rec.Stray)
		for _, c := range rec.Cells {
			fmt.Fprintf(&out, " %q %q %d", c.Text, c.Raw, c.Kind)
		}
		out.WriteByte(10)
	}
}
