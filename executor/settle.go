package executor

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"domainbatch/executor/alidomain"
	"domainbatch/executor/journal"
)

// settle takes one step in finding out what became of a lost answer, in the
// order of the package comment: match and poll by domain, replay, absence. What
// a step learns is in the journal before the next begins.
func (s *stepper) settle(ctx context.Context, b journal.Batch) (progress, error) {
	req, err := submitRequest(b)
	if err != nil {
		return progress{}, &journalError{err}
	}
	if wait := b.Stamp.Add(s.opt.Settle); s.clock.now().Before(wait) {
		return s.later(ctx, b, s.local.Now().Add(s.opt.Settle))
	}
	due := b.NextAt // a reading that began when this look was due, or after, is as good as a new one
	if now := s.local.Now(); due.IsZero() || due.After(now) {
		due = now
	}
	if at := s.finder.busyUntil(due, s.local.Now()); !at.IsZero() {
		return progress{state: b.State, at: at, why: b.Code}, nil
	}
	w := wantedFor(b, req.ContactType, s.opt.SignatureLife, s.opt.ClockSkew)
	found, err := s.search(s.sending, b, w, due)
	if err != nil {
		if s.mayReplay(b) && finderMissing(err) { // it cannot be looked for here
			return s.guardedReplay(ctx, b, req)
		}
		return s.lookAgain(ctx, b, err)
	}
	switch {
	case len(found.tasks) > 0 && len(found.unclear) > 0: // which may be it as well
		return s.laterOrNever(ctx, b, CodeTwoTasks, found.evidence("matched", "a task holds exactly these domains, and another one that fits does not show its own"))
	case len(found.tasks) == 1:
		return s.adopt(ctx, b, found.tasks[0], "", found.evidence("matched", "one task holds exactly these domains"))
	case len(found.tasks) > 1:
		return s.undecided(ctx, b, CodeTwoTasks, found.evidence("matched", "several tasks hold exactly these domains: the request may have been executed twice"))
	case s.mayReplay(b) && s.worthReplay(b, found):
		return s.guardedReplay(ctx, b, req)
	case !s.lapsed(b, found.list.service):
		return s.later(ctx, b, s.local.Now().Add(s.untilNextLook(b, found.list.service)))
	}
	return s.conclude(ctx, b, w, found)
}

// mayReplay reports whether the frozen request can still tell something: its
// signature is valid with some time to spare, no copy has told all it can, and
// it is a time at which requests may be sent.
func (s *stepper) mayReplay(b journal.Batch) bool {
	spare := min(time.Minute, s.opt.SignatureLife/5)
	return !s.opt.NoReplay && !b.Arrived && !hadNoNews(b) && s.age(b) < s.opt.SignatureLife-spare && s.times.at(s.local.Now()).open
}

// worthReplay reports whether a search that found nothing says enough for a
// replay. A task that may be the one is never raced. A list that is known to
// lag is waited for during half of the signature's life; after that the nonce
// has to do alone.
func (s *stepper) worthReplay(b journal.Batch, found search) bool {
	return len(found.unclear) == 0 && (found.reliable() || s.age(b) > s.opt.SignatureLife/2)
}

// guardedReplay replays, unless somebody may have sent the batch anew.
func (s *stepper) guardedReplay(ctx context.Context, b journal.Batch, req alidomain.SubmitRequest) (progress, error) {
	if p, stopped, err := s.guardAmbiguous(ctx, b, req.ContactType, true); stopped || err != nil {
		return p, err
	}
	return s.replay(ctx, b, req)
}

// replay sends the frozen request again: same nonce, same time, same values.
// A service that remembers nonces takes one copy, ever; for one that does not,
// the search before it has shown that there is none.
func (s *stepper) replay(ctx context.Context, b journal.Batch, req alidomain.SubmitRequest) (progress, error) {
	if s.call.readyToSubmit(s.sending) != nil {
		return progress{}, errStopped
	}
	if !s.mayReplay(b) { // the wait was long
		return s.later(ctx, b, s.local.Now())
	}
	receipt, err := s.call.submit(ctx, alidomain.Stamp{Nonce: b.Nonce, Time: b.Stamp}, req)
	if err != nil && ctx.Err() != nil {
		return progress{}, errStopped
	}
	a := answerOf(err)
	v := decideReplay(a)
	s.log.Info("replayed a request whose answer was lost", "batch", b.ID, "answer", v.String(), "code", a.code)
	now := s.local.Now()
	next := now.Add(s.jitter.around(settleDelay(s.age(b))))
	switch v {
	case replayAccepted:
		return s.adopt(ctx, b, receipt.TaskNo, receipt.RequestID, evidence{How: "replay", Verdict: "the request had not arrived before; this copy was accepted"})
	case replayRefused:
		return s.refusedAfterAll(ctx, b, a)
	case replayStop:
		return progress{state: b.State, at: now, fatal: fatal(a)}, nil
	case replayArrived:
		return s.markAmbiguous(ctx, b, b.Code, b.Message, true, now)
	case replayNoNews:
		return s.markAmbiguous(ctx, b, noNewsPrefix+a.code, a.message, false, next)
	}
	if a.written && (!a.answered || a.code == "") {
		b.Code = CodeAnswerLost // now there is a copy of which nothing was heard
	}
	return s.later(ctx, b, next)
}

