package ingest

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// repair undoes what copying and spreadsheet programs do to text: blanks and
// characters that cannot be seen, full-width letters and digits, curly
// quotes, control characters. Chinese text keeps its full-width signs.
func repair(f Field, v string) (string, []finding) {
	if plainASCII(v) {
		return v, nil
	}
	sound := v
	var reasons []string
	step := func(reason string, do func(string) string) {
		if next := do(sound); next != sound {
			sound = next
			reasons = append(reasons, reason)
		}
	}
	step("a line break", func(s string) string { return joinLines(s) })
	step("a control character", func(s string) string { return strings.Map(dropControl, s) })
	step("a blank of another kind or a character that cannot be seen", func(s string) string { return strings.Map(plainBlank, s) })
	if !isChineseField(f) {
		step("full-width characters", func(s string) string { return width.Fold.String(s) })
		step("curly quotes", func(s string) string { return curlyQuotes.Replace(s) })
	}
	if len(reasons) == 0 {
		return v, nil
	}
	severity := Error
	if isChineseField(f) {
		severity = Warning
	}
	return trim(sound), []finding{{
		Severity: severity, Rule: string(f) + ".damaged", Message: "holds " + strings.Join(reasons, " and "),
		Cure: "type it again, or accept the proposed value with --accept-fixes", Proposed: trim(sound), fix: true,
	}}
}

// plainASCII is true of nearly every value, which then needs no repair.
func plainASCII(v string) bool {
	for i := 0; i < len(v); i++ {
		if v[i] < ' ' || v[i] > '~' {
			return false
		}
	}
	return true
}

func isChineseField(f Field) bool { return strings.HasPrefix(string(f), "zh_") }

var (
	curlyQuotes = strings.NewReplacer("“", `"`, "”", `"`, "‘", "'", "’", "'", "′", "'", "–", "-", "—", "-", "‐", "-", "‑", "-", "−", "-")
	lineBreaks  = regexp.MustCompile(`[ \t]*[\r\n\x{2028}\x{2029}]+[ \t]*`)
)

func joinLines(s string) string { return lineBreaks.ReplaceAllString(s, " ") }

func dropControl(r rune) rune {
	if r == '\t' {
		return ' '
	}
	if unicode.IsControl(r) {
		return -1
	}
	return r
}

func plainBlank(r rune) rune {
	if invisible(r) {
		return -1
	}
	if unicode.IsSpace(r) {
		return ' '
	}
	return r
}

// scientific matches a number that Excel showed in powers of ten before the
// text was made.
var scientific = regexp.MustCompile(`^([0-9])(?:[.,]([0-9]+))?[eE]\+?([0-9]{1,2})$`)

// scientificFinding recognises 1.38E+10 and proposes the number only when no
// digit of it is lost.
func scientificFinding(f Field, v string) (finding, bool) {
	m := scientific.FindStringSubmatch(v)
	if m == nil {
		return finding{}, false
	}
	found := finding{
		Severity: Error, Rule: string(f) + ".scientific", Message: "a number in powers of ten: digits were lost when the file was made",
		Cure: "type the number again in a cell formatted as text",
	}
	if power, _ := strconv.Atoi(m[3]); power == len(m[2]) {
		found.Message = "a number in powers of ten"
		found.Proposed, found.fix = m[1]+m[2], true
	}
	return found, true
}
