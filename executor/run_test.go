package executor

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"domainbatch/executor/alidomain"
	"domainbatch/executor/journal"
	"domainbatch/executor/quota"
	"domainbatch/ingest"
)

func TestRunBringsEveryRowToItsResult(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rows := append(contactRows(30, ingest.Registrant), codeRow("code.example"), profileRow("p1.example", 7, ingest.Admin), codeRow("d000.example"))
		s := newScene(t, 1, 20, rows...)
		s.world.failing["d003.example"] = true
		tally := s.mustRun(EndDone)
		s.checkTruth()
		s.checkRate(5)
		if tally.Rows[OK] != 32 || tally.Rows[Failed] != 1 || tally.Total != 33 {
			t.Errorf("tally %+v", tally)
		}
		if tally.Submits != len(s.plan.Batches) {
			t.Errorf("%d submits for %d batches", tally.Submits, len(s.plan.Batches))
		}
		for _, r := range s.rows() {
			if strings.HasPrefix(r.Domain, "code") && r.TransferCode.Reveal() != codeOf(r.Domain) {
				t.Errorf("%s: transfer code %q", r.Domain, r.TransferCode.Reveal())
			}
			if r.SubmittedAt.IsZero() || r.FinishedAt.Before(r.SubmittedAt) || r.Attempts != 1 || len(r.TaskNos) != 1 {
				t.Errorf("%+v", r)
			}
		}
		run, err := s.journal.Run(t.Context(), s.runID)
		if err != nil || run.FinishedAt.IsZero() {
			t.Errorf("run not finished: %v", err)
		}
		last := s.shots[len(s.shots)-1]
		if last.Changes.Done != 32 || last.Changes.Failed != 1 || last.Changes.Total != 33 || last.Final != last.Batches {
			t.Errorf("last snapshot %+v", last)
		}
		if strings.Contains(s.log.String(), "Code#") || strings.Contains(s.log.String(), anna.Email) {
			t.Error("the log holds a transfer code or a contact value")
		}
	})
}

func TestSecondRunOfAFinishedRunSendsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t, 1, 10, contactRows(5, ingest.Tech)...)
		s.mustRun(EndDone)
		n := len(s.world.submits)
		s.mustRun(EndDone)
		if len(s.world.submits) != n {
			t.Error("a finished run was sent again")
		}
	})
}

func TestShortTasksAreAskedAboutOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var rows []ingest.Row
		for i := range 60 {
			rows = append(rows, codeRow(fmt.Sprintf("c%02d.example", i)))
		}
		s := newScene(t, 1, 10, rows...)
		s.mustRun(EndDone)
		if n := s.world.calls[alidomain.OpQueryTaskDetailList]; n > 66 {
			t.Errorf("%d questions about 60 tasks of a second", n)
		}
	})
}

func TestChangesOfOneDomainNeverOverlap(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t, 3, 10,
			contactRow("a.example", ingest.Registrant, ingest.Admin, ingest.Tech, ingest.Billing),
			codeRow("a.example"), contactRow("b.example", ingest.Admin))
		s.world.duration = func(string) time.Duration { return 20 * time.Second }
		s.mustRun(EndDone)
		s.checkTruth()
		if n := s.world.calls[alidomain.OpNewContact] + s.world.calls[alidomain.OpTransferCode]; n != len(s.plan.Batches) {
			t.Errorf("%d submits for %d batches: a domain was submitted while busy", n, len(s.plan.Batches))
		}
		r := s.rows()[0]
		if r.Result != OK || len(r.TaskNos) != 4 || !strings.Contains(r.Comment, "billing") {
			t.Errorf("%+v", r)
		}
	})
}

