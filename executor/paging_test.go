package executor

import (
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"domainbatch/executor/alidomain"
	"domainbatch/executor/journal"
	"domainbatch/ingest"
)

// strangers adds n tasks of somebody else for the domain, of the given age.
func (w *world) strangers(n int, typ, domain string, age time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for range n {
		w.tasks = append(w.tasks, &worldTask{no: fmt.Sprintf("stranger-%04d", len(w.tasks)), kind: "x", typ: typ, domains: []string{domain}, created: time.Now().Add(-age)})
	}
}

// lost is a scene in which the answer to the one submit was lost, of a service
// that says nothing of nonces.
func lost(t *testing.T) *scene {
	s := newScene(t, 1, 1, contactRow("a.example", ingest.Admin))
	s.opt.NoReplay = true
	s.world.script = []outcome{n3CutAfter}
	return s
}

// mustFind runs the scene to its end: the lost task is found, and nothing was
// sent twice.
func (s *scene) mustFind() {
	s.t.Helper()
	s.mustRun(EndDone)
	s.wantRows(OK)
	s.checkOwners("stranger-")
	if b := s.batch("b0001"); len(s.world.submits) != 1 || b.TaskNo == "" {
		s.t.Errorf("%d submits, task %q: %s", len(s.world.submits), b.TaskNo, b.Code)
	}
}

// The lost task is on the last of many pages, wherever it is looked for.
func TestLostTaskIsFoundOnTheLastPage(t *testing.T) {
	t.Run("of the task list", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			s := lost(t)
			s.world.hidden = map[string]bool{"task-0001": true} // from PollTaskResult
			s.world.onAnswer = func() { s.world.strangers(90, "CHG_DNS", "other.example", 0) }
			s.mustFind()
		})
	})
	t.Run("of the task history", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			s := lost(t)
			s.world.history = 72 * time.Hour
			s.world.onAnswer = func() { s.world.strangers(90, "CHG_DNS", "other.example", 0) }
			_, _ = s.live(1, false) // killed when it has read the answer
			if b := s.batch("b0001"); b.State != journal.Intent {
				t.Fatalf("it is %s", b.State)
			}
			time.Sleep(80 * time.Hour)
			s.mustFind()
		})
	})
	t.Run("of the finished details of its domain", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			s := lost(t)
			s.api = emptyLists{s.world}
			s.world.strangers(250, "CHG_DNS", "a.example", time.Hour)
			s.world.onAnswer = nil
			s.mustFind()
		})
	})
}

// A task of more domains than a page holds is read to its end, from the list
// and, when it has moved there, from the history.
func TestDetailsAreReadToTheLastPage(t *testing.T) {
	for name, away := range map[string]time.Duration{"list": 0, "history": 80 * time.Hour} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newScene(t, 1, 1500, contactRows(1500, ingest.Admin)...)
				s.quiet = true
				s.world.history, s.world.pageSize = 72*time.Hour, 100
				s.opt.Wait = 20 * time.Minute
				if away > 0 {
					_, _ = s.live(2, false) // killed before its details are durable
					if b := s.batch("b0001"); b.State != journal.Submitted {
						t.Fatalf("it is %s", b.State)
					}
					time.Sleep(away)
				}
				tally := s.mustRun(EndDone)
				if tally.Rows[OK] != 1500 {
					t.Errorf("%v", tally.Rows)
				}
				if n := s.world.calls[alidomain.OpQueryTaskDetailList] + s.world.calls[alidomain.OpQueryTaskDetailHistory]; n > 25 {
					t.Errorf("%d pages of details", n)
				}
			})
		})
	}
}

// What is finished shows behind the finished details of somebody else.
func TestSweepIsReadToTheLastPage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := tracked(t, 300)
		s.world.backlog = 2500
		s.mustTrack(16)
	})
}

// A list of the account's domains that is longer than a page is used whole:
// half a list would make bad domains of good ones, and a call of each.
func TestAccountsListIsReadToTheLastPage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := refusedBatch(t, 250, 3)
		s.world.owned = slices.Insert(s.world.owned, 0, "other1.example", "other2.example")
		s.mustRun(EndDone)
		s.checkTruth()
		s.wantCalls(3, 3)
		if b := s.batch("b0001.1"); b.State != journal.Done || len(b.Changes) != 249 {
			t.Errorf("%s with %d domains", b.State, len(b.Changes))
		}
	})
}
