package executor

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"time"

	"github.com/google/uuid"

	"domainbatch/executor/journal"
	"domainbatch/executor/quota"
)

// Run drives a run until every batch is final, Wait is over, Drain is closed,
// ctx ends, or something stops it. A run that was interrupted, by whatever, is
// resumed by calling Run again. The caller holds the lock of the account: that
// no other process works on it is what proves older epochs dead.
//
// The Tally is right in every case, also beside an error. Errors: *FatalError,
// *UnavailableError, or one of the journal, in which case sending stopped at
// once. An interruption, or tasks that still run, are no errors: see Tally.End.
func Run(ctx context.Context, deps Deps, runID string, opt Options) (Tally, error) {
	s, err := newSession(ctx, deps, runID, opt.fill())
	if err != nil {
		return Tally{RunID: runID, End: EndFatal}, fmt.Errorf("running %s: %w", runID, err)
	}
	end, runErr := s.run(ctx)
	tally, err := s.tally(keep(ctx), end)
	if runErr != nil {
		return tally, fmt.Errorf("running %s: %w", runID, runErr)
	}
	if err != nil {
		return tally, fmt.Errorf("summing up %s: %w", runID, err)
	}
	return tally, nil
}

// session is one call of Run.
type session struct {
	deps    Deps
	opt     Options
	record  journal.Run
	step    *stepper
	health  *health
	started time.Time
	stop    Stop
	opens   time.Time
}

func newSession(ctx context.Context, deps Deps, runID string, opt Options) (*session, error) {
	if deps.Journal == nil || deps.API == nil || deps.Vault == nil {
		return nil, errors.New("journal, API and vault are needed")
	}
	if deps.Clock == nil {
		deps.Clock = systemClock{}
	}
	if deps.Log == nil {
		deps.Log = slog.New(slog.NewTextHandler(io.Discard, nil))
	}
	run, err := deps.Journal.Run(ctx, runID)
	if err != nil {
		return nil, err
	}
	withdrawn, err := newWithdrawal(ctx, deps.Journal, runID, deps.Canceller)
	if err != nil {
		return nil, err
	}
	opt = withdrawn.atOnce(opt)
	if deps.Quota == nil {
		if deps.Quota, err = LearnedQuota(ctx, deps.Journal, run.Account, opt); err != nil {
			return nil, err
		}
	}
	clock := &serverClock{local: deps.Clock}
	h := &health{now: deps.Clock.Now, patience: opt.UnavailableAfter, firstTime: 5 * time.Second}
	guard := newGuard(opt, deps.Home, run, deps.Clock.Now())
	if guard.on {
		if guard.moved, err = Moved(ctx, deps.Journal, runID, deps.Home); err != nil {
			return nil, err
		}
	}
	call := &caller{api: deps.API, quota: deps.Quota, health: h, clock: clock, timeout: opt.CallTimeout, calls: map[string]int{}}
	return &session{
		deps: deps, opt: opt, record: run, health: h, started: deps.Clock.Now(),
		step: &stepper{
			journal: deps.Journal, call: call, vault: deps.Vault, clock: clock, local: deps.Clock,
			log: deps.Log.With("run", runID), opt: opt, jitter: newJitter(opt.Seed),
			finder: newFinder(call, clock, deps.Clock), canaries: &canaries{}, insight: newInsight(deps.Account), doubts: &doubts{since: map[string]time.Time{}},
			account: run.Account, runID: runID, epoch: uuid.NewString(), withdrawn: withdrawn, times: timesOf(opt), guard: guard,
		},
	}, nil
}

// lineLength is how many batches may be on their way to be sent, or to be taken
// back unsent.
func (s *session) lineLength() int {
	if s.step.withdrawn != nil {
		return takenTogether
	}
	return lineFor(s.opt)
}

// lineFor is how many intents may wait for leave at once: two, and as many as
// make up for a disk that takes 50 ms to keep one.
func lineFor(opt Options) int { return min(2+int(opt.SubmitRate/20), opt.Workers) }

// LearnedQuota makes a limiter that starts with the rates that an earlier run of
// the account was left with. Whoever looks at the present and then runs in one
// process gives the same one to both, so that the limits hold across the two.
func LearnedQuota(ctx context.Context, j journal.Journal, account string, opt Options) (*quota.Limiter, error) {
	learned := map[quota.Class]float64{}
	for _, c := range quota.Classes() {
		rate, err := j.Rate(ctx, rateKey(account, c))
		if err != nil {
			return nil, fmt.Errorf("reading the learned rate: %w", err)
		}
		learned[c] = rate
	}
	return quota.New(quota.Config{Submit: opt.SubmitRate, Query: opt.QueryRate, Total: opt.TotalRate,
		StartSubmit: learned[quota.Submit], StartQuery: learned[quota.Query]}), nil
}

func (s *session) run(ctx context.Context) (End, error) {
	sending, stopSending := context.WithCancel(ctx)
	defer stopSending()
	s.step.sending = sending
	if err := s.adoptDeadEpochs(ctx); err != nil {
		return s.early(ctx, err)
	}
	waves, err := s.wavesOf(ctx)
	if err != nil {
		return s.early(ctx, err)
	}
	b, err := s.board(ctx, waves)
	if err != nil {
		return s.early(ctx, err)
	}
	l := &loop{
		step: s.step, board: b, health: s.health, opt: s.opt, progress: s.deps.Progress, runID: s.record.ID,
		line: newLine(s.lineLength()), results: make(chan result), followers: workersFor(s.opt.QueryRate), track: newTracker(),
		started: s.started, lastAccepted: s.started, keptRate: ratesOf(s.deps.Quota),
		stopSending: stopSending,
		gate:        &gate{board: b, rules: gateRules{allowed: s.opt.FailuresAllowed, canary: s.opt.Canary, times: timesOf(s.opt)}},
	}
	l.track.barred = s.step.withdrawn != nil // each task is asked back, by a step of its own
	for _, e := range b.entries {
		l.track.file(e)
	}
	end, err := l.run(ctx)
	s.stop, s.opens = l.gate.verdict.stop, l.gate.verdict.opens
	if je := asJournalError(err); je != nil {
		return end, je
	}
	l.keepRate(ctx, s.deps.Clock.Now(), true)
	if end == EndDone {
		return end, s.finish(ctx)
	}
	return end, err
}

