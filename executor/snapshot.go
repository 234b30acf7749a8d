package executor

import (
	"fmt"
	"time"

	"domainbatch/executor/alidomain"
	"domainbatch/executor/journal"
	"domainbatch/executor/quota"
)

// Snapshot is how a run stands at one instant, for a progress line.
type Snapshot struct {
	RunID   string
	Changes Counts
	Batches int // submit calls the run consists of, parts of split ones in place of the whole
	Final   int // of them, those about which nothing more is to be done

	Submits   int     // submit calls of this session
	Calls     int     // API calls of this session, submits included
	Rate      float64 // present submit rate, calls a second
	Throttled int     // throttled answers of this session
	Elapsed   time.Duration

	Waiting string    // what is being waited for, a phrase for a person; "" while calls are being made
	Until   time.Time // when the next step is due; zero when nothing is planned
}

// Counts adds up changes (one domain, one wish) by where they stand. Total is
// the sum of the others.
type Counts struct {
	Total     int
	Done      int // succeeded
	Failed    int
	Cancelled int
	Unknown   int // a person must decide
	Running   int // accepted or possibly accepted, outcome not yet known
	Planned   int // not sent, or proven not to have been accepted
}

func (c *Counts) add(o Counts, sign int) {
	c.Total += sign * o.Total
	c.Done += sign * o.Done
	c.Failed += sign * o.Failed
	c.Cancelled += sign * o.Cancelled
	c.Unknown += sign * o.Unknown
	c.Running += sign * o.Running
	c.Planned += sign * o.Planned
}

// snapshot describes the present state of a loop.
func (l *loop) snapshot(now time.Time) Snapshot {
	s := Snapshot{
		RunID:   l.runID,
		Changes: l.board.counts,
		Batches: l.board.batches - l.board.parents,
		Final:   l.board.final - l.board.parents,
		Rate:    l.step.call.quota.Rate(quota.Submit), Throttled: l.step.call.quota.Throttled(),
		Elapsed: now.Sub(l.started),
	}
	s.Submits, s.Calls = l.step.call.totals()
	s.Waiting, s.Until = l.waitingFor(now)
	return s
}

// waitingFor says in a few words why no call is being made.
func (l *loop) waitingFor(now time.Time) (string, time.Time) {
	if l.end != "" {
		if l.running > 0 {
			return "finishing what is under way", time.Time{}
		}
		return "", time.Time{}
	}
	if trouble, until := l.health.trouble(); trouble {
		return "the service does not answer", until
	}
	if l.gate.verdict.shut && l.running == 0 && l.board.due.empty() && l.board.tracked.empty() {
		return "calls are sent again from " + l.gate.verdict.opens.Format("2006-01-02 15:04 -0700"), l.gate.verdict.opens
	}
	if l.running > 0 || l.sendable() || !l.board.due.empty() || !l.board.tracked.empty() || l.board.timers.empty() {
		return "", time.Time{}
	}
	next := l.board.timers.first()
	if next.at.Sub(now) < quietBefore {
		return "", time.Time{}
	}
	switch {
	case next.why == CodeUnknownTask:
		return "the journal may be a copy; what was sent after it was made is given time to show", next.at
	case next.state == journal.Submitted && l.gate.verdict.stop == "" && !l.board.ready.empty():
		return fmt.Sprintf("the tasks of wave %d are running at the service", l.gate.verdict.open+1), next.at
	case next.state == journal.Submitted:
		return "tasks are running at the service", next.at
	case next.state == journal.Ambiguous:
		return "a lost answer is being looked into", next.at
	case next.why == alidomain.CodeTaskIsBeingProcessed:
		return "another task is running for a domain", next.at
	}
	return "the service asked for patience", next.at
}
