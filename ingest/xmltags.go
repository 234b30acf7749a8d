package ingest

import "bytes"

func localName(qualified []byte) []byte {
	return qualified[bytes.IndexByte(qualified, ':')+1:]
}

func isXMLSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

func isNameByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' ||
		c == ':' || c == '_' || c == '-' || c == '.' || c >= 0x80
}

// push opens an element.
func (x *xmlScanner) push(name []byte) error {
	if len(x.lengths) == 0 && x.began {
		return x.fault("a second root element")
	}
	if len(x.lengths) >= maxXMLDepth {
		return x.fault("elements nested too deeply")
	}
	x.began = true
	x.stack = append(x.stack, name...)
	x.lengths = append(x.lengths, len(name))
	return nil
}

// top is the qualified name of the innermost open element.
func (x *xmlScanner) top() []byte {
	if len(x.lengths) == 0 {
		return nil
	}
	return x.stack[len(x.stack)-x.lengths[len(x.lengths)-1]:]
}

// holdsText reports whether the innermost open element stands in a string or a
// run of it, and not in its phonetic guide or something that newer programs add.
func (x *xmlScanner) holdsText() bool {
	n := len(x.lengths) - 1
	end := len(x.stack)
	for run := false; n > 0; n-- {
		end -= x.lengths[n]
		switch string(localName(x.stack[end-x.lengths[n-1] : end])) {
		case "si", "is":
			return true
		case "r":
			if run {
				return false
			}
			run = true
		default:
			return false
		}
	}
	return false
}

func (x *xmlScanner) pop(name []byte) error {
	top := x.top()
	if top == nil || !bytes.Equal(localName(top), localName(name)) {
		return x.fault("an end tag that matches no start tag")
	}
	x.stack = x.stack[:len(x.stack)-len(top)]
	x.lengths = x.lengths[:len(x.lengths)-1]
	return nil
}

// endTag reads </name>.
func (x *xmlScanner) endTag() error {
	n, err := x.find(2, ">")
	if err != nil {
		return err
	}
	name := bytes.TrimRight(x.buf[x.pos+2:x.pos+n-1], " \t\r\n")
	if top := x.top(); !bytes.Equal(top, name) {
		return x.fault("an end tag that matches no start tag")
	}
	x.name = localName(name)
	err = x.pop(name)
	x.pos += n
	return err
}

// startTag reads <name attributes>, or <name attributes/>, after which the
// end token comes by itself.
func (x *xmlScanner) startTag() error {
	n, err := x.tagEnd()
	if err != nil {
		return err
	}
	tag := x.buf[x.pos+1 : x.pos+n-1]
	closed := len(tag) > 0 && tag[len(tag)-1] == '/'
	if closed {
		tag = tag[:len(tag)-1]
	}
	i := 0
	for i < len(tag) && isNameByte(tag[i]) {
		i++
	}
	if i == 0 || tag[0] >= '0' && tag[0] <= '9' || tag[0] == '-' || tag[0] == '.' {
		return x.fault("a broken tag")
	}
	x.name = localName(tag[:i])
	if err := x.push(tag[:i]); err != nil {
		return err
	}
	if err := x.attributes(tag[i:]); err != nil {
		return err
	}
	x.pos += n
	x.pending = closed
	return nil
}

// tagEnd finds the > of a tag, which may stand inside quotes before.
func (x *xmlScanner) tagEnd() (int, error) {
	from := 1
	var quote byte
	for {
		for i := x.pos + from; i < x.end; i++ {
			switch c := x.buf[i]; {
			case quote != 0:
				if c == quote {
					quote = 0
				}
			case c == '"' || c == '\'':
				quote = c
			case c == '>':
				return i - x.pos + 1, nil
			case c == '<':
				return 0, x.fault("a broken tag")
			}
		}
		from = x.end - x.pos
		ok, err := x.more()
		if err != nil {
			return 0, err
		}
		if !ok {
			return 0, x.fault("the part breaks off")
		}
	}
}

// attributes splits the inside of a start tag behind its name.
func (x *xmlScanner) attributes(b []byte) error {
	x.attrs = x.attrs[:0]
	for i := 0; ; {
		space := i
		for i < len(b) && isXMLSpace(b[i]) {
			i++
		}
		if i == len(b) {
			return nil
		}
		start := i
		for i < len(b) && isNameByte(b[i]) {
			i++
		}
		name := b[start:i]
		for i < len(b) && isXMLSpace(b[i]) {
			i++
		}
		if len(name) == 0 || space == start || i >= len(b) || b[i] != '=' {
			return x.fault("a broken attribute")
		}
		for i++; i < len(b) && isXMLSpace(b[i]); i++ {
		}
		if i >= len(b) || b[i] != '"' && b[i] != '\'' {
			return x.fault("a broken attribute")
		}
		end := bytes.IndexByte(b[i+1:], b[i])
		if end < 0 {
			return x.fault("a broken attribute")
		}
		value := b[i+1 : i+1+end]
		if bytes.IndexByte(value, '<') >= 0 {
			return x.fault("a broken attribute")
		}
		if len(x.attrs) == maxXMLAttrs {
			return x.fault("a tag with too many attributes")
		}
		x.attrs = append(x.attrs, xmlAttr{name, value})
		i += end + 2
	}
}

// attr is the value of an attribute as written, entities and all; nil when
// the current start tag has none of this name. Prefixes are dropped, except
// that the plain name goes before (r:id beside id).
func (x *xmlScanner) attr(name string) []byte {
	var found []byte
	for _, a := range x.attrs {
		if string(a.name) == name {
			return a.value
		}
		if string(localName(a.name)) == name && !bytes.HasPrefix(a.name, []byte("xmlns")) {
			found = a.value
		}
	}
	return found
}

// isTrue reads a boolean as every generation of Office writes it.
func isTrue(value []byte) bool {
	switch string(value) {
	case "1", "true", "on", "t":
		return true
	}
	return false
}

// attrText is attr with its entities resolved.
func (x *xmlScanner) attrText(name string) (string, error) {
	v := x.attr(name)
	if err := x.checkText(v); err != nil {
		return "", err
	}
	b, err := x.resolve(v)
	return string(b), err
}
