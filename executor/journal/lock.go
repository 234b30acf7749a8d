package journal

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/gofrs/flock"
)

// Owner says who holds a lock. It is for the message only: that the lock is held
// at all is told by the system.
type Owner struct {
	PID     int       `json:"pid"`
	Host    string    `json:"host"`
	User    string    `json:"user,omitempty"` // of the operating system
	Since   time.Time `json:"since"`
	Command string    `json:"command"` // program and subcommand, without arguments
}

// String is the owner in a person's words.
func (o Owner) String() string {
	if o.PID == 0 {
		return "an unknown process"
	}
	of := ""
	if o.User != "" {
		of = " of " + clean(o.User)
	}
	return fmt.Sprintf("process %d (%s)%s on %s, since %s", o.PID, clean(o.Command), of, clean(o.Host), o.Since.Local().Format(time.DateTime))
}

// LockedError is an ErrLocked with what is known of the owner.
type LockedError struct {
	Path  string
	Owner Owner // zero when the owner has not said who it is
}

// Error names the owner and the way out.
func (e *LockedError) Error() string {
	return fmt.Sprintf("journal: %s works on this account; wait until it is done, or stop it (lock %s)", e.Owner, e.Path)
}

// Is makes the error an ErrLocked.
func (e *LockedError) Is(target error) bool { return target == ErrLocked }

// Lock is the exclusive right to work on an account.
type Lock struct {
	file  *flock.Flock
	owner string
}

// LockAccount takes the lock of an account in a state directory, without
// waiting; a *LockedError says who has it. The system frees the lock when the
// process dies, however it dies. The files of the lock stay: removing them while
// a process runs would let a second one in.
func LockAccount(dir, account string) (*Lock, error) {
	if err := makeDir(dir); err != nil {
		return nil, err
	}
	if err := checkDir(dir); err != nil {
		return nil, err
	}
	leave, err := passGate(dir)
	if err != nil {
		return nil, err
	}
	defer leave()
	return lockFile(lockPath(dir, account))
}

// LockAll keeps everybody out of a state directory, without waiting for work to
// end: it takes the locks of all accounts that ever were worked on in it, and
// nobody takes that of another one before unlock. A *LockedError says who has one
// of them.
func LockAll(dir string) (unlock func(), err error) {
	var locks []*Lock
	unlock = func() {
		for _, l := range slices.Backward(locks) { // the gate is the last to open
			l.Unlock()
		}
	}
	gate, err := closeGate(dir)
	if err != nil {
		return nil, err
	}
	locks = append(locks, gate)
	paths, err := filepath.Glob(filepath.Join(dir, "account-*.lock"))
	if err != nil {
		unlock()
		return nil, fmt.Errorf("journal: locking %s: %w", dir, err)
	}
	for _, path := range paths {
		l, err := lockFile(path)
		if err != nil {
			unlock()
			return nil, err
		}
		locks = append(locks, l)
	}
	return unlock, nil
}

// gatePath is what everybody passes on the way to an account's lock, side by
// side, and what LockAll closes: a lock file that does not exist yet cannot be
// locked by it.
func gatePath(dir string) string { return filepath.Join(dir, "accounts.lock") }

// passGate is for the moment in which an account's lock is taken.
func passGate(dir string) (leave func(), err error) {
	path := gatePath(dir)
	if err := prepareFile(path, false); err != nil {
		return nil, err
	}
	gate := flock.New(path)
	open, err := gate.TryRLock()
	switch {
	case err != nil:
		return nil, fmt.Errorf("journal: locking %s: %w", path, err)
	case !open:
		return nil, &LockedError{Path: path, Owner: readOwner(ownerPath(path))}
	}
	return func() { gate.Close() }, nil
}

// closeGate waits for those who are just passing.
func closeGate(dir string) (*Lock, error) {
	for deadline := time.Now().Add(gatePatience); ; time.Sleep(10 * time.Millisecond) {
		l, err := lockFile(gatePath(dir))
		if !errors.Is(err, ErrLocked) || time.Now().After(deadline) {
			return l, err
		}
	}
}

// gatePatience is longer than anybody takes to lock a file.
const gatePatience = 2 * time.Second

func lockFile(path string) (*Lock, error) {
	if err := prepareFile(path, false); err != nil {
		return nil, err
	}
	l := &Lock{file: flock.New(path), owner: ownerPath(path)}
	locked, err := l.file.TryLock()
	if err != nil {
		return nil, fmt.Errorf("journal: locking the account in %s: %w", path, err)
	}
	if !locked {
		return nil, &LockedError{Path: path, Owner: readOwner(l.owner)}
	}
	if err := writeOwner(l.owner); err != nil {
		l.file.Close()
		return nil, err
	}
	return l, nil
}

// lockPath names the lock of an account in a fixed alphabet, whatever the
// account's name contains.
func lockPath(dir, account string) string {
	sum := sha256.Sum256([]byte(account))
	return filepath.Join(dir, "account-"+hex.EncodeToString(sum[:8])+".lock")
}

func ownerPath(lock string) string { return lock + ".owner" }

// Unlock gives the lock back.
func (l *Lock) Unlock() error {
	// Before the lock is free, so that it is not the next owner's file.
	if err := os.Remove(l.owner); err != nil && !errors.Is(err, os.ErrNotExist) {
		l.file.Close()
		return fmt.Errorf("journal: unlocking: %w", err)
	}
	if err := l.file.Close(); err != nil {
		return fmt.Errorf("journal: unlocking: %w", err)
	}
	return nil
}

// writeOwner says who holds the lock. A reader sees the whole of it or an
// earlier owner.
func writeOwner(path string) error {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown host"
	}
	text, err := json.Marshal(Owner{PID: os.Getpid(), Host: host, User: username(), Since: time.Now().UTC().Truncate(time.Second), Command: command()})
	if err != nil {
		return fmt.Errorf("journal: writing the owner of the lock: %w", err)
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".owner-") // O_EXCL, 0600
	if err != nil {
		return fmt.Errorf("journal: writing the owner of the lock: %w", err)
	}
	defer os.Remove(f.Name()) // gone once it is renamed
	_, err = f.Write(append(text, '\n'))
	if e := f.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("journal: writing the owner of the lock: %w", err)
	}
	return nil
}

// username is who runs this process, "" when the system does not say.
func username() string {
	u, err := user.Current()
	if err != nil {
		return ""
	}
	return u.Username
}

func command() string {
	name := filepath.Base(os.Args[0])
	if len(os.Args) > 1 && !strings.HasPrefix(os.Args[1], "-") {
		name += " " + os.Args[1]
	}
	return name
}

func readOwner(path string) (o Owner) {
	text, err := os.ReadFile(path)
	if err != nil || json.Unmarshal(text, &o) != nil {
		return Owner{}
	}
	return o
}
