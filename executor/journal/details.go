package journal

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// poll makes the step of a submitted batch whose details were asked for, and
// returns the details that have to be written. stored is what the journal has,
// answer what the service said. The event has no kind when there is nothing
// worth a line of history: most polls bring no news.
func poll(b Batch, stored, answer []Detail, next time.Time, done bool, now time.Time) (step, []Detail, error) {
	if err := from(b, Submitted); err != nil {
		return step{}, nil, err
	}
	byNo := make(map[string]Detail, len(stored)+len(answer))
	for _, d := range stored {
		byNo[d.TaskDetailNo] = d
	}
	var order []string // of the numbers that changed
	changed := map[string]bool{}
	finals, again := 0, 0
	for _, d := range answer {
		d, err := tidyDetail(b, d)
		if err != nil {
			return step{}, nil, err
		}
		old, known := byNo[d.TaskDetailNo]
		merged := d
		if known {
			merged = mergeDetail(old, d)
		}
		if merged.State.Final() && !(known && old.State.Final()) {
			finals++
		}
		if known && equalDetail(old, merged) {
			continue
		}
		if known && old.State.Final() {
			again++
		}
		byNo[d.TaskDetailNo] = merged
		if !changed[d.TaskDetailNo] {
			changed[d.TaskDetailNo] = true
			order = append(order, d.TaskDetailNo)
		}
	}
	write := make([]Detail, 0, len(order))
	for _, no := range order {
		write = append(write, byNo[no])
	}
	s, err := polled(b, byNo, next, done, finals, again, now)
	return s, write, err
}

func polled(b Batch, details map[string]Detail, next time.Time, done bool, finals, again int, now time.Time) (step, error) {
	if !done {
		s := take(b, Submitted, "", now)
		s.batch.NextAt = tidyTime(next)
		if finals+again > 0 {
			s.event.Kind, s.answers = "details", finalAnswers(details)
			s.event.Detail = evidence("final", fmt.Sprint(finals), "again", unlessZero(again))
		}
		return s, nil
	}
	if domain := unfinished(details); domain != "" {
		return step{}, invalid("batch %s called done while %s is not", b.ID, clean(domain))
	}
	succeeded, failed := 0, 0
	for _, d := range details {
		switch d.State {
		case DetailSucceeded:
			succeeded++
		case DetailFailed:
			failed++
		}
	}
	s := take(b, Done, "done", now)
	s.answers = finalAnswers(details)
	s.event.Detail = evidence("succeeded", fmt.Sprint(succeeded), "failed", fmt.Sprint(failed))
	return s, nil
}

// finalAnswers are those that no older answer replaces, by number.
func finalAnswers(details map[string]Detail) (list []Detail) {
	for _, d := range details {
		if d.State.Final() {
			list = append(list, d)
		}
	}
	slices.SortFunc(list, func(a, b Detail) int { return strings.Compare(a.TaskDetailNo, b.TaskDetailNo) })
	return list
}

func unlessZero(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprint(n)
}

// unfinished names a domain that has details, none of them final: the least of
// them, so that the answer does not depend on the order of a map.
func unfinished(details map[string]Detail) string {
	final := map[string]bool{}
	for _, d := range details {
		final[d.Domain] = final[d.Domain] || d.State.Final()
	}
	least := ""
	for domain, ok := range final {
		if !ok && (least == "" || domain < least) {
			least = domain
		}
	}
	return least
}

// tidyDetail checks a detail of batch b. One that the service did not number
// goes by its domain: it is the only one of its task.
func tidyDetail(b Batch, d Detail) (Detail, error) {
	if d.TaskNo == "" {
		d.TaskNo = b.TaskNo
	}
	if d.TaskNo != b.TaskNo {
		return d, invalid("detail of task %s for batch %s, whose task is %s", clean(d.TaskNo), b.ID, b.TaskNo)
	}
	if d.Domain == "" && d.TaskDetailNo == "" {
		return d, invalid("detail of batch %s without number and domain", b.ID)
	}
	if d.TaskDetailNo == "" {
		d.TaskDetailNo = "domain:" + d.Domain
	}
	switch d.State {
	case DetailWaiting, DetailExecuting, DetailSucceeded, DetailFailed:
	default:
		return d, invalid("detail of %s in state %q", clean(d.Domain), d.State)
	}
	d.ErrorMsg, d.FailReason = clean(d.ErrorMsg), clean(d.FailReason)
	d.Sealed = tidyBytes(d.Sealed)
	return d, nil
}

// mergeDetail is what is known after the service said d where old was known.
// Pages of one sweep can be of different age, so an answer may be older than
// what is stored: a final detail stays final, and among final ones more tries or
// else a later time of update wins. Times of the service compare as text.
func mergeDetail(old, d Detail) Detail {
	if old.State.Final() && !newerFinal(old, d) {
		d, old = old, d
	}
	if d.Sealed == nil {
		d.Sealed = old.Sealed
	}
	return d
}

func newerFinal(old, d Detail) bool {
	switch {
	case !d.State.Final():
		return false
	case d.TryCount != old.TryCount:
		return d.TryCount > old.TryCount
	}
	return d.UpdatedAt >= old.UpdatedAt
}

func equalDetail(a, b Detail) bool {
	sealed := string(a.Sealed) == string(b.Sealed)
	a.Sealed, b.Sealed = nil, nil
	return sealed && a.equalPlain(b)
}

// equalPlain compares everything but Sealed.
func (d Detail) equalPlain(o Detail) bool {
	return d.TaskNo == o.TaskNo && d.TaskDetailNo == o.TaskDetailNo && d.Domain == o.Domain && d.State == o.State &&
		d.ErrorMsg == o.ErrorMsg && d.FailReason == o.FailReason && d.TryCount == o.TryCount &&
		d.CreatedAt == o.CreatedAt && d.UpdatedAt == o.UpdatedAt
}
