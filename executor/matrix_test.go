package executor

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"domainbatch/executor/journal"
	"domainbatch/ingest"
)

// point is where the process is killed, as the failure matrix names them.
type point string

const (
	noCrash        point = "no crash"
	p0BeforeIntent point = "P0 before the intent is durable"
	p1Intent       point = "P1 intent durable, nothing sent"
	p2Writing      point = "P2 while the request is written"
	p3Waiting      point = "P3 while the answer is on its way"
	p4AnswerRead   point = "P4 answer read, not durable"
	p5Durable      point = "P5 answer durable"
)

// expectation is what every row of the batch must end with, and how the first
// one does when that differs.
type expectation struct{ all, first Result }

// want is the failure matrix: what a batch ends with when the process was
// killed at a point, the first request that left had an outcome, and the next
// process begins soon (while the signature is valid) or late. Killed at P0 or
// P1, the first request that leaves is that of the next process; soon after P1
// it is a replay.
func want(p point, o outcome, late bool) expectation {
	ok := expectation{OK, OK}
	unknown := expectation{Unknown, Unknown}
	refused := expectation{OK, Failed}
	sentUnheard := p == p3Waiting || p == p4AnswerRead // the outcome came about, nobody knows
	switch o {
	case n6Refused:
		// A refusal nobody heard has used up its nonce: the replay learns that
		// the request arrived, and no task is there. Once the signature is dead
		// no replay is made and absence is proven.
		if sentUnheard && !late {
			return unknown
		}
		if p == p2Writing {
			return ok // cut before it came to that
		}
		return refused
	case n9Behind:
		// Killed after the intent, the copy of the dead process was never heard
		// of, whatever its replay is answered.
		if (sentUnheard || p == p1Intent) && !late {
			return unknown
		}
	case n7Throttled, n8Busy:
		if sentUnheard && !late {
			return unknown
		}
	case n10Nonce:
		if p == p2Writing || sentUnheard && late {
			return ok // cut before it came to that; or not recorded, and absence proven
		}
		return unknown
	}
	return ok
}

func TestFailureMatrix(t *testing.T) {
	for _, p := range []point{noCrash, p0BeforeIntent, p1Intent, p2Writing, p3Waiting, p4AnswerRead, p5Durable} {
		for o := n1Dial; o < outcomes; o++ {
			for _, domains := range []int{1, 2, 500} {
				for _, late := range []bool{false, true} {
					if late && (p == noCrash || domains == 500) {
						continue
					}
					name := fmt.Sprintf("%s/%v/%d domains/late %v", p, o, domains, late)
					t.Run(name, func(t *testing.T) {
						t.Parallel()
						synctest.Test(t, func(t *testing.T) { matrixCell(t, p, o, domains, late) })
					})
				}
			}
		}
	}
}

// The same matrix for services whose nonce memory has gaps, or that have none:
// nothing may be doubled, and nothing becomes unknown that would not with an
// exact one.
func TestFailureMatrixWithPoorNonceMemory(t *testing.T) {
	for name, memory := range map[string]nonceMemory{"lossy": lossyMemory, "none": noMemory} {
		for _, p := range []point{noCrash, p0BeforeIntent, p1Intent, p2Writing, p3Waiting, p4AnswerRead, p5Durable} {
			for o := n1Dial; o < outcomes; o++ {
				for _, domains := range []int{1, 2} {
					for _, late := range []bool{false, true} {
						t.Run(fmt.Sprintf("%s/%s/%v/%d domains/late %v", name, p, o, domains, late), func(t *testing.T) {
							t.Parallel()
							synctest.Test(t, func(t *testing.T) {
								s := matrixHistory(t, p, o, domains, late, memory)
								w := want(p, o, late && p != noCrash)
								for _, r := range s.rows() {
									if r.Result == Unknown && w.all != Unknown {
										t.Errorf("%s: %s", r.Result, r.Comment)
									}
								}
								s.checkTruth()
							})
						})
					}
				}
			}
		}
	}
}

func matrixHistory(t *testing.T, p point, o outcome, domains int, late bool, memory nonceMemory) *scene {
	s := newScene(t, 5, 500, contactRows(domains, ingest.Admin)...)
	s.earlierTask(3 * 24 * time.Hour)
	s.world.memory = memory
	s.world.script = []outcome{o}
	s.crash(p)
	s.world.onAnswer = nil
	if late {
		time.Sleep(time.Hour)
	}
	s.mustRun(EndDone)
	return s
}

func matrixCell(t *testing.T, p point, o outcome, domains int, late bool) {
	s := matrixHistory(t, p, o, domains, late, exactMemory)
	w := want(p, o, late && p != noCrash)
	for i, r := range s.rows() {
		expected := w.all
		if i == 0 {
			expected = w.first
		}
		if r.Result != expected {
			t.Fatalf("row %d: %s, want %s: %s\n%s", i, r.Result, expected, r.Comment, tail(s.log.String()))
		}
	}
	s.checkTruth()
}

// crash lives through a first process that is killed at the point.
func (s *scene) crash(p point) {
	s.t.Helper()
	if p == noCrash {
		return
	}
	ctx, cancel := context.WithCancel(s.t.Context())
	defer cancel()
	m := &mortal{Journal: s.journal, left: -1, die: cancel}
	switch p {
	case p0BeforeIntent, p1Intent:
		m.left, m.after = 0, p == p1Intent
	case p2Writing:
		s.world.script = []outcome{n2Cut}
		s.world.onAnswer = m.kill
	case p3Waiting:
		s.world.onAnswer = m.kill
	case p4AnswerRead, p5Durable:
		m.left, m.after = 1, p == p5Durable
	}
	deps := s.deps()
	deps.Journal = m
	_, _ = Run(ctx, deps, s.runID, s.options())
	if !m.dead {
		s.t.Fatal("the process was not killed")
	}
}

