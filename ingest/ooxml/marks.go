package ooxml

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Marks colour the cells of a column by the word they hold, whoever types it.
type Marks struct {
	Column int
	Words  []string
	Styles []int // from Styles.AddMark, one for each word
}

// AddMark gives the number of a look that is laid over the one a cell has:
// Fill, Color, Bold and Number count.
func (s *Styles) AddMark(f Format) int {
	var b strings.Builder
	b.WriteString("<dxf><font>")
	if f.Bold {
		b.WriteString("<b/>")
	}
	fmt.Fprintf(&b, `<color rgb="FF%s"/></font>`, f.Color)
	if f.Number != "" {
		fmt.Fprintf(&b, `<numFmt numFmtId="%d" formatCode="%s"/>`, s.numberFormat(f.Number), appendEscaped(nil, f.Number))
	}
	fmt.Fprintf(&b, `<fill><patternFill patternType="solid"><fgColor rgb="FF%[1]s"/><bgColor rgb="FF%[1]s"/></patternFill></fill></dxf>`, f.Fill)
	return s.lists["dxfs"].add([]byte(s.prefixed(b.String())))
}

// appendMarks writes the rules for the rows from top to bottom. They come
// behind all rules that are there: those go before them.
func appendMarks(out []byte, m *Marks, prefix string, top, bottom, priority int) []byte {
	a := area{m.Column, top, m.Column, max(top, bottom)}
	var b strings.Builder
	fmt.Fprintf(&b, `<conditionalFormatting sqref="%s">`, a)
	for i, word := range m.Words {
		fmt.Fprintf(&b, `<cfRule type="cellIs" dxfId="%d" priority="%d" operator="equal"><formula>&quot;%s&quot;</formula></cfRule>`,
			m.Styles[i], priority+i+1, appendEscaped(nil, word))
	}
	b.WriteString("</conditionalFormatting>")
	return append(out, withPrefix(b.String(), prefix)...)
}

// isMark reports whether the text of a conditionalFormatting element is one
// of ours, from an earlier report: rules for words of ours and nothing else,
// in a column that holds results.
func isMark(text []byte, ask Ask) bool {
	d, err := parseDocument(text)
	if err != nil || ask.Target == nil || len(d.root.kids) == 0 || len(d.root.kids) < len(ask.Words)/2 {
		return false
	}
	a, ok := parseArea(d.root.attr("sqref"))
	if !ok || a.left != a.right || !ask.Target(a.left) {
		return false
	}
	for _, rule := range d.root.kids {
		formula := rule.child("formula")
		if rule.attr("type") != "cellIs" || rule.attr("operator") != "equal" || formula == nil {
			return false
		}
		word, err := strconv.Unquote(strings.TrimSpace(d.content(formula)))
		if err != nil || !slices.Contains(ask.Words, word) {
			return false
		}
	}
	return true
}

// markFinder notes which conditional formats are ours, and the weakest
// priority in use.
type markFinder struct {
	open     bool
	text     []byte
	seen     int
	ours     map[int]bool // by order in the sheet
	priority int
}

// maxMark bounds the text that is looked at: a longer one is not ours.
const maxMark = 64 << 10

func (m *markFinder) token(t Token, name []byte, depth int, ask Ask) {
	if t.Kind == Start || t.Kind == Empty {
		if i := bytes.IndexByte(t.Name, ':'); string(t.Name[i+1:]) == "cfRule" {
			m.priority = max(m.priority, numberAttribute(t.Raw, "priority", 0))
		}
	}
	if depth == 1 && string(name) == "conditionalFormatting" {
		switch t.Kind {
		case Start:
			m.open, m.text = true, m.text[:0]
		case Empty:
			m.seen++
		case End:
			m.text = append(m.text, t.Raw...)
			m.open = false
			if len(m.text) < maxMark && isMark(m.text, ask) {
				if m.ours == nil {
					m.ours = map[int]bool{}
				}
				m.ours[m.seen] = true
			}
			m.seen++
		}
	}
	if m.open && len(m.text) < maxMark {
		m.text = append(m.text, t.Raw...)
	}
}
