package ooxml

import (
	"bytes"
	"fmt"
	"path"
	"strconv"
	"strings"
)

// Note is a comment on a cell of the person: column 0-based, row 1-based.
type Note struct {
	Column, Row int
	Text        string
}

// MaxNotes is how many notes a sheet gets. Each is a shape that programs load
// with the sheet; thousands make it slow.
const MaxNotes = 2000

// Signature tells notes of ours from those of the person.
type Signature struct {
	Author string                 // in the list of authors
	Head   string                 // of each text, since not every program keeps the list
	Known  func(text string) bool // whether a text is one of ours, whoever is its author; nil: when it begins with Head
}

// noteAuthor stands in the list of authors and at the head of each note of a
// report.
const noteAuthor = "domainbatch"

var reportNotes = Signature{Author: noteAuthor, Head: noteAuthor + ":\n"}

const (
	commentsType = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
	shapesType   = "application/vnd.openxmlformats-officedocument.vmlDrawing"
)

// notes is the work on the notes of one sheet: the texts stand in one part,
// the shapes that show them in another.
type notes struct {
	b        *Workbook
	by       Signature
	sheet    string // part
	comments string // part, "" when there is none
	shapes   string // part, "" when there is none
	doc      *document
	taken    map[string]bool // cells with a note of the person's
	gone     map[string]bool // cells that had a note of ours
	ours     []ourNote
}

// ourNote is a note that seems to be ours.
type ourNote struct {
	column, row int
	cell        string
	sure        bool // its author is
	node        *node
}

// writeNotes puts notes on a sheet in place of those of an earlier report. A
// cell that has a note of the person's keeps that one. What the sheet itself
// has to say about it is returned.
func (b *Workbook) writeNotes(sheet int, v *Survey, list []Note) ([]insertion, error) {
	n, sound, err := b.notesOf(sheet, reportNotes)
	if err != nil || !sound {
		return nil, err // no notes are better than a workbook that must be repaired
	}
	for _, o := range n.ours {
		n.drop(o)
	}
	more, _, err := n.write(v, list)
	return more, err
}

// notesOf learns what notes a sheet has. It reports false when its part is not
// what it should be.
func (b *Workbook) notesOf(sheet int, by Signature) (*notes, bool, error) {
	n := &notes{b: b, by: by, sheet: b.sheets[sheet].part, taken: map[string]bool{}, gone: map[string]bool{}}
	list, err := b.pack.relations(n.sheet)
	if err != nil {
		return nil, false, err
	}
	for _, r := range list {
		if r.is("comments") {
			n.comments = r.target
		}
	}
	sound, err := n.read()
	return n, sound, err
}

// drop takes a note of ours away.
func (n *notes) drop(o ourNote) {
	n.gone[o.cell] = true
	delete(n.taken, o.cell)
	n.doc.replace(o.node, nil)
}

// write writes notes where there are none, and says how many.
func (n *notes) write(v *Survey, list []Note) (more []insertion, written int, err error) {
	if err := n.findShapes(v.drawing); err != nil || v.drawing != "" && n.shapes == "" {
		return nil, 0, err
	}
	var fresh []Note
	for _, note := range list {
		if cell := CellName(note.Column, note.Row); !n.taken[cell] && len(fresh) < MaxNotes {
			n.taken[cell] = true
			fresh = append(fresh, note)
		}
	}
	if len(fresh) == 0 && len(n.gone) == 0 {
		return nil, 0, nil
	}
	n.writeTexts(fresh)
	more, err = n.writeShapes(v, fresh)
	return more, len(fresh), err
}

// findShapes looks for the part with the shapes.
func (n *notes) findShapes(drawing string) error {
	list, err := n.b.pack.relations(n.sheet)
	if err != nil {
		return err
	}
	for _, r := range list {
		if r.id == drawing && drawing != "" && r.is("vmlDrawing") {
			n.shapes = r.target
		}
	}
	return nil
}

