package executor

import (
	"context"
	"maps"
	"sync"
	"time"

	"domainbatch/executor/alidomain"
	"domainbatch/executor/journal"
)

// guard stands before the first request of a session that goes on with a run of
// an earlier one. The journal of such a run may be a copy that was put back, or
// taken to another machine, and then knows nothing of what was sent after the
// copy was made. The service does: what it lists since the run was created is
// held against what is still to be sent.
type guard struct {
	on      bool      // the run is older than this session
	moved   bool      // the journal is not noted to be where it is
	home    string    // where it is; "" when nobody knows
	begun   time.Time // of the session, by the local clock
	created time.Time // of the run, by the local clock of then

	turn chan struct{} // one looks, the others wait; it guards what follows

	cleared bool
	until   time.Time       // in the service's time: nothing leaves before; zero: nothing says that the journal is a copy
	after   time.Time       // local time from which on a reading counts, once until is over
	failing time.Time       // since when no reading is fit to be believed
	old     []journal.Batch // of those that the journal had open: what they hold and ask for
	seen    *sightings
	partial map[string]domainSet // of tasks that have not shown all their domains yet

	decidedMu sync.Mutex
	decided   map[string]map[string]bool // by batch: tasks that a person has ruled out
}

func newGuard(opt Options, home string, run journal.Run, now time.Time) *guard {
	return &guard{on: !opt.Fresh, home: home, begun: now, created: run.CreatedAt, turn: make(chan struct{}, 1), partial: map[string]domainSet{}}
}

// watch takes note of the batches that an earlier session left to be sent, or
// may have sent without recording it.
func (g *guard) watch(batches []journal.Batch) {
	if !g.on {
		return
	}
	for _, b := range batches {
		if b.State == journal.Planned || b.State == journal.Ambiguous || b.State == journal.Intent || heals(b) {
			g.old = append(g.old, journal.Batch{ID: b.ID, State: b.State, Request: b.Request, Changes: b.Changes, Stamp: b.Stamp})
		}
	}
}

// passGuard reports until when, by the local clock, nothing may be sent; zero
// when nothing of the kind is in the way any more. The first time it costs a
// reading of the task list, and a question for each task in it that is not ours
// and could be.
//
// Where the journal is not where it was noted to be, or a task is found that it
// should know, it is taken for a copy: then a request may have left just before
// this session began, and it is waited until that one would have to show.
func (s *stepper) passGuard(ctx context.Context) (until time.Time, err error) {
	g := s.guard
	if !g.on {
		return time.Time{}, nil
	}
	select {
	case g.turn <- struct{}{}:
		defer func() { <-g.turn }()
	case <-ctx.Done():
		return time.Time{}, ctx.Err()
	}
	if g.cleared {
		return time.Time{}, nil
	}
	if g.until.IsZero() {
		if again, err := s.firstLook(ctx); err != nil || g.cleared || !again.IsZero() {
			return again, err
		}
	}
	if wait := g.until.Sub(s.clock.now()); wait > 0 {
		return s.local.Now().Add(wait), nil
	}
	return s.lastLook(ctx)
}

// firstLook reads the list as it is, and is all that it takes when nothing
// speaks for a copy. A service that shows no list is believed to have nothing to
// show, unless the journal has moved.
func (s *stepper) firstLook(ctx context.Context) (again time.Time, err error) {
	g := s.guard
	seen, r, err := s.survey(ctx, later(g.begun, g.after))
	switch {
	case finderMissing(err) && !g.moved:
		s.log.Warn("the service shows no task list; it cannot be seen whether the journal is a copy that was put back")
		return time.Time{}, s.pass(ctx)
	case err != nil:
		return time.Time{}, err
	}
	g.seen = seen
	if !g.moved {
		hit, err := s.meets(ctx, seen)
		switch {
		case err != nil:
			return time.Time{}, err
		case !hit && len(r.unclear) > 0 && !s.guardFailsFor(s.opt.SignatureLife):
			return s.lookAfter(5 * time.Second), nil // a task that hides its domains is not ruled out yet
		case !hit:
			return time.Time{}, s.pass(ctx)
		}
	}
	since, err := s.suspectedSince(ctx)
	if err != nil {
		return time.Time{}, err
	}
	g.failing, g.after = time.Time{}, time.Time{}
	g.until = since.Add(s.opt.CopyWait())
	s.log.Warn("the journal may be a copy: nothing is sent before the service must show what was sent after the copy was made",
		"moved", g.moved, "until", g.until.UTC().Format(time.RFC3339))
	return time.Time{}, nil
}

// guardFailsFor reports whether readings have been unfit for so long.
func (s *stepper) guardFailsFor(patience time.Duration) bool {
	now := s.local.Now()
	if s.guard.failing.IsZero() {
		s.guard.failing = now
	}
	return now.Sub(s.guard.failing) >= patience
}

// lookAfter plans another reading.
func (s *stepper) lookAfter(pause time.Duration) time.Time {
	s.guard.after = s.local.Now().Add(1)
	return s.local.Now().Add(pause)
}

