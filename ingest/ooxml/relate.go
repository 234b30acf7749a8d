package ooxml

import (
	"fmt"
	"path"
	"strconv"
	"strings"
)

// emptyRelations is a relations part with nothing in it.
const emptyRelations = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n" +
	`<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>`

// relationSpace is how the types of relations between parts begin: there are
// two forms of the standard.
func (b *Workbook) relationSpace() string {
	return strings.TrimSuffix(b.sheetRelation(), "/worksheet")
}

// relateTo adds a relation from a part that is not the workbook to another
// and gives its id. The relations part is written by finish.
func (b *Workbook) relateTo(from, kind, to string) string {
	rels := b.relationsOf(from)
	id := ""
	for n := 1; ; n++ {
		id = "rId" + strconv.Itoa(n)
		if !rels.ids[id] {
			break
		}
	}
	rels.ids[id] = true
	rels.doc.append(rels.doc.root, nil, fmt.Appendf(nil, `<%sRelationship Id="%s" Type="%s/%s" Target="/%s"/>`,
		rels.doc.prefix, id, b.relationSpace(), kind, appendEscaped(nil, to)))
	return id
}

// partRelations are the relations of a part that gets more of them.
type partRelations struct {
	doc *document
	ids map[string]bool
}

func (b *Workbook) relationsOf(part string) *partRelations {
	key := partKey(part)
	if r, known := b.related[key]; known {
		return r
	}
	r := &partRelations{ids: map[string]bool{}}
	name := relationsPart(part)
	if b.pack.has(name) && !b.dropped[partKey(name)] {
		r.doc, _ = b.pack.document(name) // was read before, or is replaced
	}
	if r.doc == nil || r.doc.root.empty {
		r.doc, _ = parseDocument([]byte(emptyRelations))
	}
	for _, n := range r.doc.root.children("Relationship") {
		r.ids[n.attr("Id")] = true
	}
	if b.related == nil {
		b.related = map[string]*partRelations{}
	}
	b.related[key] = r
	b.relatedParts = append(b.relatedParts, part)
	return r
}

// finishRelations writes the relations of parts that got more of them.
func (b *Workbook) finishRelations() {
	for _, part := range b.relatedParts {
		b.change.setBytes(b.pack, relationsPart(part), b.related[partKey(part)].doc.bytes())
	}
}

// declare says which type a new part has.
func (b *Workbook) declare(part, contentType string) {
	b.types.append(b.types.root, nil, fmt.Appendf(nil, `<%sOverride PartName="/%s" ContentType="%s"/>`, b.types.prefix, appendEscaped(nil, part), contentType))
}

// freeNumbered is the first name of that form that no part has or gets.
func (b *Workbook) freeNumbered(form string) string {
	for n := 1; ; n++ {
		name := path.Clean(fmt.Sprintf(form, n))
		_, given := b.change.parts[partKey(name)]
		if !b.pack.has(name) && !given && !b.named[partKey(name)] {
			if b.named == nil {
				b.named = map[string]bool{}
			}
			b.named[partKey(name)] = true
			return name
		}
	}
}
