package ingest

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// show gives a number as a person sees it. What is no number is shown as it is.
func (f *numberFormat) show(raw string, date1904 bool) (string, cellKind) {
	v, err := strconv.ParseFloat(strings.TrimSpace(raw), 64)
	if err != nil || math.IsInf(v, 0) || math.IsNaN(v) {
		return raw, kindText
	}
	if f == nil || len(f.sections) == 0 {
		return plainNumber(v), kindNumber
	}
	s := f.section(v)
	switch {
	case s.date:
		if text, ok := s.showDate(v, date1904); ok {
			return text, kindDate
		}
		return plainNumber(v), kindNumber
	case s.general:
		return plainNumber(v), kindNumber
	}
	return s.showNumber(v), kindNumber
}

// plainNumber writes a number with at most 15 digits that count, as Excel
// keeps it, and never in powers of ten below a thousand digits.
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

func decimalOf(v float64) decimal {
	s := strconv.FormatFloat(math.Abs(v), 'e', 14, 64) // d.dddddddddddddde±xx
	mantissa, exp, _ := strings.Cut(s, "e")
	power, _ := strconv.Atoi(exp)
	digits := strings.TrimRight(mantissa[:1]+mantissa[2:], "0")
	return decimal{[]byte(digits), power + 1}
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
func (s formatSection) showNumber(v float64) string {
	before, behind := s.places()
	d := decimalOf(v)
	d.point += s.shift
	d.round(behind)
	whole, frac := d.split()
	var b strings.Builder
	if v < 0 && !s.negative && strings.Trim(whole+frac, "0") != "" {
		b.WriteByte('-')
	}
	fracLeft := frac + strings.Repeat("0", max(0, behind-len(frac)))
	lastUsed := len(strings.TrimRight(fracLeft, "0"))
	place, point := 0, false
	for _, t := range s.tokens {
		switch {
		case t.kind == tokPoint && !point:
			point, place = true, 0
			b.WriteByte('.')
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
	return strings.TrimSpace(b.String())
}

func (s formatSection) places() (before, behind int) {
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
func (s formatSection) wholeDigits(b *strings.Builder, whole string, place, before int, kind string) {
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

// showDate shows a serial number as date and time; false when it is none.
func (s formatSection) showDate(v float64, date1904 bool) (string, bool) {
	if v < 0 || v >= 2958466 {
		return "", false
	}
	fine := 0
	for _, t := range s.tokens {
		if t.kind == tokDate && t.text[0] == '.' {
			fine = len(t.text) - 1
		}
	}
	unit := math.Pow10(min(fine, 3))
	ticks := int64(math.Round(v * 86400 * unit))
	t := serialTime(ticks, int64(unit), date1904)
	half := s.halfDay()
	var b strings.Builder
	for _, tok := range s.tokens {
		switch tok.kind {
		case tokElapsed:
			per := map[byte]int64{'h': 3600, 'm': 60, 's': 1}[tok.text[0]]
			fmt.Fprintf(&b, "%0*d", len(tok.text), ticks/int64(unit)/per)
		case tokDate:
			b.WriteString(datePart(tok.text, t, half, ticks, int64(unit)))
		default:
			b.WriteString(tok.text)
		}
	}
	return strings.TrimSpace(b.String()), true
}

// serialTime counts from 1899-12-30, so that days from March 1900 on are
// right; the days before are one off, as 1900 was no leap year and Excel
// thinks it was.
func serialTime(ticks, unit int64, date1904 bool) time.Time {
	base := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	days := ticks / unit / 86400
	switch {
	case date1904:
		base = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case days < 60:
		base = base.AddDate(0, 0, 1)
	}
	return base.AddDate(0, 0, int(days)).Add(time.Duration(ticks/unit%86400) * time.Second)
}

func (s formatSection) halfDay() bool {
	for _, t := range s.tokens {
		if t.kind == tokDate && strings.Contains(t.text, "/") {
			return true
		}
	}
	return false
}

func datePart(code string, t time.Time, half bool, ticks, unit int64) string {
	hour := t.Hour()
	if half {
		hour = (hour+11)%12 + 1
	}
	switch code {
	case "y", "yy":
		return t.Format("06")
	case "m":
		return t.Format("1")
	case "mm":
		return t.Format("01")
	case "mmm":
		return t.Format("Jan")
	case "mmmm":
		return t.Format("January")
	case "mmmmm":
		return t.Format("Jan")[:1]
	case "d":
		return t.Format("2")
	case "dd":
		return t.Format("02")
	case "ddd":
		return t.Format("Mon")
	case "h":
		return strconv.Itoa(hour)
	case "hh":
		return fmt.Sprintf("%02d", hour)
	case "n":
		return t.Format("4")
	case "nn":
		return t.Format("04")
	case "s":
		return t.Format("5")
	case "ss":
		return t.Format("05")
	case "上午/下午":
		return map[bool]string{true: "上午", false: "下午"}[t.Hour() < 12]
	}
	weekday := []rune("日一二三四五六")[t.Weekday()]
	switch {
	case code[0] == '.':
		return fmt.Sprintf(".%0*d", len(code)-1, ticks%unit)
	case strings.EqualFold(code, "am/pm"):
		return t.Format("PM")
	case strings.EqualFold(code, "a/p"):
		return t.Format("PM")[:1]
	case code[0] == 'y' || code[0] == 'e':
		return t.Format("2006")
	case code[0] == 'd':
		return t.Format("Monday")
	case code == "aaaa":
		return "星期" + string(weekday)
	case code[0] == 'a':
		return string(weekday)
	}
	return ""
}
