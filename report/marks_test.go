package report

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"domainbatch/executor"
	"domainbatch/ingest"
)

// withProblems writes results into a workbook whose bad cells are known.
func withProblems(t *testing.T, data []byte, change func([]executor.RowResult)) []byte {
	t.Helper()
	layout, rows := understood(t, data, ingest.Options{})
	given, problems := judged(rows)
	if change != nil {
		change(given)
	}
	var b bytes.Buffer
	src := Source{Input: input(data), Layout: layout, Problems: problems}
	must(t, WriteWorkbook(context.Background(), &b, src, someRun(), given, someOptions()))
	return b.Bytes()
}

// judged gives rows with a bad cell the result that the planner gives them,
// and all others OK.
func judged(rows []ingest.Row) ([]executor.RowResult, []ingest.Problem) {
	given := answers(rows)
	var problems []ingest.Problem
	for i, row := range rows {
		given[i] = executor.RowResult{Record: row.Record, Number: row.Number, Domain: cmp.Or(row.Domain, row.DomainTyped), Result: executor.OK, Comment: "Done.", RunID: "r1"}
		problems = append(problems, row.Problems...)
		var said []string
		for _, p := range row.Problems {
			if p.Severity == ingest.Error {
				given[i].Result, given[i].Code = executor.Invalid, p.Rule
				said = append(said, p.Cell+": "+p.Message+" ("+p.Cure+")")
			}
		}
		if said != nil {
			given[i].Comment = strings.Join(said, "; ") + "."
		}
	}
	return given, problems
}

// faulty is a workbook in which cells of rows 5 and 6 are wrong.
func faulty(t *testing.T) *excelize.File {
	f := office(t, 4)
	must(t, f.SetCellStr("Domains", "A5", "https://www.example.com/shop"))
	must(t, f.SetCellStr("Domains", "B6", "transfer-kode"))
	for _, row := range []int{4, 5, 7} {
		must(t, f.SetCellStr("Domains", cellAt(1, row), "transfer-code"))
	}
	return f
}

func notesIn(t *testing.T, data []byte) map[string]string {
	t.Helper()
	list, err := reopened(t, data).GetComments("Domains")
	must(t, err)
	texts := map[string]string{}
	for _, c := range list {
		text := c.Text
		for _, p := range c.Paragraph {
			text += p.Text
		}
		texts[c.Cell] = c.Author + "|" + text
	}
	return texts
}

func TestCellsToBlameGetNotes(t *testing.T) {
	f := faulty(t)
	must(t, f.AddComment("Domains", excelize.Comment{Cell: "D5", Author: "Li", Text: "my own"}))
	out := withProblems(t, saved(t, f), nil)
	notes := notesIn(t, out)
	for cell, want := range map[string]string{"A5": "example.com", "B6": "no known action", "D5": "my own"} {
		if !strings.Contains(notes[cell], want) {
			t.Errorf("the note on %s reads %q, want %q in it", cell, notes[cell], want)
		}
	}
	if len(notes) != 3 {
		t.Errorf("notes %v", notes)
	}
}

func TestANoteOfThePersonIsNotReplaced(t *testing.T) {
	f := faulty(t)
	must(t, f.AddComment("Domains", excelize.Comment{Cell: "A5", Author: "Li", Text: "ask first"}))
	notes := notesIn(t, withProblems(t, saved(t, f), nil))
	if !strings.HasPrefix(notes["A5"], "Li|") || !strings.Contains(notes["A5"], "ask first") {
		t.Errorf("the note on A5 reads %q", notes["A5"])
	}
	if !strings.Contains(notes["B6"], "domainbatch") {
		t.Errorf("the note on B6 reads %q", notes["B6"])
	}
}

func TestNotesOfAnEarlierRunGo(t *testing.T) {
	f := faulty(t)
	must(t, f.AddComment("Domains", excelize.Comment{Cell: "C4", Author: "Li", Text: "ask first"}))
	first := withProblems(t, saved(t, f), nil)
	again := reopened(t, first)
	must(t, again.SetCellStr("Domains", "A5", "example.com"))
	mended, err := again.WriteToBuffer()
	must(t, err)
	second := withProblems(t, mended.Bytes(), nil)
	notes := notesIn(t, second)
	if notes["A5"] != "" || notes["B6"] == "" || notes["C4"] == "" || len(notes) != 2 {
		t.Errorf("notes %v, want those on B6 and C4", notes)
	}
	for name, text := range parts(t, second) {
		if strings.HasSuffix(name, ".vml") {
			if n := strings.Count(text, `ObjectType="Note"`); n != 2 {
				t.Errorf("%s shows %d notes, want 2", name, n)
			}
		}
	}
}

