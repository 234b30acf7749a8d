package ooxml

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf8"
)

// attribute finds an attribute in a tag by its name as written. The value is
// still escaped. Names with a prefix are found by "prefix:name" only.
func attribute(tag []byte, name string) (value []byte, found bool) {
	from, to, found := attributeAt(tag, name)
	if !found {
		return nil, false
	}
	return tag[from:to], true
}

// attributeAt finds where the value of an attribute stands in a tag.
func attributeAt(tag []byte, name string) (from, to int, found bool) {
	for a := range attributes(tag) {
		if string(tag[a.name:a.nameEnd]) == name {
			return a.value, a.valueEnd, true
		}
	}
	return 0, 0, false
}

// attributeLocal finds an attribute with any prefix, such as r:id, whose
// prefix is for the file to choose.
func attributeLocal(tag []byte, local string) (value []byte, found bool) {
	for a := range attributes(tag) {
		n := tag[a.name:a.nameEnd]
		if i := bytes.IndexByte(n, ':'); i >= 0 && string(n[i+1:]) == local && string(n[:i]) != "xmlns" {
			return tag[a.value:a.valueEnd], true
		}
	}
	return nil, false
}

// place is where an attribute stands in a tag.
type place struct{ name, nameEnd, value, valueEnd int }

// attributes lists the attributes of a tag in order.
func attributes(tag []byte) func(yield func(place) bool) {
	return func(yield func(place) bool) {
		i := 1
		for i < len(tag) && tag[i] > ' ' && tag[i] != '>' {
			i++
		}
		for {
			for i < len(tag) && (tag[i] <= ' ' || tag[i] == '/' || tag[i] == '>') {
				i++
			}
			a := place{name: i}
			for i < len(tag) && tag[i] > ' ' && tag[i] != '=' {
				i++
			}
			a.nameEnd = i
			for i < len(tag) && tag[i] != '"' && tag[i] != '\'' {
				i++
			}
			if i >= len(tag) {
				return
			}
			quote := tag[i]
			i++
			a.value = i
			for i < len(tag) && tag[i] != quote {
				i++
			}
			a.valueEnd = i
			i++
			if !yield(a) {
				return
			}
		}
	}
}

// number reads an attribute that holds a whole number, otherwise gives the
// default.
func numberAttribute(tag []byte, name string, otherwise int) int {
	v, found := attribute(tag, name)
	if !found {
		return otherwise
	}
	n, err := strconv.Atoi(string(bytes.TrimSpace(v)))
	if err != nil {
		return otherwise
	}
	return n
}

// yes reads an attribute that holds a truth value.
func yes(tag []byte, name string) bool {
	v, _ := attribute(tag, name)
	return string(v) == "1" || string(v) == "true"
}

// withAttribute is the tag with the attribute set to a value, which is
// escaped here.
func withAttribute(tag []byte, name, value string) []byte {
	var out []byte
	if from, to, found := attributeAt(tag, name); found {
		out = append(out, tag[:from]...)
		text := appendEscaped(nil, value)
		if tag[from-1] == '\'' {
			text = bytes.ReplaceAll(text, []byte("'"), []byte("&apos;"))
		}
		out = append(out, text...)
		return append(out, tag[to:]...)
	}
	stop := len(tag) - 1
	if tag[stop-1] == '/' {
		stop--
	}
	for tag[stop-1] <= ' ' {
		stop--
	}
	out = append(out, tag[:stop]...)
	out = append(out, ' ')
	out = append(out, name...)
	out = append(out, '=', '"')
	out = appendEscaped(out, value)
	out = append(out, '"')
	return append(out, tag[stop:]...)
}

// withoutAttribute is the tag without the attribute.
func withoutAttribute(tag []byte, name string) []byte {
	for a := range attributes(tag) {
		if string(tag[a.name:a.nameEnd]) == name {
			from := a.name
			for tag[from-1] <= ' ' {
				from--
			}
			return append(append([]byte(nil), tag[:from]...), tag[a.valueEnd+1:]...)
		}
	}
	return tag
}

// appendEscaped writes text so that it can stand in an element or between
// double quotes. Characters that XML cannot hold are written as the
// replacement character.
func appendEscaped(out []byte, s string) []byte {
	for _, r := range s {
		switch {
		case r == '&':
			out = append(out, "&amp;"...)
		case r == '<':
			out = append(out, "&lt;"...)
		case r == '>':
			out = append(out, "&gt;"...)
		case r == '"':
			out = append(out, "&quot;"...)
		case r == '\n' || r == '\t':
			out = append(out, '&', '#')
			out = strconv.AppendInt(out, int64(r), 10)
			out = append(out, ';')
		case r < ' ' || r == 0xFFFE || r == 0xFFFF:
			out = append(out, "\uFFFD"...)
		default:
			out = utf8.AppendRune(out, r)
		}
	}
	return out
}

// unescape gives the text of an attribute or element.
func unescape(b []byte) string {
	if bytes.IndexByte(b, '&') < 0 {
		return string(b)
	}
	var out strings.Builder
	for s := string(b); s != ""; {
		i := strings.IndexByte(s, '&')
		j := strings.IndexByte(s, ';')
		if i < 0 || j < i {
			out.WriteString(s)
			break
		}
		out.WriteString(s[:i])
		out.WriteString(entity(s[i+1 : j]))
		s = s[j+1:]
	}
	return out.String()
}

func entity(name string) string {
	switch name {
	case "amp":
		return "&"
	case "lt":
		return "<"
	case "gt":
		return ">"
	case "quot":
		return `"`
	case "apos":
		return "'"
	}
	digits, base := strings.TrimPrefix(name, "#"), 10
	if hex, found := strings.CutPrefix(digits, "x"); found {
		digits, base = hex, 16
	}
	if n, err := strconv.ParseInt(digits, base, 32); err == nil && digits != name {
		return string(rune(n))
	}
	return "&" + name + ";"
}
