package ingest

import (
	"encoding/binary"
	"math/bits"
)

// blanks goes over the lines at pos that hold nothing but delimiters and
// blanks, as far as they lie in the buffer and have no more cells than a
// record may have, and reports whether there was one. Programs that write
// every row of a sheet leave many behind, and a thousand million of them,
// looked at one by one, would take minutes.
func (r *csvReader) blanks() (bool, error) {
	const ones = 0x0101010101010101
	delims := uint64(r.delim) * ones
	from, lines, cells := r.pos, 0, 0 // of the line that is looked at
	i := r.pos
	for ; i < r.end; i += 8 {
		w := binary.LittleEndian.Uint64(r.buf[i:])
		d, lf, cr := zeros(w^delims), zeros(w^'\n'*ones), zeros(w^'\r'*ones)
		n := min(bits.TrailingZeros64(^(d | lf | cr | zeros(w^' '*ones) | zeros(w^'\t'*ones))), r.end-i)
		behind := lf >> 1 // a CR is half of CRLF
		if r.buf[i+8] == '\n' {
			behind |= 1 << 7
		}
		if r.end-i <= 8 {
			behind |= 1 << (r.end - i - 1) // or may be
		}
		looked := uint64(1)<<n - 1
		d &= looked
		if cells += bits.OnesCount64(d); cells >= maxRecordCells {
			break
		}
		if ends := (lf | cr&^behind) & looked; ends != 0 {
			last := bits.Len64(ends)
			from, lines, cells = i+last, lines+bits.OnesCount64(ends), bits.OnesCount64(d>>last)
		}
		if n < 8 {
			i += n
			break
		}
	}
	size := from - r.pos
	r.pos, r.done, r.line = from, r.done+int64(size), r.line+lines
	if lines == 0 || i < r.end || r.eof {
		return lines > 0, nil
	}
	return true, r.fill() // the line that has begun is most likely one too
}

// blankly reports whether the record at pos may be a blank line.
func (r *csvReader) blankly() bool {
	c := r.buf[r.pos]
	return c == r.delim || c <= ' '
}
