package main

import (
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
	sweep(filepath.Dir(path))
	trial, err := newTemporary(filepath.Dir(path))
	if err != nil {
		return nil, cannotWrite(path, err)
	}
	trial.Close()
	if err := os.Remove(trial.Name()); err != nil {
		return nil, cannotWrite(path, err)
	}
	return &destination{path: path}, nil
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

// write fills the file through f and puts it in place: the old content stays
// whole until the new one is safe on disk.
func (d *destination) write(keep *privateFiles, f func(io.Writer) error) error {
	put := func(temp string) error {
		reach("before-rename")
		err := os.Rename(temp, d.path)
		reach("after-rename")
		return err
	}
	if err := d.fill(keep, f, put); err != nil {
		return fmt.Errorf("writing %s: %w", d.path, err)
	}
	return nil
}

// fill fills a temporary file beside the target through f, makes it durable,
// and gives it its name through put.
func (d *destination) fill(keep *privateFiles, f func(io.Writer) error, put func(temp string) error) error {
	dir := filepath.Dir(d.path)
	sweep(dir)
	temp, err := newTemporary(dir)
	if err != nil {
		return err
	}
	keep.add(temp.Name())
	defer keep.remove(temp.Name())
	defer temp.Close()
	if err := f(temp); err != nil {
		return err
	}
	if err := temp.Sync(); err != nil {
		return err
	}
	if !renameOpen {
		if err := temp.Close(); err != nil {
			return err
		}
	}
	if err := put(temp.Name()); err != nil {
		return err
	}
	return syncDir(dir)
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}
