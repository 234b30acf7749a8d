package ooxml

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"iter"
	"slices"
)

// CellChange is what one cell gets.
type CellChange struct {
	Column, Row int // 0-based, 1-based
	Dress       Dressing
	Write       bool   // Text, in place of what the cell holds; a formula stays and is named
	Text        string // with Write
}

// Retouch says what single cells of a sheet get, wherever they stand.
type Retouch struct {
	// Cells come by row and column, no cell twice; they are gone through twice.
	// nil: none.
	Cells iter.Seq[CellChange]
	// Notes are put at cells that have none of the person's. By tells those of
	// ours, which they replace: a note that is only Known to be ours counts when
	// its cell has one of the Marks behind it. Marks go with the notes.
	Notes []Note
	By    Signature
	Marks []RGB
}

// Retouched is what was done.
type Retouched struct {
	Cells    int
	Notes    int
	Formulas []string // cells that were to be written and hold a formula
}

// Retouch changes cells of a sheet and leaves its other bytes alone. Sheets may
// be retouched one after the other, each once; memory does not grow with them.
func (b *Workbook) Retouch(ctx context.Context, sheet string, r *Retouch) (Retouched, error) {
	i, err := b.find(sheet)
	if err != nil {
		return Retouched{}, err
	}
	part := b.sheets[i].part
	x := &retoucher{b: b, r: r}
	sound := false
	if r.By.Author != "" {
		if x.notes, sound, err = b.notesOf(i, r.By); err != nil {
			return Retouched{}, fmt.Errorf("reading the notes of sheet %s: %w", sheet, err)
		}
	}
	if r.Cells == nil && len(r.Notes) == 0 && (!sound || len(x.notes.ours) == 0) {
		return Retouched{}, nil
	}
	if sound {
		x.suspect()
	}
	if err := x.pass(ctx, part, nil); err != nil {
		return Retouched{}, fmt.Errorf("reading sheet %s: %w", sheet, err)
	}
	var more []insertion
	if sound {
		for _, o := range x.notes.ours {
			if x.ours[[2]int{o.row, o.column}] {
				x.notes.drop(o)
			}
		}
		if more, x.done.Notes, err = x.notes.write(x.v, r.Notes); err != nil {
			return Retouched{}, fmt.Errorf("reading the notes of sheet %s: %w", sheet, err)
		}
	}
	b.recalc = b.recalc || x.written
	b.change.set(b.pack, part, func(w io.Writer) error {
		behind := newWriteBehind(w)
		err := x.pass(ctx, part, &rewriter{e: &Edit{}, v: x.v, cells: newCellWriter(x.v.prefix), out: bufio.NewWriterSize(behind, 32<<10), pending: more})
		if failed := behind.Close(); failed != nil {
			return failed
		}
		return err
	})
	return x.done, nil
}

// retoucher goes through a sheet twice: once to learn how the cells look, since
// all styles are made before anything is written, and once to write.
type retoucher struct {
	b        *Workbook
	r        *Retouch
	v        *Survey
	notes    *notes
	suspects []CellChange    // cells with a note that seems to be ours
	sure     map[[2]int]bool // by row and column: a note that is ours
	ours     map[[2]int]bool // notes that are taken away
	done     Retouched
	written  bool
	extent   area // of cells that are made

	out  *rewriter // nil on the first way
	next func() (CellChange, bool)
	head CellChange
	more bool
	row  []CellChange // of one row
}

// suspect lists the cells whose marks may have to go.
func (x *retoucher) suspect() {
	x.sure, x.ours = map[[2]int]bool{}, map[[2]int]bool{}
	for _, o := range x.notes.ours {
		at := [2]int{o.row, o.column}
		x.sure[at] = o.sure
		x.suspects = append(x.suspects, CellChange{Column: o.column, Row: o.row})
	}
	slices.SortFunc(x.suspects, before)
	x.suspects = slices.CompactFunc(x.suspects, func(a, b CellChange) bool { return before(a, b) == 0 })
}

func before(a, b CellChange) int {
	if a.Row != b.Row {
		return a.Row - b.Row
	}
	return a.Column - b.Column
}

// cells are the changes, and the suspects that have none.
func (x *retoucher) cells(yield func(CellChange) bool) {
	rest := x.suspects
	if x.r.Cells != nil {
		for c := range x.r.Cells {
			for len(rest) > 0 && before(rest[0], c) < 0 {
				if !yield(rest[0]) {
					return
				}
				rest = rest[1:]
			}
			if len(rest) > 0 && before(rest[0], c) == 0 {
				rest = rest[1:]
			}
			if !yield(c) {
				return
			}
		}
	}
	for _, c := range rest {
		if !yield(c) {
			return
		}
	}
}

// pass goes through the sheet, and writes it when there is somewhere to write.
func (x *retoucher) pass(ctx context.Context, part string, out *rewriter) error {
	r, err := x.b.pack.open(part)
	if err != nil {
		return err
	}
	defer r.Close()
	ahead := newReadAhead(r)
	defer ahead.Close()
	next, stop := iter.Pull(x.cells)
	defer stop()
	x.out, x.next = out, next
	x.head, x.more = next()
	if out == nil {
		x.v = &Survey{models: map[Model]bool{}}
	}
	reader := newRowReader(ahead)
	for n := 0; ; n++ {
		if n%4096 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		w, t, depth, err := reader.next()
		switch {
		case err == io.EOF && out == nil:
			x.v.prefix = reader.prefix
			return nil
		case err == io.EOF:
			return out.out.Flush()
		case err != nil:
			return err
		case w != nil:
			err = x.rowOf(w)
		case out == nil:
			err = x.survey(t, depth, reader.prefix)
		default:
			err = x.token(t, depth)
		}
		if err != nil {
			return err
		}
	}
}

// survey looks at what stands outside the rows on the first way.
func (x *retoucher) survey(t Token, depth int, prefix string) error {
	if x.endsRows(t, depth, prefix) {
		x.missing(MaxRows + 1)
	}
	return x.v.token(t, depth, prefix, Ask{})
}

// endsRows reports whether a token is the end of the rows.
func (x *retoucher) endsRows(t Token, depth int, prefix string) bool {
	return depth == 1 && t.Kind != Start && string(t.Name) == prefix+"sheetData"
}

// token copies what stands outside the rows.
func (x *retoucher) token(t Token, depth int) error {
	if x.endsRows(t, depth, x.v.prefix) && x.more {
		if t.Kind == Empty {
			x.out.out.Write(bytes.TrimSuffix(t.Raw, []byte("/>")))
			x.out.out.WriteString(">")
			x.missing(MaxRows + 1)
			_, err := x.out.out.WriteString("</" + x.v.prefix + "sheetData>")
			return err
		}
		x.missing(MaxRows + 1)
	}
	if name, ours := bytes.CutPrefix(t.Name, []byte(x.v.prefix)); ours && depth == 1 && string(name) == "dimension" && t.Kind != End && x.extent != (area{}) {
		t.Raw = x.dimension(t.Raw)
	}
	return x.out.token(t, depth)
}

// dimension takes in the cells that are made.
func (x *retoucher) dimension(tag []byte) []byte {
	ref, _ := attribute(tag, "ref")
	a, ok := parseArea(string(ref))
	if !ok {
		return tag
	}
	e := x.extent
	a = area{min(a.left, e.left), min(a.top, e.top), max(a.right, e.right), max(a.bottom, e.bottom)}
	return withAttribute(tag, "ref", a.String())
}
