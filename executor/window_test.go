package executor

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"domainbatch/executor/alidomain"
	"domainbatch/ingest"
)

// cycle is open for a while, then closed for a while, over and over, from an
// instant on; before it, closed.
func cycle(from time.Time, open, closed time.Duration) Hours {
	return func(at time.Time) (bool, time.Time) {
		if at.Before(from) {
			return false, from
		}
		phase := at.Sub(from) % (open + closed)
		begun := at.Add(-phase)
		if phase < open {
			return true, begun.Add(open)
		}
		return false, begun.Add(open + closed)
	}
}

func TestTimeRulesDecide(t *testing.T) {
	t0 := time.Date(2026, 11, 22, 22, 0, 0, 0, time.UTC)
	at := func(d time.Duration) time.Time { return t0.Add(d) }
	night := cycle(t0, 8*time.Hour, 16*time.Hour)
	always := func(time.Time) (bool, time.Time) { return true, time.Time{} }
	never := func(time.Time) (bool, time.Time) { return false, time.Time{} }
	once := func(now time.Time) (bool, time.Time) { // open until t0, and never again
		if now.Before(t0) {
			return true, t0
		}
		return false, time.Time{}
	}
	const call = 90 * time.Second
	for _, c := range []struct {
		name  string
		rules timeRules
		now   time.Time
		want  timeVerdict
	}{
		{"no limit", timeRules{}, t0, timeVerdict{open: true}},
		{"time is left", timeRules{notAfter: at(1)}, t0, timeVerdict{open: true, until: at(1)}},
		{"time is over", timeRules{notAfter: t0}, t0, timeVerdict{stop: StopDuration}},
		{"at any time", timeRules{hours: always, deadline: call}, t0, timeVerdict{open: true}},
		{"at no time", timeRules{hours: never, wait: true}, t0, timeVerdict{stop: StopWindow}},
		{"within the hours", timeRules{hours: night, deadline: call}, t0, timeVerdict{open: true, until: at(8*time.Hour - call + 1)}},
		{"the last instant", timeRules{hours: night, deadline: call}, at(8*time.Hour - call), timeVerdict{open: true, until: at(8*time.Hour - call + 1)}},
		{"too late for a call", timeRules{hours: night, deadline: call}, at(8*time.Hour - call + 1), timeVerdict{stop: StopWindow, opens: at(24 * time.Hour), until: at(24 * time.Hour)}},
		{"outside", timeRules{hours: night, deadline: call}, at(-1), timeVerdict{stop: StopWindow, opens: t0, until: t0}},
		{"outside, and waiting", timeRules{hours: night, wait: true, deadline: call}, at(-1), timeVerdict{opens: t0, until: t0}},
		{"waiting would take too long", timeRules{hours: night, wait: true, notAfter: t0}, at(-1), timeVerdict{stop: StopWindow, opens: t0, until: t0}},
		{"the hours end first", timeRules{hours: night, notAfter: at(9 * time.Hour)}, t0, timeVerdict{open: true, until: at(8*time.Hour + 1)}},
		{"the time ends first", timeRules{hours: night, notAfter: at(time.Hour)}, t0, timeVerdict{open: true, until: at(time.Hour)}},
		{"the hours never come again", timeRules{hours: once, wait: true, deadline: call}, at(-1), timeVerdict{stop: StopWindow}},
	} {
		if got := c.rules.at(c.now); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
}

// Whatever the rules: a submit that is let through is answered within the
// hours and leaves before the time is over; and the verdict stays as it is
// until the instant at which it says that it may not.
func TestTimeRulesHoldUntilTheySaySo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seconds := func(name string, least int) time.Duration {
			return time.Duration(rapid.IntRange(least, 5000).Draw(t, name)) * time.Second
		}
		begin := time.Unix(1_000_000, 0)
		hours := cycle(begin.Add(-seconds("before", 0)), seconds("open", 1), seconds("closed", 1))
		r := timeRules{hours: hours, wait: rapid.Bool().Draw(t, "wait"), deadline: seconds("deadline", 0)}
		if rapid.Bool().Draw(t, "limited") {
			r.notAfter = begin.Add(seconds("limit", 0))
		}
		now := begin
		for range 20 {
			v := r.at(now)
			if open, until := hours(now); v.open && (!open || now.Add(r.deadline).After(until) || !r.notAfter.IsZero() && !now.Before(r.notAfter)) {
				t.Fatalf("let through at %s: %+v", now, v)
			}
			if v.open == (v.stop != "") && (v.open || !r.wait) {
				t.Fatalf("neither open nor stopped, and nobody waits: %+v", v)
			}
			if v.until.IsZero() {
				return // for good
			}
			if !v.until.After(now) {
				t.Fatalf("at %s it is to be asked again at %s", now, v.until)
			}
			between := now.Add(time.Duration(rapid.Float64Range(0, 0.999).Draw(t, "between") * float64(v.until.Sub(now)-1)))
			if later := r.at(between); later.open != v.open || later.stop != v.stop {
				t.Fatalf("at %s: %+v, at %s: %+v", now, v, between, later)
			}
			now = v.until
		}
	})
}

