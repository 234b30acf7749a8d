package executor

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"domainbatch/executor/alidomain"
	"domainbatch/executor/journal"
)

// guardPlanned holds back a planned batch that may have been sent by a process
// of which the journal knows nothing. What of it no task holds becomes a part of
// its own and goes on; what tasks hold is left to a person, each group of them by
// itself, so that one decision can be about one task.
func (s *stepper) guardPlanned(ctx context.Context, b journal.Batch, contactType string) (p progress, stopped bool, err error) {
	tasks, p, stopped, err := s.guarded(ctx, b, contactType)
	if stopped || err != nil || len(tasks) == 0 {
		return p, stopped, err
	}
	held, free := cut(b, tasks)
	if len(held) == 1 && len(free) == 0 {
		p, err := s.leaveUnsent(ctx, b, held[0])
		return p, true, err
	}
	groups := make([][]journal.Change, 0, len(held)+1)
	if len(free) > 0 {
		groups = append(groups, free)
	}
	for _, c := range held {
		groups = append(groups, c.changes)
	}
	children := parts(b, groups...)
	why := journal.Refusal{Code: CodeUnknownTask, Message: "tasks that this journal does not know of hold some of the domains"}
	if err := s.journal.SplitBatch(keep(ctx), s.runID, b.ID, why, children); err != nil {
		return progress{}, true, s.journalFailed(ctx, err)
	}
	s.log.Warn("batch split, because the service has tasks for some of its domains that the journal does not know of", "batch", b.ID, "parts", len(children))
	return progress{state: journal.Split, children: children, why: CodeUnknownTask}, true, nil
}

// guardAmbiguous does the same for a batch that is about to be sent again, as a
// replay or because its request is proven not to have been executed: a process
// that the journal does not know of may have gone through the same, and sent it.
// Its own task has been looked for and not been found. Tasks of parts only speak
// against a replay: once the request is proven not to have been executed, the
// batch is planned, and taken apart there.
func (s *stepper) guardAmbiguous(ctx context.Context, b journal.Batch, contactType string, replay bool) (p progress, stopped bool, err error) {
	tasks, p, stopped, err := s.guarded(ctx, b, contactType)
	switch {
	case err != nil:
		return p, true, err
	case stopped:
		p, err = s.later(ctx, b, p.at)
		return p, true, err
	}
	w := wantedFor(b, contactType, s.opt.SignatureLife, s.opt.ClockSkew)
	same := func(one *sighting) bool { return one.whole && len(one.domains) == len(b.Changes) }
	switch {
	case slices.ContainsFunc(tasks, func(one *sighting) bool { return same(one) && w.inTime(one.created) }):
		p, err = s.laterOrNever(ctx, b, CodeUnknownTask, s.unknownTask(b, tasks)) // it came up since: look afresh
		return p, true, err
	case slices.ContainsFunc(tasks, same):
		p, err = s.undecided(ctx, b, CodeUnknownTask, s.unknownTask(b, tasks))
		return p, true, err
	case len(tasks) > 0 && replay:
		p, err = s.later(ctx, b, s.local.Now().Add(s.untilNextLook(b, s.clock.now())))
		return p, true, err
	}
	return p, false, nil
}

// guarded passes the guard, or says until when a batch has to wait, and lists
// the tasks that stand in its way.
func (s *stepper) guarded(ctx context.Context, b journal.Batch, contactType string) (tasks []*sighting, p progress, stopped bool, err error) {
	until, err := s.passGuard(s.sending)
	switch {
	case err != nil:
		p, err = s.guardFailed(err)
		p.state = b.State
		return nil, p, true, err
	case !until.IsZero():
		return nil, progress{state: b.State, at: until, why: CodeUnknownTask}, true, nil
	}
	for _, one := range s.guard.seen.in(b, contactType) {
		claimed, err := s.journal.TaskNos(ctx, s.account, []string{one.taskNo}) // it may have been found meanwhile
		if err != nil {
			return nil, p, true, s.journalFailed(ctx, err)
		}
		decided, err := s.decidedTasks(ctx, b.ID)
		if err != nil {
			return nil, p, true, err
		}
		if !claimed[one.taskNo] && !decided[one.taskNo] {
			tasks = append(tasks, one)
		}
	}
	return tasks, p, false, nil
}

// guardFailed plans another look after one that failed.
func (s *stepper) guardFailed(err error) (progress, error) {
	if s.sending.Err() != nil {
		return progress{}, errStopped
	}
	if je := asJournalError(err); je != nil {
		return progress{}, je
	}
	var distrust *guardError
	if errors.As(err, &distrust) {
		return progress{}, err
	}
	if finderMissing(err) {
		return progress{}, &guardError{"the service refuses to show it (" + answerOf(err).code + ")"}
	}
	a := answerOf(err)
	s.log.Debug("looking for tasks that the journal does not know of failed", "code", a.code, "class", a.class.String())
	p := progress{at: s.local.Now().Add(s.jitter.around(5 * time.Second)), why: a.code}
	if a.class == alidomain.Fatal {
		p.fatal = fatal(a)
	}
	return p, nil
}

