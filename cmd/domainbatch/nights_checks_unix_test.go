//go:build unix

package main

import (
	"context"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"domainbatch/executor/journal"
	"domainbatch/report/metrics"
)

// came is what a night brings about.
type came struct {
	submits int      // that reached the service and were not turned away
	asked   bool     // whether there were other calls
	told    []string // event, exit code and file of each message, in any order
	beats   []string // ends that the heartbeat heard of, in order: "" is well
	plus    []string // jobs that are now in a place, as place/name
	minus   []string // jobs that are there no more
}

// What a night after a death brings about can depend on the instant of it.
const anyNumber = -1

var anyone = []string{"anyone"}

func (n *nights) wants(want came) {
	n.t.Helper()
	ledger := n.emulator.Ledger()
	got := came{submits: ledger.Count("submit") - n.sent, asked: ledger.Count("query") > n.asked}
	n.sent, n.asked = ledger.Count("submit"), ledger.Count("query")
	n.mu.Lock()
	got.told, got.beats = n.told, n.beats
	n.told, n.beats = nil, nil
	n.mu.Unlock()
	jobs := n.places()
	got.plus, got.minus = beyond(jobs, n.jobs), beyond(n.jobs, jobs)
	n.jobs = jobs
	if want.submits == anyNumber {
		got.submits = anyNumber
	}
	if slices.Equal(want.told, anyone) {
		got.told = anyone
	}
	for _, list := range [][]string{got.told, want.told, want.plus, want.minus} {
		slices.Sort(list)
	}
	if g, w := fmt.Sprintf("%#v", got), fmt.Sprintf("%#v", want); g != w {
		n.t.Errorf("night %d, %s:\n  got %s\n want %s\n%s", n.night, n.what, g, w, tail(n.output))
	}
	if left, err := filepath.Glob(filepath.Join(n.inbox, "*.*")); err != nil || len(left) > 0 {
		n.t.Errorf("night %d, %s: %v is left in the inbox", n.night, n.what, left)
	}
}

var stampOfJob = regexp.MustCompile(`^[0-9]{8}-[0-9]{6}-[0-9a-f]{8}-|-[2-9]$`)

// places lists the jobs as place/name, without their time and digest.
func (n *nights) places() []string {
	n.t.Helper()
	var jobs []string
	found, err := filepath.Glob(filepath.Join(n.inbox, "*", "*"))
	if err != nil {
		n.t.Fatal(err)
	}
	for _, f := range found {
		jobs = append(jobs, filepath.Base(filepath.Dir(f))+"/"+stampOfJob.ReplaceAllString(filepath.Base(f), ""))
	}
	slices.Sort(jobs)
	return jobs
}

// beyond lists what a sorted list has more of than another one.
func beyond(list, other []string) (more []string) {
	rest := slices.Clone(other)
	for _, s := range list {
		if i := slices.Index(rest, s); i >= 0 {
			rest = slices.Delete(rest, i, i+1)
			continue
		}
		more = append(more, s)
	}
	return more
}

// in is the path of a file of the newest job of a name in a place.
func (n *nights) in(place, job, file string) string {
	n.t.Helper()
	found, err := filepath.Glob(filepath.Join(n.inbox, place, "*-"+job, file))
	if err != nil || len(found) == 0 {
		n.t.Fatalf("night %d, %s: no %s in %s of %s: %v", n.night, n.what, file, job, place, err)
	}
	return found[len(found)-1]
}

// metric is a value of the metrics file; -1 when it has none.
func (n *nights) metric(name, label string) float64 {
	n.t.Helper()
	text := mustRead(n.t, filepath.Join(n.home, "domainbatch.prom"))
	for line := range strings.Lines(text) {
		var value float64
		series, number, ok := strings.Cut(strings.TrimSpace(line), "} ")
		if !ok || !strings.HasPrefix(series, name+"{") || label != "" && !strings.Contains(series, label) {
			continue
		}
		if _, err := fmt.Sscan(number, &value); err != nil {
			n.t.Fatal(err)
		}
		return value
	}
	return -1
}

