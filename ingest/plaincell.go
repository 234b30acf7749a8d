package ingest

import (
	"bytes"
	"encoding/binary"
)

// Words of a plain row, as eight bytes read at once.
const (
	word2 = 1<<16 - 1
	word3 = 1<<24 - 1
	word6 = 1<<48 - 1

	wordCell     = '<' | 'c'<<8 | ' '<<16 | 'r'<<24 | '='<<32 | '"'<<40
	wordBareCell = '<' | 'c'<<8 | ' '<<16
	wordNudeCell = '<' | 'c'<<8 | '>'<<16
	wordRowEnd   = '<' | '/'<<8 | 'r'<<16 | 'o'<<24 | 'w'<<32 | '>'<<40
	wordValue    = '<' | 'v'<<8 | '>'<<16
	wordInlineSt = 'i' | 'n'<<8 | 'l'<<16 | 'i'<<24 | 'n'<<32 | 'e'<<40 | 'S'<<48 | 't'<<56
	wordValueEnd = '<' | '/'<<8 | 'v'<<16 | '>'<<24 | '<'<<32 | '/'<<40 | 'c'<<48 | '>'<<56
)

func (p *plainReader) word(i int) uint64 { return binary.LittleEndian.Uint64(p.b[i:]) }

// cells reads the cells of the row and its end tag.
func (p *plainReader) cells(i int) int {
	for col := 0; ; {
		c := scannedCell{col: col, kind: cellNumber}
		switch w := p.word(i); {
		case w&word6 == wordCell:
			if i = p.reference(i+6, &c); i < 0 {
				return i
			}
		case w&word6 == wordRowEnd:
			return i + 6
		case w&word3 == wordBareCell || w&word3 == wordNudeCell:
			i += 2
		case isXMLSpace(byte(w)):
			i++
			continue
		default:
			return stop(i)
		}
		if c.col >= maxSheetColumn {
			return stop(i)
		}
		if i = p.cellTag(i, &c); i < 0 {
			return i
		}
		col = c.col + 1
		if c.blank && !c.uncalculated() {
			continue
		}
		if c.col >= maxUsedColumn {
			return stop(i)
		}
		p.s.row.cells = append(p.s.row.cells, c)
	}
}

// reference reads an address, which is nearly always that of the next column.
func (p *plainReader) reference(i int, c *scannedCell) int {
	if c.col < 26 {
		if p.b[i] == byte('A'+c.col) && p.word(i+1)&p.mask == p.want {
			return i + 2 + p.count
		}
	} else if c.col < 26*27 {
		if p.b[i] == byte('A'-1+c.col/26) && p.b[i+1] == byte('A'+c.col%26) && p.word(i+2)&p.mask == p.want {
			return i + 3 + p.count
		}
	}
	end := bytes.IndexByte(p.b[i:i+12], '"')
	if end < 0 {
		return stop(i)
	}
	col, row, ok := parseCellName(p.b[i : i+end])
	if !ok || row != p.number || col < c.col {
		return stop(i)
	}
	c.col = col
	return i + end + 1
}

// cellTag reads the attributes behind the address and the inside of a cell.
func (p *plainReader) cellTag(i int, c *scannedCell) int {
	var styled, typed bool
	for p.b[i] == ' ' {
		switch w := p.word(i); {
		case w>>8&word3 == 's'|'='<<8|'"'<<16 && !styled:
			styled = true
			i, c.style = p.number9(i + 4)
		case w>>8&word3 == 't'|'='<<8|'"'<<16 && !typed:
			typed = true
			i = p.cellType(i+4, c)
		default:
			return stop(i)
		}
		if i < 0 {
			return i
		}
		if p.b[i] != '"' {
			return stop(i)
		}
		i++
	}
	switch {
	case p.b[i] == '>':
		return p.inside(i+1, c)
	case p.b[i] == '/' && p.b[i+1] == '>':
		c.blank = true
		return i + 2
	}
	return stop(i)
}

// number9 reads a number of at most nine digits; none is 0.
func (p *plainReader) number9(i int) (int, int) {
	n := 0
	for k := i; k <= i+9; k++ {
		d := p.b[k] - '0'
		if d > 9 {
			return k, n
		}
		n = n*10 + int(d)
	}
	return stop(i), 0
}

func (p *plainReader) cellType(i int, c *scannedCell) int {
	switch w := p.word(i); {
	case w&word2 == 's'|'"'<<8:
		c.kind = cellShared
		return i + 1
	case w == wordInlineSt && p.b[i+8] == 'r':
		c.kind = cellInline
		return i + 9
	case w&word3 == 's'|'t'<<8|'r'<<16:
		c.kind = cellString
		return i + 3
	case w&word2 == 'n'|'"'<<8:
		return i + 1
	case w&word2 == 'b'|'"'<<8:
		c.kind = cellBool
		return i + 1
	case w&word2 == 'e'|'"'<<8:
		c.kind = cellError
		return i + 1
	case w&word2 == 'd'|'"'<<8:
		c.kind = cellDate
		return i + 1
	}
	return stop(i)
}
