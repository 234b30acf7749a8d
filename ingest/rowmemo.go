package ingest

import (
	"encoding/binary"
	"hash/maphash"
	"slices"
	"strings"
	"sync/atomic"
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
	seed    maphash.Seed
	sets    [][memoWays]memoWay
	turn    atomic.Uint32 // whose way is given up next
}

// memoWay is the place of one wish. The hash spares looking at others; it may
// be that of another wish while it is being written.
type memoWay struct {
	hash atomic.Uint64
	wish atomic.Pointer[memoWish]
}

// memoWish is a wish and what it was understood of. It never changes.
type memoWish struct {
	key      string
	row      Row
	problems []Problem
}

func newRowMemo(columns []Column, sets int) *rowMemo {
	m := &rowMemo{seed: maphash.MakeSeed(), sets: make([][memoWays]memoWay, sets)}
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

func isChineseDomain(name string) bool {
	return strings.HasSuffix(name, ".cn") || strings.HasSuffix(name, ".中国")
}

// How a key was made, which is its first byte, with what rules look at of
// the domain.
const (
	keyOfCells = iota << 1
	keyOfText
	keyChinese = 1
)

// key appends all that decides: the cells, as the file has them where that is
// known, and what rules look at of the domain.
func (m *rowMemo) key(key []byte, rec *rawRecord, chinese bool) []byte {
	how := byte(keyOfCells)
	if rec.Text != "" {
		how = keyOfText
	}
	if chinese {
		how |= keyChinese
	}
	key = append(key, how)
	if rec.Text == "" {
		return m.keyOfCells(key, rec)
	}
	key = binary.AppendUvarint(key, uint64(rec.Form))
	for _, run := range m.runs {
		piece := rec.piece(run[0], run[1])
		key = append(binary.AppendUvarint(key, uint64(len(piece))), piece...)
	}
	return key
}

func (m *rowMemo) keyOfCells(key []byte, rec *rawRecord) []byte {
	for _, col := range m.columns {
		if col >= len(rec.Cells) {
			key = append(key, byte(kindText), 0, 0)
			continue
		}
		c := &rec.Cells[col]
		key = append(key, byte(c.Kind))
		for _, text := range [...]string{c.Text, c.Raw} {
			key = append(binary.AppendUvarint(key, uint64(len(text))), text...)
		}
	}
	return key
}

// find gives the wish of a key, nil when it is not known.
func (m *rowMemo) find(key []byte) *memoWish {
	hash := maphash.Bytes(m.seed, key)
	set := &m.sets[hash%uint64(len(m.sets))]
	for i := range set {
		if set[i].hash.Load() != hash {
			continue
		}
		if w := set[i].wish.Load(); w != nil && w.key == string(key) {
			return w
		}
	}
	return nil
}

// keep remembers the wish of a row that was just understood. Its problems are
// those from before on.
func (m *rowMemo) keep(key []byte, row *Row, before int) {
	size := len(key)
	for i := range row.Problems[before:] {
		p := &row.Problems[before+i]
		size += len(p.Value) + len(p.Message) + len(p.Cure) + len(p.Proposed)
	}
	if size > memoText {
		return
	}
	w := &memoWish{key: string(key), row: *row, problems: slices.Clone(row.Problems[before:])}
	w.row.ContactTypes = slices.Clip(w.row.ContactTypes)
	hash := maphash.Bytes(m.seed, key)
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
	record, previous, problems := row.Record, row.Previous, row.Problems
	domain, typed, note := row.Domain, row.DomainTyped, row.Note
	*row = w.row
	row.Record, row.Number, row.Previous, row.Problems = record, d.rec.Number, previous, problems
	row.Domain, row.DomainTyped, row.Note = domain, typed, note
	for _, p := range w.problems {
		p.Row = d.rec.Number
		if i, ok := d.where[p.Field]; ok && p.Cell != "" {
			p.Cell = d.address(i)
		}
		row.Problems = append(row.Problems, p)
	}
}
