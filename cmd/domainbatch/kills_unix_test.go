//go:build unix

package main

import (
	"errors"
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

// Random kills: the long form (DOMAINBATCH_LONG=1) makes 10,000 of them, or as
// many as DOMAINBATCH_KILLS says.
func TestKilledAtAnyInstantNothingIsLostOrDoubled(t *testing.T) {
	proof(t)
	wanted := 200
	if long() {
		wanted = 10_000
	}
	if text := os.Getenv("DOMAINBATCH_KILLS"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 {
			t.Fatalf("DOMAINBATCH_KILLS=%s is no number of kills", text)
		}
		wanted = n
	}
	binary := builtWith(t, "failpoint")
	seed := seedOf(t)
	sum := figures{began: time.Now()}
	made := 0
	sideBySide(8, func() *job {
		if sum.enough(wanted) || t.Failed() {
			return nil
		}
		if made++; made > 20+wanted/2 {
			t.Errorf("only %d kills in %d jobs", sum.kills, made)
			return nil
		}
		j := newJob(t, binary, seed+uint64(made-1), false, trouble()...)
		j.witness.away = 0.02
		return j
	}, func(j *job) {
		conclude(t, j, &sum, j.killedAtRandom(&sum, wanted))
	})
	t.Log(&sum)
	if sum.kills < wanted {
		t.Errorf("%d kills, want %d", sum.kills, wanted)
	}
	if allowed := 4 + sum.accepted/200; sum.unknown-sum.blind > allowed {
		t.Errorf("%d rows stayed unknown, at most %d may", sum.unknown, allowed)
	}
}

// killedAtRandom kills process after process of a job.
func (j *job) killedAtRandom(sum *figures, wanted int) error {
	for j.kills < killsPerJob && !sum.enough(wanted) {
		e, err := j.run(j.process(), randomDeath(j))
		switch {
		case errors.Is(err, errSlow) && j.slow < 3:
		case err != nil:
			return err
		case !e.killed:
			return nil // it came to its end first
		default:
			sum.killed()
		}
	}
	return nil
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
		most := hits
		if strings.HasSuffix(name, "-split") {
			most = min(hits, 2) // two calls of four domains are refused, which makes four splits in a job, and not all in one process
		}
		for nth := 1; nth <= most && !ofCancel(name); nth++ {
			if once := stage(name) != 1; nth == 1 || !once {
				queue = append(queue, death{point: name, nth: nth})
			}
		}
	}
	points := len(queue)
	binary := builtWith(t, "failpoint")
	seed := seedOf(t)
	sum := figures{began: time.Now()}
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
		if d.tries++; d.tries == 10 {
			t.Errorf("%s was not reached %d times in %d processes", d.point, d.nth, d.tries)
			return
		}
		queue = append(queue, d)
	}
	left := func() int {
		mu.Lock()
		defer mu.Unlock()
		return len(queue)
	}
	die := func(j *job) error {
		for j.kills < killsPerJob {
			d, ok := next()
			if !ok {
				return nil
			}
			e, err := j.run(j.process(d.env()), nil)
			if err != nil {
				return fmt.Errorf("%s: %w", d.env(), err)
			}
			if !e.killed {
				missed(d)
				return nil // the job is over
			}
			sum.killed()
			if stage(d.point) == 0 && strings.HasSuffix(d.point, "-rate") {
				return nil // as good as over
			}
		}
		return nil
	}
	// A death that is put back comes after the jobs that were under way.
	for made := 0; left() > 0 && made < 200 && !t.Failed(); {
		sideBySide(6, func() *job {
			if left() == 0 || made == 200 || t.Failed() {
				return nil
			}
			made++
			return newJob(t, binary, seed+uint64(made-1), true, often()...)
		}, func(j *job) { conclude(t, j, &sum, die(j)) })
	}
	t.Logf("%d deaths at named points: %v", points, &sum)
	if sum.kills < points {
		t.Errorf("%d kills, want one for each of %d deaths", sum.kills, points)
	}
}

// What people get holds nothing of this.
func TestNoFailpointIsInTheProgramThatPeopleGet(t *testing.T) {
	t.Parallel()
	public, test := mustRead(t, builtWith(t, "")), mustRead(t, builtWith(t, "failpoint"))
	secrets := append(pointNames(t), "before-backup", "after-backup", "DOMAINBATCH_FAILPOINT", "DOMAINBATCH_HASTE", "DOMAINBATCH_CLOCK", "before-claim", "after-claim", "before-move", "after-move", "signature-life", "failpoint.go")
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
