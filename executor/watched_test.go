package executor

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"domainbatch/executor/alidomain"
	"domainbatch/executor/journal"
	"domainbatch/executor/quota"
)

// recorder is a test that only writes down what it is told.
type recorder struct {
	testing.TB
	mu     sync.Mutex
	failed []string
}

func (r *recorder) Helper() {}

func (r *recorder) Errorf(format string, args ...any) { r.Error(fmt.Sprintf(format, args...)) }

func (r *recorder) Error(args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.failed = append(r.failed, fmt.Sprint(args...))
}

// Each invariant is broken on purpose, and the watch must say so at the step
// that broke it: the run itself notices nothing, and some of these leave no
// trace at its end.
func TestBrokenInvariantIsSeenAtItsStep(t *testing.T) {
	for name, c := range map[string]struct {
		plant func(s *simulation)
		want  string
	}{
		"a task is forgotten":       {func(s *simulation) { s.journal = forgetful{s.journal} }, "and its request made task"},
		"a stranger's task is ours": {func(s *simulation) { s.journal = credulous{s.journal} }, "is not the one that its request made"},
		"another batch moves":       {func(s *simulation) { s.journal = clumsy{s.journal} }, "batches are cancelled, and it should be"},
		"sent and taken back":       {func(s *simulation) { s.journal = hasty{s.journal} }, "is taken back unsent, and the service has a task"},
		"sent twice":                {func(s *simulation) { s.api = stutter{s.world} }, "was accepted again"},
		"sent afresh":               {func(s *simulation) { s.api = renewing{s.world} }, "without an intent"},
		"sent to others":            {func(s *simulation) { s.api = greedy{s.world} }, "with another stamp or other domains"},
		"too fast":                  {func(s *simulation) { s.quota = unlimited{} }, "within a second at a limit"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				told := &recorder{TB: t}
				s := newSimulation(told, 1)
				s.quiet = true
				s.world.faults, s.world.listLag = faults{}, 0
				c.plant(s)
				s.opt.Wait = time.Hour
				_, _ = s.live(-1, false)
				if !slices.ContainsFunc(told.failed, func(said string) bool { return strings.Contains(said, c.want) }) {
					t.Errorf("nobody said %q; said was %q", c.want, told.failed)
				}
			})
		})
	}
}

// forgetful takes an accepted request for one that was put off.
type forgetful struct{ journal.Journal }

func (f forgetful) Accepted(ctx context.Context, runID, batchID, _, requestID string, at, next time.Time) error {
	return f.Refused(ctx, runID, batchID, journal.Refusal{Code: "X", RequestID: requestID, Permanent: true, Counted: true})
}

// hasty takes back what was accepted, as if it had never been sent.
type hasty struct{ journal.Journal }

func (h hasty) Accepted(ctx context.Context, runID, batchID, _, requestID string, at, next time.Time) error {
	if err := h.Refused(ctx, runID, batchID, journal.Refusal{Code: "X", RequestID: requestID}); err != nil {
		return err
	}
	_, err := h.Journal.Cancel(ctx, runID, batchID, "taken back")
	return err
}

// credulous writes down another task than the service has named.
type credulous struct{ journal.Journal }

func (c credulous) Accepted(ctx context.Context, runID, batchID, _, requestID string, at, next time.Time) error {
	return c.Journal.Accepted(ctx, runID, batchID, batchID, requestID, at, next)
}

// clumsy drops a batch when it touches another.
type clumsy struct{ journal.Journal }

func (c clumsy) ClaimIntent(ctx context.Context, runID, batchID string, f journal.Frozen) (bool, error) {
	batches, err := c.Batches(ctx, runID)
	if err != nil {
		return false, err
	}
	for _, b := range batches {
		if b.ID != batchID && b.State == journal.Planned {
			if _, err := c.Cancel(ctx, runID, b.ID, "dropped"); err != nil {
				return false, err
			}
			break
		}
	}
	return c.Journal.ClaimIntent(ctx, runID, batchID, f)
}

// stutter lets every request arrive twice at a service without a memory.
type stutter struct{ *world }

func (s stutter) Submit(ctx context.Context, stamp alidomain.Stamp, req alidomain.SubmitRequest) (alidomain.Receipt, error) {
	s.world.mu.Lock()
	s.world.memory = noMemory
	s.world.mu.Unlock()
	receipt, err := s.world.Submit(ctx, stamp, req)
	if err == nil {
		time.Sleep(5 * time.Minute)
		_, _ = s.world.arrive(stamp, req)
	}
	return receipt, err
}

// renewing signs every request anew, as a library that retries does.
type renewing struct{ *world }

func (r renewing) Submit(ctx context.Context, _ alidomain.Stamp, req alidomain.SubmitRequest) (alidomain.Receipt, error) {
	return r.world.Submit(ctx, alidomain.NewStamp(time.Now()), req)
}

// greedy adds a domain.
type greedy struct{ *world }

func (g greedy) Submit(ctx context.Context, stamp alidomain.Stamp, req alidomain.SubmitRequest) (alidomain.Receipt, error) {
	req.Domains = append(req.Domains, "d99.example")
	return g.world.Submit(ctx, stamp, req)
}

// unlimited lets everything go at once.
type unlimited struct{}

func (unlimited) Acquire(ctx context.Context, _ quota.Class) error { return ctx.Err() }
func (unlimited) Punish(quota.Class, time.Duration)                {}
func (unlimited) Rate(quota.Class) float64                         { return 0 }
func (unlimited) Throttled() int                                   { return 0 }
