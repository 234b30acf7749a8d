package report

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"domainbatch/executor"
	"domainbatch/ingest"
)

// understood reads a workbook as the program does.
func understood(t testing.TB, data []byte, opt ingest.Options) (ingest.Layout, []ingest.Row) {
	t.Helper()
	layout, rows, err := ingest.ReadAll(context.Background(), input(data), opt)
	must(t, err)
	return layout, rows
}

// answers gives each row a result, one of each kind in turn.
func answers(rows []ingest.Row) []executor.RowResult {
	list := mixed(len(rows), 0)
	for i := range list {
		list[i].Number, list[i].Domain = rows[i].Number, rows[i].Domain
	}
	return list
}

func TestOtherPartsStayByteForByte(t *testing.T) {
	f := office(t, 12)
	decorate(t, f)
	before := saved(t, f)
	layout, rows := understood(t, before, ingest.Options{})
	old, now := parts(t, before), parts(t, results(t, before, layout, someRun(), answers(rows)))
	mayChange := map[string]bool{
		"[Content_Types].xml": true, "xl/workbook.xml": true, "xl/_rels/workbook.xml.rels": true,
		"xl/styles.xml": true, "xl/worksheets/sheet1.xml": true,
		"xl/comments1.xml": true, "xl/drawings/vmlDrawing1.vml": true, // a cell is to blame and gets a note
	}
	for name, text := range old {
		if !mayChange[name] && now[name] != text {
			t.Errorf("part %s has changed", name)
		}
		if mayChange[name] && now[name] == text {
			t.Errorf("part %s should have changed", name)
		}
	}
	fresh := slices.DeleteFunc(slices.Sorted(maps.Keys(now)), func(name string) bool { _, had := old[name]; return had })
	want := []string{
		"xl/charts/chart2.xml", "xl/drawings/_rels/drawing2.xml.rels", "xl/drawings/drawing2.xml", "xl/worksheets/_rels/sheet3.xml.rels",
		"xl/worksheets/sheet3.xml", "xl/worksheets/sheet4.xml", "xl/worksheets/sheet5.xml", "xl/worksheets/sheet6.xml", "xl/worksheets/sheet7.xml",
	}
	if !slices.Equal(fresh, want) {
		t.Errorf("new parts %v, want %v", fresh, want)
	}
}

func TestUnchangedPartsAreNotEvenPackedAgain(t *testing.T) {
	before := saved(t, office(t, 3))
	layout, rows := understood(t, before, ingest.Options{})
	after := results(t, before, layout, someRun(), answers(rows))
	if a, b := rawPart(t, before, "xl/theme/theme1.xml"), rawPart(t, after, "xl/theme/theme1.xml"); !bytes.Equal(a, b) {
		t.Error("the theme was packed again")
	}
}

func rawPart(t *testing.T, data []byte, name string) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	must(t, err)
	for _, f := range z.File {
		if f.Name == name {
			r, err := f.OpenRaw()
			must(t, err)
			b, err := io.ReadAll(r)
			must(t, err)
			return b
		}
	}
	t.Fatalf("no part %s", name)
	return nil
}

func TestEveryRowGetsItsResultAndKeepsItsCells(t *testing.T) {
	f := office(t, 25)
	decorate(t, f)
	before := saved(t, f)
	layout, rows := understood(t, before, ingest.Options{})
	given := answers(rows)
	after := reopened(t, results(t, before, layout, someRun(), given))
	for i, r := range given {
		get := func(column int) string {
			v, err := after.GetCellValue("Domains", cellAt(column, r.Number), excelize.Options{RawCellValue: true})
			must(t, err)
			return v
		}
		if got := get(0); got != fmt.Sprintf("example-%03d.com", i) {
			t.Errorf("row %d: domain %q", r.Number, got)
		}
		for k, want := range []string{"=owner@example.com", "a & b <c>", string(r.Result), r.Comment, r.Code, joined(r.TaskNos), joined(r.RequestIDs)} {
			if got := get(2 + k); got != want {
				t.Errorf("row %d, column %d: %q, want %q", r.Number, 2+k, got, want)
			}
		}
		if formula, _ := after.GetCellFormula("Domains", cellAt(2, r.Number)); formula != "" {
			t.Errorf("row %d became a formula: %s", r.Number, formula)
		}
	}
}

