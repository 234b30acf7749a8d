package main

import (
	"errors"
	"maps"
	"path/filepath"
	"slices"
	"time"

	"domainbatch/executor"
	"domainbatch/executor/alidomain"
	"domainbatch/planner"
	"domainbatch/report"
	"domainbatch/report/notify"
)

// reckoning is what there is to count of a session. They name nobody.
type reckoning struct {
	account   string // as shown to people
	worked    bool   // there was a run to work on
	rows      map[string]int
	calls     map[string]int
	throttled int
	rate      float64
	tasks     int
	oldest    time.Time
	unknown   int
	owed      []report.Owed
	next      string
	standing  *standing
}

// reckoned counts what came of a session on a run.
func reckoned(o *outcome) reckoning {
	f := reckoning{
		account: o.record.Account, worked: true, rows: byResult(o.rows), calls: maps.Clone(o.tally.Calls),
		throttled: o.tally.Throttled, rate: o.tally.Rate, owed: report.WhatIsOwed(o.run, o.rows),
	}
	f.unknown = f.rows[string(executor.Unknown)]
	tasks := map[string]bool{}
	for i := range o.rows {
		r := &o.rows[i]
		if r.Result != executor.Pending {
			continue
		}
		for _, no := range r.TaskNos {
			tasks[no] = true
		}
		if at := r.SubmittedAt; !at.IsZero() && (f.oldest.IsZero() || at.Before(f.oldest)) {
			f.oldest = at
		}
	}
	f.tasks = len(tasks)
	named := *o
	named.files = nil
	for _, file := range o.files {
		named.files = append(named.files, filepath.Base(file)) // folders are nobody's business
	}
	f.next = nextStep(&named)
	return f
}

func byResult(rows []executor.RowResult) map[string]int {
	out := map[string]int{}
	for result, n := range executor.CountResults(rows) {
		if n > 0 {
			out[string(result)] = n
		}
	}
	return out
}

// concludes takes down what came of the work.
func (s *story) concludes(o *outcome) {
	if s == nil {
		return
	}
	before := s.reckoning
	s.reckoning = reckoned(o)
	s.standing, s.calls = before.standing, sumOf(before.calls, s.calls)
}

// asked takes down the calls that looked at the present.
func (s *story) asked(calls map[string]int) {
	if s != nil {
		s.calls = sumOf(s.calls, calls)
	}
}

// planned takes down what rows a file has, for the case that nothing is sent.
func (s *story) planned(plan *planner.Plan) {
	if s != nil {
		s.rows = byResult(rowsOfPlan(plan))
	}
}

// add adds another session to the reckoning of a job. What has no sum is that of
// the latest.
func (f *reckoning) add(g reckoning) {
	f.rows, f.calls = sumOf(f.rows, g.rows), sumOf(f.calls, g.calls)
	f.throttled += g.throttled
	f.tasks += g.tasks
	f.unknown += g.unknown
	f.worked = f.worked || g.worked
	if g.rate > 0 {
		f.rate = g.rate
	}
	if f.oldest.IsZero() || !g.oldest.IsZero() && g.oldest.Before(f.oldest) {
		f.oldest = g.oldest
	}
	if g.account != "" {
		f.account = g.account
	}
	if g.standing != nil {
		f.standing = g.standing
	}
	if g.next != "" {
		f.next = g.next
	}
}

func sumOf(a, b map[string]int) map[string]int {
	out := map[string]int{}
	for _, m := range []map[string]int{a, b} {
		for k, n := range m {
			out[k] += n
		}
	}
	return out
}

// sumUp makes a message one about an end.
func sumUp(s *notify.Summary, f reckoning, err error, since, now time.Time, lang string) {
	code := int(codeOfEnd(err))
	s.Exit, s.Reason, s.Code = &code, meaningOf(exitCode(code), lang), serviceCode(err)
	s.Finished = now.UTC().Truncate(time.Second)
	s.Seconds = max(0, now.Sub(since).Round(time.Millisecond).Seconds())
	if f.account != "" {
		s.Account = f.account
	}
	s.Rows, s.Calls, s.Throttled, s.Rate = f.rows, f.calls, f.throttled, f.rate
	s.PendingTasks, s.UnknownRows = f.tasks, f.unknown
	if !f.oldest.IsZero() {
		oldest := f.oldest.UTC()
		s.OldestPending, s.PendingAge = &oldest, max(0, now.Sub(oldest).Round(time.Second).Seconds())
	}
	for _, o := range f.owed {
		up := notify.FollowUp{Kind: o.Kind, Count: o.Count}
		if !o.Until.IsZero() {
			until := o.Until.UTC()
			up.Until = &until
		}
		s.FollowUps = append(s.FollowUps, up)
	}
	if s.Next = f.next; s.Next == "" {
		s.Next = nextAfter(exitCode(code), s)
	}
	s.Event, s.Also = eventOf(exitCode(code), f)
}

// eventOf says what an end is about, the gravest first.
func eventOf(code exitCode, f reckoning) (event notify.Event, also []notify.Event) {
	switch {
	case code == exitDone && !f.worked:
		event = notify.Unchanged
	case code == exitDone:
		event = notify.Success
	case code == exitRows:
		event = notify.Partial
	case code == exitPending:
		event = notify.Pending
	case code == exitUnknown:
		event = notify.Unknown
	default:
		event = notify.Failure
	}
	undone := f.rows[string(executor.Failed)]+f.rows[string(executor.Invalid)]+f.rows[string(executor.Held)] > 0
	for _, also1 := range []struct {
		event notify.Event
		is    bool
	}{{notify.Unknown, f.unknown > 0}, {notify.Partial, undone && f.worked}, {notify.Pending, f.tasks > 0 || dated(f.owed)}} {
		if also1.is && also1.event != event {
			also = append(also, also1.event)
		}
	}
	return event, also
}

// dated says whether something has to be seen to by a date.
func dated(owed []report.Owed) bool {
	return slices.ContainsFunc(owed, func(o report.Owed) bool { return !o.Until.IsZero() })
}

// codeOfEnd is the exit code that an error ends the process with.
func codeOfEnd(err error) exitCode {
	if err == nil {
		return exitDone
	}
	return explain(err).code
}

// didItsJob says whether whoever watches a job should be content.
func didItsJob(code exitCode) bool { return code == exitDone || code == exitPending }

// serviceCode is the error code of the service that ended a session. The words
// of an error are not told: they can name domains.
func serviceCode(err error) string {
	var call *alidomain.Error
	if errors.As(err, &call) {
		return call.Code
	}
	return ""
}
