package executor

import (
	"context"
	"maps"
	"sync"
	"time"

	"domainbatch/executor/alidomain"
	"domainbatch/executor/quota"
)

// caller is the one place through which calls leave: leave from the quota,
// the call with its deadline, and what the answer says about throttling, the
// service's health and its clock. It never repeats a call.
type caller struct {
	api     API
	quota   Quota
	health  *health
	clock   *serverClock
	timeout time.Duration

	mu    sync.Mutex
	calls map[string]int // by operation
}

// readyToSubmit waits until one submit may be sent.
func (c *caller) readyToSubmit(ctx context.Context) error {
	return c.quota.Acquire(ctx, quota.Submit)
}

// submit sends one request. The caller has waited for readyToSubmit.
func (c *caller) submit(ctx context.Context, stamp alidomain.Stamp, req alidomain.SubmitRequest) (alidomain.Receipt, error) {
	limited, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	c.count(req.Operation)
	receipt, err := c.api.Submit(limited, stamp, req)
	c.learn(ctx, quota.Submit, err, receipt.ServerTime)
	return receipt, err
}

// query makes one read under the query quota.
func query[Q, P any](ctx context.Context, c *caller, op alidomain.Operation, call func(context.Context, Q) (P, error), q Q, serverTime func(P) time.Time) (P, error) {
	var none P
	if err := c.quota.Acquire(ctx, quota.Query); err != nil {
		return none, err
	}
	limited, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	c.count(op)
	page, err := call(limited, q)
	c.learn(ctx, quota.Query, err, serverTime(page))
	return page, err
}

func (c *caller) taskDetails(ctx context.Context, q alidomain.TaskDetailsQuery) (alidomain.TaskDetailPage, error) {
	return query(ctx, c, alidomain.OpQueryTaskDetailList, c.api.TaskDetails, q, detailPageTime)
}

func (c *caller) pollResults(ctx context.Context, q alidomain.TaskDetailsQuery) (alidomain.TaskDetailPage, error) {
	return query(ctx, c, alidomain.OpPollTaskResult, c.api.PollTaskResults, q, detailPageTime)
}

func (c *caller) tasks(ctx context.Context, q alidomain.TasksQuery) (alidomain.TaskPage, error) {
	return query(ctx, c, alidomain.OpQueryTaskList, c.api.Tasks, q,
		func(p alidomain.TaskPage) time.Time { return p.ServerTime })
}

func (c *caller) taskHistory(ctx context.Context, q alidomain.TaskHistoryQuery) (alidomain.TaskHistoryPage, error) {
	return query(ctx, c, alidomain.OpQueryTaskInfoHistory, c.api.TaskHistory, q,
		func(p alidomain.TaskHistoryPage) time.Time { return p.ServerTime })
}

func (c *caller) detailHistory(ctx context.Context, q alidomain.TaskDetailHistoryQuery) (alidomain.TaskDetailHistoryPage, error) {
	return query(ctx, c, alidomain.OpQueryTaskDetailHistory, c.api.TaskDetailHistory, q,
		func(p alidomain.TaskDetailHistoryPage) time.Time { return p.ServerTime })
}

func detailPageTime(p alidomain.TaskDetailPage) time.Time { return p.ServerTime }

func (c *caller) count(op alidomain.Operation) {
	c.mu.Lock()
	c.calls[string(op)]++
	c.mu.Unlock()
}

// counts returns the calls made so far, by operation.
func (c *caller) counts() map[string]int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return maps.Clone(c.calls)
}

// totals returns how many submits and how many calls were made so far.
func (c *caller) totals() (submits, calls int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for op, n := range c.calls {
		calls += n
		if alidomain.Operation(op).Kind() == alidomain.Submit {
			submits += n
		}
	}
	return submits, calls
}

// learn takes from an answer what concerns all calls. A call that was cut
// because its session ends says nothing.
func (c *caller) learn(ctx context.Context, class quota.Class, err error, serverTime time.Time) {
	if err != nil && ctx.Err() != nil {
		return
	}
	a := answerOf(err)
	if a.err != nil {
		serverTime = a.err.ServerTime
		if a.throttled {
			c.quota.Punish(class, a.err.RetryAfter)
		}
	}
	c.clock.observe(serverTime)
	c.health.observe(a)
}
