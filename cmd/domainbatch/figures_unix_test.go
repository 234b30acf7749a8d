//go:build unix

package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// figures add up over jobs.
type figures struct {
	began time.Time

	mu             sync.Mutex
	kills          int // counted as they happen; all else when a job is over
	most           int // kills of one job
	slow           int // processes that had not ended in time, which a loaded machine explains
	jobs, sessions int
	accepted       int // tasks
	unknown        int // rows
	blind          int // of them, those of jobs of which nothing was ever accepted, so that no task told whether the list is whole
	lost, doubled  int
	faults         map[string]int
}

// every is after how many kills a long proof says where it stands.
const every = 500

// killed counts a kill.
func (f *figures) killed() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.kills++
	if f.kills%every == 0 {
		fmt.Fprintf(os.Stderr, "    %s\n", f.text())
	}
}

// enough reports whether so many have been killed.
func (f *figures) enough(kills int) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.kills >= kills
}

// add takes in a job that is over.
func (f *figures) add(j *job, unknown int, problems []string) {
	ledger := j.witness.emulator.Ledger()
	f.mu.Lock()
	defer f.mu.Unlock()
	f.jobs++
	f.sessions += j.sessions
	f.slow += j.slow
	f.most = max(f.most, j.kills)
	f.unknown += unknown
	if len(ledger.Tasks) == 0 {
		f.blind += unknown
	}
	f.accepted += len(ledger.Tasks)
	for _, p := range problems {
		switch {
		case strings.HasPrefix(p, "lost:"):
			f.lost++
		case strings.HasPrefix(p, "doubled:"):
			f.doubled++
		}
	}
	if f.faults == nil {
		f.faults = map[string]int{}
	}
	for kind, n := range ledger.Faults {
		f.faults[string(kind)] += n
	}
	f.faults["503 of a gateway"] += j.witness.turnedAway
}

func (f *figures) String() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return fmt.Sprintf("%s; faults: %v", f.text(), f.faults)
}

func (f *figures) text() string {
	total := 0
	for _, n := range f.faults {
		total += n
	}
	text := fmt.Sprintf("%d kills (at most %d of a job) in %d processes of %d jobs, %d tasks accepted, %d faults injected, %d lost, %d doubled, %d rows unknown, in %s",
		f.kills, f.most, f.sessions, f.jobs, f.accepted, total, f.lost, f.doubled, f.unknown, time.Since(f.began).Round(time.Second))
	if f.blind > 0 {
		text += fmt.Sprintf(" (%d of the unknown in jobs of which nothing was accepted)", f.blind)
	}
	if f.slow > 0 {
		text += fmt.Sprintf(" (%d processes took too long and were killed)", f.slow)
	}
	return text
}

// sideBySide runs jobs, at most n at once, until next has no more. Most of a
// job's time is waiting.
func sideBySide(n int, next func() *job, run func(*job)) {
	jobs := make(chan *job)
	var wg sync.WaitGroup
	for range n {
		wg.Go(func() {
			for j := range jobs {
				run(j)
			}
		})
	}
	for j := next(); j != nil; j = next() {
		jobs <- j
	}
	close(jobs)
	wg.Wait()
}

// conclude brings a job to its end, compares everything, and clears away what
// it needed. Of a job that went wrong everything is kept and named.
func conclude(t *testing.T, j *job, sum *figures, failed error) {
	unknown, problems := 0, []string(nil)
	if failed != nil {
		problems = []string{failed.Error()}
	} else {
		unknown, problems = j.finish()
	}
	for _, p := range problems {
		t.Errorf("DOMAINBATCH_SEED=%d: %s", j.seed, p)
	}
	if unknown > 0 {
		t.Log(j.doubts())
	}
	sum.add(j, unknown, problems)
	if len(problems) > 0 {
		t.Errorf("after %d kills the last process said:\n%s\n%s", j.kills, tail(j.said), j.keep())
	}
	j.witness.close()
	if err := os.RemoveAll(j.home); err != nil {
		t.Error(err)
	}
}

// keep copies the home of a job and what the service knows out of the way of
// the cleaning up, and says where to.
func (j *job) keep() string {
	dir, err := os.MkdirTemp("", "domainbatch-proof-*")
	if err == nil {
		err = os.CopyFS(filepath.Join(dir, "home"), os.DirFS(j.home))
	}
	var ledger []byte
	if err == nil {
		ledger, err = json.MarshalIndent(j.witness.emulator.Ledger(), "", "\t")
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "ledger.json"), ledger, 0o600)
	}
	if err != nil {
		return fmt.Sprintf("its files could not be kept: %v", err)
	}
	return "its files are kept in " + dir
}
