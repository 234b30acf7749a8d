package executor

import (
	"time"

	"domainbatch/executor/journal"
)

// Hours says whether a submit may be sent at an instant, and when that changes
// next: zero when it never does. It must be pure.
type Hours func(at time.Time) (open bool, until time.Time)

// timeRules are the limits of a session that lie in time. Nothing of what they
// decide is kept: the same instant gives the same answer in a loop, in a step,
// and in the session after.
type timeRules struct {
	notAfter time.Time     // no submit is sent at or after; zero: no such limit
	hours    Hours         // nil: at any time
	wait     bool          // outside the hours a session waits for them, instead of sending no more
	deadline time.Duration // a call may take so long, and must have ended when the hours do
}

// timeVerdict is what they say about one instant.
type timeVerdict struct {
	open  bool
	stop  Stop      // why not; "" when open, and while the hours are waited for
	opens time.Time // when the hours begin again, if it is they that say no; zero: never
	until time.Time // when the verdict may be another one; zero: never
}

// at decides about one instant. A submit is let through when its answer is due
// before the hours end: what the service takes down at the last moment would
// otherwise be known too late to be done within them.
func (r timeRules) at(now time.Time) timeVerdict {
	switch {
	case r.notAfter.IsZero():
	case !now.Before(r.notAfter):
		return timeVerdict{stop: StopDuration}
	}
	v := timeVerdict{open: true, until: r.notAfter}
	if r.hours == nil {
		return v
	}
	open, until := r.hours(now)
	if open && until.IsZero() {
		return v
	}
	if last := until.Add(-r.deadline); open && !now.After(last) {
		v.until = soonest(v.until, last.Add(1))
		return v
	}
	if open { // what is left of them is too short for a call
		_, until = r.hours(until)
	}
	v.open, v.opens, v.until = false, until, soonest(v.until, until)
	if inTime := r.notAfter.IsZero() || until.Before(r.notAfter); !r.wait || until.IsZero() || !inTime {
		v.stop = StopWindow
	}
	return v
}

// soonest is the earlier of two instants of which zero is none.
func soonest(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// timesOf are the limits in time of a session.
func timesOf(o Options) timeRules {
	return timeRules{notAfter: o.NotAfter, hours: o.Hours, wait: o.HoursWait, deadline: o.CallTimeout}
}

// end is how a session ends that a limit has stopped, once all that was sent
// has ended. Time will be there again, so those rows are pending; to lift
// another limit is for a person.
func (s Stop) end() End {
	if s == StopDuration || s == StopWindow {
		return EndPending
	}
	return EndLimit
}

// because is what a row that was not sent says about a limit; "" when there is
// nothing to say.
func (s Stop) because(opens time.Time) string {
	switch s {
	case StopDuration:
		return "the time that was set for the session was over"
	case StopWindow:
		if opens.IsZero() {
			return "it is not the time of day at which calls may be sent"
		}
		return "calls may be sent again from " + opens.Format("2006-01-02 15:04 -0700")
	case StopFailures:
		return "more changes failed than are allowed"
	case StopCanary:
		return "a change of the first wave did not succeed"
	}
	return ""
}

// notSentBecause says why a batch was never sent, where a limit is the reason, or
// that its run was cancelled.
func (f *folder) notSentBecause(b journal.Batch, resume string) string {
	switch {
	case f.asked != nil:
		return "Taken back, it will not be sent; the service is still to be asked whether it was sent before; " + resume
	case b.Code != "" || f.because == "":
		return notSent(b, resume)
	}
	return "Not sent: " + f.because + "; " + resume
}
