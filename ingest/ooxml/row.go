package ooxml

import (
	"bytes"
	"fmt"
	"io"
)

// row is one row of a sheet in its own markup. It is used again for the next.
type row struct {
	raw    []byte // own, or a view of the scanner's buffer
	own    []byte // room for rows that are put together
	tag    int    // length of the start tag
	close  int    // where the end tag starts; len(raw) for an empty row
	number int
	style  int // of cells that are not written, -1 when the row has none
	cells  []sheetCell
}

// sheetCell is one cell of a row and where it stands in the row's markup.
type sheetCell struct {
	column   int
	style    int // -1 when the cell names none
	from, to int
	tag      int  // length of the start tag
	placed   bool // names its own address
	content  bool // holds a value, a formula or rich text
	formula  bool
}

// rowReader takes a sheet apart: rows as wholes, all else token by token.
type rowReader struct {
	s      *Scanner
	prefix string
	begun  bool
	inside bool // in sheetData
	depth  int  // of elements outside the rows
	last   int  // number of the row before
	slow   bool // leave every row to the scanner
	row    row

	names struct{ sheetData, row, cell, value, formula, rich []byte }
	fast  struct { // how a row, a cell and its content usually begin and end
		rowEnd, cell, cellEnd, value, formula, rich, text, valueEnd, textEnd []byte
	}
}

func newRowReader(r io.Reader) *rowReader { return &rowReader{s: NewScanner(r)} }

// next gives either a whole row or, with row nil, another token. depth is
// that of the token's element, the root being 0.
func (r *rowReader) next() (*row, Token, int, error) {
	t, err := r.s.Next()
	if err != nil {
		if err == io.EOF && (!r.begun || r.depth != 0) {
			err = fmt.Errorf("%w: the sheet ends too early", ErrMarkup)
		}
		return nil, Token{}, 0, err
	}
	switch t.Kind {
	case Start, Empty:
		if !r.begun {
			r.begin(t)
		} else if r.inside && bytes.Equal(t.Name, r.names.row) {
			err := r.read(t)
			return &r.row, Token{}, 0, err
		}
		depth := r.depth
		if t.Kind == Start {
			r.depth++
			r.inside = r.inside || depth == 1 && bytes.Equal(t.Name, r.names.sheetData)
		}
		return nil, t, depth, nil
	case End:
		r.depth--
		if r.depth == 1 && bytes.Equal(t.Name, r.names.sheetData) {
			r.inside = false
		}
		if r.depth < 0 {
			return nil, t, 0, fmt.Errorf("%w: </%s> closes nothing", ErrMarkup, t.Name)
		}
		return nil, t, r.depth, nil
	}
	return nil, t, r.depth, nil
}

func (r *rowReader) begin(root Token) {
	r.begun = true
	r.prefix = prefixOf(root.Name)
	name := func(local string) []byte { return []byte(r.prefix + local) }
	r.names.sheetData, r.names.row, r.names.cell = name("sheetData"), name("row"), name("c")
	r.names.value, r.names.formula, r.names.rich = name("v"), name("f"), name("is")
	r.fast.cellEnd = []byte("</" + r.prefix + "c>")
	r.fast.value = []byte("<" + r.prefix + "v>")
	r.fast.formula = []byte("<" + r.prefix + "f>")
	r.fast.rich = []byte("<" + r.prefix + "is>")
	r.fast.rowEnd = []byte("</" + r.prefix + "row>")
	r.fast.cell = []byte("<" + r.prefix + `c r="`)
	r.fast.text = []byte("<" + r.prefix + "is><" + r.prefix + "t>")
	r.fast.valueEnd = []byte("</" + r.prefix + "v></" + r.prefix + "c>")
	r.fast.textEnd = []byte("</" + r.prefix + "t></" + r.prefix + "is></" + r.prefix + "c>")
}

// read takes in the row that starts with the tag.
func (r *rowReader) read(t Token) error {
	w := &r.row
	w.raw, w.tag = t.Raw, len(t.Raw)
	w.close = w.tag
	w.cells = w.cells[:0]
	w.number = r.last + 1
	if v, found := attribute(t.Raw, "r"); found {
		n, ok := wholeNumber(v)
		if !ok || n <= r.last || n > MaxRows {
			return fmt.Errorf("%w: row %q after row %d", ErrMarkup, v, r.last)
		}
		w.number = n
	}
	r.last = w.number
	w.style = -1
	if v, found := attribute(t.Raw, "s"); found && yes(t.Raw, "customFormat") {
		if n, ok := wholeNumber(v); ok {
			w.style = n
		}
	}
	if t.Kind == Empty || !r.slow && r.plainRow(w.tag) {
		return nil
	}
	w.own = append(w.own[:0], t.Raw...)
	w.raw = w.own
	err := r.readCells()
	w.own = w.raw
	return err
}

