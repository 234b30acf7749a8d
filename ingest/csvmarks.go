package ingest

import (
	"encoding/binary"
	"math/bits"
)

// Bytes of a text that are marked at once. A stretch that is longer spares
// calls, and one that follows a record which was no plain line begins short,
// because it may have to be marked again.
const (
	markLeast = 256
	markMost  = 4 << 10
)

// csvMarks is what is known of a stretch of a text that begins with a record.
type csvMarks struct {
	from, to int // of the buffer; none when from is not less than to
	reach    int // size of the next one
	words    [markMost / 64]csvWord
}

// csvWord has a bit for each of 64 bytes.
type csvWord struct {
	cell uint64 // ends a cell: a delimiter, or the end of a line
	line uint64 // ends a line: a LF or a CR
	odd  uint64 // shows that the line it stands in is no plain line
}

// forget makes the next line begin a stretch of its own.
func (m *csvMarks) forget() { m.from, m.to, m.reach = 0, 0, markLeast }

// cover marks the bytes from a place on, which is the beginning of a record.
// Behind the text stand csvPad bytes more. What stands between two quotes ends
// no cell; that holds for the lines before the first odd byte, and for none
// behind it.
func (m *csvMarks) cover(buf []byte, from, end int, delim byte) {
	m.reach = max(markLeast, min(2*m.reach, markMost))
	m.from, m.to = from, min(end, from+m.reach)
	words := m.words[:(m.to-from+63)/64]
	markBytes(words, buf[from:from+64*len(words)], delim)
	inside, ended, closed := uint64(0), uint64(1), uint64(0) // of the byte before, the last two in the lowest bit
	for i := range words {
		w := &words[i]
		delims, lines, quotes := w.cell, w.line, w.odd
		in := parity(quotes) ^ inside // from an opening quote until before the closing one
		ends := delims | lines
		opening, closing := quotes&in, quotes&^in
		w.cell, w.line = ends&^in, lines&^in
		w.odd = opening&^(ends<<1|ended) | (closing<<1|closed)&^ends | lines&in
		inside, ended, closed = uint64(int64(in)>>63), ends>>63, closing>>63
	}
}

// parity has every bit set up to which, with itself, an odd number is set.
func parity(w uint64) uint64 {
	w ^= w << 1
	w ^= w << 2
	w ^= w << 4
	w ^= w << 8
	w ^= w << 16
	return w ^ w<<32
}

// lineState says what is known of a line.
type lineState uint8

const (
	linePlain  lineState = iota
	lineOdd              // it is no plain line
	lineUnseen           // it is longer than the stretch
)

// line finds the end of the line that begins at a place in the stretch, and
// counts its cells.
func (m *csvMarks) line(pos int) (end, cells int, state lineState) {
	at := uint(pos - m.from)
	words := m.words[at/64 : (m.to-m.from+63)/64]
	mine := ^uint64(0) << (at % 64) // what does not stand before the line
	for i := range words {
		w := &words[i]
		if lines := w.line & mine; lines != 0 {
			n := bits.TrailingZeros64(lines)
			mine &= ^uint64(0) >> (63 - n) // nor behind it
			if w.odd&mine != 0 {
				return 0, 0, lineOdd
			}
			return pos + i*64 + n - int(at%64), cells + bits.OnesCount64(w.cell&mine), linePlain
		}
		if w.odd&mine != 0 {
			return 0, 0, lineOdd
		}
		cells += bits.OnesCount64(w.cell & mine)
		mine = ^uint64(0)
	}
	return 0, 0, lineUnseen
}

// markBytesByWord is what markBytes does, in Go: it looks at eight bytes of
// the text at a time, and marks the delimiters as cell, the line ends as line
// and the quotes as odd. The text has 64 bytes for each of words.
func markBytesByWord(words []csvWord, text []byte, delim byte) {
	const ones = 0x0101010101010101
	delims := uint64(delim) * ones
	for i := range words {
		w := csvWord{}
		block := text[i*64 : i*64+64]
		for j := 0; j < 64; j += 8 {
			b := binary.LittleEndian.Uint64(block[j:])
			w.cell |= zeros(b^delims) << j
			w.line |= (zeros(b^'\n'*ones) | zeros(b^'\r'*ones)) << j
			w.odd |= zeros(b^'"'*ones) << j
		}
		words[i] = w
	}
}

// zeros has a bit set for each of the eight bytes that is zero.
func zeros(b uint64) uint64 {
	const (
		lows   = 0x7f7f7f7f7f7f7f7f
		gather = 0x0002040810204081 // moves the highest bit of each byte beside the others
	)
	return (^(b&lows + lows | b | lows)) * gather >> 56
}
