package ooxml

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"slices"
)

// Column is one column that gets cells.
type Column struct {
	Index int // 0-based
	Title string
	Fresh bool    // not there yet: gets its title, its width and a place in filters and tables
	Width float64 // in characters
}

// Edit is what a sheet gets.
type Edit struct {
	Header      int // row of the titles
	Subject     int // column that says what a row is about; a table without it is another one that stands beside the rows
	HeaderStyle int // cell style of titles of fresh columns
	Ask         Ask
	Columns     []Column // by rising Index
	Marks       *Marks   // nil: none, and those of an earlier report go
	Notes       []Note   // on cells of the person
	// Cells gives the values of a row, one for each column, or nil to leave
	// the row as it is. The slice is used before the next call.
	Cells func(row int, m Model) []Value
}

// right is the last column that gets cells.
func (e *Edit) right() int { return e.Columns[len(e.Columns)-1].Index }

func (e *Edit) fresh() []Column {
	return slices.DeleteFunc(slices.Clone(e.Columns), func(c Column) bool { return !c.Fresh })
}

// rewriter copies a sheet and puts in what an Edit says.
type rewriter struct {
	e      *Edit
	v      *Survey
	cells  *cellWriter
	out    *bufio.Writer
	buf    []byte
	titles []Value
	names  []string // letters of the columns
	fresh  []Column
	inCols bool // inside the sheet's own widths

	pending []insertion
	format  int  // conditional formats that were passed
	inMarks bool // inside one that is left out
}

// rewrite copies a sheet that was surveyed.
func rewrite(ctx context.Context, w io.Writer, r io.Reader, v *Survey, e *Edit, more ...insertion) error {
	ahead, behind := newReadAhead(r), newWriteBehind(w)
	err := rewriteAll(ctx, behind, ahead, v, e, more)
	ahead.Close()
	if failed := behind.Close(); failed != nil {
		return failed
	}
	return err
}

func rewriteAll(ctx context.Context, w io.Writer, r io.Reader, v *Survey, e *Edit, more []insertion) error {
	x := &rewriter{e: e, v: v, cells: newCellWriter(v.prefix), out: bufio.NewWriterSize(w, 32<<10), fresh: e.fresh()}
	for _, c := range e.Columns {
		x.names = append(x.names, ColumnName(c.Index))
		x.titles = append(x.titles, Value{Kind: String, Text: c.Title, Style: e.HeaderStyle})
	}
	if e.Marks != nil {
		x.pending = append(x.pending, insertion{"conditionalFormatting", appendMarks(nil, e.Marks, v.prefix, e.Header+1, v.lastRow, v.marks.priority)})
	}
	x.pending = append(x.pending, more...)
	reader := newRowReader(r)
	for n := 0; ; n++ {
		if n%4096 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		row, t, depth, err := reader.next()
		switch {
		case err == io.EOF:
			return x.out.Flush()
		case err != nil:
			return err
		case row != nil:
			err = x.row(row)
		default:
			err = x.token(t, depth)
		}
		if err != nil {
			return err
		}
	}
}

func (x *rewriter) row(w *row) error {
	var values []Value
	header := w.number == x.e.Header
	if header {
		values = x.titles
	} else {
		values = x.e.Cells(w.number, x.v.model(w, x.e.Ask))
	}
	if values == nil {
		_, err := x.out.Write(w.raw)
		return err
	}
	tag := withoutAttribute(w.raw[:w.tag], "spans")
	if w.close == len(w.raw) {
		tag = append(bytes.TrimSuffix(tag, []byte("/>")), '>')
	}
	x.out.Write(tag)
	x.merge(w, values, header)
	if w.close == len(w.raw) {
		_, err := x.out.WriteString("</" + x.v.prefix + "row>")
		return err
	}
	_, err := x.out.Write(w.raw[w.close:])
	return err
}

// merge writes the cells of a row in order: the person's, and ours in place
// of what stood in our columns. Titles that are there already stay.
func (x *rewriter) merge(w *row, values []Value, header bool) {
	i, at := 0, w.tag
	if x.allBefore(w) { // as nearly always: one piece
		at = w.cells[len(w.cells)-1].to
		x.out.Write(w.raw[w.tag:at])
		x.ours(i, w, at, values, header)
		return
	}
	for _, c := range w.cells {
		x.buf = x.buf[:0]
		for ; i < len(x.e.Columns) && x.e.Columns[i].Index < c.column; i++ {
			x.own(i, w.number, values, header)
		}
		x.out.Write(x.buf)
		if i < len(x.e.Columns) && x.e.Columns[i].Index == c.column && (x.e.Columns[i].Fresh || !header) {
			x.buf = x.buf[:0]
			x.own(i, w.number, values, header)
			x.out.Write(x.buf)
			i++
		} else {
			if i < len(x.e.Columns) && x.e.Columns[i].Index == c.column {
				i++
			}
			x.theirs(w, &c)
		}
		at = c.to
	}
	x.ours(i, w, at, values, header)
}

