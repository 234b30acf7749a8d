package config

import (
	"fmt"
	"strconv"
	"strings"
)

// Problem is something wrong in a file.
type Problem struct {
	File    string
	Pos     Pos
	Message string // what is wrong; it holds no value that could be a secret
	Hint    string // what to type instead, "" when the message says it
}

// String is the place as editors and compilers write it, "3:1"; "" for a file
// as a whole.
func (p Pos) String() string {
	if p.Line == 0 {
		return ""
	}
	return fmt.Sprintf("%d:%d", p.Line, p.Column)
}

// Place is FILE:LINE:COLUMN.
func (p Problem) Place() string { return placed(p.File, p.Pos) }

func placed(file string, at Pos) string {
	if at.Line == 0 {
		return file
	}
	return file + ":" + at.String()
}

// Error implements error: place and message, without the hint.
func (p Problem) Error() string { return p.Place() + ": " + p.Message }

// Problems is everything that is wrong in the files of a run; it is an error
// when there is any.
type Problems []Problem

// Error implements error: one problem a line, each with its hint.
func (ps Problems) Error() string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.Error()
		if p.Hint != "" {
			lines[i] += "; " + p.Hint
		}
	}
	return strings.Join(lines, "\n")
}

// quoted shows a text of a file, a long one shortened.
func quoted(text string) string {
	const most = 60
	if letters := []rune(text); len(letters) > most {
		text = string(letters[:most]) + "…"
	}
	return strconv.Quote(text)
}
