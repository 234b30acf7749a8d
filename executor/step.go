package executor

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"time"

	"domainbatch/executor/alidomain"
	"domainbatch/executor/journal"
)

// stepper moves single batches. It keeps nothing of its own that a decision
// depends on: a step reads the batch from the journal, does what its state
// asks for, and records what came of it, so doing it twice is harmless and a
// crash between two steps, or inside one, loses nothing.
type stepper struct {
	journal  journal.Journal
	call     *caller
	vault    Vault
	clock    *serverClock
	local    Clock
	log      *slog.Logger
	opt      Options
	jitter   *jitter
	finder   *finder
	canaries *canaries
	insight  *insight
	doubts   *doubts
	guard    *guard

	withdrawn *withdrawal // of a cancelled run, else nil

	account string
	runID   string
	epoch   string

	// sending ends when no further call may begin: at the first Ctrl-C, at a
	// fatal answer, at the end of Wait.
	sending context.Context

	times timeRules // when submits may leave
}

// progress is what a step leaves behind.
type progress struct {
	state    journal.BatchState
	at       time.Time       // nothing to do before; for a state that is not final
	children []journal.Batch // of a batch that was split
	accepted bool            // the step brought the batch its task number
	taskNo   string          // that number
	ok, bad  int             // domains succeeded and failed so far, of a submitted or done batch
	fatal    *FatalError     // the whole run must stop
	why      string          // code of the last refusal, for a person who waits
}

// Step does the next thing for a batch. Errors are of the journal, or
// errStopped when the session ends. turn is the place of a submit in the line
// of those that wait for leave; nil is no line at all.
func (s *stepper) Step(ctx context.Context, batchID string, t *turn) (progress, error) {
	defer t.pass()
	b, err := s.journal.Batch(ctx, s.runID, batchID)
	if err != nil {
		return progress{}, s.journalFailed(ctx, err)
	}
	if s.withdrawn != nil {
		if p, done, err := s.withdraw(ctx, b); done {
			return p, err
		}
	}
	switch b.State {
	case journal.Planned:
		return s.submit(ctx, b, t)
	case journal.Intent:
		return s.abandoned(ctx, b)
	case journal.Ambiguous:
		return s.settle(ctx, b)
	case journal.Submitted:
		return s.follow(ctx, b)
	case journal.Failed:
		return s.failed(ctx, b)
	}
	return progress{state: b.State}, nil
}

// abandoned handles an intent. One of this epoch is another step's business.
// One of a dead epoch may have been sent.
func (s *stepper) abandoned(ctx context.Context, b journal.Batch) (progress, error) {
	if b.Epoch == s.epoch {
		return progress{state: b.State, at: s.local.Now().Add(s.opt.CallTimeout)}, nil
	}
	return s.markAmbiguous(ctx, b, CodeInterrupted, "the program ended between sending and recording the answer", false, s.local.Now())
}

// failed heals a split that a crash cut short: a refused batch of several
// domains always goes on in parts.
func (s *stepper) failed(ctx context.Context, b journal.Batch) (progress, error) {
	if len(b.Changes) == 1 || concernsAll(b.Code) || b.Code == CodeGaveUp || b.Code == CodeContact {
		return progress{state: b.State, bad: len(b.Changes)}, nil
	}
	return s.split(ctx, b, journal.Refusal{Code: b.Code, Message: b.Message, RequestID: b.RequestID, Counted: true})
}

