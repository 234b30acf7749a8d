//go:build unix

package main

import (
	"bytes"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// An export that is interrupted writes nothing, says how to go on, and the
// next one does not ask again for what is known.
func TestAnInterruptedExportGoesOn(t *testing.T) {
	t.Parallel()
	s := newBackStory(t)
	asked := func() int {
		ledger, err := readLedger(filepath.Join(s.home, "sandbox.ledger"))
		if err != nil {
			return 0 // nothing is in it yet
		}
		return ledger.Count("QueryContactInfo")
	}
	cmd := command(t, s.home, "export", "--endpoint", s.at.url, "--query-rate", "1", "-o", "all.xlsx")
	var said bytes.Buffer
	cmd.Stderr = &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for n := 0; asked() < 3 && n < 1000; n++ {
		time.Sleep(10 * time.Millisecond)
	}
	cmd.Process.Signal(syscall.SIGINT)
	if got := exitOf(cmd.Wait()); got != int(exitInterrupted) || !strings.Contains(said.String(), "run it again; what is known already is not asked for again") {
		t.Fatalf("ended with %d\n%s", got, &said)
	}
	if exists(filepath.Join(s.home, "all.xlsx")) {
		t.Error("half an export was written")
	}
	before := asked()
	_, again := s.runs(exitDone, "export", "-o", "all.xlsx")
	if more := asked() - before; more >= 16 || more < 16-before || !strings.Contains(again, "asked for before") {
		t.Errorf("%d contacts were asked for, then %d more\n%s", before, more, again)
	}
	if rows := s.cells("all.xlsx"); len(rows) != 17 {
		t.Errorf("%d rows", len(rows))
	}
}
