package ingest

import (
	"bytes"
	"slices"
)

// Limits of the shared strings.
const (
	maxStrings     = 16 << 20
	maxStringBytes = 256 << 20
	stringBlock    = 1 << 20
)

// stringTable holds the shared strings of a workbook one behind another in a
// few large blocks, and for each the place where it begins: a million of them
// cost four bytes apiece, and the garbage collector next to nothing.
type stringTable struct {
	blocks []string
	places []uint32 // block * stringBlock + place in it
	long   []int    // strings that no cell can hold; they are kept empty
	filled int      // bytes in all blocks
	buf    []byte   // the block that is being filled
}

func (t *stringTable) count() int { return len(t.places) }

// lacking says what is wrong with a cell that names a string beyond the table.
func (t *stringTable) lacking() string {
	if len(t.places) == 0 {
		return "the cell names a shared text, and the file has none"
	}
	return "the cell names a text that is not in the file"
}

// text is string i, which must be in the table.
func (t *stringTable) text(i int) string {
	p := t.places[i]
	block := t.blocks[p/stringBlock]
	if i+1 < len(t.places) {
		if q := t.places[i+1]; q/stringBlock == p/stringBlock {
			return block[p%stringBlock : q%stringBlock]
		}
	}
	return block[p%stringBlock:]
}

func (t *stringTable) tooLong(i int) bool {
	if len(t.long) == 0 {
		return false
	}
	_, found := slices.BinarySearch(t.long, i)
	return found
}

// add takes the next string, as the file escapes it.
func (t *stringTable) add(text []byte) error {
	if len(t.places) >= maxStrings || t.filled+len(t.buf) > maxStringBytes {
		return tooLarge("the workbook holds too much text: 16 million strings and 256 MiB are read")
	}
	if len(text) > 4*maxCellText {
		t.long = append(t.long, len(t.places))
		text = nil
	}
	if len(t.buf)+len(text) >= stringBlock { // a place is less than a block
		t.flush()
	}
	t.places = append(t.places, uint32(len(t.blocks)*stringBlock+len(t.buf)))
	if bytes.Contains(text, []byte("_x")) {
		t.buf = append(t.buf, unescape(string(text))...)
	} else {
		t.buf = append(t.buf, text...)
	}
	return nil
}

func (t *stringTable) flush() {
	t.blocks = append(t.blocks, string(t.buf))
	t.filled += len(t.buf)
	t.buf = t.buf[:0]
}

// done ends the table.
func (t *stringTable) done() {
	t.flush()
	t.buf = nil
}
