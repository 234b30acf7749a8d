package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"syscall"
)

// backUp copies a file beside itself as x.bak, x.bak-2, ... and returns the name
// it chose. A backup appears whole or not at all, and what stands under such a
// name already is never touched; when it is a copy of the file as it is now, as
// after a process that was killed behind its backup, it is the backup.
func backUp(keep *privateFiles, path string) (string, error) {
	const most = 10000
	for n := 1; n <= most; n++ {
		name := path + ".bak"
		if n > 1 {
			name = fmt.Sprintf("%s-%d", name, n)
		}
		if exists(name) {
			if isCopy(name, path) {
				return name, nil
			}
			continue
		}
		err := copyAs(keep, path, name)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return "", fmt.Errorf("backing up %s: %w", path, err)
		}
		return name, nil
	}
	return "", fmt.Errorf("backing up %s: there are %d backups already", path, most)
}

// isCopy reports whether a regular file has the content of another.
func isCopy(name, path string) bool {
	there, err := os.Lstat(name)
	if err != nil || !there.Mode().IsRegular() {
		return false
	}
	info, err := os.Stat(path)
	if err != nil || there.Size() != info.Size() {
		return false
	}
	digest, err := digestOf(path)
	return err == nil && sameContent(name, digest)
}

func copyAs(keep *privateFiles, path, name string) error {
	from, err := os.Open(path)
	if err != nil {
		return err
	}
	defer from.Close()
	return (&destination{path: name}).fill(keep, func(w io.Writer) error {
		_, err := io.Copy(w, from)
		return err
	}, func(temp string) error { return nameNew(temp, name) })
}

// nameNew gives a file its name, unless something has that name: fs.ErrExist
// then. The old name may stay as a second one.
func nameNew(old, name string) error {
	reach("before-backup")
	err := os.Link(old, name)
	if err != nil && !errors.Is(err, fs.ErrExist) && linksNot(err) {
		if exists(name) {
			return fs.ErrExist
		}
		err = os.Rename(old, name)
	}
	reach("after-backup")
	return err
}

// linksNot tells errors of file systems on which a file has one name.
func linksNot(err error) bool {
	return errors.Is(err, errors.ErrUnsupported) || errors.Is(err, syscall.EPERM) || errors.Is(err, syscall.EMLINK)
}
