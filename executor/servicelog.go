package executor

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"domainbatch/executor/alidomain"
	"domainbatch/planner"
)

// ChangeLogReader tells what the service itself wrote down about changes.
// *alidomain.Client is one.
type ChangeLogReader interface {
	ChangeLog(ctx context.Context, q alidomain.ChangeLogQuery) (alidomain.ChangeLogPage, error)
}

// logPage is the size of a page of the change log: the most (documented).
const logPage = 100

// ServiceLog reads the service's log of changes of an account from one time to
// another. Errors are as of Refresh; what was read until then comes with them.
func ServiceLog(ctx context.Context, deps RefreshDeps, log ChangeLogReader, account string, from, to time.Time, opt RefreshOptions) ([]alidomain.LoggedChange, Refreshed, error) {
	var entries []alidomain.LoggedChange
	_, report, err := lookAt(ctx, deps, account, opt, func(ctx context.Context, r *refresher) error {
		for num, pages := 1, 1; num <= pages; num++ {
			r.grow(1)
			q := alidomain.ChangeLogQuery{From: from, To: to, PageNum: num, PageSize: logPage}
			page, a, err := ask(ctx, r, alidomain.OpQueryChangeLogList, log.ChangeLog, q)
			if err == nil && a.class != alidomain.None {
				err = r.refusedAs(alidomain.OpQueryChangeLogList, a)
			}
			if err != nil {
				return r.orMissing(alidomain.OpQueryChangeLogList, err)
			}
			r.answered(1)
			entries = append(entries, page.Changes...)
			pages = pagesOf(page.TotalItems, logPage)
		}
		return nil
	})
	return entries, report, err
}

// LoggedWish is one change of ours that the service's log may tell of.
type LoggedWish struct {
	RunID       string    `json:"run"`
	Domain      string    `json:"domain"`
	ContactType string    `json:"contact_type,omitempty"` // "" for a transfer code
	TaskNo      string    `json:"task_no,omitempty"`
	SubmittedAt time.Time `json:"submitted_at"`
	FinishedAt  time.Time `json:"finished_at,omitzero"`
	OK          bool      `json:"-"` // a contact was changed: there must be an entry
}

// LogCheck is what a comparison with the service's log shows.
type LogCheck struct {
	Entries int                      // of the log
	Looked  int                      // changes of ours that must have one
	Missing []LoggedWish             // that have none
	Foreign []alidomain.LoggedChange // entries that no change of ours explains
}

// The clocks of the two, and what the service writes down before it starts a
// task or after it says that it is done.
const (
	logBefore = 10 * time.Minute
	logAfter  = time.Hour
)

// chinaTime is the zone of the service's times.
var chinaTime = time.FixedZone("UTC+8", 8*60*60)

// CheckLog pairs changes with entries of the log: of the same domain, within the
// time that the task took. Each entry explains one change and each change wants
// one. What the log calls an operation is not documented, so it is not compared.
// An entry whose time cannot be read fits any time.
func CheckLog(wishes []LoggedWish, entries []alidomain.LoggedChange) LogCheck {
	byDomain := map[string][]*logEntry{}
	seen := map[alidomain.LoggedChange]bool{}
	var all []*logEntry
	for _, e := range entries {
		if seen[e] { // pages move while they are read
			continue
		}
		seen[e] = true
		entry := readEntry(e)
		key := planner.Key(e.Domain)
		byDomain[key] = append(byDomain[key], entry)
		all = append(all, entry)
	}
	out := LogCheck{Entries: len(all)}
	ordered := slices.Clone(wishes)
	slices.SortStableFunc(ordered, func(a, b LoggedWish) int {
		// Those that must have an entry choose first, the narrowest time first.
		return cmp.Or(-compareBool(a.OK, b.OK), cmp.Compare(a.FinishedAt.Sub(a.SubmittedAt).Abs(), b.FinishedAt.Sub(b.SubmittedAt).Abs()), a.SubmittedAt.Compare(b.SubmittedAt))
	})
	for _, w := range ordered {
		found := claimEntry(byDomain[planner.Key(w.Domain)], w)
		if w.OK {
			out.Looked++
		}
		if w.OK && !found {
			out.Missing = append(out.Missing, w)
		}
	}
	for _, e := range all {
		if !e.taken {
			out.Foreign = append(out.Foreign, e.entry)
		}
	}
	slices.SortStableFunc(out.Missing, func(a, b LoggedWish) int { return a.SubmittedAt.Compare(b.SubmittedAt) })
	return out
}

type logEntry struct {
	entry  alidomain.LoggedChange
	at     time.Time // zero when it cannot be read
	failed bool
	taken  bool
}

func readEntry(e alidomain.LoggedChange) *logEntry {
	at, err := time.ParseInLocation(time.DateTime, strings.TrimSpace(e.At), chinaTime)
	if err != nil {
		at = time.Time{}
	}
	result := strings.ToLower(e.Result)
	return &logEntry{entry: e, at: at, failed: strings.Contains(result, "fail") || strings.Contains(result, "失败")}
}

// claimEntry takes the entry that fits a change best: the first in time.
func claimEntry(entries []*logEntry, w LoggedWish) bool {
	var best *logEntry
	for _, e := range entries {
		if e.taken || e.failed && w.OK || !e.within(w) {
			continue
		}
		if best == nil || e.at.Before(best.at) {
			best = e
		}
	}
	if best != nil {
		best.taken = true
	}
	return best != nil
}

func (e *logEntry) within(w LoggedWish) bool {
	if e.at.IsZero() {
		return true
	}
	return !e.at.Before(w.SubmittedAt.Add(-logBefore)) && (w.FinishedAt.IsZero() || !e.at.After(w.FinishedAt.Add(logAfter)))
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}
