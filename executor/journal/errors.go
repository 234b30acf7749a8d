package journal

import (
	"errors"
	"fmt"
)

// Errors that callers look for with errors.Is.
var (
	// ErrNotFound says that there is no such run or batch.
	ErrNotFound = errors.New("journal: no such record")
	// ErrOwned says that a domain of the run already has an open batch of the
	// same kind in another run of the account. The error is an *OwnedError.
	ErrOwned = errors.New("journal: a domain is owned by an unfinished run")
	// ErrState says that a batch is not in the state a move starts from; nothing
	// was changed. The error is a *StateError.
	ErrState = errors.New("journal: the batch is in another state")
	// ErrTaskTaken says that the task number belongs to another batch already:
	// one task is the answer to one submit.
	ErrTaskTaken = errors.New("journal: the task belongs to another batch")
	// ErrUnfinished says that a run cannot be finished: a batch is not final.
	ErrUnfinished = errors.New("journal: the run has batches under way")
	// ErrPruned says that only the history of a run is left.
	ErrPruned = errors.New("journal: the run was pruned")
	// ErrInvalid says that what was to be written contradicts itself, such as a
	// batch without changes. It is a mistake of the program.
	ErrInvalid = errors.New("journal: invalid record")

	// ErrNewer says that the file was written by a newer program.
	ErrNewer = errors.New("journal: written by a newer version")
	// ErrOlder says that the file was written by an older program, and that it was
	// opened for reading only. Opening it for writing brings it up to date.
	ErrOlder = errors.New("journal: written by an older version")
	// ErrEmpty says that a process died while it made the file: there is no run in
	// it. Reading it makes no sense yet, opening it for writing takes it up.
	ErrEmpty = errors.New("journal: nothing is in it yet")
	// ErrForeign says that the file is not a journal, or is damaged beyond
	// recognition. It has not been touched.
	ErrForeign = errors.New("journal: not a journal of domainbatch")
	// ErrUnsafe says that the file or its directory could be changed by other
	// users, or is a link. The message names the cure.
	ErrUnsafe = errors.New("journal: unsafe file")
	// ErrDisk says that a write may not have reached the disk: no space, an
	// input/output error, a damaged file. The journal takes no more writes until it
	// has been opened again, and only then it is known whether that write holds.
	ErrDisk = errors.New("journal: the disk failed")
	// ErrBusy says that another process kept the file locked for too long;
	// nothing was written.
	ErrBusy = errors.New("journal: the file is locked by another process")
	// ErrReadOnly says that the journal was opened for reading.
	ErrReadOnly = errors.New("journal: opened for reading only")
	// ErrClosed says that the journal has been closed.
	ErrClosed = errors.New("journal: closed")
	// ErrLocked says that another process works on the account. The error is a
	// *LockedError.
	ErrLocked = errors.New("journal: the account is locked")
)

// StateError is an ErrState: a move was asked for that its batch cannot make.
type StateError struct {
	RunID, BatchID string
	Have           BatchState
	Want           []BatchState // the states the move starts from
}

// Error says which batch is where.
func (e *StateError) Error() string {
	return fmt.Sprintf("journal: batch %s of run %s is %s, not %s", e.BatchID, e.RunID, e.Have, oneOf(e.Want))
}

// Is makes the error an ErrState.
func (e *StateError) Is(target error) bool { return target == ErrState }

func oneOf(states []BatchState) string {
	text := ""
	for i, s := range states {
		if i > 0 {
			text += " or "
		}
		text += string(s)
	}
	return text
}

// OwnedError is an ErrOwned: the first domain found that is owned, and the run
// that owns it.
type OwnedError struct {
	Domain, Kind string
	RunID        string // the owner
}

// Error names the domain, the owner and the way out.
func (e *OwnedError) Error() string {
	return fmt.Sprintf("journal: %s (%s) is owned by run %s, which is not done with it; resume or settle that run first",
		clean(e.Domain), clean(e.Kind), e.RunID)
}

// Is makes the error an ErrOwned.
func (e *OwnedError) Is(target error) bool { return target == ErrOwned }

func invalid(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrInvalid, fmt.Sprintf(format, args...))
}

func runNotFound(id string) error { return fmt.Errorf("%w: run %q", ErrNotFound, id) }

func batchNotFound(runID, batchID string) error {
	return fmt.Errorf("%w: batch %q of run %q", ErrNotFound, batchID, runID)
}
