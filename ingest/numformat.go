package ingest

import (
	"strings"
)

// numberFormat is a number format of a workbook, ready to show numbers as a
// person sees them. Two deviations are deliberate: a whole number is never
// shown in powers of ten, because its digits matter here, and the date of
// the user's locale is shown as 2006-01-02.
type numberFormat struct{ sections []formatSection }

// formatSection is one of the up to four parts of a format between ";".
type formatSection struct {
	tokens   []formatToken
	general  bool
	date     bool
	negative bool // stands for negative numbers, which then show no sign
	cond     string
	limit    float64
	grouped  bool
	shift    int    // powers of ten: 2 for each %, -3 for each trailing comma
	power    string // E+00 of 0.00E+00
	fraction *fractionFormat
}

type tokenKind uint8

const (
	tokLiteral tokenKind = iota
	tokDigit             // 0 # ?
	tokPoint
	tokDate    // a run of y m d h s a e, or AM/PM
	tokElapsed // [h] [m] [s]
)

type formatToken struct {
	kind tokenKind
	text string
}

// maxFormat is the longest format code that Excel takes, in bytes with room
// for characters of several; a longer one is no format.
const maxFormat = 1024

// parseFormat reads a format code; "" and General show a number plainly.
func parseFormat(code string) *numberFormat {
	f := &numberFormat{}
	if len(code) > maxFormat {
		code = ""
	}
	for _, part := range splitSections(code) {
		f.sections = append(f.sections, parseSection(part))
	}
	if len(f.sections) > 1 && f.sections[0].cond == "" && f.sections[1].cond == "" {
		f.sections[1].negative = true
	}
	return f
}

// splitSections cuts at every ; outside of quotes and brackets.
func splitSections(code string) []string {
	var parts []string
	start := 0
	for i := 0; i < len(code); i++ {
		switch code[i] {
		case '\\', '_', '*':
			i++
		case '"':
			if end := strings.IndexByte(code[i+1:], '"'); end >= 0 {
				i += end + 1
			}
		case '[':
			if end := strings.IndexByte(code[i:], ']'); end >= 0 {
				i += end
			}
		case ';':
			parts = append(parts, code[start:i])
			start = i + 1
		}
	}
	return append(parts, code[start:])
}

func parseSection(code string) formatSection {
	var s formatSection
	if code == "" || strings.EqualFold(strings.TrimSpace(code), "general") {
		s.general = true
		return s
	}
	if s.fraction = parseFraction(code); s.fraction != nil {
		return s
	}
	p := formatParser{rest: code, section: &s}
	for p.rest != "" {
		p.step()
	}
	p.finish()
	return s
}

// section chooses the part of the format that a number is shown by.
func (f *numberFormat) section(v float64) formatSection {
	s := f.sections
	for _, c := range s {
		if c.cond != "" && holds(c.cond, v, c.limit) {
			return c
		}
	}
	n := len(s)
	switch {
	case s[0].cond != "":
		return s[n-1]
	case n > 1 && v < 0:
		return s[1]
	case n > 2 && v == 0:
		return s[2]
	}
	return s[0]
}

func holds(op string, v, limit float64) bool {
	switch op {
	case "<":
		return v < limit
	case "<=":
		return v <= limit
	case ">":
		return v > limit
	case ">=":
		return v >= limit
	case "=":
		return v == limit
	case "<>":
		return v != limit
	}
	return false
}
