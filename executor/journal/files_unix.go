//go:build unix

package journal

import (
	"fmt"
	"os"
	"syscall"
)

const noFollow = syscall.O_NOFOLLOW

func checkOwner(path string, info os.FileInfo, cure string) error {
	st, ok := info.Sys().(*syscall.Stat_t)
	if ok && int(st.Uid) != os.Geteuid() {
		return fmt.Errorf("%w: %s belongs to user %d, not to you (%d); run as that user or choose another state directory",
			ErrUnsafe, path, st.Uid, os.Geteuid())
	}
	if ok && !info.IsDir() && st.Nlink > 1 {
		return fmt.Errorf("%w: %s has %d names, and SQLite damages a database used by two of them; remove the other hard links",
			ErrUnsafe, path, st.Nlink)
	}
	if mode := info.Mode().Perm(); mode&0o022 != 0 {
		return fmt.Errorf("%w: others may write %s (mode %04o); type: %s %s", ErrUnsafe, path, mode, cure, path)
	}
	return nil
}

func readableByOthers(info os.FileInfo) bool { return info.Mode().Perm()&0o077 != 0 }

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
