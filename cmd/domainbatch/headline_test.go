package main

import (
	"strings"
	"testing"

	"domainbatch/executor"
	"domainbatch/report"
)

// A session that ended before the run did says what it waits for: tasks only when
// there are some.
func TestTheHeadlineSaysWhatIsWaitedFor(t *testing.T) {
	rows := func(r executor.Result) map[executor.Result]int { return map[executor.Result]int{executor.OK: 1, r: 2} }
	for _, c := range []struct {
		cancelled bool
		rows      map[executor.Result]int
		want      string
	}{
		{false, rows(executor.Pending), "tasks are still running at the service"},
		{true, rows(executor.Pending), "tasks are still running at the service"},
		{false, rows(executor.NotSent), "is not over: rows that are not sent wait"},
		{false, rows(executor.Unknown), "is not over: a lost answer is still being looked into"},
		{true, rows(executor.NotSent), "is cancelled and sends no more; whether some of it was sent before has yet to show"},
	} {
		o := &outcome{cancelled: c.cancelled, end: executor.EndPending, tally: executor.Tally{Rows: c.rows}, record: &runRecord{}, run: report.Run{ID: "r1"}}
		if got := headline(o); !strings.Contains(got, c.want) || !strings.HasPrefix(got, "Run r1") {
			t.Errorf("cancelled %v, %v: %q does not say %q", c.cancelled, c.rows, got, c.want)
		}
	}
}
