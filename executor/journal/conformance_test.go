package journal_test

import (
	"path/filepath"
	"testing"
	"time"

	"domainbatch/executor/journal"
	"domainbatch/executor/journal/journaltest"
)

func openFile(t testing.TB, now func() time.Time) journal.Journal {
	t.Helper()
	return openAt(t, filepath.Join(t.TempDir(), "state", "journal.db"), journal.Options{Now: now})
}

func openAt(t testing.TB, path string, opt journal.Options) *journal.SQLite {
	t.Helper()
	j, err := journal.Open(t.Context(), path, opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { j.Close() })
	return j
}

func openMemory(_ testing.TB, now func() time.Time) journal.Journal { return journal.NewMemoryAt(now) }

func TestSQLiteConforms(t *testing.T) {
	t.Parallel()
	journaltest.Conformance(t, openFile)
}

func TestMemoryConforms(t *testing.T) { journaltest.Conformance(t, openMemory) }

func TestBothJournalsBehaveAlike(t *testing.T) {
	t.Parallel()
	journaltest.Compare(t, openFile, openMemory)
}
