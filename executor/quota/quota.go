package quota

import (
	"context"
	"fmt"
	"math"
	"sync"
	"time"
)

// Class tells calls that change something from calls that only ask.
type Class int

// The classes of calls.
const (
	Submit Class = iota
	Query
	classes
)

// Classes lists the classes.
func Classes() []Class { return []Class{Submit, Query} }

// String names the class as journal keys and messages do.
func (c Class) String() string {
	switch c {
	case Submit:
		return "submit"
	case Query:
		return "query"
	}
	return fmt.Sprintf("class(%d)", int(c))
}

// Config holds ceilings and starting points in calls a second.
type Config struct {
	Submit, Query float64 // ceilings; 0 or less means 2 and 5
	Total         float64 // ceiling for all calls together; 0 or less means none

	// Start rates, such as those learned by an earlier run. 0, or more than
	// the ceiling, means the ceiling.
	StartSubmit, StartQuery float64
}

// The ceilings used when a Config leaves them open. The service documents no
// figure for these operations, so they are on the careful side.
const (
	DefaultSubmit = 2
	DefaultQuery  = 5
)

const (
	floorShare  = 1.0 / 64 // of the ceiling: the rate is never lowered below it
	raiseShare  = 1.0 / 20 // of the ceiling, each step up
	raiseAfter  = 10 * time.Second
	defaultRest = time.Second
	longestRest = 2 * time.Minute
)

// Limiter gives leave to make calls. It is safe for several goroutines.
type Limiter struct {
	mu    sync.Mutex
	lanes [classes]*lane
	total *lane // nil: unlimited
	adapt [classes]adaptation

	turn [classes]chan struct{} // one waiter of a class at a time looks at its lane
}

// adaptation is what additive increase and multiplicative decrease remember.
type adaptation struct {
	changed   time.Time // last change of the rate
	throttles int       // in a row, without an undisturbed stretch between
	count     int       // in all
}

// New returns a Limiter.
func New(cfg Config) *Limiter {
	if cfg.Submit <= 0 {
		cfg.Submit = DefaultSubmit
	}
	if cfg.Query <= 0 {
		cfg.Query = DefaultQuery
	}
	l := &Limiter{}
	l.lanes[Submit] = newLane(cfg.Submit, cfg.StartSubmit)
	l.lanes[Query] = newLane(cfg.Query, cfg.StartQuery)
	if cfg.Total > 0 {
		l.total = newLane(cfg.Total, cfg.Total)
	}
	for c := range l.turn {
		l.turn[c] = make(chan struct{}, 1)
	}
	return l
}

// Acquire returns nil when the caller may make one call of the class, now. It
// returns the context's error, and uses no quota that others can see, when ctx
// ends first.
func (l *Limiter) Acquire(ctx context.Context, c Class) error {
	arrived := time.Now()
	select {
	case l.turn[c] <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-l.turn[c] }()

	if err := sleepUntil(ctx, l.reserve(l.lanes[c], arrived)); err != nil {
		return err
	}
	// Only a caller whose class would let it go asks for a slot of the total:
	// a slow class takes nothing from the other.
	if l.total != nil {
		if err := sleepUntil(ctx, l.reserve(l.total, time.Now())); err != nil {
			return err
		}
	}
	for {
		again := l.release(c)
		if again.IsZero() {
			return nil
		}
		if err := sleepUntil(ctx, again); err != nil {
			return err
		}
	}
}

func (l *Limiter) reserve(lane *lane, arrived time.Time) time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	return lane.reserve(arrived, time.Now())
}

// release lets one call of the class go, or says when to ask again.
func (l *Limiter) release(c Class) (again time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	again = l.lanes[c].earliest()
	if l.total != nil {
		if t := l.total.earliest(); t.After(again) {
			again = t
		}
	}
	if again.After(now) {
		return again
	}
	l.lanes[c].window.add(now)
	if l.total != nil {
		l.total.window.add(now)
	}
	l.raise(c, now)
	return time.Time{}
}

// Recall tells of calls that were made before this Limiter existed, by an
// earlier process on the same account, so that the second across a restart
// holds no more calls than any other. Times must ascend; old ones do no harm.
func (l *Limiter) Recall(c Class, times []time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, t := range times {
		l.lanes[c].window.add(t)
		if l.total != nil {
			l.total.window.add(t)
		}
	}
}

// Punish reports that the service throttled a call of the class. The rate is
// halved (answers to calls that were on their way together count once) and
// the class rests for retryAfter, or, when the service gave no time, for one
// second and longer with each repetition.
func (l *Limiter) Punish(c Class, retryAfter time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	a, lane := &l.adapt[c], l.lanes[c]
	a.count++
	if a.throttles == 0 || now.Sub(a.changed) >= time.Second {
		a.throttles++
		lane.set(math.Max(lane.current/2, lane.ceiling*floorShare), now)
		a.changed = now
	}
	if retryAfter <= 0 {
		retryAfter = min(defaultRest<<min(a.throttles-1, 8), longestRest)
	}
	if rest := now.Add(retryAfter); rest.After(lane.rest) {
		lane.rest = rest
	}
}

// raise takes one step up after an undisturbed stretch. The caller holds mu.
func (l *Limiter) raise(c Class, now time.Time) {
	a, lane := &l.adapt[c], l.lanes[c]
	if lane.current >= lane.ceiling {
		return
	}
	if a.changed.IsZero() {
		a.changed = now // began below the ceiling
	}
	if now.Sub(a.changed) < raiseAfter {
		return
	}
	a.throttles = 0
	lane.set(lane.current+lane.ceiling*raiseShare, now)
	a.changed = now
}

// Rate is the present rate of the class in calls a second.
func (l *Limiter) Rate(c Class) float64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.lanes[c].current
}

// Throttled counts the throttled answers that were reported.
func (l *Limiter) Throttled() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	n := 0
	for _, a := range l.adapt {
		n += a.count
	}
	return n
}

// sleepUntil waits for t on the clock of this machine, or for the end of ctx.
func sleepUntil(ctx context.Context, t time.Time) error {
	d := time.Until(t)
	if d <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
