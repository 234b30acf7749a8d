package report

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"io"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"domainbatch/executor"
	"domainbatch/ingest"
)

// must ends the test on an error that no test is about.
func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// office is a workbook as an office would make it: a title, a coloured frozen
// header in row 3, zebra rows, a filter, a second sheet with formulas over the
// first, and most of what else a workbook can hold. It has n rows.
func office(t testing.TB, n int) *excelize.File {
	t.Helper()
	f := excelize.NewFile()
	must(t, f.SetSheetName("Sheet1", "Domains"))
	header, err := f.NewStyle(&excelize.Style{
		Font: &excelize.Font{Bold: true, Color: "FFFFFF", Family: "Arial", Size: 10}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"2F5597"}},
	})
	must(t, err)
	line, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Family: "Arial", Size: 10}, Border: thin()})
	must(t, err)
	zebra, err := f.NewStyle(&excelize.Style{
		Font: &excelize.Font{Family: "Arial", Size: 10}, Border: thin(), Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"EAF0FA"}},
	})
	must(t, err)
	must(t, f.SetCellStr("Domains", "A1", "Domain portfolio 2026"))
	must(t, f.MergeCell("Domains", "A1", "D1"))
	for i, h := range []string{"Domain Name", "Action", "Email", "Notes"} {
		must(t, f.SetCellStr("Domains", cellAt(i, 3), h))
	}
	must(t, f.SetCellStyle("Domains", "A3", "D3", header))
	must(t, f.SetColWidth("Domains", "A", "A", 28))
	must(t, f.SetColWidth("Domains", "D", "D", 40))
	for i := range n {
		row := 4 + i
		must(t, f.SetSheetRow("Domains", cellAt(0, row), &[]any{fmt.Sprintf("example-%03d.com", i), "update-contact", "=owner@example.com", "a & b <c>"}))
		style := line
		if i%2 == 1 {
			style = zebra
		}
		must(t, f.SetCellStyle("Domains", cellAt(0, row), cellAt(3, row), style))
	}
	must(t, f.SetPanes("Domains", &excelize.Panes{Freeze: true, YSplit: 3, TopLeftCell: "A4", ActivePane: "bottomLeft"}))
	must(t, f.AutoFilter("Domains", fmt.Sprintf("A3:D%d", 3+n), nil))
	_, err = f.NewSheet("Dashboard")
	must(t, err)
	must(t, f.SetCellFormula("Dashboard", "A1", `COUNTIF(Domains!E:E,"OK")`))
	must(t, f.SetCellFormula("Dashboard", "A2", `COUNTA(Domains!A4:A100)`))
	return f
}

func thin() []excelize.Border {
	var list []excelize.Border
	for _, side := range []string{"left", "right", "top", "bottom"} {
		list = append(list, excelize.Border{Type: side, Color: "BFBFBF", Style: 1})
	}
	return list
}

// decorate adds what a rewrite must not lose.
func decorate(t testing.TB, f *excelize.File) {
	t.Helper()
	must(t, f.AddComment("Domains", excelize.Comment{Cell: "A4", Author: "Li", Text: "ask first"}))
	must(t, f.SetCellHyperLink("Domains", "D5", "https://example.com", "External"))
	red, err := f.NewConditionalStyle(&excelize.Style{Font: &excelize.Font{Color: "9A0511"}})
	must(t, err)
	must(t, f.SetConditionalFormat("Domains", "B4:B50", []excelize.ConditionalFormatOptions{{Type: "cell", Criteria: "==", Value: `"skip"`, Format: &red}}))
	v := excelize.NewDataValidation(true)
	v.SetSqref("B4:B50")
	must(t, v.SetDropList([]string{"update-contact", "transfer-code", "skip"}))
	must(t, f.AddDataValidation("Domains", v))
	must(t, f.AddChart("Dashboard", "C3", &excelize.Chart{
		Type: excelize.Col, Series: []excelize.ChartSeries{{Name: "x", Categories: "Domains!$A$4:$A$8", Values: "Dashboard!$A$1:$A$2"}},
	}))
	must(t, f.SetDefinedName(&excelize.DefinedName{Name: "Owners", RefersTo: "Domains!$C$4:$C$8"}))
	must(t, f.SetDocProps(&excelize.DocProperties{Creator: "Li Wei", Title: "Portfolio"}))
}

func cellAt(column, row int) string {
	name, err := excelize.CoordinatesToCellName(column+1, row)
	if err != nil {
		panic(err)
	}
	return name
}

func saved(t testing.TB, f *excelize.File) []byte {
	t.Helper()
	b, err := f.WriteToBuffer()
	must(t, err)
	return b.Bytes()
}

