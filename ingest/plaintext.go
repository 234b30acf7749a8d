package ingest

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

// text reads the text from i up to the next tag. It is valid until the next
// call; nil and a negative place stand for a text that is not plain.
func (p *plainReader) text(i int) ([]byte, int) {
	end, plain := textEnd(p.b, i)
	if plain {
		return p.b[i:end:end], end
	}
	more := bytes.IndexByte(p.b[end:p.n], '<')
	if more < 0 {
		return nil, stop(p.n)
	}
	end += more
	text := p.b[i:end]
	if bytes.IndexByte(text, '\r') >= 0 || p.x.checkText(text) != nil {
		return nil, stop(i)
	}
	text, err := p.x.resolve(text)
	if err != nil {
		return nil, stop(i)
	}
	return text, end
}

// take adds the text from i on to that of the row.
func (p *plainReader) take(i int) int {
	text, end := p.text(i)
	if len(text) > 4*maxCellText {
		return stop(i)
	}
	p.s.row.text = append(p.s.row.text, text...)
	return end
}

// textEnd gives the first place from i on that is no printable ASCII letter
// or is & or <, eight at a time, and whether it is <. b ends in zeros.
func textEnd(b []byte, i int) (int, bool) {
	const (
		ones  = 0x0101010101010101
		highs = 0x8080808080808080
	)
	for {
		w := binary.LittleEndian.Uint64(b[i:])
		less := w ^ '<'*ones
		and := w ^ '&'*ones
		// The lowest bit that is set marks the first such byte; a borrow may
		// set bits above it only.
		found := (w | (w-' '*ones)&^w | (less-ones)&^less | (and-ones)&^and) & highs
		if found != 0 {
			i += bits.TrailingZeros64(found) / 8
			return i, b[i] == '<'
		}
		i += 8
	}
}
