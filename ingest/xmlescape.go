package ingest

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// unescape resolves the _xHHHH_ by which a workbook writes characters that
// XML does not allow, and an underscore that would begin such an escape.
func unescape(s string) string {
	i := strings.Index(s, "_x")
	if i < 0 {
		return s
	}
	var b strings.Builder
	for i >= 0 {
		b.WriteString(s[:i])
		s = s[i:]
		unit, ok := escapedUnit(s)
		if !ok {
			b.WriteString("_x")
			s = s[2:]
		} else {
			r := rune(unit)
			s = s[7:]
			if low, ok := escapedUnit(s); ok && utf16.IsSurrogate(r) {
				if pair := utf16.DecodeRune(r, rune(low)); pair != utf8.RuneError {
					r, s = pair, s[7:]
				}
			}
			b.WriteRune(r)
		}
		i = strings.Index(s, "_x")
	}
	b.WriteString(s)
	return b.String()
}

// escapedUnit reads the escape that s begins with.
func escapedUnit(s string) (uint16, bool) {
	if len(s) < 7 || s[0] != '_' || s[1] != 'x' || s[6] != '_' {
		return 0, false
	}
	n, err := strconv.ParseUint(s[2:6], 16, 16)
	return uint16(n), err == nil
}
