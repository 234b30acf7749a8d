package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// openTerminal makes a pseudo-terminal: what a person sees and types is the
// first file, what the program has is the second.
func openTerminal(t *testing.T) (person, program *os.File) {
	t.Helper()
	person, err := os.OpenFile("/dev/ptmx", os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { person.Close() })
	if err := unix.IoctlSetPointerInt(int(person.Fd()), unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	n, err := unix.IoctlGetInt(int(person.Fd()), unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	program, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := unix.IoctlSetWinsize(int(program.Fd()), unix.TIOCSWINSZ, &unix.Winsize{Row: 40, Col: 120}); err != nil {
		t.Fatal(err)
	}
	return person, program
}

// interrupt is an answer to onTerminal's question that is not typed.
const interrupt = "Ctrl-C"

// onTerminal runs the program on a terminal, types the answer when the
// question appears, and returns what was on the screen and the exit code.
func onTerminal(t *testing.T, home, question, answer string, args ...string) (screen string, code int) {
	t.Helper()
	person, terminal := openTerminal(t)
	cmd := command(t, home, args...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = terminal, terminal, terminal
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	terminal.Close()
	time.AfterFunc(30*time.Second, func() { cmd.Process.Kill() })
	var seen bytes.Buffer
	buffer := make([]byte, 4096)
	typed := false
	for {
		n, err := person.Read(buffer)
		seen.Write(buffer[:n])
		if !typed && strings.Contains(seen.String(), question) {
			typed = true
			if answer == interrupt {
				cmd.Process.Signal(os.Interrupt)
				continue
			}
			if _, err := person.WriteString(answer + "\n"); err != nil {
				t.Fatal(err)
			}
		}
		if err != nil {
			break // the program has closed its end
		}
	}
	err := cmd.Wait()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return seen.String(), cmd.ProcessState.ExitCode()
}

func TestOnATerminalThePlanIsShownAndTheQuestionAsked(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	at := sandboxFor(t, home)
	rows := home + "/rows.csv"
	owner := home + "/owner.csv"
	mustWrite(t, rows, "domain,action\nalpha-example.com,transfer-code\n")
	mustWrite(t, owner, "domain,contact_type,profile_id,transfer_lock\nbeta-example.com,registrant,17,no\n")
	tests := []struct {
		name, file, question, answer string
		code                         exitCode
		submits                      int // in the ledger afterwards
	}{
		{"no", rows, "Go on? [y/N]", "n", exitStale, 0},
		{"an owner is not changed by yes", owner, "Type 1 to go on", "yes", exitStale, 0},
		{"Ctrl-C", rows, "Go on? [y/N]", interrupt, exitInterrupted, 0},
		{"yes", rows, "Go on? [y/N]", "yes", exitDone, 1},
		{"an owner is changed by the number", owner, "Type 1 to go on", "1", exitDone, 2},
	}
	for _, test := range tests {
		screen, code := onTerminal(t, home, test.question, test.answer, "apply", "--endpoint", at.url, test.file)
		if code != int(test.code) {
			t.Errorf("%s: exit code %d, want %d; the screen:\n%s", test.name, code, test.code, screen)
		}
		if !strings.Contains(screen, "1 call to send") || !strings.Contains(screen, test.question) {
			t.Errorf("%s: the plan or the question is missing on the screen:\n%s", test.name, screen)
		}
		if test.code == exitDone && !strings.Contains(screen, "(0/1)") {
			t.Errorf("%s: no bar was drawn:\n%q", test.name, screen)
		}
		ledger, err := readLedger(home + "/sandbox.ledger")
		if err != nil {
			t.Fatal(err)
		}
		if got := ledger.Count("submit"); got != test.submits {
			t.Errorf("%s: %d submits, want %d", test.name, got, test.submits)
		}
	}
}
