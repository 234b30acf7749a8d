package report

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"domainbatch/ingest"
)

// The tests of this file are about the ways in which writing into a workbook
// of somebody else goes wrong without anybody noticing.

// written puts results into a workbook and gives its parts.
func written(t *testing.T, data []byte) map[string]string {
	t.Helper()
	layout, rows := understood(t, data, ingest.Options{DefaultAction: ingest.ActionTransferCode})
	return parts(t, results(t, data, layout, someRun(), answers(rows)))
}

func wants(t *testing.T, what, text string, list ...string) {
	t.Helper()
	for _, want := range list {
		if !strings.Contains(text, want) {
			t.Errorf("%s lacks %s", what, want)
		}
	}
}

// A filter or table that ends before the results sorts the rows and leaves
// the results where they are.
func TestSortingMovesResultsWithTheirRows(t *testing.T) {
	data := saved(t, office(t, 5))
	sorted := repacked(t, data, func(name, text string) string {
		if name != "xl/worksheets/sheet1.xml" {
			return text
		}
		return regexp.MustCompile(`<autoFilter [^>]*(/>|></autoFilter>)`).ReplaceAllString(text,
			`<autoFilter ref="A3:D8"><sortState ref="A4:D8"><sortCondition ref="A4:A8"/></sortState></autoFilter>`)
	})
	now := written(t, sorted)
	wants(t, "the sheet", now["xl/worksheets/sheet1.xml"], `<autoFilter ref="A3:M8"><sortState ref="A4:M8"><sortCondition ref="A4:A8"/></sortState></autoFilter>`)
	wants(t, "the workbook", now["xl/workbook.xml"], `name="_xlnm._FilterDatabase"`, `'Domains'!$A$3:$M$8</definedName>`)
}

func TestATableSortsResultsWithItsRows(t *testing.T) {
	f := excelize.NewFile()
	must(t, f.SetSheetName("Sheet1", "Domains"))
	must(t, f.SetSheetRow("Domains", "A1", &[]any{"Domain", "Note"}))
	must(t, f.SetSheetRow("Domains", "A2", &[]any{"a.com", "x"}))
	must(t, f.AddTable("Domains", &excelize.Table{Range: "A1:B2", Name: "T"}))
	now := written(t, saved(t, f))
	text := now["xl/tables/table1.xml"]
	wants(t, "the table", text, `ref="A1:K2"`, `<autoFilter ref="A1:K2"`, `tableColumns count="11"`)
	sheet := now["xl/worksheets/sheet1.xml"]
	for _, name := range regexp.MustCompile(`<tableColumn [^>]*name="([^"]*)"`).FindAllStringSubmatch(text, -1) {
		if !strings.Contains(sheet, "<t>"+name[1]+"</t>") && !strings.Contains(now["xl/sharedStrings.xml"], ">"+name[1]+"<") {
			t.Errorf("the table has a column %q, and no cell says so: Excel would repair the workbook", name[1])
		}
	}
}

// Result columns are empty or ours.
func TestResultsStandRightOfEverything(t *testing.T) {
	f := office(t, 4)
	must(t, f.SetCellStr("Domains", "H6", "stray remark"))
	must(t, f.SetCellFormula("Domains", "J30", "SUM(A1:A2)"))
	data := saved(t, f)
	layout, rows := understood(t, data, ingest.Options{})
	g := reopened(t, results(t, data, layout, someRun(), answers(rows)))
	if v, _ := g.GetCellValue("Domains", "H6"); v != "stray remark" {
		t.Errorf("the remark reads %q", v)
	}
	if v, _ := g.GetCellValue("Domains", "K3"); v != string(ingest.ResultResult) {
		t.Errorf("K3 reads %q, the results should begin there", v)
	}
}

