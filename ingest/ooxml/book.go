package ooxml

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
)

// Workbook is a workbook that is going to be written again with changes.
// Nothing is written before Save.
type Workbook struct {
	pack   *pack
	part   string // the workbook part
	doc    *document
	rels   *document
	types  *document
	styles *Styles
	sheets []sheetRef
	change changes

	signed     bool
	stylesPart string
	chainPart  string // order of calculation, "" when there is none
	target     int    // sheet that is edited, -1 for none
	put        []putSheet
	recalc     bool
	unchain    bool
	filterTo   int // last column of the target's filter, -1 unchanged
	dropped    map[string]bool

	relationIDs  map[string]bool
	related      map[string]*partRelations // of other parts than the workbook
	relatedParts []string
	named        map[string]bool // names of parts given away
}

// sheetRef is one entry of the list of sheets.
type sheetRef struct {
	name string
	id   int
	part string
	kind string // type of its relation
	key  string // of a sheet that an earlier report made, else ""
	node *node
}

// ErrNoSheet says that a workbook has no worksheet of that name.
var ErrNoSheet = errors.New("no such worksheet")

// Open reads everything but the cells. Trouble that would keep the workbook
// from being written again is found here or in Survey.
func Open(r io.ReaderAt, size int64) (*Workbook, error) {
	p, err := openPack(r, size)
	if err != nil {
		return nil, err
	}
	b := &Workbook{pack: p, target: -1, filterTo: -1, dropped: map[string]bool{}}
	if b.types, err = p.document("[Content_Types].xml"); err != nil {
		return nil, err
	}
	top, err := p.relations("")
	if err != nil {
		return nil, err
	}
	for _, r := range top {
		switch {
		case r.is("officeDocument"):
			b.part = r.target
		case r.is("origin"):
			b.signed = true
		}
	}
	if b.part == "" {
		return nil, fmt.Errorf("%w: nothing says which part is the workbook", ErrNotWorkbook)
	}
	if b.doc, err = p.document(b.part); err != nil {
		return nil, err
	}
	if b.doc.root.name != "workbook" {
		return nil, fmt.Errorf("%w: its main part is a %s", ErrNotWorkbook, b.doc.root.name)
	}
	return b, b.readParts()
}

// readParts follows the relations of the workbook part.
func (b *Workbook) readParts() error {
	var err error
	if b.rels, err = b.pack.document(relationsPart(b.part)); err != nil {
		return err
	}
	targets := map[string]relation{}
	for _, r := range relationsIn(b.rels, b.part) {
		targets[r.id] = r
		switch {
		case r.is("styles"):
			b.stylesPart = r.target
		case r.is("calcChain"):
			b.chainPart = r.target
		}
	}
	for _, n := range b.doc.root.child("sheets").children("sheet") {
		id, _ := attributeLocal(n.tag, "id")
		r := targets[unescape(id)]
		b.sheets = append(b.sheets, sheetRef{
			name: n.attr("name"), id: numberAttribute(n.tag, "sheetId", 0), part: r.target, kind: r.kind, node: n,
		})
	}
	if len(b.sheets) == 0 {
		return fmt.Errorf("%w: it has no sheets", ErrNotWorkbook)
	}
	b.readMarks()
	return b.readStyles()
}

func (b *Workbook) readStyles() error {
	text := []byte(emptyStyles)
	if b.stylesPart != "" && b.pack.has(b.stylesPart) {
		var err error
		if text, err = b.pack.read(b.stylesPart); err != nil {
			return err
		}
	}
	var err error
	if b.styles, err = parseStyles(text); err != nil {
		return err
	}
	b.styles.missing = b.stylesPart == "" || !b.pack.has(b.stylesPart)
	return nil
}

// Styles is where cell styles for Values come from.
func (b *Workbook) Styles() *Styles { return b.styles }

// Signed reports whether the workbook carries a digital signature, which no
// change survives.
func (b *Workbook) Signed() bool { return b.signed }

// Date1904 reports whether days are counted from 1904.
func (b *Workbook) Date1904() bool {
	n := b.doc.root.child("workbookPr")
	return n != nil && yes(n.tag, "date1904")
}