func TestWhatThePersonMadeOfTheSheetIsKept(t *testing.T) {
	f := office(t, 12)
	decorate(t, f)
	before := saved(t, f)
	layout, rows := understood(t, before, ingest.Options{})
	was, is := reopened(t, before), reopened(t, results(t, before, layout, someRun(), answers(rows)))
	for what, get := range map[string]func(*excelize.File) (any, error){
		"widths":      func(f *excelize.File) (any, error) { w, err := f.GetColWidth("Domains", "D"); return w, err },
		"panes":       func(f *excelize.File) (any, error) { p, err := f.GetPanes("Domains"); return p, err },
		"validations": func(f *excelize.File) (any, error) { v, err := f.GetDataValidations("Domains"); return len(v), err },
		"conditional": func(f *excelize.File) (any, error) {
			v, err := f.GetConditionalFormats("Domains")
			return v["B4:B50"][0].Value, err
		},
		"comments":   func(f *excelize.File) (any, error) { v, err := f.GetComments("Domains"); return v[0], err },
		"merged":     func(f *excelize.File) (any, error) { v, err := f.GetMergeCells("Domains"); return v, err },
		"formula":    func(f *excelize.File) (any, error) { v, err := f.GetCellFormula("Dashboard", "A1"); return v, err },
		"link":       func(f *excelize.File) (any, error) { _, v, err := f.GetCellHyperLink("Domains", "D5"); return v, err },
		"style":      func(f *excelize.File) (any, error) { v, err := f.GetCellStyle("Domains", "B5"); return v, err },
		"properties": func(f *excelize.File) (any, error) { v, err := f.GetDocProps(); return v.Creator, err },
	} {
		a, err := get(was)
		must(t, err)
		b, err := get(is)
		must(t, err)
		if fmt.Sprint(a) != fmt.Sprint(b) || a == nil {
			t.Errorf("%s: was %v, is %v", what, a, b)
		}
	}
	if list := is.GetSheetList(); !slices.Equal(list, []string{"Domains", "Dashboard", "Summary", "Errors", "Follow-up", "Tasks", "Legend"}) {
		t.Errorf("sheets %v", list)
	}
}

func TestResultsLookLikeTheirRow(t *testing.T) {
	before := saved(t, office(t, 12))
	layout, rows := understood(t, before, ingest.Options{})
	f := reopened(t, results(t, before, layout, someRun(), answers(rows)))
	style := func(cell string) *excelize.Style {
		id, err := f.GetCellStyle("Domains", cell)
		must(t, err)
		s, err := f.GetStyle(id)
		must(t, err)
		return s
	}
	if a, b := style("D3"), style("E3"); fmt.Sprint(a.Fill, a.Font.Bold, a.Font.Color) != fmt.Sprint(b.Fill, b.Font.Bold, b.Font.Color) {
		t.Error("the titles of ours do not look like the header")
	}
	comment := style("F5")
	if comment.Font.Family != "Arial" || comment.Font.Size != 10 || len(comment.Border) != 4 {
		t.Errorf("font %s %v, %d borders: not those of the row", comment.Font.Family, comment.Font.Size, len(comment.Border))
	}
	if got := strings.Join(comment.Fill.Color, ""); got != "EAF0FA" {
		t.Errorf("fill %q of a striped row, want that of the row", got)
	}
	if got := strings.Join(style("F4").Fill.Color, ""); got != "" {
		t.Errorf("fill %q of a plain row", got)
	}
	if !style("E4").Font.Bold {
		t.Error("the result is not bold")
	}
}

func TestFilterReachesTheResults(t *testing.T) {
	before := saved(t, office(t, 5))
	layout, rows := understood(t, before, ingest.Options{})
	now := parts(t, results(t, before, layout, someRun(), answers(rows)))
	if !strings.Contains(now["xl/worksheets/sheet1.xml"], `ref="A3:M8"`) {
		t.Error("sorting by the filter would leave the results behind")
	}
	if !strings.Contains(now["xl/workbook.xml"], `'Domains'!$A$3:$M$8</definedName>`) {
		t.Error("the hidden name of the filter does not fit the filter")
	}
}

