package main

import (
	"encoding/csv"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// Between two runs a person sorts the results, deletes a row, inserts one and
// types another domain over one that is done. Results go with their rows, only
// what is not done is sent, and there is one set of result columns.
func TestResultsGoWithRowsThatWereMoved(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{".csv", ".xlsx"} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			home := t.TempDir()
			at := sandboxFor(t, home)
			sheet := movedSheet{t, filepath.Join(home, "rows"+kind)}
			sheet.write([][]string{{"domain", "action"}, {"a-example.com", "transfer-code"}, {"b-example.com", "transfer-code"}, {"c-fail.com", "transfer-code"},
				{"d-example.com", "transfer-code"}, {"e-example.com", "transfer-code"}})
			apply := func(name string) {
				t.Helper()
				mustEnd(t, home, 4, "apply", "--yes", "--no-refresh", "--endpoint", at.url, name)
			}
			apply("rows" + kind)
			sheet.path = filepath.Join(home, "rows.results"+kind)
			rows := sheet.read()
			domain, run := slices.Index(rows[0], "domain"), slices.Index(rows[0], "Run Id")
			first := rows[1][run]
			body := rows[1:6]
			slices.Reverse(body) // e d c b a
			body[0][domain] = "g-example.com"
			inserted := make([]string, 2)
			inserted[domain], inserted[1-domain] = "f-example.com", "transfer-code"
			body = [][]string{body[0], body[2], inserted, body[3], body[4]}
			sheet.write(append([][]string{rows[0]}, body...))
			apply("rows.results" + kind)
			again := movedSheet{t, filepath.Join(home, "rows.results-2"+kind)}.read()
			if !slices.Equal(again[0], rows[0]) {
				t.Errorf("columns %q, before %q", again[0], rows[0])
			}
			result := slices.Index(rows[0], "Result")
			for i, want := range []struct {
				domain, result string
				sent           bool
			}{{"g-example.com", "OK", true}, {"c-fail.com", "FAILED", true}, {"f-example.com", "OK", true}, {"b-example.com", "OK", false}, {"a-example.com", "OK", false}} {
				row := again[i+1]
				if row[domain] != want.domain || row[result] != want.result || (row[run] != first) != want.sent {
					t.Errorf("row %d is %q, want %+v", i+2, row, want)
				}
			}
			ledger, err := readLedger(filepath.Join(home, "sandbox.ledger"))
			if err != nil || len(ledger.Tasks) != 8 {
				t.Errorf("%d tasks, want 5 and 3, %v", len(ledger.Tasks), err)
			}
		})
	}
}

// movedSheet is the first sheet of a workbook, or a CSV file.
type movedSheet struct {
	*testing.T
	path string
}

func (s movedSheet) write(rows [][]string) {
	s.Helper()
	if strings.HasSuffix(s.path, ".csv") {
		var text strings.Builder
		if err := csv.NewWriter(&text).WriteAll(rows); err != nil {
			s.Fatal(err)
		}
		mustWrite(s.T, s.path, text.String())
		return
	}
	f := excelize.NewFile()
	if exists(s.path) {
		f.Close()
		var err error
		if f, err = excelize.OpenFile(s.path); err != nil {
			s.Fatal(err)
		}
	}
	defer f.Close()
	name := f.GetSheetName(0)
	for i, row := range rows {
		for k := range max(len(row), len(rows[0])) {
			cell, _ := excelize.CoordinatesToCellName(k+1, i+1)
			text := ""
			if k < len(row) {
				text = row[k]
			}
			if err := f.SetCellStr(name, cell, text); err != nil {
				s.Fatal(err)
			}
		}
	}
	if err := f.SaveAs(s.path); err != nil {
		s.Fatal(err)
	}
}

func (s movedSheet) read() [][]string {
	s.Helper()
	if strings.HasSuffix(s.path, ".csv") {
		r := csv.NewReader(strings.NewReader(strings.TrimPrefix(mustRead(s.T, s.path), "\ufeff")))
		r.FieldsPerRecord = -1
		rows, err := r.ReadAll()
		if err != nil {
			s.Fatal(err)
		}
		return rows
	}
	f, err := excelize.OpenFile(s.path)
	if err != nil {
		s.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows(f.GetSheetName(0), excelize.Options{RawCellValue: true})
	if err != nil {
		s.Fatal(err)
	}
	return rows
}
