package ooxml

import (
	"fmt"
	"io"
	"iter"
	"path"
	"slices"
	"strconv"
	"strings"
)

// Sheet is a whole sheet of ours.
type Sheet struct {
	Key    string // by which a later report finds the sheet again and replaces it
	Name   string // wanted; see NameFor for the one it gets
	Rename bool   // give it the name wanted, when that is free, also where an earlier one had another
	Tab    RGB    // colour of its tab, "" none
	Widths []float64
	Frozen int  // rows that stay in sight, and repeat on paper
	Filter bool // on the last frozen row
	Grid   bool // show grid lines

	FrozenLeft int // columns that stay in sight, where rows do
	Merges     []Merge
	Chart      *Chart
	Rows       iter.Seq2[Row, error]
}

// Row is one row of a sheet of ours. Its cells are used before the next row
// is asked for.
type Row struct {
	Cells  []Value
	Height float64 // in points, 0 for one line: not every program measures wrapped text itself
}

// Merge is a run of cells of one row shown as one: columns 0-based, both ends
// included, row 1-based.
type Merge struct{ Row, From, To int }

type putSheet struct {
	sheet Sheet
	index int // in the list of sheets
	part  string
	fresh bool
}

// mark is the defined name, local to a sheet and hidden, by which our sheets
// are known. It survives renaming, moving and saving in other programs.
const mark = "domainbatch.sheet"

// readMarks finds the sheets that an earlier report made.
func (b *Workbook) readMarks() {
	for _, n := range b.doc.root.child("definedNames").children("definedName") {
		i := numberAttribute(n.tag, "localSheetId", -1)
		if n.attr("name") == mark && i >= 0 && i < len(b.sheets) {
			b.sheets[i].key = strings.Trim(b.doc.content(n), `"`)
		}
	}
}

// made is the place of the sheet that an earlier report made under a key, -1
// when there is none. The sheet that is edited is the person's, whoever made
// it.
func (b *Workbook) made(key string) int {
	return slices.IndexFunc(b.sheets, func(r sheetRef) bool {
		return r.key == key && r.node != b.targetNode() && (relation{kind: r.kind}).is("worksheet")
	})
}

// Made reports whether an earlier report made a sheet under a key, which Put
// would replace.
func (b *Workbook) Made(key string) bool { return b.made(key) >= 0 }

func (b *Workbook) targetNode() *node {
	if b.target < 0 {
		return nil
	}
	return b.sheets[b.target].node
}

// NameFor is the name that a sheet gets from Put: the one it has, or the one
// wanted when it is free.
func (b *Workbook) NameFor(key, want string) string {
	if i := b.made(key); i >= 0 {
		return b.sheets[i].name
	}
	return freeName(want, b.SheetNames())
}

// Put adds a sheet behind the others, or in place of the one that an earlier
// report made under the same key. Edit comes first.
func (b *Workbook) Put(s Sheet) {
	wanted := s.Name
	s.Name = b.NameFor(s.Key, s.Name)
	if i := b.made(s.Key); i >= 0 {
		if s.Rename {
			s.Name = b.rename(i, wanted)
		}
		b.put = append(b.put, putSheet{sheet: s, index: i, part: b.sheets[i].part})
		b.unchain = true
		return
	}
	part := b.freePart()
	id := 0
	for _, r := range b.sheets {
		id = max(id, r.id)
	}
	b.put = append(b.put, putSheet{sheet: s, index: len(b.sheets), part: part, fresh: true})
	b.sheets = append(b.sheets, sheetRef{name: s.Name, id: id + 1, part: part})
}

// rename gives a sheet of ours another name and tells which.
func (b *Workbook) rename(i int, wanted string) string {
	r := &b.sheets[i]
	others := slices.DeleteFunc(b.SheetNames(), func(name string) bool { return name == r.name })
	if name := freeName(wanted, others); name != r.name {
		r.name = name
		b.doc.setTag(r.node, withAttribute(r.node.tag, "name", name))
	}
	return r.name
}

// freePart is a name for one more sheet part.
func (b *Workbook) freePart() string {
	for n := 1; ; n++ {
		name := path.Join(path.Dir(b.part), "worksheets", "sheet"+strconv.Itoa(n)+".xml")
		if !b.pack.has(name) && !slices.ContainsFunc(b.put, func(p putSheet) bool { return partKey(p.part) == partKey(name) }) {
			return name
		}
	}
}

