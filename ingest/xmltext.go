package ingest

import (
	"bytes"
	"strconv"
	"unicode/utf8"
)

// checkText refuses characters that XML does not allow.
func (x *xmlScanner) checkText(b []byte) error {
	ascii := true
	for _, c := range b {
		if c < 0x20 && c != '\t' && c != '\n' && c != '\r' {
			return x.fault("a control character")
		}
		if c >= utf8.RuneSelf {
			ascii = false
		}
	}
	if !ascii && !utf8.Valid(b) {
		return x.fault("a byte that is no UTF-8")
	}
	return nil
}

// plainLines makes every line end a single line feed, in place, as XML wants
// it of the lines of a file; a CR that is to stay is written as an entity.
func plainLines(b []byte) []byte {
	i := bytes.IndexByte(b, '\r')
	if i < 0 {
		return b
	}
	out := b[:i]
	for ; i < len(b); i++ {
		switch {
		case b[i] != '\r':
			out = append(out, b[i])
		case i+1 == len(b) || b[i+1] != '\n':
			out = append(out, '\n')
		}
	}
	return out
}

// resolve replaces entities; the result may share memory with b.
func (x *xmlScanner) resolve(b []byte) ([]byte, error) {
	i := bytes.IndexByte(b, '&')
	if i < 0 {
		return b, nil
	}
	out := x.plain[:0]
	for i >= 0 {
		out = append(out, b[:i]...)
		b = b[i:]
		end := bytes.IndexByte(b[:min(len(b), 16)], ';')
		if end < 0 {
			return nil, x.fault("an & that begins no entity")
		}
		r, ok := entity(string(b[1:end]))
		if !ok {
			return nil, x.fault("an unknown entity")
		}
		out = utf8.AppendRune(out, r)
		b = b[end+1:]
		i = bytes.IndexByte(b, '&')
	}
	x.plain = append(out, b...)
	return x.plain, nil
}

func entity(name string) (rune, bool) {
	switch name {
	case "lt":
		return '<', true
	case "gt":
		return '>', true
	case "amp":
		return '&', true
	case "apos":
		return '\'', true
	case "quot":
		return '"', true
	}
	if len(name) < 2 || name[0] != '#' {
		return 0, false
	}
	digits, base := name[1:], 10
	if digits[0] == 'x' {
		digits, base = digits[1:], 16
	}
	n, err := strconv.ParseUint(digits, base, 21)
	r := rune(n)
	if err != nil || !utf8.ValidRune(r) || r < 0x20 && r != '\t' && r != '\n' && r != '\r' {
		return 0, false
	}
	return r, true
}
