package executor

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"domainbatch/executor/alidomain"
	"domainbatch/executor/journal"
	"domainbatch/ingest"
)

// events returns the evidence of the settlements of a batch.
func (s *scene) settlements(batchID string) []evidence {
	s.t.Helper()
	events, err := s.journal.Events(s.t.Context(), s.runID)
	if err != nil {
		s.t.Fatal(err)
	}
	var found []evidence
	for _, e := range events {
		var ev evidence
		if e.BatchID == batchID && e.Kind == "resolved" && json.Unmarshal([]byte(e.Detail), &ev) == nil {
			found = append(found, ev)
		}
	}
	return found
}

// A task that the lists show is taken without another request; only when none
// shows is the frozen request sent again.
func TestLookingComesBeforeReplay(t *testing.T) {
	for o, how := range map[outcome]string{n2Cut: "replay", n9Unavailable: "replay", n3CutAfter: "matched", n9ErrorAfter: "matched"} {
		synctest.Test(t, func(t *testing.T) {
			s := newScene(t, 1, 1, contactRow("a.example", ingest.Admin))
			s.world.script = []outcome{o}
			start := time.Now()
			s.mustRun(EndDone)
			s.checkTruth()
			if got := s.settlements("b0001"); len(got) != 1 || got[0].How != how {
				t.Errorf("%v: settled by %+v, want %s", o, got, how)
			}
			if d := time.Since(start); d > 15*time.Second {
				t.Errorf("%v: took %v", o, d)
			}
			want := map[string]int{"replay": 2, "matched": 1}[how]
			if n := len(s.world.submits); n != want {
				t.Errorf("%v: %d requests, want %d", o, n, want)
			}
		})
	}
}

func TestRefusedReplayIsToldInItsOwnWords(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t, 1, 1, contactRow("a.example", ingest.Admin))
		s.world.script = []outcome{n2Cut}
		s.world.bad["a.example"] = true
		s.mustRun(EndDone)
		s.checkTruth()
		if r := s.rows()[0]; r.Result != Failed || r.Code != alidomain.CodeDomainNotExist || !strings.HasPrefix(r.Comment, "Refused: words for DomainNotExist.") {
			t.Errorf("%s %s %q", r.Result, r.Code, r.Comment)
		}
	})
}

func TestReplayIsTheVerySameRequest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		yes := ingest.Row{Domain: "a.example", ProfileID: 42, ContactTypes: []ingest.ContactType{ingest.Registrant}, Lock: ingest.LockOn, InstanceID: "S2020"}
		s := newScene(t, 1, 1, yes)
		s.world.script = []outcome{n2Cut}
		var stamps []alidomain.Stamp
		var requests []string
		s.world.onSubmit = func(stamp alidomain.Stamp, req alidomain.SubmitRequest) {
			text, err := json.Marshal(req)
			if err != nil {
				t.Error(err)
			}
			stamps, requests = append(stamps, stamp), append(requests, string(text))
		}
		s.mustRun(EndDone)
		if len(stamps) != 2 || stamps[0] != stamps[1] || requests[0] != requests[1] {
			t.Errorf("%v\n%v", stamps, requests)
		}
		if !strings.Contains(requests[0], `"Lock":true`) || !strings.Contains(requests[0], `"ProfileID":42`) || !strings.Contains(requests[0], "S2020") {
			t.Errorf("request %s", requests[0])
		}
	})
}

func TestWithoutReplayAbsenceIsProvenOnlyAfterTheSignatureIsDead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t, 1, 1, contactRow("a.example", ingest.Admin), contactRow("b.example", ingest.Tech))
		s.opt.NoReplay = true
		s.world.script = []outcome{n2Cut, n4TaskNo}
		start := time.Now()
		s.mustRun(EndDone)
		s.checkTruth()
		s.wantRows(OK, OK)
		if n := len(s.world.submits); n != 3 {
			t.Errorf("%d submits, want three", n)
		}
		if d := s.world.submits[2].Sub(start); d < 18*time.Minute || d > 25*time.Minute {
			t.Errorf("sent again after %v", d)
		}
	})
}

func TestRequestThatArrivesLateIsFound(t *testing.T) {
	for _, noReplay := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			s := newScene(t, 1, 1, contactRow("a.example", ingest.Admin))
			s.opt.NoReplay = noReplay
			late := &lateFirst{world: s.world, delay: 14 * time.Minute}
			s.api = late
			s.mustRun(EndDone)
			late.wg.Wait()
			s.checkTruth()
			s.wantRows(OK)
		})
	}
}

