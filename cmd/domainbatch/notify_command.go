package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"domainbatch/executor/alidomain"
	"domainbatch/report/notify"
)

// hook is a command of the person that is told. The line is cut into words as
// alidomain.SplitCommand does it; no shell sees it unless it names one.
type hook struct {
	p    *program
	line string
}

// What is kept of the output of a command, for the log.
const (
	mostOutput = 16 << 10
	mostLines  = 100
)

// Send implements notify.Sender: it runs the command once, with the summary as
// JSON on its standard input, and waits for its end.
func (h *hook) Send(ctx context.Context, s *notify.Summary) error {
	words, err := alidomain.SplitCommand(h.line)
	if err != nil {
		return &notify.Refusal{Reason: err.Error()}
	}
	body, err := s.JSON()
	if err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, words[0], words[1:]...)
	cmd.Stdin = bytes.NewReader(append(body, '\n'))
	cmd.Env = hookEnvironment(os.Environ(), s)
	output := &firstBytes{}
	cmd.Stdout, cmd.Stderr = output, output
	cmd.WaitDelay = 2 * time.Second // for what it leaves behind
	ofItsOwn(cmd)
	err = cmd.Run()
	h.tell(output.text.String())
	return whyHook(ctx, err)
}

// whyHook says how a command failed, without its arguments.
func whyHook(ctx context.Context, err error) error {
	var exit *exec.ExitError
	var start *exec.Error
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return &notify.Refusal{Reason: "it did not end in time and was stopped"}
	case errors.As(err, &exit):
		return &notify.Refusal{Reason: "it ended with " + exit.ProcessState.String()}
	case errors.As(err, &start):
		return &notify.Refusal{Reason: fmt.Sprintf("it cannot be run: %v", start.Err)}
	}
	return &notify.Refusal{Reason: fmt.Sprintf("it cannot be run: %v", cause(err))}
}

// tell puts what a command printed into the log.
func (h *hook) tell(output string) {
	lines := bufio.NewScanner(strings.NewReader(output))
	lines.Buffer(nil, mostOutput+1)
	for n := 0; n < mostLines && lines.Scan(); n++ {
		h.p.log.Info("a command said", "command", commandName(h.line), "line", printable(strings.ToValidUTF8(lines.Text(), "?")))
	}
}

// commandName is the program of a command line: its arguments may hold what is
// not to be shown.
func commandName(line string) string {
	words, err := alidomain.SplitCommand(line)
	if err != nil {
		return "?"
	}
	return filepath.Base(words[0])
}

// hookEnvironment is that of this process, without the access key, and with
// what it is all about.
func hookEnvironment(environ []string, s *notify.Summary) []string {
	var out []string
	for _, v := range environ {
		name, _, _ := strings.Cut(v, "=")
		if !strings.HasPrefix(name, "ALIBABA_CLOUD_ACCESS_KEY") && name != "ALIBABA_CLOUD_SECURITY_TOKEN" {
			out = append(out, v)
		}
	}
	code := ""
	if s.Exit != nil {
		code = strconv.Itoa(*s.Exit)
	}
	return append(out, "DOMAINBATCH_EVENT="+string(s.Event), "DOMAINBATCH_RUN="+s.Run, "DOMAINBATCH_EXIT="+code)
}

// firstBytes keeps the beginning of what is written to it.
type firstBytes struct{ text bytes.Buffer }

// Write implements io.Writer; it takes everything.
func (f *firstBytes) Write(b []byte) (int, error) {
	f.text.Write(b[:max(0, min(len(b), mostOutput-f.text.Len()))])
	return len(b), nil
}
