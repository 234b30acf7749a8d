//go:build !linux

package main

import (
	"io/fs"
	"os"
	"runtime"
	"time"
)

const withoutWaiting = 0

// changedAt is not known here: files are watched instead.
func changedAt(fs.FileInfo) time.Time { return time.Time{} }

// openForWriting is not known here.
func openForWriting(*os.File) bool { return false }

// everybodyMayWrite reports whether users who are neither the owner nor in the
// group of a folder may put files into it. Windows has no such bits.
func everybodyMayWrite(info fs.FileInfo) bool {
	return runtime.GOOS != "windows" && info.Mode().Perm()&0o002 != 0
}
