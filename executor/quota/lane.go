package quota

import (
	"time"

	"golang.org/x/time/rate"
)

// margin keeps the pace a hair under the ceiling: 0.2 % is 2 ms in each second,
// the room that network jitter needs before a server which counts whole
// seconds sees one call too many.
const margin = 0.998

// slack is how far behind the clock the slots may run before they are given
// up. It covers the overshoot of a timer; more would be a burst.
const slack = 5 * time.Millisecond

// lane is one limited stream of calls: evenly spaced slots (x/time/rate with
// burst 1, driven by slot times and not by the clock) and a window that has
// the last word.
type lane struct {
	ceiling float64
	current float64 // at most ceiling
	pace    *rate.Limiter
	window  *window
	slot    time.Time // the last slot handed out
	rest    time.Time // nothing before this
}

func newLane(ceiling, current float64) *lane {
	if current <= 0 || current > ceiling {
		current = ceiling
	}
	return &lane{
		ceiling: ceiling,
		current: current,
		pace:    rate.NewLimiter(rate.Limit(current*margin), 1),
		window:  newWindow(ceiling),
	}
}

// reserve hands out the next slot to a caller who came at arrived.
func (l *lane) reserve(arrived, now time.Time) time.Time {
	at := arrived.Add(-slack)
	if oldest := now.Add(-50 * slack); at.Before(oldest) {
		at = oldest // the machine slept or was stopped: what was missed is gone
	}
	if at.Before(l.slot) {
		at = l.slot
	}
	l.slot = at.Add(l.pace.ReserveN(at, 1).DelayFrom(at))
	return l.slot
}

// earliest is the first instant at which a release is allowed although its
// slot has come.
func (l *lane) earliest() time.Time {
	t := l.window.earliest()
	if l.rest.After(t) {
		t = l.rest
	}
	return t
}

// set changes the current rate from now on.
func (l *lane) set(perSecond float64, now time.Time) {
	if perSecond > l.ceiling {
		perSecond = l.ceiling
	}
	if now.Before(l.slot) {
		now = l.slot // slots already handed out keep their place
	}
	l.current = perSecond
	l.pace.SetLimitAt(now, rate.Limit(perSecond*margin))
}
