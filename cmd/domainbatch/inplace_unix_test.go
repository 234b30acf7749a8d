//go:build unix

package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

// A file that is replaced in place is whole at every instant, old or new, its
// backup is the old one whole, and there is one backup however often it takes.
func TestKilledWhileReplacingInPlace(t *testing.T) {
	proof(t)
	for _, test := range []struct {
		name   string
		deaths []string // the first of apply, the others of resume
		slow   bool     // the first report says PENDING
	}{
		{name: "before the backup", deaths: []string{"before-backup:1"}},
		{name: "behind the backup", deaths: []string{"after-backup:1"}},
		{name: "before the file is replaced", deaths: []string{"before-rename:2"}}, // the first is the kept copy of the input
		{name: "when the file is replaced", deaths: []string{"after-rename:2"}},
		{name: "again and again", deaths: []string{"before-backup:1", "before-backup:1", "after-backup:1", "before-rename:1", "before-rename:1", "after-rename:1", "before-reported:1"}},
		{name: "replacing a report of its own", deaths: []string{"", "before-rename:1", "before-rename:1", "after-rename:1"}, slow: true},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			opt := hurried(32)
			flags := []string{"--submit-rate", "40", "--in-place"}
			if test.slow {
				opt.TaskTime.ExecuteMin, opt.TaskTime.ExecuteMax = 4*time.Second, 4*time.Second
				flags = append(flags, "--wait", "1s")
			}
			j := small(t, opt, flags, names("place", 5)...)
			path := filepath.Join(j.home, "rows.csv")
			before := mustRead(t, path)
			for i, point := range test.deaths {
				args := []string{"resume", "--wait", "20s"}
				if i == 0 {
					args = j.args
				}
				if point == "" {
					j.must(t, exitPending, args...)
					continue
				}
				e, err := j.run(j.command([]string{"DOMAINBATCH_FAILPOINT=" + point + ":kill"}, args...), nil)
				if err != nil || !e.killed {
					t.Fatalf("%s: %+v, %v", point, e, err)
				}
				wantOldOrNew(t, j, before)
			}
			j.must(t, exitDone, "resume")
			wantOldOrNew(t, j, before)
			for domain, rows := range must(readResults(path)) {
				if len(rows) != 1 || rows[0].result != "OK" {
					t.Errorf("%s ended as %v", domain, rows)
				}
			}
			if got := mustRead(t, path+".bak"); got != before {
				t.Errorf("the backup holds %q", got)
			}
			if left := list(t, j.home); len(left) != 3 { // .local, rows.csv, rows.csv.bak
				t.Errorf("the folder holds %v", left)
			}
			problems, unknown := j.witness.checkAgainst(must(readResults(path)), j.expected)
			if len(problems) > 0 || unknown > 0 {
				t.Errorf("%v, %d unknown", problems, unknown)
			}
		})
	}
}

// wantOldOrNew wants the file that is replaced to be the old one or a whole
// report, and every backup to be the old one.
func wantOldOrNew(t *testing.T, j *job, before string) {
	t.Helper()
	path := filepath.Join(j.home, "rows.csv")
	if now := mustRead(t, path); now != before {
		results, err := readResults(path)
		if err != nil || len(results) != len(j.expected) {
			t.Errorf("the file is neither old nor new: %d rows, %v", len(results), err)
		}
		if !exists(path + ".bak") {
			t.Error("the file was replaced and there is no backup")
		}
	}
	backups, err := filepath.Glob(path + ".bak*")
	if err != nil || len(backups) > 1 {
		t.Errorf("backups: %v, %v", backups, err)
	}
	for _, name := range backups {
		if got := mustRead(t, name); got != before {
			t.Errorf("%s holds %q", name, got)
		}
		if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", name, info.Mode(), err)
		}
	}
}
