package ooxml

import (
	"fmt"
	"strconv"
	"strings"
)

// table is one table of the sheet.
type table struct {
	part string
	doc  *document
	area area
	head bool // has a header row
}

func readTable(p *pack, part string) (*table, error) {
	doc, err := p.document(part)
	if err != nil {
		return nil, err
	}
	a, ok := parseArea(doc.root.attr("ref"))
	if !ok {
		return nil, fmt.Errorf("part %s: table without an area", part)
	}
	return &table{part: part, doc: doc, area: a, head: doc.root.attr("headerRowCount") != "0"}, nil
}

// holds reports whether the rows of the table are the rows below the header,
// and not what stands beside them.
func (t *table) holds(header, subject int) bool {
	if subject < t.area.left || subject > t.area.right {
		return false
	}
	return t.head && t.area.top == header || !t.head && t.area.top == header+1
}

// extend makes the table reach the last column of the edit. Columns between
// table and results become part of it, which takes a title for each; without
// one the reason is returned in words and the table stays as it is.
func (t *table) extend(e *Edit, others []*table, title func(column int) string) string {
	to := e.right()
	if t.area.right >= to {
		return ""
	}
	if kind := t.doc.root.attr("tableType"); kind != "" && kind != "worksheet" {
		return fmt.Sprintf("table %s cannot be made wider, its columns come from a %s", t.name(), kind)
	}
	grown := t.area
	grown.right = to
	for _, o := range others {
		if o != t && overlap(grown, o.area) {
			return fmt.Sprintf("table %s cannot be made wider, table %s stands in the way", t.name(), o.name())
		}
	}
	titles, reason := t.titles(e, title)
	if reason != "" {
		return reason
	}
	t.grow(grown, titles)
	return ""
}

func (t *table) name() string { return t.doc.root.attr("displayName") }

func overlap(a, b area) bool {
	return a.left <= b.right && b.left <= a.right && a.top <= b.bottom && b.top <= a.bottom
}

// titles are those of the columns that the table takes in, all different.
func (t *table) titles(e *Edit, title func(int) string) ([]string, string) {
	taken := map[string]bool{}
	for _, c := range t.doc.root.child("tableColumns").children("tableColumn") {
		taken[strings.ToLower(c.attr("name"))] = true
	}
	ours := map[int]string{}
	for _, c := range e.Columns {
		ours[c.Index] = c.Title
	}
	var list []string
	for i := t.area.right + 1; i <= e.right(); i++ {
		name, own := ours[i]
		if !own {
			name = title(i)
		}
		if name == "" || taken[strings.ToLower(name)] {
			return nil, fmt.Sprintf("table %s cannot be made wider, column %s has no title of its own", t.name(), ColumnName(i))
		}
		taken[strings.ToLower(name)] = true
		list = append(list, name)
	}
	return list, ""
}

func (t *table) grow(grown area, titles []string) {
	root := t.doc.root
	t.doc.setTag(root, withAttribute(root.tag, "ref", grown.String()))
	filter := root.child("autoFilter")
	for _, n := range []*node{filter, filter.child("sortState"), root.child("sortState")} {
		if n == nil {
			continue
		}
		if a, ok := parseArea(n.attr("ref")); ok && a.left == t.area.left && a.right == t.area.right {
			a.right = grown.right
			t.doc.setTag(n, withAttribute(n.tag, "ref", a.String()))
		}
	}
	columns := root.child("tableColumns")
	if columns == nil {
		return
	}
	have := columns.children("tableColumn")
	id := 0
	for _, c := range have {
		id = max(id, numberAttribute(c.tag, "id", 0))
	}
	var text []byte
	for _, name := range titles {
		id++
		text = append(text, "<"+t.doc.prefix+`tableColumn id="`+strconv.Itoa(id)+`" name="`...)
		text = appendEscaped(text, tableTitle(name))
		text = append(text, `"/>`...)
	}
	t.doc.append(columns, withAttribute(columns.tag, "count", strconv.Itoa(len(have)+len(titles))), text)
}

// tableTitle writes line breaks as table parts do.
func tableTitle(s string) string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	return strings.ReplaceAll(s, "\n", "_x000a_")
}
