package executor

import (
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// histories is how many are played, and the seed of the first: ten thousand
// where CI is set, enough to be told something by elsewhere, fewer when each of
// them is ten times as slow. DOMAINBATCH_HISTORIES says another number,
// DOMAINBATCH_SEED another first one; the seed alone plays that history.
func histories(t *testing.T) (first, n uint64) {
	t.Helper()
	first, n = 1, 1500
	switch {
	case raceDetector || testing.Short():
		n = 300
	case os.Getenv("CI") != "":
		n = 10_000
	}
	number := func(name string, v *uint64) bool {
		text := os.Getenv(name)
		if text == "" {
			return false
		}
		value, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			t.Fatalf("%s=%s: %v", name, text, err)
		}
		*v = value
		return true
	}
	if number("DOMAINBATCH_SEED", &first) {
		n = 1
	}
	number("DOMAINBATCH_HISTORIES", &n)
	return first, n
}

// The long form: DOMAINBATCH_HISTORIES=1000000 go test ./executor -run
// RandomHistories -v -timeout 0, an hour on one core. No two events of a history
// take place at one instant if that can be helped; where several goroutines go
// on from one, they do so in a fixed order only while one runs at a time, so it
// is one core that is used. Several processes can share the work: DOMAINBATCH_SEED
// is where each begins.
func TestRandomHistoriesLoseAndDoubleNothing(t *testing.T) {
	first, n := histories(t)
	defer debug.SetGCPercent(debug.SetGCPercent(400)) // little lives long here
	if !raceDetector {                                // which is told more by several
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	}
	before := runtime.NumGoroutine()
	sum := &figures{begun: time.Now(), faults: map[string]int{}}
	t.Cleanup(func() { t.Log(sum) })
	for seed := first; seed < first+n; seed++ {
		history(t, seed, n > 1, sum)
	}
	for range 100 { // a bubble does not end before its goroutines; whatever else was begun has a second
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("%d goroutines are left of %d histories", runtime.NumGoroutine()-before, n)
}

// history plays one seed. It fails t, and ends its goroutine, when something is
// wrong.
func history(t *testing.T, seed uint64, quiet bool, sum *figures) {
	var s *simulation
	var o outcomeOf
	defer func() {
		if r := recover(); r != nil || t.Failed() {
			fmt.Fprintf(os.Stderr, "replay with DOMAINBATCH_SEED=%d\n", seed)
			if r != nil {
				panic(r)
			}
		}
		sum.add(s, o)
	}()
	synctest.Test(t, func(t *testing.T) {
		s = newSimulation(t, seed)
		s.quiet = quiet
		s.play()
		o = s.check()
		if t.Failed() {
			t.Logf("replay with DOMAINBATCH_SEED=%d\n%s", seed, tail(s.log.String()))
		}
	})
}

// figures sum histories up.
type figures struct {
	begun     time.Time
	histories int
	crashes   int
	steps     int
	backs     int // times that an old copy of the journal was put back
	taken     int // batches whose tasks a person took over then
	faults    map[string]int
	outcomeOf
}

func (f *figures) add(s *simulation, o outcomeOf) {
	if s == nil {
		return // it did not come to a beginning
	}
	f.histories++
	f.crashes += s.crashes
	f.backs += s.backs
	f.taken += s.taken
	f.steps += s.watch.steps
	for name, n := range s.world.hits {
		f.faults[name] += n
	}
	f.rows += o.rows
	f.unknown += o.unknown
	f.cancelled += o.cancelled
	f.noCanary += o.noCanary
	f.lost += o.lost
	f.doubled += o.doubled
	if f.histories%100_000 == 0 {
		fmt.Fprintln(os.Stderr, f)
	}
}

// String is the line that a long run ends with.
func (f *figures) String() string {
	kinds := make([]string, 0, len(f.faults))
	total := 0
	for name, n := range f.faults {
		kinds = append(kinds, fmt.Sprintf("%s %d", name, n))
		total += n
	}
	slices.Sort(kinds)
	return fmt.Sprintf("%d histories, %d steps, %d crashes, %d old copies put back (%d batches taken over), %d faults (%s), %d rows, lost %d, doubled %d, taken back %d, unknown %d (%d without a canary), %v",
		f.histories, f.steps, f.crashes, f.backs, f.taken, total, strings.Join(kinds, ", "), f.rows, f.lost, f.doubled, f.cancelled, f.unknown, f.noCanary, time.Since(f.begun).Round(time.Second))
}
