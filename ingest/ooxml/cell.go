package ooxml

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// ValueKind tells the values that can be written apart.
type ValueKind uint8

// The kinds of a Value.
const (
	Blank ValueKind = iota
	String
	Number
)

// Value is a cell to be written: never a formula. The zero Value is empty.
type Value struct {
	Kind   ValueKind
	Text   string
	Number float64
	Style  int    // from Styles.Add
	Link   string // place inside the workbook, only in sheets of ours
}

// maxText is the longest text of a cell, in UTF-16 units.
const maxText = 32767

// cellWriter writes cells of ours with the prefix of the sheet.
type cellWriter struct{ open, inline, space, textEnd, number, numberEnd string }

func newCellWriter(prefix string) *cellWriter {
	return &cellWriter{
		open:      "<" + prefix + `c r="`,
		inline:    ` t="inlineStr"><` + prefix + "is><" + prefix + "t>",
		space:     ` t="inlineStr"><` + prefix + "is><" + prefix + `t xml:space="preserve">`,
		textEnd:   "</" + prefix + "t></" + prefix + "is></" + prefix + "c>",
		number:    "><" + prefix + "v>",
		numberEnd: "</" + prefix + "v></" + prefix + "c>",
	}
}

// append writes one cell. A blank cell without a style is not written.
func (w *cellWriter) append(out []byte, column string, row int, v *Value) []byte {
	if v.Kind == Blank && v.Style == 0 {
		return out
	}
	out = append(out, w.open...)
	out = append(out, column...)
	out = strconv.AppendInt(out, int64(row), 10)
	out = append(out, '"')
	if v.Style != 0 {
		out = append(out, ` s="`...)
		out = strconv.AppendInt(out, int64(v.Style), 10)
		out = append(out, '"')
	}
	switch v.Kind {
	case Number:
		out = append(out, w.number...)
		out = strconv.AppendFloat(out, v.Number, 'f', -1, 64)
		return append(out, w.numberEnd...)
	case String:
		if keepsSpace(v.Text) {
			out = append(out, w.space...)
		} else {
			out = append(out, w.inline...)
		}
		out = appendCellText(out, v.Text)
		return append(out, w.textEnd...)
	}
	return append(out, '/', '>')
}

func keepsSpace(s string) bool {
	return s != "" && (s[0] <= ' ' || s[len(s)-1] <= ' ' || strings.IndexByte(s, '\n') >= 0)
}

// appendCellText writes text as spreadsheets store it: control characters as
// _x0001_, and a text that looks like that with its underscore escaped.
func appendCellText(out []byte, s string) []byte {
	if plainText(s) {
		return append(out, s...)
	}
	units := 0
	for i, r := range s {
		if units++; r > 0xFFFF {
			units++
		}
		if units > maxText {
			break
		}
		switch {
		case r == '&':
			out = append(out, "&amp;"...)
		case r == '<':
			out = append(out, "&lt;"...)
		case r == '>':
			out = append(out, "&gt;"...)
		case r == '_' && looksEscaped(s[i:]):
			out = append(out, "_x005F_"...)
		case r == '\r' && strings.HasPrefix(s[i:], "\r\n"):
		case r == '\r':
			out = append(out, '\n')
		case r == '\n' || r == '\t' || r >= ' ' && r != 0xFFFE && r != 0xFFFF:
			out = utf8.AppendRune(out, r)
		default:
			const hex = "0123456789ABCDEF"
			out = append(out, '_', 'x', hex[r>>12&15], hex[r>>8&15], hex[r>>4&15], hex[r&15], '_')
		}
	}
	return out
}

// plainText reports whether a text stands as it is: short, printable ASCII or
// more, and nothing to escape.
func plainText(s string) bool {
	if len(s) > maxText {
		return false
	}
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c < ' ', c == '&', c == '<', c == '>', c == '_', c >= 0x80:
			return false
		}
	}
	return true
}

func looksEscaped(s string) bool {
	if len(s) < 7 || s[1] != 'x' || s[6] != '_' {
		return false
	}
	_, err := strconv.ParseUint(s[2:6], 16, 16)
	return err == nil
}

// Serial is a time as spreadsheets count days, by the clock of its zone.
func Serial(t time.Time, date1904 bool) float64 {
	epoch := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	if date1904 {
		epoch = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	wall := time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, time.UTC)
	return float64(int64(wall.Sub(epoch)/time.Second)) / 86400
}
