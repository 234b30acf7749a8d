package ingest

import "bytes"

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
