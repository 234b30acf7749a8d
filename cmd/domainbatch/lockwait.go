package main

import (
	"context"
	"errors"
	"time"

	"github.com/spf13/pflag"

	"domainbatch/executor/journal"
)

func registerLockWait(set *pflag.FlagSet, wait *time.Duration) {
	set.DurationVar(wait, "lock-wait", 0, "how long to wait when another process works on the account (`DURATION`, 0: end with code 7 at once)")
}

// lockTry is the pause between two attempts to take a lock.
const lockTry = 200 * time.Millisecond

// lockAccount takes the lock of an account, waiting for whoever has it as long
// as wait says or until the first signal.
func (p *program) lockAccount(ctx context.Context, dir, account string, wait time.Duration) (*journal.Lock, error) {
	if wait < 0 {
		return nil, usage("give a duration such as 90s, 15m or 8h", "--lock-wait cannot be negative")
	}
	lock, err := journal.LockAccount(dir, account)
	var locked *journal.LockedError
	if wait == 0 || !errors.As(err, &locked) {
		return lock, err
	}
	p.console.say("%s works on this account; waiting for its end, %s at most", locked.Owner, briefly(wait))
	ctx, cancel := p.interrupts.context(ctx)
	defer cancel()
	patience := time.NewTimer(wait)
	defer patience.Stop()
	again := time.NewTicker(lockTry)
	defer again.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-patience.C:
			return nil, err
		case <-again.C:
			p.pulse.beat()
		}
		if lock, err = journal.LockAccount(dir, account); !errors.As(err, &locked) {
			return lock, err
		}
	}
}
