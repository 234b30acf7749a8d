package markup

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"domainbatch/ingest"
)

// office is a workbook as a person has it: a title row, colours, a formula, a
// comment, a second sheet, and mistakes.
func office(t *testing.T) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	do := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	do(f.SetSheetName("Sheet1", "Domains"))
	bold, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true, Color: "C00000"}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E2EFDA"}}})
	do(err)
	header := []any{"Domain", "Action", "Contact Type", "Registrant Type", "Name", "Organization", "Country", "Province", "City", "Address", "Postal Code", "Email", "Tel Area", "Telephone", "Cost"}
	do(f.SetSheetRow("Domains", "A1", &[]any{"Our domains"}))
	do(f.SetSheetRow("Domains", "A2", &header))
	person := func(domain, email, area string) []any {
		return []any{domain, "update-contact", "admin", "2", "Li Wei", "Northwind", "CN", "Zhejiang", "Hangzhou", "1 Wensan Road", "310024", email, area, "57188888888"}
	}
	for i, row := range [][]any{
		person("good-example.com", "a@good-example.com", "86"),
		person("https://www.bad-example.com/", "not an address", "+86"),
		person("other-example.com", "mailto:b@other-example.com", "86"),
		person("good-example.com", "c@good-example.com", "86"),
	} {
		do(f.SetSheetRow("Domains", fmt.Sprintf("A%d", i+3), &row))
		do(f.SetCellFormula("Domains", fmt.Sprintf("O%d", i+3), "1+2"))
	}
	do(f.SetCellStyle("Domains", "L4", "L4", bold))
	do(f.AddComment("Domains", excelize.Comment{Cell: "M4", Author: "Ann", Text: "ask Bob"}))
	do(f.SetCellFormula("Domains", "L5", `"mailto:"&"b@other-example.com"`))
	do(f.SetCellStr("Domains", "B6", "update-contact"))
	_, err = f.NewSheet("Notes")
	do(err)
	do(f.SetCellStr("Notes", "A1", "keep me"))
	var out bytes.Buffer
	_, err = f.WriteTo(&out)
	do(err)
	return withResult(t, out.Bytes(), "L5", "mailto:b@other-example.com")
}

