package quota

import (
	"context"
	"math"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"
)

// drive keeps the given number of callers of a class busy for d and returns
// the release times in order.
func drive(ctx context.Context, l *Limiter, c Class, callers int, d time.Duration) []time.Time {
	ctx, cancel := context.WithTimeout(ctx, d)
	defer cancel()
	var mu sync.Mutex
	var got []time.Time
	var wg sync.WaitGroup
	for range callers {
		wg.Go(func() {
			for l.Acquire(ctx, c) == nil {
				mu.Lock()
				got = append(got, time.Now())
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	return got
}

// busiestSecond is the largest number of times within any one second.
func busiestSecond(times []time.Time) int {
	most, lo := 0, 0
	for hi := range times {
		for times[hi].Sub(times[lo]) > time.Second {
			lo++
		}
		most = max(most, hi-lo+1)
	}
	return most
}

func TestRateIsUsedAndNeverExceeded(t *testing.T) {
	for _, r := range []float64{0.5, 2, 5, 50, 333.3, 1000} {
		for _, callers := range []int{1, 8, 64} {
			synctest.Test(t, func(t *testing.T) {
				const length = 30 * time.Second
				got := drive(t.Context(), New(Config{Submit: r}), Submit, callers, length)
				if want := 0.995*r*length.Seconds() - 1; float64(len(got)) < want {
					t.Errorf("rate %v, %d callers: %d releases in %v, want at least %.0f", r, callers, len(got), length, want)
				}
				if most := busiestSecond(got); float64(most) > r+1 {
					t.Errorf("rate %v, %d callers: %d releases in one second", r, callers, most)
				}
			})
		}
	}
}

func TestRealTimersKeepTheRate(t *testing.T) {
	for _, r := range []float64{50, 1000} {
		for _, callers := range []int{1, 16} {
			// A loaded machine takes time away, and what it takes is not made up
			// for: the second after a stall holds no more calls than any other. So
			// one stretch without a stall is enough to see that the rate is used.
			used := false
			for try := 0; try < 8 && !used; try++ {
				used = realTimers(t, r, callers)
			}
			if !used {
				t.Errorf("rate %v, %d callers: less than 0.6 of it is used", r, callers)
			}
		}
	}
}

// realTimers reports whether a rate is used on the clock of this machine. That it
// is not exceeded holds at any time.
func realTimers(t *testing.T, r float64, callers int) (used bool) {
	t.Helper()
	const length = 1500 * time.Millisecond
	l := New(Config{Query: r})
	start := time.Now()
	got := drive(t.Context(), l, Query, callers, length)
	// A caller that is woken late may count into the second after its
	// own; the bound of one more than the rate is proven in exact time.
	if most := busiestSecond(got); float64(most) > 1.05*r+2 {
		t.Errorf("rate %v, %d callers: %d releases in one second", r, callers, most)
	}
	if len(got) == 0 {
		return false
	}
	return float64(len(got)) >= 0.6*r*got[len(got)-1].Sub(start).Seconds()
}

func TestTotalBoundsBothClassesWithoutStarvingOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := New(Config{Submit: 2, Query: 50, Total: 10})
		var submits, queries []time.Time
		var wg sync.WaitGroup
		wg.Go(func() { submits = drive(t.Context(), l, Submit, 8, time.Minute) })
		wg.Go(func() { queries = drive(t.Context(), l, Query, 8, time.Minute) })
		wg.Wait()
		if len(submits) < 110 {
			t.Errorf("%d submits in a minute at 2/s beside busy queries", len(submits))
		}
		if n := len(submits) + len(queries); n < 590 || n > 601 {
			t.Errorf("%d calls in a minute at 10/s", n)
		}
	})
}

func TestIdleTimeIsNotSavedUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := New(Config{Submit: 10})
		for range 3 {
			time.Sleep(time.Hour)
			got := drive(t.Context(), l, Submit, 20, time.Second)
			if len(got) > 11 {
				t.Errorf("%d releases in the first second after an idle hour", len(got))
			}
		}
	})
}

