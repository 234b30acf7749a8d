//go:build !unix

package main

import "io/fs"

// syncDir does nothing where a folder cannot be synced.
func syncDir(string) error { return nil }

// foreign is not known here.
func foreign(fs.FileInfo) bool { return false }

// ownedByRoot is not known here.
func ownedByRoot(fs.FileInfo) bool { return false }
