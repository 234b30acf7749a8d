package alidomain

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// Bounds of a program that hands out a secret. The vendor's own tool waits as
// long (60 s, its source).
const (
	commandTimeout = time.Minute
	commandGrace   = 2 * time.Second // for grandchildren that hold the pipe
	maxCommandText = 64 << 10
)

// CommandOutput runs a program and returns what it wrote to stdout: the way to
// a secret that a vault or a broker of keys hands out. The line is cut into
// words at blanks, which quotes keep together; no shell sees it, so nothing in
// it is expanded. The program gets the environment of this process and an empty
// stdin, and a minute, or less when ctx says so. What it writes to stderr is
// dropped, and errors name only the program: either may hold the secret.
func CommandOutput(ctx context.Context, line string) (Secret, error) {
	words, err := SplitCommand(line)
	if err != nil {
		return Secret{}, err
	}
	name := filepath.Base(words[0])
	ctx, cancel := context.WithTimeout(ctx, commandTimeout)
	defer cancel()
	cmd := exec.CommandContext(ctx, words[0], words[1:]...)
	cmd.WaitDelay = commandGrace
	out := &boundedText{}
	cmd.Stdout = out
	err = cmd.Run()
	switch exit := (*exec.ExitError)(nil); {
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return Secret{}, fmt.Errorf("%s did not end in time: %w", name, unreachable{ctx.Err()})
	case ctx.Err() != nil:
		return Secret{}, ctx.Err()
	case out.tooLong:
		return Secret{}, fmt.Errorf("%s printed more than %d bytes", name, maxCommandText)
	case errors.As(err, &exit):
		return Secret{}, fmt.Errorf("%s failed (%s); run it by hand to see why", name, exit.ProcessState)
	case err != nil:
		return Secret{}, fmt.Errorf("%s cannot be run: %w", name, withoutLine(err))
	}
	return NewSecret(out.text.String()), nil
}

// withoutLine keeps the reason of an error and drops the path it was tried at.
func withoutLine(err error) error {
	var execErr *exec.Error
	if errors.As(err, &execErr) {
		return execErr.Err
	}
	if inner := errors.Unwrap(err); inner != nil {
		return inner
	}
	return err
}

// boundedText keeps what a program prints, and refuses more than a secret can
// be.
type boundedText struct {
	text    strings.Builder
	tooLong bool
}

func (b *boundedText) Write(p []byte) (int, error) {
	if b.text.Len()+len(p) > maxCommandText {
		b.tooLong = true
		return 0, io.ErrShortWrite
	}
	return b.text.Write(p)
}

// SplitCommand cuts a line into words. Single quotes keep everything, double
// quotes everything but \" and \\; outside of quotes a backslash keeps the next
// letter. On Windows, where paths have them, backslashes are ordinary letters.
func SplitCommand(line string) ([]string, error) {
	var words []string
	var word strings.Builder
	var quote rune
	begun, kept := false, false
	for _, r := range line {
		switch {
		case kept:
			if quote == '"' && r != '"' && r != '\\' {
				word.WriteRune('\\')
			}
			word.WriteRune(r)
			kept = false
		case r == '\\' && quote != '\'' && runtime.GOOS != "windows":
			begun, kept = true, true
		case quote != 0 && r == quote:
			quote = 0
		case quote == 0 && (r == '"' || r == '\''):
			begun, quote = true, r
		case quote == 0 && (r == ' ' || r == '\t' || r == '\n' || r == '\r'):
			if begun {
				words = append(words, word.String())
			}
			word.Reset()
			begun = false
		default:
			begun = true
			word.WriteRune(r)
		}
	}
	switch {
	case quote != 0:
		return nil, fmt.Errorf("the command has a quote (%c) that does not end", quote)
	case kept:
		return nil, errors.New("the command ends with a backslash")
	}
	if begun {
		words = append(words, word.String())
	}
	if len(words) == 0 || words[0] == "" {
		return nil, errors.New("the command names no program")
	}
	return words, nil
}
