package ingest

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

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

// isoForms are the ways in which a cell of type d holds its date.
var isoForms = []string{"2006-01-02T15:04:05.999999999Z07:00", "2006-01-02T15:04:05.999999999", "2006-01-02T15:04", "2006-01-02", "15:04:05.999999999", "15:04"}

// showISO shows a date that is stored as text, by the format of its cell if
// that is one of dates.
func (w *workbook) showISO(style int, text string) string {
	for _, form := range isoForms {
		t, err := time.Parse(form, text)
		if err != nil {
			continue
		}
		if style < len(w.styles) {
			if shown, kind := w.styles[style].show(serialOf(t, w.date1904), w.date1904); kind == kindDate {
				return shown
			}
		}
		break
	}
	text = strings.TrimSuffix(strings.TrimSuffix(text, "Z"), "T00:00:00")
	return strings.Replace(text, "T", " ", 1)
}

// serialOf is a time as a workbook stores it otherwise: days, with their parts.
func serialOf(t time.Time, date1904 bool) string {
	base := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	if date1904 {
		base = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	clock := time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute + time.Duration(t.Second())*time.Second + time.Duration(t.Nanosecond())
	days := 0.0
	if t.Year() > 0 {
		days = time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC).Sub(base).Hours() / 24
	}
	return strconv.FormatFloat(days+clock.Hours()/24, 'f', -1, 64)
}