// lastLook is the reading that counts after a wait. It must be one that can be
// believed: whole, with the newest task that is known, and no task in it that
// hides its domains.
func (s *stepper) lastLook(ctx context.Context) (time.Time, error) {
	g := s.guard
	if g.after.IsZero() {
		g.after = s.local.Now()
	}
	seen, r, err := s.survey(ctx, g.after)
	switch {
	case err != nil:
		return time.Time{}, err
	case r.reliable():
		g.seen = seen
		return time.Time{}, s.pass(ctx)
	case s.guardFailsFor(s.opt.SignatureLife):
		return time.Time{}, &guardError{r.doubt()}
	}
	return s.lookAfter(min(settleLongest, s.opt.SignatureLife/4)), nil
}

// pass opens the way, and notes that the journal belongs where it is.
func (s *stepper) pass(ctx context.Context) error {
	g := s.guard
	if g.home != "" && (g.moved || !g.until.IsZero()) {
		if err := noteHome(keep(ctx), s.journal, s.runID, g.home); err != nil {
			return s.journalFailed(ctx, err)
		}
	}
	g.cleared, g.old = true, nil
	return nil
}

// survey reads the task list since the run was created and looks into every
// task that no batch of the journal has claimed and one of it could have made.
func (s *stepper) survey(ctx context.Context, after time.Time) (_ *sightings, r search, err error) {
	// The run was created by the clock of this machine, which may have been wrong.
	offset := s.clock.now().Sub(s.local.Now())
	from := earlier(s.guard.created, s.guard.created.Add(offset)).Add(-s.opt.ClockSkew - time.Minute)
	list, err := s.finder.listing(ctx, after, from)
	if err != nil {
		return nil, r, err
	}
	candidates := list.candidatesFor(shapesOf(s.guard.old), from)
	claimed, err := s.claimed(ctx, candidates)
	if err != nil {
		return nil, r, err
	}
	r = search{list: list, canary: s.canaries.check(list, s.opt.ListLag)}
	var found []*sighting
	for _, t := range candidates {
		if claimed[t.TaskNo] {
			continue
		}
		shown, err := s.domainsSoFar(ctx, t)
		if err != nil {
			return nil, r, err
		}
		one := &sighting{taskNo: t.TaskNo, taskType: t.TaskType, created: t.CreatedAt, domains: shown, whole: t.Num > 0 && len(shown) >= t.Num}
		if !one.whole {
			r.unclear = append(r.unclear, t.TaskNo)
		}
		found = append(found, one)
	}
	return newSightings(found), r, nil
}

// domainsSoFar are the domains of a task, as far as this reading or one before
// has shown them.
func (s *stepper) domainsSoFar(ctx context.Context, t alidomain.Task) (domainSet, error) {
	if shown, ok := s.finder.remembered(t.TaskNo); ok {
		return shown, nil
	}
	shown, err := s.domainsOfTask(ctx, t.TaskNo, t.Num)
	if err != nil {
		return nil, err
	}
	maps.Copy(shown, s.guard.partial[t.TaskNo])
	s.guard.partial[t.TaskNo] = shown
	return shown, nil
}

// meets reports whether a task was seen that a batch of the journal should
// know. One that was created when a request under settlement may have been taken
// is none of those: it may be the answer that was lost. Neither is one that a
// person has decided about.
func (s *stepper) meets(ctx context.Context, seen *sightings) (bool, error) {
	if len(seen.byDomain) == 0 {
		return false, nil
	}
	answers := map[string]bool{}
	lately := map[string]wanted{}
	for _, b := range s.guard.old {
		if b.State == journal.Planned || b.Stamp.IsZero() {
			continue
		}
		w := wantedFor(b, contactTypeOf(b), s.opt.SignatureLife, s.opt.ClockSkew)
		lately[b.ID] = w
		for _, one := range seen.in(b, w.contactType) {
			if w.inTime(one.created) && len(one.domains) == len(b.Changes) {
				answers[one.taskNo] = true
			}
		}
	}
	for _, b := range s.guard.old {
		w, settling := lately[b.ID]
		for _, one := range seen.in(b, contactTypeOf(b)) {
			if answers[one.taskNo] || settling && w.inTime(one.created) {
				continue
			}
			decided, err := s.decidedTasks(ctx, b.ID)
			if err != nil {
				return false, err
			}
			if !decided[one.taskNo] {
				return true, nil
			}
		}
	}
	return false, nil
}

// contactTypeOf is what kind of contact a batch changes, "" for a transfer
// code.
func contactTypeOf(b journal.Batch) string {
	req, err := submitRequest(b)
	if err != nil {
		return "" // such a batch is not sent
	}
	return req.ContactType
}

// guardError says that the list cannot be trusted, and that the journal may be
// a copy.
type guardError struct{ doubt string }

// Error says what is wrong and what to do.
func (e *guardError) Error() string {
	return "the journal may be a copy, and the service's task list cannot be trusted to show what was sent after it was made: " +
		e.doubt + "; nothing was sent, resume later"
}
