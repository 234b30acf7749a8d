package ingest

import "hash/maphash"

// Bounds of a cellTable.
const (
	tableSlots = 1 << 15 // of two
	tableCells = 1 << 15
	tableText  = 64 // bytes of a value that is kept
)

// cellTable keeps the cells whose value comes again and again, such as
// those of a contact that many rows repeat, ready as a person sees them: they
// are made once, and need no memory of their own again. Shared strings are
// not in it; the workbook keeps them already.
type cellTable struct {
	book  *workbook
	seed  maphash.Seed
	slots [][2]tableSlot // made when the first value comes
	keys  []tableKey
	cells []rawCell
}

// tableSlot is a value that was seen: once, then only its hash is known, or
// more often.
type tableSlot struct {
	hash uint32
	cell int32 // index + 1; 0 when it was seen once
}

type tableKey struct {
	text  string
	style int
	kind  byte
}

// find gives the index of a cell with this value, -1 when it is not kept.
// The second time that it is asked for a value it keeps it.
func (t *cellTable) find(c *scannedCell, text []byte) int {
	if len(text) > tableText {
		return -1
	}
	if t.slots == nil {
		t.slots, t.seed = make([][2]tableSlot, tableSlots), maphash.MakeSeed()
	}
	sum := maphash.Bytes(t.seed, text)
	hash, pair := uint32(sum>>32)|1, &t.slots[sum%tableSlots]
	for i := range pair {
		s := &pair[i]
		switch {
		case s.hash != hash:
		case s.cell == 0:
			return t.keep(s, c, text)
		case t.keys[s.cell-1].is(c, text, t.styled(c.kind)):
			return int(s.cell - 1)
		}
	}
	for i := range pair {
		if pair[i].cell == 0 {
			pair[i].hash = hash
			break
		}
	}
	return -1
}

func (k *tableKey) is(c *scannedCell, text []byte, styled bool) bool {
	return k.text == string(text) && k.kind == c.kind && (k.style == c.style || !styled)
}

// styled reports whether the style of a cell has a say in what it shows.
func (t *cellTable) styled(kind byte) bool {
	switch kind {
	case cellNumber, cellDate:
		return true
	case cellInline, cellString:
		return t.book.wordy
	}
	return false
}

func (t *cellTable) keep(s *tableSlot, c *scannedCell, text []byte) int {
	if len(t.cells) == tableCells {
		return -1
	}
	own := string(text)
	t.keys = append(t.keys, tableKey{own, c.style, c.kind})
	t.cells = append(t.cells, t.book.ownCell(c, own))
	s.cell = int32(len(t.cells))
	return len(t.cells) - 1
}
