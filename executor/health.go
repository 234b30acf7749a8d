package executor

import (
	"sync"
	"time"

	"domainbatch/executor/alidomain"
)

// health tells a service that is away from one that refuses. While it seems
// away, submits are held back to one probe at a time: each submit into the
// dark may leave an outcome to be found out later.
type health struct {
	now       func() time.Time
	patience  time.Duration // silence after which the run gives up
	firstTime time.Duration // the same when the service was never reached at all

	mu       sync.Mutex
	failures int       // in a row
	since    time.Time // of the first of them
	last     time.Time // of the latest
	reached  bool      // something was heard of the service in this session
	err      error
}

const (
	troubleAt  = 3 // failures in a row from which on submits are held back
	giveUpFrom = 5 // failures in a row without which a run is never given up
)

// observe learns from one answer. Any word of the service counts as health, a
// server error does not.
func (h *health) observe(a answer) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if a.answered && (a.class != alidomain.Ambiguous || a.nonceUsed) && !serverError(a) {
		h.failures, h.reached, h.err = 0, true, nil
		return
	}
	now := h.now()
	if h.failures == 0 {
		h.since = now
	}
	h.failures++
	h.last, h.err = now, a.underlying
	h.reached = h.reached || a.written
}

func serverError(a answer) bool {
	return a.err != nil && a.err.HTTPStatus >= 500 && !a.throttled
}

// trouble reports whether submits are to be held back, and until when even a
// probe is too early: half as long again as the silence has lasted.
func (h *health) trouble() (bool, time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.failures < troubleAt {
		return false, time.Time{}
	}
	return true, h.last.Add(pollDelay(h.last.Sub(h.since), time.Second, time.Minute))
}

// heldUntil is when the next probe may go, zero when nothing is held back.
func (h *health) heldUntil() time.Time {
	if trouble, until := h.trouble(); trouble && h.now().Before(until) {
		return until
	}
	return time.Time{}
}

// gone reports that the service has been silent for too long, with the latest
// error.
func (h *health) gone() (bool, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	patience := h.patience
	if !h.reached {
		patience = min(patience, h.firstTime)
	}
	return h.failures >= giveUpFrom && h.last.Sub(h.since) >= patience, h.err
}
