package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"runtime/debug"
	"time"

	"domainbatch/planner"
)

// program is one run of the command as a value: its streams, arguments,
// environment, clock and signals. Nothing else in this package reads them from
// the process.
type program struct {
	stdin   io.Reader
	stdout  io.Writer
	stderr  io.Writer
	args    []string
	environ func(string) (string, bool)
	now     func() time.Time
	signals <-chan os.Signal

	interrupts *interrupts
	console    *console
	log        *slog.Logger
	runMark    *runMark // the run that is worked on, for the log
	private    privateFiles
	worked     string              // the run that was worked on latest
	planned    *planner.Plan       // the latest that was made to be carried out
	pulse      *pulse              // of a watch; nil when nobody asks whether the work moves
	asked      func(importRequest) // nil but when a command line is only read again

	configuration *configuration // nil for commands that read none
}

// Now is the time of day; a program is the clock of the stages.
func (p *program) Now() time.Time { return p.now() }

// run executes the command line and returns how the process ends. It returns
// early, leaving the command behind, when the person interrupts twice.
func (p *program) run() exitCode {
	p.interrupts = watchSignals(p.signals)
	p.console = newConsole(p)
	p.log = slog.New(slog.DiscardHandler)
	p.runMark = &runMark{}
	defer p.private.removeAll()

	done := make(chan exitCode, 1)
	go func() { done <- p.execute() }()
	select {
	case code := <-done:
		return code
	case <-p.interrupts.leave:
		p.console.clearBar()
		left := fail(exitInterrupted, "domainbatch resume", "left at once; nothing that was sent is lost, \"domainbatch resume\" goes on")
		if !p.console.failEvent(left) {
			fmt.Fprintf(p.stderr, "domainbatch: %s\n", left.message)
		}
		return exitInterrupted
	}
}

func (p *program) execute() (code exitCode) {
	defer func() {
		if r := recover(); r != nil {
			p.log.Debug("panic", "stack", string(debug.Stack()))
			code = p.report(fail(exitInternal, "please report this, with the output of the same command and -vv", "internal error: %v", r))
		}
	}()
	root := newRoot(p)
	root.SetArgs(p.args)
	root.SetIn(p.stdin)
	root.SetOut(p.stdout)
	root.SetErr(p.stderr)
	cmd, err := root.ExecuteContextC(context.Background())
	return p.report(blameSource(cmd.Flags(), err))
}

// report prints an error for a person and returns the exit code that goes with it.
func (p *program) report(err error) exitCode {
	if err == nil {
		return exitDone
	}
	f := explain(err)
	p.console.clearBar()
	if f.message != "" && !p.console.failEvent(f) {
		fmt.Fprintf(p.stderr, "domainbatch: %s\n", printable(f.message))
		next := "  next: %s\n"
		if f.chinese {
			next = "  下一步：%s\n"
		}
		if f.hint != "" {
			fmt.Fprintf(p.stderr, next, printable(f.hint))
		}
	}
	if f.err != nil && !errors.Is(f.err, context.Canceled) {
		p.log.Debug("the error in full", "error", f.err)
	}
	return f.code
}

// getenv is environ for callers that do not tell unset from empty.
func (p *program) getenv(name string) string {
	value, _ := p.environ(name)
	return value
}
