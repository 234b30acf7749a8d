package main

import (
	"io"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// The terminal is closed in the middle: the kernel says so by SIGHUP, and what
// is printed from then on goes nowhere. The run ends in order all the same.
func TestAClosedTerminalIsAnInterruption(t *testing.T) {
	proof(t)
	hearHangups()
	j := slowly(t, 24)
	person, terminal := openTerminal(t)
	cmd := j.process()
	cmd.Stdin, cmd.Stdout, cmd.Stderr = terminal, terminal, terminal
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true, Ctty: 0}
	j.witness.session(nil)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	terminal.Close()
	screen := make(chan string, 1)
	go func() {
		text, _ := io.ReadAll(io.LimitReader(person, 200)) // until it is closed
		screen <- string(text)
	}()
	if !j.submitted(4, make(chan struct{})) {
		t.Fatal("nothing was sent")
	}
	person.Close()
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	select {
	case err := <-ended:
		if exitOf(err) != int(exitInterrupted) {
			t.Errorf("ended with %v, want code %d", err, exitInterrupted)
		}
	case <-time.After(30 * time.Second):
		cmd.Process.Kill()
		t.Fatal("it did not end")
	}
	results, err := readResults(filepath.Join(j.home, "rows.results.csv"))
	if err != nil || len(results) != len(j.expected) {
		t.Fatalf("results of %d domains: %v", len(results), err)
	}
	if text := <-screen; !strings.Contains(text, "rows.csv") {
		t.Errorf("on the screen was %q", text)
	}
	wantEnd(t, j)
}
