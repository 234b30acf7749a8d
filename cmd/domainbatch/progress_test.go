package main

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"domainbatch/executor"
)

func TestWithoutATerminalProgressIsALineNowAndThen(t *testing.T) {
	var screen bytes.Buffer
	now := time.Unix(0, 0)
	view := newProgress(&console{err: &screen, plain: true}, func() time.Time { return now })
	snapshot := executor.Snapshot{Changes: executor.Counts{Total: 10, Done: 3, Failed: 1, Running: 2, Planned: 4}, Submits: 5, Rate: 2}
	for range 100 { // ten seconds, told of ten times a second
		now = now.Add(100 * time.Millisecond)
		view.show(snapshot)
	}
	view.close()
	view.show(snapshot) // too late
	lines := strings.Split(strings.TrimSpace(screen.String()), "\n")
	if len(lines) != 2 {
		t.Fatalf("%d lines in ten seconds, want 2:\n%s", len(lines), screen.String())
	}
	for _, want := range []string{"4 of 10 changes settled", "3 done, 1 failed, 2 running", "5 submits"} {
		if !strings.Contains(lines[0], want) {
			t.Errorf("%q is missing in %q", want, lines[0])
		}
	}
	if strings.ContainsAny(screen.String(), "\r\x1b") {
		t.Errorf("a plain line steers the terminal: %q", screen.String())
	}
}
