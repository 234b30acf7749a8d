package ingest

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"sort"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// rawParts are the parts of a workbook written by hand.
type rawParts map[string]string

const sheetPart1 = "xl/worksheets/sheet1.xml"

// plainParts is a whole workbook with the given cells, to be broken by a test.
func plainParts(sheetData string) rawParts {
	return rawParts{
		"[Content_Types].xml": `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>`,
		"_rels/.rels":     `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml": `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Domains" sheetId="1" r:id="rId1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/>
<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/>
<Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>`,
		"xl/styles.xml": `<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="1"><numFmt numFmtId="164" formatCode="000000"/></numFmts>
<cellXfs count="4"><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="14"/><xf numFmtId="11"/></cellXfs></styleSheet>`,
		"xl/sharedStrings.xml": `<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>domain</t></si><si><t>action</t></si><si><r><t>exam</t></r><r><rPr><b/></rPr><t>ple.com</t></r><rPh sb="0" eb="1"><t>guide</t></rPh></si><si><t>skip</t></si><si><t/></si></sst>`,
		sheetPart1: `<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:B2"/><sheetData>` +
			sheetData + `</sheetData></worksheet>`,
	}
}

const plainCells = `<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row><row r="2"><c r="A2" t="s"><v>2</v></c><c r="B2" t="s"><v>3</v></c></row>`

func (p rawParts) with(name, content string) rawParts {
	p[name] = content
	return p
}

func (p rawParts) without(name string) rawParts {
	delete(p, name)
	return p
}