// read learns which cells have notes, and which seem to be ours. It reports
// false when the part is not what it should be.
func (n *notes) read() (bool, error) {
	if n.comments == "" {
		return true, nil
	}
	if !n.b.pack.has(n.comments) {
		return false, nil
	}
	var err error
	if n.doc, err = n.b.pack.document(n.comments); err != nil {
		return false, err
	}
	if n.doc.root.child("authors") == nil || n.doc.root.child("commentList") == nil {
		return false, nil
	}
	var authors []string
	for _, a := range n.doc.root.child("authors").children("author") {
		authors = append(authors, strings.TrimSpace(n.doc.content(a)))
	}
	for _, c := range n.doc.root.child("commentList").children("comment") {
		cell := strings.ToUpper(c.attr("ref"))
		author := numberAttribute(c.tag, "authorId", -1)
		o := ourNote{cell: cell, node: c, sure: author >= 0 && author < len(authors) && authors[author] == n.by.Author}
		if o.sure || n.signed(c) {
			o.column, o.row, _ = ParseCell(cell)
			n.ours = append(n.ours, o)
		}
		n.taken[cell] = true
	}
	return true, nil
}

// signed reports whether the text of a note is as ours are.
func (n *notes) signed(c *node) bool {
	s := NewBytesScanner(n.doc.raw(c))
	for {
		t, err := s.Next()
		if err != nil {
			return false
		}
		if text := strings.TrimSpace(unescape(t.Raw)); t.Kind == Text && text != "" {
			if n.by.Known != nil {
				return n.by.Known(text)
			}
			return strings.HasPrefix(text, strings.TrimSpace(n.by.Head))
		}
	}
}

// writeTexts writes the part with the texts.
func (n *notes) writeTexts(list []Note) {
	if n.doc == nil {
		n.newTexts()
	}
	authors := n.doc.root.child("authors")
	id := len(authors.children("author"))
	for i, a := range authors.children("author") {
		if strings.TrimSpace(n.doc.content(a)) == n.by.Author {
			id = i
		}
	}
	if id == len(authors.children("author")) {
		n.doc.append(authors, nil, []byte(withPrefix("<author>"+n.by.Author+"</author>", n.doc.prefix)))
	}
	var text []byte
	for _, note := range list {
		text = fmt.Appendf(text, `<%[1]scomment ref="%[2]s" authorId="%[3]d"><%[1]stext><%[1]st xml:space="preserve">%[4]s</%[1]st></%[1]stext></%[1]scomment>`,
			n.doc.prefix, CellName(note.Column, note.Row), id, appendCellText(nil, n.by.Head+note.Text))
	}
	n.doc.append(n.doc.root.child("commentList"), nil, text)
	n.b.change.setBytes(n.b.pack, n.comments, n.doc.bytes())
}

