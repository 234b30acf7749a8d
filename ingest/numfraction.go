package ingest

import (
	"math"
	"regexp"
	"strconv"
	"strings"
)

// fractionFormat is a format such as # ??/?? or ?/8.
type fractionFormat struct {
	whole string // places of the whole number in front, "" when there is none
	gap   string // between it and the numerator
	top   string // places of the numerator
	below string // places of the denominator
	fixed int    // the denominator itself, 0 when it is free
}

var (
	fractionNoise = regexp.MustCompile(`\[[^\]]*\]|_.|"( *)"|\\( )`)
	fractionCode  = regexp.MustCompile(`^(?:([#0?]+)( +))?([#0?]+)/([#?0]+|[1-9][0-9]{0,3})$`)
)

func parseFraction(code string) *fractionFormat {
	if strings.IndexByte(code, '/') < 0 {
		return nil
	}
	code = fractionNoise.ReplaceAllString(code, "$1$2")
	m := fractionCode.FindStringSubmatch(strings.TrimSpace(code))
	if m == nil {
		return nil
	}
	f := &fractionFormat{whole: m[1], gap: m[2], top: m[3], below: m[4]}
	f.fixed, _ = strconv.Atoi(m[4])
	return f
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
	blank := num == 0 && f.whole != "" && strings.Trim(f.top, "0") != ""
	if whole > 0 || blank || strings.HasSuffix(f.whole, "0") {
		b.WriteString(strconv.FormatFloat(whole, 'f', 0, 64))
	}
	if !blank {
		b.WriteString(f.gap)
		b.WriteString(inPlaces(num, f.top, true))
		b.WriteByte('/')
		b.WriteString(inPlaces(den, f.below, false))
	}
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
	best := math.Inf(1)
	for d := 1.0; d < math.Pow10(min(len(f.below), 4)); d++ {
		n := math.Round(a * d)
		if off := math.Abs(a - n/d); off < best-1e-15 {
			best, num, den = off, n, d
		}
	}
	return num, den
}
