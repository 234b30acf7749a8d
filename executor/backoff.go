package executor

import (
	"math/rand/v2"
	"sync"
	"time"
)

// The pauses. Each grows by a constant factor between its bounds.
const (
	retryFirst, retryLongest   = time.Second, 5 * time.Minute
	parkFirst, parkLongest     = 5 * time.Second, 5 * time.Minute
	settleFirst, settleLongest = time.Second, 2 * time.Minute
)

// retryDelay is the pause before attempt n+1 of a submit that was refused for
// the moment, n counting from 1.
func retryDelay(n int) time.Duration { return doubling(retryFirst, retryLongest, n) }

// parkDelay is the pause while another task runs for a domain: soon at first,
// because most tasks last seconds.
func parkDelay(n int) time.Duration { return doubling(parkFirst, parkLongest, n) }

func doubling(first, longest time.Duration, n int) time.Duration {
	if n < 1 {
		n = 1
	}
	if n > 30 || first<<(n-1) > longest {
		return longest
	}
	return first << (n - 1)
}

// pollDelay is the pause before the next question about a task of the given
// age: half its age, so that a task is asked about some log1.5(duration)
// times, and a session that begins later goes on at the same pace.
func pollDelay(age, first, longest time.Duration) time.Duration {
	return min(max(age/2, first), longest)
}

// settleDelay is the pause before a lost answer of the given age is looked
// into again.
func settleDelay(age time.Duration) time.Duration {
	return min(max(age/2, settleFirst), settleLongest)
}

// jitter spreads pauses, so that what was refused together does not come back
// together. It is safe for several goroutines.
type jitter struct {
	mu  sync.Mutex
	rng *rand.Rand
}

func newJitter(seed int64) *jitter {
	if seed == 0 {
		seed = int64(rand.Uint64())
	}
	return &jitter{rng: rand.New(rand.NewPCG(uint64(seed), 0x9e3779b97f4a7c15))}
}

// around returns a duration between 80 % and 120 % of d.
func (j *jitter) around(d time.Duration) time.Duration {
	j.mu.Lock()
	defer j.mu.Unlock()
	return time.Duration(float64(d) * (0.8 + 0.4*j.rng.Float64()))
}
