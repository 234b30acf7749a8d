package ingest

import "iter"

// RowList keeps the rows of one pass over a sheet. What rows that are alike
// share is kept once, so that a million of them take some ninety bytes each
// and not six hundred. The zero value is an empty list.
type RowList struct {
	blocks [][]listedRow // all but the last are full, and none grows
	shared []Row
	places map[uint32]int32 // of rows with a number, in shared
	count  int
}

// listedRow is what a row does not share; the rest is in shared.
type listedRow struct {
	record, number      int
	domain, typed, note string
	shared              int32
	more                *listedMore // nil for none
}

// listedMore is what few rows have.
type listedMore struct {
	previous Previous
	problems []Problem
}

// Rows of a block: the first blocks are small.
const (
	leastListed = 1 << 6
	mostListed  = 1 << 12
)

// Add adds a row, which has to come from the same pass as all others.
func (l *RowList) Add(r *Row) {
	n := len(l.blocks)
	if n == 0 || len(l.blocks[n-1]) == cap(l.blocks[n-1]) {
		l.blocks = append(l.blocks, make([]listedRow, 0, min(max(leastListed, l.count), mostListed)))
		n++
	}
	var more *listedMore
	if r.Problems != nil || r.Previous != (Previous{}) {
		more = &listedMore{r.Previous, r.Problems}
	}
	l.blocks[n-1] = append(l.blocks[n-1], listedRow{r.Record, r.Number, r.Domain, r.DomainTyped, r.Note, l.place(r), more})
	l.count++
}

// place is where in shared a row stands, or another one that is alike.
func (l *RowList) place(r *Row) int32 {
	if at, known := l.places[r.Alike]; known && r.Alike != 0 {
		return at
	}
	at := int32(len(l.shared))
	l.shared = append(l.shared, *r)
	if r.Alike != 0 {
		if l.places == nil {
			l.places = map[uint32]int32{}
		}
		l.places[r.Alike] = at
	}
	return at
}

// Len is how many rows there are.
func (l *RowList) Len() int { return l.count }

// All yields the rows in the order in which they were added, and never an
// error.
func (l *RowList) All() iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		for _, block := range l.blocks {
			for i := range block {
				if !yield(l.row(&block[i]), nil) {
					return
				}
			}
		}
	}
}

func (l *RowList) row(x *listedRow) Row {
	row := l.shared[x.shared]
	row.Record, row.Number = x.record, x.number
	row.Domain, row.DomainTyped, row.Note = x.domain, x.typed, x.note
	row.Previous, row.Problems = Previous{}, nil
	if x.more != nil {
		row.Previous, row.Problems = x.more.previous, x.more.problems
	}
	return row
}

// Changed is a list of the same rows as change leaves them. Rows that were
// alike must have been changed alike, or be alike no more.
func (l *RowList) Changed(change func(*Row)) *RowList {
	out := &RowList{}
	var row Row
	for _, block := range l.blocks {
		for i := range block {
			row = l.row(&block[i])
			change(&row)
			out.Add(&row)
		}
	}
	return out
}
