package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// stateDir is the private folder with the journal, the key that seals transfer
// codes, the locks and the kept inputs.
type stateDir struct {
	path string
}

// stateDirPath says where the state lives: --state, else the place that the
// XDG convention gives it.
func (p *program) stateDirPath(flag string) (string, error) {
	if flag != "" {
		return filepath.Abs(flag)
	}
	if xdg := p.getenv("XDG_STATE_HOME"); filepath.IsAbs(xdg) {
		return filepath.Join(xdg, "domainbatch"), nil
	}
	if home := p.getenv("HOME"); home != "" {
		return filepath.Join(home, ".local", "state", "domainbatch"), nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", usage("name one with --state DIR", "there is no place for the journal: HOME is not set").because(err)
	}
	return filepath.Join(home, ".local", "state", "domainbatch"), nil
}

// openStateDir creates the folder when it is missing, and refuses one that
// others can write to: whoever changes the journal decides what is sent again.
func (p *program) openStateDir(flag string) (*stateDir, error) {
	path, err := p.stateDirPath(flag)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(path, 0o700); err != nil {
		return nil, usage("name another folder with --state DIR", "cannot create the state folder %s: %v", path, cause(err)).because(err)
	}
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, usage("name another folder with --state DIR", "cannot use the state folder %s: %v", path, cause(err)).because(err)
	case !info.IsDir():
		return nil, usage("name a folder with --state DIR", "the state folder %s is a file", path)
	case foreign(info):
		return nil, usage("name a folder of your own with --state DIR", "the state folder %s belongs to another user", path)
	case info.Mode().Perm()&0o022 != 0:
		return nil, usage("chmod 700 "+shellQuote(path), "others may write to the state folder %s", path)
	}
	return &stateDir{path: path}, nil
}

// existingStateDir is openStateDir for commands that only look; it returns
// nil when there is no such folder yet.
func (p *program) existingStateDir(flag string) (*stateDir, error) {
	path, err := p.stateDirPath(flag)
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(filepath.Join(path, journalName)); errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return p.openStateDir(flag)
}

const journalName = "journal.db"

func (s *stateDir) journal() string { return filepath.Join(s.path, journalName) }
func (s *stateDir) vault() string   { return filepath.Join(s.path, "vault.key") }

// ledger is the file in which the emulator of one sandbox run keeps what it
// accepted, so that the run can be resumed.
func (s *stateDir) ledger(id string) string {
	return filepath.Join(s.path, "sandbox", id+".ledger")
}

// input is the private copy of an input file, named by its digest.
func (s *stateDir) input(digest string) string {
	return filepath.Join(s.path, "inputs", digest)
}

// sub creates a private folder inside the state folder.
func (s *stateDir) sub(name string) error {
	if err := os.MkdirAll(filepath.Join(s.path, name), 0o700); err != nil {
		return fmt.Errorf("creating %s in the state folder: %w", name, err)
	}
	return nil
}

// cause strips the path from an error of the file system, for messages that
// name it already.
func cause(err error) error {
	var pathErr *fs.PathError
	if errors.As(err, &pathErr) {
		return pathErr.Err
	}
	return err
}
