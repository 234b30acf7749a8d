package journal

import (
	"context"
	"database/sql"
	"errors"
)

// Batches implements Journal.
func (s *SQLite) Batches(ctx context.Context, runID string) ([]Batch, error) {
	return s.list(ctx, runID, `b.run_no = ?`)
}

// Abandoned implements Journal.
func (s *SQLite) Abandoned(ctx context.Context, runID, liveEpoch string) ([]Batch, error) {
	return s.list(ctx, runID, `b.run_no = ? AND b.state = 'intent' AND b.epoch <> ?`, liveEpoch)
}

// Batch implements Journal.
func (s *SQLite) Batch(ctx context.Context, runID, batchID string) (Batch, error) {
	list, err := s.list(ctx, runID, `b.run_no = ? AND b.batch_id = ?`, batchID)
	if err != nil {
		return Batch{}, err
	}
	if len(list) == 0 {
		return Batch{}, batchNotFound(runID, batchID)
	}
	return list[0], nil
}

// list reads the batches of a run for which the condition holds, with their
// changes. Its first parameter is the run.
func (s *SQLite) list(ctx context.Context, runID, condition string, args ...any) (list []Batch, err error) {
	err = s.look(ctx, func(v *view) error {
		no, err := v.run(runID)
		if err != nil {
			return err
		}
		args := append([]any{no}, args...)
		list, err = v.batches(condition, args)
		return err
	})
	return list, err
}

func (v *view) batches(condition string, args []any) ([]Batch, error) {
	var list []Batch
	at := map[int64]int{} // batch number → index in list
	rows, err := v.query(`SELECT `+batchColumns+batchTables+`WHERE `+condition+` ORDER BY b.seq, b.batch_no`, args...)
	_, err = collect(rows, err, func(r *sql.Rows) (struct{}, error) {
		b, err := scanBatch(r)
		at[b.no] = len(list)
		list = append(list, b.Batch)
		return struct{}{}, err
	})
	if err != nil {
		return nil, err
	}
	// In the order of the primary key, so that a million changes need no sort.
	share := interner{}
	rows, err = v.query(`SELECT c.batch_no, c.change_id, c.domain, c.instance_id, c.kind FROM batch b JOIN change c USING (batch_no)
		WHERE `+condition+` ORDER BY c.batch_no, c.position`, args...)
	_, err = collect(rows, err, func(r *sql.Rows) (struct{}, error) {
		var no int64
		var c Change
		if err := r.Scan(&no, &c.ID, &c.Domain, &c.InstanceID, &c.Kind); err != nil {
			return struct{}{}, err
		}
		i, ok := at[no]
		if !ok {
			return struct{}{}, errors.New("a change without its batch")
		}
		c.Kind = share.text(c.Kind)
		list[i].Changes = append(list[i].Changes, c)
		return struct{}{}, nil
	})
	return list, err
}
