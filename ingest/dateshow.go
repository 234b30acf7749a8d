package ingest

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// moment is a serial number taken apart as the calendar of a workbook has it,
// where 1900 was a leap year and began with a day 0.
type moment struct {
	year, month, day, weekday int
	ticks                     int64 // since the beginning of the calendar, never below 0
	unit                      int64 // ticks of a second
}

func (m *moment) seconds() int64 { return m.ticks / m.unit }
func (m *moment) hour() int      { return int(m.seconds() / 3600 % 24) }
func (m *moment) minute() int    { return int(m.seconds() / 60 % 60) }
func (m *moment) second() int    { return int(m.seconds() % 60) }

const secondsOfDay = 86400

// serialMoment counts from 1899-12-30, so that days from March 1900 on are right.
func serialMoment(ticks, unit int64, date1904 bool) moment {
	m := moment{ticks: ticks, unit: unit}
	days := int(math.Floor(float64(ticks) / float64(unit*secondsOfDay)))
	if ticks < 0 {
		m.ticks -= int64(days) * unit * secondsOfDay
	}
	base := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case date1904:
		base = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case days >= 0 && days <= 60:
		m.year, m.month, m.day = 1900, 1, days
		if days > 31 {
			m.month, m.day = 2, days-31
		}
		m.weekday = (days + 6) % 7
		return m
	}
	t := base.AddDate(0, 0, days)
	m.year, m.month, m.day, m.weekday = t.Year(), int(t.Month()), t.Day(), int(t.Weekday())
	return m
}

// clock says what a format shows of the time of day: the places of a second,
// whether its hours are halved, and whether it shows any of it. The last
// moments of a day belong to the next one only where it does.
func (s *formatSection) clock() (fine int, half, any bool) {
	for _, t := range s.tokens {
		switch {
		case t.kind == tokElapsed:
			any = true
		case t.kind != tokDate:
		case t.text[0] == '.':
			fine, any = len(t.text)-1, true
		case strings.Contains(t.text, "/"):
			half, any = true, true
		case strings.IndexByte("hns", t.text[0]) >= 0:
			any = true
		}
	}
	return fine, half, any
}

// showDate shows a serial number as date and time; false when it is none.
func (s *formatSection) showDate(v float64, date1904 bool) (string, bool) {
	if v <= -600000 || v >= 2958466 {
		return "", false
	}
	fine, half, clock := s.clock()
	if !clock {
		const blur = 1e-9 // of a day
		v = math.Floor(v + blur)
	}
	unit := int64(math.Pow10(min(fine, 3)))
	days, rest := math.Modf(v) // the product of the whole would lose what decides about the last second
	ticks := int64(days)*secondsOfDay*unit + int64(math.Round(rest*secondsOfDay*float64(unit)))
	m := serialMoment(ticks, unit, date1904)
	var b strings.Builder
	for _, tok := range s.tokens {
		switch tok.kind {
		case tokElapsed:
			per := map[byte]int64{'h': 3600, 'm': 60, 's': 1}[tok.text[0]]
			if ticks < 0 {
				b.WriteByte('-')
				ticks = -ticks
				m.ticks = ticks
			}
			b.WriteString(s.numerals.replace(fmt.Sprintf("%0*d", len(tok.text), ticks/unit/per)))
		case tokDate:
			b.WriteString(s.datePart(tok.text, &m, half))
		default:
			b.WriteString(tok.text)
		}
	}
	return strings.TrimSpace(b.String()), true
}

// datePart writes one part of a date; n stands for minutes.
func (s *formatSection) datePart(code string, m *moment, half bool) string {
	hour := m.hour()
	if half {
		hour = (hour+11)%12 + 1
	}
	names := s.names
	if names == nil {
		names = &englishDates
	}
	year := m.year + names.added
	switch n := len(code); {
	case code[0] == '.':
		return fmt.Sprintf(".%0*d", n-1, m.ticks%m.unit)
	case strings.Contains(code, "/"):
		return names.half(code, m.hour() >= 12)
	case code[0] == 'y' && n <= 2:
		return s.numerals.replace(fmt.Sprintf("%02d", year%100))
	case code[0] == 'y':
		return s.numerals.replace(strconv.Itoa(year))
	case code[0] == 'e' || code[0] == 'g':
		return s.numerals.replace(names.era(code, m))
	case code[0] == 'm' && n >= 3:
		return names.month(code, m.month, s.dayOfMonth)
	case code[0] == 'a' && n >= 3, code[0] == 'd' && n >= 3:
		return names.weekday(code, m.weekday)
	case code[0] == 'a':
		return code
	}
	number := map[byte]int{'m': m.month, 'd': m.day, 'h': hour, 'n': m.minute(), 's': m.second()}[code[0]]
	if s.numerals.counts() {
		return s.numerals.part(number)
	}
	return s.numerals.replace(fmt.Sprintf("%0*d", min(len(code), 2), number))
}
