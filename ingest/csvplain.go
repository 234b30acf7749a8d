package ingest

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"unsafe"
)

// Nearly every record of nearly every text is one line, in which a cell may
// stand in quotes but holds none and no line end. Such a line is found and
// cut here, many bytes at a time; every other record is left to split.

// plainLine looks for a line end at pos, and gives the size of the line
// without it. An empty line is none.
func (r *csvReader) plainLine() (int, bool) {
	n := bytes.IndexByte(r.buf[r.pos:r.end], '\n')
	if n <= 0 {
		return 0, false
	}
	r.size, r.lines = n+1, 1
	switch cr := r.ahead(&r.cr, '\r', r.pos) - r.pos; {
	case cr >= n:
		return n, true
	case cr == n-1 && cr > 0:
		return cr, true
	}
	return 0, false
}

// ahead is the place of the first such byte from at on, or end. It is found
// once and remembered in known until at has passed it.
func (r *csvReader) ahead(known *int, c byte, at int) int {
	if *known < at {
		if n := bytes.IndexByte(r.buf[at:r.end], c); n < 0 {
			*known = r.end
		} else {
			*known = at + n
		}
	}
	return *known
}

// width counts the cells of the record at pos, or gives 0 where it does not
// know, which includes every record that may be blank.
func (r *csvReader) width() int {
	n, ok := r.plainLine()
	if !ok {
		return 0
	}
	line, count, delim := r.buf[r.pos:r.pos+n], 1, r.ofDelim[:]
	if !r.shows(line) {
		return 0
	}
	for from := 0; ; {
		quote := min(n, r.ahead(&r.quote, '"', r.pos+from)-r.pos)
		if count += bytes.Count(line[from:quote], delim); count >= maxRecordCells {
			return 0
		}
		if quote == n {
			return count
		}
		if quote > 0 && line[quote-1] != r.delim {
			return 0
		}
		to := closingQuote(line, quote+1)
		switch {
		case to < 0:
			return 0
		case to+1 == n:
			return count
		case line[to+1] != r.delim:
			return 0
		}
		count++
		from = to + 2
	}
}

// shows reports whether one of the first bytes of a line is surely part of a
// cell that is not blank.
func (r *csvReader) shows(line []byte) bool {
	for _, c := range line[:min(len(line), 32)] {
		if c > ' ' && c < 0x7f && c != '"' && c != r.delim {
			return true
		}
	}
	return false
}

// closingQuote is the place of the next quote from there on, -1 when none.
func closingQuote(line []byte, from int) int {
	if n := bytes.IndexByte(line[from:], '"'); n >= 0 {
		return from + n
	}
	return -1
}

// plainNext gives the next record if it is a plain line.
func (r *csvReader) plainNext() (rawRecord, bool) {
	n, ok := r.plainLine()
	if !ok {
		return rawRecord{}, false
	}
	text := r.text(n)
	count, ok := r.cutLine(n, text)
	if !ok {
		return rawRecord{}, false
	}
	rec := rawRecord{Number: r.line, Cells: r.cells[:count], Text: text, view: true}
	r.leave()
	return rec, true
}

// text is the n bytes at pos as they stand in the buffer: a copy of every
// record would take as long as cutting it. Whoever keeps a piece calls own.
func (r *csvReader) text(n int) string { return unsafe.String(&r.buf[r.pos], n) }

// cutLine makes cells of the n bytes at pos, which text is, and
// reports whether they are a plain line.
func (r *csvReader) cutLine(n int, text string) (count int, ok bool) {
	line := r.buf[r.pos : r.pos+n]
	for from := 0; ; {
		quote := min(n, r.ahead(&r.quote, '"', r.pos+from)-r.pos)
		if count, from = r.cutPlain(count, from, quote, text); count >= maxRecordCells {
			return 0, false
		}
		if quote == n {
			r.room(count + 1)
			r.cells[count].Text, r.cells[count].at, r.cells[count].below = text[from:], uint32(from), 0
			return count + 1, true
		}
		if quote != from {
			return 0, false // an ordinary character
		}
		to := closingQuote(line, from+1)
		if to < 0 || to+1 < n && line[to+1] != r.delim {
			return 0, false
		}
		r.room(count + 1)
		r.cells[count].Text, r.cells[count].at, r.cells[count].below = text[from+1:to], uint32(from), 0
		count++
		if from = to + 2; from > n {
			return count, true
		}
	}
}

func (r *csvReader) room(count int) {
	for len(r.cells) < count {
		r.cells = append(r.cells, make([]rawCell, 16)...)
	}
}

// cutPlain cuts off the cells from one place that end before another one,
// between which there is no quote. It gives the number of cells and the
// beginning of the cell that does not end there. It looks at eight bytes at a
// time.
func (r *csvReader) cutPlain(count, from, before int, text string) (int, int) {
	const (
		ones = 0x0101010101010101
		lows = 0x7f7f7f7f7f7f7f7f
	)
	delims := uint64(r.delim) * ones
	b := r.buf[r.pos : r.pos+before+csvPad]
	for i := from; i < before; i += 8 {
		d := binary.LittleEndian.Uint64(b[i:]) ^ delims
		found := ^((d&lows + lows) | d | lows)
		if found == 0 {
			continue
		}
		if r.room(count + 8); count >= maxRecordCells {
			return count, from
		}
		for ; found != 0; found &= found - 1 { // each delimiter of the eight
			to := i + bits.TrailingZeros64(found)/8
			if to >= before {
				break
			}
			c := &r.cells[count]
			c.Text, c.at, c.below = text[from:to], uint32(from), 0
			count++
			from = to + 1
		}
	}
	return count, from
}
