package ingest

import (
	"math/bits"
	"unsafe"
)

// Nearly every record of nearly every text is one line, in which a cell may
// stand in quotes but holds none and no line end. Such a line is found and cut
// by the marks of the bytes that can end a cell; every other record is left to
// split.

// plain finds the record at pos and counts its cells, if it is a plain line
// that lies in the buffer and is not empty.
func (r *csvReader) plain() (cells int, ok bool) {
	m, end, state := &r.marks, 0, lineUnseen
	if r.pos >= m.from && r.pos < m.to {
		end, cells, state = m.line(r.pos)
	}
	for state == lineUnseen {
		if r.pos == r.end || m.from == r.pos && (m.to == r.end || m.reach == markMost) {
			return 0, false
		}
		m.cover(r.buf, r.pos, r.end, r.delim)
		end, cells, state = m.line(r.pos)
	}
	if state == lineOdd {
		m.forget() // its quotes are not what the marks took them for
		return 0, false
	}
	if end == r.pos {
		return 0, false
	}
	r.shown, r.size, r.lines = end-r.pos, end+1-r.pos, 1
	if r.buf[end] == '\r' {
		if end+1 == r.end {
			return 0, false // CR may be half of CRLF
		}
		if r.buf[end+1] == '\n' {
			r.size++
		}
	}
	return cells, true
}

// cut makes cells of the plain line that was found. Guarding apostrophes are
// still there; guarded says that there may be some.
func (r *csvReader) cut(count int, rec *rawRecord) (guarded bool) {
	r.room(count)
	*rec = rawRecord{Number: r.line, Cells: r.cells[:count], Text: r.text(r.shown), view: true}
	var (
		at    = uint(r.pos - r.marks.from)
		words = r.marks.words[at/64:]
		ends  = words[0].cell &^ (1<<(at%64) - 1)
		base  = -int(at % 64) // the place of the first byte of a word in the line
		line  = r.text(r.size)
		from  = 0
	)
	cells := rec.Cells
	for i := range cells {
		for ends == 0 {
			words, base = words[1:], base+64
			ends = words[0].cell
		}
		to := base + bits.TrailingZeros64(ends)
		ends &= ends - 1
		cell := &cells[i]
		cell.Text, cell.at, cell.below = line[from:to], uint32(from), 0
		if c := line[from]; c&^5 == '"' { // a quote, an apostrophe, and little else
			if c == '"' {
				cell.Text = line[from+1 : to-1]
			}
			guarded = guarded || c == '\'' || line[from+1] == '\''
		}
		from = to + 1
	}
	return guarded
}

func (r *csvReader) room(count int) {
	for len(r.cells) < count {
		r.cells = append(r.cells, make([]rawCell, 16)...)
	}
}

// text is the n bytes at pos as they stand in the buffer: a copy of every
// record would take as long as cutting it. Whoever keeps a piece calls own.
func (r *csvReader) text(n int) string { return unsafe.String(&r.buf[r.pos], n) }

// shows reports whether one of the first bytes of the plain line is surely
// part of a cell that is not blank.
func (r *csvReader) shows() bool {
	for _, c := range r.buf[r.pos : r.pos+min(r.shown, 32)] {
		if c > ' ' && c < 0x7f && c != '"' && c != r.delim {
			return true
		}
	}
	return false
}
