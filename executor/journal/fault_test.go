package journal_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"domainbatch/executor/journal"
)

// The writer under strace, which kills it or fails its system calls at the k-th
// sync or write (counted by thread). Whatever happens, it acknowledges nothing
// that is not there afterwards, and after the first failure it writes no more.
func TestFaultsOfTheDiskAreNoLies(t *testing.T) {
	t.Parallel()
	strace := findStrace(t)
	for _, fault := range []struct {
		name, inject string
		hits         int // at least, in the short form
	}{
		{"killed at sync %d", "fsync:signal=SIGKILL:when=%d", 5},
		{"killed at write %d", "pwrite64:signal=SIGKILL:when=%d", 5},
		{"EIO at sync %d", "fsync:error=EIO:when=%d", 5},
		{"no space from write %d on", "pwrite64:error=ENOSPC:when=%d+", 5},
	} {
		hits := 0
		for _, k := range faultPoints() {
			t.Run(fmt.Sprintf(fault.name, k), func(t *testing.T) {
				if faulty(t, strace, fmt.Sprintf(fault.inject, k)) {
					hits++
				}
			})
		}
		if hits < fault.hits {
			t.Errorf("%s: struck %d times: the test tested little", fault.name, hits)
		}
	}
}

func findStrace(t *testing.T) string {
	t.Helper()
	strace, err := exec.LookPath("strace")
	if err != nil {
		t.Skip("strace is not installed: it is what fails and watches system calls")
	}
	if out, err := exec.CommandContext(t.Context(), strace, "-qq", "-f", "-e", "trace=none", os.Args[0], "-test.list=^$").CombinedOutput(); err != nil {
		t.Skipf("strace may not trace here: %v: %s", err, out)
	}
	return strace
}

// Only power loss tells a journal that syncs from one that does not, or its
// system calls: before each acknowledgement the log was written and then synced.
func TestEveryAcknowledgementFollowsASync(t *testing.T) {
	strace := findStrace(t)
	path := filepath.Join(t.TempDir(), "state", "journal.db")
	trace := filepath.Join(t.TempDir(), "trace")
	cmd := writer(t, path, 1, 1, 12, strace, "-qq", "-f", "-y", "-o", trace, "-e", "trace=write,pwrite64,fsync,fdatasync")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	text, err := os.ReadFile(trace)
	if err != nil {
		t.Fatal(err)
	}
	acknowledged := 0
	written, synced := false, false
	for line := range strings.Lines(string(text)) {
		switch {
		case strings.Contains(line, "pwrite64(") && strings.Contains(line, "-wal>"):
			written, synced = true, false
		case strings.Contains(line, "sync(") && strings.Contains(line, "-wal>"):
			synced = written
		case strings.Contains(line, `"run r1`) || strings.Contains(line, `"intent r1`) || strings.Contains(line, `"task r1`) || strings.Contains(line, `"done r1`):
			if acknowledged++; !synced {
				t.Errorf("acknowledged before the log was synced: %s", line)
			}
			written, synced = false, false
		}
	}
	if acknowledged != 1+3*12 {
		t.Errorf("saw %d acknowledgements:\n%s", acknowledged, text)
	}
}

// A file whose name is only in the cache is gone after power loss, whatever was
// synced into it: before the first acknowledgement the directory was synced that
// holds the new journal, and so was the one that holds the new directory.
func TestNamesAreDurableBeforeTheFirstAcknowledgement(t *testing.T) {
	strace := findStrace(t)
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	trace := filepath.Join(t.TempDir(), "trace")
	path := filepath.Join(root, "state", "journal.db")
	cmd := writer(t, path, 1, 1, 1, strace, "-qq", "-f", "-y", "-o", trace, "-e", "trace=write,?open,openat,?mkdir,mkdirat,fsync,fdatasync")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	text, err := os.ReadFile(trace)
	if err != nil {
		t.Fatal(err)
	}
	owing := map[string]bool{} // directories in which there is a name that is not durable
	made, told := 0, false
	for line := range strings.Lines(string(text)) {
		switch {
		case strings.Contains(line, "mkdir") && strings.Contains(line, `"`+filepath.Dir(path)+`"`):
			made++
			owing[root] = true
		case strings.Contains(line, "O_CREAT") && strings.Contains(line, `"`+path):
			if !strings.Contains(line, "-shm") { // made anew by whoever opens the journal
				made++
				owing[filepath.Dir(path)] = true
			}
		case strings.Contains(line, "sync("):
			for dir := range owing {
				if strings.Contains(line, "<"+dir+">") {
					delete(owing, dir)
				}
			}
		case strings.Contains(line, `"run r1`):
			told = true
			for dir := range owing {
				t.Errorf("acknowledged before the names in %s were durable", dir)
			}
		}
	}
	if made < 3 || !told { // the directory, the journal and its log
		t.Errorf("%d names made, acknowledged %v:\n%s", made, told, text)
	}
}

// faultPoints are the k of one fault.
func faultPoints() []int {
	if !long() {
		return []int{1, 2, 3, 5, 8, 13, 21}
	}
	points := make([]int, 60)
	for i := range points {
		points[i] = i + 1
	}
	return points
}

// faulty runs a writer with one fault and reports whether it struck.
func faulty(t *testing.T, strace, inject string) bool {
	path := filepath.Join(t.TempDir(), "state", "journal.db")
	name, _, _ := strings.Cut(inject, ":")
	// Not with --seccomp-bpf, which would be faster: signals are not injected then.
	cmd := writer(t, path, 1, 1, 12, strace, "-qq", "-f", "-o", os.DevNull, "-e", "trace="+name, "-e", "inject="+inject)
	out, err := cmd.Output()
	said := lines(strings.NewReader(string(out)), nil)
	for i, line := range said {
		if strings.HasPrefix(line, "stopped") && (line != "stopped disk" || i != len(said)-1) {
			t.Fatalf("said %q, and %d lines after it", line, len(said)-1-i)
		}
	}
	if strings.Contains(inject, "error=") && err != nil && (len(said) == 0 || said[len(said)-1] != "stopped disk") {
		t.Fatalf("failed with %v without saying that the disk failed: %q", err, said)
	}
	j := openAt(t, path, journal.Options{})
	defer j.Close()
	holds(t, j, said)
	return err != nil
}
