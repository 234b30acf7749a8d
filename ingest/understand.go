package ingest

import (
	"fmt"
	"strconv"
	"strings"
	"unsafe"
)

// rowMaker turns raw records into rows, with the columns of one layout.
type rowMaker struct {
	opt         Options
	file        string
	sheet       string
	columns     []Column
	where       map[Field]int // column index
	results     map[ResultColumn]int
	addressBook addressBook
	phones      phoneBook
	ends        suffixMemo // of plain domains
	memo        *rowMemo   // may be shared with other makers
	key         []byte     // room for the key of a wish
	draft       rowDraft
	kept        []byte // copies of texts, to which others may be added

	domainAt int    // column index, -1 when there is none
	noteAt   int    // the same
	before   [3]int // of Result, Task No and Run Id, the same
}

func newRowMaker(l Layout, opt Options, lib addressBook) *rowMaker {
	m := &rowMaker{
		opt: opt, file: l.File, sheet: l.Sheet, columns: l.Columns, addressBook: lib,
		where: map[Field]int{}, results: map[ResultColumn]int{}, memo: newRowMemo(l.Columns, memoSets),
	}
	for _, c := range l.Columns {
		if c.Field != "" {
			m.where[c.Field] = c.Index
		}
		if c.Result != "" {
			m.results[c.Result] = c.Index
		}
	}
	m.domainAt, m.noteAt = place(m.where, FieldDomain), place(m.where, FieldNote)
	m.before = [...]int{place(m.results, ResultResult), place(m.results, ResultTaskNo), place(m.results, ResultRunID)}
	return m
}

// place is the index of a column, -1 when there is none.
func place[T comparable](columns map[T]int, c T) int {
	if i, ok := columns[c]; ok {
		return i
	}
	return -1
}

// again is a maker of the same rows, for use beside this one.
func (m *rowMaker) again() *rowMaker {
	other := *m
	other.key, other.kept, other.draft, other.phones, other.ends = nil, nil, rowDraft{}, phoneBook{}, suffixMemo{}
	return &other
}

// rowDraft is a row while its cells are being understood.
type rowDraft struct {
	*rowMaker
	rec *rawRecord
	row *Row

	own     rawRecord // a record whose text stays
	telArea string    // what a blank tel_area should hold, as far as is known
}

// row understands a record. Nothing of the row is a view of its text.
func (m *rowMaker) row(rec rawRecord, record int) (row Row) {
	m.makeRow(&rec, &row)
	row.Record = record
	return row
}

// makeRow is row into a place where rows are gathered; Record is left out.
func (m *rowMaker) makeRow(rec *rawRecord, row *Row) {
	d := &m.draft
	d.rowMaker, d.rec, d.row, d.telArea = m, rec, row, ""
	key, hash, done := d.plain()
	if done {
		return
	}
	*row = Row{Number: rec.Number}
	d.own = rec.own()
	d.rec = &d.own
	d.previous()
	d.shape()
	d.domain()
	row.Note = d.text(FieldNote)
	if hash == 0 {
		key, m.key = m.memo.key(m.key, d.rec)
		hash = key.of(row.Domain)
		if w := m.memo.find(&key, hash); w != nil {
			w.give(d)
			return
		}
	}
	before := len(row.Problems)
	d.wish()
	if len(row.Problems) == 0 {
		row.Problems = nil
	}
	m.memo.keep(&key, hash, row, before)
}

// plain makes a row of a record about which there is nothing to say but what
// was said of the same wish before. If that alone is not known, it gives the
// key of the wish, the hash of which is never 0.
func (d *rowDraft) plain() (key wishKey, hash uint64, done bool) {
	rec := d.rec
	if len(rec.Cells) > len(d.columns) || rec.Stray > 0 || d.domainAt >= len(rec.Cells) || d.domainAt < 0 {
		return key, 0, false
	}
	for _, col := range d.before {
		if col >= 0 && col < len(rec.Cells) && rec.Cells[col].Text != "" {
			return key, 0, false
		}
	}
	typed, note := &rec.Cells[d.domainAt], d.at(d.noteAt)
	if typed.Kind != kindText || note.Kind == kindFault || note.Kind == kindNoValue {
		return key, 0, false
	}
	key, d.key = d.memo.key(d.key, rec)
	hash, done = d.known(&key, typed.Text, note.Text, rec.view)
	return key, hash, done
}

// known makes the row of a wish that is known. Views are copied. The hash is
// that of the key, unless there is something to say of domain or note; then
// it is 0.
func (d *rowDraft) known(key *wishKey, typed, note string, view bool) (hash uint64, done bool) {
	if note != "" && (note[0] == '=' || note[0] == '#') {
		return 0, false
	}
	name, ok := plainDomainBy(&d.ends, trim(typed))
	if !ok {
		return 0, false
	}
	hash = key.of(name)
	w := d.memo.find(key, hash)
	if w == nil {
		return hash, false
	}
	row := d.row
	*row = w.row
	row.Number = d.rec.Number
	row.Domain, row.DomainTyped, row.Note = name, typed, trim(note)
	if view {
		row.DomainTyped = d.keep(typed)
		if name == typed {
			row.Domain = row.DomainTyped
		} else {
			row.Domain = d.keep(name)
		}
		row.Note = d.keep(row.Note)
	}
	w.repeat(d)
	return hash, true
}

// keep copies a text. Those of several rows share a piece of memory, which is
// small enough that no row holds on to much.
func (m *rowMaker) keep(text string) string {
	if text == "" {
		return ""
	}
	if cap(m.kept)-len(m.kept) < len(text) {
		m.kept = make([]byte, 0, max(1024, len(text)))
	}
	from := len(m.kept)
	m.kept = append(m.kept, text...)
	return unsafe.String(&m.kept[from], len(text)) // never written again
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
	d.priority()
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
	if i, ok := d.where[f]; ok {
		return *d.at(i)
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

// at is the cell of a column, empty when the record has none there.
func (d *rowDraft) at(col int) *rawCell {
	if col >= 0 && col < len(d.rec.Cells) {
		return &d.rec.Cells[col]
	}
	return &noCell
}

var noCell rawCell // never written to

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
		line += int(d.rec.Cells[col].below)
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
	get := func(col int) string { return trim(d.at(col).typed()) }
	d.row.Previous = Previous{Result: strings.ToUpper(get(d.before[0])), TaskNo: get(d.before[1]), RunID: get(d.before[2])}
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