// find is the place of a worksheet in the list of sheets.
func (b *Workbook) find(sheet string) (int, error) {
	i := slices.IndexFunc(b.sheets, func(s sheetRef) bool { return s.name == sheet })
	if i < 0 {
		return 0, fmt.Errorf("%w: %s", ErrNoSheet, sheet)
	}
	if (relation{kind: b.sheets[i].kind}).is("worksheet") {
		return i, nil
	}
	return 0, fmt.Errorf("%w: %s is a %s", ErrNoSheet, sheet, path.Base(b.sheets[i].kind))
}

// Survey reads a worksheet to its end, without keeping it.
func (b *Workbook) Survey(ctx context.Context, sheet string, ask Ask) (*Survey, error) {
	i, err := b.find(sheet)
	if err != nil {
		return nil, err
	}
	r, err := b.pack.open(b.sheets[i].part)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	v, err := survey(ctx, r, ask)
	if err != nil {
		return nil, fmt.Errorf("reading sheet %s: %w", sheet, err)
	}
	tables, err := b.tables(i, v)
	if err != nil {
		return nil, fmt.Errorf("reading the tables of sheet %s: %w", sheet, err)
	}
	for _, t := range tables {
		if t.area.bottom >= ask.Header {
			v.Right = max(v.Right, t.area.right+1)
		}
	}
	return v, nil
}

// tables are the tables of a sheet that was surveyed.
func (b *Workbook) tables(sheet int, v *Survey) ([]*table, error) {
	if len(v.tableIDs) == 0 {
		return nil, nil
	}
	rels, err := b.pack.relations(b.sheets[sheet].part)
	if err != nil {
		return nil, err
	}
	var list []*table
	for _, r := range rels {
		if !slices.Contains(v.tableIDs, r.id) {
			continue
		}
		t, err := readTable(b.pack, r.target)
		if err != nil {
			return nil, err
		}
		list = append(list, t)
	}
	return list, nil
}

// Edit says what a surveyed sheet gets. At most one sheet is edited. The
// remarks, in English, name what could not be done. title gives the header
// of a column that is not ours.
func (b *Workbook) Edit(ctx context.Context, sheet string, v *Survey, e *Edit, title func(column int) string) (remarks []string, err error) {
	i, err := b.find(sheet)
	if err != nil {
		return nil, err
	}
	if e.right() >= MaxColumns {
		return nil, fmt.Errorf("sheet %s has no room for %d more columns", sheet, len(e.fresh()))
	}
	tables, err := b.tables(i, v)
	if err != nil {
		return nil, err
	}
	for _, t := range tables {
		if !t.holds(e.Header, e.Subject) {
			continue
		}
		if remark := t.extend(e, tables, title); remark != "" {
			remarks = append(remarks, remark)
			continue
		}
		b.change.setBytes(b.pack, t.part, t.doc.bytes())
	}
	if v.filtered && e.reaches(v.filter) {
		b.filterTo = e.right()
	}
	more, err := b.writeNotes(i, v, e.Notes)
	if err != nil {
		return nil, fmt.Errorf("reading the notes of sheet %s: %w", sheet, err)
	}
	b.target = i
	b.recalc = true
	b.unchain = b.unchain || v.Replaced
	b.change.set(b.pack, b.sheets[i].part, func(w io.Writer) error {
		r, err := b.pack.open(b.sheets[i].part)
		if err != nil {
			return err
		}
		defer r.Close()
		return rewrite(ctx, w, r, v, e, more...)
	})
	return remarks, nil
}

// Save writes the workbook with all its changes. Call it once.
func (b *Workbook) Save(w io.Writer) error {
	if err := b.finish(); err != nil {
		return err
	}
	return b.pack.writeTo(w, &b.change)
}

// SheetNames lists the sheets in order, those of ours included.
func (b *Workbook) SheetNames() []string {
	var names []string
	for _, s := range b.sheets {
		names = append(names, s.name)
	}
	return names
}

// freeName is a sheet name that no other sheet has; case does not count.
func freeName(want string, taken []string) string {
	used := func(name string) bool {
		return slices.ContainsFunc(taken, func(s string) bool { return strings.EqualFold(s, name) })
	}
	name := want
	for n := 1; used(name); n++ {
		name = want + " (domainbatch)"
		if n > 1 {
			name = fmt.Sprintf("%s (domainbatch %d)", want, n)
		}
	}
	return name
}
