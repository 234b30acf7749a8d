package journal

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"strings"
)

// CopyTo writes the journal, as it is at one moment, into an empty private file,
// beside whoever writes to it, and makes the copy durable. The copy has no free
// room in it and is a journal of its own.
func (s *SQLite) CopyTo(ctx context.Context, path string) error {
	db, err := sql.Open("sqlite", dsn(s.path, "ro"))
	if err != nil {
		return fmt.Errorf("journal: opening %s: %w", s.path, err)
	}
	defer db.Close()
	if _, err := db.ExecContext(ctx, `VACUUM INTO ?`, path); err != nil {
		return fmt.Errorf("journal: copying %s: %w", s.path, storeError(path, err))
	}
	f, err := os.OpenFile(path, os.O_RDWR|noFollow, 0)
	if err != nil {
		return fmt.Errorf("journal: copying %s: %w", s.path, err)
	}
	err = f.Sync()
	if e := f.Close(); err == nil {
		err = e
	}
	if err != nil {
		return fmt.Errorf("%w: copying %s: %w", ErrDisk, s.path, err)
	}
	return nil
}

// Examine has SQLite look at every page and index of the file. It says nothing of
// the history: Verify does.
func (s *SQLite) Examine(ctx context.Context) error {
	return s.look(ctx, func(v *view) error {
		rows, err := v.query(`PRAGMA integrity_check(5)`)
		said, err := collect(rows, err, func(r *sql.Rows) (text string, err error) { return text, r.Scan(&text) })
		if err == nil && (len(said) != 1 || said[0] != "ok") {
			err = fmt.Errorf("%w: %s is damaged: %s", ErrDisk, s.path, clean(strings.Join(said, "; ")))
		}
		return err
	})
}

// Replace puts the journal in the file from in the place of the one at path, in
// one step: a process that dies leaves the old one or the new one. The caller
// keeps other processes away (LockAll). ErrBusy when one has the old journal open
// all the same.
func Replace(path, from string) error {
	for _, suffix := range sidecars {
		info, err := os.Lstat(path + suffix)
		switch {
		case errors.Is(err, os.ErrNotExist):
			continue
		case err != nil:
			return fmt.Errorf("journal: looking at %s: %w", path+suffix, err)
		case suffix != "-shm" && info.Size() > 0:
			return fmt.Errorf("%w: %s holds what is not in the journal yet", ErrBusy, path+suffix)
		}
		if err := os.Remove(path + suffix); err != nil {
			return fmt.Errorf("journal: replacing %s: %w", path, err)
		}
	}
	if err := os.Rename(from, path); err != nil {
		return fmt.Errorf("journal: replacing %s: %w", path, err)
	}
	return nil
}
