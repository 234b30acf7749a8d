package ingest

import (
	"strconv"
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
	shift    int // powers of ten: 2 for each %, -3 for each trailing comma
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

// parseFormat reads a format code; "" and General show a number plainly.
func parseFormat(code string) *numberFormat {
	f := &numberFormat{}
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
	p := formatParser{rest: code, section: &s}
	for p.rest != "" {
		p.step()
	}
	p.finish()
	return s
}

type formatParser struct {
	rest     string
	section  *formatSection
	digits   bool
	commas   int // seen since the last digit placeholder
	fraction bool
	text     bool
}

func (p *formatParser) add(kind tokenKind, text string) {
	p.section.tokens = append(p.section.tokens, formatToken{kind, text})
}

func (p *formatParser) take(n int) string {
	out := p.rest[:n]
	p.rest = p.rest[n:]
	return out
}

func (p *formatParser) step() {
	lower := strings.ToLower(p.rest)
	switch c := p.rest[0]; {
	case c == '"':
		end := strings.IndexByte(p.rest[1:], '"')
		if end < 0 {
			end = len(p.rest) - 1
		}
		p.add(tokLiteral, strings.Trim(p.take(min(end+2, len(p.rest))), `"`))
	case c == '\\':
		p.take(1)
		p.add(tokLiteral, p.take(firstRune(p.rest)))
	case c == '_':
		p.take(1)
		p.take(firstRune(p.rest))
		p.add(tokLiteral, " ")
	case c == '*':
		p.take(1)
		p.take(firstRune(p.rest))
	case c == '[':
		p.bracket()
	case strings.HasPrefix(lower, "general"):
		p.take(7)
		p.section.general = true
	case c == '0' || c == '#' || c == '?':
		if p.commas > 0 && p.digits {
			p.section.grouped = true
		}
		p.digits, p.commas = true, 0
		p.add(tokDigit, p.take(1))
	case c == '.' && !p.section.date:
		p.add(tokPoint, p.take(1))
	case c == '.':
		n := 1
		for n < len(p.rest) && p.rest[n] == '0' {
			n++
		}
		if n == 1 {
			p.add(tokLiteral, p.take(1))
			return
		}
		p.add(tokDate, p.take(n))
	case c == ',':
		p.take(1)
		if p.digits {
			p.commas++
		} else {
			p.add(tokLiteral, ",")
		}
	case c == '%':
		p.section.shift += 2
		p.add(tokLiteral, p.take(1))
	case c == '@':
		p.take(1)
		p.text = true
	case (c == 'E' || c == 'e') && len(p.rest) > 1 && (p.rest[1] == '+' || p.rest[1] == '-'):
		p.take(len(p.rest))
		p.section.general = true // powers of ten: shown plainly
	case strings.HasPrefix(lower, "am/pm"), strings.HasPrefix(p.rest, "上午/下午"):
		p.section.date = true
		if c == 'a' || c == 'A' {
			p.add(tokDate, p.take(5))
		} else {
			p.add(tokDate, p.take(len("上午/下午")))
		}
	case strings.HasPrefix(lower, "a/p"):
		p.section.date = true
		p.add(tokDate, p.take(3))
	case strings.IndexByte("ymdhsae", lower[0]) >= 0:
		n := 1
		for n < len(lower) && lower[n] == lower[0] {
			n++
		}
		p.take(n)
		p.section.date = true
		p.add(tokDate, lower[:n])
	case c == '/' && p.digits:
		p.take(1)
		p.fraction = true
	default:
		p.add(tokLiteral, p.take(firstRune(p.rest)))
	}
}

func firstRune(s string) int {
	for i := range s {
		if i > 0 {
			return i
		}
	}
	return len(s)
}

// bracket reads [Red], [$¥-804], [>=100] or [h].
func (p *formatParser) bracket() {
	end := strings.IndexByte(p.rest, ']')
	if end < 0 {
		p.add(tokLiteral, p.take(len(p.rest)))
		return
	}
	inner := p.take(end + 1)[1:end]
	lower := strings.ToLower(inner)
	switch {
	case strings.HasPrefix(inner, "$"):
		symbol, _, _ := strings.Cut(inner[1:], "-")
		if symbol != "" {
			p.add(tokLiteral, symbol)
		}
	case inner != "" && strings.ContainsRune("<>=", rune(inner[0])):
		op := strings.TrimRight(inner[:min(2, len(inner))], "0123456789.- ")
		if limit, err := strconv.ParseFloat(strings.TrimSpace(inner[len(op):]), 64); err == nil {
			p.section.cond, p.section.limit = op, limit
		}
	case lower != "" && strings.Trim(lower, string(lower[0])) == "" && strings.IndexByte("hms", lower[0]) >= 0:
		p.section.date = true
		p.add(tokElapsed, lower)
	}
}

func (p *formatParser) finish() {
	s := p.section
	s.shift -= 3 * p.commas
	if p.fraction || p.text && !p.digits && !s.date {
		s.general = true
	}
	if s.date {
		s.general = false
		minutes(s.tokens)
	}
}

// minutes turns the m that stands behind hours or before seconds into n, so
// that month and minute are told apart.
func minutes(tokens []formatToken) {
	clock := func(i, step int) byte {
		for i += step; i >= 0 && i < len(tokens); i += step {
			if t := tokens[i]; t.kind == tokElapsed || t.kind == tokDate && t.text[0] != '.' {
				return t.text[0]
			}
		}
		return 0
	}
	for i, t := range tokens {
		if t.kind == tokDate && t.text[0] == 'm' && len(t.text) <= 2 && (clock(i, -1) == 'h' || clock(i, 1) == 's') {
			tokens[i].text = strings.Repeat("n", len(t.text))
		}
	}
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

// builtInFormat is the code of a format that files name by number only. The
// ones of the user's locale are given as this program shows them.
func builtInFormat(id int) string {
	switch id {
	case 1:
		return "0"
	case 2:
		return "0.00"
	case 3:
		return "#,##0"
	case 4:
		return "#,##0.00"
	case 9:
		return "0%"
	case 10:
		return "0.00%"
	case 14, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58:
		return "yyyy-mm-dd"
	case 15:
		return "d-mmm-yy"
	case 16:
		return "d-mmm"
	case 17:
		return "mmm-yy"
	case 18:
		return "h:mm AM/PM"
	case 19:
		return "h:mm:ss AM/PM"
	case 20, 32, 34, 55:
		return "h:mm"
	case 21, 33, 35, 56:
		return "h:mm:ss"
	case 22:
		return "yyyy-mm-dd hh:mm"
	case 37, 38:
		return "#,##0;-#,##0"
	case 39, 40:
		return "#,##0.00;-#,##0.00"
	case 41, 42:
		return "#,##0"
	case 43, 44:
		return "#,##0.00"
	case 45:
		return "mm:ss"
	case 46:
		return "[h]:mm:ss"
	case 47:
		return "mm:ss.0"
	}
	return "General"
}
