package ingest

import (
	"bytes"
	"io"
	"regexp"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
)

// declaredEncoding finds what an XML part says of its characters.
var declaredEncoding = regexp.MustCompile(`^<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z0-9._:-]+)["']`)

// open unpacks a part. One in another encoding than UTF-8 comes out as UTF-8:
// scripts write what their database speaks, and spreadsheet programs read it.
func (p *parts) open(name string) (io.ReadCloser, error) {
	r, err := p.unpack(name)
	if err != nil {
		return nil, err
	}
	head := make([]byte, 128)
	n, err := io.ReadFull(r, head)
	if err != nil && err != io.ErrUnexpectedEOF && err != io.EOF {
		r.Close()
		return nil, err
	}
	whole := io.MultiReader(bytes.NewReader(head[:n]), r)
	if enc, name := partEncoding(head[:n]); enc != nil {
		whole = &soundReader{src: enc.NewDecoder().Reader(whole), part: r.file.Name, name: name}
	}
	return readCloser{whole, r}, nil
}

// partEncoding is nil for UTF-8, and for a name that nobody knows: then the
// first byte that is no UTF-8 is refused with its place.
func partEncoding(head []byte) (encoding.Encoding, string) {
	const wide = "UTF-16"
	switch {
	case bytes.HasPrefix(head, []byte("\xff\xfe")), bytes.HasPrefix(head, []byte("\xfe\xff")):
		return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), wide
	case bytes.HasPrefix(head, []byte("<\x00")):
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), wide
	case bytes.HasPrefix(head, []byte("\x00<")):
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), wide
	}
	said := declaredEncoding.FindSubmatch(head)
	if said == nil {
		return nil, ""
	}
	enc, err := htmlindex.Get(string(said[1]))
	if err != nil || strings.Contains(strings.ToLower(string(said[1])), "ascii") {
		return nil, ""
	}
	name, err := htmlindex.Name(enc)
	if err != nil || strings.HasPrefix(name, "utf-") { // its bytes are not those of UTF-16, whatever it says
		return nil, ""
	}
	return enc, strings.ToUpper(name)
}

// soundReader refuses a part in which a character could not be understood:
// the decoder puts U+FFFD in its place, and nothing says so.
type soundReader struct {
	src        io.Reader
	part, name string
	seen       int // bytes of a U+FFFD that ended what was read last
}

func (r *soundReader) Read(b []byte) (int, error) {
	n, err := r.src.Read(b)
	const lost = "\xef\xbf\xbd"
	for _, c := range b[:n] {
		switch {
		case c == lost[r.seen]:
			r.seen++
		case c == lost[0]:
			r.seen = 1
		default:
			r.seen = 0
		}
		if r.seen == len(lost) {
			return 0, damaged("the part "+r.part+" is damaged: a character that is no "+r.name, nil)
		}
	}
	return n, err
}

type readCloser struct {
	io.Reader
	io.Closer
}
