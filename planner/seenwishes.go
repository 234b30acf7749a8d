package planner

import "hash/maphash"

// seenWishes remembers which wishes were asked for which domain, by digests.
type seenWishes struct {
	seed  maphash.Seed
	cells []seenWish // a power of two of them, at most two thirds in use
	used  int
	again bool // agrees has found all the kinds asked for already

	fetched uint64 // keeps expect from being left out, and means nothing
}

// seenWish is a wish for some kinds of a domain; the kinds are the low bits of
// the wish, zero in a cell that is not in use.
type seenWish struct{ domain, wish uint64 }

const seenKinds = 1<<kinds - 1

// expect makes room for wishes, and fetches the places where they will stand
// into the caches of the processor, all at once.
func (t *seenWishes) expect(wishes []asked) {
	for 3*(t.used+len(wishes)) >= 2*len(t.cells) {
		t.grow()
	}
	var sum uint64
	for i := range wishes {
		sum += t.cells[t.first(wishes[i].domain)].wish
	}
	t.fetched = sum
}

// agrees notes a wish that was expected and reports whether no other wish was asked for one of
// the same kinds of the domain.
func (t *seenWishes) agrees(domain, wish, kinds uint64) bool {
	wish &^= seenKinds
	known := false
	t.again = false
	i := t.first(domain)
	for ; t.cells[i].wish != 0; i = t.after(i) {
		switch c := &t.cells[i]; {
		case c.domain != domain:
		case c.wish&^seenKinds == wish:
			t.again = c.wish&kinds == kinds
			c.wish |= kinds
			known = true
		case c.wish&kinds != 0:
			return false
		}
	}
	if !known {
		t.cells[i] = seenWish{domain, wish | kinds}
		t.used++
	}
	return true
}

func (t *seenWishes) first(domain uint64) int { return int(domain & uint64(len(t.cells)-1)) }

func (t *seenWishes) after(i int) int { return (i + 1) & (len(t.cells) - 1) }

func (t *seenWishes) grow() {
	old := t.cells
	t.cells = make([]seenWish, max(1024, 2*len(old)))
	for _, c := range old {
		if c.wish == 0 {
			continue
		}
		i := t.first(c.domain)
		for t.cells[i].wish != 0 {
			i = t.after(i)
		}
		t.cells[i] = c
	}
}
