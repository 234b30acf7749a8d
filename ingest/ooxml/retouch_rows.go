package ooxml

import (
	"bytes"
	"fmt"
	"slices"
)

// take collects the changes of a row.
func (x *retoucher) take(row int) []CellChange {
	x.row = x.row[:0]
	for x.more && x.head.Row == row {
		x.row = append(x.row, x.head)
		x.head, x.more = x.next()
	}
	return x.row
}

// missing makes the rows before a row that are not there and get cells.
func (x *retoucher) missing(before int) {
	for x.more && x.head.Row < before {
		w := &row{number: x.head.Row, style: -1}
		changes := x.take(w.number)
		if x.out == nil {
			x.look(w, changes)
			continue
		}
		w.raw = fmt.Appendf(nil, `<%srow r="%d"/>`, x.v.prefix, w.number)
		w.tag, w.close = len(w.raw), len(w.raw)
		x.write(w, changes)
	}
}

// rowOf does a row that is there, after those that are not.
func (x *retoucher) rowOf(w *row) error {
	if x.more && x.head.Row < w.number {
		x.missing(w.number)
	}
	if !x.more || x.head.Row != w.number {
		if x.out == nil {
			return nil
		}
		_, err := x.out.out.Write(w.raw)
		return err
	}
	changes := x.take(w.number)
	if x.out == nil {
		x.look(w, changes)
		return nil
	}
	return x.write(w, changes)
}

// cellAt is the cell of a row at a column, nil when it is not there.
func (w *row) cellAt(column int) *sheetCell {
	i, found := slices.BinarySearchFunc(w.cells, column, func(c sheetCell, column int) int { return c.column - column })
	if !found {
		return nil
	}
	return &w.cells[i]
}

// look learns what becomes of the changes of a row.
func (x *retoucher) look(w *row, changes []CellChange) {
	for i := range changes {
		c := &changes[i]
		cell, style := x.place(w, c)
		at := [2]int{c.Row, c.Column}
		if sure, suspect := x.sure[at]; suspect {
			x.ours[at] = sure || slices.Contains(x.r.Marks, x.b.styles.fillOf(style))
		}
		d, write, kept := x.decide(c, cell, style)
		if kept {
			x.done.Formulas = append(x.done.Formulas, CellName(c.Column, c.Row))
		}
		x.b.styles.dressed(style, d)
		if x.isOrder(c) && !kept {
			x.done.Cells++
		}
		x.written = x.written || write
		if cell == nil && (write || d != Dressing{}) {
			x.reach(c)
		}
	}
}

// isOrder reports whether somebody asked for the change.
func (x *retoucher) isOrder(c *CellChange) bool { return c.Write || c.Dress != Dressing{} }

func (x *retoucher) reach(c *CellChange) {
	if x.extent == (area{}) {
		x.extent = area{c.Column, c.Row, c.Column, c.Row}
		return
	}
	e := &x.extent
	e.left, e.right = min(e.left, c.Column), max(e.right, c.Column)
	e.top, e.bottom = min(e.top, c.Row), max(e.bottom, c.Row)
}

// place is the cell of a change, and the style that it shows: one that is not
// there looks as its row or its column.
func (x *retoucher) place(w *row, c *CellChange) (*sheetCell, int) {
	cell := w.cellAt(c.Column)
	if cell != nil {
		return cell, max(cell.style, 0)
	}
	return nil, x.v.styleAt(w, c.Column)
}

// decide is what a cell gets: nothing when it is to be written and holds a
// formula. A mark of ours goes with its note.
func (x *retoucher) decide(c *CellChange, cell *sheetCell, style int) (d Dressing, write, kept bool) {
	switch {
	case c.Write && cell != nil && cell.formula:
		return d, false, true
	case x.isOrder(c):
		return c.Dress, c.Write, false
	case x.ours[[2]int{c.Row, c.Column}] && slices.Contains(x.r.Marks, x.b.styles.fillOf(style)):
		return Dressing{NoFill: true}, false, false
	}
	return d, false, false
}

// write writes a row with its changes.
func (x *retoucher) write(w *row, changes []CellChange) error {
	o := x.out
	tag := w.raw[:w.tag]
	for i := range changes {
		if w.cellAt(changes[i].Column) == nil {
			tag = withoutAttribute(tag, "spans")
			break
		}
	}
	if w.close == len(w.raw) {
		tag = append(bytes.TrimSuffix(slices.Clone(tag), []byte("/>")), '>')
	}
	o.out.Write(tag)
	at, i := w.tag, 0
	for k := range w.cells {
		cell := &w.cells[k]
		for ; i < len(changes) && changes[i].Column < cell.column; i++ {
			x.cell(w, &changes[i], nil)
		}
		if i < len(changes) && changes[i].Column == cell.column {
			x.cell(w, &changes[i], cell)
			i++
		} else {
			o.theirs(w, cell)
		}
		at = cell.to
	}
	for ; i < len(changes); i++ {
		x.cell(w, &changes[i], nil)
	}
	if w.close == len(w.raw) {
		_, err := o.out.WriteString("</" + x.v.prefix + "row>")
		return err
	}
	o.out.Write(bytes.TrimSpace(w.raw[at:w.close])) // extensions of the row follow its cells
	_, err := o.out.Write(w.raw[w.close:])
	return err
}

// cell writes a cell with its change.
func (x *retoucher) cell(w *row, c *CellChange, cell *sheetCell) {
	o := x.out
	_, style := x.place(w, c)
	d, write, _ := x.decide(c, cell, style)
	dressed := x.b.styles.dressed(style, d)
	switch {
	case write:
		o.buf = o.cells.append(o.buf[:0], ColumnName(c.Column), c.Row, &Value{Kind: String, Text: c.Text, Style: dressed})
		o.out.Write(o.buf)
	case cell == nil && d != Dressing{}:
		o.buf = o.cells.append(o.buf[:0], ColumnName(c.Column), c.Row, &Value{Style: dressed})
		o.out.Write(o.buf)
	case cell == nil:
	case dressed == style:
		o.theirs(w, cell)
	default:
		tag := withAttribute(w.raw[cell.from:cell.from+cell.tag], "s", fmt.Sprint(dressed))
		if !cell.placed {
			tag = withAttribute(tag, "r", CellName(cell.column, w.number))
		}
		o.out.Write(tag)
		o.out.Write(w.raw[cell.from+cell.tag : cell.to])
	}
}
