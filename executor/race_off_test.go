//go:build !race

package executor

import (
	"runtime"
	"testing"
	"testing/synctest"
)

const raceDetector = false

// A seed is worth something only when it says the whole history: every step of
// it, at the same nanosecond. (The race detector shuffles goroutines on purpose,
// so it is not asked. And a loaded machine may take the processor away between
// two goroutines that go on at one instant: a history that came out otherwise is
// played again, some times.)
func TestHistoriesReplayExactly(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	for seed := uint64(1); seed <= 60; seed++ {
		seen := map[uint64]int{}
		agreed := false
		for plays := 0; plays < 6 && !agreed; plays++ {
			synctest.Test(t, func(t *testing.T) {
				s := newSimulation(t, seed)
				s.quiet = true
				s.play()
				seen[s.watch.trace]++
				agreed = seen[s.watch.trace] == 2
			})
		}
		if !agreed {
			t.Errorf("seed %d: six plays, six histories", seed)
		}
	}
}
