package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/pflag"

	"domainbatch/executor"
)

// askingFlags are those of commands that ask the service and send nothing.
type askingFlags struct {
	age       time.Duration
	rate      float64
	queryRate float64
	lockWait  time.Duration
}

func (f *askingFlags) register(set *pflag.FlagSet, age time.Duration) {
	set.DurationVar(&f.age, "refresh-age", age, "take answers that are younger than this from the journal (`DURATION`, 0: ask everything)")
	set.Float64Var(&f.queryRate, "query-rate", defaultQueryRate, "most asking calls a second (`N`)")
	set.Float64Var(&f.rate, "rate", 0, "most calls a second, all together (`N`, 0: no further limit)")
	registerLockWait(set, &f.lockWait)
}

func (f *askingFlags) validate() error {
	return errors.Join((&lookFlags{age: f.age}).validate(), f.run().validate())
}

func (f *askingFlags) run() *runFlags {
	return &runFlags{Rate: f.rate, SubmitRate: defaultSubmitRate, QueryRate: f.queryRate, Params: "auto"}
}

func (f *askingFlags) options() executor.RefreshOptions {
	opt := executor.RefreshOptions{MaxAge: f.age, QueryRate: f.queryRate, TotalRate: f.rate, UnavailableAfter: unavailableAfter}
	if f.age == 0 {
		opt.MaxAge = -1
	}
	return opt
}

// asking asks the service through a session, with a bar.
func (p *program) asking(ctx context.Context, s *session, f *askingFlags, ask func(context.Context, executor.RefreshDeps, executor.RefreshOptions) (executor.Refreshed, error)) (executor.Refreshed, error) {
	ctx, cancel := p.interrupts.context(ctx)
	defer cancel()
	if s.quota == nil {
		limiter, err := executor.LearnedQuota(ctx, s.journal, s.account.key, executor.Options{QueryRate: f.queryRate, TotalRate: f.rate})
		if err != nil {
			return executor.Refreshed{}, err
		}
		s.quota = limiter
	}
	view := newLookProgress(p.console, p.now)
	sum, err := ask(ctx, executor.RefreshDeps{Journal: s.journal, API: s.client, Quota: s.quota, Log: p.log, Progress: view.show}, f.options())
	view.close()
	if err == nil {
		p.tellAsked(sum)
	}
	return sum, err
}

// tellAsked says what of a look is missing, and how old the rest may be.
func (p *program) tellAsked(sum executor.Refreshed) {
	p.log.Info("asked the service", "calls", sum.Calls, "recalled", sum.Recalled, "unanswered", sum.Unanswered, "took", sum.Elapsed.Round(time.Millisecond))
	for _, m := range sum.Missing {
		p.console.say("note: %s cannot be asked here (%s); what it would tell is not known", m.Operation, codeOfError(m.Err))
	}
	if sum.Unanswered > 0 {
		p.console.say("note: %s not answered; what they would tell is not known", count(sum.Unanswered, "question was", "questions were"))
	}
}

// askedInVain adds to an error of a look how it goes on.
func askedInVain(err error, sum executor.Refreshed, age time.Duration) error {
	again := "run it again"
	switch {
	case sum.Calls == nil:
	case age > 0:
		again += fmt.Sprintf("; what is known already is not asked for again for %s", briefly(age))
	default:
		again += " with --refresh-age 1h, which does not ask again for what is known already"
	}
	f := explain(err)
	if f.code != exitInterrupted && f.code != exitUnavailable {
		return err
	}
	message := f.message
	if f.code == exitInterrupted {
		message = "stopped before everything was known; nothing was written"
	}
	return fail(f.code, again, "%s", message).because(err)
}
