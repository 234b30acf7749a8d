package executor

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"domainbatch/executor/alidomain"
	"domainbatch/executor/journal"
)

// search is the result of one look at everything the service can show.
type search struct {
	tasks   []string // unclaimed tasks with exactly the domains
	unclear []string // tasks that may turn out to be it
	list    *listing
	window  wanted
	canary  canary
	newer   bool // the list shows a task that was created after the request was signed
}

// reliable reports whether not finding a task says that there is none.
func (r search) reliable() bool { return r.doubt() == "" }

func (r search) doubt() string {
	switch {
	case !r.list.whole:
		return "it could not be read to its end"
	case r.canary == canaryMissing:
		return "a task that is known is missing in it"
	case len(r.unclear) > 0:
		return "a task in it does not show its domains yet"
	}
	return ""
}

func (r search) evidence(how, verdict string) evidence {
	e := evidence{How: how, Verdict: verdict, Tasks: r.tasks, From: r.window.from, To: r.window.to,
		ReadAt: r.list.service, Listed: len(r.list.tasks), Canary: r.canary == canarySeen}
	if len(e.Tasks) == 0 {
		e.Tasks = r.unclear
	}
	return e
}

// search reads the task lists, looks into every task that could be the
// answer, and asks for finished details by domain. after says how fresh the
// reading must be.
func (s *stepper) search(ctx context.Context, b journal.Batch, w wanted, after time.Time) (search, error) {
	from := w.from
	if s.lapsed(b, s.clock.now()) { // what it shows or not may prove that there is no task
		var err error
		if from, err = s.daysBack(ctx, from); err != nil {
			return search{}, err
		}
	}
	list, err := s.finder.listing(ctx, after, from)
	if err != nil {
		return search{}, err
	}
	r := search{list: list, window: w, canary: s.canaries.check(list, s.opt.ListLag), newer: list.showsAfter(b.Stamp)}
	candidates := list.candidates(w)
	claimed, err := s.claimed(ctx, candidates)
	if err != nil {
		return search{}, err
	}
	for _, t := range candidates {
		if claimed[t.TaskNo] {
			continue
		}
		if err := s.lookInto(ctx, &r, t.TaskNo, t.Num); err != nil {
			return search{}, err
		}
	}
	if r.preferDocumented(); len(r.tasks) > 0 {
		return r, nil
	}
	return r, s.pollByDomain(ctx, &r, b)
}

// preferDocumented leaves out tasks of types that no document names, when one
// that holds the domains has the very type: the other is that of another request
// for them, such as one for a transfer code.
func (r *search) preferDocumented() {
	other := func(taskNo string) bool { return !typeIsOf(r.window.contactType, r.list.tasks[taskNo].TaskType) }
	if slices.ContainsFunc(r.tasks, func(taskNo string) bool { return !other(taskNo) }) {
		r.tasks = slices.DeleteFunc(r.tasks, other)
		r.unclear = slices.DeleteFunc(r.unclear, other)
	}
}

// lookInto compares one task's domains with those wanted.
func (s *stepper) lookInto(ctx context.Context, r *search, taskNo string, num int) error {
	shown, ok := s.finder.remembered(taskNo)
	if !ok {
		var err error
		if shown, err = s.domainsOfTask(ctx, taskNo, num); err != nil {
			return err
		}
	}
	switch fits(r.window.domains, shown, num) {
	case sameTask:
		r.tasks = append(r.tasks, taskNo)
	case unclear:
		r.unclear = append(r.unclear, taskNo)
	}
	return nil
}

func (s *stepper) domainsOfTask(ctx context.Context, taskNo string, num int) (domainSet, error) {
	details, err := again(ctx, s.call, func() ([]alidomain.TaskDetail, error) { return s.allDetails(ctx, taskNo, num) })
	if err == nil && len(details) == 0 {
		details, err = s.allDetailHistory(ctx, taskNo)
	}
	if err != nil && !refusedRead(err) {
		return nil, err
	}
	shown := domainSet{}
	for _, d := range details {
		shown[canonical(d.Domain)] = true
	}
	if num > 0 && len(shown) == num {
		s.finder.remember(taskNo, shown)
	}
	return shown, nil
}

// refusedRead reports whether a read was refused for good: a task that is
// gone, or one that may not be seen.
func refusedRead(err error) bool {
	var e *alidomain.Error
	return errors.As(err, &e) && e.Class == alidomain.Permanent
}

// pollByDomain asks for finished details of one domain of the batch: a second
// way to a task that the lists do not show.
func (s *stepper) pollByDomain(ctx context.Context, r *search, b journal.Batch) error {
	q := alidomain.TaskDetailsQuery{Domain: b.Changes[0].Domain, PageSize: 100}
	tasks := map[string]bool{}
	for q.PageNum = 1; q.PageNum <= mostPages; q.PageNum++ {
		page, err := again(ctx, s.call, func() (alidomain.TaskDetailPage, error) { return s.call.pollResults(ctx, q) })
		if finderMissing(err) {
			return nil
		}
		if err != nil {
			return err
		}
		for _, d := range page.Details {
			if canonical(d.Domain) == canonical(q.Domain) && d.TaskNo != "" && r.window.detailFits(d) {
				tasks[d.TaskNo] = true
			}
		}
		if !page.Next || len(page.Details) == 0 {
			break
		}
	}
	claimed, err := s.journal.TaskNos(ctx, s.account, keys(tasks))
	if err != nil {
		return s.journalFailed(ctx, err)
	}
	for _, taskNo := range keys(tasks) {
		_, listed := r.list.tasks[taskNo]
		if claimed[taskNo] || listed { // a listed one was looked into, or ruled out
			continue
		}
		if err := s.lookInto(ctx, r, taskNo, 0); err != nil {
			return err
		}
	}
	return nil
}

// detailFits reports whether a finished detail can be of the wanted task.
func (w wanted) detailFits(d alidomain.TaskDetail) bool {
	created, err := alidomain.ParseTime(d.CreateTime)
	return typeFits(w.contactType, d.TaskType) && (err != nil || w.inTime(created))
}

// claimed tells which tasks belong to batches of ours.
func (s *stepper) claimed(ctx context.Context, tasks []alidomain.Task) (map[string]bool, error) {
	taskNos := make([]string, len(tasks))
	for i, t := range tasks {
		taskNos[i] = t.TaskNo
	}
	claimed, err := s.journal.TaskNos(ctx, s.account, taskNos)
	if err != nil {
		return nil, s.journalFailed(ctx, err)
	}
	return claimed, nil
}

// keys are those of a map, in a fixed order.
func keys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

func asJournalError(err error) error {
	if je := (*journalError)(nil); errors.As(err, &je) {
		return je
	}
	return nil
}