func TestStalledCallersDoNotBurstAfterwards(t *testing.T) {
	w := newWindow(5)
	now := time.Now()
	var got []time.Time
	for range 20 { // every slot is long overdue
		if e := w.earliest(); e.After(now) {
			now = e
		}
		w.add(now)
		got = append(got, now)
	}
	if most := busiestSecond(got); most > 6 {
		t.Errorf("%d releases in one second", most)
	}
}

func TestPunishHalvesRestsAndRecovers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := New(Config{Submit: 8})
		start := time.Now()
		for range 5 { // five answers of calls that were on their way together
			l.Punish(Submit, 3*time.Second)
		}
		if r := l.Rate(Submit); r != 4 {
			t.Errorf("rate %v after one throttling, want 4", r)
		}
		if l.Rate(Query) != DefaultQuery {
			t.Error("throttled submits slowed the queries")
		}
		if err := l.Acquire(t.Context(), Submit); err != nil {
			t.Fatal(err)
		}
		if d := time.Since(start); d < 3*time.Second {
			t.Errorf("released %v after a throttling that asked for 3s", d)
		}
		got := drive(t.Context(), l, Submit, 4, 10*time.Minute)
		if r := l.Rate(Submit); r != 8 {
			t.Errorf("rate %v after ten quiet minutes, want the ceiling", r)
		}
		if most := busiestSecond(got); most > 9 {
			t.Errorf("%d releases in one second at a ceiling of 8", most)
		}
		if l.Throttled() != 5 {
			t.Errorf("throttled %d, want 5", l.Throttled())
		}
	})
}

func TestLearnedStartIsKeptWithinTheCeiling(t *testing.T) {
	for _, c := range []struct{ start, want float64 }{{0, 4}, {1.5, 1.5}, {9, 4}, {-1, 4}} {
		if got := New(Config{Submit: 4, StartSubmit: c.start}).Rate(Submit); got != c.want {
			t.Errorf("start %v: rate %v, want %v", c.start, got, c.want)
		}
	}
}

func TestCallsBeforeARestartCount(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var all []time.Time
		for range 5 { // processes that are killed after 300 ms
			l := New(Config{Submit: 6})
			l.Recall(Submit, all)
			all = append(all, drive(t.Context(), l, Submit, 3, 300*time.Millisecond)...)
		}
		if most := busiestSecond(all); most > 7 {
			t.Errorf("%d releases in one second across restarts", most)
		}
	})
}

func TestAcquireEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := New(Config{Submit: 0.01})
		if err := l.Acquire(t.Context(), Submit); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		done := make(chan error, 2)
		for range 2 { // one waits for its slot, one for its turn
			go func() { done <- l.Acquire(ctx, Submit) }()
		}
		for range 2 {
			if err := <-done; err == nil {
				t.Error("Acquire went through against the limit")
			}
		}
	})
}

// Whatever callers and throttlings do, no second holds more than the ceiling
// plus one.
func TestNoScheduleExceedsTheCeiling(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		r := rapid.Float64Range(0.3, 40).Draw(rt, "rate")
		total := rapid.SampledFrom([]float64{0, r, r / 2}).Draw(rt, "total")
		callers := rapid.IntRange(1, 12).Draw(rt, "callers")
		punish := rapid.SliceOfN(rapid.IntRange(0, 20_000), 0, 5).Draw(rt, "punish at ms")
		pauses := rapid.SliceOfN(rapid.IntRange(0, 3000), 1, 5).Draw(rt, "pauses ms")
		synctest.Test(t, func(t *testing.T) {
			l := New(Config{Submit: r, Total: total})
			var wg sync.WaitGroup
			for _, ms := range punish {
				wg.Go(func() {
					time.Sleep(time.Duration(ms) * time.Millisecond)
					l.Punish(Submit, 0)
				})
			}
			var got []time.Time
			for _, ms := range pauses {
				got = append(got, drive(t.Context(), l, Submit, callers, 5*time.Second)...)
				time.Sleep(time.Duration(ms) * time.Millisecond)
			}
			wg.Wait()
			limit := r
			if total > 0 {
				limit = math.Min(r, total)
			}
			if most := busiestSecond(got); float64(most) > limit+1 {
				rt.Errorf("%d releases in one second at %v", most, limit)
			}
		})
	})
}