// newTexts begins the part, which also is told to the sheet and the package.
func (n *notes) newTexts() {
	n.comments = n.b.freeNumbered(path.Join(path.Dir(n.b.part), "comments%d.xml"))
	text := `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n" +
		`<comments xmlns="` + n.b.namespace() + `"><authors></authors><commentList></commentList></comments>`
	n.doc, _ = parseDocument([]byte(text)) // it is our own
	n.b.relateTo(n.sheet, "comments", n.comments)
	n.b.declare(n.comments, commentsType)
}

// writeShapes writes the part with the shapes.
func (n *notes) writeShapes(v *Survey, list []Note) ([]insertion, error) {
	var more []insertion
	text := []byte(emptyShapes)
	if n.shapes != "" && n.b.pack.has(n.shapes) {
		var err error
		if text, err = n.b.pack.read(n.shapes); err != nil {
			return nil, err
		}
	} else if len(list) > 0 {
		n.shapes = n.b.freeNumbered(path.Join(path.Dir(n.b.part), "drawings", "vmlDrawing%d.vml"))
		id := n.b.relateTo(n.sheet, "vmlDrawing", n.shapes)
		n.b.declare(n.shapes, shapesType)
		more = []insertion{{"legacyDrawing", []byte(withPrefix(fmt.Sprintf(`<legacyDrawing xmlns:r="%s" r:id="%s"/>`, n.b.relationSpace(), id), v.prefix))}}
	}
	if n.shapes == "" {
		return nil, nil
	}
	n.b.change.setBytes(n.b.pack, n.shapes, addShapes(dropShapes(text, n.gone), list))
	return more, nil
}

const emptyShapes = `<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel">` +
	`<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/></o:shapelayout></xml>`

// shapeType is what every shape of a note refers to.
const shapeType = `<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>`

// addShapes puts shapes at the end of the part.
func addShapes(text []byte, list []Note) []byte {
	end := bytes.LastIndex(text, []byte("</xml"))
	if end < 0 || len(list) == 0 {
		return text
	}
	var b bytes.Buffer
	b.Write(text[:end])
	if !bytes.Contains(text, []byte(`"_x0000_t202"`)) {
		b.WriteString(declaring(text, shapeType, "shapetype"))
	}
	id := max(highestShape(text), 1024)
	for _, note := range list {
		id++
		b.WriteString(declaring(text, shapeOf(note, id), "shape"))
	}
	b.Write(text[end:])
	return b.Bytes()
}

// declaring is an element of ours that declares its prefixes where the part
// does not.
func declaring(text []byte, element, name string) string {
	head, _, _ := bytes.Cut(text, []byte(">"))
	declared := ""
	for prefix, space := range map[string]string{"v": "vml", "o": "office:office", "x": "office:excel"} {
		if !bytes.Contains(head, []byte("xmlns:"+prefix+"=")) {
			declared += ` xmlns:` + prefix + `="urn:schemas-microsoft-com:` + space + `"`
		}
	}
	return strings.Replace(element, "<v:"+name, "<v:"+name+declared, 1)
}

func shapeOf(note Note, id int) string {
	lines := 2 + len(note.Text)/28
	top := max(note.Row-2, 0)
	return fmt.Sprintf(`<v:shape id="_x0000_s%d" type="#_x0000_t202" style="position:absolute;margin-left:60pt;margin-top:2pt;width:180pt;height:%dpt;z-index:1;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">`+
		`<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>`+
		`<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>%d, 15, %d, 2, %d, 31, %d, 4</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>%d</x:Row><x:Column>%d</x:Column></x:ClientData></v:shape>`,
		id, lines*13, note.Column+1, top, note.Column+3, top+lines, note.Row-1, note.Column)
}

// highestShape is the highest number of a shape.
func highestShape(text []byte) int {
	highest := 0
	for rest := text; ; {
		i := bytes.Index(rest, []byte("_x0000_s"))
		if i < 0 {
			return highest
		}
		rest = rest[i+len("_x0000_s"):]
		stop := 0
		for stop < len(rest) && rest[stop] >= '0' && rest[stop] <= '9' {
			stop++
		}
		if n, ok := wholeNumber(rest[:stop]); ok {
			highest = max(highest, n)
		}
	}
}

// dropShapes takes out the shapes of the notes on some cells. The part is
// often no sound XML, so that it is not taken for a tree.
func dropShapes(text []byte, cells map[string]bool) []byte {
	if len(cells) == 0 {
		return text
	}
	s := NewBytesScanner(text)
	var out []byte
	kept, start := 0, -1
	for {
		at := int(s.Offset())
		t, err := s.Next()
		if err != nil {
			return append(out, text[kept:]...)
		}
		if _, local, _ := strings.Cut(string(t.Name), ":"); local != "shape" {
			continue
		}
		switch t.Kind {
		case Start:
			start = at
		case End:
			stop := at + len(t.Raw)
			if start >= 0 && cells[cellOfShape(text[start:stop])] {
				out = append(out, text[kept:start]...)
				kept = stop
			}
			start = -1
		}
	}
}

// cellOfShape is the cell whose note a shape shows, "" when it shows none.
func cellOfShape(shape []byte) string {
	if !bytes.Contains(shape, []byte(`"Note"`)) && !bytes.Contains(shape, []byte(`'Note'`)) {
		return ""
	}
	row, column := numberIn(shape, "Row>"), numberIn(shape, "Column>")
	if row < 0 || column < 0 || row >= MaxRows || column >= MaxColumns {
		return ""
	}
	return CellName(column, row+1)
}

func numberIn(text []byte, behind string) int {
	i := bytes.Index(text, []byte(":"+behind))
	if i < 0 {
		return -1
	}
	rest, _, _ := bytes.Cut(text[i+1+len(behind):], []byte("<"))
	n, err := strconv.Atoi(string(bytes.TrimSpace(rest)))
	if err != nil {
		return -1
	}
	return n
}
