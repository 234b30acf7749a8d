package journal

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"
)

// page is how many batches are read at once on the way through a run: few enough
// to take little room even when each has hundreds of changes, many enough that a
// million batches of one change are a few thousand questions.
const page = 128

// EachBatch implements Journal. The numbers of the batches, eight bytes each, are
// all that is kept of a run.
func (s *SQLite) EachBatch(ctx context.Context, runID string, each func(Batch, []Detail) error) error {
	var ended error
	err := s.look(ctx, func(v *view) error {
		no, err := v.run(runID)
		if err != nil {
			return err
		}
		rows, err := v.query(`SELECT batch_no FROM batch WHERE run_no = ? ORDER BY seq, batch_no`, no)
		numbers, err := collect(rows, err, func(r *sql.Rows) (no int64, err error) { return no, r.Scan(&no) })
		if err != nil {
			return err
		}
		for some := range slices.Chunk(numbers, page) {
			list, details, err := v.those(some)
			if err != nil {
				return err
			}
			for i, b := range list {
				if ended = each(b, details[i]); ended != nil {
					return nil
				}
			}
		}
		return nil
	})
	if ended != nil {
		return ended
	}
	return err
}

// those reads the batches with the given numbers, and the details of each.
func (v *view) those(numbers []int64) ([]Batch, [][]Detail, error) {
	wanted, err := json.Marshal(numbers)
	if err != nil {
		return nil, nil, err
	}
	list, err := v.batches(`b.batch_no IN (SELECT value FROM json_each(?))`, []any{string(wanted)})
	if err != nil {
		return nil, nil, err
	}
	at := make(map[string]int, len(list))
	for i, b := range list {
		if b.TaskNo != "" {
			at[b.TaskNo] = i
		}
	}
	details := make([][]Detail, len(list))
	share := interner{}
	rows, err := v.query(`SELECT `+detailColumns+`, coalesce(b.task_no, '') FROM batch b JOIN detail d USING (batch_no)
		WHERE b.batch_no IN (SELECT value FROM json_each(?)) ORDER BY d.batch_no, d.task_detail_no`, string(wanted))
	_, err = collect(rows, err, func(r *sql.Rows) (struct{}, error) {
		var taskNo string
		d, err := scanDetail(r, &taskNo)
		d.TaskNo, d.State = share.text(taskNo), DetailState(share.text(string(d.State)))
		if i, known := at[taskNo]; known {
			details[i] = append(details[i], d)
		}
		return struct{}{}, err
	})
	return list, details, err
}

// EachEvent implements Journal.
func (s *SQLite) EachEvent(ctx context.Context, runID string, each func(Event) error) error {
	var ended error
	err := s.look(ctx, func(v *view) error {
		no, err := v.run(runID)
		if err != nil {
			return err
		}
		rows, err := v.query(eventQuery, no)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			e, err := scanEvent(rows, runID)
			if err != nil {
				return err
			}
			if ended = each(e); ended != nil {
				return nil
			}
		}
		return rows.Err()
	})
	if ended != nil {
		return ended
	}
	return err
}

// EachBatch implements Journal.
func (m *Memory) EachBatch(ctx context.Context, runID string, each func(Batch, []Detail) error) error {
	batches, details, err := m.all(ctx, runID)
	if err != nil {
		return err
	}
	for i, b := range batches {
		if err := each(b, details[i]); err != nil {
			return err
		}
	}
	return nil
}

// all copies the batches of a run, so that the journal is not held while
// somebody looks at them.
func (m *Memory) all(ctx context.Context, runID string) (list []Batch, details [][]Detail, err error) {
	leave, err := m.enter(ctx)
	defer leave()
	if err != nil {
		return nil, nil, err
	}
	r, err := m.run(runID)
	if err != nil {
		return nil, nil, err
	}
	for _, b := range inSeq(r.batches) {
		list, details = append(list, copyBatch(b.batch)), append(details, b.sorted())
	}
	return list, details, nil
}

// EachEvent implements Journal.
func (m *Memory) EachEvent(ctx context.Context, runID string, each func(Event) error) error {
	events, err := m.Events(ctx, runID)
	if err != nil {
		return err
	}
	for _, e := range events {
		if err := each(e); err != nil {
			return err
		}
	}
	return nil
}
