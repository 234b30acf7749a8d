//go:build unix

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// submitted waits until the service has accepted so many tasks.
func (j *job) submitted(n int, gone <-chan struct{}) bool {
	for {
		select {
		case <-gone:
			return false
		case <-time.After(10 * time.Millisecond):
			if len(j.witness.emulator.Ledger().Tasks) >= n {
				return true
			}
		}
	}
}

// slowly makes a job that is under way for seconds.
func slowly(t *testing.T, seed uint64) *job {
	t.Helper()
	j := newJob(t, builtWith(t, "failpoint"), seed, true)
	j.args = append(j.args[:len(j.args)-1:len(j.args)-1], "--submit-rate", "8", "rows.csv")
	return j
}

func TestASignalStopsInOrder(t *testing.T) {
	proof(t)
	hearHangups()
	for _, sig := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
		t.Run(sig.String(), func(t *testing.T) {
			t.Parallel()
			j := slowly(t, uint64(sig))
			cmd := j.process()
			var at time.Time
			var sent int
			e, err := j.run(cmd, func(_ func(), _, gone <-chan struct{}) {
				if j.submitted(4, gone) {
					cmd.Process.Signal(sig)
					at = time.Now()
					time.Sleep(time.Second) // for what is under way
					sent = len(j.witness.emulator.Ledger().Tasks)
				}
			})
			took := time.Since(at)
			if err != nil || e.killed || e.code != int(exitInterrupted) {
				t.Fatalf("%+v, %v", e, err)
			}
			if took > 10*time.Second {
				t.Errorf("it took %s to stop", took)
			}
			for _, want := range []string{"stopping: no new call is sent", "was interrupted", "next: domainbatch resume "} {
				if !strings.Contains(e.output, want) {
					t.Errorf("%q is not said:\n%s", want, e.output)
				}
			}
			results, err := readResults(filepath.Join(j.home, "rows.results.csv"))
			if err != nil || len(results) != len(j.expected) {
				t.Fatalf("results of %d domains: %v", len(results), err)
			}
			notSent := 0
			for _, rows := range results {
				if rows[0].result == "NOT SENT" {
					notSent++
				}
			}
			if now := j.witness.accepted(); notSent == 0 || now > sent {
				t.Errorf("%d rows were not sent, and %d tasks more were accepted a second after the signal", notSent, now-sent)
			}
			wantEnd(t, j)
		})
	}
}

func wantEnd(t *testing.T, j *job) {
	t.Helper()
	unknown, problems := j.finish()
	for _, p := range problems {
		t.Error(p)
	}
	if unknown > 0 {
		t.Logf("%s", j.doubts())
	}
}

func TestLeavingAtOnceLosesNothing(t *testing.T) {
	proof(t)
	j := slowly(t, 21)
	j.env = append(j.env, "DOMAINBATCH_HASTE="+strings.Replace(haste, "timeout=2s", "timeout=30s", 1))
	j.witness.slow = 20 * time.Second // an orderly end would have to wait for the answers
	cmd := j.process()
	var at time.Time
	e, err := j.run(cmd, func(_ func(), _, gone <-chan struct{}) {
		if j.submitted(2, gone) {
			cmd.Process.Signal(syscall.SIGINT)
			time.Sleep(300 * time.Millisecond)
			at = time.Now()
			cmd.Process.Signal(syscall.SIGINT)
		}
	})
	took := time.Since(at)
	if err != nil || e.code != int(exitInterrupted) || took > 3*time.Second {
		t.Fatalf("%+v, %v, after %s", e, err, took)
	}
	if !strings.Contains(e.output, "left at once; nothing that was sent is lost") {
		t.Errorf("%s", e.output)
	}
	j.witness.setSlow(0)
	j.env = append(j.env, "DOMAINBATCH_HASTE="+haste)
	wantEnd(t, j)
}

// A machine that sleeps longer than a signature lives: what was under way is
// settled, what had been signed before is signed anew.
func TestAsleepInTheMiddle(t *testing.T) {
	proof(t)
	j := slowly(t, 22)
	cmd := j.process()
	e, err := j.run(cmd, func(_ func(), _, gone <-chan struct{}) {
		for n := 3; n <= 9 && j.submitted(n, gone); n += 6 {
			cmd.Process.Signal(syscall.SIGSTOP)
			time.Sleep(6 * time.Second)
			cmd.Process.Signal(syscall.SIGCONT)
		}
	})
	if err != nil || e.killed {
		t.Fatalf("%+v, %v", e, err)
	}
	wantEnd(t, j)
}