func TestManyNotesAreCutAndSaidSo(t *testing.T) {
	var rows []ingest.Problem
	src := Source{Layout: ingest.Layout{Sheet: "S"}}
	at := map[int]int{}
	var given []executor.RowResult
	for i := range 3000 {
		cell := fmt.Sprintf("A%d", i+2)
		rows = append(rows, ingest.Problem{Severity: ingest.Error, Row: i + 2, Cell: cell, Message: "bad"})
		given = append(given, executor.RowResult{Number: i + 2, Result: executor.Invalid, Comment: cell + ": bad."})
		at[i+2] = i
	}
	src.Problems = rows
	if n := len(notesOf(src, given, at, &voice{})); n != 3000 {
		t.Errorf("%d notes", n)
	}
}

func TestResultsAreColouredByWhatTheySay(t *testing.T) {
	f := office(t, 6)
	red, err := f.NewConditionalStyle(&excelize.Style{Font: &excelize.Font{Color: "9A0511"}})
	must(t, err)
	must(t, f.SetConditionalFormat("Domains", "A4:D9", []excelize.ConditionalFormatOptions{{Type: "formula", Criteria: "TRUE", Format: &red}}))
	data := saved(t, f)
	for round := range 3 {
		layout, rows := understood(t, data, ingest.Options{})
		data = results(t, data, layout, someRun(), answers(rows))
		g := reopened(t, data)
		all, err := g.GetConditionalFormats("Domains")
		must(t, err)
		ours := all["E4:E9"]
		if len(all) != 2 || len(ours) != len(executor.Results()) {
			t.Fatalf("round %d: rules %v", round, all)
		}
		for i, rule := range ours {
			if want := `"` + string(executor.Results()[i]) + `"`; rule.Type != "cell" || rule.Value != want || rule.Format == nil {
				t.Errorf("round %d: rule %d is %+v, want one for %s", round, i, rule, want)
			}
		}
		sheet := parts(t, data)["xl/worksheets/sheet1.xml"]
		if n := strings.Count(sheet, "<conditionalFormatting "); n != 2 {
			t.Errorf("round %d: %d conditional formats", round, n)
		}
		if strings.Index(sheet, `sqref="A4:D9"`) > strings.Index(sheet, `sqref="E4:E9"`) {
			t.Error("our rules stand before those of the person")
		}
	}
	styles := parts(t, data)["xl/styles.xml"]
	wants(t, "the styles", styles, `<dxfs count="11"`, `formatCode="&quot;✔ &quot;@"`)
}

func TestSummaryHasAChartOfTheResults(t *testing.T) {
	data := saved(t, office(t, 30))
	for range 2 {
		layout, rows := understood(t, data, ingest.Options{})
		data = results(t, data, layout, someRun(), answers(rows))
	}
	charts := 0
	for name, text := range parts(t, data) {
		if !strings.HasPrefix(name, "xl/charts/") {
			continue
		}
		charts++
		wants(t, name, text, `<c:ptCount val="10"/>`, `'Summary'!$A$9:$A$18`, `'Summary'!$B$9:$B$18`, `<c:pt idx="3"><c:v>FAILED</c:v></c:pt>`, `<c:pt idx="9"><c:v>3</c:v></c:pt>`)
	}
	if charts != 1 {
		t.Errorf("%d charts after the second run", charts)
	}
	g := reopened(t, data)
	for cell, want := range map[string]string{"A9": "OK", "B9": "3", "A18": "SKIPPED", "B18": "3"} {
		if v, _ := g.GetCellValue("Summary", cell, excelize.Options{RawCellValue: true}); v != want {
			t.Errorf("Summary!%s reads %q, the chart takes it for %q", cell, v, want)
		}
	}
}
