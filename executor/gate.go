package executor

import (
	"context"
	"fmt"
	"time"
)

// Stop says which limit ended the submitting of a run.
type Stop string

// The limits that stop submitting. What has been submitted is followed to its
// end all the same.
const (
	StopFailures Stop = "failures" // more changes failed than Options.FailuresAllowed
	StopCanary   Stop = "canary"   // a change of the first wave failed
	StopDuration Stop = "duration" // Options.NotAfter has come
	StopWindow   Stop = "window"   // it is not a time of Options.Hours
)

// gateRules are the limits of a session.
type gateRules struct {
	allowed *int // failed changes that do not stop submitting; nil: any number
	canary  bool // the first wave must go without a failure
	times   timeRules
}

// gateVerdict is what a gate lets through.
type gateVerdict struct {
	open  int       // the wave, counted from 0, up to which batches may be submitted
	stop  Stop      // "" while submitting goes on
	shut  bool      // the hours are waited for; nothing is submitted meanwhile
	opens time.Time // when the hours begin again; zero unless it is they that say no
	until time.Time // when the verdict may be another one by itself; zero: never
}

// decide opens the first wave that has not ended, and with it all before it.
// A wave has ended when nothing of it is to be sent and no task of it runs; a
// change whose outcome only a person can find out counts as failed. It opens
// nothing more once a limit is exceeded. Time stops only what is still to be
// sent.
func (r gateRules) decide(waves []Counts, now time.Time) gateVerdict {
	times := r.times.at(now)
	v := gateVerdict{open: len(waves), until: times.until}
	failed, planned := 0, 0
	for i, w := range waves {
		failed += w.Failed + w.Unknown
		planned += w.Planned
		if w.Planned+w.Running > 0 {
			v.open = min(v.open, i)
		}
	}
	switch {
	case r.allowed != nil && failed > *r.allowed:
		v.stop = StopFailures
	case r.canary && len(waves) > 0 && waves[0].Failed+waves[0].Unknown > 0:
		v.stop = StopCanary
	case planned > 0 && !times.open:
		v.stop, v.shut, v.opens = times.stop, times.stop == "", times.opens
	}
	return v
}

// gate keeps the verdict on a board.
type gate struct {
	rules   gateRules
	board   *board
	verdict gateVerdict
	looked  time.Time
	opened  time.Time // when waiting for the hours has ended; zero when it never began
}

// look decides anew after something has moved, or when time has: also
// backwards, because clocks do.
func (g *gate) look(now time.Time) {
	due := !g.verdict.until.IsZero() && !now.Before(g.verdict.until)
	if !g.board.moved && !due && !now.Before(g.looked) {
		return
	}
	was := g.verdict.shut
	g.board.moved, g.looked, g.verdict = false, now, g.rules.decide(g.board.perWave, now)
	if was && !g.verdict.shut {
		g.opened = now
	}
}

// lets says whether the batch that is next may be submitted. Batches come in
// the order of their waves, so when it may not, none may.
func (g *gate) lets(e *entry) bool {
	return g.verdict.stop == "" && !g.verdict.shut && (g.board.waves == nil || g.board.wave(e) <= g.verdict.open)
}

// sendable reports whether a batch waits for nothing but a hand.
func (l *loop) sendable() bool {
	return !l.board.ready.empty() && l.gate.lets(l.board.ready.first())
}

// stoppedByLimit reports that a limit forbids to send more and that nothing is
// under way any more.
func (l *loop) stoppedByLimit() bool {
	return l.gate.verdict.stop != "" && l.running == 0 && l.board.counts.Running == 0 && l.board.due.empty()
}

// wavesOf reads the waves of the plan of a run, counted from 0, by batch; nil
// when it has none.
func (s *session) wavesOf(ctx context.Context) (map[string]int, error) {
	if !s.opt.Waves {
		return nil, nil
	}
	plan, _, err := Load(ctx, s.deps.Journal, s.record.ID)
	if err != nil {
		return nil, fmt.Errorf("reading the waves: %w", err)
	}
	waves := map[string]int{}
	for _, b := range plan.Batches {
		if b.Wave > 0 {
			waves[b.ID] = b.Wave - 1
		}
	}
	if len(waves) == 0 {
		return nil, nil
	}
	return waves, nil
}