// refusedAfterAll handles a replay that was refused for good. A batch of
// several domains fails and is split by the step after, which also happens
// when the program dies in between.
func (s *stepper) refusedAfterAll(ctx context.Context, b journal.Batch, a answer) (progress, error) {
	r := journal.Resolution{Outcome: journal.OutcomeRefused, RequestID: a.requestID, Code: a.code, Message: a.message,
		Evidence: evidence{How: "replay", Verdict: "no copy had arrived before; this one was refused: " + a.code}.String()}
	if err := s.journal.Resolve(keep(ctx), s.runID, b.ID, r); err != nil {
		return progress{}, s.journalFailed(ctx, err)
	}
	b.State, b.Code, b.Message, b.RequestID = journal.Failed, a.code, a.message, a.requestID
	return s.failed(ctx, b)
}

// conclude decides when no copy of the request can be accepted any more and no
// task was found: a second reading must agree with the first.
func (s *stepper) conclude(ctx context.Context, b journal.Batch, w wanted, first search) (progress, error) {
	second, err := s.search(s.sending, b, w, first.list.begun.Add(1))
	if err != nil {
		return s.lookAgain(ctx, b, err)
	}
	if len(second.tasks) == 0 {
		if p, stopped, err := s.guardAmbiguous(ctx, b, w.contactType, false); stopped || err != nil {
			return p, err
		}
	}
	gone := b.Arrived && !answeredWithError(b) // it came to the service, and nothing more is known
	switch {
	case len(second.tasks) > 0, !s.lapsed(b, second.list.service):
		return s.later(ctx, b, s.local.Now()) // it came up between the readings, or the clock was wrong: look afresh
	case !first.reliable() || !second.reliable():
		return s.laterOrNever(ctx, b, CodeNoEvidence, second.evidence("absence", "the task list did not show what it must show: "+second.doubt()))
	case gone && (!first.newer || !second.newer):
		return s.undecided(ctx, b, CodeNotFound, second.evidence("absence", "the request arrived, no task holds these domains, and no later task shows that the list is up to date"))
	case first.canary != canarySeen || second.canary != canarySeen:
		return s.withoutCanary(ctx, b, second)
	case !gone:
	case !second.list.service.After(s.forgotten(b)):
		return s.later(ctx, b, s.local.Now().Add(s.forgotten(b).Sub(second.list.service)+time.Second))
	}
	return s.absent(ctx, b, second.evidence("absence", "no copy can be accepted any more, and two readings of the task list show none"))
}

// laterOrNever looks again for as long as a signature lives: what hinders a
// verdict may pass. After that the batch is a person's.
func (s *stepper) laterOrNever(ctx context.Context, b journal.Batch, code string, e evidence) (progress, error) {
	if s.doubts.lasted(b.ID, s.local.Now()) < s.opt.SignatureLife {
		return s.later(ctx, b, s.local.Now().Add(min(settleLongest, s.opt.SignatureLife/4, s.jitter.around(settleDelay(s.age(b))))))
	}
	return s.undecided(ctx, b, code, e)
}

// withoutCanary handles a batch that two readings show no task for, while no
// task is known that they had to show. As long as this run may still bring one,
// it is waited for, as long as a signature lives; after that the batch is a
// person's.
func (s *stepper) withoutCanary(ctx context.Context, b journal.Batch, found search) (progress, error) {
	counts, err := s.journal.Counts(ctx, s.runID)
	if err != nil {
		return progress{}, s.journalFailed(ctx, err)
	}
	moving := counts[journal.Planned] + counts[journal.Intent] + counts[journal.Ambiguous] + counts[journal.Submitted] - 1
	coming := moving > 0 && s.withdrawn == nil || s.canaries.young(found.list.service, s.opt.ListLag) ||
		found.canary == canarySeen // the first reading was too early for it, the next two are not
	e := found.evidence("absence", "two readings of the task list show no such task, and no task of ours is known that they would have to show, so that the list may leave out more than one")
	if coming {
		return s.laterOrNever(ctx, b, CodeNoCanary, e)
	}
	return s.undecided(ctx, b, CodeNoCanary, e)
}

// answeredWithError reports whether every copy that may have arrived was
// answered, with an error of the service. Its work on them is over then, and
// had one made a task, the list would show it.
func answeredWithError(b journal.Batch) bool {
	switch b.Code {
	case "", CodeAnswerLost, CodeInterrupted, CodeTaskTaken, alidomain.CodeSignatureNonceUsed:
		return false
	}
	return !hadNoNews(b)
}

// horizon is the service's time from which on a task that does not show does
// not exist: no copy is accepted after the signature's life, and the list has
// caught up.
func (s *stepper) horizon(b journal.Batch) time.Time {
	return b.Stamp.Add(s.opt.SignatureLife + s.opt.ClockSkew + s.opt.ListLag)
}

