package ooxml

import "bytes"

// Nearly all rows are written alike: cells with an address, perhaps a style
// and a type, and in them a value or a text. Such a row is taken apart in one
// pass and not copied. Whatever looks otherwise is left to the scanner, which
// knows all of XML: a row is either plain from end to end, or not touched
// here.

// plainRow takes in the rest of a row whose start tag was just read, when all
// of it is in the buffer and plain. Comments, CDATA and instructions need no
// look of their own: where one stands, something else was expected.
func (r *rowReader) plainRow(tag int) bool {
	s, w := r.s, &r.row
	window := s.window()
	column, at := -1, 0
	for !bytes.HasPrefix(window[at:], r.fast.rowEnd) {
		c, n := r.plainCell(window[at:], column, w.number)
		if n == 0 {
			w.cells = w.cells[:0]
			return false
		}
		c.from, c.to = tag+at, tag+at+n
		at += n
		column = c.column
		w.cells = append(w.cells, c)
	}
	// The tag stands right before the window: nothing was read in between.
	start := s.from - tag
	s.take(s.from + at + len(r.fast.rowEnd))
	w.raw, w.close = s.buf[start:s.from:s.from], tag+at
	return true
}

// plainCell takes the cell apart that the markup begins with and gives its
// length, 0 when it is not plain.
func (r *rowReader) plainCell(b []byte, before, row int) (sheetCell, int) {
	c := sheetCell{style: -1, placed: true}
	if !bytes.HasPrefix(b, r.fast.cell) {
		return c, 0
	}
	at := len(r.fast.cell)
	letters := at
	for at < len(b) && b[at] >= 'A' && b[at] <= 'Z' {
		c.column = c.column*26 + int(b[at]-'A') + 1
		at++
	}
	if n := at - letters; n == 0 || n > 3 {
		return c, 0
	}
	c.column--
	number, at := digits(b, at)
	if number != row || c.column <= before || c.column >= MaxColumns || at >= len(b) || b[at] != '"' {
		return c, 0
	}
	at++
	if bytes.HasPrefix(b[at:], styleIs) {
		first := at + len(styleIs)
		if c.style, at = digits(b, first); at == first || at >= len(b) || b[at] != '"' {
			return c, 0
		}
		at++
	}
	if bytes.HasPrefix(b[at:], typeIs) {
		at += len(typeIs)
		for at < len(b) && b[at] >= 'a' && b[at] <= 'z' || at < len(b) && b[at] == 'S' { // inlineStr
			at++
		}
		if at >= len(b) || b[at] != '"' {
			return c, 0
		}
		at++
	}
	if bytes.HasPrefix(b[at:], emptyEnd) {
		c.tag = at + len(emptyEnd)
		return c, c.tag
	}
	if at >= len(b) || b[at] != '>' {
		return c, 0
	}
	c.tag = at + 1
	return c, r.plainContent(b, &c)
}

var styleIs, typeIs, emptyEnd = []byte(` s="`), []byte(` t="`), []byte("/>")

// plainContent is the length of a cell whose start tag is known, 0 when what
// it holds is not plain.
func (r *rowReader) plainContent(b []byte, c *sheetCell) int {
	at := c.tag
	rest := b[at:]
	switch {
	case bytes.HasPrefix(rest, r.fast.cellEnd):
		return at + len(r.fast.cellEnd)
	case bytes.HasPrefix(rest, r.fast.value):
		return r.closed(b, at+len(r.fast.value), r.fast.valueEnd, c)
	case bytes.HasPrefix(rest, r.fast.text):
		return r.closed(b, at+len(r.fast.text), r.fast.textEnd, c)
	}
	return 0
}

// closed is where a cell ends whose text begins at a place and is followed by
// an end, 0 when it is followed by something else.
func (r *rowReader) closed(b []byte, at int, end []byte, c *sheetCell) int {
	i := bytes.IndexByte(b[at:], '<')
	if i < 0 || !bytes.HasPrefix(b[at+i:], end) {
		return 0
	}
	c.content = true
	return at + i + len(end)
}

// digits reads a whole number of at most nine digits; a longer one ends where
// no quote can stand.
func digits(b []byte, at int) (n, end int) {
	stop := min(len(b), at+9)
	for at < stop && b[at] >= '0' && b[at] <= '9' {
		n = n*10 + int(b[at]-'0')
		at++
	}
	return n, at
}
