package executor

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"domainbatch/executor/alidomain"
	"domainbatch/executor/journal"
	"domainbatch/ingest"
)

// The failure matrix from the moment when a task is accepted. A read may be
// repeated, so that every outcome of it leads to the same end, killed or not.
func TestFailureMatrixOfPolling(t *testing.T) {
	outcomes := []struct {
		name    string
		status  int
		code    string
		written bool
	}{
		{"N1", 0, "", false}, {"N2 and N3", 0, "", true}, {"N5", 200, "", true}, {"N6", 400, "ParameterIllegal", true}, {"N7", 400, "Throttling.User", true},
		{"N8", 400, "TaskIsBeingProcessed", true}, {"N9 503", 503, "ServiceUnavailable", true}, {"N9 NetworkIOError", 400, "NetworkIOError", true},
		{"N10", 400, "SignatureNonceUsed", true},
	}
	for _, p := range []string{"no crash", "P6 while it asks", "P7 details read, not durable", "P8 details durable"} {
		for _, o := range outcomes {
			t.Run(p+"/"+o.name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					s := newScene(t, 5, 3, append(contactRows(6, ingest.Tech), codeRow("c.example"))...)
					fail := &failingReads{world: s.world, left: 3}
					fail.err = s.world.fail(alidomain.OpQueryTaskDetailList, o.status, o.code, o.written, nil)
					s.api = fail
					if p != "no crash" {
						ctx, cancel := context.WithCancel(t.Context())
						m := &mortal{Journal: s.journal, left: -1, die: cancel}
						switch p {
						case "P6 while it asks":
							fail.onRead = m.kill
						case "P7 details read, not durable":
							m.at, m.left = "SaveDetails", 0
						case "P8 details durable":
							m.at, m.left, m.after = "SaveDetails", 0, true
						}
						deps := s.deps()
						deps.Journal = m
						_, _ = Run(ctx, deps, s.runID, s.options())
						if !m.dead {
							t.Fatal("the process was not killed")
						}
						fail.onRead = nil
						time.Sleep(time.Minute)
					}
					s.mustRun(EndDone)
					s.wantRows(OK, OK, OK, OK, OK, OK, OK)
					s.checkTruth()
					details, err := s.journal.Details(t.Context(), s.runID)
					if err != nil || len(details) != 7 || len(s.world.submits) != 3 {
						t.Errorf("%d details for 7 domains, %d submits of 3 batches, %v", len(details), len(s.world.submits), err)
					}
				})
			})
		}
	}
}

// P9: an acknowledgement whose answer is lost has no row, because nothing is ever
// acknowledged: none of the parts through which calls leave can do it. (The tests
// of the built program find none in the emulator's book either.)
func TestNothingCanAcknowledge(t *testing.T) {
	for _, through := range []reflect.Type{reflect.TypeFor[API](), reflect.TypeFor[Canceller](), reflect.TypeFor[AccountReader](), reflect.TypeFor[*alidomain.Client]()} {
		if through.NumMethod() == 0 {
			t.Errorf("P9 %v has no methods", through)
		}
		for i := range through.NumMethod() {
			if name := through.Method(i).Name; strings.Contains(strings.ToLower(name), "ack") {
				t.Errorf("P9 %v can %s", through, name)
			}
		}
	}
}

// failingReads answers the first questions about tasks with an error.
type failingReads struct {
	*world
	mu     sync.Mutex
	left   int
	err    error
	onRead func()
}

func (f *failingReads) fails() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.onRead != nil {
		f.onRead()
	}
	if f.left--; f.left >= 0 {
		return f.err
	}
	return nil
}

func (f *failingReads) TaskDetails(ctx context.Context, q alidomain.TaskDetailsQuery) (alidomain.TaskDetailPage, error) {
	if err := f.fails(); err != nil {
		return alidomain.TaskDetailPage{}, err
	}
	return f.world.TaskDetails(ctx, q)
}

func (f *failingReads) PollTaskResults(ctx context.Context, q alidomain.TaskDetailsQuery) (alidomain.TaskDetailPage, error) {
	if err := f.fails(); err != nil {
		return alidomain.TaskDetailPage{}, err
	}
	return f.world.PollTaskResults(ctx, q)
}

