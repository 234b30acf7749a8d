package ingest

import (
	"strings"
	"unicode"
)

// suggestField is the known header that a mistyped one is closest to.
func suggestField(header string) string {
	return closest(foldHeader(header), knownHeaders, foldHeader)
}

// closest is the candidate with the fewest typing slips from text, or ""
// when even that one is another word: one slip in a word of up to five
// letters, two in a longer one, and one of Chinese letters.
func closest(text string, candidates []string, fold func(string) string) string {
	best, bestSlips := "", 3
	for _, c := range candidates {
		key := fold(c)
		limit := 2
		if len(key) <= 5 || !isASCII(key) {
			limit = 1
		}
		if n := slips([]rune(text), []rune(key), limit); n <= limit && n < bestSlips && n < len([]rune(key)) {
			best, bestSlips = c, n
		}
	}
	return best
}

// slips counts letters inserted, left out, exchanged or swapped with their
// neighbour between two words, up to limit+1.
func slips(a, b []rune, limit int) int {
	if len(a)-len(b) > limit || len(b)-len(a) > limit {
		return limit + 1
	}
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			n := min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				n = min(n, rows[i-2][j-2]+1)
			}
			rows[i][j] = n
		}
	}
	return rows[len(a)][len(b)]
}

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
	return strings.TrimFunc(s, func(r rune) bool { return unicode.IsSpace(r) || invisible(r) })
}

func isBlank(s string) bool { return trim(s) == "" }
