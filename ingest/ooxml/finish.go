package ooxml

import (
	"fmt"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"
)

const (
	sheetType  = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
	stylesType = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
)

// finish turns all that was asked for into changed parts. Sheets of ours
// come first: what they need is written into the other parts afterwards.
func (b *Workbook) finish() error {
	namespace := b.namespace()
	for _, p := range b.put {
		if !p.fresh {
			if err := b.dropRelations(p.part); err != nil {
				return err
			}
		}
		drawing := b.putChart(p)
		b.change.set(b.pack, p.part, func(w io.Writer) error { return writeSheet(w, p.sheet, namespace, drawing) })
	}
	b.addSheets()
	b.addNames()
	b.finishStyles()
	b.finishCalculation()
	b.finishRelations()
	b.forgetDropped()
	b.change.setBytes(b.pack, b.part, b.doc.bytes())
	if len(b.rels.edits) > 0 {
		b.change.setBytes(b.pack, relationsPart(b.part), b.rels.bytes())
	}
	if len(b.types.edits) > 0 {
		b.change.setBytes(b.pack, "[Content_Types].xml", b.types.bytes())
	}
	return nil
}

// namespace is the one that the workbook uses: there are two forms of the
// standard.
func (b *Workbook) namespace() string {
	name := "xmlns"
	if b.doc.prefix != "" {
		name += ":" + strings.TrimSuffix(b.doc.prefix, ":")
	}
	return b.doc.root.attr(name)
}

// addSheets lists the new sheets in workbook, relations and content types.
func (b *Workbook) addSheets() {
	var list []byte
	kind := b.sheetRelation()
	idPrefix, declared := b.relationPrefix()
	for _, p := range b.put {
		if !p.fresh {
			continue
		}
		s := b.sheets[p.index]
		rid := b.relate(kind, p.part, sheetType)
		list = fmt.Appendf(list, `<%ssheet name="%s" sheetId="%d"%s %s:id="%s"/>`, b.doc.prefix, appendEscaped(nil, s.name), s.id, declared, idPrefix, rid)
	}
	if list != nil {
		b.doc.append(b.doc.root.child("sheets"), nil, list)
	}
}

func (b *Workbook) sheetRelation() string {
	for _, s := range b.sheets {
		if (relation{kind: s.kind}).is("worksheet") {
			return s.kind
		}
	}
	return "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
}

// relationPrefix is the prefix under which the workbook part writes ids of
// relations, usually r, and the declaration that an element of ours needs for
// it: some programs declare the prefix on every sheet anew.
func (b *Workbook) relationPrefix() (prefix, declaration string) {
	prefix = "r"
	tag := b.sheets[0].node.tag
	for a := range attributes(tag) {
		before, local, found := strings.Cut(string(tag[a.name:a.nameEnd]), ":")
		if found && local == "id" && before != "xmlns" {
			prefix = before
		}
	}
	for _, n := range []*node{b.doc.root, b.doc.root.child("sheets")} {
		if _, found := attribute(n.tag, "xmlns:"+prefix); found {
			return prefix, ""
		}
	}
	uri, found := attribute(tag, "xmlns:"+prefix)
	if !found {
		uri = []byte(b.relationSpace())
	}
	return prefix, fmt.Sprintf(` xmlns:%s="%s"`, prefix, uri)
}

// relate adds a relation from the workbook to a new part and declares the
// type of the part. It returns the id of the relation.
func (b *Workbook) relate(kind, part, contentType string) string {
	id := b.freeRelation()
	target := strings.TrimPrefix(part, path.Dir(b.part)+"/")
	b.rels.append(b.rels.root, nil, fmt.Appendf(nil, `<%sRelationship Id="%s" Type="%s" Target="%s"/>`, b.rels.prefix, id, kind, appendEscaped(nil, target)))
	b.declare(part, contentType)
	return id
}

// freeRelation is an id that no relation of the workbook has.
func (b *Workbook) freeRelation() string {
	if b.relationIDs == nil {
		b.relationIDs = map[string]bool{}
		for _, r := range relationsIn(b.rels, b.part) {
			b.relationIDs[r.id] = true
		}
	}
	for n := len(b.relationIDs) + 1; ; n++ {
		if id := "rId" + strconv.Itoa(n); !b.relationIDs[id] {
			b.relationIDs[id] = true
			return id
		}
	}
}

