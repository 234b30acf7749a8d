package ingest

import (
	"hash/maphash"
	"slices"
	"strings"
)

// memoPairs is how many pairs of wishes a rowMemo holds.
const memoPairs = 1 << 11

// rowMemo remembers what the cells of a row came to, all but those of its
// domain and its note: most sheets repeat a few wishes, such as one contact,
// over many rows, and to judge them once is enough. What it gives is what
// judging the cells again would give, problems included.
type rowMemo struct {
	columns []int // that decide
	seed    maphash.Seed
	pairs   [][2]memoSlot // made when the first row comes; the younger goes first
}

// memoSlot is a wish that was seen: once, then only its hash is known, or
// more often.
type memoSlot struct {
	hash uint64
	wish *memoWish
}

// memoWish is a wish and what it was understood of.
type memoWish struct {
	cells    []rawCell // by columns
	chinese  bool
	row      Row
	problems []Problem
}

// watch takes the columns that decide.
func (m *rowMemo) watch(columns []Column) {
	for _, c := range columns {
		if c.Field != "" && c.Field != FieldDomain && c.Field != FieldNote {
			m.columns = append(m.columns, c.Index)
		}
	}
}

func isChineseDomain(name string) bool {
	return strings.HasSuffix(name, ".cn") || strings.HasSuffix(name, ".中国")
}

// hash stands for all that decides: the cells, and what rules look at of the
// domain.
func (m *rowMemo) hash(rec rawRecord, chinese bool) uint64 {
	if m.pairs == nil {
		m.pairs, m.seed = make([][2]memoSlot, memoPairs), maphash.MakeSeed()
	}
	sum := uint64(len(m.columns))
	for _, col := range m.columns {
		if col < len(rec.Cells) && rec.Cells[col].Text != "" {
			sum = sum*0x9e3779b97f4a7c15 ^ uint64(col) ^ maphash.String(m.seed, rec.Cells[col].Text)
		}
	}
	if chinese {
		sum++
	}
	return sum ^ sum>>32
}

// recall completes a row by the wish that its cells were understood as before.
func (m *rowMemo) recall(d *rowDraft) bool {
	chinese := isChineseDomain(d.row.Domain)
	d.hash = m.hash(d.rec, chinese)
	for _, s := range m.pairs[d.hash%memoPairs] {
		if s.hash == d.hash && s.wish != nil && s.wish.chinese == chinese && m.same(s.wish, d.rec) {
			s.wish.give(d)
			return true
		}
	}
	return false
}

func (m *rowMemo) same(w *memoWish, rec rawRecord) bool {
	for i, col := range m.columns {
		a, b := &w.cells[i], &rawCell{}
		if col < len(rec.Cells) {
			b = &rec.Cells[col]
		}
		if a.Text != b.Text || a.Kind != b.Kind || a.Raw != b.Raw {
			return false
		}
	}
	return true
}

func (w *memoWish) give(d *rowDraft) {
	own := d.row
	d.row = w.row
	d.row.Record, d.row.Number, d.row.Previous = own.Record, own.Number, own.Previous
	d.row.Domain, d.row.DomainTyped, d.row.Note = own.Domain, own.DomainTyped, own.Note
	d.row.Problems = own.Problems
	for _, p := range w.problems {
		p.Row = d.rec.Number
		if i, ok := d.where[p.Field]; ok && p.Cell != "" {
			p.Cell = d.address(i)
		}
		d.row.Problems = append(d.row.Problems, p)
	}
}

// note keeps the wish of a row that was just understood, if its like was seen
// before. Its problems are those from before on.
func (m *rowMemo) note(d *rowDraft, before int) {
	pair := &m.pairs[d.hash%memoPairs]
	slot := 0
	if pair[1].hash == d.hash && pair[0].hash != d.hash {
		slot = 1
	}
	if pair[slot].hash != d.hash {
		pair[1], pair[0] = pair[0], memoSlot{hash: d.hash}
		return
	}
	w := &memoWish{
		cells: make([]rawCell, len(m.columns)), chinese: isChineseDomain(d.row.Domain),
		row: d.row, problems: slices.Clone(d.row.Problems[before:]),
	}
	for i, col := range m.columns {
		if col < len(d.rec.Cells) {
			w.cells[i] = d.rec.Cells[col]
		}
	}
	w.row.ContactTypes = slices.Clip(w.row.ContactTypes)
	pair[slot].wish = w
}
