package ingest

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
	"golang.org/x/text/transform"
)

// textCode is how the characters of a delimited text are written as bytes.
type textCode struct {
	name    string
	bom     int // length of the byte order mark that is there
	guessed bool
	assumed bool              // UTF-8 as far as was looked; the whole text is not known to be
	broken  int               // UTF-8: how many bytes are part of no character
	line    int               // of the first of them
	enc     encoding.Encoding // nil for sound UTF-8
}

// unit is how many bytes every character has a multiple of.
func (c textCode) unit() int64 {
	switch {
	case strings.HasPrefix(c.name, "utf-16"):
		return 2
	case strings.HasPrefix(c.name, "utf-32"):
		return 4
	}
	return 1
}

// reader yields the text as UTF-8 without its byte order mark.
func (c textCode) reader(in Input) io.Reader {
	raw := io.NewSectionReader(in.Data, int64(c.bom), in.Size-int64(c.bom))
	if c.enc == nil {
		return raw
	}
	return transform.NewReader(raw, c.enc.NewDecoder())
}

// knownEncoding takes what the person said, then the byte order mark, then what
// the first bytes can be. Most files turn out to be UTF-8 to their end, so that
// of one that begins so it is assumed, until it is read. Otherwise the encoding
// has no name yet.
func knownEncoding(in Input, said string) (textCode, error) {
	head := make([]byte, 1024)
	n, err := in.Data.ReadAt(head, 0)
	if err != nil && err != io.EOF {
		return textCode{}, err
	}
	head = head[:n]
	marked, hasMark := fromMark(head)
	if said != "" {
		code, err := namedEncoding(said)
		if err == nil && hasMark && marked.name == code.name {
			code.bom = marked.bom
		}
		return code, err
	}
	if hasMark {
		return marked, nil
	}
	if name := wideWithoutMark(head); name != "" {
		code, err := namedEncoding(name)
		code.guessed = true
		return code, err
	}
	if utf8.Valid(head[:wholeRunes(head)]) {
		return textCode{name: "utf-8", assumed: true}, nil
	}
	return textCode{}, nil
}

// The encodings that a text can turn out to have when nothing says which one.
func damagedUTF8(bad, line int) textCode {
	return textCode{name: "utf-8", enc: unicode.UTF8, broken: bad, line: line}
}

func guessedGB18030() textCode {
	return textCode{name: "gb18030", enc: simplifiedchinese.GB18030, guessed: true}
}

func guessedWestern() textCode {
	return textCode{name: "windows-1252", enc: charmap.Windows1252, guessed: true}
}

func fromMark(head []byte) (textCode, bool) {
	switch {
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		return textCode{name: "utf-8", bom: 3}, true
	case bytes.HasPrefix(head, []byte("\xff\xfe\x00\x00")): // before UTF-16, whose mark it begins with
		return textCode{name: "utf-32le", bom: 4, enc: utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM)}, true
	case bytes.HasPrefix(head, []byte("\x00\x00\xfe\xff")):
		return textCode{name: "utf-32be", bom: 4, enc: utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM)}, true
	case bytes.HasPrefix(head, []byte("\xff\xfe")):
		return textCode{name: "utf-16le", bom: 2, enc: unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)}, true
	case bytes.HasPrefix(head, []byte("\xfe\xff")):
		return textCode{name: "utf-16be", bom: 2, enc: unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)}, true
	}
	return textCode{}, false
}

// wideWithoutMark recognises UTF-16 that lost its byte order mark: nearly
// every other byte of a header in ASCII is zero.
func wideWithoutMark(head []byte) string {
	if len(head) < 8 {
		return ""
	}
	var zeros [2]int
	for i, b := range head {
		if b == 0 {
			zeros[i%2]++
		}
	}
	half := len(head) / 2
	const few = 20 // a character such as U+4E00 has a zero on the other side
	switch {
	case zeros[1] > half*6/10 && zeros[0] <= zeros[1]/few:
		return "utf-16le"
	case zeros[0] > half*6/10 && zeros[1] <= zeros[0]/few:
		return "utf-16be"
	}
	return ""
}

func namedEncoding(said string) (textCode, error) {
	name := strings.ToLower(strings.TrimSpace(said))
	switch strings.NewReplacer("-", "", "_", "", " ", "").Replace(name) {
	case "utf8", "utf8bom", "utf8sig":
		return textCode{name: "utf-8"}, nil
	case "gbk", "gb18030", "gb2312", "cp936", "936", "euccn":
		return textCode{name: "gb18030", enc: simplifiedchinese.GB18030}, nil
	case "utf16", "utf16le", "unicode":
		return textCode{name: "utf-16le", enc: unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)}, nil
	case "utf32", "utf32le":
		return textCode{name: "utf-32le", enc: utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM)}, nil
	case "utf32be":
		return textCode{name: "utf-32be", enc: utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM)}, nil
	case "utf16be":
		return textCode{name: "utf-16be", enc: unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)}, nil
	}
	enc, err := htmlindex.Get(name)
	if err != nil {
		return textCode{}, &FileError{
			Rule: "encoding.name", Message: fmt.Sprintf("%q is no known encoding", said),
			Cure: "use one such as utf-8, utf-16le, gb18030, big5, shift_jis or windows-1252",
		}
	}
	name, err = htmlindex.Name(enc)
	if err != nil {
		name = said
	}
	return textCode{name: name, enc: enc}, nil
}

