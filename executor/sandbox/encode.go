package sandbox

import (
	"slices"
	"strings"
)

// escape appends s percent-encoded as both signatures want it: everything but
// A–Z a–z 0–9 - _ . ~ byte by byte.
func escape(b []byte, s string) []byte {
	const hex = "0123456789ABCDEF"
	for i := range len(s) {
		c := s[i]
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '-', c == '_', c == '.', c == '~':
			b = append(b, c)
		default:
			b = append(b, '%', hex[c>>4], hex[c&15])
		}
	}
	return b
}

// canonical joins parameters as name=value in order of the names' bytes, leaving
// out one name.
func canonical(ps []pair, without string) []byte {
	sorted := slices.Clone(ps)
	slices.SortStableFunc(sorted, func(a, b pair) int { return strings.Compare(a.name, b.name) })
	size := 0
	for _, p := range sorted {
		size += 2*len(p.name) + 3*len(p.value)
	}
	b := make([]byte, 0, size+16)
	for _, p := range sorted {
		if without != "" && p.name == without {
			continue
		}
		if len(b) > 0 {
			b = append(b, '&')
		}
		b = escape(b, p.name)
		b = append(b, '=')
		b = escape(b, p.value)
	}
	return b
}
