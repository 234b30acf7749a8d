package ingest

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

// text adds the text up to the next tag to that of the row.
func (p *plainReader) text(i int, c *scannedCell) int {
	end, plain := textEnd(p.b, i)
	if plain {
		if end-i > 4*maxCellText {
			return stop(i)
		}
		p.s.row.text = append(p.s.row.text, p.b[i:end]...)
		return end
	}
	more := bytes.IndexByte(p.b[end:p.n], '<')
	if more < 0 {
		return stop(p.n)
	}
	end += more
	text := p.b[i:end]
	if bytes.IndexByte(text, '\r') >= 0 || p.s.x.checkText(text) != nil {
		return stop(i)
	}
	text, err := p.s.x.resolve(text)
	if err != nil || len(text) > 4*maxCellText {
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
