package ingest

import (
	"context"
	"strings"
)

// cellKind is what a file says a cell is. CSV knows only text.
type cellKind uint8

const (
	kindText    cellKind = iota
	kindNumber           // stored as a number, shown as Text
	kindDate             // stored as a number, shown as a date
	kindBool             // shown as TRUE or FALSE
	kindFault            // #N/A and its like
	kindNoValue          // a formula whose result is not stored
)

// rawCell is one cell as a person sees it.
type rawCell struct {
	Text  string
	Raw   string // number as stored, when Text is another spelling of it
	at    uint32 // where the cell begins in the Text of its record
	below uint32 // CSV: lines between the beginning of the record and that of the cell
	Kind  cellKind
}

// typed is what was typed into a cell of text, without the words that its
// format puts round it, such as the mark in front of our own results.
func (c rawCell) typed() string {
	if c.Kind == kindText && c.Raw != "" {
		return c.Raw
	}
	return c.Text
}

// rawRecord is one row of a sheet or one record of a delimited text.
type rawRecord struct {
	Number int       // sheet row, or line where the record begins
	Cells  []rawCell // by column index; absent trailing cells are missing
	Stray  int       // CSV: 1-based cell with text after its closing quote; 0 when none
	Hidden bool      // the row is hidden, or filtered out

	// Text is the record as the file has it, "" when it is not at hand. Where
	// two records of the same Form have the same pieces of Text between the
	// same cells, these cells are the same.
	Text string
	Form int

	view bool // the text is that of a buffer, and changes at the next call
}

// piece is the Text between the beginnings of two cells.
func (r *rawRecord) piece(first, behind int) string {
	if first >= len(r.Cells) {
		return ""
	}
	if behind >= len(r.Cells) {
		return r.Text[r.Cells[first].at:]
	}
	return r.Text[r.Cells[first].at:r.Cells[behind].at]
}

// own gives the record with text that stays as it is.
func (r rawRecord) own() rawRecord {
	if !r.view {
		return r
	}
	size := 0
	for i := range r.Cells {
		size += len(r.Cells[i].Text)
	}
	var all strings.Builder
	all.Grow(size)
	cells := make([]rawCell, len(r.Cells))
	for i := range r.Cells {
		from := all.Len()
		all.WriteString(r.Cells[i].Text)
		cells[i] = r.Cells[i]
		cells[i].Text = all.String()[from:]
	}
	r.Cells, r.Text, r.view = cells, "", false
	return r
}

// blank reports whether no cell holds anything.
func (r rawRecord) blank() bool {
	for _, c := range r.Cells {
		if c.Kind != kindText || !isBlank(c.Text) {
			return false
		}
	}
	return true
}

// rawSheet streams the records of one sheet. The slice of cells is valid
// until the next call; the text in it stays valid.
type rawSheet interface {
	next() (rawRecord, error) // io.EOF after the last
	close() error
}

// sheetInfo is what a book says about one of its sheets.
type sheetInfo struct {
	Name     string
	Hidden   bool
	NotCells bool // a chart or dialog sheet
}

// viewSheet is a sheet that can give records whose text is valid until the
// next call only, which spares copies.
type viewSheet interface {
	rawSheet
	view(*rawRecord) error
}

// book is a file of one format. Every reader of a format is one of these;
// the understanding above it does not know which.
type book interface {
	describe(*Layout) // format, encoding, delimiter
	sheets() []sheetInfo
	// verify reads a sheet to its end and refuses it if it is not whole.
	verify(ctx context.Context, sheet string) (facts, error)
	open(ctx context.Context, sheet string) (rawSheet, error)
	close() error
}

// facts are counted by verify, so that they can be said before the rows come.
type facts struct {
	Records       int // not entirely empty
	Cells         int // not empty
	HiddenRows    int // of Records
	HiddenColumns []int
	Far           int           // cells that hold something right of the columns that are read
	Merged        []MergedRange // by First
	Tables        []table
	Widths        map[int]int // CSV: how many records that are not blank have so many cells
}
