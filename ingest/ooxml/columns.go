package ooxml

import (
	"slices"
	"strconv"
)

// columnWidth is one <col> element: columns 0-based, both ends included.
type columnWidth struct {
	from, to int
	style    int // -1 when it names none
	tag      []byte
}

func readColumn(tag []byte) (columnWidth, bool) {
	c := columnWidth{
		from:  numberAttribute(tag, "min", 0) - 1,
		to:    numberAttribute(tag, "max", 0) - 1,
		style: numberAttribute(tag, "style", -1),
		tag:   slices.Clone(tag),
	}
	return c, c.from >= 0 && c.from <= c.to && c.to < MaxColumns
}

// widen is the list of <col> elements with the given columns set to a width
// of their own. What stands left and right of them stays as it was, also
// where one element covered all: a person who hid everything right of the
// rows still sees the new columns, and nothing else.
func widen(columns []columnWidth, fresh []Column, prefix string) []columnWidth {
	list := slices.Clone(columns)
	for _, f := range fresh {
		var next []columnWidth
		for _, c := range list {
			if f.Index < c.from || f.Index > c.to {
				next = append(next, c)
				continue
			}
			if c.from < f.Index {
				next = append(next, c.cut(c.from, f.Index-1))
			}
			if c.to > f.Index {
				next = append(next, c.cut(f.Index+1, c.to))
			}
		}
		next = append(next, newColumnWidth(f.Index, f.Width, prefix))
		list = next
	}
	slices.SortFunc(list, func(a, b columnWidth) int { return a.from - b.from })
	return list
}

func (c columnWidth) cut(from, to int) columnWidth {
	c.from, c.to = from, to
	c.tag = withAttribute(withAttribute(c.tag, "min", strconv.Itoa(from+1)), "max", strconv.Itoa(to+1))
	return c
}

func newColumnWidth(index int, width float64, prefix string) columnWidth {
	n := strconv.Itoa(index + 1)
	w := strconv.FormatFloat(width, 'f', -1, 64)
	return columnWidth{from: index, to: index, style: -1,
		tag: []byte("<" + prefix + `col min="` + n + `" max="` + n + `" width="` + w + `" customWidth="1"/>`)}
}

// appendColumns writes a whole <cols> element.
func appendColumns(out []byte, columns []columnWidth, prefix string) []byte {
	out = append(out, "<"+prefix+"cols>"...)
	for _, c := range columns {
		out = append(out, c.tag...)
		if c.tag[len(c.tag)-2] != '/' {
			out = append(out, "</"+prefix+"col>"...)
		}
	}
	return append(out, "</"+prefix+"cols>"...)
}
