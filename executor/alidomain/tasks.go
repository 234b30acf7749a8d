package alidomain

import (
	"context"
	"strconv"
	"strings"
	"time"
)

// DetailStatus is where one domain of a task stands. It is a type of its own
// because the service's code 3 means failure here and completion of a task.
type DetailStatus int

// The statuses of a detail.
const (
	DetailUnknown DetailStatus = iota // neither word nor code is known
	DetailWaiting
	DetailExecuting
	DetailSucceeded
	DetailFailed
)

// String returns the status as the service spells it.
func (s DetailStatus) String() string {
	switch s {
	case DetailWaiting:
		return "WAITING_EXECUTE"
	case DetailExecuting:
		return "EXECUTING"
	case DetailSucceeded:
		return "EXECUTE_SUCCESS"
	case DetailFailed:
		return "EXECUTE_FAILURE"
	}
	return "UNKNOWN"
}

// Final reports whether the service will do no more.
func (s DetailStatus) Final() bool { return s == DetailSucceeded || s == DetailFailed }

// detailStatus decides by the word; the code counts only where the word is
// missing or new.
func detailStatus(word string, code *integer) DetailStatus {
	for s := DetailWaiting; s <= DetailFailed; s++ {
		if strings.EqualFold(word, s.String()) {
			return s
		}
	}
	if code != nil && *code >= 0 && *code <= 3 {
		return DetailWaiting + DetailStatus(*code)
	}
	return DetailUnknown
}

// filter is the status as a query parameter, "" for no filter.
func (s DetailStatus) filter() string {
	if s == DetailUnknown {
		return ""
	}
	return strconv.Itoa(int(s - DetailWaiting))
}

// TaskStatus is where a whole task stands.
type TaskStatus int

// The statuses of a task. Complete says nothing about success.
const (
	TaskUnknown TaskStatus = iota
	TaskWaiting
	TaskExecuting
	TaskComplete
)

// String returns the status as the service spells it.
func (s TaskStatus) String() string {
	switch s {
	case TaskWaiting:
		return "WAITING_EXECUTE"
	case TaskExecuting:
		return "EXECUTING"
	case TaskComplete:
		return "COMPLETE"
	}
	return "UNKNOWN"
}

func taskStatus(word string, code *integer) TaskStatus {
	for s := TaskWaiting; s <= TaskComplete; s++ {
		if strings.EqualFold(word, s.String()) {
			return s
		}
	}
	if code != nil && *code >= 1 && *code <= 3 {
		return TaskStatus(*code)
	}
	return TaskUnknown
}

// Page is what every paged answer says about itself.
type Page struct {
	RequestID  string
	ServerTime time.Time // header Date, zero when not given
	PageNum    int
	PageSize   int
	TotalItems int
	TotalPages int
	Next       bool // there is a further page
}

// TaskDetail is one domain of a task.
type TaskDetail struct {
	TaskNo          string
	TaskDetailNo    string
	Domain          string
	InstanceID      string
	TaskType        string
	TypeDescription string
	Status          DetailStatus
	TryCount        int
	CreateTime      string // as printed by the service, UTC+8; see ParseTime
	UpdateTime      string
	ErrorMsg        string // also set on success
	FailReason      string
	Result          Secret // the transfer code, for a transfer-code task that succeeded; never in history
}

// TaskDetailsQuery asks for details of one task, or, with PollTaskResults, of
// any.
type TaskDetailsQuery struct {
	TaskNo     string
	Status     DetailStatus // DetailUnknown for all; PollTaskResults knows success and failure only
	Domain     string
	InstanceID string
	PageNum    int // 0: the first
	PageSize   int // 0: 1000, the documented maximum
}

// TaskDetailPage is one page of details.
type TaskDetailPage struct {
	Page
	Details []TaskDetail
}

// TaskDetails asks for one page of the details of a task (QueryTaskDetailList).
func (c *Client) TaskDetails(ctx context.Context, q TaskDetailsQuery) (TaskDetailPage, error) {
	return c.detailPage(ctx, OpQueryTaskDetailList, q, "TaskStatus")
}

// PollTaskResults asks for one page of the details that are finished and not
// acknowledged (PollTaskResult). It is the one query that finds a task by its
// domain alone.
func (c *Client) PollTaskResults(ctx context.Context, q TaskDetailsQuery) (TaskDetailPage, error) {
	return c.detailPage(ctx, OpPollTaskResult, q, "TaskResultStatus")
}

func (c *Client) detailPage(ctx context.Context, op Operation, q TaskDetailsQuery, statusName string) (TaskDetailPage, error) {
	p := newParams()
	if op == OpQueryTaskDetailList {
		p.require("TaskNo", q.TaskNo)
	}
	p.set("TaskNo", q.TaskNo)
	p.set(statusName, q.Status.filter())
	p.set("DomainName", q.Domain)
	p.set("InstanceId", q.InstanceID)
	p.page(q.PageNum, q.PageSize, 1000)
	var body dataPage[detailBody]
	a, err := c.call(ctx, op, c.NewStamp(), p, &body)
	if err != nil {
		return TaskDetailPage{}, err
	}
	return TaskDetailPage{body.page(a), convert(body.Data, detailBody.detail)}, nil
}

// Task is one submit that the service accepted, by whomever.
type Task struct {
	TaskNo          string
	TaskType        string
	TypeDescription string
	Num             int // domains in it
	Status          TaskStatus
	CreateTime      string    // as printed, UTC+8
	CreatedAt       time.Time // exact where the service gives it, else read from CreateTime; zero when neither can be read
	ClientIP        string
	CancelStatus    string // INIT, CANCELLING, COMPLETE or ""
}

// TasksQuery asks for tasks by day of creation. The service rounds to days
// (documented), presumably of UTC+8: widen the window by a day.
type TasksQuery struct {
	Begin, End time.Time // zero: no bound
	PageNum    int       // 0: the first
	PageSize   int       // 0: 100
}

// TaskPage is one page of tasks.
type TaskPage struct {
	Page
	Tasks []Task
}

// Tasks asks for one page of tasks (QueryTaskList).
func (c *Client) Tasks(ctx context.Context, q TasksQuery) (TaskPage, error) {
	p := newParams()
	p.millis("BeginCreateTime", q.Begin)
	p.millis("EndCreateTime", q.End)
	p.page(q.PageNum, q.PageSize, 100)
	var body dataPage[taskBody]
	a, err := c.call(ctx, OpQueryTaskList, c.NewStamp(), p, &body)
	if err != nil {
		return TaskPage{}, err
	}
	return TaskPage{body.page(a), convert(body.Data, taskBody.task)}, nil
}

// CancelTask asks the service to take back a task that is still going. The
// outcome shows in Task.CancelStatus. Cancelling twice is harmless, so it is
// classified as a query.
func (c *Client) CancelTask(ctx context.Context, taskNo string) error {
	p := newParams()
	p.require("TaskNo", taskNo)
	_, err := c.call(ctx, OpCancelTask, c.NewStamp(), p, nil)
	return err
}