func TestBadDomainsAreSplitOffInLogarithmicallyManyCalls(t *testing.T) {
	for _, bad := range [][]int{{0}, {63}, {31, 32}, {5, 40, 41}} {
		synctest.Test(t, func(t *testing.T) {
			s := newScene(t, 1, 64, contactRows(64, ingest.Registrant)...)
			for _, i := range bad {
				s.world.bad[fmt.Sprintf("d%03d.example", i)] = true
			}
			tally := s.mustRun(EndDone)
			s.checkTruth()
			if limit := 1 + 2*len(bad)*6; len(s.world.submits) > limit {
				t.Errorf("%d submits to find %d bad among 64, want at most %d", len(s.world.submits), len(bad), limit)
			}
			if tally.Rows[Failed] != len(bad) || tally.Rows[OK] != 64-len(bad) {
				t.Errorf("%v", tally.Rows)
			}
			for _, r := range s.rows() {
				if r.Result == Failed && (r.Code != alidomain.CodeDomainNotExist || r.Attempts != 7) {
					t.Errorf("%+v", r)
				}
			}
		})
	}
}

func TestBusyDomainHoldsBackOnlyItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t, 1, 8, contactRows(8, ingest.Admin)...)
		s.world.busyUntil["d005.example"] = time.Now().Add(2 * time.Hour)
		s.opt.Wait = 30 * time.Minute
		s.mustRun(EndPending)
		s.wantRows(OK, OK, OK, OK, OK, NotSent, OK, OK)
		r := s.rows()[5]
		if r.Code != alidomain.CodeTaskIsBeingProcessed || !strings.Contains(r.Comment, "domainbatch resume "+s.runID) {
			t.Errorf("%+v", r)
		}
		time.Sleep(2 * time.Hour)
		s.mustRun(EndDone)
		s.wantRows(OK, OK, OK, OK, OK, OK, OK, OK)
		s.checkTruth()
	})
}

// The rates that the service was found to take are where the next run starts,
// for both classes of call.
func TestBothLearnedRatesAreKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t, 9, 1, contactRows(40, ingest.Admin)...)
		s.world.faults = faults{throttle: 0.4, query: 0.5}
		s.mustRun(EndDone)
		for _, c := range quota.Classes() {
			learned, err := s.journal.Rate(t.Context(), rateKey("acct", c))
			ceiling := map[quota.Class]float64{quota.Submit: 5, quota.Query: 10}[c]
			if err != nil || learned <= 0 || learned >= ceiling {
				t.Errorf("%v: learned rate %v, %v", c, learned, err)
			}
			l, err := LearnedQuota(t.Context(), s.journal, "acct", s.opt)
			if err != nil || l.Rate(c) != learned {
				t.Errorf("%v: the next run starts at %v, want %v, %v", c, l.Rate(c), learned, err)
			}
		}
	})
}

func TestThrottlingFailsNoRow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t, 9, 1, contactRows(40, ingest.Admin)...)
		s.world.faults.throttle = 0.4
		tally := s.mustRun(EndDone)
		s.checkTruth()
		s.checkRate(5)
		if tally.Rows[OK] != 40 || tally.Throttled == 0 {
			t.Errorf("%+v", tally)
		}
		learned, err := s.journal.Rate(t.Context(), rateKey("acct", 0))
		if err != nil || learned <= 0 || learned != tally.Rate {
			t.Errorf("learned rate %v, settled %v, %v", learned, tally.Rate, err)
		}
		for _, r := range s.rows() {
			if r.Attempts != 1 {
				t.Errorf("%s: %d attempts; throttled ones do not count", r.Domain, r.Attempts)
			}
		}
	})
}

func TestSlowTasksEndASessionAndAreResumedFromTheHistory(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t, 1, 10, append(contactRows(3, ingest.Registrant), codeRow("c.example"))...)
		s.world.duration = func(string) time.Duration { return 3 * 24 * time.Hour }
		s.opt.Wait = 30 * time.Minute
		start := time.Now()
		tally := s.mustRun(EndPending)
		if d := time.Since(start); d > 32*time.Minute {
			t.Errorf("waited %v", d)
		}
		s.wantRows(Pending, Pending, Pending, Pending)
		if n := tally.Calls[string(alidomain.OpQueryTaskDetailList)]; n > 40 {
			t.Errorf("%d questions about 2 tasks in half an hour", n)
		}
		time.Sleep(4 * 24 * time.Hour)
		s.world.history = 24 * time.Hour
		s.mustRun(EndDone)
		s.wantRows(OK, OK, OK, OK)
		if r := s.rows()[3]; !r.CodeByMail || r.TransferCode != "" {
			t.Errorf("a code that is not in the history: %+v", r)
		}
	})
}

