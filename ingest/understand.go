package ingest

import (
	"fmt"
	"strconv"
	"strings"
)

// rowMaker turns raw records into rows, with the columns of one layout.
type rowMaker struct {
	opt     Options
	file    string
	sheet   string
	columns []Column
	where   map[Field]int // column index
	results map[ResultColumn]int
	library library
	memo    rowMemo
	phones  phoneBook
}

func newRowMaker(l Layout, opt Options, lib library) *rowMaker {
	m := &rowMaker{
		opt: opt, file: l.File, sheet: l.Sheet, columns: l.Columns, library: lib,
		where: map[Field]int{}, results: map[ResultColumn]int{},
	}
	for _, c := range l.Columns {
		if c.Field != "" {
			m.where[c.Field] = c.Index
		}
		if c.Result != "" {
			m.results[c.Result] = c.Index
		}
	}
	m.memo.watch(l.Columns)
	return m
}

// holds reports whether a record is a row: some cell other than a result
// column holds something.
func (m *rowMaker) holds(rec rawRecord) bool {
	for i, c := range rec.Cells {
		if i < len(m.columns) && m.columns[i].Result != "" {
			continue
		}
		if c.Kind != kindText || !isBlank(c.Text) {
			return true
		}
	}
	return false
}

// rowDraft is a row while its cells are being understood.
type rowDraft struct {
	*rowMaker
	rec rawRecord
	row Row

	hash    uint64 // of the cells, for memo
	telArea string // what a blank tel_area should hold, as far as is known
}

func (m *rowMaker) row(rec rawRecord, record int) Row {
	d := &rowDraft{rowMaker: m, rec: rec, row: Row{Record: record, Number: rec.Number}}
	d.previous()
	d.shape()
	d.domain()
	d.row.Note = d.text(FieldNote)
	if !m.memo.recall(d) {
		before := len(d.row.Problems)
		d.wish()
		m.memo.note(d, before)
	}
	return d.row
}

// wish understands all but the domain and the note of a row. Of the domain
// it may look at no more than rowMemo does.
func (d *rowDraft) wish() {
	d.action()
	if d.row.Action == ActionSkip {
		return
	}
	d.row.Account = d.optional(FieldAccount)
	d.row.InstanceID = d.optional(FieldInstanceID)
	before := len(d.row.Problems)
	d.contactTypes()
	d.profile()
	d.lock()
	if d.row.Action == ActionTransferCode {
		d.row.Problems = d.row.Problems[:before] // of cells that a transfer code does not need
	}
	d.contact()
}

// typed is the cell of a field, empty when there is no such column or cell.
func (d *rowDraft) typed(f Field) rawCell {
	if i, ok := d.where[f]; ok && i < len(d.rec.Cells) {
		return d.rec.Cells[i]
	}
	return rawCell{}
}

// cell is typed with two things of Excel taken for what they are, although
// they stand there as text: a fault such as #N/A, and ="0100", which is how a
// text is kept from becoming a number.
func (d *rowDraft) cell(f Field) rawCell {
	c := d.typed(f)
	if c.Kind == kindText && len(c.Text) > 2 {
		switch c.Text[0] {
		case '=':
			c.Text, _ = textOfFormula(c.Text)
		case '#':
			if isFault(c.Text) {
				c.Kind = kindFault
			}
		}
	}
	return c
}

// text is the cell of a field without outer blanks, empty when the cell
// shows a fault in place of a value.
func (d *rowDraft) text(f Field) string {
	if d.faulty(f) {
		return ""
	}
	return trim(d.cell(f).Text)
}

// take is text that also reports the fault.
func (d *rowDraft) take(f Field) string {
	c := d.typed(f)
	if c.Kind == kindText && (len(c.Text) < 3 || c.Text[0] != '=' && c.Text[0] != '#') {
		return trim(c.Text) // nearly always
	}
	if inner, is := textOfFormula(c.Text); is && c.Kind == kindText {
		d.add(f, finding{
			Severity: Notice, Rule: "cell.text", Message: "a formula that only holds a text was read as that text", Proposed: inner,
		})
	}
	switch c = d.cell(f); c.Kind {
	case kindFault:
		d.add(f, finding{
			Severity: Error, Rule: "cell.fault", Message: "the cell shows the error " + c.Text + " of a formula",
			Cure: "correct the formula, or type the value",
		})
	case kindNoValue:
		d.add(f, finding{
			Severity: Error, Rule: "cell.formula", Message: "the formula was never calculated: its result is not in the file",
			Cure: "open the file in Excel or LibreOffice and save it, or type the value",
		})
	}
	return d.text(f)
}

func (d *rowDraft) faulty(f Field) bool {
	k := d.cell(f).Kind
	return k == kindFault || k == kindNoValue
}

// add places findings at the cell of a field, or at the row when the sheet
// has no such column.
func (d *rowDraft) add(f Field, found ...finding) {
	i, ok := d.where[f]
	for _, x := range found {
		p := Problem{
			Severity: x.Severity, Rule: x.Rule, File: d.file, Sheet: d.sheet, Row: d.rec.Number, Field: f,
			Message: x.Message, Cure: x.Cure, Proposed: x.Proposed, Fixable: x.fix, Applied: x.applied,
		}
		if ok {
			p.Column, p.Cell, p.Value = d.columns[i].Header, d.address(i), d.typed(f).Text
		}
		d.row.Problems = append(d.row.Problems, p)
	}
}

func (d *rowDraft) address(col int) string {
	if d.sheet != "" {
		return cellName(col, d.rec.Number)
	}
	line := d.rec.Number
	if col < len(d.rec.Cells) {
		line = d.rec.Cells[col].Line
	}
	return fmt.Sprintf("line %d, column %d", line, col+1)
}

// cellName is the address of a cell, such as AB12, of a 0-based column.
func cellName(col, row int) string { return columnName(col) + strconv.Itoa(row) }

func columnName(col int) string {
	name := ""
	for col++; col > 0; col = (col - 1) / 26 {
		name = string(rune('A'+(col-1)%26)) + name
	}
	return name
}

func (d *rowDraft) previous() {
	get := func(r ResultColumn) string {
		if i, ok := d.results[r]; ok && i < len(d.rec.Cells) {
			return trim(d.rec.Cells[i].typed())
		}
		return ""
	}
	d.row.Previous = Previous{Result: strings.ToUpper(get(ResultResult)), TaskNo: get(ResultTaskNo), RunID: get(ResultRunID)}
}

// shape judges the record as a whole: cells beyond the header and text
// behind a closing quote mean that a value may stand in a wrong column.
func (d *rowDraft) shape() {
	for i := len(d.columns); i < len(d.rec.Cells); i++ {
		if c := d.rec.Cells[i]; c.Kind == kindText && isBlank(c.Text) {
			continue
		}
		f := finding{
			Severity: Warning, Rule: "row.long", Message: "cell " + d.address(i) + " stands right of the last header and is not used",
			Cure: "give its column a header, or empty it",
		}
		if d.sheet == "" {
			f.Severity = Error
			f.Message = fmt.Sprintf("%d cells, the header has %d: a value that holds the delimiter may stand without quotes", len(d.rec.Cells), len(d.columns))
			f.Cure = "put such a value in double quotes"
		}
		d.add("", f)
		break
	}
	if d.rec.Stray > 0 {
		d.add("", finding{
			Severity: Warning, Rule: "csv.stray", Message: fmt.Sprintf("text follows the closing quote of cell %d", d.rec.Stray),
			Cure: "double a quote that is part of the text",
		})
	}
}
