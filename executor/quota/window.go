package quota

import "time"

// window remembers the latest real release times and forbids a release that
// would put more than its capacity plus one into any second. Slots alone do
// not: several late timers can fire together.
type window struct {
	times []time.Time // ring; the oldest is at next once it is full
	next  int
	full  bool
}

// newWindow makes the window for a ceiling of perSecond calls: releases i and
// i+floor(perSecond)+1 must lie more than a second apart.
func newWindow(perSecond float64) *window {
	return &window{times: make([]time.Time, int(perSecond)+1)}
}

// earliest is the first instant at which one more release is allowed; the
// zero time when nothing stands against it.
func (w *window) earliest() time.Time {
	if !w.full {
		return time.Time{}
	}
	return w.times[w.next].Add(time.Second + time.Nanosecond)
}

func (w *window) add(t time.Time) {
	w.times[w.next] = t
	w.next++
	if w.next == len(w.times) {
		w.next, w.full = 0, true
	}
}