// detectEncoding reads the whole file: what is valid UTF-8 is UTF-8, what is
// valid GB18030 is that, everything else is taken for Windows-1252 and doubted.
// A file that is UTF-8 nearly everywhere has damaged places instead, which are
// read as lost characters, so that only their rows suffer.
func detectEncoding(ctx context.Context, in Input) (textCode, error) {
	found, err := surveyUTF8(ctx, in)
	if err != nil {
		return textCode{}, err
	}
	switch {
	case found.bad == 0:
		return textCode{name: "utf-8"}, nil
	case found.wide > 10*found.bad:
		return damagedUTF8(found.bad, found.line), nil
	}
	ok, err := likelyGB18030(ctx, in)
	switch {
	case err != nil:
		return textCode{}, err
	case ok:
		return guessedGB18030(), nil
	case found.wide > found.bad:
		return damagedUTF8(found.bad, found.line), nil
	}
	return guessedWestern(), nil
}

// utf8Survey counts the characters of several bytes and the bytes that are
// part of none.
type utf8Survey struct {
	wide, bad int
	line      int // of the first such byte
	lines     int // before what comes next
}

func surveyUTF8(ctx context.Context, in Input) (utf8Survey, error) {
	s := utf8Survey{lines: 1}
	err := chunks(ctx, io.NewSectionReader(in.Data, 0, in.Size), func(b []byte, last bool) int {
		n := len(b)
		if !last {
			n = wholeRunes(b)
		}
		s.add(b[:n])
		return n
	})
	return s, err
}

func (s *utf8Survey) add(b []byte) {
	for i := 0; i < len(b); {
		if i += asciiBytes(b[i:]); i == len(b) {
			break
		}
		r, n := utf8.DecodeRune(b[i:])
		if r != utf8.RuneError || n > 1 {
			s.wide++
		} else if s.bad++; s.bad == 1 {
			s.line = s.lines + bytes.Count(b[:i], []byte{'\n'})
		}
		i += n
	}
	if s.bad == 0 {
		s.lines += bytes.Count(b, []byte{'\n'})
	}
}

// asciiBytes counts the bytes of ASCII at the beginning, of which it looks at
// eight at a time.
func asciiBytes(b []byte) int {
	i := 0
	for i+8 <= len(b) && binary.LittleEndian.Uint64(b[i:])&0x8080808080808080 == 0 {
		i += 8
	}
	for i < len(b) && b[i] < utf8.RuneSelf {
		i++
	}
	return i
}

// likelyGB18030 reports whether every byte of the file is part of a
// character of GB18030, and most of these are common ones. Western text of
// one byte a character often passes as GB18030 too, but then the second
// bytes are plain letters, where common Chinese has none, or what looks like
// a rare Chinese character are two letters with accents inside a word. So it
// is with Japanese, and with Chinese in Big5.
func likelyGB18030(ctx context.Context, in Input) (bool, error) {
	common, rare := 0, 0
	before := byte(0)
	err := chunks(ctx, io.NewSectionReader(in.Data, 0, in.Size), func(b []byte, last bool) int {
		i := 0
		for i+2 < len(b) || last && i+1 < len(b) {
			if n := asciiBytes(b[i:]); n > 0 {
				i += n
				before = b[i-1]
				continue
			}
			if commonChinese(b[i], b[i+1]) && !(isASCIILetter(before) && i+2 < len(b) && isASCIILetter(b[i+2])) {
				common++
			} else {
				rare++
			}
			before = b[i+1]
			i += 2
		}
		return i
	})
	if err != nil || common == 0 || common < rare {
		return false, err
	}
	mark := []byte(string(utf8.RuneError))
	err = chunks(ctx, guessedGB18030().reader(in), func(b []byte, last bool) int {
		switch {
		case bytes.Contains(b, mark):
			return -1
		case last:
			return len(b)
		}
		return max(0, len(b)-len(mark)+1)
	})
	return err == nil, unlessStopped(err)
}

// commonChinese reports whether two bytes are a Chinese character of the first
// level of GB2312, which holds those that are used every day, or a sign.
func commonChinese(lead, trail byte) bool {
	return trail >= 0xa1 && (lead >= 0xb0 && lead <= 0xd7 || lead >= 0xa1 && lead <= 0xa3)
}

func isASCIILetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// errStopped says that what is read in pieces was not wanted any more.
var errStopped = errors.New("enough was read")

func unlessStopped(err error) error {
	if err == errStopped {
		return nil
	}
	return err
}

// chunks feeds a reader to use in pieces; use returns how many bytes it is
// done with, the rest comes again with more behind it. Where it returns less
// than zero, that is errStopped.
func chunks(ctx context.Context, r io.Reader, use func(b []byte, last bool) int) error {
	buf := make([]byte, 128<<10)
	kept := 0
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		n, err := io.ReadFull(r, buf[kept:])
		last := err == io.EOF || err == io.ErrUnexpectedEOF
		if err != nil && !last {
			return err
		}
		done := use(buf[:kept+n], last)
		if done < 0 {
			return errStopped
		}
		if last {
			return nil
		}
		kept = copy(buf, buf[done:kept+n])
	}
}