// P11: a process is stopped while its requests are under way, its lock is lost,
// another one takes over, and then the first goes on. The journal decides: what
// the second has settled the first cannot claim, and nothing is doubled.
func TestStaleHolderOfTheLockDoublesNothing(t *testing.T) {
	for _, stopped := range []time.Duration{10 * time.Second, 5 * time.Minute, 40 * time.Minute} {
		for _, o := range []outcome{normal, n2Cut, n3CutAfter, n5Unreadable} {
			t.Run(fmt.Sprintf("P11 stopped for %v/%v", stopped, o), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					s := newScene(t, 5, 2, contactRows(8, ingest.Admin)...)
					s.quiet = true // two processes write no common log
					s.world.script = []outcome{o, o, normal, o}
					stale := s.deps()
					stale.API = &sleeper{world: s.world, sleep: stopped}
					first := s.options()
					ended := make(chan error)
					go func() {
						_, err := Run(t.Context(), stale, s.runID, first)
						ended <- err
					}()
					time.Sleep(time.Second)
					s.mustRun(EndDone)
					err := <-ended
					if err != nil && !errors.Is(err, journal.ErrState) && !errors.Is(err, journal.ErrTaskTaken) {
						t.Errorf("the stale process: %v", err)
					}
					s.mustRun(EndDone)
					s.checkTruth()
					if n := CountResults(s.rows())[OK]; n != 8 {
						t.Errorf("%d of 8 rows are done", n)
					}
				})
			})
		}
	}
}

// sleeper is the service as a stopped process sees it: its requests are on
// their way, and it reads the answers much later.
type sleeper struct {
	*world
	sleep time.Duration
}

func (s *sleeper) Submit(ctx context.Context, stamp alidomain.Stamp, req alidomain.SubmitRequest) (alidomain.Receipt, error) {
	receipt, err := s.world.Submit(ctx, stamp, req)
	time.Sleep(s.sleep)
	return receipt, err
}

// P12: the disk fails at any write of any kind. Sending stops, the error is
// told, and the next process brings everything to its end.
func TestDiskThatFailsAtAnyWriteStopsSending(t *testing.T) {
	for k := range 23 {
		t.Run(fmt.Sprintf("P12 at write %d", k+1), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newScene(t, 5, 2, append(contactRows(8, ingest.Admin), codeRow("d000.example"))...)
				s.world.bad["d003.example"] = true
				s.world.script = []outcome{normal, n3CutAfter, normal, n7Throttled}
				disk := &mortal{Journal: s.journal, left: k, die: func() {}, cause: fmt.Errorf("%w: no space left on device", journal.ErrDisk)}
				deps := s.deps()
				deps.Journal = disk
				tally, err := Run(t.Context(), deps, s.runID, s.options())
				if !disk.dead {
					t.Fatalf("only %d writes were made", k)
				}
				over := tally.Rows[OK] == 8 && tally.Rows[Failed] == 1 // at the last write, which closes the run
				if !errors.Is(err, journal.ErrDisk) || tally.End != EndFatal && !over {
					t.Errorf("it ended %q, %v", tally.End, err)
				}
				for _, at := range s.world.submits {
					if at.After(disk.died) {
						t.Errorf("a request left %v after the disk had failed", at.Sub(disk.died))
					}
				}
				s.mustRun(EndDone)
				s.checkTruth()
				if n := CountResults(s.rows())[OK]; n != 8 {
					t.Errorf("%d of 9 rows are done, want all but one", n)
				}
			})
		})
	}
}

// P17: a domain that is under way in one run cannot be begun by another.
func TestOneDomainIsUnderWayOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t, 5, 1, contactRows(2, ingest.Admin)...)
		second := planOf(t, 1, contactRow("d001.example", ingest.Admin), contactRow("new.example", ingest.Admin))
		second.Source.Digest = "another file"
		_, _, err := Start(t.Context(), s.journal, second, RunInfo{Account: "acct", Site: "cn"})
		var owned *journal.OwnedError
		if !errors.As(err, &owned) || owned.Domain != "d001.example" || owned.RunID != s.runID {
			t.Errorf("%v", err)
		}
		s.mustRun(EndDone)
		if _, _, err := Start(t.Context(), s.journal, second, RunInfo{Account: "acct", Site: "cn"}); err != nil {
			t.Errorf("when the first is over: %v", err)
		}
	})
}