func TestTableTakesInTheResults(t *testing.T) {
	g := excelize.NewFile()
	must(t, g.SetSheetName("Sheet1", "Domains"))
	must(t, g.SetSheetRow("Domains", "B2", &[]any{"Domain", "Email"}))
	must(t, g.SetSheetRow("Domains", "B3", &[]any{"a.com", "x@example.com"}))
	must(t, g.AddTable("Domains", &excelize.Table{Range: "B2:C3", Name: "Portfolio"}))
	before := saved(t, g)
	layout, rows := understood(t, before, ingest.Options{DefaultAction: ingest.ActionTransferCode})
	after := results(t, before, layout, someRun(), answers(rows))
	tables, err := reopened(t, after).GetTables("Domains")
	must(t, err)
	if tables[0].Range != "B2:L3" {
		t.Errorf("the table covers %s", tables[0].Range)
	}
	text := parts(t, after)["xl/tables/table1.xml"]
	for _, want := range []string{`<autoFilter ref="B2:L3"`, `tableColumns count="11"`, `name="Result Comment"`, `id="11" name="Run Id"`} {
		if !strings.Contains(text, want) {
			t.Errorf("the table part lacks %s:\n%s", want, text)
		}
	}
	layout, rows = understood(t, after, ingest.Options{DefaultAction: ingest.ActionTransferCode})
	again := results(t, after, layout, someRun(), answers(rows))
	if got := parts(t, again)["xl/tables/table1.xml"]; got != text {
		t.Error("the table changes at the second run")
	}
}

func TestTableThatCannotGrowIsNamedInTheLegend(t *testing.T) {
	g := excelize.NewFile()
	must(t, g.SetSheetName("Sheet1", "Domains"))
	must(t, g.SetSheetRow("Domains", "A1", &[]any{"Domain", "Email"}))
	must(t, g.SetSheetRow("Domains", "A2", &[]any{"a.com", "x@example.com", nil, "remark without a title"}))
	must(t, g.AddTable("Domains", &excelize.Table{Range: "A1:B2", Name: "Portfolio"}))
	before := saved(t, g)
	layout, rows := understood(t, before, ingest.Options{DefaultAction: ingest.ActionTransferCode})
	after := results(t, before, layout, someRun(), answers(rows))
	if was, is := parts(t, before)["xl/tables/table1.xml"], parts(t, after)["xl/tables/table1.xml"]; was != is {
		t.Error("the table was changed although it could not grow")
	}
	if !strings.Contains(legendOf(t, after), "table Portfolio cannot be made wider") {
		t.Error("nobody is told")
	}
	if v, _ := reopened(t, after).GetCellValue("Domains", "D2"); v != "remark without a title" {
		t.Errorf("a cell without a title was overwritten: %q", v)
	}
}

func TestResultsOfResultsAreOneSetOfColumns(t *testing.T) {
	f := office(t, 30)
	decorate(t, f)
	data := saved(t, f)
	var styles, sheets int
	for round := range 4 {
		layout, rows := understood(t, data, ingest.Options{})
		if len(rows) != 30 {
			t.Fatalf("round %d: %d rows", round, len(rows))
		}
		given := answers(rows)
		if round > 0 {
			for i, row := range rows {
				if want := executor.Results()[i%10]; row.Previous.Result != string(want) {
					t.Errorf("round %d, row %d: previous result %q, want %s", round, row.Number, row.Previous.Result, want)
				}
			}
			for i := range given {
				given[i].Carried = given[i].Result == executor.OK
			}
		}
		data = results(t, data, layout, someRun(), given)
		all := parts(t, data)
		count := 0
		for _, c := range mustLayout(t, data).Columns {
			if c.Result != "" {
				count++
			}
		}
		if count != 9 {
			t.Errorf("round %d: %d result columns", round, count)
		}
		if round > 0 && len(all["xl/styles.xml"]) != styles {
			t.Errorf("round %d: the styles grew from %d to %d bytes", round, styles, len(all["xl/styles.xml"]))
		}
		if round > 0 && len(all) != sheets {
			t.Errorf("round %d: %d parts, before %d", round, len(all), sheets)
		}
		styles, sheets = len(all["xl/styles.xml"]), len(all)
	}
}

func mustLayout(t *testing.T, data []byte) ingest.Layout {
	t.Helper()
	layout, _ := understood(t, data, ingest.Options{})
	return layout
}

