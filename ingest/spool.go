package ingest

import (
	"encoding/binary"
	"slices"
)

// Bounds of what is kept of the rows of a workbook between the time when a
// sheet is proven whole and the time when its rows are used. A sheet that
// does not fit is unpacked and scanned again.
const (
	maxSpool   = 80 << 20
	spoolChunk = 64 << 10
	maxForms   = 1 << 18
)

// spool holds the rows of a sheet in some forty bytes each. A row is the
// distance from the row before and whether it is hidden, its shape, and the
// values of its cells: the index of a shared string, the index of a value in
// cells, or the bytes of a value that stands alone.
type spool struct {
	chunks []spoolPiece
	shapes [][]cellForm
	cells  []rawCell
}

// spoolPiece is some rows on end.
type spoolPiece struct {
	bytes string
	above int // number of the row before
}

// cellForm is what nearly every cell of a column has in common.
type cellForm struct {
	col          int
	style        int
	kind         byte
	uncalculated bool
}

// spooler fills a spool.
type spooler struct {
	spool
	table  cellTable
	left   int // bytes that it may still take
	buf    []byte
	number int // of the last row
	above  int // of the last row before buf
	byHash map[uint64]int
	forms  []cellForm // of the row that is added
	known  int        // forms of all shapes
	full   bool       // there was no room
}

func newSpooler(w *workbook, room int) *spooler {
	return &spooler{table: cellTable{book: w}, left: room, byHash: map[uint64]int{}}
}

// add takes a row. Rows without a cell that shows anything leave no trace.
func (s *spooler) add(row *scannedRow) {
	if s.full || len(row.cells) == 0 {
		return
	}
	shape := s.shape(row)
	if len(s.forms) == 0 || s.full {
		return
	}
	head := uint64(row.number-s.number) << 1
	if row.hidden {
		head |= 1
	}
	s.number = row.number
	s.buf = binary.AppendUvarint(s.buf, head)
	s.buf = binary.AppendUvarint(s.buf, uint64(shape))
	for i := range row.cells {
		s.value(&row.cells[i], row.text)
	}
	if len(s.buf) >= spoolChunk {
		s.flush()
	}
}

func (s *spooler) value(c *scannedCell, text []byte) {
	switch {
	case c.blank:
	case c.kind == cellShared:
		s.buf = binary.AppendUvarint(s.buf, uint64(c.shared))
	default:
		text = text[c.from:c.to]
		if i := s.table.find(c, text); i >= 0 {
			s.buf = binary.AppendUvarint(s.buf, uint64(i)<<1|1)
			return
		}
		s.buf = binary.AppendUvarint(s.buf, uint64(len(text))<<1)
		s.buf = append(s.buf, text...)
	}
}

// shape finds the shape of a row among those seen before.
func (s *spooler) shape(row *scannedRow) int {
	s.forms = s.forms[:0]
	hash := uint64(len(row.cells))
	for i := range row.cells {
		c := &row.cells[i]
		f := cellForm{c.col, c.style, c.kind, false}
		if c.blank {
			if f.uncalculated = c.uncalculated(); !f.uncalculated {
				continue
			}
			f.kind = 0
		}
		s.forms = append(s.forms, f)
		hash = (hash ^ uint64(f.col)<<40 ^ uint64(f.style)<<8 ^ uint64(f.kind)) * 0x9e3779b97f4a7c15
		hash ^= hash >> 29
	}
	if i, seen := s.byHash[hash]; seen && slices.Equal(s.shapes[i], s.forms) {
		return i
	}
	if s.known += len(s.forms); s.known > maxForms {
		s.giveUp()
		return 0
	}
	s.byHash[hash] = len(s.shapes)
	s.shapes = append(s.shapes, slices.Clone(s.forms))
	return len(s.shapes) - 1
}

func (s *spooler) flush() {
	if s.left -= len(s.buf); s.left < 0 {
		s.giveUp()
		return
	}
	s.chunks = append(s.chunks, spoolPiece{string(s.buf), s.above})
	s.buf, s.above = s.buf[:0], s.number
}

func (s *spooler) giveUp() { *s = spooler{full: true, left: s.left} }

// done ends the spool; nil when it had no room.
func (s *spooler) done() *spool {
	if !s.full {
		s.flush()
	}
	if s.full {
		return nil
	}
	done := s.spool // without all that was needed to fill it
	done.cells = s.table.cells
	return &done
}
