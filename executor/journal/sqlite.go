package journal

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"net/url"
	"path/filepath"
	"sync"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite"
)

// Options shape how a journal is opened.
type Options struct {
	// Log receives what the journal did to the file, never what is in it. nil
	// is silence.
	Log *slog.Logger
	// ReadOnly opens an existing journal for reading, beside a process that
	// writes. Methods that change something return ErrReadOnly.
	ReadOnly bool
	// Now is the clock of events; nil is time.Now.
	Now func() time.Time
}

// SQLite is a Journal in one file, written by one goroutine.
type SQLite struct {
	path  string
	log   *slog.Logger
	now   func() time.Time
	reads *sql.DB

	writes  *sql.DB // one connection; nil when read only
	jobs    chan *job
	closing chan struct{}
	stopped chan struct{} // closed when the writer is gone
	once    sync.Once
	closed  error
}

var _ Journal = (*SQLite)(nil)

// busyTimeout is how long another process may keep the file locked. Group
// commits last milliseconds, creating a run of a million changes seconds.
const busyTimeout = 30 * time.Second

// Open opens the journal at path. It makes file (mode 0600) and directory
// (0700) when they are not there, brings an older file to the present schema, and
// refuses a file that is newer (ErrNewer), not a journal (ErrForeign), or at the
// mercy of other users (ErrUnsafe). What a crash left half written is gone
// afterwards, what was committed is in the file.
func Open(ctx context.Context, path string, opt Options) (*SQLite, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("journal: %w", err)
	}
	if err := prepareFile(path, opt.ReadOnly); err != nil {
		return nil, err
	}
	s := &SQLite{path: path, log: opt.Log, now: opt.Now,
		jobs: make(chan *job), closing: make(chan struct{}), stopped: make(chan struct{})}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if s.now == nil {
		s.now = time.Now
	}
	if s.reads, err = sql.Open("sqlite", dsn(path, "ro")); err != nil {
		return nil, fmt.Errorf("journal: opening %s: %w", path, err)
	}
	s.reads.SetMaxOpenConns(4)
	if err := s.start(ctx, opt.ReadOnly); err != nil {
		s.reads.Close()
		if s.writes != nil {
			s.writes.Close()
		}
		return nil, err
	}
	return s, nil
}

func dsn(path, mode string) string {
	q := url.Values{
		"mode":          {mode},
		"_busy_timeout": {fmt.Sprint(busyTimeout.Milliseconds())},
		"_foreign_keys": {"1"},
		"_synchronous":  {"FULL"},
		"_dqs":          {"0"},
		"_defensive":    {"1"},
		// Without effect but on macOS, where fsync leaves the disk's cache alone.
		"_pragma": {"fullfsync(1)", "checkpoint_fullfsync(1)"},
	}
	p := filepath.ToSlash(path)
	if p[0] != '/' {
		p = "/" + p // C:/…
	}
	return (&url.URL{Scheme: "file", Path: p, RawQuery: q.Encode()}).String()
}

func (s *SQLite) start(ctx context.Context, readOnly bool) error {
	steps := migrations()
	have, err := s.inspect(ctx, s.reads, len(steps))
	if readOnly {
		switch {
		case err == nil && have == 0, needsRollback(err):
			err = fmt.Errorf("%w: %s", ErrEmpty, s.path)
		case err == nil && have != len(steps):
			err = fmt.Errorf("%w: %s has schema %d, this program reads %d", ErrOlder, s.path, have, len(steps))
		}
		close(s.stopped)
		return err
	}
	// A process that died while it made the file leaves something to roll back,
	// which takes a connection that can write.
	if err != nil && !needsRollback(err) {
		return err
	}
	if s.writes, err = sql.Open("sqlite", dsn(s.path, "rw")); err != nil {
		return fmt.Errorf("journal: opening %s: %w", s.path, err)
	}
	s.writes.SetMaxOpenConns(1)
	if have, err = s.inspect(ctx, s.writes, len(steps)); err != nil {
		return err
	}
	conn, err := s.writes.Conn(ctx)
	if err == nil {
		if err = s.ready(ctx, conn, have, steps); err != nil {
			conn.Close()
		}
	}
	if err != nil {
		return fmt.Errorf("journal: opening %s: %w", s.path, storeError(s.path, err))
	}
	go newWriter(s, conn).run()
	return nil
}

// inspect tells the version of the file, which it does not change.
func (s *SQLite) inspect(ctx context.Context, db *sql.DB, known int) (have int, err error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		if notSQLite(err) {
			return 0, fmt.Errorf("%w: %s; move it away or choose another state directory", ErrForeign, s.path)
		}
		return 0, fmt.Errorf("journal: opening %s: %w", s.path, storeError(s.path, err))
	}
	defer conn.Close()
	return version(ctx, conn, s.path, known)
}

// ready makes the file fit for the writer: write-ahead log, present schema, and
// an empty log. Emptying it at the start does more than tidy up: when a sync of
// the log failed before, its pages may be in memory only, and copying them into
// the file makes them durable before anything is built on them.
func (s *SQLite) ready(ctx context.Context, conn *sql.Conn, have int, steps []migration) error {
	if err := useLog(ctx, conn); err != nil {
		return err
	}
	if have < len(steps) {
		if have > 0 {
			s.log.Info("journal: new schema", "file", s.path, "from", have, "to", len(steps))
		}
		if err := migrate(ctx, conn, steps, tidyTime(s.now())); err != nil {
			return err
		}
	}
	var busy, frames, moved int
	if err := conn.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &frames, &moved); err != nil {
		return fmt.Errorf("emptying the write-ahead log: %w", err)
	}
	// The log keeps the size of its largest transaction otherwise.
	_, err := conn.ExecContext(ctx, "PRAGMA journal_size_limit = 67108864")
	return err
}

// useLog switches to the write-ahead log. SQLite does not wait for another
// process that is switching at the same moment, so this does.
func useLog(ctx context.Context, conn *sql.Conn) error {
	for deadline := time.Now().Add(busyTimeout); ; {
		var mode string
		err := conn.QueryRowContext(ctx, "PRAGMA journal_mode = WAL").Scan(&mode)
		switch {
		case err == nil && mode == "wal":
			return nil
		case err == nil:
			return fmt.Errorf("no write-ahead log on this file system (mode %s)", mode)
		case !busy(err) || time.Now().After(deadline):
			return fmt.Errorf("switching to a write-ahead log: %w", err)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// Close implements Journal.
func (s *SQLite) Close() error {
	s.once.Do(func() {
		close(s.closing)
		<-s.stopped
		s.closed = s.reads.Close()
		if s.writes != nil {
			if err := s.writes.Close(); s.closed == nil {
				s.closed = err
			}
		}
		if s.closed != nil {
			s.closed = fmt.Errorf("journal: closing %s: %w", s.path, s.closed)
		}
	})
	return s.closed
}