// P6 to P8: a process killed while it asks, before and after the details are
// durable, asks again and counts nothing twice.
func TestKilledWhilePolling(t *testing.T) {
	for left := 2; left <= 9; left++ {
		for _, after := range []bool{false, true} {
			synctest.Test(t, func(t *testing.T) {
				s := newScene(t, 5, 3, contactRows(9, ingest.Tech)...)
				s.world.duration = func(d string) time.Duration { return time.Duration(d[3]-'0') * 4 * time.Second }
				_, _ = s.live(left, after)
				s.mustRun(EndDone)
				s.checkTruth()
				details, err := s.journal.Details(t.Context(), s.runID)
				if err != nil || len(details) != 9 {
					t.Errorf("%d details for 9 domains, %v", len(details), err)
				}
			})
		}
	}
}

// P14: the clock of this machine jumps while a batch is ambiguous. Only the
// service's time may make a signature dead.
func TestClockJumpDoesNotProveAbsence(t *testing.T) {
	for _, jump := range []time.Duration{time.Hour, -time.Hour} {
		synctest.Test(t, func(t *testing.T) {
			s := newScene(t, 5, 1, contactRows(3, ingest.Admin)...)
			s.world.script = []outcome{n3CutAfter, n3CutAfter, n2Cut}
			s.world.listLag = 40 * time.Second
			clock := &jumping{}
			deps := s.deps()
			deps.Clock = clock
			go func() {
				time.Sleep(1500 * time.Millisecond)
				clock.set(jump)
			}()
			if tally, err := Run(t.Context(), deps, s.runID, s.options()); err != nil || tally.End != EndDone {
				t.Fatalf("%v, %v", tally.End, err)
			}
			s.wantRows(OK, OK, OK)
			s.checkTruth()
		})
	}
}

// A machine that sleeps for hours in the middle of everything: its timers stand
// still, its clock and the service go on.
func TestMachineAsleepForHours(t *testing.T) {
	for _, at := range []time.Duration{150 * time.Millisecond, time.Second, 3 * time.Second, 9 * time.Second} {
		for _, asleep := range []time.Duration{20 * time.Minute, 9 * time.Hour, 80 * time.Hour} {
			synctest.Test(t, func(t *testing.T) {
				s := newScene(t, 5, 1, contactRows(24, ingest.Admin)...)
				s.world.script = []outcome{n3CutAfter, n2Cut, n4TaskNo, n9ErrorAfter, n9Unavailable, n5Unreadable}
				s.world.history = 72 * time.Hour
				s.opt.SubmitRate = 3
				clock := &jumping{}
				deps := s.deps()
				deps.Clock = clock
				go func() {
					time.Sleep(at)
					clock.set(asleep)
					s.world.mu.Lock()
					s.world.skew = asleep
					s.world.mu.Unlock()
				}()
				if tally, err := Run(t.Context(), deps, s.runID, s.options()); err != nil || tally.End != EndDone {
					t.Fatalf("%v, %v", tally.End, err)
				}
				for _, r := range s.rows() {
					if r.Result != OK {
						t.Errorf("asleep for %v at %v: %s is %s: %s", asleep, at, r.Domain, r.Result, r.Comment)
					}
				}
				s.checkTruth()
			})
		}
	}
}

// The hour that comes twice, or never, where this machine stands.
func TestDaylightSavingChangesNothing(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	for _, change := range []time.Time{time.Date(2000, 3, 26, 1, 0, 0, 0, time.UTC), time.Date(2000, 10, 29, 1, 0, 0, 0, time.UTC)} {
		synctest.Test(t, func(t *testing.T) {
			time.Sleep(time.Until(change.Add(-4 * time.Second)))
			s := newScene(t, 5, 1, contactRows(12, ingest.Admin)...)
			s.world.script = []outcome{n3CutAfter, n2Cut, n4TaskNo, n9ErrorAfter, n9Unavailable}
			s.opt.SubmitRate, s.opt.NoReplay = 2, true
			deps := s.deps()
			deps.Clock = &jumping{zone: zone}
			start := time.Now()
			if tally, err := Run(t.Context(), deps, s.runID, s.options()); err != nil || tally.End != EndDone {
				t.Fatalf("%v, %v", tally.End, err)
			}
			if d := time.Since(start); d > 25*time.Minute {
				t.Errorf("took %v", d)
			}
			s.checkTruth()
			if n := CountResults(s.rows())[OK]; n != 12 {
				t.Errorf("%d of 12 rows are done", n)
			}
		})
	}
}

// P17: TaskIsBeingProcessed because of a stranger's task.
func TestStrangersTaskIsWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t, 5, 1, contactRows(2, ingest.Admin)...)
		s.world.busyUntil["d001.example"] = time.Now().Add(10 * time.Minute)
		s.mustRun(EndDone)
		s.wantRows(OK, OK)
		if n := len(s.world.submits); n > 12 {
			t.Errorf("%d submits while a stranger's task ran for ten minutes", n)
		}
		if b := s.batch("b0002"); b.State != journal.Done {
			t.Errorf("%+v", b)
		}
	})
}
