package ooxml

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
)

// Format is how a cell of ours looks. The zero Format is plain text in the
// workbook's default font.
type Format struct {
	Like     int  // cell style whose font face and size are taken; 0 is the default style
	Fill     RGB  // "" none
	Color    RGB  // of the text, "" automatic
	Bold     bool // of the text
	Size     int  // in points, 0 as Like
	KeepFill bool // fill and text colour as Like has them; Fill and Color are not used
	Borders  bool // as Like has them
	Under    RGB  // line under the cell, when Borders is off
	Number   string
	Wrap     bool
	Top      bool   // text at the top, otherwise as Like has it
	Across   string // horizontal alignment, "" general
	Indent   int
}

// RGB is a colour such as "1E6B2E".
type RGB string

// Styles is the styles part of a workbook. Cell styles can be added; what is
// there stays as it is, and a style that is there already is used again.
type Styles struct {
	doc     *document
	lists   map[string]*styleList
	made    map[Format]int
	dresses map[dressedStyle]int
	missing bool
}

// styleList is one of the lists that cell styles point into.
type styleList struct {
	node  *node // nil when the part has no such list
	items [][]byte
	old   int
	index map[string]int
}

// The lists in the order in which the standard wants them.
var styleLists = []string{"numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs"}

// emptyStyles is the part for workbooks that have none.
const emptyStyles = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts count="1"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs></styleSheet>`

func parseStyles(text []byte) (*Styles, error) {
	doc, err := parseDocument(text)
	if err != nil {
		return nil, fmt.Errorf("reading the styles: %w", err)
	}
	s := &Styles{doc: doc, lists: map[string]*styleList{}, made: map[Format]int{}}
	for _, name := range styleLists {
		l := &styleList{node: doc.root.child(name), index: map[string]int{}}
		if l.node != nil {
			l.load(doc)
		}
		s.lists[name] = l
	}
	return s, nil
}

// load takes in what is there; an item that is there twice keeps both places.
func (l *styleList) load(doc *document) {
	for i, k := range l.node.kids {
		item := doc.raw(k)
		l.items = append(l.items, item)
		if _, twice := l.index[string(item)]; !twice {
			l.index[string(item)] = i
		}
	}
	l.old = len(l.items)
}

// add gives the index of an item, appending it when it is new.
func (l *styleList) add(item []byte) int {
	if i, known := l.index[string(item)]; known {
		return i
	}
	l.index[string(item)] = len(l.items)
	l.items = append(l.items, item)
	return len(l.items) - 1
}

// Add gives the number of the cell style for a format.
func (s *Styles) Add(f Format) int {
	if id, known := s.made[f]; known {
		return id
	}
	like := s.xf(f.Like)
	font, fill, border := s.font(f, like), 0, 0
	if f.KeepFill {
		fill = like.fill
	} else if f.Fill != "" {
		fill = s.put("fills", solidFill, f.Fill)
	}
	switch {
	case f.Borders:
		border = like.border
	case f.Under != "":
		border = s.put("borders", `<border><left/><right/><top/><bottom style="thin"><color rgb="FF%s"/></bottom><diagonal/></border>`, f.Under)
	}
	id := s.put("cellXfs", `<xf numFmtId="%d" fontId="%d" fillId="%d" borderId="%d" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1">%s</xf>`,
		s.numberFormat(f.Number), font, fill, border, s.alignment(f, like))
	s.made[f] = id
	return id
}

const solidFill = `<fill><patternFill patternType="solid"><fgColor rgb="FF%s"/><bgColor indexed="64"/></patternFill></fill>`

// put adds an element written without prefix to a list.
func (s *Styles) put(list, format string, args ...any) int {
	return s.lists[list].add([]byte(s.prefixed(fmt.Sprintf(format, args...))))
}

// prefixed writes the elements of ours as this part writes its own.
func (s *Styles) prefixed(text string) string { return withPrefix(text, s.doc.prefix) }

func withPrefix(text, prefix string) string {
	if prefix == "" {
		return text
	}
	text = strings.ReplaceAll(text, "<", "<"+prefix)
	return strings.ReplaceAll(text, "<"+prefix+"/", "</"+prefix)
}

// xf is what a cell style points at.
type xf struct {
	font, fill, border int
	vertical           string
}

