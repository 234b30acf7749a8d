package report

import (
	"iter"

	"domainbatch/executor"
)

// page is a sheet that we add, as data: what stands in it and how it looks,
// apart from any file format.
type page struct {
	key    string // stable name, by which a later run finds the sheet again
	name   string // sheet name, in the person's language
	widths []float64
	frozen int // rows that stay in sight, counted from the top; they repeat on every printed page
	filter bool
	merges [][4]int // first column, first row, last column, last row, 0-based
	rows   iter.Seq2[[]cell, error]
}

// The keys of the pages.
const (
	keySummary = "summary"
	keyErrors  = "errors"
	keyTasks   = "tasks"
	keyLegend  = "legend"
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
	lookWrap
	lookNumber
	lookPercent
	lookTime
	lookTotal
	lookStrong   // what to do next
	lookAsText   // text that must stay text when it is edited
	lookComment  // wrapped, in the person's sheet
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

// cells makes a cell of one look from a text.
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