// lateFirst lets the first request arrive long after its caller gave up.
type lateFirst struct {
	*world
	delay time.Duration
	done  bool
}

func (l *lateFirst) Submit(ctx context.Context, stamp alidomain.Stamp, req alidomain.SubmitRequest) (alidomain.Receipt, error) {
	if l.done {
		return l.world.Submit(ctx, stamp, req)
	}
	l.done = true
	l.wg.Go(func() {
		time.Sleep(l.delay)
		_, _ = l.arrive(stamp, req)
	})
	return alidomain.Receipt{}, l.fail(req.Operation, 0, "", true, context.DeadlineExceeded)
}

func TestServiceWithoutNonceMemoryIsSafe(t *testing.T) {
	for _, noReplay := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			s := newScene(t, 1, 1, contactRows(6, ingest.Admin)...)
			s.world.memory = noMemory
			s.opt.NoReplay = noReplay
			s.world.script = []outcome{n2Cut, n3CutAfter, n5Unreadable, n9Unavailable, n9ErrorAfter}
			s.mustRun(EndDone)
			s.checkTruth()
			s.wantRows(OK, OK, OK, OK, OK, OK)
		})
	}
}

// A request that arrived, of which nothing shows, is sent again only when the
// list shows later tasks and the service has forgotten the request.
func TestArrivedAndGoneIsProvenByALaterTask(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t, 1, 1, contactRows(4, ingest.Admin)...)
		s.world.script = []outcome{n4TaskNo, n10Nonce}
		s.opt.SubmitRate = 0.5
		start := time.Now()
		s.mustRun(EndDone)
		s.checkTruth()
		s.wantRows(OK, OK, OK, OK)
		if d := s.world.submits[len(s.world.submits)-1].Sub(start); d < 33*time.Minute || d > 40*time.Minute {
			t.Errorf("sent again after %v", d)
		}
	})
}

// blind is a service that shows nothing of its tasks for a minute: neither the
// lists nor the finished details.
type blind struct {
	*world
	until time.Time
}

func (b blind) Tasks(ctx context.Context, q alidomain.TasksQuery) (alidomain.TaskPage, error) {
	if time.Now().Before(b.until) {
		return alidomain.TaskPage{}, nil
	}
	return b.world.Tasks(ctx, q)
}

func (b blind) PollTaskResults(context.Context, alidomain.TaskDetailsQuery) (alidomain.TaskDetailPage, error) {
	return alidomain.TaskDetailPage{}, nil
}

// doubled is a scene in which a service without nonce memory takes a request
// twice, because it shows its tasks late.
func doubled(t *testing.T) *scene {
	s := newScene(t, 1, 1, contactRow("a.example", ingest.Admin))
	s.api = blind{s.world, time.Now().Add(time.Minute)}
	s.world.memory = noMemory
	s.world.script = []outcome{n3CutAfter, n3CutAfter, n7Throttled}
	s.world.duration = func(string) time.Duration { return time.Millisecond }
	return s
}

// A service that forgets nonces and lists late can take a request twice. That
// must be seen and left to a person, never be taken for one.
func TestTwoTasksForOneRequestAreLeftToAPerson(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := doubled(t)
		tally := s.mustRun(EndDone)
		s.wantRows(Unknown)
		r := s.rows()[0]
		if r.Code != CodeTwoTasks || !strings.Contains(r.Comment, "task-0001") || !strings.Contains(r.Comment, "task-0002") {
			t.Errorf("%+v", r)
		}
		if run, err := s.journal.Run(t.Context(), s.runID); err != nil || !run.FinishedAt.IsZero() || tally.Rows[Unknown] != 1 {
			t.Errorf("a run with an open question was finished: %+v, %v", tally, err)
		}
	})
}

