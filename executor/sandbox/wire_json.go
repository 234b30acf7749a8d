package sandbox

import (
	"strconv"
	"unicode/utf8"
)

// jsonStyle holds the deviations that Quirks can ask of JSON answers.
type jsonStyle struct {
	lowerCamel   bool
	singleAsItem bool
}

func (st jsonStyle) object(b []byte, o object) []byte {
	b = append(b, '{')
	for i, f := range o {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendQuoted(b, st.key(f.name))
		b = append(b, ':')
		b = st.value(b, f.value)
	}
	return append(b, '}')
}

func (st jsonStyle) key(name string) string {
	if !st.lowerCamel || name == "" || name[0] < 'A' || name[0] > 'Z' {
		return name
	}
	return string(name[0]+'a'-'A') + name[1:]
}

func (st jsonStyle) value(b []byte, v any) []byte {
	switch v := v.(type) {
	case string:
		return appendQuoted(b, v)
	case bare:
		return append(b, v...)
	case int:
		return strconv.AppendInt(b, int64(v), 10)
	case int64:
		return strconv.AppendInt(b, v, 10)
	case bool:
		return strconv.AppendBool(b, v)
	case object:
		return st.object(b, v)
	case list:
		return st.list(b, v)
	}
	return append(b, "null"...)
}

func (st jsonStyle) list(b []byte, l list) []byte {
	if st.singleAsItem && len(l.rows) == 1 {
		if o, ok := l.rows[0].(object); ok {
			return st.object(b, o)
		}
	}
	b = append(b, '[')
	for i, r := range l.rows {
		if i > 0 {
			b = append(b, ',')
		}
		b = st.value(b, r)
	}
	return append(b, ']')
}

// appendQuoted writes a JSON string the way the service's encoder is thought
// to: < > & stay as they are.
func appendQuoted(b []byte, s string) []byte {
	const hex = "0123456789abcdef"
	b = append(b, '"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b = append(b, '\\', byte(r))
		case r == '\n':
			b = append(b, '\\', 'n')
		case r < 0x20 || r == 0x7f:
			b = append(b, '\\', 'u', '0', '0', hex[r>>4], hex[r&15])
		default:
			b = utf8.AppendRune(b, r)
		}
	}
	return append(b, '"')
}
