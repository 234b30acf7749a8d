package report

import (
	"context"
	"encoding/csv"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"domainbatch/ingest"
)

// allSheets makes a CSV file of every sheet of a workbook, named
// WORKBOOK-SHEET.csv, in UTF-8.
const allSheets = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"

// long reports whether tests may take minutes.
func long() bool { return os.Getenv("DOMAINBATCH_LONG") != "" }

// opened has LibreOffice open workbooks and gives the folder with their
// sheets as text. The test is left out where LibreOffice is not installed.
func opened(t *testing.T, books map[string][]byte) string {
	t.Helper()
	dir := t.TempDir()
	var paths []string
	for name, data := range books {
		paths = append(paths, filepath.Join(dir, name))
		must(t, os.WriteFile(paths[len(paths)-1], data, 0o600))
	}
	out := filepath.Join(dir, "out")
	for some := range slices.Chunk(paths, 40) {
		soffice(t, dir, append([]string{"--convert-to", allSheets, "--outdir", out}, some...)...)
	}
	return out
}

// soffice runs LibreOffice with a profile of its own.
func soffice(t *testing.T, dir string, args ...string) {
	t.Helper()
	program, err := exec.LookPath("soffice")
	if err != nil {
		t.Skip("LibreOffice (soffice) is not installed: whether it opens the workbooks is not tested")
	}
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	defer cancel()
	args = append([]string{"-env:UserInstallation=file://" + filepath.Join(dir, "profile"), "--headless"}, args...)
	if out, err := exec.CommandContext(ctx, program, args...).CombinedOutput(); err != nil {
		t.Fatalf("soffice: %v\n%s", err, out)
	}
}

// sheetTexts are the sheets of a workbook as LibreOffice sees them, by name;
// none when it did not open it.
func sheetTexts(t *testing.T, dir, book string) map[string][][]string {
	t.Helper()
	prefix := filepath.Join(dir, strings.TrimSuffix(book, filepath.Ext(book))+"-")
	found, err := filepath.Glob(prefix + "*.csv")
	must(t, err)
	all := map[string][][]string{}
	for _, path := range found {
		data, err := os.ReadFile(path)
		must(t, err)
		r := csv.NewReader(strings.NewReader(string(data)))
		r.FieldsPerRecord = -1
		r.LazyQuotes = true
		records, err := r.ReadAll()
		must(t, err)
		all[strings.TrimSuffix(strings.TrimPrefix(path, prefix), ".csv")] = records
	}
	return all
}

// some of the corpus are always tried, one for each program and each oddity;
// the long form of the test tries all.
var some = []string{
	"hand-prefixed.xlsx", "hand-strict.xlsx", "hand-no-references.xlsx", "exceljs.xlsx", "libreoffice.xlsx", "excelize.xlsm",
}

func TestLibreOfficeOpensWhatWasWritten(t *testing.T) {
	books := map[string][]byte{}
	list := foreigners(t)
	list = slices.DeleteFunc(list, func(f foreign) bool { return !long() && !slices.Contains(some, f.name) })
	for _, f := range list {
		books[f.textName("was")], books[f.textName("is")] = f.before, f.after
	}
	counting := countingBook(t)
	layout, rows := understood(t, counting, ingest.Options{})
	books["counting_.xlsx"] = results(t, counting, layout, someRun(), answers(rows))
	dir := opened(t, books)
	if shown := sheetTexts(t, dir, "counting_.xlsx")["Dashboard"]; len(shown) < 3 || shown[0][0] != "1" || shown[2][0] != "1" {
		t.Errorf("LibreOffice computes %q, want one OK and one FAILED", shown)
	}
	for _, f := range list {
		was, is := sheetTexts(t, dir, f.textName("was")), sheetTexts(t, dir, f.textName("is"))
		if !anyText(was) {
			t.Logf("%s: LibreOffice cannot open it as it was", f.name)
			continue
		}
		if len(is) < len(was)+4 || len(is) > len(was)+7 {
			t.Errorf("%s: LibreOffice shows %d sheets, it was %d", f.name, len(is), len(was))
		}
		for name, records := range was {
			f.compareTexts(t, name, records, is[name])
		}
		f.checkResults(t, is)
	}
}

// textName is a name of which no other is the beginning.
func (f *foreign) textName(when string) string {
	ext := filepath.Ext(f.name)
	return when + "_" + strings.TrimSuffix(f.name, ext) + "_" + ext
}

// anyText reports whether LibreOffice saw anything in a workbook.
func anyText(sheets map[string][][]string) bool {
	for _, records := range sheets {
		for _, record := range records {
			if strings.Join(record, "") != "" {
				return true
			}
		}
	}
	return false
}

// compareTexts wants every text of a sheet where it was.
func (f *foreign) compareTexts(t *testing.T, sheet string, was, is [][]string) {
	t.Helper()
	for i, record := range was {
		for k, text := range record {
			if text == "" {
				continue
			}
			if i >= len(is) || k >= len(is[i]) || is[i][k] != text {
				t.Errorf("%s, sheet %s, %s: the text %q is gone", f.name, sheet, cellAt(k, i+1), text)
			}
		}
	}
}

// checkResults wants the result of every row in its row of some sheet.
func (f *foreign) checkResults(t *testing.T, sheets map[string][][]string) {
	t.Helper()
	for _, r := range f.given {
		shown := false
		for _, records := range sheets {
			if r.Number <= len(records) {
				record := records[r.Number-1]
				shown = shown || slices.Contains(record, r.RunID) && slices.ContainsFunc(record, func(s string) bool { return strings.HasSuffix(s, string(r.Result)) })
			}
		}
		if !shown {
			t.Errorf("%s: LibreOffice shows no %s in row %d", f.name, r.Result, r.Number)
		}
	}
}
