//go:build unix

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// P13 in earnest: the folder of the journal is copied when a process has been
// killed, the run goes on to its end, and then the copy is put back, as new
// files or over the old ones. What the copy does not know of is not sent again,
// and a person takes it over in one go.
func TestJournalPutBackFromACopyDoublesNothing(t *testing.T) {
	proof(t)
	binary := builtWith(t, "failpoint")
	seed := seedOf(t)
	for i, c := range []struct {
		name    string
		dies    int // with which submit
		over    bool
		noticed bool
	}{
		{"put back as new files", 6, false, true},
		{"put back over the files", 9, true, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			j := newJob(t, binary, seed+uint64(i), true)
			j.args = append(j.args[:len(j.args)-1:len(j.args)-1], "--wait", "1m", "rows.csv")
			state := filepath.Dir(stateJournal(j.home))
			e, err := j.run(j.command(nil, j.args...), func(die func(), _, gone <-chan struct{}) {
				j.witness.mu.Lock()
				j.witness.kill = func(submit int, handled bool) {
					if submit == c.dies && handled {
						die()
					}
				}
				j.witness.mu.Unlock()
				<-gone
			})
			if err != nil || !e.killed {
				t.Fatalf("it was not killed: %v\n%s", err, tail(e.output))
			}
			j.witness.settled()
			kept := readFolder(t, state)
			open, problems := j.finish()
			if len(problems) > 0 {
				t.Fatal(strings.Join(problems, "\n"))
			}
			made := j.witness.accepted()
			putFolder(t, state, kept, c.over)
			if c.over {
				time.Sleep(time.Second) // what was sent last is in the list
			}
			if _, err := j.run(j.command(nil, "resume"), nil); err != nil || j.code != int(exitUnknown) {
				t.Fatalf("code %d, %v\n%s", j.code, err, tail(j.said))
			}
			if noticed := strings.Contains(j.said, "the journal is not where it was"); noticed != c.noticed {
				t.Errorf("noticed %v:\n%s", noticed, tail(j.said))
			}
			if n := j.witness.accepted() - made; n < 0 || n > open { // what had stayed unknown, and was never accepted, is planned in the copy
				t.Errorf("%d tasks more than before, when %d rows were unknown", n, open)
			}
			run := runOf(t, j)
			for _, args := range [][]string{{"resolve", run, "--found", "--yes", "--note", "the disk was restored"}, {"resume"}} {
				if _, err := j.run(j.command(nil, args...), nil); err != nil || j.code != int(exitDone) && j.code != int(exitRows) {
					t.Fatalf("%v: code %d, %v\n%s", args, j.code, err, tail(j.said))
				}
			}
			if unknown, problems := j.finish(); unknown > 0 || len(problems) > 0 {
				t.Errorf("%d unknown\n%s", unknown, strings.Join(problems, "\n"))
			}
		})
	}
}

// runOf is the id of the one run of a job.
func runOf(t *testing.T, j *job) string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(filepath.Dir(stateJournal(j.home)), "written", "*"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no run: %v", err)
	}
	id, _, _ := strings.Cut(filepath.Base(names[0]), ".")
	return id
}

// readFolder reads all files of a folder, by their path in it.
func readFolder(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err == nil {
			files[name] = mustRead(t, path)
		}
		return err
	})
	if err != nil || len(files) == 0 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	return files
}

// putFolder makes a folder hold those files and no others: over what is there,
// or as new files.
func putFolder(t *testing.T, dir string, files map[string]string, over bool) {
	t.Helper()
	for name := range readFolder(t, dir) {
		if _, kept := files[name]; !kept || !over {
			if err := os.Remove(filepath.Join(dir, name)); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