func (p rawParts) input() Input {
	var names []string
	for n := range p {
		names = append(names, n)
	}
	sort.Strings(names)
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, n := range names {
		f, err := w.Create(n)
		if err == nil {
			_, err = io.WriteString(f, p[n])
		}
		if err != nil {
			panic(err)
		}
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return input("book.xlsx", b.Bytes())
}

func TestHandMadeWorkbookIsRead(t *testing.T) {
	_, rows := read(t, plainParts(plainCells).input(), Options{})
	if len(rows) != 1 || rows[0].Domain != "example.com" || rows[0].Action != ActionSkip {
		t.Errorf("%+v", rows)
	}
}

func TestCellsAsAPersonSeesThem(t *testing.T) {
	for _, c := range []struct{ name, cell, want string }{
		{"inline string", `<c r="B2" t="inlineStr"><is><t>a &amp; b&#10;c</t></is></c>`, "a & b\nc"},
		{"inline rich text", `<c r="B2" t="inlineStr"><is><r><t>a</t></r><r><t xml:space="preserve"> b</t></r></is></c>`, "a b"},
		{"formula with text", `<c r="B2" t="str"><f>A1&amp;"x"</f><v>domainx</v></c>`, "domainx"},
		{"formula with number", `<c r="B2"><f>1+1</f><v>2</v></c>`, "2"},
		{"boolean", `<c r="B2" t="b"><v>1</v></c>`, "TRUE"},
		{"error", `<c r="B2" t="e"><v>#N/A</v></c>`, "#N/A"},
		{"long number", `<c r="B2"><v>13800138000</v></c>`, "13800138000"},
		{"long number stored as a power of ten", `<c r="B2" s="3"><v>1.3800138E10</v></c>`, "13800138000"},
		{"number with zeros in front", `<c r="B2" s="1"><v>10010</v></c>`, "010010"},
		{"date", `<c r="B2" s="2"><v>45413</v></c>`, "5/1/2024"},
		{"ISO date", `<c r="B2" t="d"><v>2024-05-01T00:00:00</v></c>`, "2024-05-01"},
		{"ISO date with a time", `<c r="B2" t="d"><v>2024-05-01T13:30:00Z</v></c>`, "2024-05-01 13:30:00"},
		{"ISO date by the format of its cell", `<c r="B2" s="2" t="d"><v>2024-05-01T13:30:00</v></c>`, "5/1/2024"},
		{"binary fraction", `<c r="B2"><v>0.10000000000000001</v></c>`, "0.1"},
		{"empty shared string", `<c r="B2" t="s"><v>4</v></c>`, ""},
		{"escaped line end", `<c r="B2" t="inlineStr"><is><t>a_x000D_b</t></is></c>`, "a\rb"},
	} {
		t.Run(c.name, func(t *testing.T) {
			in := plainParts(`<row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="2"><c r="A2" t="s"><v>2</v></c>` + c.cell + `</row>`).input()
			l, _, err := ReadAll(t.Context(), in, Options{})
			check(t, err)
			for rec, err := range Records(t.Context(), in, l) {
				check(t, err)
				got := ""
				if len(rec.Cells) > 1 {
					got = rec.Cells[1]
				}
				if rec.Number != 2 || rec.Cells[0] != "example.com" || got != c.want {
					t.Errorf("got %q, want %q", rec.Cells, c.want)
				}
			}
		})
	}
}

// TestDamagedWorkbookIsRefused breaks what excelize reads past without an
// error; each must end in one line that names the place.
func TestDamagedWorkbookIsRefused(t *testing.T) {
	row := func(rest string) rawParts { return plainParts(plainCells + rest) }
	whole := plainParts(plainCells)[sheetPart1]
	cut := func(behind string) rawParts {
		return plainParts("").with(sheetPart1, whole[:strings.Index(whole, behind)+len(behind)])
	}
	for _, c := range []struct {
		name  string
		parts rawParts
		want  string
	}{
		{"part cut in a row", cut(`<row r="2">`), "book.xlsx: sheet Domains, row 2: the part xl/worksheets/sheet1.xml is damaged: the part breaks off at byte"},
		{"part cut between rows", cut(`</row>`), "row 1: the part xl/worksheets/sheet1.xml is damaged: the part breaks off"},
		{"bare ampersand", row(`<row r="3"><c r="A3" t="inlineStr"><is><t>a & b</t></is></c></row>`), "row 3: the part xl/worksheets/sheet1.xml is damaged: an & that begins no entity"},
		{"control character", row("<row r=\"3\"><c r=\"A3\" t=\"inlineStr\"><is><t>a\x01</t></is></c></row>"), "a control character at byte"},
		{"bad byte", row("<row r=\"3\"><c r=\"A3\" t=\"inlineStr\"><is><t>a\xff</t></is></c></row>"), "a byte that is no UTF-8"},
		{"wrong end tag", row(`<row r="3"><c r="A3"><v>1</c></row>`), "an end tag that matches no start tag"},
		{"rows backwards", row(`<row r="1"><c r="A1"><v>1</v></c></row>`), "row 2: row 1 stands behind row 2: rows are repeated or out of order"},
		{"row twice", row(`<row r="2"><c r="A2"><v>1</v></c></row>`), "rows are repeated"},
		{"row out of range", row(`<row r="2147483647"/>`), `impossible number "2147483647"`},
		{"cells backwards", row(`<row r="3"><c r="B3"><v>1</v></c><c r="A3"><v>1</v></c></row>`), "sheet Domains, cell A3: the cell is repeated or out of order"},
		{"cell of another row", row(`<row r="3"><c r="A4"><v>1</v></c></row>`), `row 3: a cell of this row says that it is "A4"`},
		{"impossible column", row(`<row r="3"><c r="ZZZZ3"><v>1</v></c></row>`), `says that it is "ZZZZ3"`},
		{"string that does not exist", row(`<row r="3"><c r="A3" t="s"><v>99</v></c></row>`), "sheet Domains, cell A3: the cell names a text that is not in the file"},
		{"negative string", row(`<row r="3"><c r="A3" t="s"><v>-5</v></c></row>`), "cell A3: the cell names a text"},
		{"no shared strings", row("").without("xl/sharedStrings.xml"), "cell A1: the cell names a shared text, and the file has none"},
		{"unknown cell type", row(`<row r="3"><c r="A3" t="q"><v>1</v></c></row>`), `cell A3: the cell is of the unknown type "q"`},
		{"no place for cells", plainParts("").with(sheetPart1, `<worksheet/>`), "the sheet has no place for cells"},
		{"entities", plainParts("").with(sheetPart1, `<!DOCTYPE x [<!ENTITY a "b">]><worksheet><sheetData/></worksheet>`), "a document type declaration"},
		{"part missing", row("").without(sheetPart1), "the part xl/worksheets/sheet1.xml with the cells is missing"},
		{"deep nesting", plainParts("").with(sheetPart1, strings.Repeat("<a>", 100)), "elements nested too deeply"},
		{"broken workbook part", plainParts("").with("xl/workbook.xml", "<workbook><sheets>"), "the part xl/workbook.xml is damaged: the part breaks off"},
		{"broken strings", plainParts(plainCells).with("xl/sharedStrings.xml", "<sst><si><t>domain</si></sst>"), "the part xl/sharedStrings.xml is damaged"},
		{"no sheets", plainParts("").with("xl/workbook.xml", "<workbook/>"), "the workbook names no sheet"},
		{"bomb", row(`<row r="3"><c r="A3" t="inlineStr"><is><t>` + strings.Repeat(" ", 30<<20) + `</t></is></c></row>`), "is too large: it inflates to more than 200 times its size"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, _, err := ReadAll(t.Context(), c.parts.input(), Options{})
			var fe *FileError
			if !errors.As(err, &fe) || !strings.Contains(err.Error(), c.want) || fe.Cure == "" {
				t.Errorf("got  %v\nwant %s", err, c.want)
			}
		})
	}
}

