//go:build unix

package secretref

import (
	"io/fs"
	"os"
	"syscall"
)

// owner says whether a file belongs to the user of this process, and whether
// to root.
func owner(info fs.FileInfo) (mine, roots bool) {
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return false, false
	}
	return int(stat.Uid) == os.Geteuid(), stat.Uid == 0
}
