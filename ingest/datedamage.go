package ingest

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// dateFinding is about a cell in which Excel made a date of something else.
// What it was made of is only guessed, so no fix takes it.
func dateFinding(f Field, v string) finding {
	found := finding{
		Severity: Error, Rule: string(f) + ".date", Message: "a date, where " + string(f) + " is expected: Excel may have made it of something like 1-2",
		Cure: "format the cell as text and type the value again", Proposed: bornOf(v),
	}
	if found.Proposed != "" {
		found.Message = fmt.Sprintf("a date, where %s is expected: Excel may have made it of %s", f, found.Proposed)
	}
	return found
}

// dateTextFinding recognises a date that was made in Excel and then exported
// as text. Where any text may stand it is doubted only.
func dateTextFinding(f Field, v string) (finding, bool) {
	if len(v) > 20 || !maybeDate(v) || !looksLikeDate(v) {
		return finding{}, false
	}
	found := dateFinding(f, v)
	switch f {
	case FieldName, FieldOrganization, FieldProvince, FieldCity, FieldAddress, FieldZhName, FieldZhOrganization, FieldZhProvince, FieldZhCity, FieldZhAddress:
		found.Severity = Warning
	}
	return found, true
}

const monthNames = "jan feb mar apr may jun jul aug sep oct nov dec"

var (
	dayMonth  = regexp.MustCompile(`(?i)^([0-9]{1,2})-([a-z]{3})(?:-[0-9]{2,4})?$`)                            // 2-Jan, 2-Jan-26
	monthYear = regexp.MustCompile(`(?i)^([a-z]{3})-([0-9]{2})$`)                                              // Jan-02
	chinese   = regexp.MustCompile(`^(?:(?:19|20)[0-9]{2}年)?([0-9]{1,2})月([0-9]{1,2})日$`)                      // 1月2日
	iso       = regexp.MustCompile(`^(?:19|20)[0-9]{2}[-/]([0-9]{1,2})[-/]([0-9]{1,2})(?: 0{1,2}:00(:00)?)?$`) // 2026-01-02
	american  = regexp.MustCompile(`^([0-9]{1,2})/([0-9]{1,2})/(?:19|20)[0-9]{2}$`)                            // 1/2/2026
)

// maybeDate is true of every text that one of the forms above matches, and
// tells most others apart at once.
func maybeDate(v string) bool {
	if len(v) == len("jan-02") && v[3] == '-' {
		return true
	}
	for i := 0; i < len(v) && i <= 4; i++ {
		if v[i] >= '0' && v[i] <= '9' {
			continue
		}
		return i > 0 && (v[i] == '-' || v[i] == '/' || v[i] == "年"[0] || v[i] == "月"[0])
	}
	return false
}

func looksLikeDate(v string) bool { return bornOf(v) != "" || american.MatchString(v) }

// bornOf is what was probably typed where a program shows a date: month and
// day, or month and year, with a hyphen between.
func bornOf(v string) string {
	pair := func(first, second string) string {
		a, _ := strconv.Atoi(first)
		b, _ := strconv.Atoi(second)
		if a < 1 || a > 12 || b > 99 {
			return ""
		}
		return fmt.Sprintf("%d-%d", a, b)
	}
	if m := dayMonth.FindStringSubmatch(v); m != nil {
		return pair(monthNumber(m[2]), m[1])
	}
	if m := monthYear.FindStringSubmatch(v); m != nil {
		return pair(monthNumber(m[1]), m[2])
	}
	for _, form := range []*regexp.Regexp{chinese, iso, american} {
		if m := form.FindStringSubmatch(v); m != nil {
			return pair(m[1], m[2])
		}
	}
	return ""
}

func monthNumber(name string) string {
	i := strings.Index(monthNames, strings.ToLower(name))
	if i < 0 || i%4 != 0 {
		return "0"
	}
	return strconv.Itoa(i/4 + 1)
}

// lostFinding is about characters that another program, or a wrong encoding,
// lost for good.
func lostFinding(f Field, v string) (finding, bool) {
	if isLost, message := lost(v); isLost {
		return finding{Severity: Error, Rule: string(f) + ".lost", Message: message, Cure: "type the value again"}, true
	}
	return finding{}, false
}

func lost(v string) (bool, string) {
	switch {
	case plainASCII(v):
		return len(v) > 1 && v[0] <= '?' && strings.Trim(v, "? ") == "", "question marks in place of characters that were lost"
	case strings.Contains(v, "锟斤拷"):
		return true, "holds 锟斤拷, which is what programs make of characters that they lost"
	}
	return strings.ContainsRune(v, utf8.RuneError), "holds the sign \ufffd in place of a character that was lost"
}
