//go:build !race

package executor

import (
	"runtime"
	"testing"
	"testing/synctest"
)

const raceDetector = false

// A seed is worth something only when it says the whole history: every step of
// it, at the same nanosecond. (The race detector shuffles
// goroutines on purpose, so it is not asked.)
func TestHistoriesReplayExactly(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	play := func(t *testing.T, seed uint64) (trace uint64, steps int) {
		synctest.Test(t, func(t *testing.T) {
			s := newSimulation(t, seed)
			s.quiet = true
			s.play()
			trace, steps = s.watch.trace, s.watch.steps
		})
		return trace, steps
	}
	for seed := uint64(1); seed <= 60; seed++ {
		first, steps := play(t, seed)
		if again, n := play(t, seed); again != first || n != steps {
			t.Errorf("seed %d: %d steps, and %d when it was played again (traces %x and %x)", seed, steps, n, first, again)
		}
	}
}
