package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// The whole program on a disk that fails: strace fails or kills it at the k-th
// system call (counted by thread). It says so in one line with a next step and
// the right code, sends nothing that it cannot write down, and afterwards
// journal, results and the service's own ledger agree.

func findStrace(t *testing.T) string {
	t.Helper()
	strace, err := exec.LookPath("strace")
	if err != nil {
		t.Skip("strace is not installed: it is what fails and watches system calls")
	}
	if out, err := exec.CommandContext(t.Context(), strace, "-qq", "-f", "-e", "trace=none", "true").CombinedOutput(); err != nil {
		t.Skipf("strace may not trace here: %v: %s", err, out)
	}
	return strace
}

// diskFault is what happens at one system call.
type diskFault struct {
	name, calls, inject string
	at                  []int
	most                int  // a process makes about twice as many of the calls in one thread
	torn                bool // power is lost too: what was not synced may be gone
}

// diskFaults are those of the short form, or sixty of each kind.
func diskFaults() []diskFault {
	const sync = "fsync,fdatasync"
	faults := []diskFault{
		{"killed at sync %d", sync, "signal=SIGKILL:when=%d", []int{2, 9}, 10, false},
		{"power lost at sync %d", sync, "signal=SIGKILL:when=%d", []int{1, 4, 9, 15}, 8, true},
		{"killed at write %d", "pwrite64", "signal=SIGKILL:when=%d", []int{3, 17}, 60, false},
		{"error at sync %d", sync, "error=EIO:when=%d", []int{1, 4, 11}, 10, false},
		{"disk full from write %d on", "pwrite64", "error=ENOSPC:when=%d+", []int{1, 6, 25}, 60, false},
	}
	for i := range faults {
		if long() {
			faults[i].at = nil
			for n := range 60 {
				faults[i].at = append(faults[i].at, 1+n%faults[i].most)
			}
		}
	}
	return faults
}

func TestAFailingDiskIsSaidAndLosesNothing(t *testing.T) {
	proof(t)
	strace := findStrace(t)
	binary := builtWith(t, "failpoint")
	struck := map[string]int{}
	results := make(chan string, 1000)
	t.Run("faults", func(t *testing.T) {
		for _, f := range diskFaults() {
			for n, k := range f.at {
				t.Run(fmt.Sprintf(f.name+", job %d", k, n), func(t *testing.T) {
					t.Parallel()
					if onBadDisk(t, strace, binary, f, k, uint64(n)) {
						results <- f.name
					}
				})
			}
		}
	})
	close(results)
	for name := range results {
		struck[name]++
	}
	for _, f := range diskFaults() {
		if struck[f.name] < len(f.at)/2 {
			t.Errorf("%s: struck %d times of %d: the test tested little", f.name, struck[f.name], len(f.at))
		}
	}
}

// onBadDisk runs a job with one fault and reports whether it struck.
func onBadDisk(t *testing.T, strace, binary string, f diskFault, k int, seed uint64) bool {
	j := newJob(t, binary, seed, true)
	trace := filepath.Join(t.TempDir(), "trace")
	cmd := j.process()
	args := []string{"-qq", "-f", "-y", "-s", "0", "-o", trace, "-e", "trace=fsync,fdatasync,pwrite64", "-e", "inject=" + f.calls + ":" + fmt.Sprintf(f.inject, k)}
	if f.torn {
		args = append(args, "-P", stateJournal(j.home)+"-wal")
	}
	cmd.Args = append(append([]string{strace}, args...), cmd.Args...)
	cmd.Path = strace
	e, err := j.run(cmd, nil)
	if e.code != int(exitInternal) && err != nil {
		t.Fatal(err)
	}
	struck, died := true, strings.Contains(f.inject, "SIGKILL")
	switch {
	case e.code == int(exitRows):
		wantEnd(t, j) // it came to its end first
		return false
	case died != e.killed:
		t.Fatalf("%+v, want killed %v", e, died)
	case !died:
		wantOneLine(t, e, exitInternal)
	}
	if f.torn && !tear(t, j, trace) {
		struck = false
	}
	j.code = 0
	wantEnd(t, j)
	return struck
}

// wantOneLine wants one line that says what happened and one with the next
// step.
func wantOneLine(t *testing.T, e ending, code exitCode) {
	t.Helper()
	said := regexp.MustCompile(`(?m)^domainbatch: .+\n  next: .+$`).FindAllString(e.output, -1)
	if e.code != int(code) || len(said) != 1 || strings.Count(e.output, "\ndomainbatch: ")+strings.Count(e.output[:min(13, len(e.output))], "domainbatch: ") != 1 {
		t.Errorf("ended with code %d (want %d) and said\n%s", e.code, code, e.output)
	}
	for _, ugly := range []string{"goroutine ", "panic", "%!"} {
		if strings.Contains(e.output, ugly) {
			t.Errorf("said %q:\n%s", ugly, e.output)
		}
	}
}

