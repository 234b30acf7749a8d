package executor

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"domainbatch/executor/alidomain"
	"domainbatch/executor/journal"
	"domainbatch/ingest"
)

// heeding is a world that takes tasks back: domains that it has not begun with
// fail, the others go on.
type heeding struct {
	*world
	asked  map[string]int
	back   map[string]bool // domains
	refuse string          // code of a refusal, "" to agree
	deaf   int             // answers that are lost before one arrives
}

func (h *heeding) CancelTask(_ context.Context, taskNo string) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.asked[taskNo]++
	if h.refuse != "" {
		return h.fail(alidomain.OpCancelTask, 400, h.refuse, true, nil)
	}
	for _, t := range h.tasks {
		for _, d := range t.domains {
			if t.no == taskNo && h.status(t, d) == alidomain.DetailWaiting {
				h.back[d] = true
			}
		}
	}
	if h.deaf > 0 {
		h.deaf--
		return h.fail(alidomain.OpCancelTask, 503, "ServiceUnavailable", true, nil)
	}
	return nil
}

func (h *heeding) TaskDetails(ctx context.Context, q alidomain.TaskDetailsQuery) (alidomain.TaskDetailPage, error) {
	page, err := h.world.TaskDetails(ctx, q)
	h.mu.Lock()
	defer h.mu.Unlock()
	for i, d := range page.Details {
		if h.back[d.Domain] {
			page.Details[i].Status, page.Details[i].ErrorMsg = alidomain.DetailFailed, "The task was cancelled."
		} else if d.Status.Final() {
			page.Details[i].TryCount = 1
		}
	}
	return page, err
}

func newHeeding(s *scene) *heeding {
	h := &heeding{world: s.world, asked: map[string]int{}, back: map[string]bool{}}
	s.api = h
	return h
}

// interrupted runs a scene for a while.
func (s *scene) interrupted(after time.Duration) {
	s.t.Helper()
	drain := make(chan struct{})
	stop := time.AfterFunc(after, func() { close(drain) })
	defer stop.Stop()
	opt := s.options()
	opt.Drain = drain
	if tally, err := Run(s.t.Context(), s.deps(), s.runID, opt); err != nil || tally.End != EndInterrupted {
		s.t.Fatalf("run ended %q, %v", tally.End, err)
	}
}

// takeBack cancels the run and works on it.
func (s *scene) takeBack(service Canceller) Tally {
	s.t.Helper()
	if err := Cancel(s.t.Context(), s.journal, s.runID, "anna"); err != nil {
		s.t.Fatal(err)
	}
	deps := s.deps()
	deps.Canceller = service
	tally, err := Run(s.t.Context(), deps, s.runID, s.options())
	if err != nil {
		s.t.Fatalf("%v\n%s", err, tail(s.log.String()))
	}
	return tally
}

func TestCancelTakesBackWhatWasNotSentAndWhatTheServiceHasNotBegun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t, 1, 1, contactRows(5, ingest.Admin)...)
		h := newHeeding(s)
		s.opt.SubmitRate = 1
		s.world.duration = func(d string) time.Duration {
			switch d {
			case "d000.example":
				return 8 * time.Hour // waits for two of them
			case "d001.example":
				return 4 * time.Second // has begun
			}
			return time.Millisecond
		}
		s.interrupted(2500 * time.Millisecond)
		sent := len(s.world.submits)
		if sent != 3 {
			t.Fatalf("%d sent before the cancellation, want 3", sent)
		}
		if tally := s.takeBack(h); tally.End != EndDone || tally.Calls["CancelTask"] == 0 {
			t.Errorf("%+v", tally)
		}
		s.wantRows(Cancelled, OK, OK, Cancelled, Cancelled)
		for i, want := range []string{"Taken back at the service, which says: The task was cancelled.", "too late", "Done.", "before it was sent", "before it was sent"} {
			if r := s.rows()[i]; !strings.Contains(r.Comment, want) && i != 2 {
				t.Errorf("row %d: %q does not say %q", i, r.Comment, want)
			}
		}
		for task, n := range h.asked {
			if n != 1 {
				t.Errorf("asked %d times for %s", n, task)
			}
		}
		if len(s.world.submits) != sent {
			t.Errorf("%d submits after the cancellation", len(s.world.submits)-sent)
		}
		if err := Cancel(t.Context(), s.journal, s.runID, "anna"); !errors.Is(err, ErrFinished) {
			t.Errorf("cancelling a finished run: %v", err)
		}
		s.checkTruth()
	})
}