func TestZipThatIsCutOrLies(t *testing.T) {
	whole := plainParts(plainCells).input()
	data := make([]byte, whole.Size)
	_, err := whole.Data.ReadAt(data, 0)
	check(t, err)
	for _, c := range []struct {
		name   string
		damage func([]byte) []byte
		want   string
	}{
		{"cut", func(b []byte) []byte { return b[:len(b)/2] }, "cut off or damaged"},
		{"a byte of the sheet changed", func(b []byte) []byte { b[bytes.LastIndex(b, []byte("PK\x03\x04"))+120] ^= 0xff; return b }, "is damaged or cut off"},
		{"directory lies about the size", func(b []byte) []byte {
			at := bytes.LastIndex(b, []byte("PK\x01\x02")) // the sheet is the last part
			b[at+24] = 10
			b[at+25] = 0
			return b
		}, "damaged"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, _, err := ReadAll(t.Context(), input("book.xlsx", c.damage(bytes.Clone(data))), Options{})
			var fe *FileError
			if !errors.As(err, &fe) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
}

func TestOddButSoundWorkbooks(t *testing.T) {
	prefixed := strings.NewReplacer("<?", "<?", "</", "</x:", "<", "<x:", " xmlns=", " xmlns:x=").Replace
	for _, c := range []struct {
		name  string
		parts rawParts
	}{
		{"prefixed namespaces", plainParts("").with(sheetPart1, prefixed(plainParts(plainCells)[sheetPart1]))},
		{"no row and cell references", plainParts(`<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row><row><c t="s"><v>2</v></c><c t="s"><v>3</v></c></row>`)},
		{"blank rows and styled empty cells", plainParts(plainCells + `<row r="9"><c r="A9" s="1"/></row><row r="1048576"/>`)},
		{"comments and CDATA", plainParts(plainCells + `<!-- </row> --><row r="3"><c r="A3" t="str"><v><![CDATA[a.com]]></v></c><c r="B3" t="str"><v>skip</v></c></row>`)},
		{"absolute targets", plainParts(plainCells).with("xl/_rels/workbook.xml.rels", strings.NewReplacer(`Target="`, `Target="/xl/`).Replace(plainParts("")["xl/_rels/workbook.xml.rels"]))},
		{"a macro workbook", plainParts(plainCells).with("xl/vbaProject.bin", "x").with("xl/_rels/workbook.xml.rels", strings.Replace(plainParts("")["xl/_rels/workbook.xml.rels"], "</Rel", `<Relationship Id="rId9" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" Target="vbaProject.bin"/></Rel`, 1))},
		{"a style that excelize loses the cell by", plainParts(plainCells + `<row r="3"><c r="A3" s="" t="str"><v>a.com</v></c></row>`)},
		{"no styles", plainParts(plainCells).without("xl/styles.xml")},
		{"false dimension", plainParts("").with(sheetPart1, strings.Replace(plainParts(plainCells)[sheetPart1], "A1:B2", "A1:XFD1048576", 1))},
	} {
		t.Run(c.name, func(t *testing.T) {
			l, rows := read(t, c.parts.input(), Options{})
			if (l.Format == XLSM) != strings.Contains(c.name, "macro") {
				t.Errorf("format %s", l.Format)
			}
			if len(rows) < 1 || rows[0].Domain != "example.com" || rows[0].Action != ActionSkip {
				t.Errorf("%+v", rows)
			}
		})
	}
}

func TestFormulaWithoutResultAndFaultsAreProblems(t *testing.T) {
	in := plainParts(`<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>` +
		`<row r="2"><c r="A2"><f>C1</f></c><c r="B2" t="s"><v>3</v></c></row>` +
		`<row r="3"><c r="A3" t="s"><v>2</v></c><c r="B3" t="e"><v>#REF!</v></c></row>`).input()
	_, rows := read(t, in, Options{})
	if len(rows) != 2 || said(rows[0].Problems) != "error cell.formula A2" || said(rows[1].Problems) != "error cell.fault B3; error action.none B3" {
		t.Errorf("%q %q", said(rows[0].Problems), said(rows[1].Problems))
	}
}

func TestEncryptedWorkbookOpensWithItsPassword(t *testing.T) {
	f := excelize.NewFile()
	check(t, f.SetSheetRow("Sheet1", "A1", &[]string{"domain", "action"}))
	check(t, f.SetSheetRow("Sheet1", "A2", &[]string{"example.com", "skip"}))
	var b bytes.Buffer
	check(t, f.Write(&b, excelize.Options{Password: "geheim"}))
	in := input("secret.xlsx", b.Bytes())
	_, rows := read(t, in, Options{Password: "geheim"})
	if len(rows) != 1 || rows[0].Domain != "example.com" {
		t.Errorf("%+v", rows)
	}
	for password, want := range map[string]string{
		"":      "secret.xlsx: the workbook is encrypted; give its password",
		"wrong": "secret.xlsx: the password does not open the workbook",
	} {
		_, _, err := ReadAll(t.Context(), in, Options{Password: password})
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "wrong") {
			t.Errorf("password %q: %v", password, err)
		}
	}
}

func FuzzXLSX(f *testing.F) {
	for _, p := range []rawParts{
		plainParts(plainCells), plainParts(`<row r="1"><c r="A1" t="s"><v>99</v></c></row>`),
		plainParts(plainCells).with("xl/styles.xml", "<styleSheet/>"), plainParts("").with(sheetPart1, "<worksheet><sheetData>"),
	} {
		f.Add(p[sheetPart1], p["xl/sharedStrings.xml"], p["xl/styles.xml"])
	}
	for _, makers := range []string{"hand-*", "broken-*", "opx-*", "ejs-*", "xlz-*", "lo-*"} {
		for _, parts := range corpusParts(f, makers+".xlsx") {
			f.Add(parts[0], parts[1], parts[2])
		}
	}
	f.Fuzz(func(t *testing.T, sheet, shared, styles string) {
		in := plainParts("").with(sheetPart1, sheet).with("xl/sharedStrings.xml", shared).with("xl/styles.xml", styles).input()
		_, rows, err := ReadAll(t.Context(), in, Options{DefaultAction: ActionTransferCode})
		var fe *FileError
		if err != nil && !errors.As(err, &fe) {
			t.Fatalf("an error without place and cure: %v", err)
		}
		for i, r := range rows {
			if r.Record != i || r.Number < 1 || r.Domain == "" && !r.Invalid() && r.Action != ActionSkip {
				t.Fatalf("row %d: %+v", i, r)
			}
		}
	})
}

// TestMissingFormatsAreSaid: a workbook without styles can be read, but a date
// in it is a number, which nobody may take for what was typed unawares.
func TestMissingFormatsAreSaid(t *testing.T) {
	cells := plainCells + `<row r="3"><c r="A3" t="s"><v>2</v></c><c r="B3" s="2"><v>45413</v></c></row>`
	for _, c := range []struct {
		parts rawParts
		want  int
	}{{plainParts(cells), 0}, {plainParts(cells).without("xl/styles.xml"), 1}} {
		l, rows := read(t, c.parts.input(), Options{})
		said := 0
		for _, r := range l.Remarks {
			if r.Rule == "xlsx.styles" && strings.Contains(r.Message, "xl/styles.xml") && r.Cure != "" {
				said++
			}
		}
		if said != c.want || len(rows) != 2 {
			t.Errorf("%d remarks, want %d: %+v", said, c.want, l.Remarks)
		}
	}
}
