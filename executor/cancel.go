package executor

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"domainbatch/executor/alidomain"
	"domainbatch/executor/journal"
	"domainbatch/executor/quota"
)

// Canceller asks the service to take back a task that is still going.
// *alidomain.Client is one. Asking twice is harmless. Which tasks can be taken
// back is in no document, so an answer without an error promises nothing: what
// became of the domains is what their details say.
type Canceller interface {
	CancelTask(ctx context.Context, taskNo string) error
}

// CancelAPI is what a run needs of the service when it may be cancelled.
type CancelAPI interface {
	API
	Canceller
}

// Events of a cancellation in the journal. The first is about the run, the
// others about a batch; an answer carries the code of a refusal.
const (
	eventCancelRun    = "cancel-run"
	eventCancelAsked  = "cancel-asked"
	eventCancelAnswer = "cancel-answered"
)

// ErrFinished says that a run is over, so that nothing of it can be cancelled.
var ErrFinished = errors.New("the run is finished")

// Cancel makes a run one that is taken back; who names the person. From then
// on nothing of it is sent, by whatever process, and that holds when Cancel has
// returned. The next Run takes back what was not sent, when the service shows no
// task of it either; it looks into lost answers without sending anything again,
// asks the service to cancel what it accepted, and follows that to its end. The caller holds the lock of the account.
// Cancelling twice changes nothing. Errors: ErrFinished, or one of the journal.
func Cancel(ctx context.Context, j journal.Journal, runID, who string) error {
	run, err := j.Run(ctx, runID)
	if err != nil {
		return fmt.Errorf("cancelling run %s: %w", runID, err)
	}
	if !run.FinishedAt.IsZero() {
		return fmt.Errorf("cancelling run %s: %w", runID, ErrFinished)
	}
	done, err := IsCancelled(ctx, j, runID)
	if err == nil && !done {
		err = j.Note(ctx, journal.Event{RunID: runID, Actor: who, Kind: eventCancelRun})
	}
	if err != nil {
		return fmt.Errorf("cancelling run %s: %w", runID, err)
	}
	return nil
}

// IsCancelled reports whether Cancel was called for a run.
func IsCancelled(ctx context.Context, j journal.Journal, runID string) (bool, error) {
	return j.Noted(ctx, runID, eventCancelRun)
}

// withdrawal is the cancelling side of a session; nil when the run goes on as
// planned.
type withdrawal struct {
	service Canceller // nil: what was accepted is followed and not taken back

	mu      sync.Mutex
	settled map[string]bool // batches whose task was asked back and the answer is recorded
}

// newWithdrawal reads what was done about the cancellation of a run so far.
func newWithdrawal(ctx context.Context, j journal.Journal, runID string, service Canceller) (*withdrawal, error) {
	cancelled, err := IsCancelled(ctx, j, runID)
	if err != nil || !cancelled {
		return nil, err
	}
	asked, err := takenBack(ctx, j, runID)
	if err != nil {
		return nil, err
	}
	w := &withdrawal{service: service, settled: map[string]bool{}}
	for id, r := range asked {
		w.settled[id] = r.answers > 0
	}
	return w, nil
}

