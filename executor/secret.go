package executor

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
)

// Secret is text that must not be printed by accident, such as a transfer
// code. Every common way of formatting it yields asterisks, "" when there is
// nothing to hide; Reveal is the one way to the text.
type Secret string

// Reveal returns the text itself.
func (s Secret) Reveal() string { return string(s) }

func (s Secret) masked() string {
	if s == "" {
		return ""
	}
	return "***"
}

// String hides the text from fmt.
func (s Secret) String() string { return s.masked() }

// GoString hides the text from %#v.
func (s Secret) GoString() string { return fmt.Sprintf("executor.Secret(%q)", s.masked()) }

// Format hides the text from every verb, %x and %d among them.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, s.masked()) }

// LogValue hides the text from slog.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.masked()) }

// MarshalText hides the text from encodings that are built on text.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.masked()), nil }

// MarshalJSON hides the text from encoding/json.
func (s Secret) MarshalJSON() ([]byte, error) { return json.Marshal(s.masked()) }