// within holds every request that leaves to the hours, and to the end of time.
func (s *scene) within() {
	before := s.world.onSubmit
	s.world.onSubmit = func(stamp alidomain.Stamp, req alidomain.SubmitRequest) {
		before(stamp, req)
		s.checkTime()
	}
}

func (s *scene) checkTime() {
	now := time.Now()
	if !s.opt.NotAfter.IsZero() && !now.Before(s.opt.NotAfter) {
		s.t.Errorf("a request leaves at %s, after %s", now, s.opt.NotAfter)
	}
	if s.opt.Hours == nil {
		return
	}
	timeout := s.opt.fill().CallTimeout
	if open, until := s.opt.Hours(now); !open || !until.IsZero() && now.Add(timeout).After(until) {
		s.t.Errorf("a request leaves at %s, which is outside the hours or too near their end (%v, %s)", now, open, until)
	}
}

// timed gives a share of the histories hours in which to send, some sessions
// that wait for them, and some that are short. It draws nothing, so that the
// others stay as they are.
func (s *simulation) timed(seed uint64) {
	minutes := func(n uint64) time.Duration { return time.Duration(n) * time.Minute }
	if seed%5 == 2 {
		s.opt.Hours = cycle(time.Now().Add(minutes(seed%3)), minutes(2+seed%7), minutes(1+seed%90))
		s.opt.HoursWait = seed%2 == 0
	}
	if seed%7 == 4 {
		s.short = time.Duration(12+seed%21) * time.Second // a session that goes on begins with a reading of the list
	}
	if s.opt.Hours != nil || s.short > 0 {
		s.within()
	}
}

// restart waits for the time at which a session that time has stopped is
// worth following up; false when that is not why it ended.
func (s *simulation) restart(tally Tally) bool {
	if tally.End != EndPending || tally.Stop != StopWindow && tally.Stop != StopDuration {
		return false
	}
	if tally.Stop == StopWindow {
		time.Sleep(time.Until(tally.Opens))
	} else {
		time.Sleep(5 * time.Minute)
	}
	return true
}

func comments(t testing.TB, s *scene, tally Tally) string {
	t.Helper()
	rows, err := RowResultsAfter(t.Context(), s.journal, nil, tally)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, r := range rows {
		if r.Result == NotSent {
			b.WriteString(r.Comment + "\n")
		}
	}
	return b.String()
}

// When the time is over nothing more is sent, what was sent is followed to its
// end, and the next session goes on.
func TestTimeThatIsOverStopsSubmittingOnly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t, 1, 1, contactRows(40, ingest.Tech)...)
		s.world.duration = func(string) time.Duration { return 5 * time.Minute }
		s.opt.SubmitRate, s.opt.NotAfter = 1, time.Now().Add(10*time.Second)
		s.within()
		tally := s.mustRun(EndPending)
		s.checkTruth()
		if tally.Stop != StopDuration || tally.Rows[OK] == 0 || tally.Rows[NotSent] == 0 || tally.Rows[OK]+tally.Rows[NotSent] != 40 {
			t.Errorf("%+v", tally)
		}
		if said := comments(t, s, tally); strings.Count(said, "Not sent: the time that was set for the session was over; run: domainbatch resume "+s.runID) != tally.Rows[NotSent] {
			t.Errorf("rows say:\n%s", said)
		}
		s.opt.NotAfter = time.Time{}
		if tally = s.mustRun(EndDone); tally.Rows[OK] != 40 || tally.Stop != "" {
			t.Errorf("going on: %+v", tally)
		}
		s.checkTruth()
	})
}

// What has been sent is followed no longer than Wait says.
func TestTimeThatIsOverDoesNotOutlastWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t, 1, 1, contactRows(20, ingest.Tech)...)
		s.world.duration = func(string) time.Duration { return 100 * time.Hour }
		begun := time.Now()
		s.opt.SubmitRate, s.opt.NotAfter, s.opt.Wait = 1, begun.Add(10*time.Second), time.Hour
		tally := s.mustRun(EndPending)
		if took := time.Since(begun); tally.Stop != StopDuration || took < time.Hour || took > time.Hour+time.Minute || tally.Rows[Pending] == 0 {
			t.Errorf("after %s: %+v", took, tally)
		}
	})
}

func TestASessionOutsideTheHoursEndsAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t, 1, 1, contactRows(3, ingest.Tech)...)
		begun := time.Now()
		s.opt.Hours = cycle(begun.Add(5*time.Hour), time.Hour, time.Hour)
		tally := s.mustRun(EndPending)
		if tally.Stop != StopWindow || !tally.Opens.Equal(begun.Add(5*time.Hour)) || len(s.world.submits) != 0 || !time.Now().Equal(begun) {
			t.Errorf("%+v", tally)
		}
		if said := comments(t, s, tally); strings.Count(said, "Not sent: calls may be sent again from 2000-01-01 05:00 +0000; run:") != 3 {
			t.Errorf("rows say:\n%s", said)
		}
	})
}

// Tasks are asked about at any time of day: only sending is bound to hours.
func TestOutsideTheHoursTasksAreFollowed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t, 1, 1, contactRows(3, ingest.Tech)...)
		s.world.duration = func(string) time.Duration { return 3 * time.Hour }
		s.opt.Hours, s.opt.Wait = cycle(time.Now(), time.Hour, 23*time.Hour), time.Minute
		s.mustRun(EndPending)
		time.Sleep(2 * time.Hour)
		s.opt.Wait = 0
		if tally := s.mustRun(EndDone); tally.Stop != "" || tally.Rows[OK] != 3 {
			t.Errorf("%+v", tally)
		}
	})
}

// A session that waits for its hours sends in each of them, and the end of
// Wait does not come while it does.
func TestASessionWaitsForItsHours(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t, 1, 1, contactRows(20, ingest.Tech)...)
		s.opt.Hours, s.opt.HoursWait = cycle(time.Now().Add(time.Hour), 2*time.Minute, 12*time.Hour), true
		s.opt.SubmitRate, s.opt.Wait = 0.2, 10*time.Minute
		s.within()
		begun := time.Now()
		tally := s.mustRun(EndDone)
		s.checkTruth()
		if took := time.Since(begun); tally.Stop != "" || tally.Rows[OK] != 20 || took < 25*time.Hour {
			t.Errorf("after %s: %+v", took, tally)
		}
		told := false
		for _, shot := range s.shots {
			told = told || strings.HasPrefix(shot.Waiting, "calls are sent again from 2000-01-01 01:00")
		}
		if !told {
			t.Error("nobody is told what it waits for")
		}
	})
}

// A lost answer is not settled by sending the request again outside the hours.
func TestNothingIsReplayedOutsideTheHours(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t, 1, 1, contactRow("a.example", ingest.Admin), contactRow("b.example", ingest.Tech))
		s.earlierTask(time.Hour)
		s.world.script = []outcome{n2Cut, n2Cut}
		s.opt.Hours = cycle(time.Now(), 91*time.Second, 24*time.Hour)
		s.opt.Settle = 5 * time.Second
		s.within()
		tally := s.mustRun(EndPending)
		if tally.Stop != StopWindow || tally.Rows[NotSent] != 2 || len(s.world.submits) != 2 {
			t.Errorf("%+v, %d requests", tally, len(s.world.submits))
		}
		time.Sleep(time.Until(tally.Opens))
		s.mustRun(EndDone)
		s.checkTruth()
	})
}

// A clock that is put back makes what was too late be in time again.
func TestAClockThatIsPutBackIsNoticed(t *testing.T) {
	now := time.Unix(1000, 0)
	b := newBoard(nil, nil, nil, now)
	b.perWave[0] = Counts{Total: 1, Planned: 1}
	g := &gate{board: b, rules: gateRules{times: timeRules{notAfter: now}}}
	b.moved = true
	if g.look(now); g.verdict.stop != StopDuration {
		t.Errorf("at its time: %+v", g.verdict)
	}
	if g.look(now.Add(-time.Minute)); g.verdict.stop != "" {
		t.Errorf("a minute earlier: %+v", g.verdict)
	}
	if g.look(now.Add(-time.Second)); g.verdict.stop != "" {
		t.Errorf("a second earlier: %+v", g.verdict)
	}
	if g.look(now); g.verdict.stop != StopDuration {
		t.Errorf("at its time again: %+v", g.verdict)
	}
}
