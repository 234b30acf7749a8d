package planner

import "domainbatch/ingest"

// alikeKept is for how many sorts of rows that are alike it is remembered what
// they want.
const alikeKept = 1 << 12

// wanted numbers what a row asks for, or says why it asks for nothing. Of rows
// that are alike this is worked out once.
func (b *builder) wanted(r *ingest.Row) (numberedWant, fate) {
	usual := r.Alike != 0 && r.Domain != "" && len(r.Problems) == 0
	known := &b.alike[r.Alike%uint32(len(b.alike))]
	if usual && known.alike == r.Alike {
		return *known, fate{}
	}
	x, f := b.read(r)
	if f.disposition != "" {
		return numberedWant{}, f
	}
	out := numberedWant{alike: r.Alike, kinds: x.kinds, n: x.n}
	base := b.wishes.base(r, &x)
	for i, k := range x.kinds[:x.n] {
		out.wishes[i] = b.wishes.of(base, k, r.Lock)
	}
	if usual {
		*known = out
	}
	return out, fate{}
}

// numberedWant is what a row asks for, by numbers of wishes.
type numberedWant struct {
	alike  uint32 // the number of the row, 0 for none
	kinds  [kinds]kind
	n      int // number of kinds
	wishes [kinds]int32
}

// read decides what a row asks for, or why it asks for nothing.
func (b *builder) read(r *ingest.Row) (want, fate) {
	if r.Action == ingest.ActionSkip { // a person parks a row before its cells are right, too
		return want{}, skipped
	}
	if why := problems(r); why.code != "" {
		return want{}, fate{disposition: RowInvalid, refusal: why}
	}
	x, skip, why := b.set.wants(r)
	switch {
	case why.code != "":
		return want{}, fate{disposition: RowInvalid, refusal: why}
	case skip:
		return want{}, skipped
	}
	return x, fate{}
}

var skipped = fate{disposition: RowSkipped, refusal: refusal{comment: "The row says skip; nothing is sent for it."}}
