package journal_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"domainbatch/executor/journal"
	"domainbatch/executor/journal/journaltest"
)

// The tests below run this binary again as a process that writes as fast as it
// can and prints what it was told is durable, one line each:
//
//	lock                 it holds the lock of the account
//	run RUN              Create returned
//	intent RUN BATCH     ClaimIntent returned true
//	task RUN BATCH TASK  Accepted returned
//	done RUN BATCH       SaveDetails returned
//	stopped CLASS        a write failed; nothing may follow
const (
	writerEnv  = "DOMAINBATCH_JOURNAL_WRITER"  // path of the journal
	sessionEnv = "DOMAINBATCH_JOURNAL_SESSION" // number of the process
	writersEnv = "DOMAINBATCH_JOURNAL_WRITERS" // goroutines
	batchesEnv = "DOMAINBATCH_JOURNAL_BATCHES"
)

func TestMain(m *testing.M) {
	if path := os.Getenv(writerEnv); path != "" {
		writeUntilKilled(path)
		return
	}
	os.Exit(m.Run())
}

// long asks for the exhaustive form of the slow tests.
func long() bool { return os.Getenv("DOMAINBATCH_LONG") == "1" }

func say(words ...string) { os.Stdout.WriteString(strings.Join(words, " ") + "\n") }

func writeUntilKilled(path string) {
	session := os.Getenv(sessionEnv)
	writers, _ := strconv.Atoi(os.Getenv(writersEnv))
	batches, _ := strconv.Atoi(os.Getenv(batchesEnv))
	ctx := context.Background()
	stop := func(err error) {
		class := "other: " + err.Error()
		if errors.Is(err, journal.ErrDisk) {
			class = "disk"
		}
		say("stopped", class)
		os.Exit(3)
	}
	// Another session may still be dying: its lock is the sign.
	lock, err := journal.LockAccount(filepath.Dir(path), "acc")
	if err != nil {
		stop(err)
	}
	defer lock.Unlock()
	say("lock")
	j, err := journal.Open(ctx, path, journal.Options{})
	if err != nil {
		stop(err)
	}
	runID := "r" + session
	var list []journal.Batch
	for n := range batches {
		list = append(list, journal.Batch{ID: fmt.Sprintf("b%d", n), Changes: []journal.Change{
			{ID: "c", Domain: fmt.Sprintf("d%d.%s.example", n, session), Kind: "k"}}})
	}
	if _, _, err := j.Create(ctx, journal.Run{ID: runID, Account: "acc", Fingerprint: runID}, list); err != nil {
		stop(err)
	}
	say("run", runID)
	var wg sync.WaitGroup
	for g := range writers {
		wg.Go(func() {
			for n := g; n < batches; n += writers {
				if err := sendOne(ctx, j, session, runID, list[n], say); err != nil {
					stop(err)
				}
			}
		})
	}
	wg.Wait()
	if err := j.Close(); err != nil {
		stop(err)
	}
}

// sendOne takes a batch through its life.
func sendOne(ctx context.Context, j journal.Journal, session, runID string, b journal.Batch, say func(...string)) error {
	now := time.Now()
	ok, err := j.ClaimIntent(ctx, runID, b.ID, journal.Frozen{Epoch: session, Nonce: "n", Stamp: now})
	if err != nil {
		return err
	}
	if !ok {
		return fmt.Errorf("batch %s was not planned", b.ID)
	}
	say("intent", runID, b.ID)
	task := "task-" + session + "-" + b.ID
	if err := j.Accepted(ctx, runID, b.ID, task, "q", now, now); err != nil {
		return err
	}
	say("task", runID, b.ID, task)
	d := journal.Detail{TaskDetailNo: "d", Domain: b.Changes[0].Domain, State: journal.DetailSucceeded, Sealed: []byte("sealed")}
	if err := j.SaveDetails(ctx, runID, b.ID, []journal.Detail{d}, time.Time{}, true); err != nil {
		return err
	}
	say("done", runID, b.ID)
	return nil
}

