package main

import (
	"bytes"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"domainbatch/samples"
)

// What was locked does not lie open beside itself.
func TestResultsOfAnEncryptedWorkbookAreEncrypted(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	workbook, err := fs.ReadFile(samples.FS(), samples.Portfolio)
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := excelize.Encrypt(workbook, &excelize.Options{Password: "open sesame"})
	if err != nil {
		t.Fatal(err)
	}
	mustWrite(t, filepath.Join(home, "locked.xlsx"), string(sealed))
	mustWrite(t, filepath.Join(home, "password"), "open sesame\n")
	mustWrite(t, filepath.Join(home, "wrong"), "open barley\n")

	for _, args := range [][]string{{"apply", "--sandbox", "locked.xlsx"}, {"apply", "--sandbox", "--password-file", "wrong", "locked.xlsx"}} {
		output, err := command(t, home, args...).CombinedOutput()
		if code := exitOf(err); code != int(exitInput) || !strings.Contains(string(output), "next: ") {
			t.Errorf("%v: exit code %d, want %d\n%s", args, code, exitInput, output)
		}
	}
	if exists(filepath.Join(home, "locked.results.xlsx")) {
		t.Fatal("results were written although the workbook could not be opened")
	}

	output, err := command(t, home, "apply", "--sandbox", "--password-file", "password", "locked.xlsx").CombinedOutput()
	if code := exitOf(err); code != int(exitRows) {
		t.Fatalf("exit code %d, want %d\n%s", code, exitRows, output)
	}
	results := mustRead(t, filepath.Join(home, "locked.results.xlsx"))
	if !strings.HasPrefix(results, string(compoundFile)) {
		t.Error("the results are not encrypted")
	}
	plain, err := excelize.Decrypt([]byte(results), &excelize.Options{Password: "open sesame"})
	if err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenReader(bytes.NewReader(plain))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	found, err := book.SearchSheet("Domains", "Run Id")
	if err != nil || len(found) != 1 {
		t.Errorf("the column Run Id is at %v, %v", found, err)
	}
}
