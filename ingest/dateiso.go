package ingest

import (
	"strconv"
	"strings"
	"time"
)

// isoForms are the ways in which a cell of type d holds its date.
var isoForms = []string{
	"2006-01-02T15:04:05.999999999Z07:00", "2006-01-02T15:04:05.999999999", "2006-01-02T15:04Z07:00", "2006-01-02T15:04", "2006-01-02",
	"15:04:05.999999999", "T15:04:05.999999999", "15:04",
}

// isoCell gives a date that is stored as text, by the format of its cell if
// that is one of dates.
func (w *workbook) isoCell(style int, text string) rawCell {
	for _, form := range isoForms {
		t, err := time.Parse(form, text)
		if err == nil && style < len(w.styles) {
			if shown, kind := w.styles[style].show(serialOf(t, w.date1904), w.date1904); kind == kindDate {
				return rawCell{Text: shown, Kind: kind}
			}
			break
		}
	}
	const day = len("2006-01-02")
	if len(text) > day && text[day] == 'T' {
		text = strings.TrimSuffix(strings.TrimSuffix(text, "Z"), "T00:00:00")
		if len(text) > day {
			text = text[:day] + " " + text[day+1:]
		}
	}
	return rawCell{Text: text, Kind: kindDate}
}

// serialOf is a time as a workbook stores it otherwise: days, with their
// parts. The calendar of 1900 has a day too many in that year, and a time
// without a date stands on its day 0.
func serialOf(t time.Time, date1904 bool) string {
	const dayOf1904, seconds = 1462, 86400
	clock := time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute + time.Duration(t.Second())*time.Second + time.Duration(t.Nanosecond())
	days := int64(0)
	if t.Year() > 0 {
		days = (time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC).Unix() - time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).Unix()) / seconds
		switch {
		case date1904:
			days -= dayOf1904
		case days > 0 && days <= 60:
			days--
		}
	}
	return strconv.FormatFloat(float64(days)+clock.Hours()/24, 'f', -1, 64)
}
