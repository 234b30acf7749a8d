package ooxml

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
)

// Model is the pair of cell styles after which new cells of a row are
// dressed: those of the first and the last cell that are the person's.
type Model struct{ Lead, Edge int }

// maxModels bounds how many ways of dressing a row are told apart. Rows of
// further kinds get the zero Model.
const maxModels = 200

// Ask says what a survey should look at.
type Ask struct {
	Header int            // row of the headers: what stands above does not count
	Lead   int            // first and
	Edge   int            // last column of the person's own
	Wanted func(int) bool // rows that will get cells
	Target func(int) bool // columns that results already have; nil: none
	Words  []string       // of the marks that an earlier report may have left
}

// Survey is what was found in a sheet before anything is written.
type Survey struct {
	Right    int // columns from the header row on, up to the last that holds anything
	Wanted   int // wanted rows that are there
	Header   Model
	Replaced bool // a formula stands where results go

	models   map[Model]bool
	prefix   string
	columns  []columnWidth // as the sheet has them
	hasCols  bool
	filter   area
	filtered bool
	tableIDs []string
	lastRow  int
	marks    markFinder
	drawing  string // relation of the shapes that show notes, "" when there is none
}

// Kinds lists the ways in which wanted rows are dressed, in a fixed order.
func (v *Survey) Kinds() []Model {
	return slices.SortedFunc(maps.Keys(v.models), func(a, b Model) int {
		return cmp.Or(cmp.Compare(a.Lead, b.Lead), cmp.Compare(a.Edge, b.Edge))
	})
}

// Width is the width that somebody gave a column, 0 when nobody did or the
// column is hidden.
func (v *Survey) Width(column int) float64 {
	for _, c := range v.columns {
		if c.from <= column && column <= c.to && yes(c.tag, "customWidth") && !yes(c.tag, "hidden") {
			w, _ := attribute(c.tag, "width")
			n, _ := strconv.ParseFloat(string(w), 64)
			return n
		}
	}
	return 0
}

// survey reads a sheet to its end. It fails where a rewrite would fail.
func survey(ctx context.Context, r io.Reader, ask Ask) (*Survey, error) {
	v := &Survey{models: map[Model]bool{}}
	ahead := newReadAhead(r)
	defer ahead.Close()
	reader := newRowReader(ahead)
	for n := 0; ; n++ {
		if n%4096 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		w, t, depth, err := reader.next()
		switch {
		case err == io.EOF:
			v.prefix = reader.prefix
			return v, nil
		case err != nil:
			return nil, err
		case w != nil:
			v.row(w, ask)
		default:
			if err := v.token(t, depth, reader.prefix, ask); err != nil {
				return nil, err
			}
		}
	}
}

func (v *Survey) row(w *row, ask Ask) {
	v.lastRow = w.number
	for i := range w.cells {
		c := &w.cells[i]
		v.Replaced = v.Replaced || c.formula && ask.Target != nil && ask.Target(c.column)
	}
	if w.number < ask.Header {
		return
	}
	for i := len(w.cells) - 1; i >= 0 && w.cells[i].column >= v.Right; i-- {
		if w.cells[i].content {
			v.Right = w.cells[i].column + 1
		}
	}
	if w.number == ask.Header {
		v.Header = v.model(w, ask)
	}
	if ask.Wanted(w.number) {
		v.Wanted++
		if m := v.model(w, ask); len(v.models) < maxModels {
			v.models[m] = true
		}
	}
}

// model is the model of a row. Cells that are not written look as their row
// or their column says.
func (v *Survey) model(w *row, ask Ask) Model {
	return Model{Lead: v.styleAt(w, ask.Lead), Edge: v.styleAt(w, ask.Edge)}
}

func (v *Survey) styleAt(w *row, column int) int {
	if s := w.styleAt(column); s >= 0 {
		return s
	}
	for _, c := range v.columns {
		if c.from <= column && column <= c.to {
			return max(c.style, 0)
		}
	}
	return 0
}

// token looks at what stands outside the rows.
func (v *Survey) token(t Token, depth int, prefix string, ask Ask) error {
	name, found := bytes.CutPrefix(t.Name, []byte(prefix))
	v.marks.token(t, name, depth, ask)
	if !found || t.Kind != Start && t.Kind != Empty {
		return nil
	}
	switch string(name) {
	case "worksheet":
		if depth == 0 {
			return nil
		}
	case "cols":
		v.hasCols = v.hasCols || depth == 1
	case "col":
		if c, ok := readColumn(t.Raw); ok && depth == 2 {
			v.columns = append(v.columns, c)
		}
	case "autoFilter":
		if ref, _ := attribute(t.Raw, "ref"); depth == 1 {
			v.filter, v.filtered = parseArea(string(ref))
		}
	case "mergeCell":
		ref, _ := attribute(t.Raw, "ref")
		if a, ok := parseArea(string(ref)); ok && depth == 2 && a.bottom >= ask.Header {
			v.Right = max(v.Right, a.right+1)
		}
	case "legacyDrawing":
		if id, ok := attributeLocal(t.Raw, "id"); ok && depth == 1 {
			v.drawing = unescape(id)
		}
	case "tablePart":
		if id, ok := attributeLocal(t.Raw, "id"); ok && depth == 2 {
			v.tableIDs = append(v.tableIDs, unescape(id))
		}
	}
	if depth == 0 {
		return fmt.Errorf("%w: the part is no worksheet but a %s", ErrMarkup, name)
	}
	return nil
}
