package executor

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"domainbatch/ingest"
)

// A list that shows no task proves that there is none only when it shows one
// that must be there. Which task that can be, case by case: a request that got
// lost, and no replay.
func TestAbsenceIsProvenOnlyByAListThatShowsAKnownTask(t *testing.T) {
	stranger := func(s *scene, ago time.Duration) {
		s.world.tasks = append(s.world.tasks, &worldTask{no: "stranger", kind: "x", typ: "UPDATE_TECH_CONTACT", domains: []string{"foreign.example"}, created: time.Now().Add(-ago)})
	}
	for name, c := range map[string]struct {
		rows  int
		known func(s *scene)
		want  Result
		code  string
	}{
		"no task is known": {rows: 1, want: Unknown, code: CodeNoCanary},
		"one of an earlier run": {rows: 1, want: OK, known: func(s *scene) {
			s.earlierTask(5 * 24 * time.Hour)
		}},
		"one of this run, accepted later": {rows: 2, want: OK},
		"a stranger's, however new": {rows: 1, want: Unknown, code: CodeNoCanary, known: func(s *scene) {
			stranger(s, time.Hour)
			stranger(s, -5*time.Minute)
		}},
		"one so old that it may have left the list": {rows: 1, want: Unknown, code: CodeNoCanary, known: func(s *scene) {
			s.earlierTask(20 * 24 * time.Hour)
		}},
		"one that the list leaves out": {rows: 1, want: Unknown, code: CodeNoEvidence, known: func(s *scene) {
			s.earlierTask(5 * 24 * time.Hour)
			s.world.tasks = nil
		}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newScene(t, 1, 1, contactRows(c.rows, ingest.Admin)...)
				s.opt.NoReplay = true
				s.world.script = []outcome{n2Cut}
				if c.known != nil {
					c.known(s)
				}
				s.mustRun(EndDone)
				s.checkTruth()
				r := s.rows()[0]
				if r.Result != c.want || r.Code != c.code {
					t.Errorf("%s %q: %s", r.Result, r.Code, r.Comment)
				}
				sent := c.rows
				if c.want == OK {
					sent++
				}
				if len(s.world.submits) != sent {
					t.Errorf("%d requests left, want %d", len(s.world.submits), sent)
				}
				if found := s.settlements("b0001"); len(found) != 1 || found[0].Canary != (c.want == OK) {
					t.Errorf("evidence %+v", found)
				}
			})
		})
	}
}

// The first run of a new journal with a single batch knows no task at all. While
// the signature lives the nonce decides in its place, whatever became of the
// first copy; afterwards nothing does, and nothing is sent.
func TestFirstBatchOfAllIsDecidedByItsNonce(t *testing.T) {
	for _, c := range []struct {
		first outcome
		late  bool
		want  Result
		tasks int
	}{
		{n2Cut, false, OK, 1},
		{n3CutAfter, false, OK, 1},
		{n5Unreadable, false, OK, 1},
		{n9Unavailable, false, OK, 1},
		{n9ErrorAfter, false, OK, 1},
		{n2Cut, true, Unknown, 0},
		{n3CutAfter, true, OK, 1},
		{n9ErrorAfter, true, OK, 1},
	} {
		t.Run(fmt.Sprintf("%v/late %v", c.first, c.late), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newScene(t, 1, 9, contactRows(3, ingest.Admin)...)
				s.world.script = []outcome{c.first}
				if c.late {
					_, _ = s.live(1, false) // killed when the answer was read and not yet durable
					time.Sleep(time.Hour)
				}
				start := time.Now()
				s.mustRun(EndDone)
				s.checkTruth()
				s.wantRows(c.want, c.want, c.want)
				if len(s.world.tasks) != c.tasks {
					t.Errorf("%d tasks, want %d", len(s.world.tasks), c.tasks)
				}
				if d := time.Since(start); c.want == Unknown && d > time.Minute {
					t.Errorf("left to a person after %v, although nothing could come any more", d)
				}
			})
		})
	}
}

// A task that has to show from the second of two readings on is waited for by
// another pair.
func TestCanaryThatCameOfAgeBetweenTwoReadingsCounts(t *testing.T) {
	for seed := range 150 {
		synctest.Test(t, func(t *testing.T) {
			s := newScene(t, 1, 1, contactRows(2, ingest.Admin)...)
			s.opt.NoReplay, s.opt.Workers = true, 1
			s.opt.Seed = int64(seed) + 1
			s.world.latency = time.Duration(1+seed%8) * time.Second // so that the readings lie apart
			s.world.script = []outcome{n2Cut}
			_, _ = s.live(1, true) // the first got lost, the second was not sent
			time.Sleep(time.Hour)
			s.mustRun(EndDone)
			s.checkTruth()
			s.wantRows(OK, OK)
		})
	}
}
