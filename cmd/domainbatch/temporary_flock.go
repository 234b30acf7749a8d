//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package main

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
)

// A temporary file is locked as long as it is open, and the system unlocks it
// when its process dies, however it dies.

// renameOpen says that a file is renamed while it is open, so that there is no
// moment at which it looks abandoned.
const renameOpen = true

// hold locks a new file. False: somebody else was quicker. Where the file system
// knows no locks a file is never taken for abandoned, and need not be held.
func hold(file *os.File) bool {
	return !errors.Is(flock(file), syscall.EWOULDBLOCK)
}

// abandoned reports whether no process holds the file, which is held by this one
// from then on.
func abandoned(file *os.File, _ fs.FileInfo) bool { return flock(file) == nil }

func flock(file *os.File) error {
	raw, err := file.SyscallConn()
	if err != nil {
		return err
	}
	var locking error
	err = raw.Control(func(fd uintptr) {
		for {
			if locking = syscall.Flock(int(fd), syscall.LOCK_EX|syscall.LOCK_NB); locking != syscall.EINTR {
				return
			}
		}
	})
	return errors.Join(err, locking)
}

// openPlain opens what stands at a path unless it is a link, without waiting for
// the other end of a pipe.
func openPlain(path string) (*os.File, error) {
	return os.OpenFile(path, os.O_RDONLY|syscall.O_NOFOLLOW|syscall.O_NONBLOCK, 0)
}

func removeOpen(_ *os.File, path string) { os.Remove(path) }
