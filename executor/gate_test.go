package executor

import (
	"cmp"
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"domainbatch/executor/alidomain"
	"domainbatch/executor/journal"
	"domainbatch/ingest"
	"domainbatch/planner"
)

func TestGateDecides(t *testing.T) {
	var (
		done    = Counts{Total: 2, Done: 2}
		failed  = Counts{Total: 2, Done: 1, Failed: 1}
		unclear = Counts{Total: 2, Done: 1, Unknown: 1}
		running = Counts{Total: 2, Done: 1, Running: 1}
		planned = Counts{Total: 2, Planned: 2}
	)
	for _, c := range []struct {
		name   string
		rules  gateRules
		waves  []Counts
		open   int
		stopBy Stop
	}{
		{"nothing sent", gateRules{}, []Counts{planned, planned}, 0, ""},
		{"the first is running", gateRules{}, []Counts{running, planned}, 0, ""},
		{"the first has ended", gateRules{}, []Counts{done, planned, planned}, 1, ""},
		{"a failure alone stops nothing", gateRules{}, []Counts{failed, planned}, 1, ""},
		{"all have ended", gateRules{}, []Counts{done, done}, 2, ""},
		{"a later one was sent before", gateRules{}, []Counts{planned, running}, 0, ""},
		{"a canary without failure", gateRules{canary: true}, []Counts{done, planned}, 1, ""},
		{"a canary that fails", gateRules{canary: true}, []Counts{failed, planned}, 1, StopCanary},
		{"a canary of unknown outcome", gateRules{canary: true}, []Counts{unclear, planned}, 1, StopCanary},
		{"a failure after the canary", gateRules{canary: true}, []Counts{done, failed, planned}, 2, ""},
		{"as many failures as allowed", gateRules{allowed: new(2)}, []Counts{failed, failed, planned}, 2, ""},
		{"one more than allowed", gateRules{allowed: new(1)}, []Counts{failed, unclear, planned}, 2, StopFailures},
		{"none allowed", gateRules{allowed: new(0)}, []Counts{failed, planned}, 1, StopFailures},
		{"none allowed, none happened", gateRules{allowed: new(0)}, []Counts{done, planned}, 1, ""},
		{"no change at all", gateRules{canary: true, allowed: new(0)}, nil, 0, ""},
	} {
		if got := c.rules.decide(c.waves, time.Unix(0, 0)); got.open != c.open || got.stop != c.stopBy {
			t.Errorf("%s: open %d, stop %q; want %d, %q", c.name, got.open, got.stop, c.open, c.stopBy)
		}
	}
}

// Whatever ends in whatever order: nothing of a wave is sent before all of the
// waves before it have ended, nothing is sent once too much has failed, and
// without that everything is sent.
func TestGateKeepsWavesApart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now := time.Unix(0, 0)
		batches, waves := drawWaves(t)
		b := newBoard(batches, nil, waves, now)
		g := &gate{board: b, rules: gateRules{canary: rapid.Bool().Draw(t, "canary")}}
		if n := rapid.IntRange(-1, 3).Draw(t, "allowed"); n >= 0 {
			g.rules.allowed = &n
		}
		var running []*entry
		failures, first := 0, 0
		for {
			g.look(now)
			for !b.ready.empty() && g.lets(b.ready.first()) {
				e := b.ready.pop()
				if g.rules.allowed != nil && failures > *g.rules.allowed || g.rules.canary && first > 0 {
					t.Fatalf("%s is sent after %d failures, %d of the first wave", e.id, failures, first)
				}
				for _, other := range b.entries {
					if waves[other.root] < waves[e.root] && !other.state.Final() {
						t.Fatalf("%s of wave %d is sent before %s of wave %d has ended", e.id, waves[e.root], other.id, waves[other.root])
					}
				}
				e.state = journal.Submitted
				b.put(e, now)
				running = append(running, e)
			}
			if len(running) == 0 {
				break
			}
			i := rapid.IntRange(0, len(running)-1).Draw(t, "ends")
			e := running[i]
			running = append(running[:i], running[i+1:]...)
			if e.state = journal.Done; rapid.IntRange(0, 3).Draw(t, "how") == 0 {
				e.bad = 1
				failures++
				if waves[e.root] == 0 {
					first++
				}
			}
			e.ok = len(e.domains) - e.bad
			b.put(e, now)
		}
		if g.verdict.stop == "" && !b.done() {
			t.Fatalf("%d of %d batches were never sent", b.batches-b.final, b.batches)
		}
	})
}

func drawWaves(t *rapid.T) ([]journal.Batch, map[string]int) {
	waves, wave := map[string]int{}, 0
	var out []journal.Batch
	for i := range rapid.IntRange(1, 12).Draw(t, "batches") {
		wave += rapid.IntRange(0, 1).Draw(t, "next") * min(i, 1)
		id := fmt.Sprintf("b%02d", i)
		waves[id] = wave
		out = append(out, journal.Batch{ID: id, Seq: i, State: journal.Planned, Changes: []journal.Change{{ID: id, Domain: id + ".com"}}})
	}
	return out, waves
}

