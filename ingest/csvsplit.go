package ingest

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

type splitState uint8

const (
	splitDone    splitState = iota
	splitMore               // the record does not end here
	splitInQuote            // it does not end here and a quote is open
	splitWide               // it has too many cells
)

// span is a cell inside the buffer.
type span struct {
	from, to uint32
	line     uint32 // counted from the first line of the record
	how      uint8
}

const (
	spanQuoted  = 1 << iota
	spanDoubled // holds doubled quotes
	spanStray   // text follows the closing quote; from is then the opening quote
)

// split finds the cells of the record at pos, its size and its lines.
func (r *csvReader) split() splitState {
	r.spans = r.spans[:0]
	if r.pos == r.end {
		return splitMore
	}
	lines := 0
	for i := r.pos; ; i++ {
		if len(r.spans) == maxRecordCells {
			return splitWide
		}
		s := span{from: uint32(i), line: uint32(lines)}
		if i < r.end && r.buf[i] == '"' {
			s.how = spanQuoted
			s.from++
			end, state := r.closing(i+1, &s)
			if state != splitDone {
				r.spans = append(r.spans, s)
				return state
			}
			lines += lineEnds(r.buf[i+1 : end])
			s.to = uint32(end)
			i = end + 1
		}
		stray := i
		i = r.cellEnd(i)
		switch {
		case s.how == 0:
			s.to = uint32(i)
		case i > stray:
			s.how |= spanStray
			s.to = uint32(i)
			s.from--
		}
		r.spans = append(r.spans, s)
		switch {
		case i == r.end && !r.eof:
			return splitMore
		case i == r.end:
			r.size, r.lines = i-r.pos, lines
			return splitDone
		case r.buf[i] == r.delim:
			continue
		}
		return r.lineEnd(i, lines+1)
	}
}

// closing finds the quote that ends a quoted cell.
func (r *csvReader) closing(i int, s *span) (int, splitState) {
	for {
		n := bytes.IndexByte(r.buf[i:r.end], '"')
		if n < 0 {
			return 0, splitInQuote
		}
		i += n
		switch {
		case i+1 < r.end && r.buf[i+1] == '"':
			s.how |= spanDoubled
			for i += 2; i+1 < r.end && r.buf[i] == '"' && r.buf[i+1] == '"'; i += 2 {
			}
		case i+1 == r.end && !r.eof:
			return 0, splitMore // the quote may be one of a pair
		default:
			return i, splitDone
		}
	}
}

// lineEnd ends the record at the CR or LF at i.
func (r *csvReader) lineEnd(i, lines int) splitState {
	size := 1
	if r.buf[i] == '\r' {
		if i+1 == r.end && !r.eof {
			return splitMore // CR may be half of CRLF
		}
		if i+1 < r.end && r.buf[i+1] == '\n' {
			size = 2
		}
	}
	r.size, r.lines = i+size-r.pos, lines
	return splitDone
}

// cellEnd gives the place of the next delimiter or line end, or the end of
// the bytes. It looks at eight at a time.
func (r *csvReader) cellEnd(i int) int {
	const (
		ones  = 0x0101010101010101
		highs = 0x8080808080808080
	)
	delims := uint64(r.delim) * ones
	for ; i < r.end; i += 8 {
		w := binary.LittleEndian.Uint64(r.buf[i:])
		d, lf, cr := w^delims, w^'\n'*ones, w^'\r'*ones
		// The lowest bit that is set marks the first such byte; a borrow may
		// set bits above it only.
		if found := ((d-ones)&^d | (lf-ones)&^lf | (cr-ones)&^cr) & highs; found != 0 {
			return min(r.end, i+bits.TrailingZeros64(found)/8)
		}
	}
	return r.end
}

// lineEnds counts the line ends inside a quoted cell.
func lineEnds(b []byte) int {
	n := bytes.Count(b, []byte{'\n'})
	for i := bytes.IndexByte(b, '\r'); i >= 0 && i < len(b); i++ {
		if b[i] == '\r' && (i+1 == len(b) || b[i+1] != '\n') {
			n++
		}
	}
	return n
}
