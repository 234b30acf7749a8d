package journal_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"domainbatch/executor/journal"
)

func TestFilesArePrivate(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no permission bits here")
	}
	path := filepath.Join(t.TempDir(), "deep", "state", "journal.db")
	j := openAt(t, path, journal.Options{})
	if _, _, err := j.Create(t.Context(), journal.Run{ID: "r1", Account: "a"}, manyBatches(10, 5)); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]os.FileMode{path: 0o600, path + "-wal": 0o600, path + "-shm": 0o600,
		filepath.Dir(path): 0o700, filepath.Dir(filepath.Dir(path)): 0o700} {
		wantMode(t, name, want)
	}
	// What others could only read is made private again.
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	openAt(t, path, journal.Options{})
	wantMode(t, path, 0o600)
}

func wantMode(t *testing.T, path string, want os.FileMode) {
	t.Helper()
	info, err := os.Lstat(path)
	if err != nil {
		t.Fatal(err)
	}
	if got := info.Mode().Perm(); got != want {
		t.Errorf("%s has mode %04o, want %04o", path, got, want)
	}
}

func TestUnsafeFilesAreRefused(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no permission bits here")
	}
	move := func(path string) error {
		if err := os.Rename(path, path+".victim"); err != nil {
			return err
		}
		return os.Symlink(path+".victim", path)
	}
	for _, c := range []struct {
		name  string
		spoil func(path string) error
		cure  string
	}{
		{"writable by the group", func(p string) error { return os.Chmod(p, 0o660) }, "chmod 600"},
		{"writable by all", func(p string) error { return os.Chmod(p, 0o602) }, "chmod 600"},
		{"directory writable by the group", func(p string) error { return os.Chmod(filepath.Dir(p), 0o770) }, "chmod 700"},
		{"directory writable by all", func(p string) error { return os.Chmod(filepath.Dir(p), 0o1777) }, "chmod 700"},
		{"symbolic link", move, "is a link"},
		{"link to nothing", func(p string) error {
			if err := os.Remove(p); err != nil {
				return err
			}
			return os.Symlink(p+".victim", p)
		}, "is a link"},
		{"log that is a link", func(p string) error { return os.Symlink(p, p+"-wal") }, "is a link"},
		{"index that is a link", func(p string) error { return os.Symlink(p+".victim", p+"-shm") }, "is a link"},
		{"second name", func(p string) error { return os.Link(p, p+".link") }, "hard links"},
		{"directory in its place", func(p string) error {
			if err := os.Remove(p); err != nil {
				return err
			}
			return os.Mkdir(p, 0o700)
		}, "no file"},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "state", "journal.db")
			if err := openAt(t, path, journal.Options{}).Close(); err != nil {
				t.Fatal(err)
			}
			if err := c.spoil(path); err != nil {
				t.Fatal(err)
			}
			for _, readOnly := range []bool{false, true} {
				j, err := journal.Open(t.Context(), path, journal.Options{ReadOnly: readOnly})
				if err == nil {
					j.Close()
				}
				if !errors.Is(err, journal.ErrUnsafe) || !strings.Contains(err.Error(), c.cure) || !strings.Contains(err.Error(), filepath.Dir(path)) {
					t.Fatalf("got %v, want a refusal that says %q", err, c.cure)
				}
			}
			if _, err := os.Lstat(path + ".victim"); c.name == "link to nothing" && !errors.Is(err, fs.ErrNotExist) {
				t.Fatal("the link was followed")
			}
		})
	}
}

func TestReadingNeedsAJournal(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state", "journal.db")
	_, err := journal.Open(t.Context(), path, journal.Options{ReadOnly: true})
	if !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	if _, err := os.Lstat(filepath.Dir(path)); !errors.Is(err, fs.ErrNotExist) {
		t.Fatal("reading made the state directory")
	}
}

func TestReadingAJournalThatWasNeverMadeSaysSo(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := journal.Open(t.Context(), path, journal.Options{ReadOnly: true}); !errors.Is(err, journal.ErrEmpty) {
		t.Fatal(err)
	}
	openAt(t, path, journal.Options{})
	openAt(t, path, journal.Options{ReadOnly: true})
}

func TestReaderSeesTheWriterAndChangesNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state with space & 50%?#", "journal.db")
	w := openAt(t, path, journal.Options{})
	r := openAt(t, path, journal.Options{ReadOnly: true})
	if _, _, err := w.Create(t.Context(), journal.Run{ID: "r1", Account: "a"}, manyBatches(2, 1)); err != nil {
		t.Fatal(err)
	}
	list, err := r.Batches(t.Context(), "r1")
	if err != nil || len(list) != 2 {
		t.Fatalf("%d batches, %v", len(list), err)
	}
	ok, err := r.ClaimIntent(t.Context(), "r1", list[0].ID, journal.Frozen{Epoch: "e", Nonce: "n", Stamp: time.Now()})
	if ok || !errors.Is(err, journal.ErrReadOnly) {
		t.Fatal(ok, err)
	}
	if err := r.SetRate(t.Context(), "k", 1); !errors.Is(err, journal.ErrReadOnly) {
		t.Fatal(err)
	}
	// A reader that is alone, with a log that has not been copied: after a kill.
	left := filepath.Join(t.TempDir(), "journal.db")
	copyJournal(t, path, left, -1)
	if info, err := os.Stat(left + "-wal"); err != nil || info.Size() == 0 {
		t.Fatalf("nothing in the log: %v", err)
	}
	if list, err := openAt(t, left, journal.Options{ReadOnly: true}).Batches(t.Context(), "r1"); err != nil || len(list) != 2 {
		t.Fatalf("after a kill: %d batches, %v", len(list), err)
	}
}
