// Package secretref is how a setting names a secret without holding it: a
// variable of the environment, a file that nobody else can read, or a program
// that prints it. What is written in a configuration file or on a command line
// is the reference; the secret itself is fetched when it is needed.
package secretref

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"regexp"
	"strings"

	"domainbatch/executor/alidomain"
)

// The kinds of references.
const (
	kindEnv     = "env"
	kindFile    = "file"
	kindCommand = "command"
)

// Accepted is what a person may write, for messages and help.
const Accepted = "env:NAME, file:PATH or command:PROGRAM ARGUMENTS"

// Type is what Ref calls itself as the value of a flag.
const Type = "secretref"

// ErrForm says that a text is no reference. It never quotes the text, which
// may be the secret itself.
var ErrForm = errors.New("this is no reference to a secret; write " + Accepted)

// ErrEmpty says that the place a reference names holds nothing.
var ErrEmpty = errors.New("it is empty or not set")

// Ref names a secret. The zero value names none. It is a value of a flag
// (pflag.Value) and is shown by no way of formatting beyond its place: of a
// command the program only, because arguments may hold what they should not.
type Ref struct {
	kind, place string
}

var variableName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// Parse reads a reference; "" is the zero value.
func Parse(text string) (Ref, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return Ref{}, nil
	}
	kind, place, found := strings.Cut(text, ":")
	kind, place = strings.TrimSpace(kind), strings.TrimSpace(place)
	known := kind == kindEnv && variableName.MatchString(place) || (kind == kindFile || kind == kindCommand) && place != ""
	if !found || !known || strings.ContainsRune(place, 0) {
		return Ref{}, ErrForm
	}
	return Ref{kind, place}, nil
}

// IsZero reports whether no secret is named.
func (r Ref) IsZero() bool { return r.kind == "" }

// Set implements pflag.Value.
func (r *Ref) Set(text string) error {
	parsed, err := Parse(text)
	if err == nil {
		*r = parsed
	}
	return err
}

// Type implements pflag.Value.
func (r Ref) Type() string { return Type }

// String is the reference as it may be shown.
func (r Ref) String() string {
	switch r.kind {
	case "":
		return ""
	case kindCommand:
		program := strings.Fields(r.place)[0]
		return kindCommand + ":" + filepath.Base(strings.Trim(program, `"'`)) + " …"
	}
	return r.kind + ":" + r.place
}

// GoString implements fmt.GoStringer.
func (r Ref) GoString() string { return "secretref.Ref(" + r.String() + ")" }

// Format implements fmt.Formatter, for every verb.
func (r Ref) Format(f fmt.State, _ rune) { fmt.Fprint(f, r.String()) }

// LogValue implements slog.LogValuer.
func (r Ref) LogValue() slog.Value { return slog.StringValue(r.String()) }

// MarshalText implements encoding.TextMarshaler; JSON uses it.
func (r Ref) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// Resolve fetches the secret. lookup is the environment. The text has no line
// break at its end. Errors name the place and never what was found there.
func (r Ref) Resolve(ctx context.Context, lookup func(string) (string, bool)) (alidomain.Secret, error) {
	var secret alidomain.Secret
	var err error
	switch r.kind {
	case "":
		return secret, ErrForm
	case kindEnv:
		text, _ := lookup(r.place)
		secret = alidomain.NewSecret(text)
	case kindFile:
		secret, err = readPrivate(r.place)
	case kindCommand:
		secret, err = alidomain.CommandOutput(ctx, r.place)
	}
	text := strings.TrimRight(secret.Reveal(), "\r\n")
	if err == nil && text == "" {
		err = ErrEmpty
	}
	if err != nil {
		return alidomain.Secret{}, fmt.Errorf("secret %s: %w", r, err)
	}
	return alidomain.NewSecret(text), nil
}
