package ingest

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

// Nearly every record of nearly every text is one line, in which a cell may
// stand in quotes but holds none and no line end. Such a line is found and
// cut here, many bytes at a time; every other record is left to split.

// plainLine looks for a line end at pos, and gives the size of the line
// without it. An empty line is none.
func (r *csvReader) plainLine() (int, bool) {
	b := r.buf[r.pos:r.end]
	n := bytes.IndexByte(b, '\n')
	if n <= 0 {
		return 0, false
	}
	r.size, r.lines = n+1, 1
	switch cr := bytes.IndexByte(b[:n], '\r'); {
	case cr < 0:
		return n, true
	case cr == n-1 && cr > 0:
		return cr, true
	}
	return 0, false
}

// width counts the cells of the record at pos, or gives 0 where it does not
// know, which includes every record that may be blank.
func (r *csvReader) width() int {
	n, ok := r.plainLine()
	if !ok || r.buf[r.pos] <= ' ' || r.buf[r.pos] >= 0x7f || r.buf[r.pos] == '"' || r.buf[r.pos] == r.delim {
		return 0
	}
	c := plainCut{r: r, b: r.buf[r.pos : r.pos+n+csvPad], n: n}
	if !c.line() {
		return 0
	}
	return c.count
}

// plainNext gives the next record if it is a plain line.
func (r *csvReader) plainNext() (rawRecord, bool) {
	n, ok := r.plainLine()
	if !ok {
		return rawRecord{}, false
	}
	c := plainCut{r: r, b: r.buf[r.pos : r.pos+n+csvPad], n: n, text: r.window()[r.pos-r.from:][:n], keep: true}
	if !c.line() {
		return rawRecord{}, false
	}
	rec := rawRecord{Number: r.line, Cells: r.cells[:c.count]}
	r.leave()
	return rec, true
}

// window is a copy of the bytes from buf[from] on, which the cells are pieces
// of. It reaches at least to the end of the record that was found.
func (r *csvReader) window() string {
	if r.text == "" || r.pos+r.size > r.from+len(r.text) {
		r.from = r.pos
		r.text = string(r.buf[r.pos:min(r.end, r.pos+max(r.size, csvText))])
	}
	return r.text
}

// plainCut cuts one line.
type plainCut struct {
	r     *csvReader
	b     []byte // the line and csvPad bytes more
	n     int    // size of the line
	text  string
	keep  bool // make cells of it, do not only count them
	count int
}

// line cuts the line at its delimiters and reports whether it is plain.
func (c *plainCut) line() bool {
	for from := 0; ; {
		quote := c.r.nextQuote(from, c.n)
		from = c.cells(from, quote)
		if quote == c.n {
			c.add(from, c.n)
			return true
		}
		if quote != from {
			return false // an ordinary character
		}
		n := bytes.IndexByte(c.b[from+1:c.n], '"')
		if n < 0 {
			return false
		}
		to := from + 1 + n
		if to+1 < c.n && c.b[to+1] != c.r.delim {
			return false
		}
		c.add(from+1, to)
		if from = to + 2; from > c.n {
			return true
		}
	}
}

// nextQuote is the place of the first quote in a line from there on, or n.
func (r *csvReader) nextQuote(from, n int) int {
	at := r.pos + from
	if r.quote < at {
		if q := bytes.IndexByte(r.buf[at:r.end], '"'); q < 0 {
			r.quote = r.end
		} else {
			r.quote = at + q
		}
	}
	return min(n, r.quote-r.pos)
}

// cells cuts off the cells that end before a place, and gives the beginning
// of the cell that does not.
func (c *plainCut) cells(from, before int) int {
	const (
		ones = 0x0101010101010101
		lows = 0x7f7f7f7f7f7f7f7f
	)
	delims := uint64(c.r.delim) * ones
	for i := from; i < before; i += 8 {
		d := binary.LittleEndian.Uint64(c.b[i:]) ^ delims
		for found := ^((d&lows + lows) | d | lows); found != 0; found &= found - 1 { // each delimiter of the eight
			to := i + bits.TrailingZeros64(found)/8
			if to >= before {
				break
			}
			c.add(from, to)
			from = to + 1
		}
	}
	return from
}

func (c *plainCut) add(from, to int) {
	if c.keep {
		r := c.r
		if c.count == len(r.cells) {
			r.cells = append(r.cells, make([]rawCell, 16)...)
		}
		r.cells[c.count].Text, r.cells[c.count].Line = c.text[from:to], r.line
	}
	c.count++
}
