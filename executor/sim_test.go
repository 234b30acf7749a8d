package executor

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"domainbatch/executor/journal"
	"domainbatch/ingest"
)

// mortal is a journal in a process that is killed: from one moment on nothing
// that is asked of it happens any more. The write at which it dies is either
// durable or not, and in both cases its caller never hears of it.
type mortal struct {
	journal.Journal
	mu    sync.Mutex
	left  int // writes until death; negative: immortal
	after bool
	dead  bool
	die   context.CancelFunc
}

var errKilled = errors.New("killed")

func (m *mortal) write(do func() error) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.dead {
		return errKilled
	}
	if m.left != 0 {
		m.left--
		return do()
	}
	if m.after {
		if err := do(); err != nil {
			return err
		}
	}
	m.dead = true
	m.die()
	return errKilled
}

func (m *mortal) ClaimIntent(ctx context.Context, runID, batchID string, f journal.Frozen) (ok bool, err error) {
	err = m.write(func() error { ok, err = m.Journal.ClaimIntent(ctx, runID, batchID, f); return err })
	return ok, err
}

func (m *mortal) Accepted(ctx context.Context, runID, batchID, taskNo, requestID string, at, next time.Time) error {
	return m.write(func() error { return m.Journal.Accepted(ctx, runID, batchID, taskNo, requestID, at, next) })
}

func (m *mortal) Refused(ctx context.Context, runID, batchID string, r journal.Refusal) error {
	return m.write(func() error { return m.Journal.Refused(ctx, runID, batchID, r) })
}

func (m *mortal) MarkAmbiguous(ctx context.Context, runID, batchID, code, message string, arrived bool, next time.Time) error {
	return m.write(func() error {
		return m.Journal.MarkAmbiguous(ctx, runID, batchID, code, message, arrived, next)
	})
}

func (m *mortal) Resolve(ctx context.Context, runID, batchID string, r journal.Resolution) error {
	return m.write(func() error { return m.Journal.Resolve(ctx, runID, batchID, r) })
}

func (m *mortal) SplitBatch(ctx context.Context, runID, batchID string, why journal.Refusal, children []journal.Batch) error {
	return m.write(func() error { return m.Journal.SplitBatch(ctx, runID, batchID, why, children) })
}

func (m *mortal) SaveDetails(ctx context.Context, runID, batchID string, details []journal.Detail, next time.Time, done bool) error {
	return m.write(func() error { return m.Journal.SaveDetails(ctx, runID, batchID, details, next, done) })
}

func (m *mortal) FinishRun(ctx context.Context, id string, at time.Time) error {
	return m.write(func() error { return m.Journal.FinishRun(ctx, id, at) })
}

// live runs one process until it ends or is killed. A kill also cuts every
// call on its way; what has reached the world goes on there.
func (s *scene) live(kill int, after bool) (Tally, error) {
	ctx, cancel := context.WithCancel(s.t.Context())
	defer cancel()
	deps := s.deps()
	deps.Journal = &mortal{Journal: s.journal, left: kill, after: after, die: cancel}
	return Run(ctx, deps, s.runID, s.opt)
}

// simulation is one random history: a plan, faults and kills from a seed.
type simulation struct {
	*scene
	rng *rand.Rand
}

func newSimulation(t testing.TB, seed uint64) *simulation {
	rng := rand.New(rand.NewPCG(seed, 2))
	var rows []ingest.Row
	for i := range 3 + rng.IntN(14) {
		domain := fmt.Sprintf("d%02d.example", i)
		switch rng.IntN(5) {
		case 0:
			rows = append(rows, codeRow(domain))
		case 1:
			rows = append(rows, profileRow(domain, int64(1+rng.IntN(3)), ingest.Registrant))
		case 2:
			rows = append(rows, contactRow(domain, ingest.Admin, ingest.Tech), codeRow(domain))
		default:
			rows = append(rows, contactRow(domain, ingest.Registrant))
		}
	}
	s := &simulation{newScene(t, seed, 1+rng.IntN(8), rows...), rng}
	w := s.world
	chance := func(most float64) float64 {
		if rng.IntN(2) == 0 {
			return 0
		}
		return most * rng.Float64()
	}
	w.faults = faults{dial: chance(0.2), cutBefore: chance(0.3), late: chance(0.15), refuse503: chance(0.2), behind: chance(0.1), error500: chance(0.2),
		cutAfter: chance(0.3), unreadable: chance(0.2), throttle: chance(0.2), query: chance(0.3), vanish: chance(0.2)}
	w.listLag = time.Duration(rng.IntN(100)) * time.Second
	if w.memory = nonceMemory(max(0, rng.IntN(6)-3)); w.memory != exactMemory {
		w.listLag, w.faults.late = 0, 0 // where nonces are forgotten, looking first is the only safeguard
	}
	w.latency = time.Duration(1+rng.IntN(2000)) * time.Millisecond
	slow := time.Duration(1 + rng.IntN(int(4*time.Minute)))
	w.duration = func(d string) time.Duration {
		if d[1] == '1' {
			return slow
		}
		return time.Second
	}
	for _, r := range rows {
		w.bad[r.Domain] = rng.IntN(12) == 0
		w.failing[r.Domain] = rng.IntN(12) == 0
		if rng.IntN(15) == 0 {
			w.busyUntil[r.Domain] = time.Now().Add(time.Duration(rng.IntN(int(time.Hour))))
		}
	}
	s.opt.NoReplay = rng.IntN(4) == 0
	s.opt.SubmitRate = 1 + 9*rng.Float64()
	s.opt.Workers = []int{0, 1, 3}[rng.IntN(3)]
	return s
}

