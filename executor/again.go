package executor

import (
	"context"
	"time"

	"domainbatch/executor/alidomain"
)

// mostTries is how often one page of a reading is asked for. A reading of a
// hundred pages would hardly ever come to its end if one failing page in twenty
// ended it.
const mostTries = 4

// again makes a read, and makes it again when it failed for a reason that
// passes, unless the service seems away altogether.
func again[P any](ctx context.Context, c *caller, read func() (P, error)) (P, error) {
	for try := 1; ; try++ {
		page, err := read()
		if err == nil || try == mostTries || ctx.Err() != nil || !passes(err) {
			return page, err
		}
		if away, _ := c.health.trouble(); away {
			return page, err
		}
		pause := time.NewTimer(time.Duration(try) * 200 * time.Millisecond)
		select {
		case <-pause.C:
		case <-ctx.Done():
			pause.Stop()
			return page, err
		}
	}
}

// passes reports whether a read that failed may do better in a moment.
func passes(err error) bool {
	switch answerOf(err).class {
	case alidomain.Safe, alidomain.BackOff, alidomain.Ambiguous:
		return asJournalError(err) == nil
	}
	return false
}
