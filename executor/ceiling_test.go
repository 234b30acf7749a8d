package executor_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"domainbatch/executor"
	"domainbatch/executor/alidomain"
	"domainbatch/executor/journal"
	"domainbatch/executor/quota"
	"domainbatch/executor/sandbox"
	"domainbatch/executor/vault"
	"domainbatch/ingest"
	"domainbatch/planner"
)

// The ceiling, by the emulator's own book, over real connections.
//
// The limiter promises that release i and release i+floor(r)+1 lie more than a
// second apart, for a ceiling of r calls a second. Nobody outside sees a release:
// it takes place within Acquire, so it lies between the instants c, just before
// Acquire, and t, just after it, and the call arrives at some a after that:
//
//	c(i) ≤ release(i) ≤ t(i) ≤ a(i)
//
// A loaded machine may stretch each of these gaps, so that arrivals bunch
// although releases do not, and a count of the arrivals in any second proves
// nothing. But submits stand in a line: one asks for leave when the one before
// it has got it, c(i+1) ≥ t(i), which the test checks. So, with k = floor(r)+1,
//
//	a(i+1+k) ≥ release(i+1+k) > release(i+1) + 1 s ≥ c(i+1) + 1 s ≥ t(i) + 1 s
//
// In the second that follows t(i) at most k calls that were released after it
// can be in the emulator's book, however late each of them came. No load breaks
// that. The price is one call of sharpness, because t(i) stands for release(i+1):
// a limiter that lets one call too many into a second is seen in exact time only,
// by the tests of quota and by every step of the random histories; one that lets
// two too many is seen here. Both sides use one monotonic clock.
func TestEmulatorNeverSeesMoreThanTheCeiling(t *testing.T) {
	for _, rate := range []float64{5, 40, 200} {
		for _, workers := range []int{1, 8, 64} {
			t.Run(fmt.Sprintf("%v a second, %d workers", rate, workers), func(t *testing.T) {
				t.Parallel()
				checkCeiling(t, rate, workers)
			})
		}
	}
}

func checkCeiling(t *testing.T, rate float64, workers int) {
	begun := time.Now()
	clock := func() time.Time { return begun.Add(time.Since(begun)) }
	emulator, err := sandbox.New(sandbox.Options{Seed: 1, Now: clock, Keys: map[string]string{"id": "secret"},
		AdoptUnknown: true, Calm: true, Quota: map[string]sandbox.Quota{}})
	if err != nil {
		t.Fatal(err)
	}
	defer emulator.Close()
	server := httptest.NewServer(emulator)
	defer server.Close()
	client, err := alidomain.New(alidomain.Config{Site: alidomain.SiteCN, Endpoint: server.URL, Credential: alidomain.StaticCredential("id", "secret", "")})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	v, err := vault.Open(filepath.Join(t.TempDir(), "keys", "vault.key"))
	if err != nil {
		t.Fatal(err)
	}
	j := journal.NewMemory()
	plan := codePlan(t, int(1.25*rate)+4)
	runID, _, err := executor.Start(t.Context(), j, plan, executor.RunInfo{Account: "acct", Site: "cn"})
	if err != nil {
		t.Fatal(err)
	}
	gate := &gate{Limiter: quota.New(quota.Config{Submit: rate}), clock: clock}
	_, err = executor.Run(t.Context(), executor.Deps{Journal: j, API: client, Vault: v, Quota: gate, Clock: clockOf(clock)}, runID,
		executor.Options{SubmitRate: rate, Workers: workers, Wait: time.Millisecond, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	arrived := map[string]time.Time{}
	for _, task := range emulator.Ledger().Tasks {
		arrived[task.Domains[0]] = task.At
	}
	if len(arrived) != len(plan.Batches) || len(gate.passed) != len(plan.Batches) {
		t.Fatalf("%d releases and %d arrivals of %d submits", len(gate.passed), len(arrived), len(plan.Batches))
	}
	k := int(rate) + 1
	for i, p := range gate.passed {
		if i > 0 && p.asked.Before(gate.passed[i-1].got) {
			t.Fatalf("submit %d asked for leave before submit %d had it", i, i-1)
		}
		for n := i + 1; n < len(gate.passed); n++ { // released in the order of the plan
			at := arrived[plan.Batches[n].Changes[0].Domain]
			if at.Before(gate.passed[n].asked) {
				t.Fatalf("submit %d was sent without leave", n)
			}
			if n-i > k && at.Sub(p.got) <= time.Second {
				t.Errorf("submit %d of those after %d arrived %v after its release, at a ceiling of %v", n-i, i, at.Sub(p.got), rate)
			}
		}
	}
	t.Logf("busiest second by arrivals: %d", emulator.Ledger().MaxInWindow("submit", time.Second))
}

// gate is a limiter that notes when it was asked for leave to submit and when
// it had given it.
type gate struct {
	*quota.Limiter
	clock  func() time.Time
	mu     sync.Mutex
	passed []pass
}

type pass struct{ asked, got time.Time }

func (g *gate) Acquire(ctx context.Context, c quota.Class) error {
	asked := g.clock()
	err := g.Limiter.Acquire(ctx, c)
	if err == nil && c == quota.Submit {
		got := g.clock()
		g.mu.Lock()
		g.passed = append(g.passed, pass{asked, got})
		g.mu.Unlock()
	}
	return err
}

type clockOf func() time.Time

func (c clockOf) Now() time.Time { return c() }

// codePlan asks for so many transfer codes, one submit each.
func codePlan(t *testing.T, n int) *planner.Plan {
	t.Helper()
	plan, err := planner.Build(func(yield func(ingest.Row, error) bool) {
		for i := range n {
			domain := fmt.Sprintf("c%04d-example.com", i)
			if !yield(ingest.Row{Record: i, Number: i + 2, Domain: domain, DomainTyped: domain, Action: ingest.ActionTransferCode}, nil) {
				return
			}
		}
	}, planner.Source{File: "in.xlsx", Digest: "0c5d"}, planner.Settings{Site: planner.SiteCN, Account: "acct"}, planner.Options{Tool: "test", Now: time.Now()})
	if err != nil {
		t.Fatal(err)
	}
	return plan
}