// Markup that few programs write means the same and reads the same.
func TestOddMarkupGetsTheSameResults(t *testing.T) {
	data := saved(t, office(t, 6))
	want := cellsOf(t, data)
	for what, change := range map[string]func(string) string{
		"prefixed elements": func(s string) string {
			s = regexp.MustCompile(`<(/?)(\w)`).ReplaceAllString(s[strings.Index(s, "<worksheet"):], "<${1}x:$2")
			return strings.Replace(s, `xmlns="`, `xmlns:x="`, 1)
		},
		"no addresses": func(s string) string {
			return regexp.MustCompile(`<(c|row) r="[A-Z0-9]+"`).ReplaceAllString(fillGaps(s), "<$1")
		},
		"self-closed rows": func(s string) string {
			return strings.Replace(s, `</sheetData>`, `<row r="40"/><row r="41" ht="30" customHeight="1" /></sheetData>`, 1)
		},
		"comments that look like rows": func(s string) string {
			return strings.ReplaceAll(s, `</row>`, `<!-- </row> <row r="1"> --></row>`)
		},
		"CDATA": func(s string) string {
			return regexp.MustCompile(`<v>(\d+)</v>`).ReplaceAllString(s, `<v><![CDATA[$1]]></v>`)
		},
		"single quotes": func(s string) string {
			return regexp.MustCompile(`="([^"']*)"`).ReplaceAllString(s, `='$1'`)
		},
		"white space": func(s string) string {
			return strings.NewReplacer("<row ", "\n  <row\t", "<c ", "\r\n    <c ").Replace(s)
		},
	} {
		odd := repacked(t, data, func(name, text string) string {
			if name == "xl/worksheets/sheet1.xml" {
				return change(text)
			}
			return text
		})
		if got := cellsOf(t, odd); got != want {
			t.Errorf("%s:\n got  %s\n want %s", what, got, want)
		}
	}
}

// fillGaps is for sheets whose cells leave out no place.
func fillGaps(s string) string { return strings.Replace(s, `<row r="3"`, `<row r="2"/><row r="3"`, 1) }

// cellsOf writes results and reads them again, records as text.
func cellsOf(t *testing.T, data []byte) string {
	t.Helper()
	layout, rows := understood(t, data, ingest.Options{})
	out := results(t, data, layout, someRun(), answers(rows))
	var b strings.Builder
	again, _ := understood(t, out, ingest.Options{})
	for record, err := range ingest.Records(context.Background(), input(out), again) {
		must(t, err)
		fmt.Fprintf(&b, "%d %q\n", record.Number, record.Cells)
	}
	return b.String()
}

// Formulas over results show what the results were when they were computed.
func TestFormulasOverResultsAreComputedAnew(t *testing.T) {
	wants(t, "the workbook", written(t, countingBook(t))["xl/workbook.xml"], `fullCalcOnLoad="1"`)
}

// countingBook has ten rows and a formula that counts the FAILED among them.
func countingBook(t *testing.T) []byte {
	t.Helper()
	f := office(t, 10)
	must(t, f.SetCellFormula("Dashboard", "A3", `COUNTIF(Domains!E4:E13,"FAILED")`))
	return saved(t, f)
}

// Names, shared formulas and the order of calculation speak of cells by their
// place; adding at the right moves none.
func TestFormulasAndNamesAreLeftAlone(t *testing.T) {
	f := office(t, 5)
	decorate(t, f)
	must(t, f.SetCellFormula("Domains", "D4", "ROW()", excelize.FormulaOpts{Type: ptr(excelize.STCellFormulaTypeShared), Ref: ptr("D4:D8")}))
	data := saved(t, f)
	layout, rows := understood(t, data, ingest.Options{})
	was, is := reopened(t, data), reopened(t, results(t, data, layout, someRun(), answers(rows)))
	for n := 4; n <= 8; n++ {
		a, _ := was.GetCellFormula("Domains", cellAt(3, n))
		b, _ := is.GetCellFormula("Domains", cellAt(3, n))
		if a == "" || a != b {
			t.Errorf("row %d: the formula was %q, is %q", n, a, b)
		}
	}
	for _, n := range was.GetDefinedName() {
		found := false
		for _, m := range is.GetDefinedName() {
			found = found || m == n || m.Name == "_xlnm._FilterDatabase" && n.Name == m.Name
		}
		if !found {
			t.Errorf("the name %+v is gone", n)
		}
	}
}

