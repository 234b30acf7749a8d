package ingest

import (
	"bytes"
	"fmt"
	"io"
)

// Limits of one XML part. Nothing a spreadsheet program writes comes near.
const (
	maxXMLToken = 4 << 20
	maxXMLDepth = 64
	maxXMLAttrs = 256
)

// xmlScanner reads one XML part strictly, to its end, without a library:
// encoding/xml is too slow for a sheet and too lenient for a proof. It
// refuses what is not well formed and every document type declaration, and
// knows namespaces only as prefixes to be dropped.
type xmlScanner struct {
	src   io.Reader
	ahead *blockReader // in place of src where the part is large
	buf   []byte
	pos   int
	end   int
	eof   bool
	base  int64 // offset of buf[0] in the part
	began bool

	stack   []byte // names of the open elements, one after another
	lengths []int
	pending bool // an end token is due for a self-closed element

	name  []byte // of the current start or end token, without prefix
	text  []byte // of the current text token, entities resolved
	attrs []xmlAttr
	plain []byte // scratch for text with entities
}

type xmlAttr struct{ name, value []byte }

type xmlToken int

const (
	xmlStart xmlToken = iota
	xmlEnd
	xmlText
	xmlEOF
)

// xmlError is a fault of form, with its place in the part.
type xmlError struct {
	Offset int64
	What   string
}

func (e *xmlError) Error() string { return fmt.Sprintf("%s at byte %d", e.What, e.Offset) }

func newXMLScanner(src io.Reader) *xmlScanner {
	return &xmlScanner{src: src, buf: make([]byte, 64<<10)}
}

// newBlockScanner scans a part that is unpacked ahead.
func newBlockScanner(src *blockReader) *xmlScanner { return &xmlScanner{ahead: src} }

func (x *xmlScanner) fault(what string) error {
	return &xmlError{Offset: x.base + int64(x.pos), What: what}
}

// more reads on behind what is unread; false at the end of the part.
func (x *xmlScanner) more() (bool, error) {
	if x.eof {
		return false, nil
	}
	if x.ahead != nil {
		return x.moreBlocks()
	}
	if x.pos > 0 {
		x.end = copy(x.buf, x.buf[x.pos:x.end])
		x.base += int64(x.pos)
		x.pos = 0
	}
	if x.end == len(x.buf) {
		if len(x.buf) >= maxXMLToken {
			return false, &xmlError{Offset: x.base, What: "a piece longer than 4 MiB"}
		}
		x.buf = append(x.buf, make([]byte, len(x.buf))...)
	}
	for range 100 {
		n, err := x.src.Read(x.buf[x.end:])
		x.end += n
		if err == io.EOF {
			x.eof = true
			return n > 0, nil
		}
		if err != nil {
			return false, err
		}
		if n > 0 {
			return true, nil
		}
	}
	return false, io.ErrNoProgress
}

func (x *xmlScanner) moreBlocks() (bool, error) {
	keep := x.buf[x.pos:x.end]
	if len(keep) >= maxXMLToken {
		return false, &xmlError{Offset: x.base + int64(x.pos), What: "a piece longer than 4 MiB"}
	}
	buf, from, end, err := x.ahead.next(keep, x.buf)
	if err == io.EOF {
		x.eof = true
		return false, nil
	}
	if err != nil {
		return false, err
	}
	x.base += int64(x.pos - from)
	x.buf, x.pos, x.end = buf, from, end
	return true, nil
}

// find gives the end of the first occurrence of what behind from, counted
// from pos, reading on as needed.
func (x *xmlScanner) find(from int, what string) (int, error) {
	for {
		if x.pos+from < x.end {
			if i := bytes.Index(x.buf[x.pos+from:x.end], []byte(what)); i >= 0 {
				return from + i + len(what), nil
			}
			from = max(from, x.end-x.pos-len(what)+1)
		}
		ok, err := x.more()
		if err != nil {
			return 0, err
		}
		if !ok {
			return 0, x.fault("the part breaks off")
		}
	}
}

// next reads one token. Its name, text and attributes are valid until the
// next call.
func (x *xmlScanner) next() (xmlToken, error) {
	if x.pending {
		x.pending = false
		return xmlEnd, x.pop(x.name)
	}
	for {
		for x.end-x.pos < 2 {
			ok, err := x.more()
			if err != nil {
				return xmlEOF, err
			}
			if !ok {
				break
			}
		}
		if x.pos == x.end {
			return xmlEOF, x.atEnd()
		}
		if x.buf[x.pos] != '<' {
			tok, skip, err := x.characters()
			if err != nil || !skip {
				return tok, err
			}
			continue
		}
		if x.end-x.pos < 2 {
			return xmlEOF, x.fault("the part breaks off")
		}
		switch x.buf[x.pos+1] {
		case '?':
			if err := x.skipTo("?>"); err != nil {
				return xmlEOF, err
			}
		case '!':
			tok, skip, err := x.declaration()
			if err != nil || !skip {
				return tok, err
			}
		case '/':
			return xmlEnd, x.endTag()
		default:
			return xmlStart, x.startTag()
		}
	}
}

func (x *xmlScanner) atEnd() error {
	switch {
	case len(x.lengths) > 0:
		return x.fault("the part breaks off")
	case !x.began:
		return x.fault("the part is empty")
	}
	return nil
}

func (x *xmlScanner) skipTo(what string) error {
	n, err := x.find(2, what)
	x.pos += n
	return err
}

// declaration skips a comment and reads CDATA; anything else that begins
// with <! could define entities and is refused.
func (x *xmlScanner) declaration() (xmlToken, bool, error) {
	for x.end-x.pos < 9 {
		ok, err := x.more()
		if err != nil {
			return xmlEOF, false, err
		}
		if !ok {
			break
		}
	}
	rest := x.buf[x.pos:x.end]
	switch {
	case bytes.HasPrefix(rest, []byte("<!--")):
		n, err := x.find(4, "-->")
		x.pos += n
		return xmlText, true, err
	case bytes.HasPrefix(rest, []byte("<![CDATA[")) && len(x.lengths) > 0:
		n, err := x.find(9, "]]>")
		if err != nil {
			return xmlEOF, false, err
		}
		x.text = plainLines(x.buf[x.pos+9 : x.pos+n-3])
		x.pos += n
		return xmlText, false, x.checkText(x.text)
	case bytes.HasPrefix(rest, []byte("<!DOCTYPE")):
		return xmlEOF, false, x.fault("a document type declaration (DOCTYPE)")
	}
	return xmlEOF, false, x.fault("a broken tag")
}

// characters reads the text up to the next tag.
func (x *xmlScanner) characters() (xmlToken, bool, error) {
	from := 0
	for {
		if i := bytes.IndexByte(x.buf[x.pos+from:x.end], '<'); i >= 0 {
			from += i
			break
		}
		from = x.end - x.pos
		ok, err := x.more()
		if err != nil {
			return xmlEOF, false, err
		}
		if !ok {
			break
		}
	}
	text := x.buf[x.pos : x.pos+from]
	if len(x.lengths) == 0 {
		if len(bytes.Trim(text, " \t\r\n\xef\xbb\xbf")) > 0 {
			return xmlEOF, false, x.fault("text outside of the elements")
		}
		x.pos += from
		return xmlText, true, nil
	}
	if err := x.checkText(text); err != nil {
		return xmlEOF, false, err
	}
	var err error
	if x.text, err = x.resolve(plainLines(text)); err != nil {
		return xmlEOF, false, err
	}
	x.pos += from
	return xmlText, false, nil
}
