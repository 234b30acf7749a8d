package executor

import (
	"context"
	"slices"
	"sync"
	"time"

	"domainbatch/executor/journal"
)

// canary says whether a reading of the task list shows a task that it must. What
// makes a task fit for that is that the journal has it from an answer of the
// service to a request of ours: a task that is known from a list only says
// nothing about what that list leaves out.
type canary int

const (
	canaryNone    canary = iota // no task is known that it must show: it may be cut short without a sign
	canarySeen                  // it shows the one asked for
	canaryMissing               // it lags, or was cut short
)

// canaries remembers tasks of the account, one for each second at most, in the
// order in which they were accepted: those of this run, and where it has none,
// the newest of the runs before it.
type canaries struct {
	mu       sync.Mutex
	known    []knownTask
	recalled bool // the journal was asked about other runs
}

type knownTask struct {
	taskNo string
	at     time.Time // in the service's time, as well as it was known
}

const (
	mostCanaries = 4096
	// canaryReach is how old a task may be for whose sake the list is read back to
	// its day. An older one may have left the list.
	canaryReach = 14 * 24 * time.Hour
)

// add takes note of an accepted task.
func (c *canaries) add(taskNo string, at time.Time) {
	if taskNo == "" || at.IsZero() {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if n := len(c.known); n > 0 && at.Sub(c.known[n-1].at) < time.Second {
		return
	}
	if len(c.known) == mostCanaries {
		c.known = append(c.known[:0], c.known[mostCanaries/2:]...)
	}
	c.known = append(c.known, knownTask{taskNo, at})
}

// newest is when the newest task was accepted that was old enough at an
// instant to show; the zero time when none is known.
func (c *canaries) newest(now time.Time, lag time.Duration) time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, k := range slices.Backward(c.known) {
		if now.Sub(k.at) >= lag {
			return k.at
		}
	}
	return time.Time{}
}

// young reports whether a task is known that was accepted too short a time ago
// to show for certain.
func (c *canaries) young(now time.Time, lag time.Duration) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.known) > 0 && now.Sub(c.known[len(c.known)-1].at) < lag
}

// recall adds tasks that the journal knows from other runs.
func (c *canaries) recall(tasks []journal.TaskRecord) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.recalled = true
	for _, t := range tasks {
		c.known = append(c.known, knownTask{t.TaskNo, t.At})
	}
	slices.SortStableFunc(c.known, func(a, b knownTask) int { return a.at.Compare(b.at) })
}

func (c *canaries) wasRecalled() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.recalled
}

// daysBack is from when on the list has to be read to prove that a batch has no
// task: far enough to show a task that is known. One that is younger than the
// request costs no further page.
func (s *stepper) daysBack(ctx context.Context, from time.Time) (time.Time, error) {
	now := s.clock.now()
	at := s.canaries.newest(now, s.opt.ListLag)
	if at.Before(from) && !s.canaries.wasRecalled() {
		last, err := s.journal.LastTasks(ctx, s.account, now.Add(-s.opt.ListLag), 1)
		if err != nil {
			return from, s.journalFailed(ctx, err)
		}
		s.canaries.recall(last)
		at = s.canaries.newest(now, s.opt.ListLag)
	}
	if at.IsZero() || now.Sub(at) > canaryReach {
		return from, nil
	}
	return earlier(from, at.Add(-s.opt.ClockSkew)), nil
}

// check asks a reading for the newest task that is old enough to show.
func (c *canaries) check(list *listing, lag time.Duration) canary {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i := len(c.known) - 1; i >= 0; i-- {
		k := c.known[i]
		if list.service.Sub(k.at) < lag {
			continue
		}
		if k.at.Before(list.from) {
			return canaryNone
		}
		if _, shown := list.tasks[k.taskNo]; shown {
			return canarySeen
		}
		return canaryMissing
	}
	return canaryNone
}

// doubts remembers since when the task list has been unfit to prove that a
// batch has no task. A passing fault must not leave a batch to a person.
type doubts struct {
	mu    sync.Mutex
	since map[string]time.Time
}

// lasted is how long the doubt about a batch has been seen in this session.
func (d *doubts) lasted(batchID string, now time.Time) time.Duration {
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, ok := d.since[batchID]; !ok {
		d.since[batchID] = now
	}
	return now.Sub(d.since[batchID])
}
