package ingest

import (
	"strings"
	"unicode"
)

func isASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// invisible characters stand in text without being seen: zero-width space
// and joiners, byte order mark, direction marks, soft hyphen.
func invisible(r rune) bool {
	switch r {
	case '\u200b', '\u200c', '\u200d', '\u200e', '\u200f', '\u2060', '\ufeff', '\u00ad':
		return true
	}
	return r >= '\u202a' && r <= '\u202e'
}

// trim removes blanks of every kind, and what cannot be seen, from the ends.
func trim(s string) string {
	if n := len(s); n > 0 && printable(s[0]) && printable(s[n-1]) {
		return s // nearly every value
	}
	return strings.TrimFunc(s, func(r rune) bool { return unicode.IsSpace(r) || invisible(r) })
}

func isBlank(s string) bool { return s == "" || !printable(s[0]) && trim(s) == "" }

// printable is true of every ASCII character that is seen.
func printable(c byte) bool { return c > ' ' && c < 0x7f }
