package alidomain

import (
	"context"
	"strconv"
	"time"
)

// TaskCursor says where the next page of the task history begins. The zero
// cursor is the beginning.
type TaskCursor struct {
	TaskNo      string
	CreatedLong int64 // milliseconds since 1970
}

// TaskHistoryQuery asks for tasks by day of creation, with stable paging.
type TaskHistoryQuery struct {
	Begin, End time.Time // zero: no bound
	PageSize   int       // 0: 100
	Cursor     TaskCursor
}

// TaskHistoryPage is one page of the task history.
type TaskHistoryPage struct {
	RequestID  string
	ServerTime time.Time
	Tasks      []Task
	Next       *TaskCursor // nil at the end
}

// TaskHistory asks for one page of the task history (QueryTaskInfoHistory).
func (c *Client) TaskHistory(ctx context.Context, q TaskHistoryQuery) (TaskHistoryPage, error) {
	p := newParams()
	p.millis("BeginCreateTime", q.Begin)
	p.millis("EndCreateTime", q.End)
	p.size(q.PageSize, 100)
	p.set("TaskNoCursor", q.Cursor.TaskNo)
	if q.Cursor.CreatedLong != 0 {
		p.set("CreateTimeCursor", strconv.FormatInt(q.Cursor.CreatedLong, 10))
	}
	var body historyPage[taskBody, struct {
		TaskNo         text
		CreateTimeLong integer
	}]
	a, err := c.call(ctx, OpQueryTaskInfoHistory, c.NewStamp(), p, &body)
	if err != nil {
		return TaskHistoryPage{}, err
	}
	page := TaskHistoryPage{RequestID: string(body.RequestID), ServerTime: a.serverTime, Tasks: convert(body.Objects, taskBody.task)}
	if n := body.NextPageCursor; n != nil && n.TaskNo != "" {
		page.Next = &TaskCursor{TaskNo: string(n.TaskNo), CreatedLong: int64(n.CreateTimeLong)}
	}
	return page, nil
}

// DetailCursor says where the next page of the detail history begins. The
// zero cursor is the beginning.
type DetailCursor struct {
	TaskDetailNo string
	Domain       string
}

// TaskDetailHistoryQuery asks for the details of one task in the history.
type TaskDetailHistoryQuery struct {
	TaskNo   string
	Domain   string
	Status   DetailStatus // DetailUnknown for all
	PageSize int          // 0: 100
	Cursor   DetailCursor
}

// TaskDetailHistoryPage is one page of the detail history. Its details have
// no Result: a transfer code is not kept in history (documented).
type TaskDetailHistoryPage struct {
	RequestID  string
	ServerTime time.Time
	Details    []TaskDetail
	Next       *DetailCursor // nil at the end
}

// TaskDetailHistory asks for one page of the detail history
// (QueryTaskDetailHistory).
func (c *Client) TaskDetailHistory(ctx context.Context, q TaskDetailHistoryQuery) (TaskDetailHistoryPage, error) {
	p := newParams()
	p.require("TaskNo", q.TaskNo)
	p.set("DomainName", q.Domain)
	p.set("TaskStatus", q.Status.filter())
	p.size(q.PageSize, 100)
	p.set("TaskDetailNoCursor", q.Cursor.TaskDetailNo)
	p.set("DomainNameCursor", q.Cursor.Domain)
	var body historyPage[detailBody, struct {
		TaskDetailNo text
		DomainName   text
	}]
	a, err := c.call(ctx, OpQueryTaskDetailHistory, c.NewStamp(), p, &body)
	if err != nil {
		return TaskDetailHistoryPage{}, err
	}
	page := TaskDetailHistoryPage{RequestID: string(body.RequestID), ServerTime: a.serverTime, Details: convert(body.Objects, detailBody.detail)}
	if n := body.NextPageCursor; n != nil && n.TaskDetailNo != "" {
		page.Next = &DetailCursor{TaskDetailNo: string(n.TaskDetailNo), Domain: string(n.DomainName)}
	}
	return page, nil
}
