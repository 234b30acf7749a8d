package main

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
)

// temporaryName is how this program names the files that it fills before they
// get their name. No other program makes such names, so one that nobody is
// filling any more may go: it can hold transfer codes.
var temporaryName = regexp.MustCompile(`^\.domainbatch-[0-9a-f]{32}\.tmp$`)

// newTemporary opens a new private file in a folder, so that it can be renamed
// to its name there. O_EXCL keeps anything planted under its name from being
// followed. Until it is closed, sweep takes it for alive.
func newTemporary(dir string) (*os.File, error) {
	const tries = 10
	for range tries {
		var random [16]byte
		rand.Read(random[:])
		path := filepath.Join(dir, ".domainbatch-"+hex.EncodeToString(random[:])+".tmp")
		file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			return nil, err
		}
		if hold(file) && isAt(file, path) {
			return file, nil
		}
		file.Close() // a sweep came between the two steps
		os.Remove(path)
	}
	return nil, fmt.Errorf("%d files in %s were taken away before they could be locked", tries, dir)
}

// isAt reports whether an open file is the one of that name.
func isAt(file *os.File, path string) bool {
	mine, err := file.Stat()
	if err != nil {
		return false
	}
	there, err := os.Lstat(path)
	return err == nil && os.SameFile(mine, there)
}

// sweep removes from a folder the temporary files of processes that were killed
// while they filled them: regular files of this user, under a name of ours, that
// no process holds. What cannot be looked at is left alone.
func sweep(dir string) {
	folder, err := os.Open(dir)
	if err != nil {
		return
	}
	defer folder.Close()
	for {
		entries, err := folder.ReadDir(256)
		for _, e := range entries {
			if e.Type().IsRegular() && temporaryName.MatchString(e.Name()) {
				removeAbandoned(filepath.Join(dir, e.Name()))
			}
		}
		if err != nil || len(entries) == 0 {
			return
		}
	}
}

func removeAbandoned(path string) {
	file, err := openPlain(path)
	if err != nil {
		return
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil || !info.Mode().IsRegular() || foreign(info) {
		return
	}
	if abandoned(file, info) && isAt(file, path) {
		removeOpen(file, path)
	}
}
