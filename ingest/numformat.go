package ingest

import (
	"slices"
	"strings"
)

// numberFormat is a number format of a workbook, ready to show numbers as a
// person sees them. One deviation is deliberate: a whole number of several
// digits is never shown in powers of ten, because its digits matter here.
type numberFormat struct {
	sections []formatSection
	text     []formatToken // how text is shown, nil when as it is
}

// formatSection is one of the up to four parts of a format between ";".
type formatSection struct {
	tokens     []formatToken
	general    bool
	date       bool
	dayOfMonth bool // a date with a day
	hidden     bool // shows nothing
	negative   bool // of negative numbers alone, which show no sign
	locale     formatLocale
	names      *dateNames // of a date; nil for those of English
	numerals   *numerals  // nil for those of everybody
	cond       string
	limit      float64
	grouped    bool
	shift      int    // powers of ten: 2 for each %, -3 for each trailing comma
	power      string // E+00 of 0.00E+00
	fraction   *fractionFormat
}

type tokenKind uint8

const (
	tokLiteral tokenKind = iota
	tokDigit             // 0 # ?
	tokPoint
	tokDate    // a run of y m d h s a e g, or AM/PM
	tokElapsed // [h] [m] [s]
	tokGeneral // the number as General shows it
	tokPower   // the power of ten of 0.00E+00
	tokText    // the text of a cell that holds text
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
	parts := splitSections(code)
	for _, part := range parts {
		f.sections = append(f.sections, parseSection(part))
	}
	f.ownText()
	blank := 0
	for i := range f.sections {
		f.sections[i].negative = parts[i] != "" && (i > 0 || f.sections[i].belowZero())
		if parts[i] == "" {
			blank++
		}
	}
	for i := range f.sections { // a format that hides everything hides nothing here
		f.sections[i].hidden = parts[i] == "" && blank < len(f.sections)
	}
	return f
}

// belowZero reports whether the condition of a section lets negative numbers
// in alone.
func (s *formatSection) belowZero() bool {
	return s.limit == 0 && (s.cond == "<" || s.cond == "<=")
}

// ownText takes the section for text from those for numbers: the fourth, or
// the last one when it has a place for text.
func (f *numberFormat) ownText() {
	n := len(f.sections) - 1
	last := f.sections[n].tokens
	if n > 0 && (n == 3 || slices.ContainsFunc(last, isTextToken)) {
		f.sections = f.sections[:n]
	}
	if !slices.ContainsFunc(last, isTextToken) {
		return
	}
	for _, t := range last {
		if t.kind == tokLiteral && strings.TrimSpace(t.text) != "" {
			f.text = last
			return
		}
	}
}

func isTextToken(t formatToken) bool { return t.kind == tokText }

// showText gives a text as a person sees it.
func (f *numberFormat) showText(text string) string {
	if f == nil || f.text == nil || text == "" {
		return text
	}
	var b strings.Builder
	for _, t := range f.text {
		switch t.kind {
		case tokText:
			b.WriteString(text)
		case tokLiteral:
			b.WriteString(t.text)
		}
	}
	return strings.TrimSpace(b.String())
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
	switch strings.ToLower(strings.TrimSpace(code)) {
	case "", "general", "standard": // which is what a program in German or French calls it
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
	if s.systemDate() {
		return parseSection("dddd, mmmm d, yyyy")
	}
	return s
}

// section chooses the part of the format that a number is shown by.
func (f *numberFormat) section(v float64) *formatSection {
	s := f.sections
	for i := range s {
		if s[i].cond != "" && holds(s[i].cond, v, s[i].limit) {
			return &s[i]
		}
	}
	n := len(s)
	switch {
	case s[0].cond != "" && s[n-1].cond != "": // none of them is for the rest
		return &formatSection{general: true}
	case s[0].cond != "":
		return &s[n-1]
	case n > 1 && v < 0:
		return &s[1]
	case n > 2 && v == 0:
		return &s[2]
	}
	return &s[0]
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
