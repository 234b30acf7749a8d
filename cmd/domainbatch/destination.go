package main

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// destination is a file that is going to be written. It was tested before any
// work began; the file itself appears whole at the end, or not at all.
type destination struct {
	path string
}

// newDestination checks that a file can be put at path: the folder is there
// and can be written, and what stands at path now, if anything, may be
// replaced. replaceable decides about an existing file.
func newDestination(path string, replaceable func(path string) bool) (*destination, error) {
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return nil, cannotWrite(path, err)
	case info.Mode()&fs.ModeSymlink != 0:
		return nil, usage("name the file it points to with -o", "cannot write %s: it is a symbolic link", path)
	case info.IsDir():
		return nil, usage("name a file with -o", "cannot write %s: it is a folder", path)
	case !info.Mode().IsRegular():
		return nil, usage("name a file with -o", "cannot write %s: it is not a regular file", path)
	case !replaceable(path):
		return nil, usage("give another name with -o, or overwrite it with --force",
			"%s exists and was not written by domainbatch", path)
	}
	d := &destination{path: path}
	trial, err := d.create()
	if err != nil {
		return nil, cannotWrite(path, err)
	}
	trial.Close()
	if err := os.Remove(trial.Name()); err != nil {
		return nil, cannotWrite(path, err)
	}
	return d, nil
}

func cannotWrite(path string, err error) *failure {
	hint := "name a file in a folder you can write to with -o"
	if errors.Is(err, fs.ErrNotExist) {
		return usage("create the folder, or give another one with -o", "cannot write %s: no such folder", path).because(err)
	}
	var pathErr *fs.PathError
	if errors.As(err, &pathErr) {
		return usage(hint, "cannot write %s: %v", path, pathErr.Err).because(err)
	}
	return usage(hint, "cannot write %s: %v", path, err).because(err)
}

// create opens a new private file beside the target, so that it can be renamed
// over it. O_EXCL keeps anything planted under its name from being followed.
func (d *destination) create() (*os.File, error) {
	var random [8]byte
	rand.Read(random[:])
	name := fmt.Sprintf(".%s.%s.tmp", filepath.Base(d.path), hex.EncodeToString(random[:]))
	return os.OpenFile(filepath.Join(filepath.Dir(d.path), name), os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
}

// write fills the file through f and puts it in place: the old content stays
// whole until the new one is safe on disk.
func (d *destination) write(keep *privateFiles, f func(io.Writer) error) error {
	temp, err := d.create()
	if err != nil {
		return fmt.Errorf("writing %s: %w", d.path, err)
	}
	keep.add(temp.Name())
	defer keep.remove(temp.Name())
	defer temp.Close()
	if err := f(temp); err != nil {
		return fmt.Errorf("writing %s: %w", d.path, err)
	}
	if err := temp.Sync(); err != nil {
		return fmt.Errorf("writing %s: %w", d.path, err)
	}
	if err := temp.Close(); err != nil {
		return fmt.Errorf("writing %s: %w", d.path, err)
	}
	reach("before-rename")
	if err := os.Rename(temp.Name(), d.path); err != nil {
		return fmt.Errorf("writing %s: %w", d.path, err)
	}
	reach("after-rename")
	return syncDir(filepath.Dir(d.path))
}

// backUp copies a file beside itself as x.bak, x.bak-2, ... and returns the
// name it chose. An existing backup is never touched.
func backUp(path string) (string, error) {
	from, err := os.Open(path)
	if err != nil {
		return "", fmt.Errorf("backing up %s: %w", path, err)
	}
	defer from.Close()
	const most = 10000
	for n := 1; n <= most; n++ {
		name := path + ".bak"
		if n > 1 {
			name = fmt.Sprintf("%s-%d", name, n)
		}
		to, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return "", fmt.Errorf("backing up %s: %w", path, err)
		}
		if err := copyDurably(to, from); err != nil {
			os.Remove(name)
			return "", fmt.Errorf("backing up %s: %w", path, err)
		}
		return name, syncDir(filepath.Dir(name))
	}
	return "", fmt.Errorf("backing up %s: there are %d backups already", path, most)
}

func copyDurably(to *os.File, from io.Reader) error {
	_, err := io.Copy(to, from)
	if err == nil {
		err = to.Sync()
	}
	return errors.Join(err, to.Close())
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}