func ptr[T any](v T) *T { return &v }

// Programs trust the size that a sheet gives for itself, and the columns that
// a row gives.
func TestTheSizeOfTheSheetIsTrue(t *testing.T) {
	data := saved(t, office(t, 5))
	spanned := repacked(t, data, func(name, text string) string {
		if name != "xl/worksheets/sheet1.xml" {
			return text
		}
		text = regexp.MustCompile(`<dimension[^>]*>(</dimension>)?`).ReplaceAllString(text, `<dimension ref="A1:D8"/>`)
		return strings.ReplaceAll(text, `<row `, `<row spans="1:4" `)
	})
	sheet := written(t, spanned)["xl/worksheets/sheet1.xml"]
	wants(t, "the sheet", sheet, `<dimension ref="A1:M8"/>`, `<row spans="1:4" r="1"`)
	if strings.Contains(sheet, `<row spans="1:4" r="4"`) {
		t.Error("a row with results says that it ends before them")
	}
}

// Cell styles are numbered: one in the middle would give every later cell the
// look of another.
func TestStylesAreOnlyAdded(t *testing.T) {
	data := saved(t, office(t, 5))
	old, now := parts(t, data)["xl/styles.xml"], written(t, data)["xl/styles.xml"]
	for _, list := range []string{"fonts", "fills", "borders", "cellXfs"} {
		was, is := listOf(t, old, list), listOf(t, now, list)
		if !strings.HasPrefix(is, was) {
			t.Errorf("%s do not begin with those that were there", list)
		}
		count := regexp.MustCompile(`<` + list + ` count="(\d+)"`).FindStringSubmatch(now)
		item := map[string]string{"fonts": "font", "fills": "fill", "borders": "border", "cellXfs": "xf"}[list]
		if n := len(regexp.MustCompile(`<`+item+`[ />]`).FindAllString(is, -1)); count == nil || count[1] != fmt.Sprint(n) {
			t.Errorf("%s say that they are %v, there are %d", list, count, n)
		}
	}
}

func listOf(t *testing.T, text, list string) string {
	t.Helper()
	_, text, found := strings.Cut(text, "<"+list+" ")
	_, text, _ = strings.Cut(text, ">")
	text, _, closed := strings.Cut(text, "</"+list+">")
	if !found || !closed {
		t.Fatalf("no %s", list)
	}
	return text
}

// A signature holds for the bytes that were signed.
func TestABrokenSignatureIsAnnounced(t *testing.T) {
	data := repacked(t, saved(t, office(t, 3)), func(name, text string) string {
		if name == "_rels/.rels" {
			return strings.Replace(text, "</Relationships>", `<Relationship Id="rIdS" Type="http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/origin" Target="_xmlsignatures/origin.sigs"/></Relationships>`, 1)
		}
		return text
	})
	layout, rows := understood(t, data, ingest.Options{})
	remarks, err := Check(context.Background(), Source{Input: input(data), Layout: layout})
	must(t, err)
	if strings.Join(remarks, "") != brokenSignature {
		t.Errorf("beforehand it says %q", remarks)
	}
	wants(t, "the legend", legendOf(t, results(t, data, layout, someRun(), answers(rows))), brokenSignature)
}

