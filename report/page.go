package report

import (
	"iter"
	"math"
	"strings"

	"domainbatch/executor"
	"domainbatch/ingest/ooxml"
)

// page is a sheet that we add, as data: what stands in it and how it looks,
// apart from any file format.
type page struct {
	key    string // stable name, by which a later run finds the sheet again
	name   string // sheet name, in the person's language
	widths []float64
	frozen int // rows that stay in sight, counted from the top; they repeat on every printed page
	left   int // columns that stay in sight
	filter bool
	merges [][4]int // first column, first row, last column, last row, 0-based
	chart  *ooxml.Chart
	rows   iter.Seq2[[]cell, error]
}

// merged reports whether a row (0-based) is one wide cell.
func (p page) merged(row int) bool {
	for _, m := range p.merges {
		if m[1] == row {
			return true
		}
	}
	return false
}

// The keys of the pages.
const (
	keySummary  = "summary"
	keyErrors   = "errors"
	keyFixes    = "fixes"
	keyChanges  = "changes"
	keyFollowUp = "follow-up"
	keyTasks    = "tasks"
	keyLegend   = "legend"
)

// cell is one cell of a page. The zero cell is empty.
type cell struct {
	value
	look look
	link string // place in the workbook, such as 'Domains'!A17
}

// look is how a cell of ours is dressed.
type look uint8

const (
	lookPlain look = iota
	lookTitle
	lookMuted
	lookHeading
	lookHeader
	lookHeaderRight
	lookWrap
	lookNumber
	lookPercent
	lookTime
	lookTotal
	lookTotalRight
	lookStrong   // what to do next
	lookAsText   // text that must stay text when it is edited
	lookChanged  // a value that replaces another
	lookProposed // a value that somebody may take over
	lookResultOf // + position in executor.Results
)

// lookOf is the dress of a result: symbol and colour.
func lookOf(r executor.Result) look {
	for i, known := range executor.Results() {
		if known == r {
			return lookResultOf + look(i)
		}
	}
	return lookPlain
}

// say makes a cell of one look from a text.
func say(s string, l look) cell { return cell{value: textValue(s), look: l} }

// count makes a cell that holds a number.
func count(n int, l look) cell { return cell{value: countValue(n), look: l} }

// word makes a cell that holds a result.
func word(r executor.Result) cell { return say(string(r), lookOf(r)) }

// fixed is the iterator over rows that are all there.
func fixed(rows [][]cell) iter.Seq2[[]cell, error] {
	return func(yield func([]cell, error) bool) {
		for _, row := range rows {
			if !yield(row, nil) {
				return
			}
		}
	}
}

// wraps reports whether text of a look breaks at the end of its cell.
func (l look) wraps() bool { return l == lookWrap || l == lookStrong }

// lineHeight is the height of one line of the default font, in points.
const lineHeight = 15

// heightOf is the height that the wrapped cells of a row need, 0 when one
// line will do.
func heightOf(row []cell, widths []float64, merged bool) float64 {
	lines := 1
	for i, c := range row {
		if !c.look.wraps() || c.kind != text || i >= len(widths) {
			continue
		}
		room := widths[i]
		if merged {
			room = 0
			for _, w := range widths {
				room += w
			}
		}
		lines = max(lines, linesOf(c.text, room))
	}
	height := float64(lineHeight)
	for _, c := range row {
		if IsTall(c.text) {
			height = 1.15 * lineHeight
		}
	}
	if lines == 1 && height == lineHeight {
		return 0
	}
	return math.Round(float64(min(lines, 24)) * height)
}

// IsTall reports whether a text has East Asian letters, whose fonts are taller.
func IsTall(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return r >= 0x2E80 })
}

// linesOf guesses how many lines a text takes. Widths are counted in digits,
// which are wider than most letters; characters of East Asian scripts are two
// wide; words that do not fit leave a ragged edge.
func linesOf(s string, room float64) int {
	lines := 0
	for part := range strings.SplitSeq(s, "\n") {
		wide := 0.0
		for _, r := range part {
			if wide++; r >= 0x1100 {
				wide++
			}
		}
		lines += max(1, int(math.Ceil(wide*0.9/room)))
	}
	return lines
}
