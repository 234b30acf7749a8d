package journal_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"domainbatch/executor/journal"
	"domainbatch/executor/journal/journaltest"
)

// copyJournal copies a journal and the first n bytes of its log (all of them for
// -1), as a disk may hold them after power was lost.
func copyJournal(t *testing.T, from, to string, n int) {
	t.Helper()
	for _, suffix := range []string{"", "-wal"} {
		data, err := os.ReadFile(from + suffix)
		if err != nil {
			t.Fatal(err)
		}
		if suffix != "" && n >= 0 {
			data = data[:n]
		}
		if err := os.WriteFile(to+suffix, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// history writes a journal step by step and returns, without closing it, what
// it told after each step and how long its log was then.
func history(t *testing.T, path string) (told []journaltest.Snapshot, ends []int) {
	t.Helper()
	at := time.Date(2026, 11, 22, 6, 37, 0, 0, time.UTC)
	j := openAt(t, path, journal.Options{Now: func() time.Time { return at }})
	ctx := t.Context()
	mark := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		told = append(told, journaltest.Take(ctx, t, j))
		info, err := os.Stat(path + "-wal")
		if err != nil {
			t.Fatal(err)
		}
		ends = append(ends, int(info.Size()))
	}
	mark(nil)
	_, _, err := j.Create(ctx, journal.Run{ID: "r1", Account: "acc", Fingerprint: "f"}, manyBatches(12, 3))
	mark(err)
	for n := 1; n <= 3; n++ {
		id, task := fmt.Sprintf("b%07d", n), fmt.Sprintf("task %d", n)
		_, err := j.ClaimIntent(ctx, "r1", id, journal.Frozen{Epoch: "e", Nonce: "n", Stamp: at})
		mark(err)
		mark(j.Accepted(ctx, "r1", id, task, "q", at, at))
		mark(j.SaveDetails(ctx, "r1", id, []journal.Detail{{TaskDetailNo: "d", Domain: "x", State: journal.DetailFailed}}, at, true))
	}
	changes := manyBatches(12, 3)[3].Changes
	mark(j.SplitBatch(ctx, "r1", "b0000004", journal.Refusal{}, []journal.Batch{{ID: "s1", Changes: changes[:1]}, {ID: "s2", Changes: changes[1:]}}))
	return told, ends
}

const (
	walHeader = 32
	walFrame  = 24 + 4096
)

func TestTornLogOpensAtTheLastWholeCommit(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "state", "journal.db")
	told, ends := history(t, path)
	size := ends[len(ends)-1]
	if ends[0] != 0 || size < 20*walFrame {
		t.Fatalf("the log grew from %d to %d bytes: not what this test expects", ends[0], size)
	}
	garbage := bytes.Repeat([]byte{0xa5}, walFrame)
	for n := 0; n <= size; n++ {
		// Every byte of the last commit in the long form; else, and before it,
		// the edges of the pages and a byte here and there.
		edge := (n - walHeader) % walFrame
		tail := long() && n > ends[len(ends)-2]
		if n > walHeader && n != size && edge != 0 && edge != walFrame-1 && n%4099 != 0 && !tail {
			continue
		}
		torn := filepath.Join(t.TempDir(), "journal.db")
		copyJournal(t, path, torn, n)
		if n%2 == 1 { // the tail is there and is nonsense
			f, err := os.OpenFile(torn+"-wal", os.O_APPEND|os.O_WRONLY, 0)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := f.Write(garbage); err != nil {
				t.Fatal(err)
			}
			f.Close()
		}
		want := 0
		for i, end := range ends {
			if end <= n {
				want = i
			}
		}
		j, err := journal.Open(t.Context(), torn, journal.Options{ReadOnly: n%4 < 2})
		if err != nil {
			t.Fatalf("cut at %d of %d: %v", n, size, err)
		}
		if diff := journaltest.Take(t.Context(), t, j).Diff(told[want]); diff != "" {
			t.Fatalf("cut at %d of %d, want step %d: %s", n, size, want, diff)
		}
		if err := j.Close(); err != nil {
			t.Fatal(err)
		}
		os.RemoveAll(filepath.Dir(torn))
	}
}