func TestCarriedRowsKeepWhatTheyHave(t *testing.T) {
	data := saved(t, office(t, 3))
	layout, rows := understood(t, data, ingest.Options{})
	first := answers(rows)
	first[0].TransferCode = "Xy7-code"
	data = results(t, data, layout, someRun(), first)
	before := rowText(t, data, 4)
	layout, rows = understood(t, data, ingest.Options{})
	second := answers(rows)
	second[0].Carried, second[0].RunID, second[0].Comment = true, "other", "other"
	data = results(t, data, layout, someRun(), second)
	if after := rowText(t, data, 4); after != before {
		t.Errorf("was %s\nis  %s", before, after)
	}
}

func rowText(t *testing.T, data []byte, row int) string {
	t.Helper()
	text := parts(t, data)["xl/worksheets/sheet1.xml"]
	_, text, _ = strings.Cut(text, fmt.Sprintf(`<row r="%d"`, row))
	text, _, _ = strings.Cut(text, "</row>")
	return text
}

func TestTransferCodesHaveAColumnOnlyWhenAskedFor(t *testing.T) {
	data := saved(t, office(t, 3))
	layout, rows := understood(t, data, ingest.Options{})
	given := answers(rows)
	if f := parts(t, results(t, data, layout, Run{}, given)); strings.Contains(f["xl/worksheets/sheet1.xml"], "Transfer Code") {
		t.Error("a column of transfer codes that nobody asked for")
	}
	given[0].TransferCode = "=Xy7@code"
	given[1].CodeByMail = true
	out := results(t, data, layout, Run{}, given)
	f := reopened(t, out)
	if v, _ := f.GetCellValue("Domains", "M4"); v != "=Xy7@code" {
		t.Errorf("code %q", v)
	}
	if v, _ := f.GetCellValue("Domains", "M5"); v != codeByMail {
		t.Errorf("code %q", v)
	}
	for name, text := range parts(t, out) {
		if name != "xl/worksheets/sheet1.xml" && strings.Contains(text, "Xy7") {
			t.Errorf("the code stands in %s too", name)
		}
	}
}

func TestErrorsSheetCanBeFedBack(t *testing.T) {
	f := office(t, 20)
	must(t, f.SetCellInt("Domains", "C5", 13800138000))
	data := saved(t, f)
	layout, rows := understood(t, data, ingest.Options{})
	given := answers(rows)
	data = results(t, data, layout, someRun(), given)
	errors, again := understood(t, data, ingest.Options{Sheet: "Errors"})
	var want []string
	for _, r := range given {
		if worthAnotherRun(r.Result) {
			want = append(want, r.Domain+" "+string(r.Result))
		}
	}
	var got []string
	for _, row := range again {
		got = append(got, row.Domain+" "+row.Previous.Result)
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	var headers []string
	for _, c := range errors.Columns {
		if c.Result == "" {
			headers = append(headers, c.Header)
		}
	}
	if want := []string{"Domain Name", "Action", "Email", "Notes"}; !slices.Equal(headers, want) {
		t.Errorf("headers %v, want %v", headers, want)
	}
	links := parts(t, data)["xl/worksheets/sheet4.xml"]
	if !strings.Contains(links, `<hyperlink ref="A2" location="'Domains'!A7"/>`) {
		t.Error("no link to the row that failed")
	}
	// The person runs that sheet: it is the person's now, and ours gets another name.
	data = results(t, data, errors, someRun(), answers(again))
	list := reopened(t, data).GetSheetList()
	if want := []string{"Domains", "Dashboard", "Summary", "Errors", "Follow-up", "Tasks", "Legend", "Errors (domainbatch)"}; !slices.Equal(list, want) {
		t.Errorf("sheets %v, want %v", list, want)
	}
	if _, rows := understood(t, data, ingest.Options{Sheet: "Errors"}); len(rows) != len(want) {
		t.Errorf("%d rows in the sheet that was run, want %d", len(rows), len(want))
	}
}

func TestSheetOfThePersonIsNeverReplaced(t *testing.T) {
	f := office(t, 3)
	_, err := f.NewSheet("summary")
	must(t, err)
	must(t, f.SetCellStr("summary", "A1", "my own"))
	data := saved(t, f)
	for range 2 {
		layout, rows := understood(t, data, ingest.Options{})
		data = results(t, data, layout, someRun(), answers(rows))
	}
	g := reopened(t, data)
	if v, _ := g.GetCellValue("summary", "A1"); v != "my own" {
		t.Errorf("the person's sheet reads %q", v)
	}
	if list := g.GetSheetList(); !slices.Equal(list, []string{"Domains", "Dashboard", "summary", "Summary (domainbatch)", "Errors", "Follow-up", "Tasks", "Legend"}) {
		t.Errorf("sheets %v", list)
	}
}

func TestMacrosAreKept(t *testing.T) {
	f := office(t, 3)
	macro := append([]byte{0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1}, bytes.Repeat([]byte("macro"), 200)...)
	must(t, f.AddVBAProject(macro))
	path := filepath.Join(t.TempDir(), "x.xlsm")
	must(t, f.SaveAs(path))
	data, err := os.ReadFile(path)
	must(t, err)
	layout, rows := understood(t, data, ingest.Options{})
	out := parts(t, results(t, data, layout, someRun(), answers(rows)))
	if out["xl/vbaProject.bin"] != string(macro) {
		t.Error("the macros are not what they were")
	}
	if !strings.Contains(out["[Content_Types].xml"], "macroEnabled") {
		t.Error("the workbook is not one with macros any more")
	}
}

func TestTimesAreDatesByTheClockOfTheZone(t *testing.T) {
	for _, date1904 := range []bool{false, true} {
		f := office(t, 1)
		must(t, f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &date1904}))
		data := saved(t, f)
		layout, rows := understood(t, data, ingest.Options{})
		given := answers(rows)
		g := reopened(t, results(t, data, layout, someRun(), given))
		v, err := g.GetCellValue("Domains", "K4", excelize.Options{RawCellValue: true})
		must(t, err)
		var serial float64
		fmt.Sscan(v, &serial)
		when, err := excelize.ExcelDateToTime(serial, date1904)
		must(t, err)
		if want := given[0].SubmittedAt.In(shanghai()).Format(time.DateTime); when.Format(time.DateTime) != want {
			t.Errorf("1904 %t: %v, want %v", date1904, when, want)
		}
	}
}

