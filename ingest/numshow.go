package ingest

import (
	"bytes"
	"math"
	"slices"
	"strconv"
	"strings"
)

// show gives a number as a person sees it. What is no number is shown as it is.
func (f *numberFormat) show(raw string, date1904 bool) (string, cellKind) {
	if f.plain() && shownAsStored(raw) {
		return raw, kindNumber
	}
	if strings.ContainsAny(raw, "_xX") { // numbers as programs write them, none in a file
		return raw, kindText
	}
	v, err := strconv.ParseFloat(strings.TrimSpace(raw), 64)
	if err != nil || math.IsInf(v, 0) || math.IsNaN(v) {
		return raw, kindText
	}
	if f == nil || len(f.sections) == 0 {
		return generalNumber(v), kindNumber
	}
	s := f.section(v)
	switch {
	case s.hidden:
		return "", kindText
	case s.date:
		if text, ok := s.showDate(v, date1904); ok {
			return text, kindDate
		}
		return plainNumber(v), kindNumber
	case s.fraction != nil:
		return s.fraction.show(v, s.negative), kindNumber
	case s.general:
		return s.showGeneral(v), kindNumber
	case s.power != "" && keptWhole(v):
		return s.numerals.replace(generalNumber(v)), kindNumber
	case s.power != "":
		return s.showPower(v), kindNumber
	}
	return s.showNumber(v), kindNumber
}

// showGeneral shows a number by a format such as General "km".
func (s *formatSection) showGeneral(v float64) string {
	if s.negative {
		v = math.Abs(v)
	}
	if !slices.ContainsFunc(s.tokens, func(t formatToken) bool { return t.kind == tokGeneral }) {
		return s.numerals.replace(generalNumber(v))
	}
	var b strings.Builder
	if v < 0 {
		b.WriteByte('-')
	}
	for _, t := range s.tokens {
		switch t.kind {
		case tokGeneral:
			b.WriteString(s.numerals.general(generalNumber(math.Abs(v))))
		case tokLiteral:
			b.WriteString(t.text)
		}
	}
	return strings.TrimSpace(b.String())
}

func generalNumber(v float64) string {
	if extreme(v) {
		return scientificText(v)
	}
	return plainNumber(v)
}

// plain reports whether the format shows every number plainly.
func (f *numberFormat) plain() bool {
	return f == nil || len(f.sections) == 0 || len(f.sections) == 1 && f.sections[0].general && f.sections[0].cond == "" && len(f.sections[0].tokens) == 0
}

// shownAsStored is true of the whole numbers that plainNumber writes as they
// are stored: most numbers of most sheets.
func shownAsStored(raw string) bool {
	return len(raw) <= 15 && allDigits(raw) && (raw[0] != '0' || len(raw) == 1)
}

// plainNumber writes a number with at most 15 digits that count, as Excel
// keeps it, and never in powers of ten.
func plainNumber(v float64) string {
	d := decimalOf(v)
	d.round(len(d.digits) - d.point)
	whole, frac := d.split()
	if whole == "" {
		whole = "0"
	}
	frac = strings.TrimRight(frac, "0")
	sign := ""
	if v < 0 && (frac != "" || strings.Trim(whole, "0") != "") {
		sign = "-"
	}
	if frac == "" {
		return sign + whole
	}
	return sign + whole + "." + frac
}

// decimal is 0.digits × 10^point, without sign.
type decimal struct {
	digits []byte
	point  int
}

// decimalOf keeps the 15 digits that count, half up: what stands in a file has
// 17 at most.
func decimalOf(v float64) decimal {
	const kept = 15
	s := strconv.FormatFloat(math.Abs(v), 'e', 16, 64) // d.dddddddddddddddde±xx
	mantissa, exp, _ := strings.Cut(s, "e")
	power, _ := strconv.Atoi(exp)
	d := decimal{append([]byte(mantissa[:1]), mantissa[2:]...), power + 1}
	d.round(kept - d.point)
	d.digits = bytes.TrimRight(d.digits, "0")
	return d
}