func input(data []byte) ingest.Input {
	return ingest.Input{Name: "portfolio.xlsx", Data: bytes.NewReader(data), Size: int64(len(data))}
}

func reopened(t testing.TB, data []byte) *excelize.File {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatalf("the workbook cannot be opened again: %v", err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// mixed gives n rows from a sheet row on, one of each result in turn.
func mixed(n, from int) []executor.RowResult {
	at := time.Date(2026, 11, 22, 6, 37, 0, 0, time.UTC)
	comments := map[executor.Result][2]string{
		executor.OK:        {"done", ""},
		executor.Unchanged: {"already so, nothing was sent", ""},
		executor.Pending:   {"accepted, still running at the service; resume goes on", ""},
		executor.Failed:    {"the domain does not exist in this account; check the spelling, or remove the row", "DomainNotExist"},
		executor.Invalid:   {"cell C9: not an e-mail address; type one such as owner@example.com", "email.syntax"},
		executor.Held:      {"contradicts row 7; keep one of them", "plan.conflict"},
		executor.NotSent:   {"the run stopped before this row; resume it", ""},
		executor.Unknown:   {"sent, but no answer came and no task was found; look in the console", "AnswerLost"},
		executor.Cancelled: {"cancelled before it was sent", ""},
		executor.Skipped:   {"the row says skip", ""},
	}
	rows := make([]executor.RowResult, n)
	for i := range rows {
		r := executor.Results()[i%len(executor.Results())]
		rows[i] = executor.RowResult{
			Record: i, Number: from + i, Domain: fmt.Sprintf("example-%03d.com", i), Result: r,
			Comment: comments[r][0], Code: comments[r][1], RunID: "20261122-063700-k3f9",
		}
		switch r {
		case executor.OK, executor.Pending, executor.Failed:
			rows[i].TaskNos = []string{fmt.Sprintf("c4f1%028d", i/7)}
			rows[i].RequestIDs = []string{fmt.Sprintf("7A1C0FFE-0000-4000-8000-%012d", i/7)}
			rows[i].Attempts = 1
			rows[i].SubmittedAt = at.Add(time.Duration(i) * time.Second)
		}
		if r == executor.OK {
			rows[i].FinishedAt = at.Add(time.Hour)
		}
	}
	return rows
}

func someRun() Run {
	return Run{
		ID: "20261122-063700-k3f9", Account: "default", Site: "cn", Tool: "domainbatch 0.1", InputName: "portfolio.xlsx",
		InputDigest: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
		Started:     time.Date(2026, 11, 22, 6, 37, 0, 0, time.UTC), Finished: time.Date(2026, 11, 22, 6, 38, 3, 0, time.UTC),
		Elapsed: 63 * time.Second, Submits: 14, Rate: 1.98,
		Calls: map[string]int{"SaveBatchTaskForUpdatingContactInfoByNewContact": 12, "QueryTaskDetailList": 30, "SaveSingleTaskForQueryingTransferAuthorizationCode": 2},
		Next:  "domainbatch resume 20261122-063700-k3f9",
	}
}

func shanghai() *time.Location { return time.FixedZone("CST", 8*3600) }

func someOptions() Options {
	return Options{Location: shanghai(), Now: time.Date(2026, 11, 22, 6, 39, 0, 0, time.UTC)}
}

// results writes a workbook and gives it back.
func results(t testing.TB, data []byte, layout ingest.Layout, run Run, rows []executor.RowResult) []byte {
	t.Helper()
	var b bytes.Buffer
	must(t, WriteWorkbook(context.Background(), &b, Source{Input: input(data), Layout: layout}, run, rows, someOptions()))
	return b.Bytes()
}

// parts unpacks a workbook.
func parts(t testing.TB, data []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	must(t, err)
	all := map[string]string{}
	for _, f := range z.File {
		if _, twice := all[f.Name]; twice {
			t.Errorf("part %s is there twice", f.Name)
		}
		r, err := f.Open()
		must(t, err)
		b, err := io.ReadAll(r)
		must(t, err)
		all[f.Name] = string(b)
	}
	return all
}

func chineseResults(t testing.TB, data []byte, layout ingest.Layout, rows []executor.RowResult) []byte {
	t.Helper()
	var b bytes.Buffer
	opt := someOptions()
	opt.Lang = "zh"
	must(t, WriteWorkbook(context.Background(), &b, Source{Input: input(data), Layout: layout}, someRun(), rows, opt))
	return b.Bytes()
}

// legendOf is the text of the Legend sheet.
func legendOf(t testing.TB, data []byte) string {
	t.Helper()
	rows, err := reopened(t, data).GetRows("Legend")
	must(t, err)
	return fmt.Sprint(rows)
}
