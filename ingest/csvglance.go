package ingest

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"unicode/utf8"
)

// glanceSize is how much of a text is looked at before it is read to its end.
const glanceSize = 8 << 20

// errGlanced ends a text where enough was looked at.
var errGlanced = errors.New("enough was looked at")

// glancer looks for the header of a text before the text is proven. A large
// file of something else is refused so at once, and its cost does not grow
// with its size.
type glancer struct {
	ctx   context.Context
	in    Input
	opt   Options
	names headerNames
	judge func(headerFound) error
}

// judgeHeader refuses a header that cannot be understood, whatever the rows
// below it are.
func (s *Source) judgeHeader(h headerFound) error {
	probe := *s
	probe.layout = Layout{File: s.in.Name, Format: CSV}
	return probe.understandHeader(h)
}

// refusal is why a text is refused whatever stands behind its first records;
// nil when it is not, or when only the whole text can tell. The book is that
// of the encoding which is known or assumed, nil for none.
func (g glancer) refusal(b *csvBook) error {
	if b != nil {
		seen := g.look(b)
		if seen.cut || seen.broken && !b.code.assumed {
			return nil // reading it to its end says more
		}
		if seen.refused == nil || !b.code.assumed || seen.ascii {
			return seen.refused
		}
	}
	likely, err := g.likely()
	if err != nil {
		return nil
	}
	var refused error
	for i, code := range []textCode{likely, guessedGB18030(), guessedWestern(), damagedUTF8(1, 1)} {
		if i > 0 && code.name == likely.name {
			continue
		}
		b, err := openCoded(g.in, code, g.opt, g.names)
		if err != nil {
			return nil
		}
		seen := g.look(b)
		if i > 0 && code.name == "gb18030" && seen.broken {
			continue // it is not that
		}
		if seen.cut || seen.refused == nil {
			return nil
		}
		if i == 0 {
			refused = seen.refused
		}
	}
	return refused
}

// likely is the encoding that the first lines have.
func (g glancer) likely() (textCode, error) {
	head := make([]byte, min(headSize, g.in.Size))
	if _, err := g.in.Data.ReadAt(head, 0); err != nil && err != io.EOF {
		return textCode{}, err
	}
	if i := bytes.LastIndexByte(head, '\n'); i >= 0 {
		head = head[:i+1] // no character is cut
	}
	return detectEncoding(g.ctx, Input{Name: g.in.Name, Data: bytes.NewReader(head), Size: int64(len(head))})
}

// glimpse is what was seen of a text.
type glimpse struct {
	refused error
	ascii   bool // and the text reads the same in every encoding that can be detected
	broken  bool // a character cannot be read
	cut     bool // the header may stand further down
}

func (g glancer) look(b *csvBook) glimpse {
	seen := glimpse{ascii: true}
	text := &glanceReader{b.code.reader(b.in), glanceSize}
	sheet, err := b.beginWith(g.ctx, text, func(text []byte, last bool) int {
		if !last {
			text = text[:wholeRunes(text)]
		}
		seen.add(text)
		return len(text)
	})
	if err != nil {
		return glimpse{cut: true}
	}
	defer sheet.close()
	h, err := findHeader(sheet, g.names, g.opt.HeaderRow)
	if seen.refused = damagedTop(h, err); seen.refused != nil {
		return seen
	}
	if err != nil {
		return glimpse{cut: true}
	}
	b.top = &h
	seen.refused = g.judge(h)
	return seen
}

// damagedTop is what is wrong with the first records whatever the encoding is.
func damagedTop(h headerFound, err error) error {
	for _, rec := range h.looked {
		for _, c := range rec.Cells {
			if err := checkZero(c.Text, rec.Number+int(c.below)); err != nil {
				return err
			}
		}
	}
	if fe, ok := err.(*FileError); ok {
		return fe
	}
	return nil
}

// allASCII looks at eight bytes at a time.
func allASCII(text []byte) bool {
	const highest = 0x8080808080808080
	for ; len(text) >= 8; text = text[8:] {
		if binary.LittleEndian.Uint64(text)&highest != 0 {
			return false
		}
	}
	for _, c := range text {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func (s *glimpse) add(text []byte) {
	s.ascii = s.ascii && allASCII(text)
	if !s.ascii {
		s.broken = s.broken || !utf8.Valid(text) || bytes.Contains(text, []byte(string(utf8.RuneError)))
	}
}

// glanceReader ends in errGlanced behind so many bytes, unless the text ends
// there.
type glanceReader struct {
	src  io.Reader
	left int
}

func (r *glanceReader) Read(p []byte) (int, error) {
	if r.left <= 0 {
		return 0, errGlanced
	}
	n, err := r.src.Read(p[:min(len(p), r.left)])
	r.left -= n
	return n, err
}
