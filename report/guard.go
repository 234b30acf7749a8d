package report

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// guard puts an apostrophe before a text that a spreadsheet program would
// run as a formula when it opens a CSV file. A text that looks guarded
// already is guarded once more, so that unguard gives back every text as it
// was.
func guard(s string) string {
	if startsFormula(strings.TrimLeft(s, "'")) {
		return "'" + s
	}
	return s
}

// unguard takes away exactly what guard added.
func unguard(s string) string {
	if rest, found := strings.CutPrefix(s, "'"); found && startsFormula(strings.TrimLeft(rest, "'")) {
		return rest
	}
	return s
}

// startsFormula looks at the first character, and at the first after blanks,
// because programs trim cells before they look.
func startsFormula(s string) bool {
	if s == "" {
		return false
	}
	switch s[0] {
	case '\t', '\r', '\n', 0:
		return true
	}
	trimmed := strings.TrimLeftFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.In(r, unicode.Cf, unicode.Cc) })
	first, _ := utf8.DecodeRuneInString(trimmed)
	return strings.ContainsRune("=+-@＝＋－＠", first)
}
