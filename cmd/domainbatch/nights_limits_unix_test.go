//go:build unix

package main

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"domainbatch/report/metrics"
)

// nightsOfPatience: a task that takes its days keeps nothing else waiting.
func (n *nights) nightsOfPatience() {
	n.falls("an owner changes, which takes days")
	n.drop("slow.csv", contacts("Zhao Liu", "", "owner-slow.cn"))
	n.imports(exitPending, "--wait", "500ms")
	n.wants(came{submits: 1, asked: true, told: []string{"pending 9 slow.csv"}, beats: well, plus: []string{"working/slow"}})
	if got := n.metric(metrics.PendingTasks, ""); got != 1 {
		n.t.Errorf("the metrics count %g pending tasks, want 1", got)
	}

	n.falls("it goes on; another sheet is done meanwhile, and one has a row that must wait")
	n.drop("other.csv", askCodes("other-00.com"))
	n.drop("wants.csv", contacts("Zhao Liu", "", "owner-slow.cn", "wants-00.com"))
	n.imports(exitPending, "--wait", "4s")
	n.wants(came{
		submits: 2, asked: true, told: []string{"pending 9 slow.csv", "success 0 other.csv", "partial 4 wants.csv"}, beats: well,
		plus: []string{"done/other", "working/wants"},
	})

	n.falls("it still goes on")
	n.imports(exitPending, "--wait", "500ms")
	n.wants(came{asked: true, told: []string{"pending 9 slow.csv"}, beats: well})
	if got := n.metric(metrics.OldestPendingAge, ""); got < 47*3600 || got > 49*3600 {
		n.t.Errorf("the metrics say the oldest task is %g seconds old, want two days", got)
	}

	n.falls("it has come to its end")
	n.imports(exitDone)
	n.wants(came{
		asked: true, told: []string{"success 0 slow.csv"}, beats: well,
		plus: []string{"done/slow", "done/wants"}, minus: []string{"working/slow", "working/wants"},
	})
	if got := n.metric(metrics.PendingTasks, ""); got != 0 {
		n.t.Errorf("the metrics count %g pending tasks, want none", got)
	}
}

// nightsOfLimits: what exceeds a limit waits for somebody.
func (n *nights) nightsOfLimits() {
	n.falls("too much at once, and a configuration that allows it")
	n.drop("many.csv", askCodes(serial("many", 11)...))
	n.imports(exitLimit)
	n.wants(came{asked: true, told: []string{"failure 8 many.csv"}, beats: []string{"8"}, plus: []string{"held/many"}})
	n.configure("max-changes: \"20\"")
	if err := os.Rename(n.in("held", "many", "many.csv"), filepath.Join(n.inbox, "many.csv")); err != nil {
		n.t.Fatal(err)
	}
	n.imports(exitDone)
	n.wants(came{submits: 11, asked: true, told: []string{"success 0 many.csv"}, beats: well, plus: []string{"done/many"}, minus: []string{"held/many"}})

	n.falls("a canary dies")
	n.drop("risky.csv", askCodes("risky-00-fail.com", "risky-01.com", "risky-02.com"))
	n.imports(exitLimit, "--canary", "1")
	n.wants(came{submits: 1, asked: true, told: []string{"failure 8 risky.csv"}, beats: []string{"8"}, plus: []string{"held/risky"}})

	n.falls("it still waits, until somebody decides")
	n.imports(exitLimit)
	n.wants(came{told: []string{"failure 8"}, beats: []string{"8"}})
	run := n.unfinished()
	n.runs(exitRows, nil, "resume", run, "--max-failures", "1")
	n.wants(came{submits: 2, asked: true, told: []string{"partial 4 risky.csv"}, beats: []string{"4"}})
	if rows, err := readResults(n.in("held", "risky", "risky.results.csv")); err != nil || rows["risky-02.com"][0].result != "OK" {
		n.t.Errorf("a person's decision is not in the results beside the file: %v, %v", rows, err)
	}
	n.imports(exitRows)
	n.wants(came{told: []string{"partial 4"}, beats: []string{"4"}, plus: []string{"failed/risky"}, minus: []string{"held/risky"}})
}

// A signal ends an import as it ends apply: what is under way is written down,
// no further file is taken, and the next one goes on.
func TestASignalStopsAnImportInOrder(t *testing.T) {
	proof(t)
	n := newNights(t)
	n.falls("somebody stops it")
	n.drop("one.csv", askCodes(serial("one", 3)...))
	n.drop("other.csv", askCodes("other-00.com"))
	release := n.stalls()
	said := &screen{awaited: "stopping: no further file is taken", seen: make(chan struct{})}
	cmd := n.command(nil, "import", "inbox")
	cmd.Stdout, cmd.Stderr = said, said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	eventually(t, "a submit", n.hasStalled, said.text)
	cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-said.seen:
	case <-time.After(time.Minute):
		t.Error("nothing is said of the signal")
	}
	release()
	if code := exitOf(cmd.Wait()); code != int(exitInterrupted) {
		t.Errorf("it ended with %d\n%s", code, said.text())
	}
	if !exists(filepath.Join(n.inbox, "other.csv")) {
		t.Error("a further file was taken")
	}
	n.passes("working/one")
	n.imports(exitDone)
	n.wants(came{
		submits: anyNumber, asked: true, told: []string{"success 0 one.csv", "success 0 other.csv"}, beats: well,
		plus: []string{"done/one", "done/other"}, minus: []string{"working/one"},
	})
	n.once("one", serial("one", 3))
}
