//go:build unix

package vault

import (
	"fmt"
	"os"
	"syscall"
)

const noFollow = syscall.O_NOFOLLOW

// checkDir refuses a directory in which others could exchange the key.
func checkDir(dir string) error {
	info, err := os.Stat(dir)
	if os.IsNotExist(err) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("vault: looking at the directory of the key file: %w", err)
	}
	return checkMode(dir, info, 0o022, "chmod 700")
}

// checkFile refuses a key others could read.
func checkFile(f *os.File) error {
	info, err := f.Stat()
	if err != nil {
		return fmt.Errorf("vault: looking at the key file: %w", err)
	}
	return checkMode(f.Name(), info, 0o077, "chmod 600")
}

func checkMode(path string, info os.FileInfo, forbidden os.FileMode, cure string) error {
	if st, ok := info.Sys().(*syscall.Stat_t); ok && int(st.Uid) != os.Geteuid() {
		return fmt.Errorf("%w: %s belongs to user %d, not to you (%d); run as that user", ErrUnsafe, path, st.Uid, os.Geteuid())
	}
	if mode := info.Mode().Perm(); mode&forbidden != 0 {
		return fmt.Errorf("%w: others may use %s (mode %04o); type: %s %s", ErrUnsafe, path, mode, cure, path)
	}
	return nil
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
