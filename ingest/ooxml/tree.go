package ooxml

import (
	"bytes"
	"fmt"
	"io"
	"slices"
)

// node is one element of a small part and where it stands in its text.
type node struct {
	name       string // local name when in the main namespace of the part, else as written
	tag        []byte // the start tag
	start, end int    // the whole element
	inner      int    // behind the start tag; equal to innerEnd for an empty element
	innerEnd   int    // before the end tag
	empty      bool   // written as <x/>
	kids       []*node
}

// document is a small part in memory, its elements, and the changes that are
// to be made to it. Everything that is not changed stays byte for byte.
type document struct {
	text   []byte
	root   *node
	prefix string // "x:" when the elements of the part's own namespace are written <x:…>
	edits  []edit
}

type edit struct {
	from, to int
	text     []byte
	order    int
}

// maxDepth bounds the nesting of a part.
const maxDepth = 64

// parseDocument reads a small part.
func parseDocument(text []byte) (*document, error) {
	d := &document{text: text}
	s := NewBytesScanner(text)
	var open []*node
	for {
		at := int(s.Offset())
		t, err := s.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		switch t.Kind {
		case Start, Empty:
			if d.root == nil {
				d.prefix = prefixOf(t.Name)
			} else if len(open) == 0 {
				return nil, fmt.Errorf("%w: two roots", ErrMarkup)
			}
			n := &node{name: d.local(t.Name), tag: t.Raw, start: at, end: at + len(t.Raw), inner: at + len(t.Raw), innerEnd: at + len(t.Raw), empty: t.Kind == Empty}
			if d.root == nil {
				d.root = n
			} else {
				parent := open[len(open)-1]
				parent.kids = append(parent.kids, n)
			}
			if t.Kind == Start {
				if open = append(open, n); len(open) > maxDepth {
					return nil, fmt.Errorf("%w: nested more than %d deep", ErrMarkup, maxDepth)
				}
			}
		case End:
			if len(open) == 0 || open[len(open)-1].name != d.local(t.Name) {
				return nil, fmt.Errorf("%w: </%s> closes nothing", ErrMarkup, t.Name)
			}
			n := open[len(open)-1]
			open = open[:len(open)-1]
			n.innerEnd, n.end = at, at+len(t.Raw)
		}
	}
	if d.root == nil || len(open) > 0 {
		return nil, fmt.Errorf("%w: the part ends too early", ErrMarkup)
	}
	return d, nil
}

// prefixOf is the prefix of a name with its colon, "" when there is none.
func prefixOf(name []byte) string { return string(name[:bytes.IndexByte(name, ':')+1]) }

func (d *document) local(name []byte) string {
	if d.prefix != "" {
		if rest, found := bytes.CutPrefix(name, []byte(d.prefix)); found {
			return string(rest)
		}
		return ":" + string(name)
	}
	return string(name)
}

// child finds the first child of that name, nil when there is none.
func (n *node) child(name string) *node {
	if n == nil {
		return nil
	}
	for _, k := range n.kids {
		if k.name == name {
			return k
		}
	}
	return nil
}

// children lists the children of that name.
func (n *node) children(name string) []*node {
	if n == nil {
		return nil
	}
	var list []*node
	for _, k := range n.kids {
		if k.name == name {
			list = append(list, k)
		}
	}
	return list
}

// attr is the value of an attribute, "" when there is none.
func (n *node) attr(name string) string {
	v, _ := attribute(n.tag, name)
	return unescape(v)
}

// raw is the text of an element.
func (d *document) raw(n *node) []byte { return d.text[n.start:n.end] }

// content is the text inside an element.
func (d *document) content(n *node) string { return unescape(d.text[n.inner:n.innerEnd]) }

func (d *document) splice(from, to int, text []byte) {
	d.edits = append(d.edits, edit{from, to, text, len(d.edits)})
}

// setTag replaces a start tag; an empty element stays empty.
func (d *document) setTag(n *node, tag []byte) { d.splice(n.start, n.start+len(n.tag), tag) }

// replace puts text in the place of an element.
func (d *document) replace(n *node, text []byte) { d.splice(n.start, n.end, text) }

// after puts text behind an element.
func (d *document) after(n *node, text []byte) { d.splice(n.end, n.end, text) }

// append puts text at the end of what an element holds, under a start tag
// that may change too (nil leaves it).
func (d *document) append(n *node, tag, text []byte) {
	if tag == nil {
		tag = n.tag
	}
	if !n.empty {
		if !bytes.Equal(tag, n.tag) {
			d.setTag(n, tag)
		}
		d.splice(n.innerEnd, n.innerEnd, text)
		return
	}
	open := append(bytes.TrimRight(bytes.TrimSuffix(tag, []byte("/>")), " \t\r\n"), '>')
	open = append(open, text...)
	open = append(open, "</"+nameIn(n.tag)+">"...)
	d.replace(n, open)
}

// nameIn is the name in a start tag, as written.
func nameIn(tag []byte) string {
	stop := 1
	for stop < len(tag) && tag[stop] > ' ' && tag[stop] != '>' && tag[stop] != '/' {
		stop++
	}
	return string(tag[1:stop])
}

// bytes is the part with all changes made.
func (d *document) bytes() []byte {
	slices.SortFunc(d.edits, func(a, b edit) int {
		if a.from != b.from {
			return a.from - b.from
		}
		return a.order - b.order
	})
	var out []byte
	at := 0
	for _, e := range d.edits {
		out = append(out, d.text[at:e.from]...)
		out = append(out, e.text...)
		at = e.to
	}
	return append(out, d.text[at:]...)
}
