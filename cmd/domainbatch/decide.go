package main

import (
	"context"
	"errors"
	"os/user"
	"strconv"
	"time"

	"domainbatch/executor"
	"domainbatch/executor/journal"
)

// person is who gives a decision: the user of the operating system.
func (p *program) person() string {
	if u, err := user.Current(); err == nil && u.Username != "" {
		return u.Username
	}
	for _, name := range []string{"USER", "LOGNAME", "USERNAME"} {
		if v := p.getenv(name); v != "" {
			return v
		}
	}
	return "unknown user"
}

// deciding is a run that a person decides about: nobody else works on it.
type deciding struct {
	state   *stateDir
	run     journal.Run
	journal journal.Journal
	lock    *journal.Lock
}

func (d *deciding) Close() {
	d.journal.Close()
	d.lock.Unlock()
}

// openToDecide takes the lock of a run's account and opens the journal. Nothing
// can be sent from here: no key is needed.
func (p *program) openToDecide(ctx context.Context, runID string, lockWait time.Duration, shared *sharedFlags) (*deciding, error) {
	state, err := p.existingStateDir(shared.state)
	if err != nil {
		return nil, err
	}
	if state == nil {
		return nil, noSuchRun(runID)
	}
	run, err := p.storedRun(ctx, state, runID)
	if err != nil {
		return nil, err
	}
	lock, err := p.lockAccount(ctx, state.path, run.Account, lockWait)
	if err != nil {
		return nil, err
	}
	opened, err := journal.Open(ctx, state.journal(), journal.Options{Log: p.log})
	if err != nil {
		lock.Unlock()
		return nil, err
	}
	return &deciding{state: state, run: run, journal: watchedJournal(opened), lock: lock}, nil
}

// storedRun reads one run from the journal beside whoever writes it.
func (p *program) storedRun(ctx context.Context, state *stateDir, runID string) (journal.Run, error) {
	j, err := p.readJournalIn(ctx, state)
	if err != nil {
		return journal.Run{}, err
	}
	if j == nil {
		return journal.Run{}, noSuchRun(runID)
	}
	defer j.Close()
	return findRun(ctx, j, runID, nil)
}

// confirm asks for a number to be typed. Without a terminal nothing is asked,
// and yes has to be given.
func (p *program) confirm(ctx context.Context, yes bool, question string, number int) error {
	if yes {
		return nil
	}
	if !p.console.askable {
		return fail(exitStale, "add --yes when it is right", "not approved: there is no terminal to ask on")
	}
	ctx, cancel := p.interrupts.context(ctx)
	defer cancel()
	wanted := strconv.Itoa(number)
	answer, err := p.console.ask(ctx, question+" Type "+wanted+" to go on: ")
	switch {
	case errors.Is(err, errNoAnswer), err == nil && answer != wanted:
		return fail(exitStale, "run it again when it is right", "not approved; nothing was changed")
	}
	return err
}

// explainDecision puts a refused decision into words.
func explainDecision(err error) *failure {
	switch {
	case errors.Is(err, executor.ErrOtherTask):
		return usage("look up in the console which task holds these domains", "%v", err)
	case errors.Is(err, executor.ErrDecision):
		return usage("see domainbatch resolve --help", "%v", err)
	case errors.Is(err, journal.ErrTaskTaken):
		return usage("look up in the console which task holds these domains", "that task is the answer to another call already")
	case errors.Is(err, executor.ErrFinished):
		return usage("see it with: domainbatch status", "%v; there is nothing to cancel", err)
	}
	return nil
}