// journal opens what the program has written down.
func (n *nights) journal() journal.Journal {
	n.t.Helper()
	j, err := journal.Open(context.Background(), stateJournal(n.home), journal.Options{ReadOnly: true})
	if err != nil {
		n.t.Fatal(err)
	}
	n.t.Cleanup(func() { j.Close() })
	return j
}

// passes takes note of a night that was cut off: one job at most is anywhere
// else than before, and nobody need have heard of it.
func (n *nights) passes(job string) {
	n.t.Helper()
	var want []string
	if job != "" {
		want = []string{job}
	}
	jobs := n.places()
	if got := beyond(jobs, n.jobs); !slices.Equal(got, want) || len(beyond(n.jobs, jobs)) > 0 {
		n.t.Errorf("night %d, %s: %v has come to its place, want %v", n.night, n.what, got, want)
	}
	n.jobs = jobs
	n.mu.Lock()
	defer n.mu.Unlock()
	n.told, n.beats = nil, nil
	ledger := n.emulator.Ledger()
	n.sent, n.asked = ledger.Count("submit"), ledger.Count("query")
}

// hasAsked says whether there were questions since the latest look.
func (n *nights) hasAsked() bool { return n.emulator.Ledger().Count("query") > n.asked }

// once wants each domain to have been sent once, and its row to be in the
// results of a job.
func (n *nights) once(job string, domains []string) {
	n.t.Helper()
	sent := map[string]int{}
	for target, times := range n.emulator.Ledger().Accepted() {
		sent[target.Domain] += times
	}
	rows, err := readResults(n.in("done", job, job+".results.csv"))
	if err != nil || len(rows) != len(domains) {
		n.t.Errorf("night %d, %s: results of %d domains, want %d: %v", n.night, n.what, len(rows), len(domains), err)
		return
	}
	for _, d := range domains {
		if sent[d] != 1 || len(rows[d]) != 1 || rows[d][0].result != "OK" {
			n.t.Errorf("night %d, %s: %s was sent %d times and ended as %+v", n.night, n.what, d, sent[d], rows[d])
		}
	}
}

// unfinished is the one run that is not over.
func (n *nights) unfinished() (id string) {
	n.t.Helper()
	runs, err := n.journal().Runs(n.t.Context(), "")
	if err != nil {
		n.t.Fatal(err)
	}
	for _, r := range runs {
		if r.FinishedAt.IsZero() {
			if id != "" {
				n.t.Fatalf("both %s and %s are not finished", id, r.ID)
			}
			id = r.ID
		}
	}
	return id
}

// looksBack compares what is left after the last night.
func (n *nights) looksBack() {
	n.t.Helper()
	ledger := n.emulator.Ledger()
	if doubles := ledger.Doubles(); len(doubles) > 0 {
		n.t.Errorf("sent twice: %v", doubles)
	}
	if run := n.unfinished(); run != "" {
		n.t.Errorf("run %s is not finished", run)
	}
	runs, err := n.journal().Runs(n.t.Context(), "")
	if err != nil || len(runs) != 22 {
		n.t.Errorf("%d runs in the journal, want 22: %v", len(runs), err)
	}
	good, bad := n.metric(metrics.Runs, `end="success"`), n.metric(metrics.Runs, `end="failure"`)
	if good != 24 || bad != 9 {
		n.t.Errorf("the metrics count %g sessions that did their job and %g that did not, want 24 and 9", good, bad)
	}
	for _, place := range []string{"working", "held"} {
		left := slices.DeleteFunc(n.places(), func(j string) bool { return !strings.HasPrefix(j, place+"/") })
		if len(left) > 0 {
			n.t.Errorf("%v is left", left)
		}
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, private := range []string{"Li Si", "Wang Wu", "Zhao Liu", "owner@example.com", "13800000000", "hang zhou"} {
		if strings.Contains(n.bodies.String(), private) {
			n.t.Errorf("somebody was told %q", private)
		}
	}
}
