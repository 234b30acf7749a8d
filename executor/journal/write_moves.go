package journal

import (
	"context"
	"database/sql"
	"time"
)

// move finds a batch and applies the step that decide makes of it.
func (s *SQLite) move(ctx context.Context, runID, batchID string, decide func(b Batch, now time.Time) (step, error)) error {
	return s.write(ctx, func(t *tx) error {
		b, err := t.batch(runID, batchID)
		if err != nil {
			return err
		}
		step, err := decide(b.Batch, t.now)
		if err != nil {
			return err
		}
		return t.apply(b, step, 0, nil)
	})
}

// ClaimIntent implements Journal.
func (s *SQLite) ClaimIntent(ctx context.Context, runID, batchID string, f Frozen) (bool, error) {
	return reportMoved(s.move(ctx, runID, batchID, func(b Batch, now time.Time) (step, error) {
		return claim(b, f, now)
	}))
}

// Cancel implements Journal.
func (s *SQLite) Cancel(ctx context.Context, runID, batchID, reason string) (bool, error) {
	return reportMoved(s.move(ctx, runID, batchID, func(b Batch, now time.Time) (step, error) {
		return cancel(b, reason, now)
	}))
}

// Accepted implements Journal.
func (s *SQLite) Accepted(ctx context.Context, runID, batchID, taskNo, requestID string, at, next time.Time) error {
	return s.move(ctx, runID, batchID, func(b Batch, now time.Time) (step, error) {
		return accept(b, taskNo, requestID, at, next, now)
	})
}

// Refused implements Journal.
func (s *SQLite) Refused(ctx context.Context, runID, batchID string, r Refusal) error {
	return s.move(ctx, runID, batchID, func(b Batch, now time.Time) (step, error) {
		return refuse(b, r, now)
	})
}

// MarkAmbiguous implements Journal.
func (s *SQLite) MarkAmbiguous(ctx context.Context, runID, batchID, code, message string, arrived bool, next time.Time) error {
	return s.move(ctx, runID, batchID, func(b Batch, now time.Time) (step, error) {
		return doubt(b, code, message, arrived, next, now)
	})
}

// Resolve implements Journal.
func (s *SQLite) Resolve(ctx context.Context, runID, batchID string, r Resolution) error {
	return s.move(ctx, runID, batchID, func(b Batch, now time.Time) (step, error) {
		return settle(b, r, now)
	})
}

// SplitBatch implements Journal.
func (s *SQLite) SplitBatch(ctx context.Context, runID, batchID string, why Refusal, children []Batch) error {
	return s.write(ctx, func(t *tx) error {
		b, err := t.batch(runID, batchID)
		if err != nil {
			return err
		}
		rows, err := t.query(`SELECT change_id, domain, instance_id, kind FROM change WHERE batch_no = ? ORDER BY position`, b.no)
		b.Changes, err = collect(rows, err, func(r *sql.Rows) (c Change, err error) {
			return c, r.Scan(&c.ID, &c.Domain, &c.InstanceID, &c.Kind)
		})
		if err != nil {
			return err
		}
		var prunedAt time.Time
		if err := t.row(`SELECT pruned_at FROM run WHERE run_no = ?`, []any{b.runNo}, timeAt{&prunedAt}); err != nil {
			return err
		}
		if err := standing(runID, prunedAt); err != nil {
			return err
		}
		step, kept, err := split(b.Batch, why, children, t.now)
		if err != nil {
			return err
		}
		first, err := t.nextBatch()
		if err != nil {
			return err
		}
		if err := t.apply(b, step, first, kept); err != nil {
			return err
		}
		// The parent has let go of its domains: the children take them.
		return t.insertBatches(b, runID, first, kept)
	})
}

// SaveDetails implements Journal.
func (s *SQLite) SaveDetails(ctx context.Context, runID, batchID string, details []Detail, next time.Time, done bool) error {
	return s.write(ctx, func(t *tx) error {
		b, err := t.batch(runID, batchID)
		if err != nil {
			return err
		}
		rows, err := t.query(`SELECT `+detailColumns+` FROM detail d WHERE d.batch_no = ?`, b.no)
		stored, err := collect(rows, err, func(r *sql.Rows) (Detail, error) {
			d, err := scanDetail(r)
			d.TaskNo = b.TaskNo
			return d, err
		})
		if err != nil {
			return err
		}
		step, write, err := poll(b.Batch, stored, details, next, done, t.now)
		if err != nil {
			return err
		}
		if err := t.putDetails(b.no, write); err != nil {
			return err
		}
		return t.apply(b, step, 0, nil)
	})
}

func (t *tx) putDetails(batchNo int64, details []Detail) error {
	for _, d := range details {
		_, err := t.exec(`INSERT INTO detail (batch_no, task_detail_no, domain, state, error_msg, fail_reason, try_count, created_at, updated_at, sealed)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT (batch_no, task_detail_no) DO UPDATE SET domain = excluded.domain, state = excluded.state, error_msg = excluded.error_msg,
			fail_reason = excluded.fail_reason, try_count = excluded.try_count, created_at = excluded.created_at,
			updated_at = excluded.updated_at, sealed = excluded.sealed`,
			batchNo, d.TaskDetailNo, d.Domain, string(d.State), d.ErrorMsg, d.FailReason, d.TryCount, d.CreatedAt, d.UpdatedAt, storedBytes(d.Sealed))
		if err != nil {
			return err
		}
	}
	return nil
}
