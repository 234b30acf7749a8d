package ingest

import (
	"context"
	"io"
)

// spoolSheet gives the rows of a spool.
type spoolSheet struct {
	ctx    context.Context
	book   *workbook
	spool  *spool
	rest   string // of the piece that is read
	chunk  int    // the next piece
	behind int    // the last piece
	number int
	cells  []rawCell
	count  int
}

func (s *spoolSheet) close() error { return nil }

func (s *spoolSheet) next() (rawRecord, error) {
	if s.count++; s.count%1024 == 0 && s.ctx.Err() != nil {
		return rawRecord{}, s.ctx.Err()
	}
	for s.rest == "" {
		if s.chunk == s.behind {
			return rawRecord{}, io.EOF
		}
		s.rest, s.number = s.spool.chunks[s.chunk].bytes, s.spool.chunks[s.chunk].above
		s.chunk++
	}
	head := s.take()
	s.number += int(head >> 1)
	form := s.take()
	shape, text := s.spool.shapes[form], s.rest
	s.cells = s.cells[:0]
	for i := range shape {
		f, at := &shape[i], uint32(len(text)-len(s.rest))
		for len(s.cells) < f.col {
			s.cells = append(s.cells, rawCell{at: at})
		}
		s.cells = append(s.cells, s.cell(f))
		s.cells[f.col].at = at
	}
	return rawRecord{Number: s.number, Cells: s.cells, Hidden: head&1 != 0, Text: text[:len(text)-len(s.rest)], Form: int(form)}, nil
}

func (s *spoolSheet) cell(f *cellForm) rawCell {
	if f.uncalculated {
		return rawCell{Kind: kindNoValue}
	}
	v := s.take()
	switch {
	case f.kind == cellShared:
		return s.book.textCell(f.style, s.book.strings.text(int(v)))
	case v&1 != 0:
		return s.spool.cells[v>>1]
	}
	text := s.rest[:v>>1]
	s.rest = s.rest[v>>1:]
	return s.book.ownCell(&scannedCell{kind: f.kind, style: f.style}, text)
}

// take reads one number, as binary.AppendUvarint wrote it.
func (s *spoolSheet) take() uint64 {
	v := uint64(s.rest[0])
	if v < 0x80 {
		s.rest = s.rest[1:]
		return v
	}
	v &= 0x7f
	for i := 1; ; i++ {
		b := s.rest[i]
		v |= uint64(b&0x7f) << (7 * i)
		if b < 0x80 {
			s.rest = s.rest[i+1:]
			return v
		}
	}
}