func TestDrainFinishesWhatIsUnderWayAndResumes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t, 1, 1, contactRows(40, ingest.Registrant)...)
		drain := make(chan struct{})
		s.opt.Drain = drain
		s.world.latency = 300 * time.Millisecond
		go func() {
			time.Sleep(3100 * time.Millisecond)
			close(drain)
		}()
		s.mustRun(EndInterrupted)
		counts, err := s.journal.Counts(t.Context(), s.runID)
		if err != nil {
			t.Fatal(err)
		}
		if counts[journal.Intent] != 0 || counts[journal.Ambiguous] != 0 || counts[journal.Planned] == 0 {
			t.Errorf("after draining: %v", counts)
		}
		s.opt.Drain = nil
		s.mustRun(EndDone)
		s.checkTruth()
		if len(s.world.submits) != 40 {
			t.Errorf("%d submits for 40 batches", len(s.world.submits))
		}
	})
}

func TestCancelledContextLeavesAtOnceAndLosesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t, 1, 1, contactRows(30, ingest.Registrant)...)
		s.world.latency = 10 * time.Second
		ctx, cancel := context.WithTimeout(t.Context(), 11*time.Second)
		defer cancel()
		start := time.Now()
		tally, err := Run(ctx, s.deps(), s.runID, s.options())
		if err != nil || tally.End != EndInterrupted || time.Since(start) != 11*time.Second {
			t.Errorf("ended %q after %v, %v", tally.End, time.Since(start), err)
		}
		s.world.latency = 20 * time.Millisecond
		s.mustRun(EndDone)
		s.checkTruth()
	})
}

func TestFatalAnswersStopTheRun(t *testing.T) {
	for code, want := range map[string]Reason{
		"InvalidAccessKeyId.NotFound": ReasonCredentials, "SignatureDoesNotMatch": ReasonCredentials,
		"Forbidden.RAM": ReasonPermission, "InvalidAction": ReasonEndpoint, "IllegalTimestamp": ReasonClock,
	} {
		synctest.Test(t, func(t *testing.T) {
			s := newScene(t, 1, 1, contactRows(20, ingest.Admin)...)
			s.api = refusing{s.world, code}
			tally, err := s.run()
			var fe *FatalError
			if !errors.As(err, &fe) || fe.Reason != want || fe.Code != code || tally.End != EndFatal {
				t.Errorf("%s: ended %q, %v", code, tally.End, err)
			}
			if tally.Calls[string(alidomain.OpNewContact)] > 5 || tally.Rows[NotSent] != 20 {
				t.Errorf("%s: %v, %v", code, tally.Calls, tally.Rows)
			}
		})
	}
}

// refusing answers every submit with one code.
type refusing struct {
	*world
	code string
}

func (r refusing) Submit(_ context.Context, _ alidomain.Stamp, req alidomain.SubmitRequest) (alidomain.Receipt, error) {
	return alidomain.Receipt{}, r.fail(req.Operation, 403, r.code, true, nil)
}

func TestWrongClockIsCorrectedFromTheAnswer(t *testing.T) {
	for _, skew := range []time.Duration{time.Hour, -3 * time.Hour} {
		synctest.Test(t, func(t *testing.T) {
			s := newScene(t, 1, 1, contactRows(12, ingest.Admin)...)
			s.world.skew = skew
			s.mustRun(EndDone)
			s.checkTruth()
		})
	}
}

