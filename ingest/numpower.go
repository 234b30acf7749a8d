package ingest

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
)

// Beyond these bounds a number is shown in powers of ten, because nobody
// types or reads its zeros.
const (
	hugeNumber  = 1e21
	tinyNumber  = 1e-4
	tinyDecimal = 10 // places behind the point that are shown of a tiny one
)

// extreme reports whether even General shows a number in powers of ten.
func extreme(v float64) bool {
	a := math.Abs(v)
	if a >= hugeNumber {
		return true
	}
	d := decimalOf(v)
	return a > 0 && a < tinyNumber && len(d.digits)-d.point > tinyDecimal
}

// scientificText writes a number as 1.5E-10, with all digits that count.
func scientificText(v float64) string {
	d := decimalOf(v)
	text := string(d.digits[:1])
	if len(d.digits) > 1 {
		text += "." + string(d.digits[1:])
	}
	if v < 0 {
		text = "-" + text
	}
	return text + powerText(d.point-1, "E+", 2)
}

func powerText(power int, sign string, width int) string {
	switch {
	case power < 0:
		return fmt.Sprintf("%c-%0*d", sign[0], width, -power)
	case sign[1] == '+':
		return fmt.Sprintf("%c+%0*d", sign[0], width, power)
	}
	return fmt.Sprintf("%c%0*d", sign[0], width, power)
}

// wholeNumber reports whether all digits of a number stand before the point;
// they matter here, so no format hides them behind a power of ten.
func wholeNumber(v float64) bool { return v == math.Trunc(v) && math.Abs(v) < hugeNumber }

// showPower shows a number by a format such as 0.00E+00; with several places
// before the point the power is a multiple of their number.
func (s formatSection) showPower(v float64) string {
	before, behind := s.places()
	step := max(1, before)
	d := decimalOf(v)
	power := int(math.Floor(float64(d.point-1)/float64(step))) * step
	d.point -= power
	d.round(behind)
	if d.point > step { // rounded up to the next power
		d.point -= step
		power += step
	}
	mantissa := s
	mantissa.power = ""
	return strings.TrimSpace(mantissa.showDecimal(d, v < 0)) + powerText(power, s.power[:2], len(s.power)-2)
}

// fractionFormat is a format such as # ??/?? or ?/8.
type fractionFormat struct {
	whole bool // the whole number stands in front
	top   int  // places of the numerator
	below int  // places of the denominator
	fixed int  // the denominator itself, 0 when it is free
}

var fractionCode = regexp.MustCompile(`^([#0?]+ +)?([#0?]+)/([#?0]+|[1-9][0-9]{0,3})$`)

func parseFraction(code string) *fractionFormat {
	m := fractionCode.FindStringSubmatch(strings.TrimSpace(code))
	if m == nil {
		return nil
	}
	f := &fractionFormat{whole: m[1] != "", top: len(m[2]), below: min(len(m[3]), 4)}
	f.fixed, _ = strconv.Atoi(m[3])
	return f
}

// show gives a number as the closest fraction that the format has room for.
func (f *fractionFormat) show(v float64) string {
	a := math.Abs(v)
	if a >= 1e15 {
		return plainNumber(v)
	}
	whole := 0.0
	if f.whole {
		whole = math.Floor(a)
		a -= whole
	}
	num, den := f.closest(a)
	if f.whole && num == den {
		whole, num = whole+1, 0
	}
	sign := ""
	if v < 0 && (whole > 0 || num > 0) {
		sign = "-"
	}
	switch {
	case f.whole && num == 0:
		return sign + strconv.FormatFloat(whole, 'f', 0, 64)
	case f.whole && whole > 0:
		return strings.TrimSpace(fmt.Sprintf("%s%.0f %*.0f/%-*.0f", sign, whole, f.top, num, f.below, den))
	}
	return fmt.Sprintf("%s%.0f/%.0f", sign, num, den)
}

func (f *fractionFormat) closest(a float64) (num, den float64) {
	if f.fixed > 0 {
		den = float64(f.fixed)
		return math.Round(a * den), den
	}
	best := math.Inf(1)
	for d := 1.0; d < math.Pow10(f.below); d++ {
		n := math.Round(a * d)
		if off := math.Abs(a - n/d); off < best-1e-15 {
			best, num, den = off, n, d
		}
	}
	return num, den
}
