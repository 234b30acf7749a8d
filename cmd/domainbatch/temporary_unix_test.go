//go:build unix

package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestSweepTakesOnlyWhatIsOursAndAbandoned(t *testing.T) {
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	ours := func(digit string) string { return ".domainbatch-" + strings.Repeat(digit, 32) + ".tmp" }
	mustWrite(t, at(ours("1")), "a transfer code")
	mustWrite(t, at(ours("2")), "another one")
	stay := []string{
		".domainbatch-1.tmp", ours("1") + ".xlsx", ours("G"), "x" + ours("1"), ours("1")[1:], ".domainbatch-" + strings.Repeat("1", 33) + ".tmp",
		".rows.results.csv.0123456789abcdef.tmp", "rows.csv",
	}
	for _, name := range stay {
		mustWrite(t, at(name), "somebody's")
	}
	stay = append(stay, ours("3"), ours("4"), ours("5"))
	if err := os.Mkdir(at(ours("3")), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(at("rows.csv"), at(ours("4"))); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(at(ours("5")), 0o600); err != nil {
		t.Fatal(err)
	}
	if os.Geteuid() == 0 { // only the superuser gives files away
		mustWrite(t, at(ours("6")), "somebody's")
		if err := os.Chown(at(ours("6")), 12345, -1); err != nil {
			t.Fatal(err)
		}
		stay = append(stay, ours("6"))
	}
	old := time.Now().Add(-48 * time.Hour) // where there are no locks, age says it
	for _, name := range append(stay, ours("1"), ours("2")) {
		if name != ours("4") {
			if err := os.Chtimes(at(name), old, old); err != nil {
				t.Fatal(err)
			}
		}
	}
	live, err := newTemporary(dir)
	if err != nil {
		t.Fatal(err)
	}
	sweep(dir)
	have := map[string]bool{}
	for _, name := range list(t, dir) {
		have[name] = true
	}
	for _, name := range append(stay, filepath.Base(live.Name())) {
		if !have[name] {
			t.Errorf("%s was removed", name)
		}
		delete(have, name)
	}
	for name := range have {
		t.Errorf("%s is still there", name)
	}

	info, err := live.Stat()
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v: want mode 600", info.Mode(), err)
	}
	live.Close()
	if err := os.Chtimes(live.Name(), old, old); err != nil {
		t.Fatal(err)
	}
	sweep(dir)
	if exists(live.Name()) {
		t.Error("a file that nobody holds any more is still there")
	}
	sweep(filepath.Join(dir, "nowhere")) // nothing to do, nothing to fail with
}

// temporaries are the files in a folder that have no name yet.
func temporaries(t *testing.T, dir string) (paths []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err == nil && temporaryName.MatchString(e.Name()) {
			paths = append(paths, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return paths
}

// Results whose process is killed before they get their name hold transfer
// codes. Nobody else can read them, and the next command clears them away,
// whichever it is.
func TestResultsWithoutANameDoNotStay(t *testing.T) {
	proof(t)
	j := small(t, hurried(31), []string{"--submit-rate", "40"}, names("left", 6)...)
	die := func(nth string, args ...string) (left string) {
		t.Helper()
		e, err := j.run(j.command([]string{"DOMAINBATCH_FAILPOINT=before-rename:" + nth + ":kill"}, args...), nil)
		if err != nil || !e.killed {
			t.Fatalf("%+v, %v", e, err)
		}
		files := temporaries(t, j.home)
		if len(files) != 1 {
			t.Fatalf("%v is left, want one file", files)
		}
		info, err := os.Stat(files[0])
		if err != nil || info.Mode() != 0o600 {
			t.Errorf("mode %v, %v", info.Mode(), err)
		}
		codes := 0
		for _, rows := range must(readResults(files[0])) {
			if rows[0].code != "" {
				codes++
			}
		}
		if codes != len(j.expected) {
			t.Fatalf("%d codes in what is left, want %d: the test shows nothing", codes, len(j.expected))
		}
		return files[0]
	}
	first := die("2", j.args...) // the first is the kept copy of the input
	second := die("1", "resume")
	if exists(first) {
		t.Error("resume left what apply had left")
	}
	third := die("1", "report", j.runID(t), "-o", "again.csv")
	if exists(second) {
		t.Error("report left what resume had left")
	}
	fourth := die("1", j.args...)
	if exists(third) {
		t.Error("apply left what report had left")
	}
	j.must(t, exitDone, "resume")
	if exists(fourth) || len(temporaries(t, j.home)) > 0 {
		t.Errorf("%v is left at the end", temporaries(t, j.home))
	}
	wantEnd(t, j)
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}
