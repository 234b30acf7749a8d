package executor

import (
	"context"
	"errors"
	"sync"
	"time"

	"domainbatch/executor/alidomain"
	"domainbatch/executor/journal"
)

// errNotAnswered says that a question was given up: what it asks for stays
// unknown.
var errNotAnswered = errors.New("the service did not answer")

// mostQuestions bounds how often one question is put while others are
// answered: with the pauses of retryDelay, about half a minute.
const mostQuestions = 6

// ask puts one question until it is answered, well or by a refusal, which is
// in the answer. The error is errNotAnswered, or one that ends the look.
func ask[Q, P any](ctx context.Context, r *refresher, op alidomain.Operation, call func(context.Context, Q) (P, error), q Q) (P, answer, error) {
	var none P
	for n := 1; ; n++ {
		if r.cannot(op) {
			return none, answer{}, errNotAnswered
		}
		v, err := query(ctx, r.call, op, call, q, func(P) time.Time { return time.Time{} })
		if err == nil {
			return v, answer{class: alidomain.None, answered: true}, nil
		}
		if ctx.Err() != nil {
			return none, answer{}, context.Cause(ctx)
		}
		a := answerOf(err)
		switch {
		case a.class == alidomain.Fatal && a.clock && n == 1:
			continue // the client has set its clock by the answer
		case a.class == alidomain.Fatal && !finderMissing(err):
			return none, a, fatal(a)
		case a.class == alidomain.Fatal, a.code == alidomain.CodeNotOnSite:
			r.cannotHave(op, err)
			return none, a, errNotAnswered
		case a.class == alidomain.Permanent:
			return none, a, nil
		}
		if gone, cause := r.call.health.gone(); gone {
			return none, a, &UnavailableError{cause}
		}
		if trouble, _ := r.call.health.trouble(); !trouble && !a.throttled && n >= mostQuestions {
			r.deps.Log.Warn("a question was given up", "operation", op, "code", a.code, "times", n)
			return none, a, errNotAnswered
		}
		if !a.throttled { // else the limiter does the waiting
			if err := sleep(ctx, r.jitter.around(retryDelay(n))); err != nil {
				return none, a, err
			}
		}
	}
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// cannot reports whether an operation was found not to be had.
func (r *refresher) cannot(op alidomain.Operation) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.missing[op] != nil
}

func (r *refresher) cannotHave(op alidomain.Operation, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.missing[op] == nil {
		r.missing[op] = err
		r.deps.Log.Warn("an operation cannot be had here; what it tells stays unknown", "operation", op, "error", err)
	}
}

// each asks about every item, several at once. Items whose question is given up
// are counted; any other error ends all.
func each[T any](ctx context.Context, r *refresher, items []T, do func(context.Context, T) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	todo := make(chan T)
	var wg sync.WaitGroup
	for range min(r.opt.Workers, len(items)) {
		wg.Go(func() {
			for item := range todo {
				err := do(ctx, item)
				if errors.Is(err, errNotAnswered) {
					r.unanswered()
					err = nil
				}
				if err != nil {
					cancel(err)
				}
				r.answered(1)
			}
		})
	}
feed:
	for _, item := range items {
		select {
		case todo <- item:
		case <-ctx.Done():
			break feed
		}
	}
	close(todo)
	wg.Wait()
	return context.Cause(ctx)
}

func (r *refresher) unanswered() {
	r.mu.Lock()
	r.report.Unanswered++
	r.mu.Unlock()
}

// refusedAs is what a refusal that is no fact comes to.
func (r *refresher) refusedAs(op alidomain.Operation, a answer) error {
	r.deps.Log.Warn("a question was refused", "operation", op, "code", a.code)
	return errNotAnswered
}

// save makes answers durable before anything is built on them.
func (r *refresher) save(ctx context.Context, facts ...journal.Fact) error {
	if err := r.deps.Journal.SaveFacts(keep(ctx), r.account, facts); err != nil {
		return &journalError{err}
	}
	return nil
}