// play runs the history: some processes that are killed, and then, the world
// having calmed down, one that is left alone.
func (s *simulation) play() {
	s.t.Helper()
	for range s.rng.IntN(4) {
		if _, err := s.live(s.rng.IntN(40), s.rng.IntN(2) == 0); err != nil && !errors.Is(err, errKilled) {
			s.log.WriteString(err.Error())
		}
		time.Sleep(time.Duration(s.rng.IntN(1+s.rng.IntN(int(40*time.Minute)))) + 1)
	}
	for range 20 {
		tally, err := s.live(-1, false)
		var unavailable *UnavailableError
		switch {
		case err == nil && tally.End == EndDone:
			s.world.wg.Wait()
			return
		case errors.As(err, &unavailable):
			time.Sleep(10 * time.Minute)
		case err != nil:
			s.t.Errorf("run ended %q, %v", tally.End, err)
			return
		}
	}
	s.t.Error("the run does not come to its end")
}

// check holds the outcome against the world's truth. A batch may be left to a
// person only when a request of it used up its nonce and was refused, and the
// refusal was not heard: that looks the same as an accepted one that is gone.
func (s *simulation) check() {
	s.t.Helper()
	s.checkTruth()
	s.checkRate(s.opt.SubmitRate)
	for _, r := range s.rows() {
		if r.Result != OK && r.Result != Failed && r.Result != Unknown {
			s.t.Errorf("%s ended as %s: %s", r.Domain, r.Result, r.Comment)
		}
	}
	batches, err := s.journal.Batches(context.Background(), s.runID)
	if err != nil {
		s.t.Fatal(err)
	}
	s.checkFold(batches)
	for _, b := range batches {
		if b.State != journal.Unknown {
			continue
		}
		for _, c := range b.Changes {
			if !s.world.spent[c.Domain] || s.world.accepted[c.Kind+" "+c.Domain] > 0 {
				s.t.Errorf("%s (%s) is left to a person without need", c.Domain, b.Code)
			}
		}
	}
}

// checkFold compares the states of the batches with what their history says.
func (s *simulation) checkFold(batches []journal.Batch) {
	s.t.Helper()
	events, err := s.journal.Events(context.Background(), s.runID)
	if err != nil {
		s.t.Fatal(err)
	}
	states, err := FoldEvents(events)
	if err != nil {
		s.t.Error(err)
	}
	for _, b := range batches {
		if at, ok := states[b.ID]; b.State != at && (ok || b.State != journal.Planned) {
			s.t.Errorf("batch %s is %s, its history says %q", b.ID, b.State, at)
		}
	}
}

// histories is how many are played: ten thousand where CI is set, enough to be
// told something by elsewhere, fewer when each of them is ten times as slow. A
// million or more with DOMAINBATCH_HISTORIES.
func histories(t *testing.T) (first, n uint64) {
	if v, err := strconv.ParseUint(os.Getenv("DOMAINBATCH_SEED"), 10, 64); err == nil {
		return v, 1
	}
	if v, err := strconv.ParseUint(os.Getenv("DOMAINBATCH_HISTORIES"), 10, 64); err == nil {
		return 1, v
	}
	if raceDetector || testing.Short() {
		return 1, 300
	}
	if os.Getenv("CI") != "" {
		return 1, 10_000
	}
	return 1, 1500
}

func TestRandomHistoriesLoseAndDoubleNothing(t *testing.T) {
	first, n := histories(t)
	if n == 1 {
		history(t, first, false)
		return
	}
	before := runtime.NumGoroutine()
	var next atomic.Uint64
	t.Run("seeds", func(t *testing.T) {
		for lane := range runtime.GOMAXPROCS(0) {
			t.Run(fmt.Sprint("lane ", lane), func(t *testing.T) {
				t.Parallel()
				for !t.Failed() {
					seed := first + next.Add(1) - 1
					if seed >= first+n {
						return
					}
					if !history(t, seed, true) {
						t.Errorf("replay with DOMAINBATCH_SEED=%d", seed)
					}
				}
			})
		}
	})
	for range 100 { // a bubble does not end before its goroutines; whatever else was begun has a second
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("%d goroutines are left of %d histories", runtime.NumGoroutine()-before, n)
}

// history plays one seed and reports whether all is well.
func history(t *testing.T, seed uint64, quiet bool) bool {
	return t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			s := newSimulation(t, seed)
			s.quiet = quiet
			s.play()
			s.check()
			if t.Failed() {
				t.Log(tail(s.log.String()))
			}
		})
	})
}
