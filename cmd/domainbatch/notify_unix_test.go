//go:build unix

package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"domainbatch/report/metrics"
	"domainbatch/report/notify"
)

// Ctrl-C is told as well, and a receiver that is silent keeps nobody longer
// than it may: a second Ctrl-C leaves at once.
func TestAnInterruptionIsTold(t *testing.T) {
	t.Parallel()
	home, l := t.TempDir(), listening(t)
	at := sandboxFor(t, home, "--fault", "hang@submit,delay=2s,n=1,applied")
	mustWrite(t, filepath.Join(home, "rows.csv"), "domain,action\nalpha-example.com,transfer-code\n")
	cmd := command(t, home, append([]string{"apply", "--yes", "--endpoint", at.url, "rows.csv"}, l.flags(home)...)...)
	cmd.Env = append(cmd.Env, "SHARED="+sharedSecret)
	var screen strings.Builder
	cmd.Stdout, cmd.Stderr = &screen, &screen
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	awaitText(t, filepath.Join(home, "sandbox.ledger"), "SaveSingleTaskForQueryingTransferAuthorizationCode")
	cmd.Process.Signal(syscall.SIGINT)
	if got := exitOf(cmd.Wait()); got != int(exitInterrupted) {
		t.Fatalf("ended with %d\n%s", got, &screen)
	}
	got := l.take()
	if m := messages(t, got["/webhook"]); len(m) != 1 || m[0].Event != notify.Failure || *m[0].Exit != int(exitInterrupted) || m[0].Run == "" || len(got["/beat/130"]) != 1 {
		t.Errorf("heard: %v", got)
	}
}

func TestASilentReceiverCanBeLeft(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	at := sandboxFor(t, home)
	mustWrite(t, filepath.Join(home, "rows.csv"), "domain,action\nalpha-example.com,transfer-code\n")
	asked, leave := make(chan struct{}, 8), make(chan struct{})
	silent := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		asked <- struct{}{}
		select {
		case <-leave:
		case <-r.Context().Done():
		}
	}))
	defer silent.Close()
	defer close(leave)
	cmd := command(t, home, "apply", "--yes", "--endpoint", at.url, "--notify", "webhook="+silent.URL, "rows.csv")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	select {
	case <-asked: // the work is done, the results are written
	case <-time.After(time.Minute):
		cmd.Process.Kill()
		t.Fatal("nobody was told")
	}
	if !exists(filepath.Join(home, "rows.results.csv")) {
		t.Error("told before the results were written")
	}
	cmd.Process.Signal(syscall.SIGINT)
	cmd.Process.Signal(syscall.SIGTERM) // another, so that they cannot become one
	select {
	case <-ended:
	case <-time.After(10 * time.Second):
		cmd.Process.Kill()
		t.Error("a silent receiver kept the program")
	}
}

// Rows whose outcome is unknown are told and counted, and stay in the metrics
// through later nights that have nothing to do with them.
func TestUnknownRowsAreTold(t *testing.T) {
	t.Parallel()
	s, l := newExitStage(t), listening(t)
	unknownOutcome(t, s)
	tell := " --notify webhook=" + l.web.URL + "/webhook --notify-secret env:SHARED --metrics-file job.prom --heartbeat " + l.web.URL + "/beat"
	for _, c := range []struct {
		line string
		exit exitCode
		want notify.Event
	}{{"resume --json", exitUnknown, notify.Unknown}, {exitApply + "later.csv", exitDone, notify.Success}} {
		mustWrite(t, filepath.Join(s.home, "later.csv"), "domain,action\nlater-example.com,transfer-code\n")
		if code, stdout, stderr := s.run(t, c.line+tell, "SHARED="+sharedSecret); code != int(c.exit) {
			t.Fatalf("%s ended with %d\n%s%s", c.line, code, stdout, stderr)
		}
		got := l.take()
		m := messages(t, got["/webhook"])
		if len(m) != 1 || m[0].Event != c.want || (m[0].UnknownRows == 1) != (c.exit == exitUnknown) || (len(got["/beat/10"]) == 1) != (c.exit == exitUnknown) {
			t.Errorf("%s: %v", c.line, got)
		}
		if prom := mustRead(t, filepath.Join(s.home, "job.prom")); !strings.Contains(prom, "\ndomainbatch_unknown_rows{site=\"cn\",profile=\"default\"} 1\n") {
			t.Errorf("%s: the metrics do not have the row:\n%s", c.line, prom)
		}
	}
}

// A task that runs for days is told as such, counts as success for the heart,
// and its age is in the metrics until it ends.
func TestTasksThatRunOnAreTold(t *testing.T) {
	t.Parallel()
	s, l := newExitStage(t), listening(t)
	mustWrite(t, filepath.Join(s.home, "rows.csv"), "domain,action\nshop-slow.com,transfer-code\n")
	line := exitApply + "rows.csv --wait 1s --notify webhook=" + l.web.URL + "/webhook --notify-secret env:SHARED --metrics-file job.prom --heartbeat " + l.web.URL + "/beat"
	if code, stdout, stderr := s.run(t, line, "SHARED="+sharedSecret); code != int(exitPending) {
		t.Fatalf("ended with %d\n%s%s", code, stdout, stderr)
	}
	got := l.take()
	m := messages(t, got["/webhook"])
	if len(m) != 1 || m[0].Event != notify.Pending || m[0].PendingTasks != 1 || m[0].OldestPending == nil || len(got["/beat"]) != 1 || !strings.HasPrefix(m[0].Next, "domainbatch resume ") {
		t.Errorf("heard: %v", got)
	}
	file, err := readMetrics(filepath.Join(s.home, "job.prom"))
	if err != nil {
		t.Fatal(err)
	}
	mine := metrics.Job{Site: "cn", Profile: "default"}
	tasks, _ := file.Value(mine, metrics.PendingTasks, "")
	oldest, _ := file.Value(mine, metrics.OldestPending, "")
	success, _ := file.Value(mine, metrics.LastSuccess, "")
	if tasks != 1 || oldest == 0 || int64(oldest) != m[0].OldestPending.Unix() || success < oldest {
		t.Errorf("%v tasks, the oldest of %v, success %v", tasks, oldest, success)
	}
}
