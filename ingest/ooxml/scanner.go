package ooxml

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
)

// Kind tells the tokens of XML apart.
type Kind uint8

// The kinds of a token. Other is a comment, a processing instruction or the
// XML declaration; CDATA counts as Text.
const (
	Text Kind = iota
	Start
	End
	Empty // a start tag that closes itself
	Other
)

// Token is one piece of XML. Its slices are valid until the next call of
// Next. All tokens of a document, one after the other, are the document.
type Token struct {
	Kind Kind
	Raw  []byte
	Name []byte // as written, with its prefix; nil for Text and Other
}

// maxToken bounds a single tag or text; Excel allows 32,767 characters a cell.
const maxToken = 16 << 20

// ErrMarkup says that a part is not the XML it should be.
var ErrMarkup = errors.New("damaged XML")

// ErrEncoding says that a part is written in UTF-16 or another encoding than
// UTF-8, which can be read and no spreadsheet program writes.
var ErrEncoding = errors.New("a part is not written in UTF-8; open the workbook in Excel or LibreOffice and save it once")

// declared finds the encoding that the declaration of a part names.
var declared = regexp.MustCompile(`^<\?xml[^>]*?\sencoding\s*=\s*["']([^"']*)["']`)

// Scanner takes UTF-8 XML apart without understanding it. It does not check
// that tags match and knows no entities: those who look inside do. A document
// type declaration is refused.
type Scanner struct {
	r    io.Reader
	buf  []byte
	from int // start of what is not consumed
	end  int // end of what is read
	err  error
	at   int64 // offset in the part of buf[0]
}

// NewScanner starts at the beginning of a part. A UTF-8 byte order mark is
// passed on as Text.
func NewScanner(r io.Reader) *Scanner { return &Scanner{r: r, buf: make([]byte, 256<<10)} }

// NewBytesScanner scans a part that is in memory.
func NewBytesScanner(data []byte) *Scanner {
	return &Scanner{buf: data, end: len(data), err: io.EOF}
}

// Next gives the next token; io.EOF after the last.
func (s *Scanner) Next() (Token, error) {
	if s.from == s.end && !s.more() {
		return Token{}, s.stop()
	}
	if s.buf[s.from] != '<' {
		if s.Offset() == 0 && s.wide() {
			return Token{}, ErrEncoding
		}
		return s.text()
	}
	for s.end-s.from < len("<![CDATA[") && s.more() {
	}
	head := s.buf[s.from:s.end]
	switch {
	case bytes.HasPrefix(head, []byte("<!--")):
		return s.until("-->", 4, Other)
	case bytes.HasPrefix(head, []byte("<![CDATA[")):
		return s.until("]]>", 9, Text)
	case bytes.HasPrefix(head, []byte("<\x00")):
		return Token{}, ErrEncoding
	case bytes.HasPrefix(head, []byte("<?")):
		return s.instruction()
	case bytes.HasPrefix(head, []byte("<!")):
		return Token{}, s.damaged("a document type declaration")
	}
	return s.tag()
}

// instruction reads <?…?>; the first of a part may say how the part is written.
func (s *Scanner) instruction() (Token, error) {
	first := s.Offset() == 0
	t, err := s.until("?>", 2, Other)
	if err != nil || !first {
		return t, err
	}
	if said := declared.FindSubmatch(t.Raw); said != nil {
		switch name := strings.ToLower(string(said[1])); {
		case strings.HasPrefix(name, "utf"), strings.Contains(name, "ascii"):
		default:
			return Token{}, ErrEncoding
		}
	}
	return t, nil
}

// wide reports whether the part begins as UTF-16 does.
func (s *Scanner) wide() bool {
	for s.end-s.from < 2 && s.more() {
	}
	head := s.buf[s.from:s.end]
	return bytes.HasPrefix(head, []byte{0xFF, 0xFE}) || bytes.HasPrefix(head, []byte{0xFE, 0xFF}) || bytes.HasPrefix(head, []byte("\x00<"))
}

// Offset is the place of the next token in the part.
func (s *Scanner) Offset() int64 { return s.at + int64(s.from) }

func (s *Scanner) text() (Token, error) {
	for seen := s.from; ; {
		if i := bytes.IndexByte(s.buf[seen:s.end], '<'); i >= 0 {
			return Token{Kind: Text, Raw: s.take(seen + i)}, nil
		}
		pending := s.end - s.from
		if !s.more() {
			if s.err != io.EOF {
				return Token{}, s.stop()
			}
			return Token{Kind: Text, Raw: s.take(s.end)}, nil
		}
		seen = s.from + pending
	}
}

