//go:build unix

package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// figures add up over jobs.
type figures struct {
	mu                                       sync.Mutex
	jobs, sessions, kills, accepted, unknown int
	faults                                   map[string]int
}

func (f *figures) add(j *job, unknown int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.jobs++
	f.sessions += j.sessions
	f.kills += j.kills
	f.unknown += unknown
	ledger := j.witness.emulator.Ledger()
	f.accepted += len(ledger.Tasks)
	if f.faults == nil {
		f.faults = map[string]int{}
	}
	for kind, n := range ledger.Faults {
		f.faults[string(kind)] += n
	}
	f.faults["503 of a gateway"] += j.witness.turnedAway
}

func (f *figures) String() string {
	total := 0
	for _, n := range f.faults {
		total += n
	}
	return fmt.Sprintf("%d kills in %d processes of %d jobs, %d tasks accepted, %d faults injected %v, %d rows unknown",
		f.kills, f.sessions, f.jobs, f.accepted, total, f.faults, f.unknown)
}

// seedOf is random, or what DOMAINBATCH_SEED says. Kills come at instants of a
// real machine, so a seed gives the same dice and not the same history.
func seedOf(t *testing.T) uint64 {
	seed := rand.Uint64() >> 1
	if text := os.Getenv("DOMAINBATCH_SEED"); text != "" {
		n, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		seed = n
	}
	t.Logf("DOMAINBATCH_SEED=%d", seed)
	return seed
}

// killsPerJob is how often one job is killed at most.
const killsPerJob = 20

// Random kills: the long form (DOMAINBATCH_LONG=1) makes 10,000 of them.
func TestKilledAtAnyInstantNothingIsLostOrDoubled(t *testing.T) {
	proof(t)
	wanted := 155
	if long() {
		wanted = 10_000
	}
	binary := builtWith(t, "failpoint")
	seed := seedOf(t)
	var sum figures
	began := time.Now()
	for batch := 0; sum.kills < wanted && !t.Failed(); batch++ {
		if batch > wanted/10 {
			t.Fatalf("only %d kills in %d jobs", sum.kills, sum.jobs)
		}
		together(t, 4, func(i int) *job {
			j := newJob(t, binary, seed+uint64(batch*4+i), false, trouble()...)
			j.witness.away = 0.02
			return j
		}, func(j *job) {
			for j.kills < killsPerJob {
				e, err := j.run(j.process(), randomDeath(j))
				if err != nil {
					t.Error(err)
					return
				}
				if !e.killed {
					break // it came to its end first
				}
			}
			conclude(t, j, &sum)
		})
	}
	t.Logf("%v, 0 lost, 0 doubled, in %s", &sum, time.Since(began).Round(time.Second))
	if allowed := 4 + sum.accepted/200; sum.unknown > allowed {
		t.Errorf("%d rows stayed unknown, at most %d may", sum.unknown, allowed)
	}
}

// together runs n jobs side by side; most of their time is waiting.
func together(t *testing.T, n int, make func(i int) *job, run func(*job)) {
	t.Helper()
	var wg sync.WaitGroup
	for i := range n {
		j := make(i)
		wg.Go(func() { run(j) })
	}
	wg.Wait()
}

func conclude(t *testing.T, j *job, sum *figures) {
	unknown, problems := j.finish()
	for _, p := range problems {
		t.Error(p)
	}
	if unknown > 0 {
		t.Log(j.doubts())
	}
	if len(problems) > 0 {
		t.Errorf("after %d kills the last process said:\n%s", j.kills, tail(j.said))
	}
	sum.add(j, unknown)
}

// randomDeath chooses how the next process dies: after a while from its start
// or from its first request, as a submit arrives, or when one has been carried
// out and its answer is about to leave.
func randomDeath(j *job) func(die func(), first, gone <-chan struct{}) {
	how, n := j.dice.IntN(10), 1+j.dice.IntN(8)
	pause := time.Duration(j.dice.Int64N(int64(250 * time.Millisecond)))
	return func(die func(), first, gone <-chan struct{}) {
		switch {
		case how < 2:
			first = nil
			pause += pause / 2
		case how < 6:
		default:
			handled := how%2 == 0
			j.witness.mu.Lock()
			j.witness.kill = func(submit int, after bool) {
				if submit == n && after == handled {
					die()
				}
			}
			j.witness.mu.Unlock()
			pause = 800 * time.Millisecond // if there are fewer submits than that
		}
		if first != nil {
			select {
			case <-first:
			case <-gone:
				return
			}
		}
		select {
		case <-time.After(pause):
			die()
		case <-gone:
		}
	}
}

