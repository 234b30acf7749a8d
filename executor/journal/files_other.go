//go:build !unix

package journal

import "os"

// Other systems guard files by access lists, which the user's profile directory
// has by default.

const noFollow = 0

func checkOwner(string, os.FileInfo, string) error { return nil }

func readableByOthers(os.FileInfo) bool { return false }

func syncDir(string) error { return nil }
