package executor

import (
	"context"
	"errors"
	"time"

	"domainbatch/executor/alidomain"
	"domainbatch/executor/journal"
)

// longestLineup bounds the age of a stamp when its request leaves. A rate that
// was lowered meanwhile can make the wait long.
const longestLineup = 4 * time.Minute

// submit sends a planned batch: intent, leave, call, answer, in this order.
func (s *stepper) submit(ctx context.Context, b journal.Batch, t *turn) (progress, error) {
	if now := s.local.Now(); b.NextAt.After(now) {
		return progress{state: b.State, at: b.NextAt, why: b.Code}, nil
	}
	req, err := submitRequest(b)
	if err != nil {
		return progress{}, &journalError{err}
	}
	if p, stopped, err := s.guardPlanned(ctx, b, req.ContactType); stopped || err != nil {
		return p, err
	}
	stamp, p, err := s.claimAndWait(ctx, b, t)
	t.pass()
	if err != nil || stamp == nil {
		return p, err
	}
	if b.ParentID != "" && s.insight.contactRefused(b.Request) {
		return s.contactFailed(ctx, b)
	}
	receipt, err := s.call.submit(ctx, *stamp, req)
	if err != nil && ctx.Err() != nil {
		if a := answerOf(err); a.class == alidomain.Ambiguous || a.class == alidomain.Safe {
			return progress{}, errStopped // the intent stays: the next session settles it
		}
	}
	b.Attempts++
	return s.record(ctx, b, *stamp, receipt, err)
}

// claimAndWait makes the intent durable and waits for leave to send. A nil
// stamp without an error means that there is nothing to send now.
func (s *stepper) claimAndWait(ctx context.Context, b journal.Batch, t *turn) (*alidomain.Stamp, progress, error) {
	if until := s.call.health.heldUntil(); !until.IsZero() {
		return nil, progress{state: b.State, at: until, why: b.Code}, nil
	}
	stamp := alidomain.NewStamp(s.clock.now())
	claimed, err := s.journal.ClaimIntent(ctx, s.runID, b.ID, journal.Frozen{Epoch: s.epoch, Nonce: stamp.Nonce, Stamp: stamp.Time})
	if err != nil {
		return nil, progress{}, s.journalFailed(ctx, err)
	}
	if !claimed { // somebody else was faster: look again
		return nil, progress{state: b.State, at: s.local.Now().Add(time.Second)}, nil
	}
	claimedAt := s.local.Now()
	if err = t.wait(s.sending); err == nil {
		err = s.call.readyToSubmit(s.sending)
	}
	now, until := s.local.Now(), s.call.health.heldUntil()
	if err == nil && until.IsZero() && now.Sub(claimedAt) < longestLineup && s.times.at(now).open {
		return &stamp, progress{}, nil
	}
	p, undo := s.backToPlanned(ctx, b, journal.Refusal{Code: b.Code, Message: b.Message, RequestID: b.RequestID, NextAt: later(now, until)})
	if undo != nil {
		return nil, progress{}, undo
	}
	if err != nil {
		return nil, progress{}, errStopped
	}
	return nil, p, nil
}

// record writes down what the answer to a fresh submit means.
func (s *stepper) record(ctx context.Context, b journal.Batch, stamp alidomain.Stamp, receipt alidomain.Receipt, err error) (progress, error) {
	a := answerOf(err)
	refusal := journal.Refusal{Code: a.code, Message: a.message, RequestID: a.requestID, Counted: true}
	now := s.local.Now()
	c := circumstances{domains: len(b.Changes), attempts: b.Attempts, isPart: b.ParentID != ""}
	if a.err != nil {
		c.clockIsNews = wasOff(stamp.Time, a.err.ServerTime, s.opt.SignatureLife)
	}
	v := decide(a, c)
	if v != accept {
		s.log.Debug("submit answered", "batch", b.ID, "code", a.code, "class", a.class.String(), "verdict", v.String(), "attempt", b.Attempts)
	}
	switch v {
	case accept:
		return s.accepted(ctx, b, receipt, now)
	case tryLater:
		refusal.Counted = a.answered
		refusal.NextAt = now.Add(s.jitter.around(retryDelay(b.Attempts)))
		return s.backToPlanned(ctx, b, refusal)
	case slowDown, correctClock:
		refusal.Counted = false
		refusal.NextAt = now
		return s.backToPlanned(ctx, b, refusal)
	case park:
		refusal.NextAt = now.Add(s.jitter.around(parkDelay(b.Attempts)))
		return s.backToPlanned(ctx, b, refusal)
	case split:
		return s.split(ctx, b, refusal)
	case fail:
		if a.class == alidomain.BackOff {
			refusal.Message = a.code + ": " + a.message
			refusal.Code = CodeGaveUp
		}
		refusal.Permanent = true
		if err := s.journal.Refused(keep(ctx), s.runID, b.ID, refusal); err != nil {
			return progress{}, s.journalFailed(ctx, err)
		}
		return progress{state: journal.Failed, bad: len(b.Changes), why: a.code}, nil
	case stop:
		refusal.Counted = false
		refusal.NextAt = now
		p, err := s.backToPlanned(ctx, b, refusal)
		p.fatal = fatal(a)
		return p, err
	}
	code := a.code
	if code == "" {
		code = CodeAnswerLost
	}
	s.log.Warn("the answer to a submit was lost; finding out what became of it", "batch", b.ID, "code", code, "written", a.written)
	return s.markAmbiguous(ctx, b, code, a.message, a.nonceUsed, now.Add(s.opt.Settle))
}

// contactFailed fails a part that would be refused like its siblings. Its
// intent is durable and nothing was sent.
func (s *stepper) contactFailed(ctx context.Context, b journal.Batch) (progress, error) {
	r := journal.Refusal{Code: CodeContact, Message: "the service refuses these contact values; not sent again for every domain", Permanent: true}
	if err := s.journal.Refused(keep(ctx), s.runID, b.ID, r); err != nil {
		return progress{}, s.journalFailed(ctx, err)
	}
	return progress{state: journal.Failed, bad: len(b.Changes), why: r.Code}, nil
}

func (s *stepper) accepted(ctx context.Context, b journal.Batch, receipt alidomain.Receipt, now time.Time) (progress, error) {
	next := now.Add(s.jitter.around(s.opt.FirstPoll))
	err := s.journal.Accepted(keep(ctx), s.runID, b.ID, receipt.TaskNo, receipt.RequestID, now, next)
	if errors.Is(err, journal.ErrTaskTaken) {
		return s.markAmbiguous(ctx, b, CodeTaskTaken, "the service answered with the task of another request", false, now.Add(s.opt.Settle))
	}
	if err != nil {
		s.log.Error("a task was accepted but could not be recorded; the next session finds it again", "batch", b.ID, "task", receipt.TaskNo, "error", err)
		return progress{}, s.journalFailed(ctx, err)
	}
	s.canaries.add(receipt.TaskNo, s.clock.now())
	return progress{state: journal.Submitted, at: next, accepted: true, taskNo: receipt.TaskNo}, nil
}

func (s *stepper) backToPlanned(ctx context.Context, b journal.Batch, r journal.Refusal) (progress, error) {
	if err := s.journal.Refused(keep(ctx), s.runID, b.ID, r); err != nil {
		return progress{}, s.journalFailed(ctx, err)
	}
	return progress{state: journal.Planned, at: r.NextAt, why: r.Code}, nil
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
