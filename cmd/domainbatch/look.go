package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"domainbatch/executor"
	"domainbatch/executor/alidomain"
	"domainbatch/executor/journal"
	"domainbatch/planner"
)

// lookFlags say how the present is looked at before anything is planned.
type lookFlags struct {
	none     bool
	noVerify bool
	age      time.Duration
}

func (f *lookFlags) register(set *pflag.FlagSet) {
	set.BoolVar(&f.none, "no-refresh", false, "do not ask the service how things stand: what is already in place is sent again")
	set.BoolVar(&f.noVerify, "no-verify", false, "do not ask the service whether it would take the contacts (VerifyContactField)")
	set.DurationVar(&f.age, "refresh-age", executor.DefaultRefreshAge, "take answers that are younger than this from the journal (`DURATION`, 0: ask everything)")
}

func (f *lookFlags) validate() error {
	if f.age < 0 {
		return usage("give a duration such as 10m or 1h, or 0", "--refresh-age cannot be negative")
	}
	return nil
}

// unavailableAfter is how long a look goes on without an answer: nobody has
// been kept waiting for a task yet, so there is no reason for patience.
const unavailableAfter = time.Minute

// look finds out how things stand for what a plan wants to change.
func (p *program) look(ctx context.Context, s *session, plan *planner.Plan, f *lookFlags, rates runFlags) (*planner.Present, error) {
	opt := executor.RefreshOptions{
		MaxAge: f.age, NoVerify: f.noVerify, QueryRate: rates.QueryRate, TotalRate: rates.Rate, UnavailableAfter: unavailableAfter,
	}
	if f.age == 0 {
		opt.MaxAge = -1
	}
	limiter, err := executor.LearnedQuota(ctx, s.journal, s.account.key, executor.Options{SubmitRate: rates.SubmitRate, QueryRate: rates.QueryRate, TotalRate: rates.Rate})
	if err != nil {
		return nil, err
	}
	s.quota = limiter
	view := newLookProgress(p.console, p.now)
	present, sum, err := executor.Refresh(ctx, executor.RefreshDeps{
		Journal: s.journal, API: s.client, Clock: p, Quota: s.quota, Log: p.log, Progress: func(done, total int) { p.pulse.beat(); view.show(done, total) },
	}, s.account.key, plan, hastenedLook(opt))
	view.close()
	if err != nil {
		return nil, notLooked(err)
	}
	s.story.asked(sum.Calls)
	p.log.Info("looked at the present", "calls", sum.Calls, "recalled", sum.Recalled, "unanswered", sum.Unanswered, "took", sum.Elapsed.Round(time.Millisecond))
	for _, m := range sum.Missing {
		p.console.say("note: %s cannot be asked here (%s); what it would tell is not known", m.Operation, codeOfError(m.Err))
	}
	if sum.Unanswered > 0 {
		p.console.say("note: %s not answered; what they would tell is not known", count(sum.Unanswered, "question was", "questions were"))
	}
	if f.noVerify {
		present.Verdicts = nil // what the journal remembers of them was not asked for either
	}
	return present, nil
}

// notLooked adds the way out to an error of a look.
func notLooked(err error) error {
	if errors.Is(err, context.Canceled) {
		return err
	}
	f := explain(err)
	if f.code != exitUnavailable {
		return err
	}
	return fail(f.code, "check --endpoint and the network, or go on without looking at the present: --no-refresh", "%s", f.message).because(err)
}

func codeOfError(err error) string {
	var refused *alidomain.Error
	if errors.As(err, &refused) && refused.Code != "" {
		return refused.Code
	}
	return fmt.Sprint(err)
}

// lookProgress shows how far a look is: a bar on a terminal, else a line now
// and then.
type lookProgress struct{ *progress }

func newLookProgress(c *console, now func() time.Time) lookProgress {
	return lookProgress{newProgress(c, now)}
}

// show is told after every answer; total can grow.
func (g lookProgress) show(done, total int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed || total == 0 {
		return
	}
	if !g.console.live {
		if now := g.now(); now.Sub(g.told) >= plainEvery {
			g.told = now
			g.console.say("asking how things stand: %d of %d questions answered", done, total)
		}
		return
	}
	if g.bar == nil {
		g.bar = newBar(g.console, total)
		g.bar.Describe("asking how things stand")
		g.console.setBar(func() { g.bar.Clear() })
	}
	g.console.drawing(func() {
		if g.bar.GetMax() != total {
			g.bar.ChangeMax(total)
		}
		g.bar.Set(min(done, total))
	})
}

// locked reports that another process works for the account.
func locked(err error) bool {
	var other *journal.LockedError
	return errors.As(err, &other)
}

// maxMoves is how many things that have moved are listed.
const maxMoves = 8

// describeMoves lists what is no longer as it was when a plan was made: the
// fields, never their values.
func describeMoves(moves []planner.Move) string {
	var out []string
	for _, m := range moves[:min(len(moves), maxMoves)] {
		what := m.What()
		if len(m.Fields) > 0 {
			what = "moved: " + what
		}
		out = append(out, fmt.Sprintf("row %d, %s, %s, %s", m.Number, m.Domain, strings.ReplaceAll(m.Kind, "-", " "), what))
	}
	if more := len(moves) - len(out); more > 0 {
		out = append(out, fmt.Sprintf("and %d more", more))
	}
	return strings.Join(slices.Clip(out), "; ")
}
