package executor

import (
	"context"
	"errors"
	"time"

	"domainbatch/executor/journal"
	"domainbatch/executor/quota"
)

// loop decides which batch takes a step next. One goroutine owns it; steps run
// on their own and report back. It could be replaced by any other dispatcher:
// all it knows is in the journal.
type loop struct {
	step     *stepper
	board    *board
	gate     *gate
	health   *health
	opt      Options
	progress func(Snapshot)
	runID    string

	line       *line
	results    chan result
	running    int // steps under way
	submitting int // of them, submits
	followers  int // most other steps at once
	track      *tracker

	started      time.Time
	lastAccepted time.Time
	lastShown    time.Time
	keptRate     map[quota.Class]float64
	keptAt       time.Time

	stopSending context.CancelFunc
	end         End // "" while the session goes on
	err         error
}

type result struct {
	entry  *entry
	submit bool
	probe  bool
	swept  *swept // of a sweep, which has no entry
	progress
	err error
}

const (
	showEvery   = 250 * time.Millisecond
	keepEvery   = 10 * time.Second
	longestNap  = 30 * time.Second // a clock that jumps is noticed after this
	quietBefore = 2 * time.Second  // waits shorter than this are not worth a word
)

// run drives the board until nothing is left to do or the session ends.
func (l *loop) run(ctx context.Context) (End, error) {
	defer l.stopSending()
	for {
		now := l.step.local.Now()
		l.board.wake(now)
		l.gate.look(now)
		l.checkEnds(ctx, now)
		if l.end != "" && l.running == 0 {
			l.show(now, true)
			return l.end, l.err
		}
		if l.end == "" {
			l.startSteps(ctx)
		}
		l.show(now, false)
		l.keepRate(ctx, now, false)
		l.wait(ctx, now)
	}
}

// checkEnds ends the session when there is a reason to.
func (l *loop) checkEnds(ctx context.Context, now time.Time) {
	switch {
	case l.end != "":
	case ctx.Err() != nil:
		l.stop(EndInterrupted, nil)
	case closed(l.opt.Drain):
		l.stop(EndInterrupted, nil)
	case l.board.done() && l.running == 0:
		l.stop(EndDone, nil)
	case l.stoppedByLimit():
		l.stop(l.gate.verdict.stop.end(), nil)
	case l.waitIsOver(now):
		l.stop(EndPending, nil)
	default:
		if gone, err := l.health.gone(); gone {
			l.stop(EndUnavailable, &UnavailableError{err})
		}
	}
}

func closed(c <-chan struct{}) bool {
	select {
	case <-c:
		return c != nil
	default:
		return false
	}
}

// waitIsOver reports that all that is left is waiting for tasks and the time
// for it is used up.
func (l *loop) waitIsOver(now time.Time) bool {
	idle := l.submitting == 0 && !l.sendable() && !l.gate.verdict.shut
	return l.opt.Wait > 0 && idle && now.Sub(later(l.lastAccepted, l.gate.opened)) >= l.opt.Wait
}

// stop ends the session: no call begins any more, those under way come to an
// end and are recorded. The first reason counts.
func (l *loop) stop(end End, err error) {
	if l.end == "" {
		l.end, l.err = end, err
		l.stopSending()
	}
}

// startSteps starts as many steps as there are batches to move and hands to
// move them.
func (l *loop) startSteps(ctx context.Context) {
	submitters, followers := l.hands()
	for !l.board.due.empty() && l.running-l.submitting < followers {
		l.start(ctx, l.board.due.pop(), false)
	}
	l.followTasks(ctx, followers)
	for l.sendable() && l.submitting < submitters && l.line.room() {
		if e := l.board.ready.pop(); l.board.take(e) {
			l.start(ctx, e, true)
		}
	}
}

// hands is how many submits and how many other steps may be under way. While
// the service seems away one step at a time probes it, a read when there is
// one to be made: reads leave nothing to be found out.
func (l *loop) hands() (submitters, followers int) {
	trouble, until := l.health.trouble()
	switch {
	case !trouble:
		return l.opt.Workers, l.followers
	case l.step.local.Now().Before(until) || l.running > 0:
		return 0, 0
	case l.board.due.empty() && l.board.tracked.empty():
		return 1, 0
	}
	return 0, 1
}