// pointNames reads the names of all points from the source, in the order in
// which a run comes to them.
func pointNames(t *testing.T) []string {
	t.Helper()
	var names []string
	for _, file := range []string{"failpoint.go", "destination.go", "work.go"} {
		text := mustRead(t, file)
		for _, m := range regexp.MustCompile(`(?:step|reach)\("([a-z-]+)"`).FindAllStringSubmatch(text, -1) {
			switch name := m[1]; {
			case strings.HasSuffix(name, "-"): // of the helper itself
			case strings.Contains(m[0], "step("):
				names = append(names, "before-"+name, "after-"+name)
			default:
				names = append(names, name)
			}
		}
	}
	slices.SortStableFunc(names, func(a, b string) int { return stage(a) - stage(b) })
	if len(names) < 30 {
		t.Fatalf("only %d points found: %v", len(names), names)
	}
	return names
}

// stage puts points that come at the end of a run last.
func stage(name string) int {
	switch {
	case strings.HasSuffix(name, "-create"), strings.HasSuffix(name, "-rate"): // the rate is kept at the end of a process that was throttled
		return 0
	case strings.HasSuffix(name, "-finish"):
		return 2
	case strings.HasSuffix(name, "-rename"), strings.HasSuffix(name, "-reported"):
		return 3
	}
	return 1
}

// ofCancel are the points that only a cancellation comes to.
func ofCancel(name string) bool {
	return strings.HasSuffix(name, "-cancel") || strings.HasSuffix(name, "-cancel-task") || strings.HasSuffix(name, "-note")
}

// death is a point and which of its hits kills.
type death struct {
	point string
	nth   int
	tries int
}

func (d death) env() string { return fmt.Sprintf("DOMAINBATCH_FAILPOINT=%s:%d:kill", d.point, d.nth) }

func TestKilledAtEveryNamedPointNothingIsLostOrDoubled(t *testing.T) {
	proof(t)
	hits := 2
	if long() {
		hits = 5
	}
	var queue []death
	for _, name := range pointNames(t) {
		for nth := 1; nth <= hits && !ofCancel(name); nth++ {
			if once := stage(name) != 1; nth == 1 || !once {
				queue = append(queue, death{point: name, nth: nth})
			}
		}
	}
	points := len(queue)
	binary := builtWith(t, "failpoint")
	seed := seedOf(t)
	var sum figures
	var mu sync.Mutex
	next := func() (death, bool) {
		mu.Lock()
		defer mu.Unlock()
		if len(queue) == 0 {
			return death{}, false
		}
		d := queue[0]
		queue = queue[1:]
		return d, true
	}
	missed := func(d death) {
		mu.Lock()
		defer mu.Unlock()
		if d.tries++; d.tries == 6 {
			t.Errorf("%s was not reached %d times in %d processes", d.point, d.nth, d.tries)
			return
		}
		queue = append(queue, d)
	}
	for batch := 0; len(queue) > 0 && batch < 20 && !t.Failed(); batch++ {
		together(t, 5, func(i int) *job { return newJob(t, binary, seed+uint64(batch*5+i), true, often()...) }, func(j *job) {
			for j.kills < killsPerJob {
				d, ok := next()
				if !ok {
					break
				}
				e, err := j.run(j.process(d.env()), nil)
				if err != nil {
					t.Errorf("%s: %v", d.env(), err)
					return
				}
				if !e.killed {
					missed(d)
					break // the job is over
				}
				if stage(d.point) == 0 && strings.HasSuffix(d.point, "-rate") {
					break // as good as over
				}
			}
			conclude(t, j, &sum)
		})
	}
	t.Logf("%d deaths at named points; %v", points, &sum)
	if sum.kills < points {
		t.Errorf("%d kills, want one for each of %d deaths", sum.kills, points)
	}
}

// What people get holds nothing of this.
func TestNoFailpointIsInTheProgramThatPeopleGet(t *testing.T) {
	t.Parallel()
	public, test := mustRead(t, builtWith(t, "")), mustRead(t, builtWith(t, "failpoint"))
	secrets := append(pointNames(t), "DOMAINBATCH_FAILPOINT", "DOMAINBATCH_HASTE", "signature-life", "failpoint.go")
	for _, name := range secrets {
		if strings.Contains(public, name) {
			t.Errorf("the program that people get holds %q", name)
		}
	}
	for _, name := range []string{"DOMAINBATCH_FAILPOINT", "before-rename", "signature-life"} {
		if !strings.Contains(test, name) {
			t.Errorf("the test build does not hold %q, so looking for it says nothing", name)
		}
	}
}
