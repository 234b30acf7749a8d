package ingest

import (
	"fmt"
	"math"
	"slices"
)

// Beyond these bounds a number is shown in powers of ten, because nobody
// types or reads its zeros.
const (
	hugeNumber  = 1e21
	smallNumber = 1e-4
	tinyNumber  = 1e-9
	smallPlaces = 16 // behind the point that are shown of a small one
)

// extreme reports whether even General shows a number in powers of ten.
func extreme(v float64) bool {
	a := math.Abs(v)
	if a >= hugeNumber {
		return true
	}
	if a == 0 || a >= smallNumber {
		return false
	}
	d := decimalOf(v)
	return a < tinyNumber || len(d.digits)-d.point > smallPlaces
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

// keptWhole reports whether a number is a whole one of so many digits that it
// may be a telephone number, a postal code or an id: then its digits matter,
// and no format hides them behind a power of ten.
func keptWhole(v float64) bool {
	const few = 1e4
	a := math.Abs(v)
	return v == math.Trunc(v) && a >= few && a < hugeNumber
}

// showPower shows a number by a format such as 0.00E+00; with several places
// before the point the power is a multiple of their number.
func (s *formatSection) showPower(v float64) string {
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
	shown := *s
	shown.tokens = slices.Clone(s.tokens)
	for i, t := range shown.tokens {
		if t.kind == tokPower {
			shown.tokens[i] = formatToken{tokLiteral, powerText(power, s.power[:2], len(s.power)-2)}
		}
	}
	return shown.showDecimal(d, v < 0)
}
