package executor

import (
	"sync"
	"time"
)

// canary says whether a reading of the task list shows a task that it must.
type canary int

const (
	canaryNone    canary = iota // no task is known that it must show
	canarySeen                  // it shows the one asked for
	canaryMissing               // it lags, or was cut short
)

// canaries remembers tasks of this run, one for each second at most, in the
// order in which they were accepted.
type canaries struct {
	mu    sync.Mutex
	known []knownTask
}

type knownTask struct {
	taskNo string
	at     time.Time
}

const mostCanaries = 4096

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

// check asks a reading for the newest task that is old enough to show.
func (c *canaries) check(list *listing, lag time.Duration) canary {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i := len(c.known) - 1; i >= 0; i-- {
		k := c.known[i]
		if list.begun.Sub(k.at) < lag {
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
