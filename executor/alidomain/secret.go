package alidomain

import (
	"fmt"
	"io"
	"log/slog"
)

// Secret is text that no common way of formatting prints: an access key
// secret, a token, a transfer code. Reveal gives the text. Compare secrets by
// what they reveal, not with ==.
type Secret struct {
	// A pointer, because fmt does not call the methods of values in
	// unexported fields; of a pointer in there it prints the address.
	text *string
}

// NewSecret wraps text.
func NewSecret(text string) Secret {
	if text == "" {
		return Secret{}
	}
	return Secret{&text}
}

// Reveal returns the text itself. It is the only way to it.
func (s Secret) Reveal() string {
	if s.text == nil {
		return ""
	}
	return *s.text
}

// Empty reports whether there is no text.
func (s Secret) Empty() bool { return s.text == nil }

func (s Secret) mask() string {
	if s.Empty() {
		return ""
	}
	return "***"
}

// String implements fmt.Stringer without the text.
func (s Secret) String() string { return s.mask() }

// GoString implements fmt.GoStringer without the text.
func (s Secret) GoString() string { return "alidomain.Secret(" + s.mask() + ")" }

// Format implements fmt.Formatter without the text, for every verb.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, s.mask()) }

// LogValue implements slog.LogValuer without the text.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.mask()) }

// MarshalText implements encoding.TextMarshaler without the text; JSON, XML
// and flag output use it.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.mask()), nil }

// MarshalJSON implements json.Marshaler without the text.
func (s Secret) MarshalJSON() ([]byte, error) { return []byte(`"` + s.mask() + `"`), nil }