var walWrite = regexp.MustCompile(`pwrite64\(\d+<[^>]*journal\.db-wal>, .*, (\d+), (\d+)`)

// tear takes from the log of the journal some of what was written after its
// last sync, as losing power may, and the index in memory.
func tear(t *testing.T, j *job, trace string) (torn bool) {
	t.Helper()
	from := int64(-1)
	for line := range strings.Lines(mustRead(t, trace)) {
		if m := walWrite.FindStringSubmatch(line); m != nil {
			at, err := strconv.ParseInt(m[2], 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			if from < 0 || at < from {
				from = at
			}
		}
		if strings.Contains(line, "sync(") && strings.Contains(line, "-wal>") && strings.Contains(line, "= 0") {
			from = -1
		}
		if strings.Contains(line, "sync resumed") && strings.Contains(line, "= 0") {
			from = -1
		}
	}
	j.witness.settled() // a request that is still on its way would have the witness read the torn file
	log := stateJournal(j.home) + "-wal"
	info, err := os.Stat(log)
	if err != nil || from < 0 || info.Size() <= from {
		t.Logf("nothing was unsynced (%v)", err)
		return false
	}
	keep := from + rand.Int64N(info.Size()-from)
	t.Logf("%d of %d unsynced bytes are gone", info.Size()-keep, info.Size()-from)
	if err := os.Truncate(log, keep); err != nil {
		t.Fatal(err)
	}
	os.Remove(stateJournal(j.home) + "-shm")
	return true
}

// Single calls that fail, each on a path of its own.
func TestAPlaceThatCannotBeWrittenIsNamed(t *testing.T) {
	proof(t)
	strace := findStrace(t)
	binary := builtWith(t, "failpoint")
	state := filepath.Join(".local", "state", "domainbatch")
	for _, test := range []struct {
		name, path, inject string
		after              bool // a run is under way already
		sent               bool // everything was sent before it struck
		code               exitCode
		says               []string
	}{
		{"the results cannot be put in place", "rows.results.csv", "renameat:error=ENOSPC", false, true, exitInternal, []string{"no space left", "domainbatch report "}},
		{"the journal cannot be opened for writing", state + "/journal.db", "openat:error=EROFS:when=1+", true, false, exitInternal, []string{"read-only"}},
		{"the journal cannot be read", state + "/journal.db", "openat:error=EACCES:when=1+", true, false, exitInternal, []string{"permission denied"}},
		{"the key cannot be read", state + "/vault.key", "openat:error=EIO:when=1+", true, false, exitInternal, []string{"input/output error"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			j := newJob(t, binary, 5, true)
			if test.after {
				if e, err := j.run(j.process("DOMAINBATCH_FAILPOINT=after-accepted:3:kill"), nil); err != nil || !e.killed {
					t.Fatalf("%+v, %v", e, err)
				}
			}
			before := j.witness.accepted()
			cmd := j.process()
			cmd.Args = append([]string{strace, "-qq", "-f", "-o", os.DevNull, "-P", filepath.Join(j.home, test.path), "-e", "inject=" + test.inject}, cmd.Args...)
			cmd.Path = strace
			e, err := j.run(cmd, nil)
			if err != nil && e.code != int(exitInternal) {
				t.Fatal(err)
			}
			wantOneLine(t, e, test.code)
			for _, want := range test.says {
				if !strings.Contains(e.output, want) {
					t.Errorf("%q is not said:\n%s", want, e.output)
				}
			}
			if sent := j.witness.accepted() > before; sent != test.sent {
				t.Errorf("sent %v, want %v", sent, test.sent)
			}
			if strings.Contains(e.output, "-vv") {
				t.Errorf("the next step is no help:\n%s", e.output)
			}
			j.code = 0
			wantEnd(t, j)
		})
	}
	t.Run("no place for the state", func(t *testing.T) {
		j := newJob(t, binary, 6, false)
		e, err := j.run(j.command(nil, append([]string{"--state", "/proc/self/domainbatch"}, j.args...)...), nil)
		if err != nil {
			t.Fatal(err)
		}
		wantOneLine(t, e, exitUsage)
		if n := len(j.witness.emulator.Ledger().Calls); n != 0 {
			t.Errorf("%d calls without a journal", n)
		}
	})
}