func TestACancelledRunSendsNothingEver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t, 2, 2, contactRows(20, ingest.Admin)...)
		s.opt.SubmitRate = 1
		s.interrupted(1500 * time.Millisecond)
		sent := len(s.world.submits)
		for range 2 {
			if err := Cancel(t.Context(), s.journal, s.runID, "anna"); err != nil {
				t.Fatal(err)
			}
		}
		// The process dies here; what comes next knows of no cancellation but
		// from the journal, and has nobody to ask back.
		s.mustRun(EndDone)
		if len(s.world.submits) != sent {
			t.Errorf("%d submits after the cancellation", len(s.world.submits)-sent)
		}
		n := CountResults(s.rows())
		if n[Cancelled] != 20-2*sent || n[OK] != 2*sent {
			t.Errorf("%v after %d submits of two", n, sent)
		}
		events, err := s.journal.Events(t.Context(), s.runID)
		if err != nil {
			t.Fatal(err)
		}
		marks := 0
		for _, e := range events {
			if e.Kind == eventCancelRun {
				marks++
				if e.Actor != "anna" || e.At.IsZero() {
					t.Errorf("cancelled by %q at %v", e.Actor, e.At)
				}
			}
		}
		if marks != 1 {
			t.Errorf("%d marks of the cancellation", marks)
		}
	})
}

// A lost answer is looked into without a replay, which could be accepted.
func TestCancelSettlesLostAnswersWithoutSending(t *testing.T) {
	for _, c := range []struct {
		name    string
		outcome outcome
		want    Result
		asked   int
	}{
		{"never arrived", n2Cut, Cancelled, 0},
		{"accepted", n3CutAfter, Cancelled, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newScene(t, 3, 1, contactRow("a.example", ingest.Admin))
				h := newHeeding(s)
				s.earlierTask(time.Hour)
				s.world.duration = func(string) time.Duration { return 100 * time.Hour }
				s.world.script = []outcome{c.outcome}
				s.opt.Settle = time.Minute
				s.interrupted(20 * time.Second)
				if b := s.batch("b0001"); b.State != journal.Ambiguous {
					t.Fatalf("the batch is %s", b.State)
				}
				sent := len(s.world.submits)
				s.takeBack(h)
				s.wantRows(c.want)
				if len(s.world.submits) != sent || len(h.asked) != c.asked {
					t.Errorf("%d sent and %d asked back, want 0 and %d", len(s.world.submits)-sent, len(h.asked), c.asked)
				}
			})
		})
	}
}

func TestCancelThatTheServiceRefusesLeavesTheTruth(t *testing.T) {
	for _, c := range []struct {
		name, refuse string
		deaf         int
		failing      bool
		want         Result
		comment      string
	}{
		{"refused, and done", "ParameterIllegal", 0, false, OK, "too late"},
		{"refused, and failed by itself", "Forbidden.RAM", 0, true, Failed, "registry reported a failure"},
		{"the answer is lost", "", 3, false, Cancelled, "Taken back at the service"},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newScene(t, 4, 1, contactRow("a.example", ingest.Admin))
				h := newHeeding(s)
				h.refuse, h.deaf = c.refuse, c.deaf
				s.world.duration = func(string) time.Duration { return 2 * time.Hour }
				s.world.failing = map[string]bool{"a.example": c.failing}
				s.interrupted(5 * time.Second)
				if tally := s.takeBack(h); tally.End != EndDone {
					t.Errorf("ended %q", tally.End)
				}
				s.wantRows(c.want)
				if r := s.rows()[0]; !strings.Contains(r.Comment, c.comment) {
					t.Errorf("%q does not say %q", r.Comment, c.comment)
				}
				if asked := h.asked["task-0001"]; asked != c.deaf+1 {
					t.Errorf("asked %d times, want %d", asked, c.deaf+1)
				}
			})
		})
	}
}

// A batch that a person gave up may have been executed; its row must not say
// that nothing was sent.
func TestAGivenUpRowSaysThatItMayHaveBeenExecuted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := doubled(t)
		s.mustRun(EndDone)
		doubts, err := Doubtful(t.Context(), s.journal, s.runID)
		if err != nil || len(doubts) == 0 {
			t.Fatalf("%d doubts, %v", len(doubts), err)
		}
		d := doubts[0]
		if len(d.Evidence.Tasks) != 2 || d.Evidence.Verdict == "" || d.Evidence.ReadAt.IsZero() || len(d.History) < 3 {
			t.Errorf("%+v", d)
		}
		if err := Resolve(t.Context(), s.journal, s.runID, d.Batch.ID, Decision{Outcome: journal.OutcomeSkip}, "anna"); err != nil {
			t.Fatal(err)
		}
		for _, r := range s.rows() {
			if r.Result == Cancelled && (r.Code != CodeGivenUp || !strings.Contains(r.Comment, "may have been executed")) {
				t.Errorf("%+v", r)
			}
		}
		if n := CountResults(s.rows()); n[Cancelled] != 1 {
			t.Errorf("%v", n)
		}
		if left, err := Doubtful(t.Context(), s.journal, s.runID); err != nil || len(left) != len(doubts)-1 {
			t.Errorf("%d doubts are left, %v", len(left), err)
		}
	})
}
