package main

import (
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"domainbatch/executor"
	"domainbatch/executor/journal"
	"domainbatch/ingest"
	"domainbatch/planner"
)

// longRun writes a finished run of n changes, one in fifty failed, into the
// journal of a state folder. What a run does to the journal step by step is done
// here at once.
func longRun(t *testing.T, state string, n int) {
	t.Helper()
	rows := func(yield func(ingest.Row, error) bool) {
		for i := range n {
			r := ingest.Row{Record: i, Number: i + 2, Domain: fmt.Sprintf("d%d-example.com", i), ContactTypes: []ingest.ContactType{ingest.Admin},
				Contact: ingest.Contact{RegistrantType: "1", Name: "Li Si", Organization: fmt.Sprintf("Li Si %d", i%50), Country: "CN", Province: "zhe jiang",
					City: "hang zhou shi", Address: "1 hao", PostalCode: "310024", Email: fmt.Sprintf("owner%d@example.com", i%50), TelArea: "86", Telephone: "13800000000"}}
			if !yield(r, nil) {
				return
			}
		}
	}
	plan, err := planner.Build(rows, planner.Source{File: "many.csv", Digest: "d"}, planner.Settings{Account: "acc"}, planner.Options{Now: time.Now()})
	if err != nil {
		t.Fatal(err)
	}
	settings, err := (&runRecord{InputName: "many.csv", Account: "acc", Who: "ann"}).encode()
	if err != nil {
		t.Fatal(err)
	}
	j, err := journal.Open(t.Context(), filepath.Join(state, journalName), journal.Options{})
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = executor.Start(t.Context(), j, plan, executor.RunInfo{Account: "acc", Site: "cn", Settings: settings})
	if err == nil {
		err = j.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", filepath.Join(state, journalName))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, step := range []string{
		`UPDATE batch SET state = 'intent', epoch = 'e', nonce = 'n', stamp = '2026-11-22T06:37:00.000Z', attempts = 1`,
		`UPDATE batch SET state = 'submitted', task_no = batch_id, request_id = batch_id, submitted_at = '2026-11-22T06:37:00.000Z'`,
		`INSERT INTO detail SELECT batch_no, change_id, domain, iif(position % 50 = 3, 'failed', 'succeeded'), iif(position % 50 = 3, 'Contact refused.', ''), '', 1, '', '', NULL FROM change`,
		`UPDATE batch SET state = 'done', finished_at = '2026-11-22T06:38:00.000Z'`,
		`UPDATE run SET finished_at = '2026-11-22T06:38:00.000Z'`,
	} {
		if _, err := db.Exec(step); err != nil {
			t.Fatalf("%s: %v", step, err)
		}
	}
}

// TestAnAuditTakesLittleMemoryForManyChanges bounds what ten times as many
// changes of one run take more. What grows is the packed plan, some forty
// bytes a change, which SQLite brings into memory whole, and a few bytes beside.
// DOMAINBATCH_AUDIT_CHANGES=1000000 measures another number of changes.
func TestAnAuditTakesLittleMemoryForManyChanges(t *testing.T) {
	proof(t)
	program := builtWith(t, "")
	n := 30_000
	if text := os.Getenv("DOMAINBATCH_AUDIT_CHANGES"); text != "" {
		var err error
		if n, err = strconv.Atoi(text); err != nil {
			t.Fatal(err)
		}
	}
	few, many := t.TempDir(), t.TempDir()
	longRun(t, few, n/10)
	longRun(t, many, n)
	bound := int64(32<<20 + 90*n)
	for _, format := range []string{"xlsx", "csv", "json", "html", "text"} {
		took := func(state string) int64 {
			out := filepath.Join(t.TempDir(), "audit")
			began := time.Now()
			peak, err := peakOf(exec.Command(program, "audit", "--state", state, "--format", format, "-o", out))
			if err != nil {
				t.Fatalf("%s: %v", format, err)
			}
			if info, err := os.Stat(out); err != nil || info.Size() < int64(n) {
				t.Fatalf("%s: %v, %v", format, info, err)
			} else {
				t.Logf("%s: %d KiB in %v", format, info.Size()>>10, time.Since(began))
			}
			left, err := filepath.Glob(filepath.Join(state, ".domainbatch-*"))
			if err != nil || len(left) > 0 {
				t.Errorf("%s: %v is left, %v", format, left, err)
			}
			return peak
		}
		a, b := took(few), took(many)
		t.Logf("%s: %d KiB for %d changes, %d KiB for %d", format, a>>10, n/10, b>>10, n)
		if b-a > bound {
			t.Errorf("%s: %d KiB for %d changes, %d KiB for %d", format, a>>10, n/10, b>>10, n)
		}
	}
}

// peakOf runs a program and returns the most memory that it had resident, in
// bytes. What wait reports is not less than what this process has, from which
// the program was forked; the kernel's own figure begins with the program, and
// the last look at it is a moment old at most.
func peakOf(cmd *exec.Cmd) (int64, error) {
	cmd.Env = append(os.Environ(), "GOMAXPROCS=2")
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	peak := int64(0)
	for {
		select {
		case err := <-ended:
			return peak, err
		case <-time.After(2 * time.Millisecond):
			status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", cmd.Process.Pid))
			if _, after, found := strings.Cut(string(status), "VmHWM:"); err == nil && found {
				kib, _ := strconv.ParseInt(strings.Fields(after)[0], 10, 64)
				peak = max(peak, kib<<10)
			}
		}
	}
}
