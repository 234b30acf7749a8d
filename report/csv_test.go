package report

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"pgregory.net/rapid"

	"domainbatch/executor"
	"domainbatch/ingest"
)

type fataler interface {
	Helper()
	Fatal(args ...any)
}

// csvResults runs a CSV text through the program's reading and writing.
func csvResults(t fataler, data []byte, opt ingest.Options, answer func([]ingest.Row) []executor.RowResult) ([]byte, []executor.RowResult) {
	t.Helper()
	in := ingest.Input{Name: "portfolio.csv", Data: bytes.NewReader(data), Size: int64(len(data))}
	layout, rows, err := ingest.ReadAll(context.Background(), in, opt)
	if err != nil {
		t.Fatal(err)
	}
	given := answer(rows)
	var b bytes.Buffer
	if err := Write(context.Background(), &b, Source{Input: in, Layout: layout}, someRun(), given, someOptions()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), given
}

func TestCSVKeepsWhatThePersonWrote(t *testing.T) {
	in := "Portfolio 2026;;\r\n\r\nDomain;Action;Notes\r\na.com;transfer-code;\"two\r\nlines; \"\"quoted\"\"\"\r\n\r\nb.com;skip\r\n"
	out, _ := csvResults(t, []byte(in), ingest.Options{}, func(rows []ingest.Row) []executor.RowResult {
		return []executor.RowResult{
			{Number: rows[0].Number, Result: executor.OK, Comment: "done", TransferCode: "-Xy7", Attempts: 1, RunID: "r1", TaskNos: []string{"7", "8"}},
			{Number: rows[1].Number, Result: executor.Skipped, RunID: "r1"},
		}
	})
	want := "\ufeffPortfolio 2026;;\r\n\r\n" +
		"Domain;Action;Notes;Result;Result Comment;Error Code;Task No;Request Id;Attempts;Submitted At;Finished At;Transfer Code;Run Id\r\n" +
		"a.com;transfer-code;\"two\r\nlines; \"\"quoted\"\"\";OK;done;;7, 8;;1;;;'-Xy7;r1\r\n\r\n" +
		"b.com;skip;;SKIPPED;;;;;;;;;r1\r\n"
	if got := string(out); got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestCSVIsWrittenAsUTF8WhateverItWas(t *testing.T) {
	text := "域名,操作,备注\n例子.cn,transfer-code,北京\n"
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(text)
	must(t, err)
	wide, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(text)
	must(t, err)
	for what, data := range map[string]string{"utf-8": text, "utf-8 marked": "\ufeff" + text, "gb18030": gb, "utf-16": wide} {
		out, _ := csvResults(t, []byte(data), ingest.Options{}, answers)
		head, _, _ := strings.Cut(string(out), "\n")
		if want := "\ufeff域名,操作,备注,Result,Result Comment"; !strings.HasPrefix(head, want) || strings.Count(string(out), "\ufeff") != 1 {
			t.Errorf("%s: begins with %q, want %q", what, head, want)
		}
		if !strings.Contains(string(out), "例子.cn,transfer-code,北京,OK,done") {
			t.Errorf("%s: %q", what, out)
		}
	}
}

func TestCSVHoldsNoFormula(t *testing.T) {
	evil := []string{"=1+1", "+86 138", "-2", "@x", "\t=1", " =cmd|' /C calc'!A0", "＝1", "a;=1", "a\n=1"}
	var b strings.Builder
	b.WriteString("domain,action,note\n")
	for i, s := range evil {
		fmt.Fprintf(&b, "d%d.com,transfer-code,\"%s\"\n", i, strings.ReplaceAll(s, `"`, `""`))
	}
	out, _ := csvResults(t, []byte(b.String()), ingest.Options{}, func(rows []ingest.Row) []executor.RowResult {
		list := answers(rows)
		for i := range list {
			list[i].Comment, list[i].Code = evil[i%len(evil)], evil[(i+1)%len(evil)]
		}
		return list
	})
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(out, []byte(bom))))
	records, err := r.ReadAll()
	must(t, err)
	if len(records) != 1+len(evil) {
		t.Errorf("%d records", len(records))
	}
	for _, record := range records {
		for _, cell := range record {
			if g := ingest.GuardFormula(cell); g != cell && cell[0] != '\'' {
				t.Errorf("a spreadsheet program would run %q", cell)
			}
		}
	}
}

func TestCSVComesBackAsItWas(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		piece := rapid.StringOf(rapid.SampledFrom([]rune("ab'\"=+-@,;\t\n 例＝"))).Filter(func(s string) bool { return strings.TrimSpace(s) == s })
		comma := rapid.SampledFrom([]string{",", ";", "\t"}).Draw(t, "comma")
		n := rapid.IntRange(1, 8).Draw(t, "rows")
		quote := func(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }
		var b strings.Builder
		b.WriteString(strings.Join([]string{"domain", "action", "my notes"}, comma) + "\n")
		for i := range n {
			b.WriteString(strings.Join([]string{fmt.Sprintf("d%d.com", i), "transfer-code", quote(ingest.GuardFormula(piece.Draw(t, "note")))}, comma) + "\n")
			if rapid.Bool().Draw(t, "empty line") {
				b.WriteString("\n")
			}
		}
		first := []byte(b.String())
		opt := ingest.Options{Delimiter: comma}
		second, given := csvResults(t, first, opt, answers)
		third, _ := csvResults(t, second, opt, answers)
		if !bytes.Equal(second, third) {
			t.Fatalf("results of results differ:\n%q\n%q", second, third)
		}
		was, is := rawRecords(t, first, opt), rawRecords(t, second, opt)
		if len(was) != n || len(is) != n || len(given) != n {
			t.Fatalf("%d rows in, %d read, %d results, %d read again", n, len(was), len(given), len(is))
		}
		for i := range was {
			if !slices.Equal(was[i].Cells, is[i].Cells[:len(was[i].Cells)]) {
				t.Fatalf("row %d: %q became %q", i, was[i].Cells, is[i].Cells)
			}
			if is[i].Cells[3] != string(given[i].Result) || is[i].Cells[4] != given[i].Comment {
				t.Fatalf("row %d: %q, want %s, %s", i, is[i].Cells, given[i].Result, given[i].Comment)
			}
		}
	})
}

func rawRecords(t fataler, data []byte, opt ingest.Options) []ingest.Record {
	t.Helper()
	in := ingest.Input{Name: "x.csv", Data: bytes.NewReader(data), Size: int64(len(data))}
	s, err := ingest.Open(context.Background(), in, opt)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var list []ingest.Record
	for r, err := range s.Records() {
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, r)
	}
	return list
}

func TestRowsOfAWorkbookCanBeWrittenAsCSV(t *testing.T) {
	data := saved(t, office(t, 3))
	layout, rows := understood(t, data, ingest.Options{})
	given := answers(rows)
	var b bytes.Buffer
	must(t, WriteCSV(context.Background(), &b, Source{Input: input(data), Layout: layout}, someRun(), given, someOptions()))
	lines := strings.Split(strings.TrimPrefix(b.String(), bom), "\r\n")
	if !strings.HasPrefix(lines[0], "Domain Name,Action,Email,Notes,Result,Result Comment") || len(lines) != 5 {
		t.Fatalf("%q", lines)
	}
	for i, want := range []string{"OK", "UNCHANGED", "PENDING"} {
		if !strings.HasPrefix(lines[i+1], fmt.Sprintf("example-%03d.com,update-contact,'=owner@example.com,a & b <c>,%s,", i, want)) {
			t.Errorf("line %d: %s", i+1, lines[i+1])
		}
	}
}
