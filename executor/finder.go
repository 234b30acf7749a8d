package executor

import (
	"context"
	"slices"
	"sync"
	"time"

	"domainbatch/executor/alidomain"
)

// listing is one reading of the account's task lists, from the first page to
// the last.
type listing struct {
	begun   time.Time // local time before the first page was asked for
	service time.Time // the service's time then
	from    time.Time // beginning of the days that were asked for
	tasks   map[string]alidomain.Task
	whole   bool // QueryTaskList was read to its end
	pages   int  // calls that it took
}

// finder reads the task lists for everybody who looks for a task: those who
// ask while a reading is under way share the next one.
type finder struct {
	call  *caller
	clock *serverClock
	local Clock

	turn chan struct{} // one reading at a time

	mu        sync.Mutex
	last      *listing
	rest      time.Time            // no further reading before
	noHistory bool                 // this service has no task history
	domains   map[string]domainSet // of tasks that were looked into and are fully known
}

func newFinder(call *caller, clock *serverClock, local Clock) *finder {
	return &finder{call: call, clock: clock, local: local, turn: make(chan struct{}, 1), domains: map[string]domainSet{}}
}

// perPage is how long the lists are left alone for each page of a reading, so
// that many who look for a task share one.
const perPage = 250 * time.Millisecond

// busyUntil is when those who need a reading that began at the given time or
// after it can have one; the zero time is now.
func (f *finder) busyUntil(after, now time.Time) time.Time {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.last == nil || !f.last.begun.Before(after) || !f.rest.After(now) {
		return time.Time{}
	}
	return f.rest
}

// listing returns a reading that began at the given time or after it and covers the
// days since from.
func (f *finder) listing(ctx context.Context, after, from time.Time) (*listing, error) {
	select {
	case f.turn <- struct{}{}:
		defer func() { <-f.turn }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	f.mu.Lock()
	last := f.last
	f.mu.Unlock()
	if last != nil && !last.begun.Before(after) && !last.from.After(from) {
		return last, nil
	}
	l, err := f.read(ctx, from)
	if err == nil {
		f.mu.Lock()
		f.last, f.rest = l, f.local.Now().Add(time.Duration(l.pages)*perPage)
		f.mu.Unlock()
	}
	return l, err
}

// read asks both lists. They are asked by day, which the service counts in a
// zone that no document names for sure, so a day is added on either side.
func (f *finder) read(ctx context.Context, from time.Time) (*listing, error) {
	l := &listing{begun: f.local.Now(), service: f.clock.now(), from: from, tasks: map[string]alidomain.Task{}}
	begin, end := from.Add(-24*time.Hour), l.service.Add(24*time.Hour)
	for num := 1; num <= mostPages && !l.whole; num++ {
		page, err := again(ctx, f.call, func() (alidomain.TaskPage, error) {
			return f.call.tasks(ctx, alidomain.TasksQuery{Begin: begin, End: end, PageNum: num})
		})
		if err != nil {
			return nil, err
		}
		l.add(page.Tasks)
		l.whole = !page.Next || len(page.Tasks) == 0
	}
	if err := f.readHistory(ctx, l, begin, end); err != nil {
		return nil, err
	}
	// The answers may have shown that this machine's clock has jumped: the
	// earlier of the two opinions counts.
	l.service = earlier(l.service, f.clock.now().Add(-f.local.Now().Sub(l.begun)))
	return l, nil
}

func (f *finder) readHistory(ctx context.Context, l *listing, begin, end time.Time) error {
	f.mu.Lock()
	none := f.noHistory
	f.mu.Unlock()
	if none {
		return nil
	}
	q := alidomain.TaskHistoryQuery{Begin: begin, End: end}
	for range mostPages {
		page, err := again(ctx, f.call, func() (alidomain.TaskHistoryPage, error) { return f.call.taskHistory(ctx, q) })
		if finderMissing(err) {
			f.mu.Lock()
			f.noHistory = true
			f.mu.Unlock()
			return nil
		}
		if err != nil {
			return err
		}
		l.add(page.Tasks)
		if page.Next == nil || *page.Next == q.Cursor {
			return nil
		}
		q.Cursor = *page.Next
	}
	return nil
}

// add merges tasks; the exact time of the history wins over one without.
func (l *listing) add(tasks []alidomain.Task) {
	l.pages++
	for _, t := range tasks {
		if t.TaskNo == "" {
			continue
		}
		if old, ok := l.tasks[t.TaskNo]; ok && t.CreatedAt.IsZero() {
			t.CreatedAt = old.CreatedAt
		}
		l.tasks[t.TaskNo] = t
	}
}

// candidates are the tasks worth a look, in a fixed order.
func (l *listing) candidates(w wanted) []alidomain.Task {
	var found []alidomain.Task
	for _, t := range l.tasks {
		if w.couldBe(t) {
			found = append(found, t)
		}
	}
	slices.SortFunc(found, func(a, b alidomain.Task) int {
		if c := a.CreatedAt.Compare(b.CreatedAt); c != 0 {
			return c
		}
		if a.TaskNo < b.TaskNo {
			return -1
		}
		return 1
	})
	return found
}

// showsAfter reports whether the list shows a task that was created after t.
func (l *listing) showsAfter(t time.Time) bool {
	for _, task := range l.tasks {
		if task.CreatedAt.After(t) {
			return true
		}
	}
	return false
}

// remembered returns the domains of a task that was looked into before.
func (f *finder) remembered(taskNo string) (domainSet, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	set, ok := f.domains[taskNo]
	return set, ok
}

// remember keeps the domains of a task, which never change once all show.
func (f *finder) remember(taskNo string, set domainSet) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.domains[taskNo] = set
}
