package ingest

import (
	"bytes"
	"encoding/binary"
	"strconv"
)

// Nearly every row of nearly every sheet is written in one way: its own
// number, its cells with their addresses one after another, each with a style,
// a type and one value, and no more of XML than that. Such a row is read here
// in one pass over its bytes, without taking tags apart. What is written in
// any other way, well formed or not, is left to the strict scan, which alone
// says what is wrong with it.

// plainOutcome is what came of reading a row in this way.
type plainOutcome int

const (
	plainDone  plainOutcome = iota
	plainOdd                // written in another way
	plainShort              // more of the part is needed to know
)

// lookAhead is how far behind a place its bytes are looked at. The buffer has
// as many zeros behind what is read, and no zero is plain.
const lookAhead = blockPad - 8

// maxPlainRow is the longest row that is read in one pass.
const maxPlainRow = maxXMLToken / 2

// plainTag is the end of the start tag of a row, behind its number. It is
// nearly always that of the row before and is then not taken apart again.
type plainTag struct {
	text   []byte
	hidden bool
	closed bool // <row …/>
}

// plainRow reads the row at the head of the buffer.
func (s *sheetScan) plainRow() plainOutcome {
	p := plainReader{s: s, x: s.x, b: s.x.buf[s.x.pos : s.x.end+blockPad], n: s.x.end - s.x.pos}
	s.row.cells, s.row.text = s.row.cells[:0], s.row.text[:0]
	i := p.rowTag()
	if i >= 0 && !s.tag.closed {
		i = p.cells(i)
	}
	if i >= 0 {
		s.row.number, s.row.hidden = p.number, s.tag.hidden
		s.x.pos += i
		return plainDone
	}
	if i = -i; i+lookAhead > p.n && p.n < maxPlainRow {
		return plainShort
	}
	return plainOdd
}

// plainOrMore reads a plain row, for which it may need more of the part.
func (s *sheetScan) plainOrMore() (bool, error) {
	for {
		switch s.plainRow() {
		case plainDone:
			return true, nil
		case plainOdd:
			return false, nil
		}
		if ok, err := s.x.more(); err != nil || !ok {
			return false, s.placed(err)
		}
	}
}

// plainReader reads one row. Its methods give the place behind what they
// read, or the negative place at which they could not go on.
type plainReader struct {
	s      *sheetScan
	x      *xmlScanner
	b      []byte // ends in zeros
	n      int    // without the zeros
	number int
	digits [8]byte // of the number, with the quote that ends an address
	want   uint64  // the same
	mask   uint64  // of the bytes that want has
	count  int     // of its digits
}

func stop(at int) int { return -max(at, 1) }

func (p *plainReader) rowTag() int {
	i := 0
	for isXMLSpace(p.b[i]) {
		i++
	}
	if string(p.b[i:i+4]) != "<row" {
		return stop(i)
	}
	i += 4
	if string(p.b[i:i+4]) == ` r="` {
		k := i + 4
		for j := k; j < k+8; j++ {
			if p.b[j] == '"' && p.address(p.b[k:j]) {
				return p.restOfTag(j + 1)
			}
		}
	}
	return p.wholeTag(i)
}

// address takes the digits of the row's number, which the addresses of its
// cells repeat.
func (p *plainReader) address(digits []byte) bool {
	if len(digits) == 0 || len(digits) > 7 || digits[0] == '0' {
		return false
	}
	n := 0
	for _, c := range digits {
		if c < '0' || c > '9' {
			return false
		}
		n = n*10 + int(c-'0')
	}
	if n <= p.s.row.number || n > maxSheetRow {
		return false
	}
	p.number, p.count = n, len(digits)
	p.digits = [8]byte{}
	p.digits[copy(p.digits[:], digits)] = '"'
	p.want = binary.LittleEndian.Uint64(p.digits[:])
	p.mask = ^uint64(0) >> (56 - 8*len(digits))
	return true
}

// restOfTag reads what follows the number in the start tag.
func (p *plainReader) restOfTag(i int) int {
	tag := &p.s.tag
	if len(tag.text) > 0 && bytes.HasPrefix(p.b[i:], tag.text) {
		return i + len(tag.text)
	}
	end := p.attributes(i)
	if end < 0 || p.x.attr("r") != nil {
		return stop(max(i, -end))
	}
	tag.text = append(tag.text[:0], p.b[i:end]...)
	return end
}

// wholeTag reads a start tag that does not begin with the number.
func (p *plainReader) wholeTag(i int) int {
	end := p.attributes(i)
	if end < 0 {
		return end
	}
	number := p.x.attr("r")
	if number == nil {
		number = strconv.AppendInt(nil, int64(p.s.row.number+1), 10)
	}
	if !p.address(number) {
		return stop(i)
	}
	return end
}

// attributes takes the attributes apart that stand between i and the end of
// the start tag of the row.
func (p *plainReader) attributes(i int) int {
	p.s.tag.text = p.s.tag.text[:0]
	end := bytes.IndexByte(p.b[i:p.n], '>')
	if end < 0 {
		return stop(p.n)
	}
	text := p.b[i : i+end]
	closed := end > 0 && text[end-1] == '/'
	if closed {
		text = text[:end-1]
	}
	if p.x.attributes(text) != nil { // also when the > stands in quotes
		return stop(i)
	}
	hidden := string(p.x.attr("hidden"))
	p.s.tag.hidden, p.s.tag.closed = hidden == "1" || hidden == "true", closed
	return i + end + 1
}
