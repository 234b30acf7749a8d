//go:build unix

package main

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
)

// manyContacts writes rows with repeated domains, and with mistakes, to a file.
func manyContacts(t *testing.T, rows int) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "many.csv")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	w := bufio.NewWriter(f)
	w.WriteString("domain,action,contact_type,registrant_type,name,organization,country,province,city,address,postal_code,email,tel_area,telephone,note\n")
	for n := range rows {
		email := fmt.Sprintf("owner%d@example.com", n%50)
		if n%5 == 0 {
			email = "owner.example.com"
		}
		fmt.Fprintf(w, "d%d.com,update-contact,registrant,individual,Li Si,Li Si %d,CN,zhe jiang,hang zhou,1 hao,310024,%s,86,13800000000,note %d\n", n%(rows-rows/50), n%50, email, n)
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestCheckTakesLittleMemoryForManyRows bounds what ten times as many rows
// take more. Rows that are kept whole would take several times the bound.
func TestCheckTakesLittleMemoryForManyRows(t *testing.T) {
	proof(t)
	program := builtWith(t, "")
	few, many := manyContacts(t, 10_000), manyContacts(t, 100_000)
	const bound = 24 << 20
	for _, format := range []string{"text", "json", "csv"} {
		took := func(path string) int64 {
			cmd := exec.Command(program, "check", "--format", format, path)
			cmd.Env = append(os.Environ(), "GOMAXPROCS=2")
			if err := cmd.Run(); cmd.ProcessState == nil || cmd.ProcessState.ExitCode() != int(exitInput) {
				t.Fatalf("%s: %v", format, err)
			}
			return maxResident(cmd.ProcessState.SysUsage().(*syscall.Rusage))
		}
		if a, b := took(few), took(many); b-a > bound {
			t.Errorf("%s: %d KiB for 10,000 rows, %d KiB for 100,000", format, a>>10, b>>10)
		} else {
			t.Logf("%s: %d KiB for 10,000 rows, %d KiB for 100,000", format, a>>10, b>>10)
		}
	}
}

// maxResident is in bytes.
func maxResident(u *syscall.Rusage) int64 {
	if runtime.GOOS == "darwin" {
		return int64(u.Maxrss)
	}
	return int64(u.Maxrss) << 10
}