func (l *loop) start(ctx context.Context, e *entry, submit bool) {
	l.running++
	var t *turn
	if submit {
		l.submitting++
		t = l.line.join()
	}
	go func() {
		p, err := l.step.Step(ctx, e.id, t)
		l.results <- result{entry: e, submit: submit, progress: p, err: err}
	}()
}

// wait sleeps until a step has ended or something is due.
func (l *loop) wait(ctx context.Context, now time.Time) {
	var interrupted, drained <-chan struct{}
	if l.end == "" {
		interrupted, drained = ctx.Done(), l.opt.Drain
	}
	timer := time.NewTimer(l.nap(now))
	defer timer.Stop()
	select {
	case r := <-l.results:
		l.take(ctx, r)
		for { // whatever else has ended meanwhile
			select {
			case r := <-l.results:
				l.take(ctx, r)
			default:
				return
			}
		}
	case <-timer.C:
	case <-l.line.moved:
	case <-interrupted:
	case <-drained:
	}
}

// nap is how long nothing can happen by itself.
func (l *loop) nap(now time.Time) time.Duration {
	d := longestNap
	until := func(t time.Time) { d = min(d, max(t.Sub(now), 0)) }
	if l.end != "" {
		return d
	}
	if !l.board.timers.empty() {
		until(l.board.timers.first().at)
	}
	if trouble, t := l.health.trouble(); trouble && l.running == 0 && (l.sendable() || !l.board.due.empty() || !l.board.tracked.empty()) {
		until(t)
	}
	if t := l.nextRound(now); !t.IsZero() {
		until(t)
	}
	if t := l.gate.verdict.until; !t.IsZero() && !l.board.done() {
		until(t)
	}
	if l.opt.Wait > 0 {
		if over := l.lastAccepted.Add(l.opt.Wait); over.After(now) {
			until(over)
		}
	}
	if l.progress != nil && l.running > 0 {
		until(l.lastShown.Add(showEvery))
	}
	return max(d, time.Millisecond)
}

// take files what a step left behind.
func (l *loop) take(ctx context.Context, r result) {
	now := l.step.local.Now()
	l.running--
	if r.submit {
		l.submitting--
	}
	if r.swept != nil {
		l.takeSwept(ctx, r.swept)
		return
	}
	if r.err != nil {
		l.failed(r.err)
		return
	}
	e := r.entry
	if r.accepted {
		l.lastAccepted = now
		e.taskNo, e.accepted = r.taskNo, now
	}
	if r.probe && r.state == journal.Done {
		l.track.witness = e.taskNo
	}
	e.state, e.at, e.ok, e.bad, e.why = r.state, r.at, r.ok, r.bad, r.why
	if r.state == journal.Split {
		l.board.split(e, r.children, now)
	} else {
		l.board.put(e, now)
	}
	l.track.file(e)
	if r.fatal != nil {
		l.stop(EndFatal, r.fatal)
	}
}

// failed ends the session after an error of a step: nothing may be sent that
// cannot be recorded.
func (l *loop) failed(err error) {
	if errors.Is(err, errStopped) {
		l.stop(EndInterrupted, nil)
		return
	}
	var distrust *guardError
	if errors.As(err, &distrust) {
		l.stop(EndUnavailable, &UnavailableError{err})
		return
	}
	l.stop(EndFatal, err)
}

// keepRate remembers the rates that the service has been found to take.
func (l *loop) keepRate(ctx context.Context, now time.Time, last bool) {
	if !last && now.Sub(l.keptAt) < keepEvery {
		return
	}
	for c, rate := range ratesOf(l.step.call.quota) {
		if rate == l.keptRate[c] {
			continue
		}
		l.keptRate[c], l.keptAt = rate, now
		if err := l.step.journal.SetRate(keep(ctx), rateKey(l.step.account, c), rate); err != nil {
			l.stop(EndFatal, &journalError{err})
		}
	}
}

func ratesOf(q Quota) map[quota.Class]float64 {
	rates := map[quota.Class]float64{}
	for _, c := range quota.Classes() {
		rates[c] = q.Rate(c)
	}
	return rates
}

func rateKey(account string, c quota.Class) string { return account + "/" + c.String() }

// show tells the caller how things stand, a few times a second at most.
func (l *loop) show(now time.Time, last bool) {
	if l.progress == nil || !last && now.Sub(l.lastShown) < showEvery {
		return
	}
	l.lastShown = now
	l.progress(l.snapshot(now))
}