// withResult stores the result of a formula, which the library cannot.
func withResult(t *testing.T, workbook []byte, cell, value string) []byte {
	t.Helper()
	from, err := zip.NewReader(bytes.NewReader(workbook), int64(len(workbook)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	to := zip.NewWriter(&out)
	for _, part := range from.File {
		r, err := part.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if part.Name == "xl/worksheets/sheet1.xml" {
			re := regexp.MustCompile(`<c r="` + cell + `"[^>]*>(<f>[^<]*</f>)(<v>[^<]*</v>)?</c>`)
			if !re.Match(content) {
				t.Fatalf("no formula in %s", cell)
			}
			content = re.ReplaceAll(content, []byte(`<c r="`+cell+`" t="str">$1<v>`+value+`</v></c>`))
		}
		w, err := to.Create(part.Name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(content); err != nil {
			t.Fatal(err)
		}
	}
	if err := to.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// checked reads a file and gives its problems.
func checked(t *testing.T, name string, content []byte, opt ingest.Options) (ingest.Input, ingest.Layout, []ingest.Problem) {
	t.Helper()
	in := ingest.Input{Name: name, Data: bytes.NewReader(content), Size: int64(len(content))}
	layout, rows, err := ingest.ReadAll(t.Context(), in, opt)
	if err != nil {
		t.Fatal(err)
	}
	problems := layout.Remarks
	for _, r := range rows {
		problems = append(problems, r.Problems...)
	}
	return in, layout, problems
}

func each(problems []ingest.Problem) iter.Seq2[ingest.Problem, error] {
	return func(yield func(ingest.Problem, error) bool) {
		for _, p := range problems {
			if !yield(p, nil) {
				return
			}
		}
	}
}

func opened(t *testing.T, content []byte) *excelize.File {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func marked(t *testing.T, content []byte, opt Options) []byte {
	t.Helper()
	in, layout, problems := checked(t, "office.xlsx", content, ingest.Options{})
	problems = append(problems, ingest.Problem{ // as planning finds it
		Severity: ingest.Error, Rule: "held.conflict", File: "office.xlsx", Sheet: "Domains", Row: 6, Message: "row 3 wants something else",
	})
	var out bytes.Buffer
	if _, err := WriteProblems(t.Context(), &out, in, layout, each(problems), opt); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func fillOf(t *testing.T, f *excelize.File, cell string) string {
	t.Helper()
	id, err := f.GetCellStyle("Domains", cell)
	if err != nil {
		t.Fatal(err)
	}
	s, err := f.GetStyle(id)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(s.Fill.Color, " ")
}

func comments(t *testing.T, f *excelize.File) map[string]string {
	t.Helper()
	all, err := f.GetComments("Domains")
	if err != nil {
		t.Fatal(err)
	}
	m := map[string]string{}
	for _, c := range all {
		text := c.Text
		for _, r := range c.Paragraph {
			text += r.Text
		}
		m[c.Cell] += c.Author + ": " + text
	}
	return m
}

func TestProblemsAreMarkedAtTheirCells(t *testing.T) {
	f := opened(t, marked(t, office(t), Options{}))
	for cell, color := range map[string]string{"A4": "FFC7CE", "L4": "FFC7CE", "M4": "FFC7CE", "A6": "FFC7CE", "A3": "", "L3": "", "A5": ""} {
		if got := fillOf(t, f, cell); got != color {
			t.Errorf("%s is filled with %q, want %q", cell, got, color)
		}
	}
	id, _ := f.GetCellStyle("Domains", "L4")
	if s, err := f.GetStyle(id); err != nil || !s.Font.Bold || s.Font.Color != "C00000" {
		t.Errorf("the font of a marked cell is gone: %+v, %v", s.Font, err)
	}
	said := comments(t, f)
	if c := said["L4"]; !strings.HasPrefix(c, author+": error: no e-mail address\nTo do: type one") {
		t.Errorf("L4 says %q", c)
	}
	if c := said["A6"]; c != author+": error: row 3 wants something else" {
		t.Errorf("A6 says %q", c)
	}
	if c := said["M4"]; c != "Ann: ask Bob" {
		t.Errorf("a comment of the person's became %q", c)
	}
	for cell, want := range map[string]string{"Domains!A1": "Our domains", "Domains!A4": "https://www.bad-example.com/", "Notes!A1": "keep me"} {
		sheet, cell, _ := strings.Cut(cell, "!")
		if got, _ := f.GetCellValue(sheet, cell); got != want {
			t.Errorf("%s!%s is %q", sheet, cell, got)
		}
	}
	if formula, _ := f.GetCellFormula("Domains", "O4"); formula != "1+2" {
		t.Errorf("a formula became %q", formula)
	}
	rows, err := f.GetRows("Problems")
	if err != nil || len(rows) < 5 || !slices.Contains(rows[2], "Domains!A4") {
		t.Errorf("the list is %q, %v", rows, err)
	}
}

func TestAMarkedWorkbookIsReadAsBefore(t *testing.T) {
	before := office(t)
	_, layout, problems := checked(t, "office.xlsx", before, ingest.Options{})
	_, again, same := checked(t, "office.xlsx", marked(t, before, Options{}), ingest.Options{})
	if again.Sheet != layout.Sheet || again.HeaderRow != layout.HeaderRow || !slices.Equal(problems, same) {
		t.Errorf("read otherwise: %+v", same)
	}
}

// What was marked and is right now is marked no more; a second list does not
// pile up on the first.
func TestMarksOfAnEarlierCheckAreTakenAway(t *testing.T) {
	f := opened(t, marked(t, office(t), Options{Lang: "zh"}))
	if err := f.SetCellStr("Domains", "A4", "bad-example.com"); err != nil {
		t.Fatal(err)
	}
	var corrected bytes.Buffer
	if _, err := f.WriteTo(&corrected); err != nil {
		t.Fatal(err)
	}
	g := opened(t, marked(t, corrected.Bytes(), Options{}))
	said := comments(t, g)
	if said["A4"] != "" || fillOf(t, g, "A4") != "" || said["L4"] == "" || strings.Contains(said["L4"], "错误") || said["M4"] != "Ann: ask Bob" {
		t.Errorf("A4 filled %q, comments %q", fillOf(t, g, "A4"), said)
	}
	if got := g.GetSheetList(); !slices.Equal(got, []string{"Domains", "Notes", "Problems"}) {
		t.Errorf("sheets %q", got)
	}
	if n := strings.Count(drawing(t, g), "<x:ClientData"); n != len(said) {
		t.Errorf("%d boxes for %d comments", n, len(said))
	}
}

// LibreOffice keeps no authors.
func TestMarksAreKnownWithoutTheirAuthor(t *testing.T) {
	f := opened(t, marked(t, office(t), Options{Lang: "zh"}))
	for _, c := range f.Comments {
		if c != nil {
			t.Fatal("comments are read already")
		}
	}
	part, _ := f.Pkg.Load("xl/comments1.xml")
	f.Pkg.Store("xl/comments1.xml", bytes.ReplaceAll(part.([]byte), []byte(author), []byte(" ")))
	var content bytes.Buffer
	if _, err := f.WriteTo(&content); err != nil {
		t.Fatal(err)
	}
	said := comments(t, opened(t, marked(t, content.Bytes(), Options{})))
	if said["L4"] == "" || strings.Contains(said["L4"], "错误") || said["M4"] != "Ann: ask Bob" && said["M4"] != " : ask Bob" {
		t.Errorf("%q", said)
	}
}

// drawing is the part with the boxes of the comments of the first sheet.
func drawing(t *testing.T, f *excelize.File) string {
	t.Helper()
	part, ok := f.Pkg.Load("xl/drawings/vmlDrawing1.vml")
	if !ok {
		t.Fatal("no drawing")
	}
	return string(part.([]byte))
}

func TestASheetOfThePersonWithTheNameOfTheListStays(t *testing.T) {
	f := opened(t, office(t))
	if _, err := f.NewSheet("Problems"); err != nil {
		t.Fatal(err)
	}
	if err := f.SetCellStr("Problems", "A1", "mine"); err != nil {
		t.Fatal(err)
	}
	var content bytes.Buffer
	if _, err := f.WriteTo(&content); err != nil {
		t.Fatal(err)
	}
	twice := opened(t, marked(t, marked(t, content.Bytes(), Options{}), Options{}))
	if v, _ := twice.GetCellValue("Problems", "A1"); v != "mine" {
		t.Errorf("their sheet holds %q", v)
	}
	if got := twice.GetSheetList(); !slices.Equal(got, []string{"Domains", "Notes", "Problems", "Problems (domainbatch)"}) {
		t.Errorf("sheets %q", got)
	}
}

func TestFixesChangeOnlyTheirCells(t *testing.T) {
	content := office(t)
	in, layout, problems := checked(t, "office.xlsx", content, ingest.Options{AcceptFixes: true})
	var out bytes.Buffer
	done, err := WriteFixed(t.Context(), &out, in, layout, each(problems), Options{})
	if err != nil {
		t.Fatal(err)
	}
	before, after := opened(t, content), opened(t, out.Bytes())
	changed := map[string]string{}
	for _, sheet := range before.GetSheetList() {
		for row := 1; row < 10; row++ {
			for col := 1; col < 20; col++ {
				cell, _ := excelize.CoordinatesToCellName(col, row)
				was, _ := before.GetCellValue(sheet, cell)
				is, _ := after.GetCellValue(sheet, cell)
				was2, _ := before.GetCellFormula(sheet, cell)
				is2, _ := after.GetCellFormula(sheet, cell)
				if was != is || was2 != is2 {
					changed[sheet+"!"+cell] = is
				}
			}
		}
	}
	want := map[string]string{"Domains!A4": "bad-example.com", "Domains!M4": "86"}
	if fmt.Sprint(changed) != fmt.Sprint(want) || done.Cells != 2 || !slices.Equal(done.Formulas, []string{"Domains!L5"}) {
		t.Errorf("changed %v, done %+v", changed, done)
	}
	if c := comments(t, after); c["M4"] != "Ann: ask Bob" || len(c) != 1 {
		t.Errorf("comments %q", c)
	}
	_, _, rest := checked(t, "office.xlsx", out.Bytes(), ingest.Options{})
	for _, p := range rest {
		if p.Fixable && p.Cell != "L5" {
			t.Errorf("still to be fixed: %+v", p)
		}
	}
}

func TestFixedTextKeepsEverythingElse(t *testing.T) {
	content := "our domains;;\r\n\r\ndomain;action;note\r\nhttps://www.a-example.com/x;skipp;\"one;\r\ntwo\"\r\n=formula.com;skip; blank \r\n\"b-example.com\";transfer-code;\"say \"\"x\"\"\"\r\n"
	in, layout, problems := checked(t, "x.csv", []byte(content), ingest.Options{AcceptFixes: true})
	var out bytes.Buffer
	done, err := WriteFixed(t.Context(), &out, in, layout, each(problems), Options{})
	if err != nil || done.Cells != 2 {
		t.Fatalf("%+v, %v", done, err)
	}
	want := "\ufeffour domains;;\r\n\r\ndomain;action;note\r\na-example.com;skip;\"one;\r\ntwo\"\r\n'=formula.com;skip;\" blank \"\r\nb-example.com;transfer-code;\"say \"\"x\"\"\"\r\n"
	if out.String() != want {
		t.Errorf("got %q\nwant %q", out.String(), want)
	}
}

func TestWhatIsNoWorkbookIsRefused(t *testing.T) {
	content := []byte("PK nonsense")
	in := ingest.Input{Name: "x.xlsx", Data: bytes.NewReader(content), Size: int64(len(content))}
	if _, err := WriteProblems(t.Context(), &bytes.Buffer{}, in, ingest.Layout{Format: ingest.XLSX}, each(nil), Options{}); !errors.Is(err, ErrWorkbook) {
		t.Errorf("%v", err)
	}
	if _, err := WriteFixed(t.Context(), &bytes.Buffer{}, in, ingest.Layout{Format: ingest.XLSX}, each(nil), Options{}); !errors.Is(err, ErrWorkbook) {
		t.Errorf("%v", err)
	}
}

func TestAnEncryptedWorkbookStaysEncrypted(t *testing.T) {
	f := opened(t, office(t))
	var content bytes.Buffer
	if _, err := f.WriteTo(&content, excelize.Options{Password: "sesame"}); err != nil {
		t.Fatal(err)
	}
	in, layout, problems := checked(t, "office.xlsx", content.Bytes(), ingest.Options{Password: "sesame", AcceptFixes: true})
	var marked, fixed bytes.Buffer
	if _, err := WriteProblems(t.Context(), &marked, in, layout, each(problems), Options{Password: "sesame"}); err != nil {
		t.Fatal(err)
	}
	if _, err := WriteFixed(t.Context(), &fixed, in, layout, each(problems), Options{Password: "sesame"}); err != nil {
		t.Fatal(err)
	}
	for _, b := range [][]byte{marked.Bytes(), fixed.Bytes()} {
		if bytes.HasPrefix(b, []byte("PK")) {
			t.Error("the new workbook is open to everybody")
		}
		checked(t, "office.xlsx", b, ingest.Options{Password: "sesame"})
	}
}
