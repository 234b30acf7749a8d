package ingest

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// fractionFormat is a format such as # ??/?? or ?/8.
type fractionFormat struct {
	before  string // text in front
	whole   string // places of the whole number in front, "" when there is none
	grouped bool   // with its thousands apart
	gap     string // between it and the numerator
	top     string // places of the numerator
	below   string // places of the denominator
	fixed   int    // the denominator itself, 0 when it is free
	behind  string // text behind
}

var fractionCode = regexp.MustCompile(`^([ \x00]*?)(?:([#0?,]+)( +))?([#0?]+) ?/ ?([#?0]+|[1-9][0-9]{0,3})([ \x00]*)$`)

// parseFraction gives nil for a format that shows no fraction.
func parseFraction(code string) *fractionFormat {
	if strings.IndexByte(code, '/') < 0 {
		return nil
	}
	shape, texts := fractionShape(code)
	m := fractionCode.FindStringSubmatch(shape)
	if m == nil {
		return nil
	}
	f := &fractionFormat{whole: strings.ReplaceAll(m[2], ",", ""), grouped: strings.Contains(m[2], ","), gap: m[3], top: m[4], below: m[5]}
	f.fixed, _ = strconv.Atoi(m[5])
	put := func(shape string) string {
		var b strings.Builder
		for _, c := range shape {
			if c == ' ' {
				b.WriteByte(' ')
				continue
			}
			b.WriteString(texts[0])
			texts = texts[1:]
		}
		return b.String()
	}
	f.before, f.behind = put(m[1]), put(m[6])
	return f
}

// fractionShape writes a format without its colours and padding, every
// character of text that is no blank as a NUL, and gives these characters.
func fractionShape(code string) (shape string, texts []string) {
	var b strings.Builder
	text := func(s string) {
		for _, r := range s {
			if r == ' ' {
				b.WriteByte(' ')
				continue
			}
			b.WriteByte(0)
			texts = append(texts, string(r))
		}
	}
	for code != "" {
		n := firstRune(code)
		switch c := code[0]; {
		case c == '"':
			inner, rest, _ := strings.Cut(code[1:], `"`)
			text(inner)
			code = rest
			continue
		case c == '[' && strings.IndexByte(code, ']') > 0:
			n = strings.IndexByte(code, ']') + 1
			if symbol, ok := strings.CutPrefix(code[1:n-1], "$"); ok {
				symbol, _, _ = strings.Cut(symbol, "-")
				text(symbol)
			}
		case c == '\\' && len(code) > 1:
			n += firstRune(code[1:])
			text(code[1:n])
		case (c == '_' || c == '*') && len(code) > 1:
			n += firstRune(code[1:])
		case strings.IndexByte("#0?,/ 123456789", c) >= 0:
			b.WriteByte(c)
		case c < 'A' || c >= utf8.RuneSelf:
			text(code[:n])
		default: // a letter stands for something else
			return "", nil
		}
		code = code[n:]
	}
	return b.String(), texts
}

// show gives a number as the closest fraction that the format has room for.
func (f *fractionFormat) show(v float64, unsigned bool) string {
	a := math.Abs(v)
	if a >= 1e15 {
		return plainNumber(v)
	}
	whole := 0.0
	if f.whole != "" {
		whole = math.Floor(a)
		a -= whole
	}
	num, den := f.closest(a)
	if f.whole != "" && num == den {
		whole, num = whole+1, 0
	}
	var b strings.Builder
	if v < 0 && !unsigned && (whole > 0 || num > 0) {
		b.WriteByte('-')
	}
	b.WriteString(f.before)
	blank := num == 0 && f.whole != "" && strings.Trim(f.top, "0") != ""
	if whole > 0 || blank || strings.HasSuffix(f.whole, "0") {
		s := formatSection{grouped: f.grouped}
		s.wholeDigits(&b, strconv.FormatFloat(whole, 'f', 0, 64), 0, 1, "0")
	}
	switch {
	case blank:
		b.WriteString(strings.Repeat(" ", len(f.gap)+len(f.top)+len("/")+len(f.below)))
	default:
		b.WriteString(f.gap)
		b.WriteString(inPlaces(num, f.top, true))
		b.WriteByte('/')
		b.WriteString(inPlaces(den, f.below, false))
	}
	b.WriteString(f.behind)
	return strings.TrimSpace(b.String())
}

// inPlaces writes a whole number and blanks for the places it leaves empty.
func inPlaces(n float64, places string, before bool) string {
	text := strconv.FormatFloat(n, 'f', 0, 64)
	left := len(places) - len(text)
	switch {
	case left <= 0 || places[0] == '#':
		return text
	case before && places[0] == '0':
		return strings.Repeat("0", left) + text
	case before:
		return strings.Repeat(" ", left) + text
	}
	return text + strings.Repeat(" ", left)
}

func (f *fractionFormat) closest(a float64) (num, den float64) {
	if f.fixed > 0 {
		den = float64(f.fixed)
		return math.Round(a * den), den
	}
	const few = 4
	if len(f.below) > few {
		return closestWithin(a, math.Pow10(min(len(f.below), 9))-1)
	}
	best := math.Inf(1)
	for d := 1.0; d < math.Pow10(len(f.below)); d++ {
		n := math.Round(a * d)
		if off := math.Abs(a - n/d); off < best-1e-15 {
			best, num, den = off, n, d
		}
	}
	return num, den
}

// closestWithin finds the fraction that comes closest to a number by its
// continued fraction: too many denominators are possible to try each.
func closestWithin(a, limit float64) (num, den float64) {
	n0, d0, n1, d1 := 0.0, 1.0, 1.0, 0.0
	for x := a; ; x = 1 / (x - math.Floor(x)) {
		whole := math.Floor(x)
		n, d := whole*n1+n0, whole*d1+d0
		if d > limit {
			break
		}
		n0, d0, n1, d1 = n1, d1, n, d
		if math.Abs(a-n1/d1) < 1e-15 {
			return n1, d1
		}
	}
	steps := math.Floor((limit - d0) / d1)
	n, d := n0+steps*n1, d0+steps*d1
	if math.Abs(a-n/d) < math.Abs(a-n1/d1) {
		return n, d
	}
	return n1, d1
}
