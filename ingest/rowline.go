package ingest

import (
	"math/bits"
	"slices"
)

// A row whose wish is known needs its domain, its note, and the text between
// them as a whole: of a plain line of a delimited text only these are cut out.

// lineSheet is a sheet that can cut a few cells out of a plain line.
type lineSheet interface {
	rawSheet
	// line cuts the next record, which stays the next one until leave. It
	// reports false where the record has to be read as all others are.
	line(few *fewCells, line *fewLine) bool
	leave()
}

// fewCells says which cells are needed of every line.
type fewCells struct {
	ends         []int   // cells whose ends have to be found, ascending
	domain, note fewCell // note.end is -1 when there is none
	wish         fewCell // from the first to the last cell that decides
	results      []fewCell
	columns      int
}

// fewCell is where a cell lies between ends.
type fewCell struct {
	before int // index of the end of the cell before it, -1 for the first cell
	end    int // index of its own end
}

// fewLine is what was cut out of a line; all of it are views.
type fewLine struct {
	number             int
	domain, note, wish string
	ends               [12]int
}

// few is nil where the cells that decide do not stand side by side.
func (m *rowMaker) few() *fewCells {
	if m.domainAt < 0 || len(m.memo.runs) != 1 {
		return nil
	}
	f := &fewCells{columns: len(m.columns), note: fewCell{-1, -1}}
	add := func(first, last int) {
		f.ends = append(f.ends, last)
		if first > 0 {
			f.ends = append(f.ends, first-1)
		}
	}
	run := m.memo.runs[0]
	add(m.domainAt, m.domainAt)
	add(run[0], run[1]-1)
	for _, col := range append(m.before[:], m.noteAt) {
		if col >= 0 {
			add(col, col)
		}
	}
	slices.Sort(f.ends)
	f.ends = slices.Compact(f.ends)
	if len(f.ends) > len(fewLine{}.ends) {
		return nil
	}
	cell := func(first, last int) fewCell {
		before, _ := slices.BinarySearch(f.ends, first-1)
		end, _ := slices.BinarySearch(f.ends, last)
		if first == 0 {
			before = -1
		}
		return fewCell{before, end}
	}
	f.domain, f.wish = cell(m.domainAt, m.domainAt), cell(run[0], run[1]-1)
	if m.noteAt >= 0 {
		f.note = cell(m.noteAt, m.noteAt)
	}
	for _, col := range m.before {
		if col >= 0 {
			f.results = append(f.results, cell(col, col))
		}
	}
	return f
}

func (s *csvSheet) leave() { s.r.leave() }

func (s *csvSheet) line(few *fewCells, line *fewLine) bool {
	if few == nil {
		return false
	}
	count, ok := s.r.plain()
	if !ok || count > few.columns || count <= few.ends[len(few.ends)-1] {
		return false
	}
	s.r.endsOf(few.ends, line.ends[:])
	text := s.r.text(s.r.shown)
	cut := func(c fewCell) string {
		from := 0
		if c.before >= 0 {
			from = line.ends[c.before] + 1
		}
		return text[from:line.ends[c.end]]
	}
	line.number, line.domain, line.note = s.r.line, cut(few.domain), ""
	if few.note.end >= 0 {
		line.note = cut(few.note)
	}
	if quoted(line.domain) || quoted(line.note) {
		return false
	}
	for _, c := range few.results {
		if cut(c) != "" {
			return false
		}
	}
	from, to := 0, line.ends[few.wish.end]
	if few.wish.before >= 0 {
		from = line.ends[few.wish.before] + 1
	}
	if to < len(text) {
		to++ // as far as the next cell, as in piece
	}
	line.wish = text[from:to]
	return true
}

// quoted reports whether a cell as it stands in the text may be another one
// than it shows.
func quoted(cell string) bool { return cell != "" && (cell[0] == '"' || cell[0] == '\'') }

// endsOf finds where cells of the plain line end, counted from its beginning.
func (r *csvReader) endsOf(cells, ends []int) {
	at := uint(r.pos - r.marks.from)
	words := r.marks.words[at/64:]
	word := words[0].cell &^ (1<<(at%64) - 1)
	base, passed := -int(at%64), 0 // cells that ended before the bits of word
	for i, cell := range cells {
		for n := bits.OnesCount64(word); passed+n <= cell; n = bits.OnesCount64(word) {
			passed += n
			words, base = words[1:], base+64
			word = words[0].cell
		}
		for ; passed < cell; passed++ {
			word &= word - 1
		}
		ends[i] = base + bits.TrailingZeros64(word)
	}
}

// makeRowOf makes a row of a line whose wish is known; it is false for any
// other one.
func (m *rowMaker) makeRowOf(line *fewLine, row *Row) bool {
	d := &m.draft
	d.own = rawRecord{Number: line.number}
	d.rowMaker, d.rec, d.row = m, &d.own, row
	_, known := d.known(&wishKey{how: keyOfText, text: line.wish}, line.domain, line.note, true)
	return known
}
