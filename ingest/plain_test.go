package ingest

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

// scanBoth reads the XML of a sheet twice: token by token, and with rows in
// one pass, unpacked in pieces of a few bytes. It gives what each made of it.
func scanBoth(sheet []byte, table *stringTable, size int) (strict, plain string) {
	s := &sheetScan{x: newXMLScanner(bytes.NewReader(sheet)), src: io.NopCloser(nil), part: "sheet1.xml", sheet: "Domains", strings: table}
	ahead := newBlockReader(io.NopCloser(iotest.OneByteReader(bytes.NewReader(sheet))), uint64(size))
	p := &sheetScan{x: newBlockScanner(ahead), src: ahead, part: "sheet1.xml", sheet: "Domains", strings: table}
	defer p.close()
	return transcript(s), transcript(p)
}

// transcript is all that a scan says of a sheet, up to its error.
func transcript(s *sheetScan) string {
	var b strings.Builder
	for {
		row, err := s.next()
		if err != nil {
			fmt.Fprintf(&b, "hidden %v merged %v\n%v", s.hidden, s.merged, err)
			return b.String()
		}
		fmt.Fprintf(&b, "row %d %v\n", row.number, row.hidden)
		for i := range row.cells {
			c := &row.cells[i]
			if c.blank && !c.uncalculated() {
				continue
			}
			text := row.text[c.from:c.to]
			if c.kind == cellShared {
				text = nil // the strict scan keeps the index there
			}
			fmt.Fprintf(&b, " %s %c %d %d %v %q\n", cellName(c.col, row.number), c.kind, c.style, c.shared, c.uncalculated(), text)
		}
	}
}

func testStrings(t testing.TB, texts ...string) *stringTable {
	var table stringTable
	for _, text := range texts {
		check(t, table.add([]byte(text)))
	}
	table.done()
	return &table
}

// rowSeeds are rows in all the ways that programs write them, and some in
// which none does.
var rowSeeds = []string{
	plainCells,
	`<row r="1" spans="1:3" x14ac:dyDescent="0.25"><c r="A1" s="1" t="s"><v>0</v></c><c r="B1" s="2"/><c r="C1"><v>1.5</v></c></row><row r="2" spans="1:3" x14ac:dyDescent="0.25"><c r="A2" t="s"><v>1</v></c></row><row r="3" hidden="1"><c r="A3" t="b"><v>1</v></c></row>`,
	`<row r="7" ht="15" customHeight="1"/><row r="9"><c r="AA9" t="str"><f>A1&amp;"x"</f><v>é &lt;x&gt;</v></c><c r="AB9" t="e"><v>#N/A</v></c><c r="ZZ9" t="d"><v>2024-05-01</v></c><c r="AAA9"><v>7</v></c></row>`,
	`<row><c><v>1</v></c><c s="3"><v>2</v></c><c/></row><row><c r="C2" t="n"><v>3</v></c></row>`,
	`<row spans="1:1" r="4"><c t="s" r="A4"><v>1</v></c></row>`,
	"<row r=\"1\">\n  <c r=\"A1\" t=\"inlineStr\"><is><t>a</t></is></c>\n  <c r=\"B1\" t=\"inlineStr\"><is><t xml:space=\"preserve\"> b_x000D_ </t></is></c>\n</row>\n",
	`<row r="1"><c r="A1" t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r></is></c><c r="B1"><f>1+1</f></c><c r="C1"><f>1+1</f><v></v></c><c r="D1" t="str"><f>""</f><v></v></c><c r="E1"><f t="shared" si="0"/><v>3</v></c><c r="F1"><v/></c></row>`,
	`<row r="1"><!-- </row> --><c r="A1"><v>1</v></c></row><!-- x --><row r="2"><c r="A2" t="str"><v><![CDATA[a</row>b]]></v></c></row>`,
	`<row r="1"><c r="A1" cm="1"><v>1</v></c></row><row r="1"><c r="A1"/></row>`,
	`<row r="2"><c r="B2"><v>1</v></c><c r="A2"><v>1</v></c></row>`,
	`<row r="2"><c r="A2" t="s"><v>77</v></c></row>`, `<row r="2"><c r="A2" t="s"><v> 1 </v></c></row>`, `<row r="2"><c r="A2" t="s"><v/></c></row>`,
	`<row r="2"><c r="A2" s="" t="str"><v>x</v></c><c r="b2" s="12345678901"><v>1</v></c></row>`,
	`<row r="2"><c r="A2"><v>a & b</v></c></row>`, "<row r=\"2\"><c r=\"A2\" t=\"str\"><v>a\x01</v></c></row>", "<row r=\"2\"><c r=\"A2\" t=\"str\"><v>a\xff</v></c></row>", "<row r=\"2\"><c r=\"A2\" t=\"str\"><v>a\r\nb</v></c></row>",
	`<row r="2"><c r="A2" t="str"><v>a]]>b&#x20AC;</v></c></row>`, `<row r="1048577"/>`, `<row r="02"><c r="A2"/></row>`, `<row r="3" s="a>b" hidden="true"><c r="A3"><v>1</v></c></row><row r="4" s="a>b" hidden="true"><c r="A4"><v>1</v></c></row>`,
	`<row r="3" r="4"><c r="A3"/></row>`, `<row r="3"><c r="A3" s="1" s="2"/></row>`, `<row r="3"><c r="A3"><v>1</v></c></row><row r="4"><c r="A4"><v>1`, `<row r="3"><c r="XFD3" t="s"><v>4</v></c></row>`, `<row r="3"><c r="XFD3"><v>4</v></c></row>`,
	`<row r="3"><c r="A3"><v>1</v></c></row></sheetData><mergeCells><mergeCell ref="A1:A3"/></mergeCells><sheetData>`,
	`<row r="3"><c r="A3" t="s"><v>5</v></c></row>`,
}