func TestUnknownBatchIsResolvedByAPerson(t *testing.T) {
	for _, c := range []struct {
		d    Decision
		want Result
	}{
		{Decision{Outcome: journal.OutcomeSent, TaskNo: "task-0001"}, OK},
		{Decision{Outcome: journal.OutcomeNotSent}, OK},
		{Decision{Outcome: journal.OutcomeSkip, Note: "seen in the console"}, Cancelled},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := doubled(t)
			s.mustRun(EndDone)
			for _, bad := range []Decision{{Outcome: journal.OutcomeSent}, {Outcome: journal.OutcomeSkip, TaskNo: "x"}, {Outcome: "maybe"}} {
				if err := Resolve(t.Context(), s.journal, s.runID, "b0001", bad, "anna"); !errors.Is(err, ErrDecision) {
					t.Errorf("%+v: %v", bad, err)
				}
			}
			if err := Resolve(t.Context(), s.journal, s.runID, "b0001", c.d, ""); !errors.Is(err, ErrDecision) {
				t.Errorf("nobody decided: %v", err)
			}
			if err := Resolve(t.Context(), s.journal, s.runID, "b0001", c.d, "anna"); err != nil {
				t.Fatal(err)
			}
			s.mustRun(EndDone)
			s.wantRows(c.want)
			if err := Resolve(t.Context(), s.journal, s.runID, "b0001", c.d, "anna"); !errors.Is(err, ErrDecision) {
				t.Errorf("decided twice: %v", err)
			}
			events, err := s.journal.Events(t.Context(), s.runID)
			if err != nil {
				t.Fatal(err)
			}
			who := ""
			for _, e := range events {
				if e.Kind == "resolved" {
					who = e.Actor
				}
			}
			if who != "anna" {
				t.Errorf("decided by %q", who)
			}
		})
	}
}

// A task of somebody else with the same domain, or one that we know already,
// is never taken for ours.
func TestForeignTasksAreNotAdopted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t, 1, 2, contactRow("a.example", ingest.Admin), contactRow("b.example", ingest.Admin), codeRow("a.example"))
		s.earlierTask(time.Hour)
		s.opt.NoReplay = true
		s.world.duration = func(string) time.Duration { return time.Millisecond }
		s.world.script = []outcome{n2Cut}
		foreign := func(typ string, age time.Duration, domains ...string) {
			s.world.tasks = append(s.world.tasks, &worldTask{no: fmt.Sprint("foreign-", len(s.world.tasks)), kind: "x", typ: typ, domains: domains, created: time.Now().Add(-age)})
		}
		foreign("CHG_DNS", 0, "a.example", "b.example")
		foreign("UPDATE_TECH_CONTACT", 0, "a.example", "b.example")
		foreign("UPDATE_ADMIN_CONTACT", 0, "a.example", "c.example")
		foreign("UPDATE_ADMIN_CONTACT", 0, "a.example")
		foreign("UPDATE_ADMIN_CONTACT", 8*time.Hour, "b.example", "a.example")
		s.mustRun(EndDone)
		s.checkOwners("foreign-")
		s.wantRows(OK, OK, OK)
	})
}

func (s *scene) checkOwners(foreign string) {
	s.t.Helper()
	batches, err := s.journal.Batches(s.t.Context(), s.runID)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, b := range batches {
		if strings.HasPrefix(b.TaskNo, foreign) {
			s.t.Errorf("batch %s took the foreign task %s", b.ID, b.TaskNo)
		}
	}
}

func TestListThatLagsOrIsCutShortProvesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t, 1, 1, contactRows(3, ingest.Admin)...)
		s.opt.NoReplay = true
		s.world.script = []outcome{n4TaskNo, n4TaskNo, n2Cut}
		s.api = emptyLists{s.world}
		tally := s.mustRun(EndDone)
		s.wantRows(OK, OK, Unknown)
		if r := s.rows()[2]; r.Code != CodeNoEvidence || tally.Rows[Unknown] != 1 {
			t.Errorf("%+v", r)
		}
		if len(s.world.submits) != 3 {
			t.Error("sent again on the word of a list that misses a known task")
		}
	})
}

// emptyLists is a service whose task lists show nothing.
type emptyLists struct{ *world }

func (e emptyLists) Tasks(context.Context, alidomain.TasksQuery) (alidomain.TaskPage, error) {
	return alidomain.TaskPage{}, nil
}

func (e emptyLists) TaskHistory(context.Context, alidomain.TaskHistoryQuery) (alidomain.TaskHistoryPage, error) {
	return alidomain.TaskHistoryPage{}, nil
}

// The task of an earlier run for the same domain is not the answer to a request
// of this one, however well it fits.
func TestTaskOfAnEarlierRunIsNotTakenAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t, 1, 1, contactRow("a.example", ingest.Admin))
		s.mustRun(EndDone)
		second := planOf(t, 1, contactRow("a.example", ingest.Admin))
		second.Source.Digest = "another file"
		id, _, err := Start(t.Context(), s.journal, second, RunInfo{Account: "acct", Site: "cn"})
		if err != nil {
			t.Fatal(err)
		}
		s.runID = id
		s.opt.NoReplay, s.opt.Wait = true, 2*time.Hour
		s.world.script = []outcome{n2Cut}
		s.mustRun(EndDone)
		s.wantRows(OK)
		if b := s.batch("b0001"); b.TaskNo != "task-0002" {
			t.Errorf("it took %s", b.TaskNo)
		}
	})
}

