package secretref

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"runtime"

	"domainbatch/executor/alidomain"
)

// maxFile is more than any secret has bytes.
const maxFile = 64 << 10

// readPrivate reads a file that nobody else can read. What was looked at is
// what is read: the file is opened first.
func readPrivate(path string) (alidomain.Secret, error) {
	info, err := os.Stat(path)
	if err != nil {
		return alidomain.Secret{}, inner(err)
	}
	if !info.Mode().IsRegular() { // opening a pipe would wait for its other end
		return alidomain.Secret{}, errors.New("it is no ordinary file")
	}
	f, err := os.Open(path)
	if err != nil {
		return alidomain.Secret{}, inner(err)
	}
	defer f.Close()
	if info, err = f.Stat(); err != nil {
		return alidomain.Secret{}, inner(err)
	}
	if err := private(info, path); err != nil {
		return alidomain.Secret{}, err
	}
	content, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	switch {
	case err != nil:
		return alidomain.Secret{}, inner(err)
	case len(content) > maxFile:
		return alidomain.Secret{}, fmt.Errorf("it has more than %d bytes", maxFile)
	}
	return alidomain.NewSecret(string(content)), nil
}

// private refuses a file that somebody else can read or has written. A file of
// root may be readable for a group: this is how a service manager hands a
// secret to its service.
func private(info fs.FileInfo, path string) error {
	if runtime.GOOS == "windows" {
		return nil // permissions are not in the mode there
	}
	mine, roots := owner(info)
	mode := info.Mode().Perm()
	switch {
	case !mine && !roots:
		return errors.New("it belongs to another user")
	case mode&0o022 != 0, mode&0o007 != 0, mode&0o040 != 0 && mine:
		return fmt.Errorf("others can read or write it (mode %04o); type: chmod 600 %s", mode, path)
	}
	return nil
}

// inner is an error without the path, which the caller names.
func inner(err error) error {
	var pathErr *fs.PathError
	if errors.As(err, &pathErr) {
		return pathErr.Err
	}
	return err
}