func TestUnreachableServiceEndsTheSession(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t, 1, 1, contactRows(12, ingest.Admin)...)
		s.world.faults.dial = 1
		start := time.Now()
		tally, err := s.run()
		var ue *UnavailableError
		if !errors.As(err, &ue) || tally.End != EndUnavailable || tally.Rows[NotSent] != 12 {
			t.Errorf("ended %q, %v, %v", tally.End, err, tally.Rows)
		}
		if d := time.Since(start); d > 30*time.Second {
			t.Errorf("took %v to see that nobody is there", d)
		}
		s.world.faults.dial = 0
		s.mustRun(EndDone)
		s.checkTruth()
	})
}

func TestServiceThatGoesAwayForAMinuteIsWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t, 1, 1, contactRows(40, ingest.Admin)...)
		go func() {
			time.Sleep(2 * time.Second)
			s.world.set(faults{refuse503: 1})
			time.Sleep(time.Minute)
			s.world.set(faults{})
		}()
		s.mustRun(EndDone)
		s.checkTruth()
		if n := len(s.world.submits); n > 75 {
			t.Errorf("%d submits into a service that was away", n)
		}
	})
}

// patient throttles the first submit and says for how long.
type patient struct {
	*world
	rest time.Duration
	once sync.Once
}

func (p *patient) Submit(ctx context.Context, stamp alidomain.Stamp, req alidomain.SubmitRequest) (receipt alidomain.Receipt, err error) {
	p.once.Do(func() {
		refusal := p.fail(req.Operation, 400, "Throttling.User", true, nil)
		refusal.RetryAfter = p.rest
		err = refusal
	})
	if err != nil {
		return alidomain.Receipt{}, err
	}
	return p.world.Submit(ctx, stamp, req)
}

// A service that says when to come again is taken at its word.
func TestThrottlingRestsForAsLongAsTheServiceSays(t *testing.T) {
	for _, rest := range []time.Duration{3 * time.Second, 90 * time.Second} {
		synctest.Test(t, func(t *testing.T) {
			s := newScene(t, 1, 1, contactRows(6, ingest.Admin)...)
			s.opt.Workers = 1
			s.api = &patient{world: s.world, rest: rest}
			begun := time.Now()
			s.mustRun(EndDone)
			s.checkTruth()
			if first := s.world.submits[0].Sub(begun); first < rest || first > rest+2*time.Second {
				t.Errorf("told to rest for %v, sent again after %v", rest, first)
			}
		})
	}
}

func (w *world) set(f faults) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.faults = f
}

func TestJournalFailureStopsSendingAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t, 1, 1, contactRows(40, ingest.Admin)...)
		broken := &failing{Journal: s.journal, after: 9}
		deps := s.deps()
		deps.Journal = broken
		tally, err := Run(t.Context(), deps, s.runID, s.options())
		if !errors.Is(err, journal.ErrDisk) || tally.End != EndFatal {
			t.Errorf("ended %q, %v", tally.End, err)
		}
		at := len(s.world.submits)
		if at > 9 {
			t.Errorf("%d submits with a journal that took 9 writes", at)
		}
		s.mustRun(EndDone)
		s.checkTruth()
	})
}

// failing is a journal whose disk is full after so many intents and answers.
type failing struct {
	journal.Journal
	mu    sync.Mutex
	after int
}

func (f *failing) full() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.after--
	return f.after < 0
}

func (f *failing) ClaimIntent(ctx context.Context, runID, batchID string, fr journal.Frozen) (bool, error) {
	if f.full() {
		return false, fmt.Errorf("writing: %w", journal.ErrDisk)
	}
	return f.Journal.ClaimIntent(ctx, runID, batchID, fr)
}

func (f *failing) Accepted(ctx context.Context, runID, batchID, taskNo, requestID string, at, next time.Time) error {
	if f.full() {
		return fmt.Errorf("writing: %w", journal.ErrDisk)
	}
	return f.Journal.Accepted(ctx, runID, batchID, taskNo, requestID, at, next)
}