// writeSheet writes a whole sheet of ours. drawing is the element for its
// chart, if it has one.
func writeSheet(w io.Writer, s Sheet, namespace, drawing string) error {
	buf := make([]byte, 0, 64<<10)
	buf = append(buf, `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>`+"\n"+`<worksheet xmlns="`+namespace+`"><sheetPr>`...)
	if s.Tab != "" {
		buf = append(buf, `<tabColor rgb="FF`+string(s.Tab)+`"/>`...)
	}
	buf = append(buf, `<pageSetUpPr fitToPage="1"/></sheetPr><sheetViews><sheetView workbookViewId="0"`...)
	if !s.Grid {
		buf = append(buf, ` showGridLines="0"`...)
	}
	buf = append(buf, '>')
	switch {
	case s.Frozen > 0 && s.FrozenLeft > 0:
		buf = fmt.Appendf(buf, `<pane xSplit="%d" ySplit="%d" topLeftCell="%s" activePane="bottomRight" state="frozen"/><selection pane="bottomRight"/>`,
			s.FrozenLeft, s.Frozen, CellName(s.FrozenLeft, s.Frozen+1))
	case s.Frozen > 0:
		buf = fmt.Appendf(buf, `<pane ySplit="%d" topLeftCell="A%d" activePane="bottomLeft" state="frozen"/><selection pane="bottomLeft"/>`, s.Frozen, s.Frozen+1)
	}
	buf = append(buf, `</sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/><cols>`...)
	for i, width := range s.Widths {
		buf = append(buf, newColumnWidth(i, width, "").tag...)
	}
	buf = append(buf, `</cols><sheetData>`...)
	rows, columns, links, err := writeRows(w, buf, s.Rows)
	if err != nil {
		return err
	}
	buf = append(buf[:0], `</sheetData>`...)
	if s.Filter && rows > 0 {
		buf = fmt.Appendf(buf, `<autoFilter ref="A%d:%s"/>`, s.Frozen, CellName(columns-1, max(rows, s.Frozen)))
	}
	buf = appendMerges(buf, s.Merges)
	if len(links) > 0 {
		buf = append(buf, `<hyperlinks>`...)
		buf = append(buf, links...)
		buf = append(buf, `</hyperlinks>`...)
	}
	buf = append(buf, `<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.5" header="0.3" footer="0.3"/><pageSetup paperSize="9" orientation="landscape" fitToWidth="`+strconv.Itoa(pagesAcross(s.Widths))+`" fitToHeight="0"/><headerFooter><oddFooter>&amp;L&amp;A&amp;R&amp;P / &amp;N</oddFooter></headerFooter>`+drawing+`</worksheet>`...)
	_, err = w.Write(buf)
	return err
}

// pagesAcross is on how many pages of paper, side by side, columns of such
// widths can still be read.
func pagesAcross(widths []float64) int {
	const most = 240 // characters across A4, turned
	total := 0.0
	for _, w := range widths {
		total += w
	}
	return 1 + int(total)/most
}

// maxLinks is how many hyperlinks a sheet may have before Excel refuses it.
const maxLinks = 65000

// writeRows writes buf and the rows, and returns how many rows and columns
// there were and the hyperlinks that belong behind them.
func writeRows(w io.Writer, buf []byte, rows iter.Seq2[Row, error]) (line, columns int, links []byte, err error) {
	cells := newCellWriter("")
	count := 0
	for row, err := range rows {
		if err != nil {
			return 0, 0, nil, err
		}
		if line++; line > MaxRows {
			return 0, 0, nil, fmt.Errorf("more than %d rows", MaxRows)
		}
		columns = max(columns, len(row.Cells))
		buf = appendRowTag(buf, line, row.Height)
		for i := range row.Cells {
			v := &row.Cells[i]
			buf = cells.append(buf, ColumnName(i), line, v)
			if v.Link != "" && count < maxLinks {
				count++
				links = append(links, `<hyperlink ref="`+CellName(i, line)+`" location="`...)
				links = appendEscaped(links, v.Link)
				links = append(links, `"/>`...)
			}
		}
		buf = append(buf, `</row>`...)
		if len(buf) > 48<<10 {
			if _, err := w.Write(buf); err != nil {
				return 0, 0, nil, err
			}
			buf = buf[:0]
		}
	}
	_, err = w.Write(buf)
	return line, columns, links, err
}

func appendRowTag(buf []byte, line int, height float64) []byte {
	buf = append(buf, `<row r="`...)
	buf = strconv.AppendInt(buf, int64(line), 10)
	if height > 0 {
		buf = append(buf, `" ht="`...)
		buf = strconv.AppendFloat(buf, height, 'f', -1, 64)
		buf = append(buf, `" customHeight="1`...)
	}
	return append(buf, '"', '>')
}

func appendMerges(buf []byte, merges []Merge) []byte {
	if len(merges) == 0 {
		return buf
	}
	buf = fmt.Appendf(buf, `<mergeCells count="%d">`, len(merges))
	for _, m := range merges {
		buf = fmt.Appendf(buf, `<mergeCell ref="%s:%s"/>`, CellName(m.From, m.Row), CellName(m.To, m.Row))
	}
	return append(buf, `</mergeCells>`...)
}
