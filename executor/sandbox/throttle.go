package sandbox

import "time"

// bucket is the allowance of one operation and account.
type bucket struct {
	tokens float64
	at     time.Time
}

// take removes a token, or says how long until there is one.
func (b *bucket) take(q Quota, now time.Time) (wait time.Duration) {
	perToken := q.Per / time.Duration(q.Calls)
	b.tokens = min(float64(q.Calls), b.tokens+float64(now.Sub(b.at))/float64(perToken))
	b.at = now
	if b.tokens >= 1 {
		b.tokens--
		return 0
	}
	return max(1, time.Duration((1-b.tokens)*float64(perToken)))
}

// limit applies flow control for the operation and account of a call.
func (c *call) limit() *refusal {
	if c.is(Throttle) {
		wait := time.Duration(c.fault.Delay)
		setIfZero(&wait, 500*time.Millisecond)
		return throttled(Quota{Calls: 10, Per: time.Second}, wait)
	}
	q, ok := c.quota(c.q.action)
	if !ok || q.Calls <= 0 {
		return nil
	}
	key := c.ev.Account + " " + c.q.action
	b := c.buckets[key]
	if b == nil {
		b = &bucket{tokens: float64(q.Calls), at: c.now}
		c.buckets[key] = b
	}
	if wait := b.take(q, c.now); wait > 0 {
		return throttled(q, wait)
	}
	return nil
}

func throttled(q Quota, wait time.Duration) *refusal {
	r := refuse("Throttling.User")
	r.quota, r.limited = q, wait
	return r
}

func (s *Server) quota(operation string) (Quota, bool) {
	for _, class := range []string{operation, "submit", "query", "*"} {
		if q, ok := s.o.Quota[class]; ok && inClass(operation, class) {
			setIfZero(&q.Per, time.Second)
			return q, true
		}
	}
	return Quota{}, false
}