// urgent reports whether a submitted batch has yet to be asked back.
func (w *withdrawal) urgent(b journal.Batch) bool {
	if w == nil || w.service == nil || b.State != journal.Submitted {
		return false
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	return !w.settled[b.ID]
}

func (w *withdrawal) settle(batchID string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.settled[batchID] = true
}

const cancelReason = "the run was cancelled"

// withdraw does for a batch of a cancelled run what comes before its usual
// step, or in place of it (done).
func (s *stepper) withdraw(ctx context.Context, b journal.Batch) (p progress, done bool, err error) {
	switch {
	case b.State == journal.Planned:
		p, err := s.takeUnsent(ctx, b)
		return p, true, err
	case s.withdrawn.urgent(b):
		return s.askBack(ctx, b)
	}
	return progress{}, false, nil
}

// takeUnsent takes back a batch that was not sent, or leaves it to a person when
// it may have been: the journal can be a copy that does not know of it.
func (s *stepper) takeUnsent(ctx context.Context, b journal.Batch) (progress, error) {
	if p, stopped, err := s.guardPlanned(ctx, b, contactTypeOf(b)); stopped || err != nil {
		return p, err
	}
	cancelled, err := s.journal.Cancel(keep(ctx), s.runID, b.ID, cancelReason)
	if err != nil {
		return progress{}, s.journalFailed(ctx, err)
	}
	if !cancelled { // moved on since it was read: look again
		return progress{state: b.State, at: s.local.Now().Add(time.Second)}, nil
	}
	return progress{state: journal.Cancelled}, nil
}

// atOnce takes from a session of a cancelled run what makes submits wait: an
// order, pauses, waves, limits. Nothing is submitted any more, and what the
// journal writes together it writes in one go.
func (w *withdrawal) atOnce(opt Options) Options {
	if w == nil {
		return opt
	}
	opt.NoReplay = true // a replay may be accepted
	opt.Waves, opt.Canary, opt.FailuresAllowed = false, false, nil
	opt.NotAfter, opt.Hours = time.Time{}, nil
	opt.Workers = max(opt.Workers, takenTogether)
	return opt
}

const takenTogether = 32

// free lets a batch take its step without waiting for others.
func (w *withdrawal) free(b *journal.Batch) {
	if w == nil || b.State != journal.Planned && !w.urgent(*b) {
		return
	}
	b.NextAt, b.After = time.Time{}, nil
}

// askBack asks the service to cancel the task of a batch. That it is asked is
// durable before, and what it answered before anything follows from it: a
// domain that fails unexecuted after that was cancelled, not refused.
func (s *stepper) askBack(ctx context.Context, b journal.Batch) (p progress, done bool, err error) {
	note := func(kind, code string) error {
		return s.journal.Note(keep(ctx), journal.Event{RunID: s.runID, BatchID: b.ID, Epoch: s.epoch, Kind: kind, Code: code})
	}
	if err := note(eventCancelAsked, ""); err != nil {
		return progress{}, true, s.journalFailed(ctx, err)
	}
	err = s.call.cancelTask(s.sending, s.withdrawn.service, b.TaskNo)
	if err != nil && !finderMissing(err) {
		p, err := s.askAgain(b, err)
		return p, true, err
	}
	code := answerOf(err).code
	s.log.Info("asked the service to take a task back", "batch", b.ID, "task", b.TaskNo, "code", code)
	if err := note(eventCancelAnswer, code); err != nil {
		return progress{}, true, s.journalFailed(ctx, err)
	}
	s.withdrawn.settle(b.ID)
	return progress{}, false, nil
}

// cancelTask asks once under the query quota.
func (c *caller) cancelTask(ctx context.Context, service Canceller, taskNo string) error {
	if err := c.quota.Acquire(ctx, quota.Query); err != nil {
		return err
	}
	limited, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	c.count(alidomain.OpCancelTask)
	err := service.CancelTask(limited, taskNo)
	c.learn(ctx, quota.Query, err, time.Time{})
	return err
}

// takingBack is the request to take a task back: how often it was made for a batch, how often it was
// answered, and the code of the latest refusal.
type takingBack struct {
	asks, answers int
	agreed        bool
	code          string
}

// mayHaveWorked reports whether the service may have heeded it: it agreed, or
// one answer was lost.
func (r takingBack) mayHaveWorked() bool { return r.agreed || r.asks > r.answers }

// takenBack reads the requests to take tasks back from the history of a run.
func takenBack(ctx context.Context, j journal.Journal, runID string) (map[string]takingBack, error) {
	asked := map[string]takingBack{}
	err := j.EachEvent(ctx, runID, func(e journal.Event) error {
		r := asked[e.BatchID]
		switch e.Kind {
		case eventCancelAsked:
			r.asks++
		case eventCancelAnswer:
			r.answers++
			r.agreed = r.agreed || e.Code == ""
			r.code = e.Code
		default:
			return nil
		}
		asked[e.BatchID] = r
		return nil
	})
	return asked, err
}

// cancelledAtService reports whether a domain that the service reports as
// failed was taken back: the service was asked to, and had not begun with it.
func cancelledAtService(d *journal.Detail, r takingBack) bool {
	return d != nil && d.State == journal.DetailFailed && d.TryCount == 0 && r.mayHaveWorked()
}
