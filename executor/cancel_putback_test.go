package executor

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"domainbatch/executor/journal"
	"domainbatch/ingest"
)

// P13: the journal is put back from a copy, and the run is cancelled. Rows that
// the service has a task for are left to a person with that task as evidence, and
// none of them is said to have been taken back unsent.
func TestCancellingAJournalThatWasPutBackLooksFirst(t *testing.T) {
	for _, noticed := range []bool{true, false} {
		for kill := range 8 {
			t.Run(fmt.Sprintf("P13 noticed %v/copied after write %d", noticed, kill+1), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					s := putBack(t, noticed, kill, append(contactRows(9, ingest.Admin), codeRow("c1.example"), codeRow("c2.example"))...)
					h := newHeeding(s)
					sent := len(s.world.submits)
					if tally := s.takeBack(h); tally.End != EndDone {
						t.Errorf("ended %q", tally.End)
					}
					for _, r := range s.rows() {
						if r.Result != OK && (r.Result != Unknown || !strings.Contains(r.Comment, "task-")) {
							t.Errorf("%s: %s: %s", r.Domain, r.Result, r.Comment)
						}
					}
					doubts, err := Doubtful(t.Context(), s.journal, s.runID)
					if err != nil {
						t.Fatal(err)
					}
					for _, d := range Found(doubts) {
						if err := Resolve(t.Context(), s.journal, s.runID, d.Batch.ID, Decision{Outcome: journal.OutcomeSent, TaskNo: d.Evidence.Tasks[0]}, "anna"); err != nil {
							t.Fatal(err)
						}
					}
					if len(doubts) > 0 {
						s.takeBack(h)
					}
					for _, r := range s.rows() {
						if r.Result != OK {
							t.Errorf("taken over, %s: %s: %s", r.Domain, r.Result, r.Comment)
						}
					}
					if n := len(s.world.submits) - sent; n != 0 {
						t.Errorf("%d requests left", n)
					}
				})
			})
		}
	}
}

// A task of which only a part is the run's batch holds that part back, and the
// rest is taken back. A person who says that the task is somebody else's is not
// asked again.
func TestCancellingTakesBackWhatNoTaskHolds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t, 5, 3, contactRows(6, ingest.Admin)...)
		_, _ = s.live(0, false) // killed before the first intent
		s.world.duration = func(string) time.Duration { return time.Millisecond }
		s.world.tasks = append(s.world.tasks, &worldTask{no: "foreign", kind: "admin", typ: "UPDATE_ADMIN_CONTACT", domains: []string{"d004.example"}, created: time.Now()})
		time.Sleep(time.Minute)
		s.takeBack(newHeeding(s))
		s.wantRows(Cancelled, Cancelled, Cancelled, Cancelled, Unknown, Cancelled)
		doubts, err := Doubtful(t.Context(), s.journal, s.runID)
		if err != nil || len(doubts) != 1 {
			t.Fatalf("%d doubts, %v", len(doubts), err)
		}
		if err := Resolve(t.Context(), s.journal, s.runID, doubts[0].Batch.ID, Decision{Outcome: journal.OutcomeNotSent}, "anna"); err != nil {
			t.Fatal(err)
		}
		s.mustRun(EndDone)
		s.wantRows(Cancelled, Cancelled, Cancelled, Cancelled, Cancelled, Cancelled)
		if len(s.world.submits) != 0 {
			t.Errorf("%d requests left", len(s.world.submits))
		}
	})
}

// While it is waited for what a lost process may have sent, the tasks that are
// known are asked back at once, and the rows that are left do not claim anything.
func TestTasksAreAskedBackWhileTheListIsWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t, 1, 1, contactRows(5, ingest.Admin)...)
		h := newHeeding(s)
		s.home, s.opt.SubmitRate = "here", 1
		if err := noteHome(t.Context(), s.journal, s.runID, s.home); err != nil {
			t.Fatal(err)
		}
		s.world.duration = func(string) time.Duration { return 8 * time.Hour }
		s.interrupted(1500 * time.Millisecond)
		asked := len(s.world.submits)
		s.home, s.opt.Wait = "elsewhere", time.Minute
		begun := time.Now()
		if tally := s.takeBack(h); tally.End != EndPending || len(h.asked) != asked {
			t.Errorf("ended %q, %d of %d asked back", tally.End, len(h.asked), asked)
		}
		for i, r := range s.rows() {
			if i >= asked && (r.Result != NotSent || !strings.Contains(r.Comment, "still to be asked whether it was sent before")) {
				t.Errorf("%s: %s: %s", r.Domain, r.Result, r.Comment)
			}
		}
		s.opt.Wait = 0
		s.mustRun(EndDone)
		if n := CountResults(s.rows()); n[Cancelled] != 5 {
			t.Errorf("%v", n)
		}
		if waited := time.Since(begun); waited < s.opt.CopyWait() || waited > s.opt.CopyWait()+5*time.Minute {
			t.Errorf("it took %v", waited)
		}
	})
}

// What is taken back waits for nothing that a submit would wait for: not for the
// task of another call for its domain, a pause, a wave, or the hours.
func TestTakingBackWaitsForNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t, 3, 1, contactRow("a.example", ingest.Admin, ingest.Tech), codeRow("a.example"), contactRow("busy.example", ingest.Admin))
		s.world.duration = func(string) time.Duration { return 100 * time.Hour }
		s.world.busyUntil["busy.example"] = time.Now().Add(200 * time.Hour)
		s.interrupted(30 * time.Second)
		s.opt.Wait = time.Minute
		s.opt.NotAfter = time.Now()
		none := 0
		s.opt.FailuresAllowed = &none
		if err := Cancel(t.Context(), s.journal, s.runID, "anna"); err != nil {
			t.Fatal(err)
		}
		s.mustRun(EndPending)
		batches, err := s.journal.Batches(t.Context(), s.runID)
		if err != nil {
			t.Fatal(err)
		}
		states := map[journal.BatchState]int{}
		for _, b := range batches {
			states[b.State]++
		}
		if states[journal.Submitted] != 1 || states[journal.Cancelled] != len(batches)-1 {
			t.Errorf("%v", states)
		}
	})
}