func TestRowsInOnePassAreThoseOfTheStrictScan(t *testing.T) {
	table := testStrings(t, "domain", "action", "example.com", "skip", "", strings.Repeat("x", 5*maxCellText))
	for _, rows := range rowSeeds {
		for _, size := range []int{1, 50, 1000} {
			sheet := plainParts(rows)[sheetPart1]
			if strict, plain := scanBoth([]byte(sheet), table, size); strict != plain {
				t.Errorf("%s\n strict %s\n  plain %s", rows, strict, plain)
			}
		}
	}
}

func TestUsualRowsAreReadInOnePass(t *testing.T) {
	table := testStrings(t, "domain", "action", "example.com", "skip", "")
	for _, rows := range rowSeeds[:3] {
		ahead := newBlockReader(io.NopCloser(strings.NewReader(plainParts(rows)[sheetPart1])), 1<<20)
		s := &sheetScan{x: newBlockScanner(ahead), src: ahead, part: "sheet1.xml", sheet: "Domains", strings: table}
		for {
			_, err := s.next()
			if err == io.EOF {
				break
			}
			check(t, err)
			if s.strict > 0 {
				t.Errorf("%s: row %d was taken apart token by token", rows, s.row.number)
			}
		}
		check(t, s.close())
	}
}

func FuzzPlainRowsAgainstStrictScan(f *testing.F) {
	for _, rows := range rowSeeds {
		f.Add([]byte(rows), 40)
	}
	for _, makers := range []string{"hand-*", "broken-*", "opx-*", "ejs-*"} {
		for _, rows := range corpusRows(f, makers+".xlsx") {
			f.Add(rows, 100)
		}
	}
	table := testStrings(f, "domain", "action", "example.com", "skip", "", strings.Repeat("x", 5*maxCellText))
	f.Fuzz(func(t *testing.T, rows []byte, size int) {
		sheet := append(append([]byte(`<worksheet xmlns="x" xmlns:a="y"><cols><col min="2" max="2" hidden="1"/></cols><sheetData>`), rows...), `</sheetData></worksheet>`...)
		if strict, plain := scanBoth(sheet, table, size&0xfff); strict != plain {
			t.Errorf("%q\n strict %s\n  plain %s", rows, strict, plain)
		}
	})
}

// tableOf reads shared strings and writes them down.
func tableOf(x *xmlScanner) string {
	var t stringTable
	err := t.read(x)
	t.done()
	var b strings.Builder
	for i := range t.places {
		fmt.Fprintf(&b, "%q %v\n", t.text(i), t.tooLong(i))
	}
	return fmt.Sprint(b.String(), err)
}

var stringSeeds = []string{
	`<si><t>a</t></si><si><t xml:space="preserve"> b </t></si><si><t/></si><si/>`,
	"\n <si>\n<t>a</t></si><si><t>é&amp;&#65;</t></si><si><t>_x000D__x005F_x41_</t></si>",
	`<si><r><t>a</t></r><r><rPr><b/></rPr><t>b</t></r><rPh sb="0" eb="1"><t>c</t></rPh></si><si><t>d</t></si>`,
	`<si><t>a</si>`, `<si><t>a & b</t></si>`, `<si><t>a`, `<!-- <si><t>x</t></si> --><si><t><![CDATA[a<b]]></t></si>`, "<si><t>a\r\nb</t></si>",
}

func FuzzPlainStringsAgainstStrictScan(f *testing.F) {
	for _, s := range stringSeeds {
		f.Add([]byte(s), 30)
	}
	f.Fuzz(func(t *testing.T, items []byte, size int) {
		part := append(append([]byte(`<sst count="3" uniqueCount="2">`), items...), `</sst>`...)
		strict := tableOf(newXMLScanner(bytes.NewReader(part)))
		ahead := newBlockReader(io.NopCloser(iotest.HalfReader(bytes.NewReader(part))), uint64(size&0xfff))
		defer ahead.Close()
		if plain := tableOf(newBlockScanner(ahead)); strict != plain {
			t.Errorf("%q\n strict %s\n  plain %s", items, strict, plain)
		}
	})
}
