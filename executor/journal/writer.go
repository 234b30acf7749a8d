package journal

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime"
	"time"
)

// maxGroup bounds how many changes share a transaction, so that the first of
// them does not wait for ever.
const maxGroup = 512

// job is one change asked for by one caller.
type job struct {
	do   func(*tx) error
	done chan error // gets one value, after the commit
}

// write hands a change to the writer and waits until it is durable. The context
// counts until the writer has taken the change: afterwards only the disk can tell
// how it ended.
func (s *SQLite) write(ctx context.Context, do func(*tx) error) error {
	if s.writes == nil {
		return ErrReadOnly
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	j := &job{do: do, done: make(chan error, 1)}
	select {
	case s.jobs <- j:
		return <-j.done
	case <-s.closing:
		return ErrClosed
	case <-ctx.Done():
		return ctx.Err()
	}
}

// writer owns the one connection that changes the file.
type writer struct {
	s      *SQLite
	tx     *tx
	broken error // why no more is written
}

func newWriter(s *SQLite, conn *sql.Conn) *writer {
	return &writer{s: s, tx: &tx{conn: conn, clock: s.now, stmts: map[string]*sql.Stmt{}}}
}

// run commits groups until the journal is closed. While one group is being
// synced the next one gathers at the channel: the busier the journal, the larger
// the groups, and a lone change waits for nobody.
func (w *writer) run() {
	defer close(w.s.stopped)
	defer w.tx.close()
	for {
		select {
		case <-w.s.closing:
			return
		case first := <-w.s.jobs:
			w.commit(w.gather(first))
		}
	}
}

func (w *writer) gather(first *job) []*job {
	group := []*job{first}
	for yielded := false; len(group) < maxGroup; {
		select {
		case j := <-w.s.jobs:
			group = append(group, j)
			yielded = false
		default:
			// Callers that were answered a moment ago are about to come back:
			// without a chance to run they would miss this commit.
			if yielded {
				return group
			}
			runtime.Gosched()
			yielded = true
		}
	}
	return group
}

// commit does the jobs of a group in one transaction and answers each of them,
// after the commit, with its own error. A failed disk fails the whole group and
// every later one.
func (w *writer) commit(group []*job) {
	answers := make([]error, len(group))
	if err := w.transact(group, answers); err != nil {
		for i := range answers {
			answers[i] = err
		}
	}
	for i, j := range group {
		j.done <- answers[i]
	}
}

func (w *writer) transact(group []*job, answers []error) error {
	if w.broken != nil {
		return w.broken
	}
	w.tx.head = head{} // other processes may have written since
	if _, err := w.tx.exec("BEGIN IMMEDIATE"); err != nil {
		if busy(err) {
			return fmt.Errorf("%w: %s", ErrBusy, w.s.path)
		}
		return w.breakOff(err)
	}
	for i, j := range group {
		if answers[i] = w.isolated(j); errors.Is(answers[i], ErrDisk) {
			return w.breakOff(answers[i])
		}
	}
	if _, err := w.tx.exec("COMMIT"); err != nil {
		return w.breakOff(err)
	}
	return nil
}

// isolated does one job so that its failure leaves nothing behind in the group.
func (w *writer) isolated(j *job) error {
	if _, err := w.tx.exec("SAVEPOINT job"); err != nil {
		return storeFailure(w.s.path, err)
	}
	w.tx.now = tidyTime(w.tx.clock())
	before := w.tx.head
	err := storeError(w.s.path, j.do(w.tx))
	if errors.Is(err, ErrDisk) {
		return err
	}
	if err != nil {
		w.tx.head = before
		if _, err := w.tx.exec("ROLLBACK TO job"); err != nil {
			return storeFailure(w.s.path, err)
		}
	}
	if _, err := w.tx.exec("RELEASE job"); err != nil {
		return storeFailure(w.s.path, err)
	}
	return err
}

// breakOff gives up the transaction and the journal: what the disk holds now is
// known only after opening again.
func (w *writer) breakOff(cause error) error {
	w.tx.exec("ROLLBACK") // fails when SQLite has rolled back itself
	w.broken = storeFailure(w.s.path, cause)
	w.s.log.Error("journal: no more writes", "file", w.s.path, "error", w.broken)
	return w.broken
}

// tx is the transaction of a group, as a job sees it.
type tx struct {
	conn  *sql.Conn
	stmts map[string]*sql.Stmt
	clock func() time.Time
	now   time.Time // of this job
	head  head      // the last event, once it is known
}

// prepared statements live as long as the connection.
func (t *tx) prepare(query string) (*sql.Stmt, error) {
	if stmt := t.stmts[query]; stmt != nil {
		return stmt, nil
	}
	stmt, err := t.conn.PrepareContext(context.Background(), query)
	if err == nil {
		t.stmts[query] = stmt
	}
	return stmt, err
}

func (t *tx) exec(query string, args ...any) (sql.Result, error) {
	stmt, err := t.prepare(query)
	if err != nil {
		return nil, err
	}
	return stmt.Exec(args...)
}

func (t *tx) query(query string, args ...any) (*sql.Rows, error) {
	stmt, err := t.prepare(query)
	if err != nil {
		return nil, err
	}
	return stmt.Query(args...)
}

func (t *tx) close() {
	for _, stmt := range t.stmts {
		stmt.Close()
	}
	t.conn.Close()
}
