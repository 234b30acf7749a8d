package journal

import (
	"context"
	"database/sql"
	"slices"
	"strings"
	"time"
)

// LastTasks implements Journal.
func (s *SQLite) LastTasks(ctx context.Context, account string, before time.Time, limit int) (list []TaskRecord, err error) {
	err = s.look(ctx, func(v *view) error {
		rows, err := v.query(`SELECT task_no, submitted_at FROM batch WHERE account_no = (SELECT account_no FROM account WHERE account = ?)
			AND task_no IS NOT NULL AND submitted_at < ? ORDER BY submitted_at DESC, task_no LIMIT ?`, account, storedTime(before), limit)
		list, err = collect(rows, err, func(r *sql.Rows) (t TaskRecord, err error) { return t, r.Scan(&t.TaskNo, timeAt{&t.At}) })
		return err
	})
	return list, err
}

// LastTasks implements Journal.
func (m *Memory) LastTasks(ctx context.Context, account string, before time.Time, limit int) ([]TaskRecord, error) {
	leave, err := m.enter(ctx)
	defer leave()
	if err != nil {
		return nil, err
	}
	var list []TaskRecord
	for no, b := range m.tasks[account] {
		if at := b.batch.SubmittedAt; at.Before(tidyTime(before)) {
			list = append(list, TaskRecord{TaskNo: no, At: at})
		}
	}
	slices.SortFunc(list, func(a, b TaskRecord) int {
		if c := b.At.Compare(a.At); c != 0 {
			return c
		}
		return strings.Compare(a.TaskNo, b.TaskNo)
	})
	return list[:min(limit, len(list))], nil
}
