package ingest

import "strings"

// GuardFormula makes a text safe to stand in a CSV file that a spreadsheet
// program opens: a text that such a program could take for a formula gets a
// leading apostrophe. Reading a CSV file takes exactly that apostrophe away
// again, so that every text comes back as it was.
func GuardFormula(text string) string {
	if looksLikeFormula(text) {
		return "'" + text
	}
	return text
}

// unguardFormula takes away what GuardFormula added.
func unguardFormula(text string) string {
	if rest, ok := strings.CutPrefix(text, "'"); ok && looksLikeFormula(rest) {
		return rest
	}
	return text
}

// looksLikeFormula looks behind blanks, because programs trim, and behind
// apostrophes, so that a text which already has one survives the round trip.
func looksLikeFormula(text string) bool {
	for _, r := range text {
		switch r {
		case '=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r', '\n', 0:
			return true
		case ' ', '\u00a0', '\u3000', '\'':
		default:
			return false
		}
	}
	return false
}
