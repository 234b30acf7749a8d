package journal_test

import (
	"errors"
	"os"
	"os/user"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"domainbatch/executor/journal"
)

func TestAccountHasOneOwner(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "state")
	lock, err := journal.LockAccount(dir, "acc")
	if err != nil {
		t.Fatal(err)
	}
	_, err = journal.LockAccount(dir, "acc")
	var locked *journal.LockedError
	if !errors.Is(err, journal.ErrLocked) || !errors.As(err, &locked) {
		t.Fatal(err)
	}
	host, _ := os.Hostname()
	if who, err := user.Current(); err == nil && (locked.Owner.User != who.Username || !strings.Contains(locked.Error(), " of "+who.Username+" on ")) {
		t.Errorf("owner %+v, and not %s", locked.Owner, who.Username)
	}
	if o := locked.Owner; o.PID != os.Getpid() || o.Host != host || time.Since(o.Since) > time.Minute || !strings.HasPrefix(o.Command, filepath.Base(os.Args[0])) {
		t.Errorf("owner %+v", o)
	}
	for _, want := range []string{locked.Owner.String(), "wait", locked.Path} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q does not say %q", err, want)
		}
	}
	other, err := journal.LockAccount(dir, "other")
	if err != nil {
		t.Fatalf("another account: %v", err)
	}
	if err := other.Unlock(); err != nil {
		t.Fatal(err)
	}
	if err := lock.Unlock(); err != nil {
		t.Fatal(err)
	}
	again, err := journal.LockAccount(dir, "acc")
	if err != nil {
		t.Fatal(err)
	}
	if err := again.Unlock(); err != nil {
		t.Fatal(err)
	}
}

func TestLockNamesComeFromAFixedAlphabet(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "state")
	for _, account := range []string{"", "../../etc/passwd", "a/b", "账户", strings.Repeat("x", 5000), "a\x00b"} {
		lock, err := journal.LockAccount(dir, account)
		if err != nil {
			t.Fatalf("%q: %v", account, err)
		}
		defer lock.Unlock()
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	name := regexp.MustCompile(`^(account-[0-9a-f]{16}\.lock(\.owner)?|accounts\.lock)$`)
	for _, e := range entries {
		if !name.MatchString(e.Name()) {
			t.Errorf("made %s", e.Name())
		}
		wantMode(t, filepath.Join(dir, e.Name()), 0o600)
	}
	if len(entries) != 13 { // and the gate
		t.Errorf("%d files for 6 accounts", len(entries))
	}
}

func TestLockFollowsNoLink(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "state")
	lock, err := journal.LockAccount(dir, "acc")
	if err != nil {
		t.Fatal(err)
	}
	if err := lock.Unlock(); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "account-*.lock"))
	if err != nil || len(files) != 1 {
		t.Fatal(files, err)
	}
	victim := filepath.Join(t.TempDir(), "victim")
	if err := os.WriteFile(victim, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(files[0]); err != nil {
		t.Fatal(err)
	}
	for _, link := range []string{files[0], files[0] + ".owner"} {
		if err := os.Symlink(victim, link); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := journal.LockAccount(dir, "acc"); !errors.Is(err, journal.ErrUnsafe) {
		t.Fatal(err)
	}
	if err := os.Remove(files[0]); err != nil {
		t.Fatal(err)
	}
	lock, err = journal.LockAccount(dir, "acc")
	if err != nil {
		t.Fatal(err)
	}
	defer lock.Unlock()
	if text, err := os.ReadFile(victim); err != nil || string(text) != "mine" {
		t.Fatalf("the owner was written through a link: %q, %v", text, err)
	}
}
