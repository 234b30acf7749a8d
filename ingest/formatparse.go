package ingest

import (
	"strconv"
	"strings"
)

type formatParser struct {
	rest     string
	section  *formatSection
	digits   bool
	commas   int // seen since the last digit placeholder
	fraction bool
	text     bool
	big      int // behind DBNum
}

// generalNames are the names of the format General that programs leave in
// files although they are meant for the eyes of their users.
var generalNames = []string{"general", "g/通用格式", "g/標準", "g/표준"}

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
	case p.general(lower):
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
		p.add(tokText, "")
		p.text = true
	case (c == 'E' || c == 'e') && len(p.rest) > 1 && (p.rest[1] == '+' || p.rest[1] == '-'):
		n := 2
		for n < len(p.rest) && strings.IndexByte("0#?", p.rest[n]) >= 0 {
			n++
		}
		p.section.power = p.take(n)
		p.add(tokPower, "")
	case strings.HasPrefix(lower, "am/pm"), strings.HasPrefix(p.rest, "上午/下午"):
		p.section.date = true
		if c == 'a' || c == 'A' {
			p.add(tokDate, strings.ToUpper(p.take(5)))
		} else {
			p.add(tokDate, p.take(len("上午/下午")))
		}
	case strings.HasPrefix(lower, "a/p"):
		p.section.date = true
		p.add(tokDate, p.take(3))
	case strings.IndexByte("ymdhsae", lower[0]) >= 0, lower[0] == 'g' && p.section.locale.language != 0:
		n := 1
		for n < len(lower) && lower[n] == lower[0] {
			n++
		}
		p.take(n)
		p.section.date = true
		p.section.dayOfMonth = p.section.dayOfMonth || lower[0] == 'd' && n <= 2
		p.add(tokDate, lower[:n])
	case c == '/' && p.digits:
		p.take(1)
		p.fraction = true
	default:
		p.add(tokLiteral, p.take(firstRune(p.rest)))
	}
}

func (p *formatParser) general(lower string) bool {
	for _, name := range generalNames {
		if strings.HasPrefix(lower, name) {
			p.take(len(name))
			p.add(tokGeneral, "")
			p.section.general = true
			return true
		}
	}
	return false
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
		symbol, locale, _ := strings.Cut(inner[1:], "-")
		if symbol != "" {
			p.add(tokLiteral, symbol)
		}
		if locale != "" {
			p.section.locale = parseLocale(strings.ToLower(locale))
		}
	case inner != "" && strings.ContainsRune("<>=", rune(inner[0])):
		op := strings.TrimRight(inner[:min(2, len(inner))], "0123456789.- ")
		if limit, err := strconv.ParseFloat(strings.TrimSpace(inner[len(op):]), 64); err == nil {
			p.section.cond, p.section.limit = op, limit
		}
	case strings.HasPrefix(lower, "dbnum"):
		p.big, _ = strconv.Atoi(lower[len("dbnum"):])
	case lower != "" && strings.Trim(lower, string(lower[0])) == "" && strings.IndexByte("hms", lower[0]) >= 0:
		p.section.date = true
		p.add(tokElapsed, lower)
	}
}

func (p *formatParser) finish() {
	s := p.section
	s.numerals = numeralsOf(p.big, s.locale)
	s.shift -= 3 * p.commas
	if p.fraction || p.text && !p.digits && !s.date {
		s.general = true
	}
	if s.date {
		s.general = false
		s.names = namesFor(s.locale)
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