// early ends a session that could not begin.
func (s *session) early(ctx context.Context, err error) (End, error) {
	if ctx.Err() != nil {
		return EndInterrupted, nil
	}
	return EndFatal, &journalError{err}
}

// adoptDeadEpochs makes every intent of an earlier process ambiguous: it may
// have been sent.
func (s *session) adoptDeadEpochs(ctx context.Context) error {
	abandoned, err := s.deps.Journal.Abandoned(ctx, s.record.ID, s.step.epoch)
	if err != nil {
		return err
	}
	for _, b := range abandoned {
		if _, err := s.step.abandoned(ctx, b); err != nil {
			return err
		}
	}
	return nil
}

// board reads where every batch stands.
func (s *session) board(ctx context.Context, waves map[string]int) (*board, error) {
	batches, err := s.deps.Journal.Batches(ctx, s.record.ID)
	if err != nil {
		return nil, err
	}
	details, err := s.deps.Journal.Details(ctx, s.record.ID)
	if err != nil {
		return nil, err
	}
	s.recall(batches)
	s.step.guard.watch(batches)
	byTask := detailsByTask(details)
	finals := make(map[string]counted, len(byTask))
	for i, b := range batches {
		s.step.withdrawn.free(&batches[i])
		if b.TaskNo != "" {
			finals[b.TaskNo] = tallyDetails(b, byTask[b.TaskNo])
			s.step.canaries.add(b.TaskNo, b.SubmittedAt)
		}
	}
	board := newBoard(batches, finals, waves, s.deps.Clock.Now())
	board.withdrawn = s.step.withdrawn != nil
	return board, nil
}

// leftBy is an instant, now at the latest, before which the batch's latest
// request left; the zero time when none ever did. The stamp is no such instant:
// a request waits for its turn after it was stamped, and is replayed under the
// old stamp. How long ago a process was killed, or a request was refused, is not
// known either.
func leftBy(b journal.Batch, now time.Time, signatureLife time.Duration) time.Time {
	left := b.Stamp.Add(signatureLife)
	switch {
	case b.Stamp.IsZero():
		return time.Time{}
	case b.State == journal.Intent || b.State == journal.Ambiguous:
		return now
	case !b.SubmittedAt.IsZero():
		left = b.SubmittedAt
	case !b.FinishedAt.IsZero():
		left = b.FinishedAt
	}
	return earlier(left, now)
}

// recall tells the limiter of requests that an earlier process may have sent a
// moment ago.
func (s *session) recall(batches []journal.Batch) {
	limiter, ok := s.deps.Quota.(interface {
		Recall(c quota.Class, times []time.Time)
	})
	if !ok {
		return
	}
	now := s.deps.Clock.Now()
	var sent []time.Time
	for _, b := range batches {
		if left := leftBy(b, now, s.opt.SignatureLife); now.Sub(left) <= time.Second {
			sent = append(sent, left)
		}
	}
	slices.SortFunc(sent, time.Time.Compare)
	limiter.Recall(quota.Submit, sent)
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func detailsByTask(details []journal.Detail) map[string][]journal.Detail {
	byTask := map[string][]journal.Detail{}
	for _, d := range details {
		byTask[d.TaskNo] = append(byTask[d.TaskNo], d)
	}
	return byTask
}

// finish closes a run whose batches are all final. A run that waits for a
// person's decision stays open.
func (s *session) finish(ctx context.Context) error {
	counts, err := s.deps.Journal.Counts(keep(ctx), s.record.ID)
	if err != nil {
		return &journalError{err}
	}
	if counts[journal.Unknown] > 0 {
		return nil
	}
	if err := s.deps.Journal.FinishRun(keep(ctx), s.record.ID, s.deps.Clock.Now()); err != nil {
		return &journalError{err}
	}
	return nil
}

// tally sums the session up.
func (s *session) tally(ctx context.Context, end End) (Tally, error) {
	t := Tally{
		RunID: s.record.ID, Rows: map[Result]int{}, Calls: s.step.call.counts(),
		Rate: s.deps.Quota.Rate(quota.Submit), Throttled: s.deps.Quota.Throttled(),
		Started: s.started, Elapsed: s.deps.Clock.Now().Sub(s.started), End: end, Stop: s.stop, Opens: s.opens,
	}
	rows, err := fold(ctx, s.deps.Journal, nil, s.record.ID, "")
	if err != nil {
		return t, err
	}
	t.Rows, t.Total = CountResults(rows), len(rows)
	batches, err := s.deps.Journal.Batches(ctx, s.record.ID)
	if err != nil {
		return t, err
	}
	for _, b := range batches {
		t.Submits += b.Attempts
	}
	return t, nil
}

// CountResults adds up rows by result.
func CountResults(rows []RowResult) map[Result]int {
	counts := map[Result]int{}
	for _, r := range rows {
		counts[r.Result]++
	}
	return counts
}