func (s *Styles) xf(id int) xf {
	l := s.lists["cellXfs"]
	if id < 0 || id >= len(l.items) {
		return xf{}
	}
	tag := l.items[id]
	x := xf{font: numberAttribute(tag, "fontId", 0), fill: numberAttribute(tag, "fillId", 0), border: numberAttribute(tag, "borderId", 0)}
	if i := bytes.Index(tag, []byte("<"+s.doc.prefix+"alignment")); i >= 0 {
		v, _ := attribute(tag[i:], "vertical")
		x.vertical = string(v)
	}
	return x
}

// SameFill reports whether two cell styles have the same fill and font
// colour: then the whole row is coloured so, not a single cell.
func (s *Styles) SameFill(a, b int) bool {
	if a == b {
		return true
	}
	x, y := s.xf(a), s.xf(b)
	return x.fill == y.fill && bytes.Equal(s.fontChild(x.font, "color"), s.fontChild(y.font, "color"))
}

// fontChild is one setting of a font, as written.
func (s *Styles) fontChild(font int, name string) []byte {
	l := s.lists["fonts"]
	if font < 0 || font >= len(l.items) {
		return nil
	}
	d, err := parseDocument(l.items[font])
	if err != nil {
		return nil
	}
	if k := d.root.child(name); k != nil {
		return d.raw(k)
	}
	return nil
}

// font keeps face and size of another font; boldness and colour are ours, so
// that a hyperlink or a warning in the neighbour cell does not rub off.
func (s *Styles) font(f Format, like xf) int {
	var b strings.Builder
	b.WriteString(s.prefixed("<font>"))
	if f.Bold {
		b.WriteString(s.prefixed("<b/>"))
	}
	if f.Size > 0 {
		b.WriteString(s.prefixed(`<sz val="` + strconv.Itoa(f.Size) + `"/>`))
	} else {
		b.Write(s.fontChild(like.font, "sz"))
	}
	switch {
	case f.KeepFill:
		b.Write(s.fontChild(like.font, "color"))
	case f.Color != "":
		b.WriteString(s.prefixed(`<color rgb="FF` + string(f.Color) + `"/>`))
	}
	for _, name := range []string{"name", "family", "charset", "scheme"} {
		b.Write(s.fontChild(like.font, name))
	}
	b.WriteString(s.prefixed("</font>"))
	return s.lists["fonts"].add([]byte(b.String()))
}

func (s *Styles) alignment(f Format, like xf) string {
	var b strings.Builder
	b.WriteString("<alignment")
	if f.Across != "" {
		b.WriteString(` horizontal="` + f.Across + `"`)
	}
	if f.Indent > 0 {
		b.WriteString(` indent="` + strconv.Itoa(f.Indent) + `"`)
	}
	switch {
	case f.Top:
		b.WriteString(` vertical="top"`)
	case like.vertical != "":
		b.WriteString(` vertical="` + like.vertical + `"`)
	}
	if f.Wrap {
		b.WriteString(` wrapText="1"`)
	}
	b.WriteString("/>")
	return b.String()
}

// builtin are the number formats that need no definition.
var builtin = map[string]int{"": 0, "General": 0, "0": 1, "#,##0": 3, "0%": 9, "@": 49}

func (s *Styles) numberFormat(code string) int {
	if id, known := builtin[code]; known {
		return id
	}
	l := s.lists["numFmts"]
	next := 164
	for _, item := range l.items {
		id := numberAttribute(item, "numFmtId", 0)
		if v, _ := attribute(item, "formatCode"); unescape(v) == code {
			return id
		}
		next = max(next, id+1)
	}
	s.put("numFmts", `<numFmt numFmtId="%d" formatCode="%s"/>`, next, appendEscaped(nil, code))
	return next
}

// changed reports whether anything was added.
func (s *Styles) changed() bool {
	for _, l := range s.lists {
		if len(l.items) > l.old {
			return true
		}
	}
	return s.missing
}

// bytes is the part with the additions.
func (s *Styles) bytes() []byte {
	behind := s.doc.root.inner
	for _, name := range styleLists {
		l := s.lists[name]
		added := bytes.Join(l.items[l.old:], nil)
		switch {
		case l.node != nil && len(added) > 0:
			tag := l.node.tag
			if _, counted := attribute(tag, "count"); counted {
				tag = withAttribute(tag, "count", strconv.Itoa(len(l.items)))
			}
			s.doc.append(l.node, tag, added)
		case len(added) > 0:
			list := s.prefixed(fmt.Sprintf(`<%s count="%d">`, name, len(l.items))) + string(added) + s.prefixed("</"+name+">")
			s.doc.splice(behind, behind, []byte(list))
		}
		if l.node != nil {
			behind = l.node.end
		}
	}
	return s.doc.bytes()
}