// writer starts the process; wrap goes before its command line.
func writer(t *testing.T, path string, session, writers, batches int, wrap ...string) *exec.Cmd {
	t.Helper()
	args := append(wrap, os.Args[0])
	cmd := exec.CommandContext(t.Context(), args[0], args[1:]...)
	cmd.Env = append(os.Environ(), writerEnv+"="+path, sessionEnv+"="+strconv.Itoa(session),
		writersEnv+"="+strconv.Itoa(writers), batchesEnv+"="+strconv.Itoa(batches))
	return cmd
}

// lines reads what a writer printed; a last line without an end was cut by the
// kill and counts for nothing.
func lines(r io.Reader, each func(n int)) []string {
	var list []string
	in := bufio.NewReader(r)
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return list
		}
		list = append(list, strings.TrimSuffix(line, "\n"))
		if each != nil {
			each(len(list))
		}
	}
}

// holds checks that a journal has everything that was acknowledged, and keeps
// the laws.
func holds(t *testing.T, j journal.Journal, acknowledged []string) {
	t.Helper()
	s := journaltest.Take(t.Context(), t, j)
	s.Laws(t)
	batches := map[string]journal.Batch{}
	for _, list := range s.Batches {
		for _, b := range list {
			batches[b.RunID+" "+b.ID] = b
		}
	}
	details := map[string]bool{}
	for _, list := range s.Details {
		for _, d := range list {
			details[d.TaskNo] = string(d.Sealed) == "sealed" && d.State == journal.DetailSucceeded
		}
	}
	for _, line := range acknowledged {
		w := strings.Fields(line)
		switch w[0] {
		case "run":
			if len(s.Batches[w[1]]) == 0 {
				t.Errorf("acknowledged %q and has no batches of it", line)
			}
		case "intent":
			if b := batches[w[1]+" "+w[2]]; b.Attempts != 1 || b.Epoch == "" || b.State == journal.Planned {
				t.Errorf("acknowledged %q and has %+v", line, b)
			}
		case "task":
			if b := batches[w[1]+" "+w[2]]; b.TaskNo != w[3] {
				t.Errorf("acknowledged %q and has %+v", line, b)
			}
		case "done":
			if b := batches[w[1]+" "+w[2]]; b.State != journal.Done || !details[b.TaskNo] {
				t.Errorf("acknowledged %q and has %+v", line, b)
			}
		}
	}
}

func TestKilledWriterLosesNothingItAcknowledged(t *testing.T) {
	t.Parallel()
	kills := 20
	if long() {
		kills = 500
	}
	path := filepath.Join(t.TempDir(), "state", "journal.db")
	var acknowledged []string
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	killed := 0
	for session := range kills {
		cmd := writer(t, path, session, 8, 600)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		cmd.Stderr = os.Stderr
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		// One in five dies while it opens the file or creates the run, the others
		// after some lines, at no particular point of what comes next.
		patience, after := random.IntN(100), time.Duration(random.Int64N(int64(5*time.Millisecond)))
		if session%5 == 4 {
			patience, after = 0, after*20
		}
		said := lines(out, func(n int) {
			if n == patience+1 {
				time.AfterFunc(after, func() { cmd.Process.Kill() })
			}
		})
		if err := cmd.Wait(); err != nil && err.Error() == "signal: killed" {
			killed++
		}
		for _, line := range said {
			if strings.HasPrefix(line, "stopped") {
				t.Fatalf("session %d: %s", session, line)
			}
		}
		acknowledged = append(acknowledged, said...)
		if session%5 != 4 { // the next process opens the file in any case
			continue
		}
		j := openAt(t, path, journal.Options{})
		holds(t, j, acknowledged)
		if err := j.Close(); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d kills, %d acknowledged", killed, len(acknowledged))
	if killed < kills*3/4 || len(acknowledged) < kills*10 {
		t.Fatalf("%d of %d sessions were killed, %d lines: the test tested little", killed, kills, len(acknowledged))
	}
}