// checkWave holds every request that leaves to the waves of the plan.
func (s *scene) checkWave(stamp alidomain.Stamp) {
	batches, err := s.journal.Batches(context.Background(), s.runID)
	if err != nil {
		s.t.Error(err)
	}
	waves, parents := map[string]int{}, map[string]string{}
	for _, b := range s.plan.Batches {
		waves[b.ID] = b.Wave
	}
	for _, b := range batches {
		parents[b.ID] = b.ParentID
	}
	wave := func(id string) int {
		for parents[id] != "" {
			id = parents[id]
		}
		return waves[id]
	}
	sent := 0
	for _, b := range batches {
		if b.Nonce == stamp.Nonce {
			sent = wave(b.ID)
		}
	}
	for _, b := range batches {
		if wave(b.ID) < sent && !b.State.Final() {
			s.t.Errorf("something of wave %d is sent while %s of wave %d is %s", sent, b.ID, wave(b.ID), b.State)
		}
	}
}

func inWaves(t testing.TB, canary, wave, domains int) *scene {
	s := newSceneWith(t, 1, planner.Settings{BatchSize: 2, Canary: canary, Wave: wave}, contactRows(domains, ingest.Registrant)...)
	s.opt.Waves, s.opt.Canary = true, canary > 0
	s.world.onSubmit = func(stamp alidomain.Stamp, req alidomain.SubmitRequest) {
		s.checkIntent(stamp, req)
		s.checkWave(stamp)
	}
	return s
}

func TestWavesWaitForTheTasksOfTheOneBefore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := inWaves(t, 1, 4, 11)
		s.world.duration = func(string) time.Duration { return 10 * time.Minute }
		begun := time.Now()
		s.mustRun(EndDone)
		s.checkTruth()
		if took := time.Since(begun); took < 40*time.Minute {
			t.Errorf("four waves of ten minutes took %s", took)
		}
	})
}

func TestWavesSurviveBeingInterrupted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := inWaves(t, 2, 3, 9)
		s.world.duration = func(string) time.Duration { return time.Hour }
		s.opt.Wait = 10 * time.Minute
		tally := s.mustRun(EndPending)
		if tally.Rows[Pending] != 2 || tally.Rows[NotSent] != 7 {
			t.Errorf("after the canary was sent: %v", tally.Rows)
		}
		s.mustRun(EndPending)
		if n := len(s.world.submits); n != 1 {
			t.Errorf("%d calls, want the one of the canary", n)
		}
		s.opt.Wait = 0
		s.mustRun(EndDone)
		s.checkTruth()
	})
}

func TestACanaryThatFailsStopsTheRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := inWaves(t, 2, 0, 9)
		s.world.failing["d001.example"] = true
		tally := s.mustRun(EndLimit)
		if tally.Stop != StopCanary || tally.Rows[Failed] != 1 || tally.Rows[OK] != 1 || tally.Rows[NotSent] != 7 {
			t.Errorf("%+v", tally)
		}
		if tally = s.mustRun(EndLimit); tally.Stop != StopCanary || len(s.world.submits) != 1 {
			t.Errorf("going on without another limit: %+v", tally)
		}
		s.opt.Canary, s.opt.FailuresAllowed = false, new(1)
		if tally = s.mustRun(EndDone); tally.Stop != "" || tally.Rows[OK] != 8 {
			t.Errorf("after the limit was lifted: %+v", tally)
		}
		s.checkTruth()
	})
}

// What has been submitted is followed to its end after the stop.
func TestTooManyFailuresStopSubmittingOnly(t *testing.T) {
	for allowed, want := range map[int]End{0: EndLimit, 1: EndLimit, 2: EndDone} {
		synctest.Test(t, func(t *testing.T) {
			s := newSceneWith(t, 1, planner.Settings{BatchSize: 1}, contactRows(40, ingest.Tech)...)
			s.world.failing["d000.example"], s.world.failing["d001.example"] = true, true
			s.world.duration = func(d string) time.Duration {
				if d == "d002.example" {
					return time.Hour
				}
				return time.Second
			}
			s.opt.FailuresAllowed, s.opt.SubmitRate = &allowed, 1
			tally := s.mustRun(want)
			s.checkTruth()
			if tally.Rows[Pending] != 0 || (want == EndLimit) != (tally.Rows[NotSent] > 0) || (want == EndLimit) != (tally.Stop == StopFailures) {
				t.Errorf("%d allowed: %+v", allowed, tally)
			}
		})
	}
}

// A limit that is exceeded while tasks run for longer than anybody waits is
// told beside the end of the session.
func TestAStopIsToldWhileTasksStillRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSceneWith(t, 1, planner.Settings{BatchSize: 1}, contactRows(20, ingest.Tech)...)
		s.world.failing["d000.example"] = true
		s.world.duration = func(d string) time.Duration {
			if d == "d000.example" {
				return time.Second
			}
			return time.Hour
		}
		s.opt.FailuresAllowed, s.opt.SubmitRate, s.opt.Wait = new(0), 1, 10*time.Minute
		tally := s.mustRun(EndPending)
		if tally.Stop != StopFailures || cmp.Or(tally.Rows[Pending], tally.Rows[NotSent]) == 0 {
			t.Errorf("%+v", tally)
		}
	})
}
