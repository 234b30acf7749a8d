package main

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// withoutWaiting opens a pipe without waiting for its other end.
const withoutWaiting = syscall.O_NONBLOCK

// changedAt is when anything about a file changed last: writing, renaming and
// copying set it, and no program can set it to another time.
func changedAt(info fs.FileInfo) time.Time {
	if stat, ok := info.Sys().(*syscall.Stat_t); ok {
		return time.Unix(stat.Ctim.Unix())
	}
	return time.Time{}
}

// openForWriting reports whether some process of this machine has a file open
// for writing: then the system grants no lease for reading. Where it grants
// none for another reason (the file is somebody else's, the file system knows
// no leases) that is not known, and the answer is no.
func openForWriting(file *os.File) bool {
	raw, err := file.SyscallConn()
	if err != nil {
		return false
	}
	busy := false
	raw.Control(func(fd uintptr) {
		_, err := unix.FcntlInt(fd, unix.F_SETLEASE, unix.F_RDLCK)
		busy = errors.Is(err, unix.EAGAIN)
		if err == nil {
			unix.FcntlInt(fd, unix.F_SETLEASE, unix.F_UNLCK)
		}
	})
	return busy
}

// everybodyMayWrite reports whether users who are neither the owner nor in the
// group of a folder may put files into it.
func everybodyMayWrite(info fs.FileInfo) bool { return info.Mode().Perm()&0o002 != 0 }
