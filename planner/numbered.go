package planner

import "hash/maphash"

// numbered gives each different value a number, in order of appearance. It is
// a map and the list of its keys in one: the table holds numbers only, so a
// million domains cost the collector nothing beyond the list.
type numbered[T comparable] struct {
	all   []T
	cells []cell // a power of two of them, at most half in use
	seed  maphash.Seed
}

// cell is one place of the table; the hash spares most comparisons, and a
// second look at the values when the table grows.
type cell struct {
	hash   uint32
	number int32 // + 1; 0 is empty
}

// no is the number of a value; fresh says that it was not seen before.
func (t *numbered[T]) no(x T) (number int32, fresh bool) {
	if 2*len(t.all) >= len(t.cells) {
		t.grow()
	}
	hash := uint32(maphash.Comparable(t.seed, x))
	c := t.place(hash, func(number int32) bool { return t.all[number] == x })
	if c.number > 0 {
		return c.number - 1, false
	}
	t.all = append(t.all, x)
	*c = cell{hash, int32(len(t.all))}
	return c.number - 1, true
}

// place is where a value with this hash stands or would stand.
func (t *numbered[T]) place(hash uint32, same func(number int32) bool) *cell {
	mask := uint32(len(t.cells) - 1)
	for i := hash & mask; ; i = (i + 1) & mask {
		c := &t.cells[i]
		if c.number == 0 || c.hash == hash && same(c.number-1) {
			return c
		}
	}
}

func (t *numbered[T]) grow() {
	old := t.cells
	if old == nil {
		t.seed = maphash.MakeSeed()
	}
	t.cells = make([]cell, max(64, 4*len(old)))
	for _, c := range old {
		if c.number > 0 {
			*t.place(c.hash, func(int32) bool { return false }) = c
		}
	}
	all := make([]T, len(t.all), len(t.cells)/2)
	copy(all, t.all)
	t.all = all
}
