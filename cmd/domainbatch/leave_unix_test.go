//go:build unix

package main

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// The first signal waits for the call under way, the second does not.
func TestTheSecondSignalLeavesAtOnce(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	at := sandboxFor(t, home, "--fault", "hang@submit,delay=60s,applied")
	mustWrite(t, filepath.Join(home, "rows.csv"), "domain,action\nalpha-example.com,transfer-code\n")
	cmd := command(t, home, "apply", "--yes", "--endpoint", at.url, "rows.csv")
	var screen strings.Builder
	cmd.Stdout, cmd.Stderr = &screen, &screen
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	awaitText(t, filepath.Join(home, "sandbox.ledger"), "SaveSingleTaskForQueryingTransferAuthorizationCode")
	cmd.Process.Signal(syscall.SIGTERM)
	select {
	case err := <-ended:
		t.Fatalf("the first signal did not wait for the call: %v\n%s", err, screen.String())
	case <-time.After(500 * time.Millisecond):
	}
	cmd.Process.Signal(os.Interrupt)
	select {
	case err := <-ended:
		if code := exitOf(err); code != int(exitInterrupted) {
			t.Errorf("exit code %d, want %d", code, exitInterrupted)
		}
	case <-time.After(5 * time.Second):
		cmd.Process.Kill()
		t.Fatal("the second signal was not heeded")
	}
	for _, want := range []string{"stopping: no new call is sent", "left at once", "domainbatch resume"} {
		if !strings.Contains(screen.String(), want) {
			t.Errorf("%q is missing in\n%s", want, screen.String())
		}
	}
	for _, name := range list(t, home) {
		if strings.HasSuffix(name, ".tmp") {
			t.Errorf("%s was left behind", name)
		}
	}
}

func TestTheSandboxEndsOrderlyOnASignal(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	cmd := command(t, home, "sandbox", "--addr", "127.0.0.1:0")
	at, err := startSandbox(cmd)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(at.url, "http://127.0.0.1:") {
		t.Errorf("it listens on %s", at.url)
	}
	cmd.Process.Signal(os.Interrupt)
	if err := cmd.Wait(); err != nil {
		t.Errorf("ending the sandbox in an orderly way is no failure: %v", err)
	}
}

func awaitText(t *testing.T, path, text string) {
	t.Helper()
	for range 200 {
		content, err := os.ReadFile(path)
		if err == nil && strings.Contains(string(content), text) {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("%q did not appear in %s", text, path)
}