// One that may wait for the account does, goes on when it is free, and heeds
// its patience and Ctrl-C meanwhile.
func TestTheSecondWaitsForTheFirst(t *testing.T) {
	proof(t)
	j := slowly(t, 24)
	first := j.process()
	e, err := j.run(first, func(die func(), _, gone <-chan struct{}) {
		defer die()
		if !j.submitted(2, gone) {
			return
		}
		began := time.Now()
		out, err := j.command(nil, "resume", "--lock-wait", "1s").CombinedOutput()
		if code := exitOf(err); code != int(exitLocked) || time.Since(began) < time.Second || !strings.Contains(string(out), "waiting for its end, 1.0 s at most") {
			t.Errorf("without patience it ended with %d after %s:\n%s", code, time.Since(began), out)
		}
		stopped := &screen{awaited: "waiting for its end", seen: make(chan struct{})}
		cmd := j.command(nil, append(j.args[:len(j.args):len(j.args)], "--lock-wait", "10m")...)
		cmd.Stdout, cmd.Stderr = stopped, stopped
		if err := cmd.Start(); err != nil {
			t.Error(err)
			return
		}
		select {
		case <-stopped.seen:
		case <-gone:
		}
		cmd.Process.Signal(syscall.SIGINT)
		if code := exitOf(cmd.Wait()); code != int(exitInterrupted) {
			t.Errorf("Ctrl-C while waiting ended with %d:\n%s", code, stopped.text())
		}
	})
	if err != nil || !e.killed {
		t.Fatalf("%+v, %v", e, err)
	}
	// The next one waits for a process that is killed at last, and goes on.
	second := j.process()
	patient := &screen{awaited: "waiting for its end", seen: make(chan struct{})}
	third := j.command(nil, "resume", "--lock-wait", "1m")
	third.Stdout, third.Stderr = patient, patient
	e, err = j.run(second, func(die func(), first, gone <-chan struct{}) {
		defer die()
		select {
		case <-first:
		case <-gone:
			return
		}
		if err := third.Start(); err != nil {
			t.Error(err)
			return
		}
		select {
		case <-patient.seen:
		case <-gone:
		}
	})
	if err != nil || !e.killed {
		t.Fatalf("%+v, %v", e, err)
	}
	if code := exitOf(third.Wait()); code == int(exitLocked) || code == int(exitInternal) {
		t.Errorf("it ended with %d:\n%s", code, patient.text())
	}
	wantEnd(t, j)
}

// screen collects what a process prints and says when a text has come.
type screen struct {
	awaited string
	seen    chan struct{}

	mu    sync.Mutex
	shown strings.Builder
	told  bool
}

// Write implements io.Writer.
func (s *screen) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.shown.Write(b)
	if !s.told && strings.Contains(s.shown.String(), s.awaited) {
		s.told = true
		close(s.seen)
	}
	return len(b), nil
}

func (s *screen) text() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.shown.String()
}

func TestTwoAtOnce(t *testing.T) {
	proof(t)
	j := slowly(t, 23)
	first := j.process()
	var second, third ending
	e, err := j.run(first, func(die func(), _, gone <-chan struct{}) {
		defer die()
		if !j.submitted(2, gone) {
			return
		}
		for _, args := range [][]string{{"resume"}, j.args} {
			began := time.Now()
			out, err := j.command(nil, args...).CombinedOutput()
			second = ending{output: string(out), code: exitOf(err)}
			if took := time.Since(began); took > 3*time.Second { // a second on a machine that is not busy
				t.Errorf("the second one took %s to find out", took)
			}
			if second.code != int(exitLocked) || !strings.Contains(second.output, "works on this account") || !strings.Contains(second.output, "next: ") {
				t.Errorf("%v beside the first: %+v", args, second)
			}
			host, _ := os.Hostname()
			for _, who := range []string{fmt.Sprintf("process %d (", first.Process.Pid), ") of " + new(program).person() + " on " + host + ", since 20"} {
				if !strings.Contains(second.output, who) {
					t.Errorf("it is not said that %q has the lock:\n%s", who, second.output)
				}
			}
		}
	})
	if err != nil || !e.killed {
		t.Fatalf("%+v, %v", e, err)
	}
	// The lock is gone with its process.
	third, err = j.run(j.command(nil, "resume"), nil)
	if err != nil || third.code == int(exitLocked) {
		t.Fatalf("after kill -9 of the first: %+v, %v", third, err)
	}
	wantEnd(t, j)
}
