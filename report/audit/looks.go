package audit

import (
	"errors"
	"math"
	"strings"
	"time"

	"domainbatch/executor"
	"domainbatch/ingest/ooxml"
	"domainbatch/report"
)

// looks are the cell styles of the workbook. All are made before the first sheet
// is written.
type looks struct {
	title, heading, head, headRight, muted, link int
	top, wrap, number, left, percent, time       int
	results                                      map[executor.Result]int
}

func newLooks(styles *ooxml.Styles) looks {
	l := looks{
		title: styles.Add(ooxml.Format{Bold: true, Size: 16, Color: report.Ink}), heading: styles.Add(ooxml.Format{Bold: true, Size: 12, Color: report.Ink}),
		head:      styles.Add(ooxml.Format{Bold: true, Fill: report.Ink, Color: "FFFFFF", Top: true}),
		headRight: styles.Add(ooxml.Format{Bold: true, Fill: report.Ink, Color: "FFFFFF", Top: true, Across: "right", Indent: 1}),
		muted:     styles.Add(ooxml.Format{Color: "595959", Top: true}), link: styles.Add(ooxml.Format{Color: "0563C1", Top: true}),
		top: styles.Add(ooxml.Format{Top: true, Number: "@"}), wrap: styles.Add(ooxml.Format{Top: true, Wrap: true, Number: "@"}),
		number:  styles.Add(ooxml.Format{Top: true, Number: "#,##0", Across: "right", Indent: 1}),
		left:    styles.Add(ooxml.Format{Top: true, Number: "#,##0", Across: "left"}),
		percent: styles.Add(ooxml.Format{Top: true, Number: "0.0%_)", Across: "right"}),
		time:    styles.Add(ooxml.Format{Top: true, Number: "yyyy-mm-dd hh:mm:ss", Across: "left"}),
		results: map[executor.Result]int{},
	}
	for _, r := range executor.Results() {
		f, _ := report.ResultFormat(r)
		l.results[r] = styles.Add(f)
	}
	return l
}

func (l *looks) result(r executor.Result) int {
	if id, known := l.results[r]; known {
		return id
	}
	return l.top
}

// errEnough ends a walk that somebody has seen enough of.
var errEnough = errors.New("enough")

func textCell(text string, style int) ooxml.Value {
	if text == "" {
		return ooxml.Value{}
	}
	return ooxml.Value{Kind: ooxml.String, Text: text, Style: style}
}

// time is a moment by the clock of the reader.
func (b *book) time(t time.Time) ooxml.Value {
	if t.IsZero() {
		return ooxml.Value{}
	}
	return ooxml.Value{Kind: ooxml.Number, Number: ooxml.Serial(t.In(b.opt.in()), false), Style: b.looks.time}
}

const (
	wideColumn = 38  // and wider ones wrap
	lineHeight = 15  // points
	mostHeight = 409 // that a row can have
)

// heightOf is the height of a row, 0 when one line will do.
func (b *book) heightOf(lines int) float64 {
	height := float64(lineHeight)
	switch {
	case b.opt.Lang == "zh":
		height = 1.15 * lineHeight // East Asian fonts are taller
	case lines == 1:
		return 0
	}
	return math.Round(min(height*float64(lines), mostHeight))
}

// linesIn is about how many lines a text takes in a column of that many letters:
// words that do not fit leave a ragged edge.
func linesIn(text string, width int) int {
	n := 0
	for line := range strings.SplitSeq(text, "\n") {
		letters, word, longest := 0, 0, 0
		for _, r := range line {
			letters++
			if r >= 0x1100 { // Chinese and its like take two places, and break anywhere
				letters++
			}
			if word++; r == ' ' || r >= 0x1100 {
				word = 0
			}
			longest = max(longest, word)
		}
		n++
		if letters > width {
			n = n - 1 + (letters+width-1)/max(width-min(longest, width)/2, 1)
		}
	}
	return n
}
