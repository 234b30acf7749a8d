package journal

import (
	"errors"
	"fmt"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// storeError turns an error of SQLite that means the file or the disk failed
// into ErrDisk, and one that means somebody else has the file into ErrBusy. Other
// errors pass.
func storeError(path string, err error) error {
	switch primary(err) {
	case sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB,
		sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_PROTOCOL:
		return storeFailure(path, err)
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return fmt.Errorf("%w: %s: %w", ErrBusy, path, err)
	}
	return err
}

// storeFailure is the ErrDisk of a cause.
func storeFailure(path string, cause error) error {
	if errors.Is(cause, ErrDisk) {
		return cause
	}
	hint := "check the disk and its mount, then resume"
	if primary(cause) == sqlite3.SQLITE_FULL {
		hint = "free some space, then resume"
	}
	return fmt.Errorf("%w: %s: %w; %s", ErrDisk, path, cause, hint)
}

// primary is the primary result code of an error of SQLite, else 0.
func primary(err error) int {
	var e *sqlite.Error
	if errors.As(err, &e) {
		return e.Code() & 0xff
	}
	return 0
}

func busy(err error) bool { return primary(err) == sqlite3.SQLITE_BUSY }

func notSQLite(err error) bool { return primary(err) == sqlite3.SQLITE_NOTADB }

// needsRollback reports that a connection that cannot write met a transaction
// somebody else did not end.
func needsRollback(err error) bool { return primary(err) == sqlite3.SQLITE_READONLY }

// notUnique reports whether a unique index or primary key refused a write.
func notUnique(err error) bool {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return false
	}
	return e.Code() == sqlite3.SQLITE_CONSTRAINT_UNIQUE || e.Code() == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY
}