func TestRowsThatAreNotThereAreAnError(t *testing.T) {
	data := saved(t, office(t, 3))
	layout, rows := understood(t, data, ingest.Options{})
	given := append(answers(rows), executor.RowResult{Number: 99, Result: executor.OK})
	err := WriteWorkbook(context.Background(), io.Discard, Source{Input: input(data), Layout: layout}, someRun(), given, someOptions())
	if err == nil || !strings.Contains(err.Error(), "3 of 4 rows") {
		t.Errorf("error %v", err)
	}
}

func TestCheckSaysBeforehandWhatCannotBeWritten(t *testing.T) {
	whole := saved(t, office(t, 3))
	layout, _ := understood(t, whole, ingest.Options{})
	_, err := Check(context.Background(), Source{Input: input(whole), Layout: layout})
	must(t, err)
	cut := repacked(t, whole, func(name, text string) string {
		if name == "xl/worksheets/sheet1.xml" {
			return text[:len(text)/2]
		}
		return text
	})
	old := append([]byte{0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1}, make([]byte, 2048)...)
	for what, data := range map[string][]byte{"cut sheet": cut, "protected": old, "no zip": []byte("domain\na.com\n")} {
		if _, err := Check(context.Background(), Source{Input: input(data), Layout: layout}); err == nil {
			t.Errorf("%s: no error", what)
		}
	}
	layout.Sheet = "Nowhere"
	if _, err := Check(context.Background(), Source{Input: input(whole), Layout: layout}); err == nil {
		t.Error("no error for a sheet that is not there")
	}
}

// repacked is a workbook with the text of its parts changed.
func repacked(t *testing.T, data []byte, change func(name, text string) string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	all := parts(t, data)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		p, err := w.Create(name)
		must(t, err)
		_, err = io.WriteString(p, change(name, all[name]))
		must(t, err)
	}
	must(t, w.Close())
	return b.Bytes()
}

func TestCancelledContextStopsTheReport(t *testing.T) {
	data := saved(t, office(t, 3))
	layout, rows := understood(t, data, ingest.Options{})
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := WriteWorkbook(ctx, io.Discard, Source{Input: input(data), Layout: layout}, someRun(), answers(rows), someOptions()); err == nil {
		t.Error("no error")
	}
}
