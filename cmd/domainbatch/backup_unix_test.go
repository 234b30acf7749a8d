//go:build unix

package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A process that is killed while it backs up or restores leaves the old file
// whole, or has made the new one; and the next one clears up after it.
func TestKilledBackupAndRestoreLeaveWhatWasThere(t *testing.T) {
	proof(t)
	binary := builtWith(t, "failpoint")
	home := t.TempDir()
	mustWrite(t, filepath.Join(home, "one.csv"), "domain,action\nalpha-example.com,transfer-code\n")
	mustWrite(t, filepath.Join(home, "two.csv"), "domain,action\nbeta-example.com,transfer-code\n")
	run := func(point string, args ...string) (string, bool) {
		t.Helper()
		cmd := command(t, home, args...)
		cmd.Path = binary
		cmd.Args[0] = binary
		if point != "" {
			cmd.Env = append(cmd.Env, "DOMAINBATCH_FAILPOINT="+point+":kill")
		}
		out, err := cmd.CombinedOutput()
		killed := err != nil && err.Error() == "signal: killed"
		if err != nil && !killed && exitOf(err) != 0 {
			t.Fatalf("%v: %v\n%s", args, err, out)
		}
		return string(out), killed
	}
	apply := func(file string) {
		t.Helper()
		run("", "apply", "--sandbox", "--yes", "--submit-rate", "50", "--query-rate", "100", file)
	}
	runs := func() int {
		t.Helper()
		out, _ := run("", "audit", "verify")
		if !strings.HasPrefix(out, "whole: ") {
			t.Fatalf("the journal is not whole:\n%s", out)
		}
		list, _ := run("", "status")
		return strings.Count(list, "finished")
	}
	apply("one.csv")
	run("", "backup", "state.tar.gz")
	old := mustRead(t, filepath.Join(home, "state.tar.gz"))
	apply("two.csv")
	if n := runs(); n != 2 {
		t.Fatalf("%d runs", n)
	}
	// A backup over an older one.
	if _, killed := run("before-rename:1", "backup", "--force", "state.tar.gz"); !killed {
		t.Fatal("the backup was not killed")
	}
	if mustRead(t, filepath.Join(home, "state.tar.gz")) != old {
		t.Error("the older backup is not what it was")
	}
	run("", "backup", "other.tar.gz")
	for _, name := range list(t, home) {
		if temporaryName.MatchString(name) {
			t.Errorf("%s is left", name)
		}
	}
	// A restore, killed at each of its points.
	for _, c := range []struct {
		point string
		runs  int
	}{{"before-backup:1", 2}, {"after-backup:1", 2}, {"before-restore:1", 2}, {"after-restore:1", 1}} {
		if _, killed := run(c.point, "restore", "--force", "state.tar.gz"); !killed {
			t.Fatalf("the restore was not killed at %s", c.point)
		}
		if n := runs(); n != c.runs {
			t.Errorf("killed at %s: %d runs, want %d", c.point, n, c.runs)
		}
	}
	kept, err := filepath.Glob(stateJournal(home) + ".before-*")
	if err != nil || len(kept) == 0 {
		t.Errorf("the journal that was replaced is not kept: %v, %v", kept, err)
	}
	run("", "restore", "--force", "other.tar.gz")
	if n := runs(); n != 2 {
		t.Errorf("%d runs after the last restore", n)
	}
	for _, name := range list(t, filepath.Dir(stateJournal(home))) {
		if strings.HasPrefix(name, ".domainbatch-") {
			t.Errorf("%s is left", name)
		}
	}
}

// While somebody works on an account nothing is replaced under his hands.
func TestNothingIsRestoredWhileARunGoesOn(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	mustWrite(t, filepath.Join(home, "one.csv"), "domain,action\nalpha-example.com,transfer-code\n")
	mustWrite(t, filepath.Join(home, "slow.csv"), "domain,action\nshop-slow.com,transfer-code\n")
	if out, err := command(t, home, "apply", "--sandbox", "--yes", "one.csv").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if out, err := command(t, home, "backup", "state.tar.gz").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	going := command(t, home, "apply", "--sandbox", "--yes", "--wait", "60s", "slow.csv")
	var said bytes.Buffer
	going.Stderr = &said
	pipe, err := going.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer pipe.Close()
	if err := going.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		going.Process.Signal(os.Interrupt)
		going.Process.Signal(os.Interrupt)
		going.Wait()
	}()
	locks := filepath.Join(filepath.Dir(stateJournal(home)), "*.owner")
	for range 400 {
		if held, _ := filepath.Glob(locks); len(held) > 0 {
			break
		}
		exec.Command("sleep", "0.05").Run()
	}
	out, err := command(t, home, "restore", "--force", "state.tar.gz").CombinedOutput()
	if exitOf(err) != int(exitLocked) {
		t.Errorf("ended with %v, want %d:\n%s", err, exitLocked, out)
	}
	if out, err := command(t, home, "backup", "--force", "state.tar.gz").CombinedOutput(); err != nil {
		t.Errorf("no backup while a run goes on: %v\n%s", err, out)
	}
}

// Journals of every older program are brought up to date by the commands that
// look, and are whole afterwards.
func TestJournalsOfEveryOlderProgramAreVerified(t *testing.T) {
	t.Parallel()
	old, err := filepath.Glob("../../executor/journal/testdata/schema-*.db.gz")
	if err != nil || len(old) < 2 {
		t.Fatal(old, err)
	}
	for _, packed := range old {
		for _, c := range []struct {
			args []string
			says string
		}{
			{[]string{"audit", "verify"}, "whole: "}, {[]string{"runs", "list"}, "unfinished"}, {[]string{"runs", "prune", "--keep", "0d", "--yes"}, "it is not finished"},
			{[]string{"backup", "state.tar.gz"}, "backed up 2 runs, 2 of them unfinished"},
		} {
			t.Run(fmt.Sprint(filepath.Base(packed), " ", c.args[0]), func(t *testing.T) {
				t.Parallel()
				home := t.TempDir()
				if err := os.MkdirAll(filepath.Dir(stateJournal(home)), 0o700); err != nil {
					t.Fatal(err)
				}
				z, err := gzip.NewReader(strings.NewReader(mustRead(t, packed)))
				if err != nil {
					t.Fatal(err)
				}
				plain, err := io.ReadAll(z)
				if err != nil {
					t.Fatal(err)
				}
				mustWrite(t, stateJournal(home), string(plain))
				out, err := command(t, home, c.args...).CombinedOutput()
				if err != nil || !strings.Contains(string(out), c.says) {
					t.Errorf("%v, want %q:\n%s", err, c.says, out)
				}
			})
		}
	}
}