// split replaces a refused batch by parts: by what the account's list says of
// its domains where that costs fewer calls, else by halves.
func (s *stepper) split(ctx context.Context, b journal.Batch, why journal.Refusal) (progress, error) {
	if s.insight.wouldRead(why.Code, len(b.Changes)) {
		if b.State == journal.Intent { // the refusal is durable before anything else is asked
			why.Permanent = true
			if err := s.journal.Refused(keep(ctx), s.runID, b.ID, why); err != nil {
				return progress{}, s.journalFailed(ctx, err)
			}
			b.State, b.Code = journal.Failed, why.Code
		}
		s.insight.read(s.sending, s.call, len(b.Changes))
	}
	children := halves(b)
	if strings.EqualFold(why.Code, alidomain.CodeDomainNotExist) {
		if bad := s.insight.absent(b.Changes); len(bad) > 0 {
			children = apart(b, bad)
		}
	}
	err := s.journal.SplitBatch(keep(ctx), s.runID, b.ID, why, children)
	if errors.Is(err, journal.ErrOwned) && b.State == journal.Failed {
		// Another run took a domain while this one was away: the refusal stands.
		return progress{state: b.State, bad: len(b.Changes), why: b.Code}, nil
	}
	if err != nil {
		return progress{}, s.journalFailed(ctx, err)
	}
	s.log.Info("batch split", "batch", b.ID, "code", why.Code, "domains", len(b.Changes))
	if err := s.suspectContact(ctx, b, why.Code); err != nil {
		return progress{}, err
	}
	return progress{state: journal.Split, children: children, why: why.Code}, nil
}

// suspectContact asks about the contact values when a part of a batch and its
// sibling were refused alike: then they are more likely to blame than two
// domains. Where they are, the parts that are left are not sent.
func (s *stepper) suspectContact(ctx context.Context, b journal.Batch, code string) error {
	if b.ParentID == "" || !blamesValues(code) {
		return nil
	}
	req, err := submitRequest(b)
	if err != nil || req.Operation != alidomain.OpNewContact {
		return nil
	}
	for _, n := range []string{".1", ".2"} {
		sibling, err := s.journal.Batch(ctx, s.runID, b.ParentID+n)
		if err != nil {
			return s.journalFailed(ctx, err)
		}
		if !strings.EqualFold(sibling.Code, code) || sibling.State != journal.Failed && sibling.State != journal.Split {
			return nil
		}
	}
	s.insight.verify(s.sending, s.call, b.Request, req.Contact)
	return nil
}

func (s *stepper) markAmbiguous(ctx context.Context, b journal.Batch, code, message string, arrived bool, next time.Time) (progress, error) {
	if err := s.journal.MarkAmbiguous(keep(ctx), s.runID, b.ID, code, message, arrived, next); err != nil {
		return progress{}, s.journalFailed(ctx, err)
	}
	return progress{state: journal.Ambiguous, at: next, why: code}, nil
}

// journalFailed tells an end of the session, in which the journal is right as
// it is, from a journal that cannot be trusted any more.
func (s *stepper) journalFailed(ctx context.Context, err error) error {
	if ctx.Err() != nil && errors.Is(err, ctx.Err()) {
		return errStopped
	}
	return &journalError{err}
}

// keep is for writing down what has already happened: an answer that was read
// is recorded even while the session is being cut off.
func keep(ctx context.Context) context.Context { return context.WithoutCancel(ctx) }

// Codes of this program in the journal and in results.
const (
	CodeAnswerLost  = "AnswerLost"       // the request may have been executed; the answer did not arrive
	CodeInterrupted = "Interrupted"      // the program ended while the request was on its way
	CodeContact     = "ContactRefused"   // parts of the batch and the contact values by themselves were refused; not sent
	CodeGaveUp      = "GaveUp"           // refused for the moment, too many times
	CodeTaskTaken   = "TaskTaken"        // the answer named a task that is another batch's
	CodeTwoTasks    = "TwoTasksFound"    // more than one task fits a lost answer
	CodeNotFound    = "NoTaskFound"      // the request arrived, and no task of it was found
	CodeNoEvidence  = "TaskListUnclear"  // the task list could not be trusted to prove absence
	CodeNoCanary    = "NoTaskToCompare"  // no task was found, and none is known by which the task list could be judged
	CodeUnknownTask = "TaskNotInJournal" // not sent: a task that the journal does not know of holds the domains
	CodeCancelled   = "Cancelled"        // taken back, before it was sent or by the service
	CodeGivenUp     = "GivenUp"          // a person gave up a request whose outcome is unknown
	CodeSealed      = "CodeSealed"       // the transfer code cannot be read: the key is not the one it was sealed with
	noNewsPrefix    = "NoNews."          // a replay was answered with what follows and told nothing
)
