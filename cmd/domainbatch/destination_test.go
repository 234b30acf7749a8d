package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
)

func never(string) bool  { return false }
func always(string) bool { return true }

func TestDestinationRefusesWhatItMustNotReplace(t *testing.T) {
	dir := t.TempDir()
	victim := filepath.Join(dir, "victim.xlsx")
	mustWrite(t, victim, "precious")
	link := filepath.Join(dir, "link.xlsx")
	if err := os.Symlink(victim, link); err != nil {
		t.Fatal(err)
	}
	closed := filepath.Join(dir, "closed")
	if err := os.Mkdir(closed, 0o500); err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		path        string
		replaceable func(string) bool
		rootToo     bool // also refused to a user whom permissions do not bind
	}{
		"a symbolic link":          {link, always, true},
		"a folder":                 {dir, always, true},
		"a missing folder":         {filepath.Join(dir, "no", "x.xlsx"), always, true},
		"a file of somebody else":  {victim, never, true},
		"a folder without write":   {filepath.Join(closed, "x.xlsx"), always, false},
		"a device":                 {os.DevNull, always, true},
		"a file taken as a folder": {filepath.Join(victim, "x.xlsx"), always, true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if !test.rootToo && os.Geteuid() == 0 {
				t.Log("permissions do not bind this user; the refusal cannot be seen")
				return
			}
			_, err := newDestination(test.path, test.replaceable)
			if f := explain(orNil(err)); err == nil || f.code != exitUsage || f.hint == "" {
				t.Errorf("got %v, want a failure with code %d and a hint", err, exitUsage)
			}
		})
	}
	if got := mustRead(t, victim); got != "precious" {
		t.Errorf("the victim now holds %q", got)
	}
	if names := list(t, dir); len(names) != 3 {
		t.Errorf("trials left files behind: %v", names)
	}
}

// orNil lets explain be called on what should have been an error.
func orNil(err error) error {
	if err == nil {
		return errors.New("no error")
	}
	return err
}

func TestDestinationAppearsWholeAndPrivate(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "out.csv")
	d, err := newDestination(path, never)
	if err != nil {
		t.Fatal(err)
	}
	if names := list(t, dir); len(names) != 0 {
		t.Fatalf("testing the destination left %v", names)
	}
	var keep privateFiles
	if err := d.write(&keep, func(w io.Writer) error { _, err := io.WriteString(w, "all of it"); return err }); err != nil {
		t.Fatal(err)
	}
	if got := mustRead(t, path); got != "all of it" {
		t.Errorf("got %q", got)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if mode := info.Mode().Perm(); mode != 0o600 {
		t.Errorf("mode is %o, want 600", mode)
	}
}

func TestDestinationKeepsTheOldFileWhenWritingFails(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "out.csv")
	mustWrite(t, path, "old")
	d, err := newDestination(path, always)
	if err != nil {
		t.Fatal(err)
	}
	var keep privateFiles
	broken := errors.New("broken in the middle")
	err = d.write(&keep, func(w io.Writer) error { io.WriteString(w, "half"); return broken })
	if !errors.Is(err, broken) {
		t.Errorf("got %v, want %v", err, broken)
	}
	if got := mustRead(t, path); got != "old" {
		t.Errorf("the old file now holds %q", got)
	}
	if names := list(t, dir); len(names) != 1 {
		t.Errorf("files left: %v", names)
	}
}

func TestBackUpNeverTouchesABackup(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "x.xlsx")
	for i, content := range []string{"one", "two", "three"} {
		mustWrite(t, path, content)
		name, err := backUp(&privateFiles{}, path)
		if err != nil {
			t.Fatal(err)
		}
		want := []string{".bak", ".bak-2", ".bak-3"}[i]
		if name != path+want {
			t.Errorf("backup %d is %s, want %s", i, name, path+want)
		}
	}
	if got := mustRead(t, path+".bak"); got != "one" {
		t.Errorf("the first backup now holds %q", got)
	}
}

func mustWrite(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

func mustRead(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

func list(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}