// forgotten is the service's time from which on a request that arrived and of
// which no task shows is taken for refused: twice the signature's life, after
// which the gateway itself has forgotten the nonce. Its work on the request is
// over by then.
func (s *stepper) forgotten(b journal.Batch) time.Time {
	return s.horizon(b).Add(s.opt.SignatureLife)
}

func (s *stepper) lapsed(b journal.Batch, service time.Time) bool {
	return service.After(s.horizon(b))
}

// untilNextLook grows with the age of the question and ends at the horizon.
func (s *stepper) untilNextLook(b journal.Batch, service time.Time) time.Duration {
	return min(s.jitter.around(settleDelay(s.age(b))), s.horizon(b).Sub(service)+time.Second)
}

func (s *stepper) age(b journal.Batch) time.Duration { return s.clock.now().Sub(b.Stamp) }

// adopt takes a task as the answer to the batch.
func (s *stepper) adopt(ctx context.Context, b journal.Batch, taskNo, requestID string, e evidence) (progress, error) {
	now := s.local.Now()
	r := journal.Resolution{Outcome: journal.OutcomeSent, TaskNo: taskNo, RequestID: requestID, Evidence: e.String(), NextAt: now}
	err := s.journal.Resolve(keep(ctx), s.runID, b.ID, r)
	if errors.Is(err, journal.ErrTaskTaken) { // claimed since we looked
		return s.later(ctx, b, now.Add(settleLongest))
	}
	if err != nil {
		return progress{}, s.journalFailed(ctx, err)
	}
	s.canaries.add(taskNo, s.clock.now())
	s.log.Info("found what became of a lost answer", "batch", b.ID, "how", e.How, "task", taskNo)
	return progress{state: journal.Submitted, at: now, accepted: true, taskNo: taskNo}, nil
}

func (s *stepper) absent(ctx context.Context, b journal.Batch, e evidence) (progress, error) {
	now := s.local.Now()
	r := journal.Resolution{Outcome: journal.OutcomeNotSent, Evidence: e.String(), NextAt: now}
	if err := s.journal.Resolve(keep(ctx), s.runID, b.ID, r); err != nil {
		return progress{}, s.journalFailed(ctx, err)
	}
	s.log.Info("a lost request was never accepted; it is sent again", "batch", b.ID)
	return progress{state: journal.Planned, at: now}, nil
}

func (s *stepper) undecided(ctx context.Context, b journal.Batch, code string, e evidence) (progress, error) {
	r := journal.Resolution{Outcome: journal.OutcomeUnknown, Code: code, Evidence: e.String()}
	if err := s.journal.Resolve(keep(ctx), s.runID, b.ID, r); err != nil {
		return progress{}, s.journalFailed(ctx, err)
	}
	s.log.Warn("the outcome of a request stays unknown; a person must decide", "batch", b.ID, "code", code)
	return progress{state: journal.Unknown, why: code}, nil
}

// later keeps the batch ambiguous until the given time.
func (s *stepper) later(ctx context.Context, b journal.Batch, at time.Time) (progress, error) {
	return s.markAmbiguous(ctx, b, b.Code, b.Message, b.Arrived, at)
}

// lookAgain plans another look after one that failed. The journal stays as it
// is: nothing was learned.
func (s *stepper) lookAgain(ctx context.Context, b journal.Batch, err error) (progress, error) {
	if s.sending.Err() != nil {
		return progress{}, errStopped
	}
	if je := asJournalError(err); je != nil {
		return progress{}, je
	}
	a := answerOf(err)
	s.log.Debug("looking for a lost request failed", "batch", b.ID, "code", a.code, "class", a.class.String())
	p := progress{state: b.State, at: s.local.Now().Add(s.jitter.around(settleDelay(s.age(b)))), why: a.code}
	if a.class == alidomain.Fatal && !finderMissing(err) {
		p.fatal = fatal(a)
	}
	return p, nil
}

func hadNoNews(b journal.Batch) bool { return strings.HasPrefix(b.Code, noNewsPrefix) }

// evidence is what a settlement rests on, kept in the journal's events and
// shown to a person who has to decide.
type evidence struct {
	How     string    `json:"how"`
	Verdict string    `json:"verdict"`
	Tasks   []string  `json:"tasks,omitempty"`
	Listed  int       `json:"listed,omitempty"` // tasks in the list that was read
	From    time.Time `json:"from,omitzero"`    // window of creation times looked at
	To      time.Time `json:"to,omitzero"`
	ReadAt  time.Time `json:"read_at,omitzero"` // the service's time
	Canary  bool      `json:"canary,omitempty"` // the list showed a task that is known
	Exact   bool      `json:"exact,omitempty"`  // the one task named holds exactly the domains
}

// String is the JSON form.
func (e evidence) String() string {
	text, err := json.Marshal(e)
	if err != nil {
		return fmt.Sprintf("%s: %s", e.How, e.Verdict)
	}
	return string(text)
}