// addNames writes the defined names: those that mark our sheets, the rows
// repeated on paper, and the filter of the sheet that was edited.
func (b *Workbook) addNames() {
	ours := map[int]bool{}
	var text []byte
	name := func(name string, sheet int, hidden bool, formula string) {
		text = fmt.Appendf(text, `<%sdefinedName name="%s" localSheetId="%d"`, b.doc.prefix, name, sheet)
		if hidden {
			text = append(text, ` hidden="1"`...)
		}
		text = append(text, '>')
		text = appendEscaped(text, formula)
		text = append(text, "</"+b.doc.prefix+"definedName>"...)
	}
	for _, p := range b.put {
		ours[p.index] = true
		if p.sheet.Frozen > 0 {
			name("_xlnm.Print_Titles", p.index, false, fmt.Sprintf("%s!$1:$%d", quoteSheet(p.sheet.Name), p.sheet.Frozen))
		}
		name(mark, p.index, true, `"`+p.sheet.Key+`"`)
	}
	names := b.doc.root.child("definedNames")
	for _, n := range names.children("definedName") {
		b.reviseName(n, ours)
	}
	switch {
	case text == nil:
	case names != nil:
		b.doc.append(names, nil, text)
	default:
		list := "<" + b.doc.prefix + "definedNames>" + string(text) + "</" + b.doc.prefix + "definedNames>"
		b.doc.after(b.lastOf("sheets", "functionGroups", "externalReferences"), []byte(list))
	}
}

// reviseName changes or removes a name that was there.
func (b *Workbook) reviseName(n *node, ours map[int]bool) {
	sheet := numberAttribute(n.tag, "localSheetId", -1)
	name := n.attr("name")
	switch {
	case ours[sheet] && (name == mark || name == "_xlnm._FilterDatabase" || name == "_xlnm.Print_Titles"),
		sheet == b.target && sheet >= 0 && name == mark:
		b.doc.replace(n, nil)
	case sheet == b.target && sheet >= 0 && name == "_xlnm._FilterDatabase" && b.filterTo >= 0:
		content := b.doc.content(n)
		if i := strings.LastIndexByte(content, '!'); i >= 0 {
			if a, ok := parseArea(content[i+1:]); ok && a.right < b.filterTo {
				a.right = b.filterTo
				b.doc.splice(n.inner, n.innerEnd, appendEscaped(nil, a.absolute(b.sheets[sheet].name)))
			}
		}
	}
}

// lastOf is the last child of the workbook among names that follow each other
// in the standard.
func (b *Workbook) lastOf(names ...string) *node {
	var last *node
	for _, name := range names {
		if n := b.doc.root.child(name); n != nil {
			last = n
		}
	}
	return last
}

func (b *Workbook) finishStyles() {
	if !b.styles.changed() {
		return
	}
	if b.styles.missing {
		b.stylesPart = path.Join(path.Dir(b.part), "styles.xml")
		kind := strings.TrimSuffix(b.sheetRelation(), "worksheet") + "styles"
		b.relate(kind, b.stylesPart, stylesType)
	}
	b.change.setBytes(b.pack, b.stylesPart, b.styles.bytes())
}

// finishCalculation has everything computed anew when the workbook is opened,
// so that formulas over results do not show what was there before. The order
// of calculation is dropped when it may name cells that hold no formula any
// more; programs make it again.
func (b *Workbook) finishCalculation() {
	if b.unchain && b.chainPart != "" {
		b.drop(b.chainPart)
	}
	if !b.recalc {
		return
	}
	if n := b.doc.root.child("calcPr"); n != nil {
		b.doc.setTag(n, withAttribute(n.tag, "fullCalcOnLoad", "1"))
		return
	}
	behind := b.lastOf("sheets", "functionGroups", "externalReferences", "definedNames")
	b.doc.after(behind, []byte("<"+b.doc.prefix+`calcPr fullCalcOnLoad="1"/>`))
}

// dropRelations drops what a sheet of ours, about to be replaced, was related
// to and nothing else is: comments or a chart that somebody put there.
func (b *Workbook) dropRelations(part string) error {
	list, err := b.pack.relations(part)
	if err != nil || list == nil {
		return err
	}
	b.drop(relationsPart(part))
	for _, r := range list {
		if r.external || b.dropped[partKey(r.target)] {
			continue
		}
		used, err := b.usedElsewhere(r.target)
		if err != nil {
			return err
		}
		if used {
			continue
		}
		b.drop(r.target)
		if err := b.dropRelations(r.target); err != nil {
			return err
		}
	}
	return nil
}

// usedElsewhere reports whether a part that stays is related to a part.
func (b *Workbook) usedElsewhere(part string) (bool, error) {
	for _, f := range b.pack.zip.File {
		owner, ok := relationsOwner(f.Name)
		if !ok || b.dropped[partKey(f.Name)] {
			continue
		}
		list, err := b.pack.relations(owner)
		if err != nil {
			return false, err
		}
		if slices.ContainsFunc(list, func(r relation) bool { return !r.external && partKey(r.target) == partKey(part) }) {
			return true, nil
		}
	}
	return false, nil
}

func (b *Workbook) drop(part string) {
	b.dropped[partKey(part)] = true
	b.change.drop(b.pack, part)
}

// forgetDropped removes dropped parts from relations and content types.
func (b *Workbook) forgetDropped() {
	for _, r := range relationsIn(b.rels, b.part) {
		if !r.external && b.dropped[partKey(r.target)] {
			b.rels.replace(r.node, nil)
		}
	}
	for _, n := range b.types.root.children("Override") {
		if b.dropped[partKey(n.attr("PartName"))] {
			b.types.replace(n, nil)
		}
	}
}
