package ingest

import "errors"

// Limits of the shared strings.
const (
	maxStrings     = 16 << 20
	maxStringBytes = 256 << 20
	stringBlock    = 1 << 20
)

// stringTable holds the shared strings of a workbook, in blocks, so that a
// million of them cost the garbage collector little more than a handful.
type stringTable struct {
	blocks []string
	spans  []stringSpan
	filled int // bytes in all blocks
	buf    []byte
}

// stringSpan is where a string stands. What no cell can hold has no place:
// its size is tooLong.
type stringSpan struct{ block, from, size uint32 }

const tooLong = ^uint32(0)

func (t *stringTable) count() int { return len(t.spans) }

// lacking says what is wrong with a cell that names a string beyond the table.
func (t *stringTable) lacking() string {
	if len(t.spans) == 0 {
		return "the cell names a shared text, and the file has none"
	}
	return "the cell names a text that is not in the file"
}

func (t *stringTable) text(i int) string {
	s := t.spans[i]
	if s.size == 0 || s.size == tooLong {
		return ""
	}
	return t.blocks[s.block][s.from : s.from+s.size]
}

func (t *stringTable) add(text string) error {
	if len(t.spans) >= maxStrings || t.filled+len(t.buf) > maxStringBytes {
		return tooLarge("the workbook holds too much text: 16 million strings and 256 MiB are read")
	}
	if len(text) > 4*maxCellText {
		t.spans = append(t.spans, stringSpan{size: tooLong})
		return nil
	}
	if len(t.buf)+len(text) > stringBlock {
		t.flush()
	}
	t.spans = append(t.spans, stringSpan{uint32(len(t.blocks)), uint32(len(t.buf)), uint32(len(text))})
	t.buf = append(t.buf, text...)
	return nil
}

func (t *stringTable) flush() {
	if len(t.buf) > 0 {
		t.blocks = append(t.blocks, string(t.buf))
		t.filled += len(t.buf)
		t.buf = t.buf[:0]
	}
}

// readStrings reads the shared strings; a missing part has none.
func readStrings(p *parts, name string) (stringTable, error) {
	var t stringTable
	if name == "" {
		return t, nil
	}
	r, err := p.stream(name)
	if errors.Is(err, errNoPart) {
		return t, nil
	}
	if err != nil {
		return t, err
	}
	defer r.Close()
	err = t.read(newBlockScanner(r))
	t.flush()
	t.buf = nil
	return t, malformed(name, err)
}

func (t *stringTable) read(x *xmlScanner) error {
	take, phonetic := false, 0
	var text []byte
	for {
		tok, err := x.next()
		if err != nil {
			return err
		}
		switch tok {
		case xmlEOF:
			return nil
		case xmlStart:
			switch string(x.name) {
			case "si":
				text = text[:0]
			case "t":
				take = phonetic == 0
			case "rPh":
				phonetic++
			}
		case xmlText:
			if take && len(text) <= 4*maxCellText {
				text = append(text, x.text...)
			}
		case xmlEnd:
			switch string(x.name) {
			case "si":
				if err := t.add(unescape(string(text))); err != nil {
					return err
				}
			case "t":
				take = false
			case "rPh":
				phonetic--
			}
		}
	}
}
