package executor

import (
	"context"
	"time"

	"domainbatch/executor/alidomain"
	"domainbatch/executor/journal"
	"domainbatch/planner"
)

// tracking is what the choice of how to ask about accepted tasks depends on.
type tracking struct {
	tasks    int           // that are due; asking about each costs one call
	pages    int           // that a sweep of all finished details is expected to cost
	barred   bool          // sweeps cannot be had, or do not list what they must
	waited   time.Duration // since the first of the tasks became due
	youngest time.Duration // age of the youngest of them
	next     time.Duration // until a further task becomes due; negative: none will
	idle     bool          // no submit is under way or ready, so answers are all that is waited for
	first    time.Duration // Options.FirstPoll
}

// asking is how to ask.
type asking int

const (
	gather  asking = iota // not yet: more tasks become due, and one sweep answers for all
	askEach               // QueryTaskDetailList for each task
	sweep                 // PollTaskResult for all of them
)

// String names the choice in test output.
func (a asking) String() string { return [...]string{"gather", "ask each", "sweep"}[a] }

// patience is how long answers may be put off for the sake of fewer calls.
// While submits go on nobody waits for them; and of a task that has run for
// long, nobody notices the eighth part of it.
func (t tracking) patience() time.Duration {
	if t.idle {
		return max(t.first, t.youngest/8)
	}
	return max(7*t.first, t.youngest/4)
}

// choose picks the way that costs the fewest calls: a sweep when it takes
// fewer pages than there are tasks, in rounds as far apart as patience allows.
func (t tracking) choose() asking {
	switch {
	case t.tasks == 0:
		return gather
	case t.barred:
		return askEach
	case t.waited < t.patience() && !(t.idle && (t.next < 0 || t.next > t.patience()-t.waited)):
		return gather
	case t.tasks > t.pages:
		return sweep
	}
	return askEach
}

// tracker follows the accepted tasks of a run. The loop's goroutine owns it.
type tracker struct {
	barred   bool
	pages    int
	sweeping bool
	failures int       // sweeps in a row that were not answered
	notYet   time.Time // no sweep before: the last one failed
	open     map[string]*entry
	found    map[string][]alidomain.TaskDetail // finished details of open tasks that a sweep has shown
	witness  string                            // a finished task that a sweep did not show although it should have
}

func newTracker() *tracker {
	return &tracker{pages: 1, open: map[string]*entry{}, found: map[string][]alidomain.TaskDetail{}}
}

// file keeps account of which tasks are open.
func (t *tracker) file(e *entry) {
	switch {
	case e.taskNo == "":
	case e.state == journal.Submitted:
		t.open[e.taskNo] = e
	default:
		delete(t.open, e.taskNo)
		delete(t.found, e.taskNo)
	}
}

// answered returns the details of a task of which a sweep has shown every
// domain finished.
func (t *tracker) answered(e *entry) ([]alidomain.TaskDetail, bool) {
	details := t.found[e.taskNo]
	if len(details) < len(e.domains) {
		return nil, false
	}
	shown := make(domainSet, len(details))
	for _, d := range details {
		shown[canonical(d.Domain)] = true
	}
	for _, d := range e.domains {
		if !shown[d] {
			return nil, false
		}
	}
	return details, true
}

// swept is what a sweep has shown.
type swept struct {
	details []alidomain.TaskDetail // of the tasks asked for
	pages   int                    // read
	total   int                    // pages there are, as far as that is known
	whole   bool
	witness bool // the witness was among them
	err     error
}

const sweepSize = 1000 // details a page: the documented maximum

// sweep reads the finished details of the account, at most as many pages as
// are worth it, and keeps those of the wanted tasks. It never acknowledges: the
// list belongs to everybody who uses the account.
func (s *stepper) sweep(ctx context.Context, wanted map[string]bool, witness string, worth int) swept {
	var r swept
	for r.pages < worth && !r.whole {
		page, err := s.call.pollResults(ctx, alidomain.TaskDetailsQuery{PageNum: r.pages + 1, PageSize: sweepSize})
		if err != nil {
			r.err = err
			return r
		}
		r.pages++
		for _, d := range page.Details {
			if d.TaskNo == witness {
				r.witness = true
			}
			if wanted[d.TaskNo] && d.Status.Final() {
				r.details = append(r.details, d)
			}
		}
		r.whole = !page.Next || len(page.Details) == 0
		r.total = max(r.pages, (page.TotalItems+sweepSize-1)/sweepSize)
		if r.total > worth { // somebody's backlog
			break
		}
	}
	if !r.whole && r.total == r.pages {
		r.total = 2 * r.pages // there is more, and nobody says how much
	}
	return r
}

// apply records what a sweep has shown of a batch. Where the sweep is less
// than a detail query would be, without a transfer code or with a failure, whose
// reason the sweep does not have, the task is asked about.
func (s *stepper) apply(ctx context.Context, batchID string, details []alidomain.TaskDetail) (progress, error) {
	b, err := s.journal.Batch(ctx, s.runID, batchID)
	switch {
	case err != nil:
		return progress{}, s.journalFailed(ctx, err)
	case b.State != journal.Submitted:
		return progress{state: b.State}, nil
	case sweepIsLess(b, details):
		return s.follow(ctx, b)
	}
	return s.saveDetails(ctx, b, details)
}

// yieldsCode reports whether the task of a batch yields transfer codes.
func yieldsCode(b journal.Batch) bool { return b.Changes[0].Kind == planner.KindTransferCode }

func sweepIsLess(b journal.Batch, details []alidomain.TaskDetail) bool {
	for _, d := range details {
		if d.Status != alidomain.DetailSucceeded || d.Result.Empty() && yieldsCode(b) {
			return true
		}
	}
	return false
}
