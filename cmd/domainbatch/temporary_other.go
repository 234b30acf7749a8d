//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd)

package main

import (
	"io/fs"
	"os"
	"time"
)

// Without locks that go with their process, a temporary file is abandoned when
// nothing was written to it for a day. Windows does not remove open files anyway.

const renameOpen = false

func hold(*os.File) bool { return true }

func abandoned(_ *os.File, info fs.FileInfo) bool { return time.Since(info.ModTime()) > 24*time.Hour }

func openPlain(path string) (*os.File, error) { return os.Open(path) }

// removeOpen closes the file first, which some systems want.
func removeOpen(file *os.File, path string) {
	file.Close()
	os.Remove(path)
}