func (s *Scanner) until(mark string, skip int, kind Kind) (Token, error) {
	for seen := s.from + skip; ; {
		if seen <= s.end {
			if i := bytes.Index(s.buf[seen:s.end], []byte(mark)); i >= 0 {
				return Token{Kind: kind, Raw: s.take(seen + i + len(mark))}, nil
			}
		}
		done := max(s.end-s.from-len(mark), skip)
		if !s.more() {
			return Token{}, s.unfinished()
		}
		seen = s.from + done
	}
}

// tag reads up to the > that is not inside quotes.
func (s *Scanner) tag() (Token, error) {
	if i := bytes.IndexByte(s.buf[s.from:s.end], '>'); i > 0 {
		if raw := s.buf[s.from+1 : s.from+i]; plainTag(raw) {
			return s.named(s.take(s.from + i + 1))
		}
	}
	var quote byte
	for n := 1; ; {
		for i := s.from + n; i < s.end; i++ {
			switch c := s.buf[i]; {
			case quote != 0:
				if c == quote {
					quote = 0
				}
			case c == '"' || c == '\'':
				quote = c
			case c == '>':
				return s.named(s.take(i + 1))
			case c == '<':
				return Token{}, s.damaged("a tag inside a tag")
			}
		}
		n = s.end - s.from
		if !s.more() {
			return Token{}, s.unfinished()
		}
	}
}

// plainTag reports whether a tag surely ends where its first > stands: its
// double quotes come in pairs, and it holds nothing odd.
func plainTag(inside []byte) bool {
	even := true
	for _, c := range inside {
		switch c {
		case '"':
			even = !even
		case '\'', '<':
			return false
		}
	}
	return even
}

// window is what is in the buffer and not consumed yet.
func (s *Scanner) window() []byte { return s.buf[s.from:s.end] }

// through gives everything up to and including an end tag, when that is in the
// buffer already, is written without blanks, and neither comment nor CDATA
// stands before it; else nothing is consumed.
func (s *Scanner) through(mark []byte) []byte {
	window := s.buf[s.from:s.end]
	i := bytes.Index(window, mark[:len(mark)-1])
	if i < 0 || !bytes.HasPrefix(window[i:], mark) || bytes.Contains(window[:i], []byte("<!")) || bytes.Contains(window[:i], []byte("<?")) {
		return nil
	}
	return s.take(s.from + i + len(mark))
}

func (s *Scanner) named(raw []byte) (Token, error) {
	t := Token{Kind: Start, Raw: raw}
	first, last := 1, len(raw)-1
	switch {
	case raw[1] == '/':
		t.Kind, first = End, 2
	case raw[last-1] == '/':
		t.Kind, last = Empty, last-1
	}
	stop := first
	for stop < last && raw[stop] > ' ' {
		stop++
	}
	if stop == first {
		return Token{}, s.damaged("a tag without a name")
	}
	t.Name = raw[first:stop]
	return t, nil
}

// take consumes up to the index stop.
func (s *Scanner) take(stop int) []byte {
	raw := s.buf[s.from:stop:stop]
	s.from = stop
	return raw
}

// more reads more of the part behind what is there. It may move what is not
// consumed to the front of the buffer.
func (s *Scanner) more() bool {
	if s.err != nil {
		return false
	}
	if s.from > 0 {
		copy(s.buf, s.buf[s.from:s.end])
		s.at += int64(s.from)
		s.end -= s.from
		s.from = 0
	}
	if s.end == len(s.buf) {
		if len(s.buf) >= maxToken {
			s.err = fmt.Errorf("%w: one piece is longer than %d MiB", ErrMarkup, maxToken>>20)
			return false
		}
		s.buf = append(s.buf, make([]byte, len(s.buf))...)
	}
	for range 100 {
		n, err := s.r.Read(s.buf[s.end:])
		s.end += n
		s.err = err
		if n > 0 {
			return true
		}
		if err != nil {
			return false
		}
	}
	s.err = io.ErrNoProgress
	return false
}

func (s *Scanner) stop() error { return s.err }

func (s *Scanner) unfinished() error {
	if s.err != io.EOF {
		return s.err
	}
	return s.damaged("the part ends in the middle of a tag")
}

func (s *Scanner) damaged(what string) error {
	return fmt.Errorf("%w: %s at byte %d", ErrMarkup, what, s.Offset())
}
