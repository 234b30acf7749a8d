package main

import (
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"
)

// lines writes text and remembers the first error, so that a page of output
// reads like the page.
type lines struct {
	w   io.Writer
	err error
}

// put formats as console.say does: text among args is made harmless.
func (l *lines) put(format string, args ...any) {
	if l.err == nil {
		_, l.err = io.WriteString(l.w, sayable(format, args...))
	}
}

// count is a number with its noun.
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

var plainWord = regexp.MustCompile(`^[A-Za-z0-9_./:=@%+,-]+$`)

// shellQuote writes a file name so that it can be pasted into a shell.
func shellQuote(name string) string {
	if plainWord.MatchString(name) {
		return name
	}
	return "'" + strings.ReplaceAll(name, "'", `'\''`) + "'"
}

// briefly is a duration as a person says it.
func briefly(d time.Duration) string {
	switch {
	case d < 10*time.Second:
		return fmt.Sprintf("%.1f s", d.Seconds())
	case d < 2*time.Minute:
		return fmt.Sprintf("%.0f s", d.Seconds())
	case d < 2*time.Hour:
		return fmt.Sprintf("%.0f min", d.Minutes())
	}
	return fmt.Sprintf("%.1f h", d.Hours())
}
