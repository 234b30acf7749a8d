package executor

import (
	"context"
	"time"

	"domainbatch/executor/alidomain"
	"domainbatch/executor/journal"
)

const (
	mostPages    = 10_000          // of one listing: a bound, never reached by an honest service
	askSingly    = 5               // details missing from the pages that are asked for by domain in one step
	historyAfter = 5 * time.Minute // age from which a task that the list does not show is looked for in the history
)

// follow asks about an accepted batch once and records what it learned. Reads
// are cut when the session ends: they can be repeated.
func (s *stepper) follow(ctx context.Context, b journal.Batch) (progress, error) {
	details, err := s.readDetails(s.sending, b)
	if err != nil {
		return s.askAgain(b, err)
	}
	return s.saveDetails(ctx, b, details)
}

// readDetails reads all details of a task as the service has them now.
func (s *stepper) readDetails(ctx context.Context, b journal.Batch) ([]alidomain.TaskDetail, error) {
	details, err := s.allDetails(ctx, b.TaskNo, len(b.Changes))
	if err != nil {
		return nil, err
	}
	if len(details) == 0 && s.local.Now().Sub(b.SubmittedAt) >= historyAfter {
		return s.allDetailHistory(ctx, b.TaskNo)
	}
	// Pages can shift while they are read: what is missing beside finished
	// domains is asked for by name, which needs no pages.
	missing := missingDomains(b, details)
	if len(missing) > askSingly || len(missing) == len(b.Changes) || !allFinal(details) {
		return details, nil
	}
	for _, domain := range missing {
		page, err := s.call.taskDetails(ctx, alidomain.TaskDetailsQuery{TaskNo: b.TaskNo, Domain: domain})
		if err != nil {
			return nil, err
		}
		details = append(details, page.Details...)
	}
	return details, nil
}

// allDetails reads every page of a task's details; size is how many are
// expected.
func (s *stepper) allDetails(ctx context.Context, taskNo string, size int) ([]alidomain.TaskDetail, error) {
	var all []alidomain.TaskDetail
	pageSize := min(max(size, 20), 1000)
	for num := 1; num <= mostPages; num++ {
		page, err := s.call.taskDetails(ctx, alidomain.TaskDetailsQuery{TaskNo: taskNo, PageNum: num, PageSize: pageSize})
		if err != nil {
			return nil, err
		}
		for _, d := range page.Details {
			if d.TaskNo == "" || d.TaskNo == taskNo {
				all = append(all, d)
			}
		}
		if !page.Next || len(page.Details) == 0 {
			break
		}
	}
	return all, nil
}

// allDetailHistory reads a task's details from the history.
func (s *stepper) allDetailHistory(ctx context.Context, taskNo string) ([]alidomain.TaskDetail, error) {
	var all []alidomain.TaskDetail
	q := alidomain.TaskDetailHistoryQuery{TaskNo: taskNo}
	for range mostPages {
		page, err := s.call.detailHistory(ctx, q)
		if err != nil {
			if finderMissing(err) {
				return nil, nil // this service has no history: the list says all there is
			}
			return nil, err
		}
		all = append(all, page.Details...)
		if page.Next == nil || *page.Next == q.Cursor {
			break
		}
		q.Cursor = *page.Next
	}
	return all, nil
}

// saveDetails records details; the batch is done when every domain is final.
func (s *stepper) saveDetails(ctx context.Context, b journal.Batch, details []alidomain.TaskDetail) (progress, error) {
	records, err := s.sealDetails(b, details)
	if err != nil {
		return progress{}, &journalError{err}
	}
	tally := tallyDetails(b, records)
	now := s.local.Now()
	p := progress{state: journal.Submitted, ok: tally.ok, bad: tally.bad}
	done := tally.ok+tally.bad == len(b.Changes)
	if done {
		p.state = journal.Done
	} else {
		p.at = now.Add(s.jitter.around(pollDelay(now.Sub(b.SubmittedAt), s.opt.FirstPoll, s.opt.SlowestPoll)))
	}
	if err := s.journal.SaveDetails(keep(ctx), s.runID, b.ID, records, p.at, done); err != nil {
		return progress{}, s.journalFailed(ctx, err)
	}
	return p, nil
}

