package journal

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
)

// look runs reads on one unchanging view of the file, beside the writer.
func (s *SQLite) look(ctx context.Context, do func(v *view) error) error {
	select {
	case <-s.closing:
		return ErrClosed
	default:
	}
	db, err := s.reads.BeginTx(ctx, nil)
	if err != nil {
		return readError(ctx, s.path, err)
	}
	defer db.Rollback() // nothing was written
	return readError(ctx, s.path, do(&view{ctx, db}))
}

func readError(ctx context.Context, path string, err error) error {
	if err == nil || errors.Is(err, ErrNotFound) {
		return err
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return fmt.Errorf("journal: reading: %w", storeError(path, err))
}

type view struct {
	ctx context.Context
	db  *sql.Tx
}

func (v *view) query(query string, args ...any) (*sql.Rows, error) {
	return v.db.QueryContext(v.ctx, query, args...)
}

func (v *view) row(query string, args ...any) *sql.Row {
	return v.db.QueryRowContext(v.ctx, query, args...)
}

// run finds the number of a run.
func (v *view) run(id string) (no int64, err error) {
	err = v.row(`SELECT run_no FROM run WHERE run_id = ?`, id).Scan(&no)
	if errors.Is(err, sql.ErrNoRows) {
		err = runNotFound(id)
	}
	return no, err
}

// Owners implements Journal.
func (s *SQLite) Owners(ctx context.Context, account string) (map[string]string, error) {
	owners := map[string]string{}
	err := s.look(ctx, func(v *view) error {
		rows, err := v.query(`SELECT c.domain, c.kind, r.run_id FROM change c JOIN batch b USING (batch_no) JOIN run r USING (run_no)
			WHERE c.account_no = (SELECT account_no FROM account WHERE account = ?) AND c.open = 1`, account)
		if err != nil {
			return err
		}
		defer rows.Close()
		share := interner{}
		for rows.Next() {
			var domain, kind, runID string
			if err := rows.Scan(&domain, &kind, &runID); err != nil {
				return err
			}
			owners[domain+"\x00"+kind] = share.text(runID)
		}
		return rows.Err()
	})
	if err != nil {
		return nil, err
	}
	return owners, nil
}

// Run implements Journal.
func (s *SQLite) Run(ctx context.Context, id string) (run Run, err error) {
	err = s.look(ctx, func(v *view) error {
		var plan []byte
		run, err = scanRun(v.row(`SELECT `+runColumns+`, r.plan FROM run r JOIN account a USING (account_no) WHERE r.run_id = ?`, id), &plan)
		run.Plan = tidyBytes(plan)
		if errors.Is(err, sql.ErrNoRows) {
			return runNotFound(id)
		}
		return err
	})
	if err != nil {
		return Run{}, err
	}
	return run, nil
}

// Runs implements Journal.
func (s *SQLite) Runs(ctx context.Context, account string) (list []Run, err error) {
	err = s.look(ctx, func(v *view) error {
		rows, err := v.query(`SELECT `+runColumns+` FROM run r JOIN account a USING (account_no)
			WHERE ?1 = '' OR a.account = ?1 ORDER BY r.created_at DESC, r.run_no DESC`, account)
		list, err = collect(rows, err, func(r *sql.Rows) (Run, error) { return scanRun(r) })
		return err
	})
	return list, err
}

// Counts implements Journal.
func (s *SQLite) Counts(ctx context.Context, runID string) (map[BatchState]int, error) {
	counts := map[BatchState]int{}
	err := s.look(ctx, func(v *view) error {
		no, err := v.run(runID)
		if err != nil {
			return err
		}
		rows, err := v.query(`SELECT state, count(*) FROM batch WHERE run_no = ? GROUP BY state`, no)
		_, err = collect(rows, err, func(r *sql.Rows) (state BatchState, err error) {
			var n int
			err = r.Scan(&state, &n)
			counts[state] = n
			return state, err
		})
		return err
	})
	if err != nil {
		return nil, err
	}
	return counts, nil
}

// Details implements Journal.
func (s *SQLite) Details(ctx context.Context, runID string) (list []Detail, err error) {
	err = s.look(ctx, func(v *view) error {
		no, err := v.run(runID)
		if err != nil {
			return err
		}
		share := interner{}
		rows, err := v.query(`SELECT `+detailColumns+`, coalesce(b.task_no, '') FROM batch b JOIN detail d USING (batch_no)
			WHERE b.run_no = ? ORDER BY b.seq, b.batch_no, d.task_detail_no`, no)
		list, err = collect(rows, err, func(r *sql.Rows) (Detail, error) {
			var taskNo string
			d, err := scanDetail(r, &taskNo)
			d.TaskNo, d.State = share.text(taskNo), DetailState(share.text(string(d.State)))
			return d, err
		})
		return err
	})
	return list, err
}

// TaskNos implements Journal.
func (s *SQLite) TaskNos(ctx context.Context, account string, taskNos []string) (map[string]bool, error) {
	asked, err := json.Marshal(taskNos)
	if err != nil {
		return nil, err
	}
	claimed := map[string]bool{}
	err = s.look(ctx, func(v *view) error {
		rows, err := v.query(`SELECT task_no FROM batch WHERE account_no = (SELECT account_no FROM account WHERE account = ?)
			AND task_no IN (SELECT value FROM json_each(?))`, account, string(asked))
		found, err := collect(rows, err, func(r *sql.Rows) (no string, err error) { return no, r.Scan(&no) })
		for _, no := range found {
			claimed[no] = true
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return claimed, nil
}

// Rate implements Journal.
func (s *SQLite) Rate(ctx context.Context, key string) (rate float64, err error) {
	err = s.look(ctx, func(v *view) error {
		err := v.row(`SELECT per_second FROM quota WHERE quota_key = ?`, key).Scan(&rate)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		return err
	})
	return rate, err
}

// Events implements Journal.
func (s *SQLite) Events(ctx context.Context, runID string) (list []Event, err error) {
	err = s.look(ctx, func(v *view) error {
		no, err := v.run(runID)
		if err != nil {
			return err
		}
		rows, err := v.query(eventQuery, no)
		list, err = collect(rows, err, func(r *sql.Rows) (Event, error) { return scanEvent(r, runID) })
		return err
	})
	return list, err
}

const eventQuery = `SELECT e.event_no, e.at, coalesce(b.batch_id, ''), e.epoch, e.actor, e.kind, e.from_state, e.to_state, e.code, e.detail
	FROM event e LEFT JOIN batch b USING (batch_no) WHERE e.run_no = ? ORDER BY e.event_no`

func scanEvent(row scanner, runID string) (Event, error) {
	e := Event{RunID: runID}
	err := row.Scan(&e.ID, timeAt{&e.At}, &e.BatchID, &e.Epoch, &e.Actor, &e.Kind, &e.From, &e.To, &e.Code, &e.Detail)
	return e, err
}

// Noted implements Journal.
func (s *SQLite) Noted(ctx context.Context, runID, kind string) (noted bool, err error) {
	err = s.look(ctx, func(v *view) error {
		no, err := v.run(runID)
		if err != nil {
			return err
		}
		rows, err := v.query(`SELECT EXISTS (SELECT 1 FROM event WHERE run_no = ? AND batch_no IS NULL AND kind = ?)`, no, kind)
		found, err := collect(rows, err, func(r *sql.Rows) (yes bool, err error) { return yes, r.Scan(&yes) })
		noted = len(found) == 1 && found[0]
		return err
	})
	return noted, err
}

// interner keeps one copy of a text that comes again and again.
type interner map[string]string

func (in interner) text(s string) string {
	if kept, ok := in[s]; ok {
		return kept
	}
	in[s] = s
	return s
}
