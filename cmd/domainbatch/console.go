package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"unicode"

	"golang.org/x/term"
)

// console is what a person sits in front of: which streams are a terminal,
// whether colours are welcome, and the one line of progress that other output
// must not run into.
type console struct {
	in       io.Reader
	err      io.Writer
	askable  bool // both a person's keyboard and a screen
	live     bool // stderr is a terminal: a bar may be drawn
	width    int
	plain    bool // no colours
	mu       sync.Mutex
	clearNow func()                      // removes the bar from the screen, nil when there is none
	events   atomic.Pointer[slog.Logger] // of --log-format json, see onlyEvents; nil when stderr is for people
}

func newConsole(p *program) *console {
	c := &console{in: p.stdin, err: p.stderr, width: 80}
	c.live = isTerminal(p.stderr)
	c.askable = c.live && isTerminal(p.stdin)
	_, noColour := p.environ("NO_COLOR")
	c.plain = !c.live || noColour || p.getenv("TERM") == "dumb"
	if f, ok := p.stderr.(*os.File); ok && c.live {
		if w, _, err := term.GetSize(int(f.Fd())); err == nil && w > 20 {
			c.width = w
		}
	}
	return c
}

func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// Write prints to stderr without running into the bar. Logs and notes come
// through here, from any goroutine.
func (c *console) Write(b []byte) (int, error) {
	if c.events.Load() != nil {
		return len(b), nil // laid out for eyes, no event
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.clearNow != nil {
		c.clearNow()
	}
	return c.err.Write(b)
}

// say prints one line for a person. Text among args is made harmless, unless
// it was painted here.
func (c *console) say(format string, args ...any) {
	if line := sayable(format, args...); !c.sayEvent(line) {
		fmt.Fprintln(c, line)
	}
}

func sayable(format string, args ...any) string {
	for i, a := range args {
		switch v := a.(type) {
		case string:
			args[i] = printable(v)
		case error:
			args[i] = printable(v.Error())
		}
	}
	return fmt.Sprintf(format, args...)
}

// drawing runs f, which draws the bar, while nothing else is printed.
func (c *console) drawing(f func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	f()
}

func (c *console) clearBar() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.clearNow != nil {
		c.clearNow()
	}
}

// setBar names the function that takes the bar off the screen; nil when the
// bar is gone.
func (c *console) setBar(clear func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.clearNow = clear
}

// errNoAnswer says that input ended before a question was answered.
var errNoAnswer = errors.New("no answer")

// ask prints a question and waits for one line.
func (c *console) ask(ctx context.Context, question string) (string, error) {
	fmt.Fprint(c, question)
	type answer struct {
		line string
		err  error
	}
	answers := make(chan answer, 1)
	go func() {
		line, err := bufio.NewReader(c.in).ReadString('\n')
		answers <- answer{line, err}
	}()
	select {
	case a := <-answers:
		if a.err != nil && a.line == "" {
			fmt.Fprintln(c)
			return "", errNoAnswer
		}
		return strings.TrimSpace(a.line), nil
	case <-ctx.Done():
		fmt.Fprintln(c)
		return "", ctx.Err()
	}
}

// styles of the few words that carry colour on a terminal.
const (
	styleBold  = "1"
	styleGreen = "32"
	styleRed   = "31"
	styleAmber = "33"
)

// painted is text that was made harmless and given a colour.
type painted string

func (c *console) paint(style, text string) painted {
	if c.plain {
		return painted(printable(text))
	}
	return painted("\x1b[" + style + "m" + printable(text) + "\x1b[0m")
}

// printable keeps text from a file or from the service from steering a
// terminal: control characters and the marks that turn the direction of
// writing are escaped, line breaks stay.
func printable(text string) string {
	clean := func(r rune) bool { return r == '\n' || !steers(r) }
	if strings.IndexFunc(text, func(r rune) bool { return !clean(r) }) < 0 {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		if clean(r) {
			b.WriteRune(r)
			continue
		}
		fmt.Fprintf(&b, "\\u%04x", r)
	}
	return b.String()
}

func steers(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029'
}
