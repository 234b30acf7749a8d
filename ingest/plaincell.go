package ingest

import (
	"bytes"
	"encoding/binary"
)

// Words of a plain row, as eight bytes read at once.
const (
	word3 = 1<<24 - 1
	word6 = 1<<48 - 1

	wordCell     = '<' | 'c'<<8 | ' '<<16 | 'r'<<24 | '='<<32 | '"'<<40
	wordBareCell = '<' | 'c'<<8 | ' '<<16
	wordNudeCell = '<' | 'c'<<8 | '>'<<16
	wordRowEnd   = '<' | '/'<<8 | 'r'<<16 | 'o'<<24 | 'w'<<32 | '>'<<40
	wordValue    = '<' | 'v'<<8 | '>'<<16
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
	for _, t := range plainTypes {
		if string(p.b[i:i+len(t.name)]) == t.name && p.b[i+len(t.name)] == '"' {
			c.kind = t.kind
			return i + len(t.name)
		}
	}
	return stop(i)
}

var plainTypes = []struct {
	name string
	kind byte
}{
	{"s", cellShared}, {"n", cellNumber}, {"str", cellString}, {"inlineStr", cellInline}, {"b", cellBool}, {"e", cellError}, {"d", cellDate},
}

// inside reads from behind the start tag of a cell to its end.
func (p *plainReader) inside(i int, c *scannedCell) int {
	c.from = len(p.s.row.text)
	switch w := p.word(i); {
	case c.kind == cellInline:
		return p.inline(i, c)
	case c.kind == cellShared:
		return p.shared(i, c)
	case w&word3 == '<'|'f'<<8|'>'<<16 || w&word3 == '<'|'f'<<8|' '<<16:
		if i = p.formula(i+2, c); i < 0 {
			return i
		}
	}
	switch w := p.word(i); {
	case w&word3 == wordValue:
		c.valued = true
		if i = p.take(i + 3); i < 0 {
			return i
		}
		if p.word(i) != wordValueEnd {
			return stop(i)
		}
		i += 4
	case string(p.b[i:i+4]) == "<v/>":
		c.valued = true
		i += 4
	}
	if string(p.b[i:i+4]) != "</c>" {
		return stop(i)
	}
	c.to = len(p.s.row.text)
	c.blank = c.from == c.to
	return i + 4
}

// shared reads the index of a shared string.
func (p *plainReader) shared(i int, c *scannedCell) int {
	if p.word(i)&word3 != wordValue {
		return stop(i)
	}
	end, n := p.number9(i + 3)
	if end < 0 || end == i+3 || p.word(end) != wordValueEnd || n >= p.s.strings.count() {
		return stop(max(i, end))
	}
	if p.s.strings.tooLong(n) {
		return stop(i)
	}
	c.shared, c.valued, c.blank = n, true, p.s.strings.text(n) == ""
	c.to = c.from
	return end + 8
}

// inline reads an inline string that is not rich text.
func (p *plainReader) inline(i int, c *scannedCell) int {
	const plain, spaced = `<is><t>`, `<is><t xml:space="preserve">`
	switch {
	case string(p.b[i:i+len(plain)]) == plain:
		i += len(plain)
	case string(p.b[i:i+len(spaced)]) == spaced:
		i += len(spaced)
	default:
		return stop(i)
	}
	if i = p.take(i); i < 0 {
		return i
	}
	const end = "</t></is></c>"
	if string(p.b[i:i+len(end)]) != end {
		return stop(i)
	}
	c.to = len(p.s.row.text)
	c.blank = c.from == c.to
	return i + len(end)
}

// formula skips a formula, of which only that it is there matters.
func (p *plainReader) formula(i int, c *scannedCell) int {
	c.formula = true
	end := bytes.IndexByte(p.b[i:p.n], '>')
	if end < 0 {
		return stop(p.n)
	}
	tag := p.b[i : i+end]
	i += end + 1
	closed := end > 0 && tag[end-1] == '/'
	if closed {
		tag = tag[:end-1]
	}
	if p.x.attributes(tag) != nil {
		return stop(i)
	}
	if closed {
		return i
	}
	if _, i = p.text(i); i < 0 {
		return i
	}
	if string(p.b[i:i+4]) != "</f>" {
		return stop(i)
	}
	return i + 4
}
