package executor

import (
	"context"
	"time"

	"domainbatch/executor/alidomain"
)

// mostRecorders is how many batches at once may be recorded after a sweep.
const mostRecorders = 32

// followTasks asks about the accepted tasks that are due, in the way that
// costs the fewest calls.
func (l *loop) followTasks(ctx context.Context, followers int) {
	l.recordSwept(ctx)
	switch l.tracking().choose() {
	case askEach:
		for !l.board.tracked.empty() && l.running-l.submitting < followers {
			l.start(ctx, l.board.tracked.pop(), false)
		}
	case sweep:
		if !l.track.sweeping && l.running-l.submitting < followers && !l.step.local.Now().Before(l.track.notYet) {
			l.startSweep()
		}
	}
}

// tracking describes the tasks that are due.
func (l *loop) tracking() tracking {
	now := l.step.local.Now()
	t := tracking{
		tasks: l.board.tracked.len(), pages: l.track.pages, next: -1, first: l.opt.FirstPoll,
		barred: l.track.barred || l.track.failures > 1,
		idle:   l.submitting == 0 && !l.sendable(),
	}
	if t.tasks == 0 {
		return t
	}
	t.waited = now.Sub(l.board.tracked.first().at)
	t.youngest = now.Sub(l.board.tracked.youngest())
	if !l.board.timers.empty() {
		t.next = max(l.board.timers.first().at.Sub(now), 0)
	}
	return t
}

// nextRound is when the gathering ends; zero when nothing is gathered, or when
// it has ended and something else must happen first.
func (l *loop) nextRound(now time.Time) time.Time {
	t := l.tracking()
	if t.tasks == 0 || l.track.sweeping {
		return time.Time{}
	}
	at := later(l.board.tracked.first().at.Add(t.patience()), l.track.notYet)
	if !at.After(now) {
		return time.Time{}
	}
	return at
}

// recordSwept records the tasks that the latest sweep has answered for.
func (l *loop) recordSwept(ctx context.Context) {
	if len(l.track.found) == 0 {
		return
	}
	var rest []*entry
	for !l.board.tracked.empty() {
		e := l.board.tracked.pop()
		details, ok := l.track.answered(e)
		if !ok || l.running-l.submitting >= mostRecorders {
			rest = append(rest, e)
			continue
		}
		l.running++
		go func() {
			p, err := l.step.apply(ctx, e.id, details)
			l.results <- result{entry: e, progress: p, err: err}
		}()
	}
	for _, e := range rest {
		l.board.tracked.push(e)
	}
}

func (l *loop) startSweep() {
	wanted := make(map[string]bool, len(l.track.open))
	for no := range l.track.open {
		wanted[no] = true
	}
	witness, worth := l.track.witness, l.board.tracked.len()
	l.track.sweeping = true
	l.running++
	go func() {
		r := l.step.sweep(l.step.sending, wanted, witness, worth)
		l.results <- result{swept: &r}
	}()
}

// takeSwept files what a sweep has shown. Tasks that it does not show run on,
// and are asked about again later; one of them is asked about by itself, so
// that a sweep which does not show all is found out.
func (l *loop) takeSwept(ctx context.Context, r *swept) {
	l.track.sweeping = false
	now := l.step.local.Now()
	if r.err != nil {
		l.sweepFailed(r.err, now)
		return
	}
	l.track.failures = 0
	l.track.pages = max(1, r.total)
	if r.whole && l.track.witness != "" {
		l.track.barred = !r.witness
		l.track.witness = ""
	}
	l.track.found = map[string][]alidomain.TaskDetail{}
	for _, d := range r.details {
		l.track.found[d.TaskNo] = append(l.track.found[d.TaskNo], d)
	}
	if !r.whole || l.track.barred {
		return // the rest is asked about one by one
	}
	l.postpone(ctx, now)
}

// postpone files the tasks that a sweep has not answered for.
func (l *loop) postpone(ctx context.Context, now time.Time) {
	var unanswered, answered []*entry
	for !l.board.tracked.empty() {
		e := l.board.tracked.pop()
		if _, ok := l.track.answered(e); ok {
			answered = append(answered, e)
		} else {
			unanswered = append(unanswered, e)
		}
	}
	for _, e := range answered {
		l.board.tracked.push(e)
	}
	probed := false
	for _, e := range unanswered { // the longest due first
		if age := now.Sub(e.accepted); !probed && l.end == "" && age > 4*l.opt.FirstPoll {
			probed = true
			l.probe(ctx, e)
			continue
		}
		e.at = now.Add(l.step.jitter.around(pollDelay(now.Sub(e.accepted), l.opt.FirstPoll, l.opt.SlowestPoll)))
		l.board.timers.push(e)
	}
}

// probe asks about one task that a sweep has not shown.
func (l *loop) probe(ctx context.Context, e *entry) {
	l.running++
	go func() {
		p, err := l.step.Step(ctx, e.id, nil)
		l.results <- result{entry: e, probe: true, progress: p, err: err}
	}()
}

// sweepFailed plans what follows a sweep that was not answered.
func (l *loop) sweepFailed(err error, now time.Time) {
	if l.step.sending.Err() != nil {
		l.failed(errStopped)
		return
	}
	l.track.failures++
	l.track.notYet = now.Add(l.step.jitter.around(l.opt.FirstPoll))
	a := answerOf(err)
	l.step.log.Debug("asking for finished details failed", "code", a.code, "class", a.class.String())
	switch {
	case finderMissing(err):
		l.track.barred = true
	case a.class == alidomain.Fatal && !a.clock:
		l.stop(EndFatal, fatal(a))
	}
}
