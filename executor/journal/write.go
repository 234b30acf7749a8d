package journal

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// row reads the one row of a query; sql.ErrNoRows when there is none.
func (t *tx) row(query string, args []any, into ...any) error {
	stmt, err := t.prepare(query)
	if err != nil {
		return err
	}
	return stmt.QueryRow(args...).Scan(into...)
}

// batch finds a batch, without its changes.
func (t *tx) batch(runID, batchID string) (batchRow, error) {
	stmt, err := t.prepare(`SELECT ` + batchColumns + `, b.run_no, b.account_no` + batchTables + `WHERE r.run_id = ? AND b.batch_id = ?`)
	if err != nil {
		return batchRow{}, err
	}
	var runNo, accountNo int64
	b, err := scanBatch(stmt.QueryRow(runID, batchID), &runNo, &accountNo)
	b.runNo, b.accountNo = runNo, accountNo
	if errors.Is(err, sql.ErrNoRows) {
		if _, _, err := t.run(runID); err != nil {
			return b, err
		}
		return b, batchNotFound(runID, batchID)
	}
	return b, err
}

func (t *tx) run(runID string) (no int64, finishedAt time.Time, err error) {
	err = t.row(`SELECT run_no, finished_at FROM run WHERE run_id = ?`, []any{runID}, &no, timeAt{&finishedAt})
	if errors.Is(err, sql.ErrNoRows) {
		err = runNotFound(runID)
	}
	return no, finishedAt, err
}

// apply writes a step: the batch, from the state the step was made of and from
// no other, and its event; and reopens a finished run that has something to do
// again. parts are what it was split into, if it was; the first of them will
// have the number first.
func (t *tx) apply(was batchRow, s step, first int64, parts []Batch) error {
	b := s.batch
	result, err := t.exec(`UPDATE batch SET state = ?, attempts = ?, epoch = ?, nonce = ?, stamp = ?, arrived = ?, task_no = ?, request_id = ?,
		next_at = ?, submitted_at = ?, finished_at = ?, code = ?, message = ? WHERE batch_no = ? AND state = ?`,
		string(b.State), b.Attempts, b.Epoch, b.Nonce, storedTime(b.Stamp), b.Arrived, storedText(b.TaskNo), b.RequestID,
		storedTime(b.NextAt), storedTime(b.SubmittedAt), storedTime(b.FinishedAt), b.Code, b.Message, was.no, string(was.State))
	if notUnique(err) {
		return t.taskHolder(was.accountNo, b.TaskNo, err)
	}
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n != 1 {
		return errors.Join(&StateError{RunID: b.RunID, BatchID: b.ID, Have: "elsewhere", Want: []BatchState{was.State}}, err)
	}
	if s.event.Kind != "" {
		if err := t.addEvent(s.event, was.runNo, was.no, coverMove(s, was.no, first, parts)); err != nil {
			return err
		}
	}
	return t.reopen(was, s)
}

func (t *tx) taskHolder(accountNo int64, taskNo string, cause error) error {
	var runID, batchID string
	err := t.row(`SELECT r.run_id, b.batch_id FROM batch b JOIN run r USING (run_no) WHERE b.account_no = ? AND b.task_no = ?`,
		[]any{accountNo, taskNo}, &runID, &batchID)
	if err != nil {
		return errors.Join(cause, err)
	}
	return taskTaken(taskNo, runID, batchID)
}

func (t *tx) reopen(b batchRow, s step) error {
	if !revives(b.State, s) {
		return nil
	}
	result, err := t.exec(`UPDATE run SET finished_at = NULL WHERE run_no = ? AND finished_at IS NOT NULL`, b.runNo)
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		return err
	}
	return t.addEvent(reopened(s.event), b.runNo, 0, nil)
}

// addEvent adds an event behind the last one. cover is the hash of what it made
// or moved, nil for a note.
func (t *tx) addEvent(e Event, runNo, batchNo int64, cover []byte) error {
	if t.head.link == nil {
		var err error
		if t.head, err = readHead(func(query string, into ...any) error { return t.row(query, nil, into...) }); err != nil {
			return err
		}
	}
	row := eventValues(e, t.head.no+1, runNo, batchNo, cover)
	link := linkOf(t.head.link, row)
	_, err := t.exec(`INSERT INTO event (event_no, at, run_no, batch_no, epoch, actor, kind, from_state, to_state, code, detail, cover, link)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, append(row, link)...)
	if err == nil {
		t.head = head{t.head.no + 1, link}
	}
	return err
}

// FinishRun implements Journal.
func (s *SQLite) FinishRun(ctx context.Context, id string, at time.Time) error {
	return s.write(ctx, func(t *tx) error {
		no, finishedAt, err := t.run(id)
		if err != nil || !finishedAt.IsZero() {
			return err
		}
		var batchID string
		var state BatchState
		err = t.row(`SELECT batch_id, state FROM batch WHERE run_no = ? AND state IN ('planned', 'intent', 'ambiguous', 'submitted')
			ORDER BY seq, batch_no LIMIT 1`, []any{no}, &batchID, &state)
		if err == nil {
			return unfinishedRun(id, batchID, state)
		}
		if !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		end := finishTime(at, t.now)
		if _, err := t.exec(`UPDATE run SET finished_at = ? WHERE run_no = ?`, storedTime(end), no); err != nil {
			return err
		}
		return t.addEvent(finished(id, t.now), no, 0, coverFinished(end))
	})
}

// SetRate implements Journal.
func (s *SQLite) SetRate(ctx context.Context, key string, perSecond float64) error {
	if err := checkRate(key, perSecond); err != nil {
		return err
	}
	return s.write(ctx, func(t *tx) error {
		_, err := t.exec(`INSERT INTO quota (quota_key, per_second, updated_at) VALUES (?, ?, ?)
			ON CONFLICT (quota_key) DO UPDATE SET per_second = excluded.per_second, updated_at = excluded.updated_at`,
			key, perSecond, storedTime(t.now))
		return err
	})
}

// Note implements Journal.
func (s *SQLite) Note(ctx context.Context, e Event) error {
	return s.write(ctx, func(t *tx) error {
		runNo, _, err := t.run(e.RunID)
		if err != nil {
			return err
		}
		var batchNo int64
		if e.BatchID != "" {
			b, err := t.batch(e.RunID, e.BatchID)
			if err != nil {
				return err
			}
			batchNo = b.no
		}
		if err := checkNote(e); err != nil {
			return err
		}
		return t.addEvent(tidyEvent(e, t.now), runNo, batchNo, nil)
	})
}
