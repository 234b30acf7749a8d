package executor

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"domainbatch/executor/alidomain"
	"domainbatch/executor/journal"
	"domainbatch/ingest"
	"domainbatch/planner"
)

// simulation is one random history: a plan, faults and kills from a seed.
type simulation struct {
	*scene
	rng      *rand.Rand
	watch    *watch
	quota    Quota // nil: the executor's own
	crashes  int
	restarts int
	short    time.Duration // of a session, until it submits no more; 0: it always does
	earlier  bool          // a task of an earlier run is known

	copies bool // somebody copies the journal, and puts copies back
	old    []oldCopy
	backs  int
	taken  int // batches whose tasks a person took over

	cancels   bool      // somebody takes the run back
	canceller Canceller // nil: nobody is asked to take tasks back

	diskMu sync.Mutex
	disk   *draws
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
	set := planner.Settings{BatchSize: 1 + rng.IntN(8)}
	if seed%4 == 3 {
		set.Canary, set.Wave = int(seed%3), 1+int(seed%7)
	}
	s := &simulation{scene: newSceneWith(t, seed, set, rows...), rng: rng, disk: newDraws(seed + 1)}
	s.opt.Waves = set.Wave > 0
	if s.earlier = rng.IntN(2) == 0; s.earlier {
		s.earlierTask(time.Duration(rng.IntN(13*24)) * time.Hour)
	}
	s.world.disturb(rng, rows)
	s.opt.NoReplay = rng.IntN(4) == 0
	s.opt.SubmitRate = 1 + 9*rng.Float64()
	s.opt.Workers = []int{0, 1, 3}[rng.IntN(3)]
	s.watch = newWatch(t, s.journal, s.runID, s.opt)
	s.world.onSubmit, s.world.onTask, s.world.onQuery = s.watch.submit, s.watch.task, s.watch.query
	if s.opt.Waves {
		s.world.onSubmit = func(stamp alidomain.Stamp, req alidomain.SubmitRequest) {
			s.watch.submit(stamp, req)
			s.checkWave(stamp)
		}
	}
	s.timed(seed)
	s.putBacks(seed)
	s.cancelling(seed)
	return s
}

// disturb gives a world its faults and its habits.
func (w *world) disturb(rng *rand.Rand, rows []ingest.Row) {
	chance := func(most float64) float64 {
		if rng.IntN(2) == 0 {
			return 0
		}
		return most * rng.Float64()
	}
	w.uneven = true
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
}

// live runs one process until it ends or is killed, on a disk of which no two
// writes take the same time.
func (s *simulation) live(kill int, after bool) (Tally, error) {
	ctx, cancel := context.WithCancel(s.t.Context())
	defer cancel()
	deps := s.deps()
	m := &mortal{Journal: deps.Journal, left: kill, after: after, die: cancel, disk: s.write, wrote: s.watch.wrote}
	deps.Journal, deps.Quota, deps.Canceller = m, s.quota, s.canceller
	if s.short > 0 {
		s.opt.NotAfter = time.Now().Add(s.short)
	}
	tally, err := Run(ctx, deps, s.runID, s.options())
	if m.dead {
		s.crashes++
	}
	s.watch.agree()
	return tally, err
}

func (s *simulation) write(op, batchID string) {
	s.diskMu.Lock()
	s.disk.about(op, batchID)
	d := s.disk.upTo(time.Millisecond)
	s.diskMu.Unlock()
	time.Sleep(d)
}

// play runs the history: some processes that are killed, and then, the world
// having calmed down, one that is left alone.
func (s *simulation) play() {
	s.t.Helper()
	processes := s.rng.IntN(4)
	if s.copies {
		processes += 2
	}
	for range processes {
		if _, err := s.live(s.rng.IntN(40), s.rng.IntN(2) == 0); err != nil && !errors.Is(err, errKilled) {
			s.log.WriteString(err.Error())
		}
		away := 40 * time.Minute
		if s.rng.IntN(3) == 0 {
			away = time.Second // what the dead process sent counts against the limit of the next
		}
		time.Sleep(time.Duration(s.rng.IntN(1+s.rng.IntN(int(away)))) + 1)
		s.meddle()
		if s.cancels && s.rng.IntN(3) == 0 {
			s.cancel()
		}
	}
	if s.cancels {
		s.cancel()
	}
	s.toTheEnd()
	if s.backs > 0 && s.takeOver() > 0 {
		s.toTheEnd()
	}
}

// toTheEnd leaves the run alone until it is over.
func (s *simulation) toTheEnd() {
	s.t.Helper()
	for tries := 20; tries > 0; tries-- {
		tally, err := s.live(-1, false)
		var unavailable *UnavailableError
		switch {
		case err == nil && tally.End == EndDone:
			s.world.wg.Wait()
			return
		case err == nil && s.restart(tally):
			if s.restarts++; s.restarts < 200 {
				tries++
			}
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
func (s *simulation) check() outcomeOf {
	s.t.Helper()
	rows := s.rows()
	s.checkLedger()
	s.checkRows(rows)
	s.checkRate(s.opt.SubmitRate)
	s.checkAudit(rows)
	o := outcomeOf{rows: len(rows)}
	for _, r := range rows {
		switch r.Result {
		case OK, Failed:
		case Cancelled:
			if o.cancelled++; !s.cancels {
				s.t.Errorf("%s ended as %s, and nobody took it back", r.Domain, r.Result)
			}
		case Unknown:
			o.unknown++
			if r.Code == CodeNoCanary {
				o.noCanary++
			}
		default:
			o.lost++
			s.t.Errorf("%s ended as %s: %s", r.Domain, r.Result, r.Comment)
		}
	}
	batches, err := s.journal.Batches(context.Background(), s.runID)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, b := range batches {
		s.checkTakenBack(b)
		if b.State != journal.Unknown || b.Code == CodeNoCanary && !s.canaryFor(b, batches) {
			continue
		}
		if s.backs > 0 && s.madeFor(b) {
			continue // it may be the task of a request that this journal has never known
		}
		for _, c := range b.Changes {
			if !s.world.spent[c.Domain] || s.world.accepted[c.Kind+" "+c.Domain] > 0 {
				s.t.Errorf("%s (%s) is left to a person without need", c.Domain, b.Code)
			}
		}
	}
	for _, n := range s.world.accepted {
		o.doubled += max(n-1, 0)
	}
	return o
}

// canaryFor reports whether a task was known that the list had to show when
// the verdict about a batch was given.
func (s *simulation) canaryFor(b journal.Batch, batches []journal.Batch) bool {
	s.t.Helper()
	found := s.settlements(b.ID)
	verdict := found[len(found)-1].ReadAt.Add(-s.opt.fill().ListLag - time.Second)
	known := s.earlier
	for _, other := range batches {
		known = known || other.TaskNo != "" && other.SubmittedAt.Before(verdict)
	}
	return known
}

// outcomeOf is what a history came to.
type outcomeOf struct {
	rows, unknown, lost, doubled int
	cancelled                    int // rows
	noCanary                     int // of the unknown, those for which no task was known to judge the list by
}