// The old fields for sizes hold 32 bits.
func TestPartsBeyondFourGigabytesKeepTheirSize(t *testing.T) {
	const huge = 5 << 30
	small := saved(t, office(t, 2))
	layout, rows := understood(t, small, ingest.Options{})
	old, err := zip.NewReader(bytes.NewReader(small), int64(len(small)))
	must(t, err)
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range old.File {
		must(t, w.Copy(f))
	}
	// Nobody unpacks the part, so that its bytes need not be true.
	p, err := w.CreateRaw(&zip.FileHeader{Name: "xl/media/film.bin", Method: zip.Deflate, UncompressedSize64: huge, CompressedSize64: 4})
	must(t, err)
	_, err = io.WriteString(p, "film")
	must(t, err)
	must(t, w.Close())
	out := results(t, b.Bytes(), layout, someRun(), answers(rows))
	z, err := zip.NewReader(bytes.NewReader(out), int64(len(out)))
	must(t, err)
	for _, f := range z.File {
		if f.Name == "xl/media/film.bin" {
			if f.UncompressedSize64 != huge {
				t.Errorf("the part now says that it has %d bytes", f.UncompressedSize64)
			}
			return
		}
	}
	t.Error("the part is gone")
}

// Columns added at the right move nothing: what is said about cells elsewhere,
// and the order in which formulas are computed, stays to the byte.
func TestWhatIsSaidAboutCellsStaysWhereItIs(t *testing.T) {
	f := office(t, 5)
	decorate(t, f)
	chain := `<calcChain xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><c r="A1" i="2"/><c r="A2" i="2"/></calcChain>`
	data := withPart(t, saved(t, f), "xl/calcChain.xml", chain, "application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml",
		"http://schemas.openxmlformats.org/officeDocument/2006/relationships/calcChain")
	now := written(t, data)
	if now["xl/calcChain.xml"] != chain {
		t.Errorf("the order of calculation is now %s", now["xl/calcChain.xml"])
	}
	was := parts(t, data)["xl/worksheets/sheet1.xml"]
	for _, element := range []string{"conditionalFormatting", "dataValidations", "hyperlinks", "mergeCells"} {
		found := regexp.MustCompile(`(?s)<` + element + `[ >].*?</` + element + `>`).FindString(was)
		if found == "" {
			t.Fatalf("the workbook has no %s", element)
		}
		if !strings.Contains(now["xl/worksheets/sheet1.xml"], found) {
			t.Errorf("%s was %s and is no longer there", element, found)
		}
	}
}

// withPart adds a part that the workbook relates to.
func withPart(t *testing.T, data []byte, name, text, kind, relation string) []byte {
	t.Helper()
	data = repacked(t, data, func(part, old string) string {
		switch part {
		case "[Content_Types].xml":
			return strings.Replace(old, "</Types>", `<Override PartName="/`+name+`" ContentType="`+kind+`"/></Types>`, 1)
		case "xl/_rels/workbook.xml.rels":
			return strings.Replace(old, "</Relationships>", `<Relationship Id="rIdX" Type="`+relation+`" Target="/`+name+`"/></Relationships>`, 1)
		}
		return old
	})
	var b bytes.Buffer
	old, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	must(t, err)
	w := zip.NewWriter(&b)
	for _, f := range old.File {
		must(t, w.Copy(f))
	}
	p, err := w.Create(name)
	must(t, err)
	_, err = io.WriteString(p, text)
	must(t, err)
	must(t, w.Close())
	return b.Bytes()
}

// Files that only look like a workbook are named for what they are before
// anything is written.
func TestWorkbooksOfAnotherKindAreRefusedByName(t *testing.T) {
	old := append([]byte{0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1}, make([]byte, 600)...)
	layout, _ := understood(t, saved(t, office(t, 2)), ingest.Options{})
	for what, data := range map[string][]byte{"protected by a password or of the old .xls kind": old, "not an Excel workbook": []byte("PK\x03\x04 and no more")} {
		var b bytes.Buffer
		err := WriteWorkbook(context.Background(), &b, Source{Input: input(data), Layout: layout}, someRun(), nil, someOptions())
		if err == nil || !strings.Contains(err.Error(), what) || b.Len() > 0 {
			t.Errorf("%v, %d bytes written; want %q", err, b.Len(), what)
		}
	}
}