// round keeps so many places behind the point, half up as Excel does.
func (d *decimal) round(places int) {
	keep := d.point + places
	if keep >= len(d.digits) {
		return
	}
	if keep < 0 {
		d.digits = nil
		return
	}
	up := d.digits[keep] >= '5'
	d.digits = d.digits[:keep]
	if !up {
		return
	}
	for i := keep - 1; i >= 0; i-- {
		if d.digits[i] < '9' {
			d.digits[i]++
			return
		}
		d.digits[i] = '0'
	}
	d.digits = append([]byte{'1'}, d.digits...)
	d.point++
}

// split gives the digits before and behind the point, without needless zeros
// in front.
func (d decimal) split() (whole, frac string) {
	digits := string(d.digits)
	switch {
	case len(digits) == 0:
		return "", ""
	case d.point <= 0:
		return "", strings.Repeat("0", -d.point) + digits
	case d.point >= len(digits):
		return strings.TrimLeft(digits+strings.Repeat("0", d.point-len(digits)), "0"), ""
	}
	return strings.TrimLeft(digits[:d.point], "0"), digits[d.point:]
}

// showNumber puts the digits of a number into the places of the format.
func (s *formatSection) showNumber(v float64) string {
	d := decimalOf(v)
	d.point += s.shift
	return s.showDecimal(d, v < 0)
}

func (s *formatSection) showDecimal(d decimal, below0 bool) string {
	before, behind := s.places()
	d.round(behind)
	whole, frac := d.split()
	var b strings.Builder
	if below0 && !s.negative && strings.Trim(whole+frac, "0") != "" {
		b.WriteByte('-')
	}
	fracLeft := frac + strings.Repeat("0", max(0, behind-len(frac)))
	lastUsed := len(strings.TrimRight(fracLeft, "0"))
	place, point := 0, false
	for _, t := range s.tokens {
		switch {
		case t.kind == tokPoint && !point:
			if point, place = true, 0; before == 0 {
				b.WriteString(whole)
			}
			if lastUsed > 0 || s.wantsPoint() {
				b.WriteByte('.')
			}
		case t.kind == tokDigit && point:
			switch {
			case place < lastUsed || t.text == "0":
				b.WriteByte(fracLeft[place])
			case t.text == "?":
				b.WriteByte(' ')
			}
			place++
		case t.kind == tokDigit:
			s.wholeDigits(&b, whole, place, before, t.text)
			place++
		default:
			b.WriteString(t.text)
		}
	}
	return s.numerals.replace(strings.TrimSpace(b.String()))
}

// wantsPoint reports whether something stands behind the point of every
// number. A format such as 0.## has nothing there for whole ones, and their
// bare point, which Excel shows, is left out as other programs do: it would
// become part of a postal code or an id.
func (s *formatSection) wantsPoint() bool {
	point := false
	for _, t := range s.tokens {
		switch {
		case t.kind == tokPoint:
			point = true
		case t.kind == tokDigit && point && t.text != "#":
			return true
		}
	}
	return false
}

func (s *formatSection) places() (before, behind int) {
	point := false
	for _, t := range s.tokens {
		switch {
		case t.kind == tokPoint:
			point = true
		case t.kind == tokDigit && point:
			behind++
		case t.kind == tokDigit:
			before++
		}
	}
	return before, behind
}

// wholeDigits writes what stands at one place before the point: the first
// place takes all digits that have no place of their own.
func (s *formatSection) wholeDigits(b *strings.Builder, whole string, place, before int, kind string) {
	digit := func(fromRight int, c byte) {
		b.WriteByte(c)
		if s.grouped && fromRight > 0 && fromRight%3 == 0 {
			b.WriteByte(',')
		}
	}
	right := before - 1 - place // places to the right of this one
	if place == 0 {
		for i := 0; i < len(whole)-before; i++ {
			digit(len(whole)-1-i, whole[i])
		}
	}
	switch {
	case right < len(whole):
		digit(right, whole[len(whole)-1-right])
	case kind == "0":
		digit(right, '0')
	case kind == "?":
		b.WriteByte(' ')
	}
}
