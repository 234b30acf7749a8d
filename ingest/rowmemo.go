package ingest

import (
	"slices"
	"strings"
	"sync/atomic"
	"unsafe"
)

// memoSets is how many sets of wishes a rowMemo has, and memoWays how many
// wishes are in a set, which is a line of a processor's cache.
const (
	memoSets = 1 << 12
	memoWays = 4
	memoText = 8 << 10 // bytes of one wish; a longer one is judged each time
)

// rowMemo remembers what the cells of a row came to, all but those of its
// domain and its note: most sheets repeat a few wishes, such as one contact,
// over many rows, and to judge them once is enough. What it gives is what
// judging the cells again would give, problems included. It is safe for
// several makers of rows at once.
type rowMemo struct {
	columns []int    // that decide, ascending
	runs    [][2]int // the same as ranges: first column, column behind the last
	sets    [][memoWays]memoWay
	turn    atomic.Uint32 // whose way is given up next
	count   atomic.Uint32 // of wishes that were kept
}

// memoWay is the place of one wish. The hash spares looking at others; it may
// be that of another wish while it is being written.
type memoWay struct {
	hash atomic.Uint64
	wish atomic.Pointer[memoWish]
}

// memoWish is a wish and what it was understood of. It never changes.
type memoWish struct {
	key      wishKey
	near     [memoNear]byte // the text of the key, when it has room there
	row      Row            // without all that is not of the wish
	problems []Problem
}

// memoNear is how long the text of a key may be to stand beside its wish,
// where it is found without another look into memory.
const memoNear = 240

// is reports whether this is the wish of a key.
func (w *memoWish) is(k *wishKey) bool {
	n := len(k.text)
	if w.key.how != k.how || w.key.form != k.form || len(w.key.text) != n {
		return false
	}
	if n <= memoNear {
		return string(w.near[:n]) == k.text
	}
	return w.key.text == k.text
}

func newRowMemo(columns []Column, sets int) *rowMemo {
	m := &rowMemo{sets: make([][memoWays]memoWay, sets)}
	for _, c := range columns {
		if c.Field != "" && c.Field != FieldDomain && c.Field != FieldNote {
			m.columns = append(m.columns, c.Index)
		}
	}
	slices.Sort(m.columns)
	for _, col := range m.columns {
		if n := len(m.runs); n > 0 && m.runs[n-1][1] == col {
			m.runs[n-1][1]++
		} else {
			m.runs = append(m.runs, [2]int{col, col + 1})
		}
	}
	return m
}

// find gives the wish of a key with this hash, nil when it is not known.
func (m *rowMemo) find(k *wishKey, hash uint64) *memoWish {
	set := &m.sets[hash%uint64(len(m.sets))]
	for i := range set {
		if set[i].hash.Load() != hash {
			continue
		}
		if w := set[i].wish.Load(); w != nil && w.is(k) {
			return w
		}
	}
	return nil
}

// keep remembers the wish of a row that was just understood, and numbers it.
// Its problems are those from before on.
func (m *rowMemo) keep(k *wishKey, hash uint64, row *Row, before int) {
	size := len(k.text)
	for i := range row.Problems[before:] {
		p := &row.Problems[before+i]
		size += len(p.Value) + len(p.Message) + len(p.Cure) + len(p.Proposed)
	}
	if size > memoText {
		return
	}
	row.Alike = m.count.Add(1)
	w := &memoWish{key: *k, row: *row, problems: slices.Clone(row.Problems[before:])}
	if n := copy(w.near[:], k.text); n == len(k.text) {
		w.key.text = unsafe.String(&w.near[0], n)
	} else {
		w.key.text = strings.Clone(k.text)
	}
	w.row.ContactTypes = slices.Clip(w.row.ContactTypes)
	w.row.Number, w.row.Previous, w.row.Problems = 0, Previous{}, nil
	w.row.Domain, w.row.DomainTyped, w.row.Note = "", "", ""
	set := &m.sets[hash%uint64(len(m.sets))]
	way := &set[m.turn.Add(1)%memoWays]
	for i := range set {
		if set[i].wish.Load() == nil {
			way = &set[i]
			break
		}
	}
	way.wish.Store(w)
	way.hash.Store(hash)
}

// give completes a row by a wish.
func (w *memoWish) give(d *rowDraft) {
	row := d.row
	number, previous, problems := row.Number, row.Previous, row.Problems
	domain, typed, note := row.Domain, row.DomainTyped, row.Note
	*row = w.row
	row.Number, row.Previous, row.Problems = number, previous, problems
	row.Domain, row.DomainTyped, row.Note = domain, typed, note
	w.repeat(d)
}

// repeat says of a row what there was to say of its wish.
func (w *memoWish) repeat(d *rowDraft) {
	for _, p := range w.problems {
		p.Row = d.rec.Number
		if i, ok := d.where[p.Field]; ok && p.Cell != "" {
			p.Cell = d.address(i)
		}
		d.row.Problems = append(d.row.Problems, p)
	}
}