// allBefore reports whether all cells of a row stand before ours and say where
// they stand.
func (x *rewriter) allBefore(w *row) bool {
	if len(w.cells) == 0 || w.cells[len(w.cells)-1].column >= x.e.Columns[0].Index {
		return false
	}
	for i := range w.cells {
		if !w.cells[i].placed {
			return false
		}
	}
	return true
}

// ours writes our cells from the i-th column on, and what follows the person's
// cells, which end at a place of the row.
func (x *rewriter) ours(i int, w *row, at int, values []Value, header bool) {
	x.buf = x.buf[:0]
	for ; i < len(x.e.Columns); i++ {
		x.own(i, w.number, values, header)
	}
	x.out.Write(x.buf)
	if at < w.close { // extensions of the row follow its cells
		x.out.Write(bytes.TrimSpace(w.raw[at:w.close]))
	}
}

func (x *rewriter) own(i, row int, values []Value, header bool) {
	if header && !x.e.Columns[i].Fresh {
		return
	}
	x.buf = x.cells.append(x.buf, x.names[i], row, &values[i])
}

// theirs copies a cell. A cell that left its address to its place gets one,
// because its place may have changed.
func (x *rewriter) theirs(w *row, c *sheetCell) {
	if c.placed {
		x.out.Write(w.raw[c.from:c.to])
		return
	}
	x.out.Write(withAttribute(w.raw[c.from:c.from+c.tag], "r", CellName(c.column, w.number)))
	x.out.Write(w.raw[c.from+c.tag : c.to])
}

// token copies what stands outside the rows, with the few places changed that
// speak of the size of the sheet.
func (x *rewriter) token(t Token, depth int) error {
	raw := t.Raw
	name, ours := bytes.CutPrefix(t.Name, []byte(x.v.prefix))
	if x.leaveOut(t, name, depth) {
		return nil
	}
	switch {
	case depth == 1 && (t.Kind == Start || t.Kind == Empty):
		x.insert(rank(string(name), ours))
	case depth == 0 && t.Kind == End:
		x.insert(len(order))
	}
	if !ours || depth == 0 {
		_, err := x.out.Write(raw)
		return err
	}
	switch string(name) {
	case "dimension":
		raw = x.dimension(raw)
	case "cols":
		if depth == 1 && len(x.fresh) > 0 {
			return x.widths(t)
		}
	case "sheetData":
		if t.Kind != End && depth == 1 && !x.v.hasCols && len(x.fresh) > 0 {
			x.out.Write(appendColumns(nil, widen(nil, x.fresh, x.v.prefix), x.v.prefix))
		}
	case "autoFilter":
		if t.Kind != End && depth == 1 {
			raw = x.e.extendFilter(raw)
		}
	case "sortState":
		if t.Kind != End && x.v.filtered {
			raw = x.e.extendSort(raw, x.v.filter)
		}
	}
	if x.inCols {
		return nil
	}
	_, err := x.out.Write(raw)
	return err
}

// leaveOut reports whether a token belongs to a conditional format of an
// earlier report.
func (x *rewriter) leaveOut(t Token, name []byte, depth int) bool {
	was := x.inMarks
	if depth == 1 && string(name) == "conditionalFormatting" {
		switch t.Kind {
		case Start:
			x.inMarks = x.v.marks.ours[x.format]
			return x.inMarks
		case End:
			x.inMarks = false
			x.format++
		case Empty:
			x.format++
		}
	}
	return was
}

// widths writes all column widths where the sheet's own begin, and keeps
// those back.
func (x *rewriter) widths(t Token) error {
	if t.Kind == End {
		x.inCols = false
		return nil
	}
	x.inCols = t.Kind == Start
	_, err := x.out.Write(appendColumns(nil, widen(x.v.columns, x.fresh, x.v.prefix), x.v.prefix))
	return err
}

// dimension is the size of the used part of the sheet, which some programs
// take as the truth.
func (x *rewriter) dimension(tag []byte) []byte {
	ref, _ := attribute(tag, "ref")
	a, ok := parseArea(string(ref))
	if !ok || len(x.e.Columns) == 0 {
		return tag
	}
	a.left = min(a.left, x.e.Columns[0].Index)
	a.right = max(a.right, x.e.right())
	a.bottom = max(a.bottom, x.v.lastRow)
	return withAttribute(tag, "ref", a.String())
}

// reaches reports whether a filter or table over the area has our titles in
// its first row, so that it must not end before them.
func (e *Edit) reaches(a area) bool { return a.top == e.Header && a.right < e.right() }

// extendFilter makes a filter reach our columns: sorting would otherwise
// tear results off their rows.
func (e *Edit) extendFilter(tag []byte) []byte {
	ref, _ := attribute(tag, "ref")
	a, ok := parseArea(string(ref))
	if !ok || !e.reaches(a) {
		return tag
	}
	a.right = e.right()
	return withAttribute(tag, "ref", a.String())
}

// extendSort does the same for the area that was sorted last.
func (e *Edit) extendSort(tag []byte, filter area) []byte {
	ref, _ := attribute(tag, "ref")
	a, ok := parseArea(string(ref))
	if !ok || !e.reaches(filter) || a.left != filter.left || a.right != filter.right {
		return tag
	}
	a.right = e.right()
	return withAttribute(tag, "ref", a.String())
}