// sealDetails turns answers into records. What a task yields, the transfer
// code, is sealed before it goes anywhere.
func (s *stepper) sealDetails(b journal.Batch, details []alidomain.TaskDetail) ([]journal.Detail, error) {
	ours := make(map[string]string, len(b.Changes)) // canonical name → as in the batch
	for _, c := range b.Changes {
		ours[canonical(c.Domain)] = c.Domain
	}
	records := make([]journal.Detail, 0, len(details))
	for _, d := range details {
		domain, ok := ours[canonical(d.Domain)]
		if !ok {
			s.log.Warn("the task holds a domain that was not asked for; left alone", "batch", b.ID, "task", b.TaskNo)
			continue
		}
		r := journal.Detail{
			TaskNo: b.TaskNo, TaskDetailNo: d.TaskDetailNo, Domain: domain, State: detailState(d.Status),
			ErrorMsg: d.ErrorMsg, FailReason: d.FailReason, TryCount: d.TryCount, CreatedAt: d.CreateTime, UpdatedAt: d.UpdateTime,
		}
		if r.TaskDetailNo == "" {
			r.TaskDetailNo = b.TaskNo + "/" + canonical(d.Domain)
		}
		if !d.Result.Empty() {
			sealed, err := s.vault.Seal(sealContext(r), []byte(d.Result.Reveal()))
			if err != nil {
				return nil, err
			}
			r.Sealed = sealed
		}
		records = append(records, r)
	}
	return records, nil
}

// sealContext ties a sealed code to its detail, so that one cannot be put in
// place of another.
func sealContext(d journal.Detail) string {
	return "transfer-code\x00" + d.TaskNo + "\x00" + d.TaskDetailNo + "\x00" + canonical(d.Domain)
}

func detailState(st alidomain.DetailStatus) journal.DetailState {
	switch st {
	case alidomain.DetailSucceeded:
		return journal.DetailSucceeded
	case alidomain.DetailFailed:
		return journal.DetailFailed
	case alidomain.DetailExecuting:
		return journal.DetailExecuting
	}
	return journal.DetailWaiting
}

// askAgain plans the next question after one that was not answered. It writes
// nothing: the batch is as it was.
func (s *stepper) askAgain(b journal.Batch, err error) (progress, error) {
	if s.sending.Err() != nil {
		return progress{}, errStopped
	}
	a := answerOf(err)
	p := progress{state: b.State, at: s.local.Now().Add(s.jitter.around(s.opt.FirstPoll)), why: a.code}
	switch {
	case a.class == alidomain.Fatal && a.clock && wasOff(s.clock.local.Now(), a.err.ServerTime, s.opt.SignatureLife):
		// The client has taken the service's time by now.
	case a.class == alidomain.Fatal:
		p.fatal = fatal(a)
	case !a.throttled:
		p.at = s.local.Now().Add(s.jitter.around(pollDelay(s.local.Now().Sub(b.SubmittedAt), 2*s.opt.FirstPoll, time.Minute)))
	}
	s.log.Debug("asking about a task failed", "batch", b.ID, "task", b.TaskNo, "code", a.code, "class", a.class.String())
	return p, nil
}

// counted is how many domains of a batch are final.
type counted struct{ ok, bad int }

// tallyDetails counts the domains of a batch that are final. A domain with
// several details is final when all of them are, and has succeeded when all
// of them have.
func tallyDetails(b journal.Batch, details []journal.Detail) counted {
	states := make(map[string]journal.DetailState, len(b.Changes))
	for _, d := range details {
		key := canonical(d.Domain)
		if old, ok := states[key]; !ok || less(d.State, old) {
			states[key] = d.State
		}
	}
	var n counted
	for _, c := range b.Changes {
		switch states[canonical(c.Domain)] {
		case journal.DetailSucceeded:
			n.ok++
		case journal.DetailFailed:
			n.bad++
		}
	}
	return n
}

// less orders states by how much they leave open.
func less(a, b journal.DetailState) bool { return openness(a) < openness(b) }

func openness(s journal.DetailState) int {
	switch s {
	case journal.DetailFailed:
		return 1
	case journal.DetailSucceeded:
		return 2
	}
	return 0
}

func missingDomains(b journal.Batch, details []alidomain.TaskDetail) []string {
	seen := make(map[string]bool, len(details))
	for _, d := range details {
		seen[canonical(d.Domain)] = true
	}
	var missing []string
	for _, c := range b.Changes {
		if !seen[canonical(c.Domain)] {
			missing = append(missing, c.Domain)
		}
	}
	return missing
}

func allFinal(details []alidomain.TaskDetail) bool {
	for _, d := range details {
		if !d.Status.Final() {
			return false
		}
	}
	return true
}
