package journal

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

// A copy that is made while others write is of one moment, and whole.
func TestCopiesMadeWhileOthersWriteAreWhole(t *testing.T) {
	s := openTest(t, Options{})
	ctx := t.Context()
	stop := make(chan struct{})
	var wg sync.WaitGroup
	defer wg.Wait()
	defer close(stop)
	for g := range 2 {
		wg.Go(func() {
			for n := 0; ; n++ {
				select {
				case <-stop:
					return
				default:
				}
				id := fmt.Sprintf("r%d-%d", g, n)
				if _, _, err := s.Create(ctx, Run{ID: id, Account: id, Plan: make([]byte, 5000)}, []Batch{oneBatch("b1", "d1", "d2")}); err != nil {
					t.Error(err)
					return
				}
				if ok, err := s.ClaimIntent(ctx, id, "b1", Frozen{"e", "n", time.Now()}); !ok || err != nil {
					t.Error(ok, err)
					return
				}
			}
		})
	}
	var last Head
	for n := range 6 {
		path := filepath.Join(t.TempDir(), "copy.db")
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		reader, err := Open(ctx, s.path, Options{ReadOnly: true})
		if err != nil {
			t.Fatal(err)
		}
		if err := reader.CopyTo(ctx, path); err != nil {
			t.Fatal(err)
		}
		reader.Close()
		if info, err := os.Stat(path); err != nil || info.Mode() != 0o600 {
			t.Fatal(info, err)
		}
		c, err := Open(ctx, path, Options{ReadOnly: true})
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Examine(ctx); err != nil {
			t.Error(err)
		}
		v, err := c.Verify(ctx, last)
		if n == 0 {
			v, err = c.Verify(ctx)
		}
		if err != nil || !v.Whole() || v.Head.Count < last.Count {
			t.Errorf("copy %d: %+v, %v", n, v, err)
		}
		last = v.Head
		c.Close()
	}
}

func TestCopyIntoAFileThatIsNotEmptyIsRefused(t *testing.T) {
	s := openTest(t, Options{})
	path := filepath.Join(t.TempDir(), "copy.db")
	if err := os.WriteFile(path, []byte("precious"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := s.CopyTo(t.Context(), path); err == nil {
		t.Error("copied")
	}
	if data, err := os.ReadFile(path); err != nil || string(data) != "precious" {
		t.Errorf("%q, %v", data, err)
	}
}

func TestDamagedPagesAreFound(t *testing.T) {
	s, _ := chained(t)
	path := filepath.Join(t.TempDir(), "copy.db")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := s.CopyTo(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for page := 1; page < len(data)/4096; page++ {
		hurt := append([]byte(nil), data...)
		for i := range 64 {
			hurt[page*4096+i] ^= 0xa5
		}
		if err := os.WriteFile(path, hurt, 0o600); err != nil {
			t.Fatal(err)
		}
		c, err := Open(t.Context(), path, Options{ReadOnly: true})
		if err == nil {
			err = c.Examine(t.Context())
			c.Close()
		}
		if err != nil {
			found++
		}
	}
	if pages := len(data)/4096 - 1; found != pages || pages < 10 {
		t.Errorf("of %d damaged pages %d were found", pages, found)
	}
}

func TestReplacingAJournalThatIsOpenIsRefused(t *testing.T) {
	s := openTest(t, Options{})
	if _, _, err := s.Create(t.Context(), Run{ID: "r1", Account: "a"}, []Batch{oneBatch("b1", "d1")}); err != nil {
		t.Fatal(err)
	}
	other := filepath.Join(filepath.Dir(s.path), "other.db")
	if err := os.WriteFile(other, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := s.CopyTo(t.Context(), other); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Create(t.Context(), Run{ID: "r2", Account: "a", Fingerprint: "2"}, []Batch{oneBatch("b1", "d2")}); err != nil {
		t.Fatal(err)
	}
	if err := Replace(s.path, other); !errors.Is(err, ErrBusy) {
		t.Fatalf("replaced an open journal: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := Replace(s.path, other); err != nil {
		t.Fatal(err)
	}
	again, err := Open(t.Context(), s.path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if runs, err := again.Runs(t.Context(), ""); err != nil || len(runs) != 1 {
		t.Errorf("%d runs, %v", len(runs), err)
	}
}

func TestAllLocksAreTakenOrNone(t *testing.T) {
	dir := t.TempDir()
	for _, account := range []string{"a", "b", "c"} {
		l, err := LockAccount(dir, account)
		if err != nil {
			t.Fatal(err)
		}
		if account == "b" {
			if _, err := LockAll(dir); !errors.Is(err, ErrLocked) {
				t.Errorf("while b is locked: %v", err)
			}
		}
		if err := l.Unlock(); err != nil {
			t.Fatal(err)
		}
	}
	unlock, err := LockAll(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, account := range []string{"a", "b", "c", "one that was never worked on"} {
		_, err := LockAccount(dir, account)
		var locked *LockedError
		if !errors.As(err, &locked) || locked.Owner.PID != os.Getpid() {
			t.Errorf("%s is not locked: %v", account, err)
		}
	}
	if _, err := LockAll(dir); !errors.Is(err, ErrLocked) {
		t.Errorf("taken twice: %v", err)
	}
	unlock()
	if l, err := LockAccount(dir, "one that was never worked on"); err != nil {
		t.Errorf("after it: %v", err)
	} else if err := l.Unlock(); err != nil {
		t.Error(err)
	}
	if unlock, err = LockAll(dir); err != nil {
		t.Fatal(err)
	}
	unlock()
}

// Those who only pass the gate do not keep each other out, or LockAll.
func TestLocksOfManyAccountsAreTakenSideBySide(t *testing.T) {
	dir := t.TempDir()
	var wg sync.WaitGroup
	for n := range 40 {
		wg.Go(func() {
			l, err := LockAccount(dir, fmt.Sprint("account ", n))
			if err != nil {
				t.Error(err)
				return
			}
			if err := l.Unlock(); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	unlock, err := LockAll(dir)
	if err != nil {
		t.Fatal(err)
	}
	unlock()
}