// leaveUnsent makes a planned batch a person's. The moves are those of a request
// whose answer was lost, because that is what may have come about; that it left
// this time nobody claims: the code says why it did not.
func (s *stepper) leaveUnsent(ctx context.Context, b journal.Batch, c cluster) (progress, error) {
	stamp := alidomain.NewStamp(s.clock.now())
	claimed, err := s.journal.ClaimIntent(ctx, s.runID, b.ID, journal.Frozen{Epoch: s.epoch, Nonce: stamp.Nonce, Stamp: stamp.Time})
	if err != nil {
		return progress{}, s.journalFailed(ctx, err)
	}
	if !claimed { // somebody else was faster: look again
		return progress{state: b.State, at: s.local.Now().Add(time.Second)}, nil
	}
	message := "not sent: a task that this journal does not know of holds the domains"
	if err := s.journal.MarkAmbiguous(keep(ctx), s.runID, b.ID, CodeUnknownTask, message, false, s.local.Now()); err != nil {
		return progress{}, s.journalFailed(ctx, err)
	}
	return s.undecided(ctx, b, CodeUnknownTask, s.unknownTask(b, c.tasks))
}

// unknownTask is the evidence against sending a batch.
func (s *stepper) unknownTask(b journal.Batch, tasks []*sighting) evidence {
	held, free := cut(b, tasks)
	e := evidence{How: howUnknownTask, ReadAt: s.clock.now(), Exact: len(free) == 0 && len(held) == 1 && held[0].exact()}
	for _, one := range tasks {
		e.Tasks = append(e.Tasks, one.taskNo)
	}
	e.Verdict = "the service has a task for some of the domains that this journal does not know of"
	if e.Exact {
		e.Verdict = "the service has a task for exactly the domains that this journal does not know of"
	}
	e.Verdict += ": this request, sent after the journal was copied, or somebody else's, with other values"
	return e
}

const howUnknownTask = "unknown task"

// decidedTasks are the tasks that a person has seen beside a batch, or the batch
// that it is a part of, and has said to be none of its request.
func (s *stepper) decidedTasks(ctx context.Context, batchID string) (map[string]bool, error) {
	s.guard.decidedMu.Lock()
	defer s.guard.decidedMu.Unlock()
	if s.guard.decided == nil {
		events, err := s.journal.Events(ctx, s.runID)
		if err != nil {
			return nil, s.journalFailed(ctx, err)
		}
		s.guard.decided = decisionsIn(events)
	}
	tasks := map[string]bool{}
	for id := batchID; id != ""; id, _ = cutLast(id) {
		for no := range s.guard.decided[id] {
			tasks[no] = true
		}
	}
	return tasks, nil
}

// cutLast takes the last step of the descent off a batch id, "" when there is
// none.
func cutLast(id string) (string, bool) {
	i := strings.LastIndexByte(id, '.')
	return id[:max(i, 0)], i >= 0
}

// decisionsIn reads from a history which tasks a person has ruled out for which
// batch.
func decisionsIn(events []journal.Event) map[string]map[string]bool {
	shown, decided := map[string][]string{}, map[string]map[string]bool{}
	for _, e := range events {
		switch {
		case e.BatchID == "":
		case e.To == journal.Unknown:
			shown[e.BatchID] = append(shown[e.BatchID], readEvidence(e.Detail).Tasks...)
		case e.From == journal.Unknown && e.To == journal.Planned:
			if decided[e.BatchID] == nil {
				decided[e.BatchID] = map[string]bool{}
			}
			for _, no := range shown[e.BatchID] {
				decided[e.BatchID][no] = true
			}
		}
	}
	return decided
}

// Kinds of the events that say where a journal is, and since when it is taken
// for a copy.
const (
	eventHome   = "home:"
	eventCopied = "copied"
)

// noteHome notes that the journal belongs to a place.
func noteHome(ctx context.Context, j journal.Journal, runID, home string) error {
	if err := j.Note(ctx, journal.Event{RunID: runID, Kind: eventHome + home}); err != nil {
		return fmt.Errorf("noting where the journal is: %w", err)
	}
	return nil
}

// NotesHome reports whether an event says where a journal was.
func NotesHome(e journal.Event) bool { return strings.HasPrefix(e.Kind, eventHome) }

// Moved reports whether the journal of a run that an earlier process created is
// not noted to be at the place: a copy of it was put back, or it was taken to
// another machine. An empty place is never another one.
func Moved(ctx context.Context, j journal.Journal, runID, home string) (bool, error) {
	if home == "" {
		return false, nil
	}
	here, err := j.Noted(ctx, runID, eventHome+home)
	if err != nil {
		return false, fmt.Errorf("reading where the journal was: %w", err)
	}
	return !here, nil
}

// suspectedSince is when this journal, as it stands, was first taken for a copy;
// now at the latest. A session that ends while it waits does not begin the wait
// anew in the next.
func (s *stepper) suspectedSince(ctx context.Context) (time.Time, error) {
	events, err := s.journal.Events(ctx, s.runID)
	if err != nil {
		return time.Time{}, s.journalFailed(ctx, err)
	}
	var since time.Time
	for _, e := range events {
		switch {
		case NotesHome(e):
			since = time.Time{}
		case e.Kind == eventCopied && e.Detail == s.guard.home && since.IsZero():
			since = e.At
		}
	}
	if !since.IsZero() {
		return since, nil
	}
	now := s.clock.now()
	if err := s.journal.Note(keep(ctx), journal.Event{RunID: s.runID, Kind: eventCopied, Detail: s.guard.home, At: now}); err != nil {
		return time.Time{}, s.journalFailed(ctx, err)
	}
	return now, nil
}
