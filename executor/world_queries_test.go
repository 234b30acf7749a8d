package executor

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"domainbatch/executor/alidomain"
)

// ask is what all queries have in common; the world is locked when it returns
// nil. What is asked for tells one query from another.
func (w *world) ask(ctx context.Context, op alidomain.Operation, what ...any) error {
	w.mu.Lock()
	if w.onQuery != nil {
		w.onQuery(op)
	}
	w.about(string(op), fmt.Sprint(what...))
	there := w.way()
	w.mu.Unlock()
	if err := w.travel(ctx, op, there); err != nil {
		return err
	}
	w.mu.Lock()
	w.calls[op]++
	w.about(string(op), "answer", fmt.Sprint(what...))
	if w.faults.refuse503 == 1 { // away altogether
		defer w.mu.Unlock()
		return w.fail(op, 503, "ServiceUnavailable", true, nil)
	}
	if !w.chance("query failed", w.faults.query) {
		return nil
	}
	defer w.mu.Unlock()
	switch w.rng.IntN(4) {
	case 0:
		return w.fail(op, 0, "", false, errors.New("connection refused"))
	case 1:
		return w.fail(op, 503, "ServiceUnavailable", true, nil)
	case 2:
		return w.fail(op, 0, "", true, context.DeadlineExceeded)
	}
	return w.fail(op, 400, "Throttling.User", true, nil)
}

func (w *world) TaskDetails(ctx context.Context, q alidomain.TaskDetailsQuery) (alidomain.TaskDetailPage, error) {
	if err := w.ask(ctx, alidomain.OpQueryTaskDetailList, q.TaskNo, q.Domain, q.PageNum); err != nil {
		return alidomain.TaskDetailPage{}, err
	}
	defer w.mu.Unlock()
	var all []alidomain.TaskDetail
	for _, t := range w.tasks {
		if t.no != q.TaskNo || w.moved(t) {
			continue
		}
		for _, d := range t.domains {
			if (q.Domain == "" || q.Domain == d) && !w.chance("detail vanished", w.faults.vanish) {
				all = append(all, w.detail(t, d))
			}
		}
	}
	return w.pageOf(all, q.PageNum, q.PageSize), nil
}

func (w *world) pageOf(all []alidomain.TaskDetail, num, size int) alidomain.TaskDetailPage {
	if size == 0 {
		size = 1000
	}
	lo := min(max(num-1, 0)*size, len(all))
	hi := min(lo+size, len(all))
	return alidomain.TaskDetailPage{Page: alidomain.Page{Next: hi < len(all), TotalItems: len(all), ServerTime: w.now().Truncate(time.Second)}, Details: all[lo:hi]}
}

func (w *world) moved(t *worldTask) bool {
	return w.history > 0 && w.now().Sub(t.created) > w.history
}

func (w *world) TaskDetailHistory(ctx context.Context, q alidomain.TaskDetailHistoryQuery) (alidomain.TaskDetailHistoryPage, error) {
	if err := w.ask(ctx, alidomain.OpQueryTaskDetailHistory, q.TaskNo, q.Cursor.Domain); err != nil {
		return alidomain.TaskDetailHistoryPage{}, err
	}
	defer w.mu.Unlock()
	var all []alidomain.TaskDetail
	for _, t := range w.tasks {
		if t.no == q.TaskNo && w.moved(t) {
			for _, d := range t.domains {
				detail := w.detail(t, d)
				detail.Result = alidomain.Secret{}
				all = append(all, detail)
			}
		}
	}
	from := 1 + slices.IndexFunc(all, func(d alidomain.TaskDetail) bool { return d.Domain == q.Cursor.Domain })
	to := min(from+w.pageSize, len(all))
	page := alidomain.TaskDetailHistoryPage{ServerTime: w.now().Truncate(time.Second), Details: all[from:to]}
	if to < len(all) {
		page.Next = &alidomain.DetailCursor{TaskDetailNo: all[to-1].TaskDetailNo, Domain: all[to-1].Domain}
	}
	return page, nil
}

// listed are the tasks that a list shows: by day of UTC+8, newest first.
func (w *world) listed(begin, end time.Time, history bool) []alidomain.Task {
	out := make([]alidomain.Task, 0, len(w.tasks))
	now, begin, end := w.now(), day(begin), day(end).Add(24*time.Hour)
	for _, t := range slices.Backward(w.tasks) {
		if now.Sub(t.created) < w.listLag || w.moved(t) != history || t.created.Before(begin) || t.created.After(end) {
			continue
		}
		created := t.created.Truncate(time.Second) // as printed
		out = append(out, alidomain.Task{TaskNo: t.no, TaskType: t.typ, Num: len(t.domains), CreatedAt: created})
	}
	return out
}

func day(t time.Time) time.Time { return t.In(alidomain.Zone()).Truncate(24 * time.Hour) }

func (w *world) Tasks(ctx context.Context, q alidomain.TasksQuery) (alidomain.TaskPage, error) {
	if err := w.ask(ctx, alidomain.OpQueryTaskList, q.PageNum); err != nil {
		return alidomain.TaskPage{}, err
	}
	defer w.mu.Unlock()
	size := w.pageSize
	all := w.listed(q.Begin, q.End, false)
	lo := min((q.PageNum-1)*size, len(all))
	hi := min(lo+size, len(all))
	return alidomain.TaskPage{Page: alidomain.Page{Next: hi < len(all), ServerTime: w.now().Truncate(time.Second)}, Tasks: all[lo:hi]}, nil
}

func (w *world) TaskHistory(ctx context.Context, q alidomain.TaskHistoryQuery) (alidomain.TaskHistoryPage, error) {
	if err := w.ask(ctx, alidomain.OpQueryTaskInfoHistory, q.Cursor.TaskNo); err != nil {
		return alidomain.TaskHistoryPage{}, err
	}
	defer w.mu.Unlock()
	all := w.listed(q.Begin, q.End, true)
	from := 1 + slices.IndexFunc(all, func(t alidomain.Task) bool { return t.TaskNo == q.Cursor.TaskNo })
	to := min(from+w.pageSize, len(all))
	page := alidomain.TaskHistoryPage{ServerTime: w.now().Truncate(time.Second), Tasks: all[from:to]}
	if to < len(all) {
		page.Next = &alidomain.TaskCursor{TaskNo: all[to-1].TaskNo, CreatedLong: all[to-1].CreatedAt.UnixMilli()}
	}
	return page, nil
}

func (w *world) PollTaskResults(ctx context.Context, q alidomain.TaskDetailsQuery) (alidomain.TaskDetailPage, error) {
	if err := w.ask(ctx, alidomain.OpPollTaskResult, q.Domain, q.PageNum); err != nil {
		return alidomain.TaskDetailPage{}, err
	}
	defer w.mu.Unlock()
	var all []alidomain.TaskDetail
	if q.Domain == "" {
		for i := range w.backlog {
			all = append(all, alidomain.TaskDetail{TaskNo: "foreign", Domain: fmt.Sprintf("f%d.example", i), Status: alidomain.DetailSucceeded})
		}
	}
	for _, t := range w.tasks {
		if w.hidden[t.no] || w.moved(t) {
			continue
		}
		for _, d := range t.domains {
			if (q.Domain == "" || q.Domain == d) && w.status(t, d).Final() && !w.chance("detail vanished", w.faults.vanish) {
				detail := w.detail(t, d)
				if w.sweepHidesCodes {
					detail.Result = alidomain.Secret{}
				}
				all = append(all, detail)
			}
		}
	}
	return w.pageOf(all, q.PageNum, q.PageSize), nil
}
