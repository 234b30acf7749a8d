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
