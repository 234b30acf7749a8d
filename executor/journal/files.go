package journal

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// sidecars are the files SQLite keeps beside the journal. It opens them without
// asking us, so they are looked at first.
var sidecars = []string{"-wal", "-shm", "-journal"}

// prepareFile makes sure that the journal at path is a file only its owner can
// change, in a directory only its owner can change, so that between this look and
// SQLite's opening nobody else can put something in its place. Unless readOnly it
// makes what is missing, durably.
func prepareFile(path string, readOnly bool) error {
	dir := filepath.Dir(path)
	if !readOnly {
		if err := makeDir(dir); err != nil {
			return err
		}
	}
	if err := checkDir(dir); err != nil {
		return err
	}
	for _, suffix := range sidecars {
		if err := checkFile(path+suffix, readOnly); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	err := checkFile(path, readOnly)
	if errors.Is(err, fs.ErrNotExist) && !readOnly {
		return makeFile(path)
	}
	return err
}

func makeDir(dir string) error {
	if _, err := os.Stat(dir); err == nil {
		return nil
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("journal: making the state directory: %w", err)
	}
	if err := syncDir(filepath.Dir(dir)); err != nil {
		return fmt.Errorf("%w: making the state directory: %w", ErrDisk, err)
	}
	return nil
}

// makeFile makes an empty file whose name is durable. Of two processes at it
// both get the same file.
func makeFile(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return checkFile(path, false)
	}
	if err != nil {
		return fmt.Errorf("journal: making %s: %w", path, err)
	}
	err = f.Sync()
	if e := f.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = syncDir(filepath.Dir(path))
	}
	if err != nil {
		return fmt.Errorf("%w: making %s: %w", ErrDisk, path, err)
	}
	return nil
}

// checkFile refuses a file that is a link, that others could write or that is
// somebody else's. One that others can merely read is made private, unless
// readOnly.
func checkFile(path string, readOnly bool) error {
	info, err := os.Lstat(path)
	if err != nil {
		return fmt.Errorf("journal: looking at %s: %w", path, err)
	}
	if !info.Mode().IsRegular() {
		return fmt.Errorf("%w: %s is a link or no file; put the journal itself there, or choose another state directory", ErrUnsafe, path)
	}
	f, err := os.OpenFile(path, os.O_RDONLY|noFollow, 0)
	if err != nil {
		return fmt.Errorf("journal: opening %s: %w", path, err)
	}
	defer f.Close()
	if info, err = f.Stat(); err != nil {
		return fmt.Errorf("journal: looking at %s: %w", path, err)
	}
	if err := checkOwner(path, info, "chmod 600"); err != nil {
		return err
	}
	if !readOnly && readableByOthers(info) {
		if err := f.Chmod(0o600); err != nil {
			return fmt.Errorf("journal: making %s private: %w", path, err)
		}
	}
	return nil
}

// checkDir refuses a directory in which others could exchange the files. A link
// to a directory is followed: what counts is where the files are.
func checkDir(dir string) error {
	info, err := os.Stat(dir)
	if err != nil {
		return fmt.Errorf("journal: looking at the state directory: %w", err)
	}
	if !info.IsDir() {
		return fmt.Errorf("%w: %s is no directory", ErrUnsafe, dir)
	}
	return checkOwner(dir, info, "chmod 700")
}
