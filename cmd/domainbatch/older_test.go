package main

import (
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A journal of an older program is no obstacle, whatever command comes first:
// each brings it up to date before it reads.
func TestAJournalOfAnOlderProgramIsBroughtUpToDate(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		args []string
		want exitCode
		says string
	}{
		{[]string{"resume"}, exitDone, "nothing to resume"},
		{[]string{"status"}, exitDone, "no runs yet"},
		{[]string{"report"}, exitUsage, "there is no run to report"},
		{[]string{"resolve", "20261122-063700-k3f9"}, exitUsage, "there is no run 20261122-063700-k3f9"},
		{[]string{"cancel", "20261122-063700-k3f9", "--yes"}, exitUsage, "there is no run 20261122-063700-k3f9"},
	} {
		t.Run(test.args[0], func(t *testing.T) {
			t.Parallel()
			home := t.TempDir()
			path := stateJournal(home)
			if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
				t.Fatal(err)
			}
			mustWrite(t, path, "")
			db, err := sql.Open("sqlite", "file:"+path)
			if err != nil {
				t.Fatal(err)
			}
			first := mustRead(t, "../../executor/journal/schema/0001_start.sql")
			if _, err := db.Exec(first + "; PRAGMA application_id = 0x64624a31; PRAGMA user_version = 1"); err != nil {
				t.Fatal(err)
			}
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
			out, err := command(t, home, test.args...).CombinedOutput()
			if code := exitOf(err); code != int(test.want) || !strings.Contains(string(out), test.says) {
				t.Errorf("ended with %d, want %d and %q:\n%s", code, test.want, test.says, out)
			}
		})
	}
}
