package vault

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
)

func TestKeyIsMadeOnceAndPrivately(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state", "vault.key")
	v, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := v.Seal("c", []byte("code"))
	if err != nil {
		t.Fatal(err)
	}
	if runtime.GOOS != "windows" {
		wantMode(t, path, 0o600)
		wantMode(t, filepath.Dir(path), 0o700)
	}
	again, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := again.Unseal("c", sealed); err != nil || string(got) != "code" {
		t.Fatalf("opened again: %q, %v", got, err)
	}
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(entries) != 1 {
		t.Fatalf("left beside the key: %v, %v", entries, err)
	}
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

func TestManyOpeningAtOnceAgreeOnOneKey(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state", "vault.key")
	ids := make([]string, 16)
	var wg sync.WaitGroup
	for i := range ids {
		wg.Go(func() {
			v, err := Open(path)
			if err != nil {
				t.Error(err)
				return
			}
			ids[i] = v.KeyID()
		})
	}
	wg.Wait()
	for _, id := range ids {
		if id != ids[0] {
			t.Fatalf("keys %v", ids)
		}
	}
}

func TestMissingKeyIsNotReplaced(t *testing.T) {
	path := filepath.Join(t.TempDir(), "vault.key")
	_, err := OpenExisting(path)
	if !errors.Is(err, ErrNoKey) || !strings.Contains(err.Error(), path) {
		t.Fatal(err)
	}
	if _, err := os.Lstat(path); !os.IsNotExist(err) {
		t.Fatalf("a key was made: %v", err)
	}
}

func TestUnsafeKeyFilesAreRefused(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no permission bits here")
	}
	for _, c := range []struct {
		name  string
		spoil func(path string) error
		cure  string
	}{
		{"readable by the group", func(p string) error { return os.Chmod(p, 0o640) }, "chmod 600"},
		{"readable by all", func(p string) error { return os.Chmod(p, 0o604) }, "chmod 600"},
		{"directory writable by all", func(p string) error { return os.Chmod(filepath.Dir(p), 0o777) }, "chmod 700"},
		{"symbolic link", func(p string) error {
			if err := os.Rename(p, p+".real"); err != nil {
				return err
			}
			return os.Symlink(p+".real", p)
		}, "link"},
		{"link to nothing", func(p string) error {
			if err := os.Remove(p); err != nil {
				return err
			}
			return os.Symlink(p+".victim", p)
		}, "link"},
		{"directory", func(p string) error {
			if err := os.Remove(p); err != nil {
				return err
			}
			return os.Mkdir(p, 0o700)
		}, "no file"},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "state", "vault.key")
			if _, err := Open(path); err != nil {
				t.Fatal(err)
			}
			if err := c.spoil(path); err != nil {
				t.Fatal(err)
			}
			_, err := Open(path)
			if !errors.Is(err, ErrUnsafe) || !strings.Contains(err.Error(), c.cure) {
				t.Fatalf("got %v, want a refusal that says %q", err, c.cure)
			}
			if _, err := os.Lstat(path + ".victim"); !os.IsNotExist(err) {
				t.Fatal("the link was followed")
			}
		})
	}
}

func TestDamagedKeyFilesAreRefusedWithoutQuotingThem(t *testing.T) {
	path := filepath.Join(t.TempDir(), "vault.key")
	if _, err := Open(path); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	key := strings.TrimSpace(string(whole[strings.Index(string(whole), "AGE-SECRET-KEY-"):]))
	for name, text := range map[string]string{
		"empty":      "",
		"comments":   "# nothing\n",
		"two keys":   string(whole) + key + "\n",
		"cut":        string(whole[:len(whole)-10]),
		"misspelt":   strings.Replace(string(whole), key, key[:20]+"x"+key[21:], 1),
		"other data": "hello\n",
	} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := Open(path)
		if !errors.Is(err, ErrBadKey) || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v", name, err)
		}
		if err != nil && strings.Contains(err.Error(), key[15:40]) {
			t.Errorf("%s: the error quotes the key", name)
		}
		if now, _ := os.ReadFile(path); string(now) != text {
			t.Errorf("%s: the file was changed", name)
		}
	}
}
