package executor

import (
	"context"
	"fmt"
	"testing"
	"time"

	"domainbatch/executor/alidomain"
	"domainbatch/executor/journal"
)

func TestLogIsPairedWithOurChanges(t *testing.T) {
	at := time.Date(2026, 11, 22, 6, 0, 0, 0, time.UTC)
	logged := func(domain, result string, after time.Duration) alidomain.LoggedChange {
		return alidomain.LoggedChange{Domain: domain, Operation: "x", Result: result, At: at.Add(after).In(chinaTime).Format(time.DateTime)}
	}
	wish := func(task, domain string, ok bool, begin, end time.Duration) LoggedWish {
		return LoggedWish{TaskNo: task, Domain: domain, ContactType: "admin", OK: ok, SubmittedAt: at.Add(begin), FinishedAt: at.Add(end)}
	}
	for name, c := range map[string]struct {
		wishes  []LoggedWish
		entries []alidomain.LoggedChange
		missing string // tasks
		foreign int
	}{
		"nothing": {nil, nil, "", 0},
		"one each, names spelled differently": {[]LoggedWish{wish("t1", "A.example", true, 0, time.Minute)},
			[]alidomain.LoggedChange{logged("a.example", "success", time.Minute)}, "", 0},
		"not in the log": {[]LoggedWish{wish("t1", "a.example", true, 0, time.Minute), wish("t2", "b.example", true, 0, time.Minute)},
			[]alidomain.LoggedChange{logged("a.example", "success", 0)}, "t2", 0},
		"not ours": {nil, []alidomain.LoggedChange{logged("a.example", "success", 0)}, "", 1},
		"an entry explains one change": {[]LoggedWish{wish("t1", "a.example", true, 0, time.Minute), wish("t2", "a.example", true, 0, time.Minute)},
			[]alidomain.LoggedChange{logged("a.example", "success", time.Minute)}, "t2", 0},
		"a day later": {[]LoggedWish{wish("t1", "a.example", true, 0, time.Minute)},
			[]alidomain.LoggedChange{logged("a.example", "success", 24*time.Hour)}, "t1", 1},
		"times are China's, not UTC": {[]LoggedWish{wish("t1", "a.example", true, 0, time.Minute)},
			[]alidomain.LoggedChange{{Domain: "a.example", Result: "success", At: at.Format(time.DateTime)}}, "t1", 1},
		"a time that cannot be read": {[]LoggedWish{wish("t1", "a.example", true, 0, time.Minute)},
			[]alidomain.LoggedChange{{Domain: "a.example", Result: "success", At: "yesterday"}}, "", 0},
		"a failure is no success": {[]LoggedWish{wish("t1", "a.example", true, 0, time.Minute)},
			[]alidomain.LoggedChange{logged("a.example", "failure", 0)}, "t1", 1},
		"a failed change of ours explains its entry": {[]LoggedWish{wish("t1", "a.example", false, 0, time.Minute)},
			[]alidomain.LoggedChange{logged("a.example", "失败", 0)}, "", 0},
		"a change that failed need not be there": {[]LoggedWish{wish("t1", "a.example", false, 0, time.Minute)}, nil, "", 0},
		"one that runs still": {[]LoggedWish{{TaskNo: "t1", Domain: "a.example", SubmittedAt: at}},
			[]alidomain.LoggedChange{logged("a.example", "success", 48*time.Hour)}, "", 0},
		"the same entry on two pages": {[]LoggedWish{wish("t1", "a.example", true, 0, time.Minute)},
			[]alidomain.LoggedChange{logged("a.example", "success", 0), logged("a.example", "success", 0)}, "", 0},
		"the narrow one chooses first": {[]LoggedWish{wish("wide", "a.example", true, 0, 48*time.Hour), wish("narrow", "a.example", true, 0, time.Minute)},
			[]alidomain.LoggedChange{logged("a.example", "success", time.Minute), logged("a.example", "success", 24*time.Hour)}, "", 0},
	} {
		got := CheckLog(c.wishes, c.entries)
		missing := ""
		for _, w := range got.Missing {
			missing += w.TaskNo
		}
		if missing != c.missing || len(got.Foreign) != c.foreign {
			t.Errorf("%s: missing %q, foreign %v; want %q, %d", name, missing, got.Foreign, c.missing, c.foreign)
		}
		must := 0
		for _, w := range c.wishes {
			if w.OK {
				must++
			}
		}
		if got.Looked != must {
			t.Errorf("%s: looked for %d, want %d", name, got.Looked, must)
		}
	}
}

// Many entries on many pages are all read.
func TestServiceLogReadsEveryPage(t *testing.T) {
	log := pagedLog(250)
	deps := RefreshDeps{Journal: journal.NewMemory(), API: noPresent{}}
	entries, sum, err := ServiceLog(t.Context(), deps, log, "acc", time.Time{}, time.Now(), RefreshOptions{QueryRate: 1000})
	if err != nil || len(entries) != 250 || sum.Calls[string(alidomain.OpQueryChangeLogList)] != 3 {
		t.Fatalf("%d entries, %v, %v", len(entries), sum.Calls, err)
	}
	if entries[249].Domain != "d249" {
		t.Errorf("the last is %+v", entries[249])
	}
}

// pagedLog is a log of so many entries.
type pagedLog int

func (l pagedLog) ChangeLog(_ context.Context, q alidomain.ChangeLogQuery) (alidomain.ChangeLogPage, error) {
	page := alidomain.ChangeLogPage{Page: alidomain.Page{PageNum: q.PageNum, PageSize: q.PageSize, TotalItems: int(l)}}
	for n := (q.PageNum - 1) * q.PageSize; n < min(q.PageNum*q.PageSize, int(l)); n++ {
		page.Changes = append(page.Changes, alidomain.LoggedChange{Domain: fmt.Sprintf("d%d", n)})
	}
	return page, nil
}

// noPresent is never asked.
type noPresent struct{ PresentReader }
