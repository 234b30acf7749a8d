package report

import (
	"strings"
	"unicode"

	"domainbatch/executor"
)

// gap stands in a gist for what differs from row to row.
const gap = "…"

// gistOf is what the comment of a row says without what is particular to the
// row, so that equal causes read the same: no domains, addresses, cells,
// numbers of rows, tasks and runs, no times, nothing quoted and nothing in
// brackets, which hold proposals. A number that tells causes apart, behind
// "error" or "code", stays. Of a row with several changes it is the one that
// decides, of one with several bad cells the first.
func gistOf(r executor.RowResult) string {
	text := otherParts.ReplaceAllString(r.Comment, "")
	if r.Result == executor.Invalid {
		text, _, _ = strings.Cut(text, "; ")
	}
	var out []string
	before := ""
	for word := range strings.FieldsSeq(withoutAsides(text)) {
		bare := strings.TrimFunc(word, func(c rune) bool { return unicode.IsPunct(c) && c != '%' })
		if bare != "" && particular(bare, before, r.Domain) {
			word = strings.Replace(word, bare, gap, 1)
		}
		before = strings.ToLower(bare)
		if word == gap+":" && len(out) == 0 {
			continue // the cell, in front of what is wrong with it
		}
		out = append(out, word)
	}
	return strings.TrimPrefix(closeUp.Replace(strings.Join(out, " ")), "line …, column …: ")
}

// closeUp brings back to its word what stood behind an aside.
var closeUp = strings.NewReplacer(" .", ".", " ,", ",", " ;", ";")

// withoutAsides leaves out what stands in brackets, and puts a gap for what
// is quoted.
func withoutAsides(s string) string {
	var b strings.Builder
	depth, quoted := 0, false
	for _, c := range s {
		switch {
		case c == '"' && depth == 0:
			if quoted = !quoted; quoted {
				b.WriteString(gap)
			}
		case quoted:
		case c == '(' || c == '（':
			depth++
		case (c == ')' || c == '）') && depth > 0:
			depth--
		case depth == 0:
			b.WriteRune(c)
		}
	}
	return b.String()
}

// particular reports whether a word is about one row.
func particular(word, before, domain string) bool {
	if strings.EqualFold(word, domain) || strings.ContainsAny(word, "@") {
		return true
	}
	digits, letters, others := 0, 0, 0
	for _, c := range word {
		switch {
		case unicode.IsDigit(c):
			digits++
		case unicode.IsLetter(c):
			letters++
		default:
			others++
		}
	}
	switch {
	case digits > 0 && letters == 0:
		return before != "error" && before != "code"
	case digits >= 3 || isCell(word):
		return true
	}
	return letters > 0 && others > 0 && inAName(word)
}

// inAName reports whether a full stop stands between letters or digits, as in
// a domain name or an address.
func inAName(word string) bool {
	at := strings.IndexByte(word, '.')
	return at > 0 && at < len(word)-1 && strings.ToLower(word) == word
}

// isCell reports whether a word is the address of a cell, such as AB12.
func isCell(word string) bool {
	letters := strings.TrimRight(word, "0123456789")
	return letters != "" && len(letters) <= 3 && letters != word && letters == strings.ToUpper(letters) && strings.IndexFunc(letters, unicode.IsDigit) < 0
}