func (r *rowReader) readCells() error {
	w := &r.row
	column := -1
	for {
		t, err := r.s.Next()
		if err != nil {
			return r.cut(err)
		}
		at := len(w.raw)
		w.raw = append(w.raw, t.Raw...)
		switch t.Kind {
		case End:
			if bytes.Equal(t.Name, r.names.row) {
				w.close = at
				return nil
			}
		case Start, Empty:
			if !bytes.Equal(t.Name, r.names.cell) {
				continue
			}
			c, err := newCell(t.Raw, column, w.number)
			if err != nil {
				return err
			}
			c.from = at
			if t.Kind == Start {
				if !r.takeCell(&c) {
					if err := r.readCell(&c); err != nil {
						return err
					}
				}
			}
			c.to = len(w.raw)
			column = c.column
			w.cells = append(w.cells, c)
		}
	}
}

func newCell(tag []byte, before, row int) (sheetCell, error) {
	c := sheetCell{column: before + 1, style: -1, tag: len(tag)}
	for a := range attributes(tag) {
		if a.nameEnd != a.name+1 {
			continue
		}
		v := tag[a.value:a.valueEnd]
		switch tag[a.name] {
		case 'r':
			column, number, ok := parseCell(v)
			if !ok || number != row || column <= before {
				return c, fmt.Errorf("%w: cell %q in row %d is out of place", ErrMarkup, v, row)
			}
			c.column, c.placed = column, true
		case 's':
			if n, ok := wholeNumber(v); ok {
				c.style = n
			}
		}
	}
	if c.column >= MaxColumns {
		return c, fmt.Errorf("%w: row %d has more than %d columns", ErrMarkup, row, MaxColumns)
	}
	return c, nil
}

// takeCell takes in the rest of a cell at once when it is written as nearly
// all are.
func (r *rowReader) takeCell(c *sheetCell) bool {
	window := r.s.window()
	switch {
	case bytes.HasPrefix(window, r.fast.value), bytes.HasPrefix(window, r.fast.rich):
	case bytes.HasPrefix(window, r.fast.formula):
		c.formula = true
	default:
		return false
	}
	rest := r.s.through(r.fast.cellEnd)
	if rest == nil {
		c.formula = false
		return false
	}
	c.content = true
	r.row.raw = append(r.row.raw, rest...)
	return true
}

// readCell takes in the rest of a cell and notes what it holds.
func (r *rowReader) readCell(c *sheetCell) error {
	for {
		t, err := r.s.Next()
		if err != nil {
			return r.cut(err)
		}
		r.row.raw = append(r.row.raw, t.Raw...)
		switch t.Kind {
		case End:
			if bytes.Equal(t.Name, r.names.cell) {
				return nil
			}
			if bytes.Equal(t.Name, r.names.row) {
				return fmt.Errorf("%w: a cell of row %d has no end", ErrMarkup, r.row.number)
			}
		case Start, Empty:
			switch {
			case bytes.Equal(t.Name, r.names.formula):
				c.formula, c.content = true, true
			case t.Kind == Start && (bytes.Equal(t.Name, r.names.value) || bytes.Equal(t.Name, r.names.rich)):
				c.content = true
			}
		}
	}
}

func (r *rowReader) cut(err error) error {
	if err == io.EOF {
		return fmt.Errorf("%w: the sheet ends in the middle of row %d", ErrMarkup, r.row.number)
	}
	return err
}

// styleAt is the cell style at a column, -1 when neither cell nor row say.
func (w *row) styleAt(column int) int {
	for _, c := range w.cells {
		if c.column == column && c.style >= 0 {
			return c.style
		}
	}
	return w.style
}

func wholeNumber(b []byte) (int, bool) {
	n := 0
	if len(b) == 0 || len(b) > 9 {
		return 0, false
	}
	for _, c := range b {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, true
}
