package main

import (
	"archive/zip"
	"io"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// Every transfer code of a run, and the access key it was made with, are
// looked for in everything that any format and command printed, and in every
// file below the home, unpacked. Codes are in the results files, the workbook
// as well as the CSV file, and nowhere else; the key is nowhere.
func TestNoFormatGivesASecretAway(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	at := sandboxFor(t, home)
	var rows strings.Builder
	rows.WriteString("domain,action\n")
	for _, name := range []string{"alpha", "beta", "gamma", "delta"} {
		rows.WriteString(name + "-example.com,transfer-code\n")
	}
	rows.WriteString("shop-fail.com,transfer-code\nnot a domain,transfer-code\n")
	mustWrite(t, filepath.Join(home, "rows.csv"), rows.String())
	layOutSamples(t, home)

	allowed := []string{"rows.results.csv", "samples/portfolio.results.xlsx"}
	again := []string{"rows.results-2.csv", "samples/portfolio.results-2.xlsx"}
	var printed strings.Builder
	run := func(args ...string) {
		output, _ := command(t, home, append(args, "-vv")...).CombinedOutput() // some rows fail
		printed.Write(output)
	}
	run("apply", "--yes", "--endpoint", at.url, "rows.csv")
	run("apply", "--yes", "--json", "--submit-rate", "20", "--endpoint", at.url, "samples/portfolio.xlsx")
	first, second := runNames(t, home)
	// The results of both, and codes in them, are the input of runs that do the
	// rest, with results of their own.
	for _, name := range allowed {
		run("apply", "--yes", "--submit-rate", "20", "--endpoint", at.url, name)
	}
	for _, format := range formatNames() {
		if format != "xlsx" && format != "csv" {
			run("report", first, "--format", format)
			run("report", first, "--format", format, "--lang", "zh", "-o", "first."+format)
			run("report", second, "--format", format, "-o", "second."+format)
		}
	}
	run("report", "diff", first, second)
	run("report", "diff", first, second, "--json")
	wrote := []string{"diff.xlsx", "diff.md", "samples/problems.xlsx", "samples/fixed.xlsx", "plan.json", "approval.xlsx", "undo.xlsx"}
	run("report", "diff", first, second, "-o", wrote[0])
	run("report", "diff", first, second, "-o", wrote[1], "--lang", "zh")
	run("check", "samples/portfolio.xlsx", "-o", wrote[2])
	run("check", "--accept-fixes", "samples/portfolio.xlsx", "-o", wrote[3])
	run("plan", "samples/portfolio.xlsx", "--endpoint", at.url, "-o", wrote[4], "--workbook", wrote[5])
	run("undo", second, "-o", "undo.xlsx")
	for _, format := range []string{"txt", "csv", "json", "html", "xlsx"} {
		run("audit", "-o", "audit."+format)
		run("audit", "-o", "audit.zh."+format, "--lang", "zh")
		wrote = append(wrote, "audit."+format, "audit.zh."+format)
	}
	run("audit")
	run("status", first)
	run("status", "--json")
	run("resume")

	codes := transferCodes(t, filepath.Join(home, allowed[0]))
	if len(codes) != 4 {
		t.Fatalf("transfer codes in the results: %d", len(codes))
	}
	codes = append(codes, columnOf(t, filepath.Join(home, allowed[1]), "Domains", "Transfer Code")...)
	if len(codes) < 8 {
		t.Fatalf("%d transfer codes in both results files", len(codes))
	}
	texts := textsBelow(t, home)
	for _, name := range wrote {
		if len(texts[name]) < 200 {
			t.Errorf("%s was not written: %.200s", name, printed.String()[max(0, printed.Len()-2000):])
		}
	}
	for _, needle := range append(slices.Clone(codes), at.secret, at.id) {
		if len(needle) < 8 {
			t.Fatalf("a secret of %d letters is too short to be looked for", len(needle))
		}
		if strings.Contains(printed.String(), needle) {
			t.Error("a secret was printed")
		}
		for name, text := range texts {
			if !strings.Contains(text, needle) || name == "key" || name == "secret" || name == "sandbox.ledger" {
				continue
			}
			if !slices.Contains(codes, needle) || !slices.Contains(append(again, allowed...), name) {
				t.Errorf("a secret is in %s", name)
			}
		}
	}
	if !strings.Contains(printed.String(), `"transfer_code":"****"`) {
		t.Error("no masked code was printed: the test looks at nothing")
	}
}

// runNames are the two runs of a home, the older one first.
func runNames(t *testing.T, home string) (first, second string) {
	t.Helper()
	output, err := command(t, home, "status").Output()
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for line := range strings.Lines(string(output)) {
		if fields := strings.Fields(line); len(fields) > 1 && strings.HasPrefix(fields[0], "20") {
			names = append(names, fields[0])
		}
	}
	if len(names) != 2 {
		t.Fatalf("runs %q in\n%s", names, output)
	}
	return names[1], names[0]
}

// textsBelow are the files below a folder by name, workbooks unpacked.
func textsBelow(t *testing.T, root string) map[string]string {
	t.Helper()
	texts := map[string]string{}
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		name, err := filepath.Rel(root, path)
		texts[filepath.ToSlash(name)] = mustRead(t, path) + unpacked(path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return texts
}

// unpacked is what the parts of a zip hold, "" for any other file.
func unpacked(path string) string {
	z, err := zip.OpenReader(path)
	if err != nil {
		return ""
	}
	defer z.Close()
	var all strings.Builder
	for _, f := range z.File {
		if r, err := f.Open(); err == nil {
			io.Copy(&all, r)
			r.Close()
		}
	}
	return all.String()
}

// columnOf reads what stands below a header of a workbook, blanks left out.
func columnOf(t *testing.T, path, sheet, header string) []string {
	t.Helper()
	book, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	rows, err := book.GetRows(sheet)
	if err != nil {
		t.Fatal(err)
	}
	column := -1
	var values []string
	for _, row := range rows {
		if column < 0 {
			column = slices.Index(row, header)
		} else if column < len(row) && row[column] != "" {
			values = append(values, row[column])
		}
	}
	return values
}
