package ooxml

import (
	"bytes"
	"strconv"
	"strings"
)

// Dressing changes one thing about the style of a cell and leaves the others.
type Dressing struct {
	Fill   RGB  // "" as it was
	NoFill bool // takes away what is behind the cell
	AsText bool // number format for text
}

// dressed is the number of the cell style that a dressing makes of another.
func (s *Styles) dressed(id int, d Dressing) int {
	if d == (Dressing{}) {
		return id
	}
	key := dressedStyle{id, d}
	if made, known := s.dresses[key]; known {
		return made
	}
	if s.dresses == nil {
		s.dresses = map[dressedStyle]int{}
	}
	s.dresses[key] = s.dress(id, d)
	return s.dresses[key]
}

type dressedStyle struct {
	id int
	Dressing
}

func (s *Styles) dress(id int, d Dressing) int {
	item := []byte(s.prefixed(`<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>`))
	if l := s.lists["cellXfs"]; id < len(l.items) {
		item = l.items[id]
	}
	t, err := NewBytesScanner(item).Next()
	if err != nil {
		return id
	}
	tag, rest := bytes.Clone(t.Raw), item[len(t.Raw):]
	fill := -1
	switch {
	case d.NoFill:
		fill = 0
	case d.Fill != "":
		fill = s.put("fills", solidFill, d.Fill)
	}
	if fill >= 0 {
		tag = withAttribute(withAttribute(tag, "fillId", strconv.Itoa(fill)), "applyFill", "1")
	}
	if d.AsText && numberAttribute(tag, "numFmtId", 0) != builtin["@"] {
		tag = withAttribute(withAttribute(tag, "numFmtId", strconv.Itoa(builtin["@"])), "applyNumberFormat", "1")
	}
	return s.lists["cellXfs"].add(append(tag, rest...))
}

// fillOf is the colour behind cells of a style, "" when there is none or it is
// no plain one.
func (s *Styles) fillOf(id int) RGB {
	l, fill := s.lists["fills"], s.xf(id).fill
	if fill >= len(l.items) {
		return ""
	}
	d, err := parseDocument(l.items[fill])
	if err != nil {
		return ""
	}
	pattern := d.root.child("patternFill")
	if pattern == nil || pattern.attr("patternType") != "solid" {
		return ""
	}
	color := pattern.child("fgColor")
	if color == nil {
		return ""
	}
	rgb := strings.ToUpper(color.attr("rgb"))
	return RGB(rgb[max(0, len(rgb)-6):])
}
