package metrics

import "time"

// Session is what a session has to say for itself.
type Session struct {
	Started, Finished time.Time
	Exit              int
	Succeeded         bool // it did its job, see LastSuccess

	Rows      map[string]int // by result; nil when it ended before there was a run
	Submits   int
	Queries   int
	Throttled int
	Rate      float64 // settled submit rate; 0 when nothing was submitted

	Standing             *Standing // nil when the journal could not be asked
	NotificationFailures int
}

// Standing is how things stand for an account after a session.
type Standing struct {
	PendingTasks  int
	OldestPending time.Time // zero when there is none
	UnknownRows   int
}

// Add takes a session of a job into the file. What it does not say stays as it
// was, and counters go on from where they were.
func (f *File) Add(job Job, s Session) {
	m := f.of(job)
	set := func(name, value string, v float64) { m[series{name, value}] = v }
	add := func(name, value string, n int) { m[series{name, value}] += float64(n) }
	add(LastSuccess, "", 0) // one that never succeeded shows as such
	if s.Succeeded {
		set(LastSuccess, "", seconds(s.Finished))
	}
	set(LastRun, "", seconds(s.Finished))
	set(LastDuration, "", s.Finished.Sub(s.Started).Seconds())
	set(LastExit, "", float64(s.Exit))
	for _, result := range results {
		set(LastRows, result, float64(s.Rows[result]))
	}
	set(LastCalls, Submit, float64(s.Submits))
	set(LastCalls, Query, float64(s.Queries))
	set(LastThrottled, "", float64(s.Throttled))
	if s.Rate > 0 {
		set(SettledRate, "", s.Rate)
	}
	if at := s.Standing; at != nil {
		set(PendingTasks, "", float64(at.PendingTasks))
		set(UnknownRows, "", float64(at.UnknownRows))
		set(OldestPending, "", seconds(at.OldestPending))
	}
	if oldest := m[series{OldestPending, ""}]; oldest > 0 {
		set(OldestPendingAge, "", max(0, seconds(s.Finished)-oldest))
	} else {
		set(OldestPendingAge, "", 0)
	}
	end := ends[1]
	if s.Succeeded {
		end = ends[0]
	}
	for _, e := range ends {
		add(Runs, e, 0)
	}
	add(Runs, end, 1)
	add(Calls, Submit, s.Submits)
	add(Calls, Query, s.Queries)
	add(Throttled, "", s.Throttled)
	add(NotificationFailures, "", s.NotificationFailures)
}

func seconds(t time.Time) float64 {
	if t.IsZero() {
		return 0
	}
	return float64(t.UnixMilli()) / 1000
}