// shifting is a list whose pages shift while they are read: one task is in none
// of them until the given time, and in none of the first reading after it.
type shifting struct {
	*world
	missing  string
	until    time.Time
	readings int
}

func (s *shifting) Tasks(ctx context.Context, q alidomain.TasksQuery) (alidomain.TaskPage, error) {
	page, err := s.world.Tasks(ctx, q)
	if err == nil && q.PageNum == 1 && time.Now().After(s.until) {
		s.readings++
	}
	if s.readings < 2 {
		page.Tasks = slices.DeleteFunc(slices.Clone(page.Tasks), func(t alidomain.Task) bool { return t.TaskNo == s.missing })
	}
	return page, err
}

// P16: what one reading misses the other shows. A request is proven to be
// absent by two.
func TestOneReadingProvesNoAbsence(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t, 1, 1, contactRows(2, ingest.Admin)...)
		s.opt.NoReplay = true
		s.world.script = []outcome{n4TaskNo, n3CutAfter}
		s.world.hidden = map[string]bool{"task-0002": true}
		o := s.opt.fill()
		list := &shifting{world: s.world, missing: "task-0002", until: time.Now().Add(o.SignatureLife + o.ClockSkew + o.ListLag)}
		s.api = list
		s.mustRun(EndDone)
		s.checkTruth()
		s.wantRows(OK, OK)
		if list.readings != 2 && list.readings != 3 {
			t.Errorf("%d readings after the signature was dead", list.readings)
		}
	})
}

// PollTaskResult finds by domain what the lists do not show.
func TestFinishedDetailsLeadToATaskThatIsNotListed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t, 1, 3, contactRows(3, ingest.Admin)...)
		s.world.script = []outcome{n3CutAfter}
		s.api = emptyLists{s.world}
		s.mustRun(EndDone)
		s.checkTruth()
		s.wantRows(OK, OK, OK)
	})
}

// A service without the queries that settle ends nobody's run.
func TestMissingHistoryIsDoneWithout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t, 1, 3, contactRows(3, ingest.Admin)...)
		s.world.script = []outcome{n3CutAfter}
		s.api = noHistory{s.world}
		s.mustRun(EndDone)
		s.checkTruth()
		s.wantRows(OK, OK, OK)
	})
}

type noHistory struct{ *world }

func (n noHistory) TaskHistory(context.Context, alidomain.TaskHistoryQuery) (alidomain.TaskHistoryPage, error) {
	return alidomain.TaskHistoryPage{}, n.fail(alidomain.OpQueryTaskInfoHistory, 404, "InvalidApi.NotFound", true, nil)
}

func (n noHistory) PollTaskResults(context.Context, alidomain.TaskDetailsQuery) (alidomain.TaskDetailPage, error) {
	return alidomain.TaskDetailPage{}, n.fail(alidomain.OpPollTaskResult, 403, "Forbidden.RAM", true, nil)
}

// Intents of the own epoch are under way: another step leaves them alone.
func TestLiveIntentsAreNotSettled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t, 1, 1, contactRow("a.example", ingest.Admin))
		s.world.latency = 30 * time.Second
		sess, err := newSession(t.Context(), s.deps(), s.runID, s.options().fill())
		if err != nil {
			t.Fatal(err)
		}
		sess.step.sending = t.Context()
		first := make(chan error)
		go func() {
			_, err := sess.step.Step(t.Context(), "b0001", nil)
			first <- err
		}()
		time.Sleep(10 * time.Second)
		for range 3 {
			p, err := sess.step.Step(t.Context(), "b0001", nil)
			if err != nil || p.state != journal.Intent {
				t.Errorf("second step: %+v, %v", p, err)
			}
		}
		if err := <-first; err != nil {
			t.Error(err)
		}
		if len(s.world.submits) != 1 || s.batch("b0001").State != journal.Submitted {
			t.Errorf("%d submits, batch %s", len(s.world.submits), s.batch("b0001").State)
		}
		for range 3 { // also harmless on a batch that is accepted or done
			if _, err := sess.step.Step(t.Context(), "b0001", nil); err != nil {
				t.Error(err)
			}
			time.Sleep(time.Minute)
		}
		if len(s.world.submits) != 1 {
			t.Error("sent again")
		}
	})
}
