package executor

import (
	"sync"
	"time"
)

// serverClock estimates the service's time from the Date header of its
// answers, which counts whole seconds. Stamps and windows use it, so a clock
// that is wrong or jumps corrects itself with the next answer.
type serverClock struct {
	local Clock

	mu     sync.Mutex
	offset time.Duration
}

// now is the service's time, as well as it is known.
func (c *serverClock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.local.Now().Add(c.offset)
}

// observe takes note of the service's time; zero says nothing.
func (c *serverClock) observe(serverTime time.Time) {
	if serverTime.IsZero() {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	offset := serverTime.Sub(c.local.Now())
	if d := offset - c.offset; d.Abs() > 2*time.Second { // less is latency and rounding
		c.offset = offset
	}
}

// wasOff reports whether a stamp that the service refused was far from the
// service's time, so that a new one made from that time is worth a try. When
// it was not, or the service did not tell its time, another try is not.
func wasOff(stamp, serverTime time.Time, signatureLife time.Duration) bool {
	return !serverTime.IsZero() && serverTime.Sub(stamp).Abs() > signatureLife/2
}
