package planner

import (
	"cmp"
	"fmt"
	"hash/maphash"
	"iter"
	"slices"

	"domainbatch/ingest"
)

// Survey says what Build would do with each row of a sheet when nothing is
// known of earlier runs or of the present, and makes no plan of it. What it
// keeps of a row is some thirty bytes, however many rows there are.
//
// Every row goes to Add. Where rows may contradict each other, which Doubts
// says, Settle needs all of them once more.
type Survey struct {
	b        builder
	total    int
	asking   int // rows that ask for something
	rows     map[Disposition]int
	stopped  []RowPlan
	seen     seenWishes
	disputed map[uint64]bool // digests of domains of which rows have to be compared
}

// NewSurvey fails when the settings make no sense.
func NewSurvey(set Settings) (*Survey, error) {
	set, err := set.withDefaults()
	if err != nil {
		return nil, fmt.Errorf("planning: %w", err)
	}
	return &Survey{
		b: builder{set: set}, rows: map[Disposition]int{}, disputed: map[uint64]bool{}, seen: seenWishes{seed: maphash.MakeSeed()},
	}, nil
}

// Add decides about one row as far as it can be seen alone. Nothing of the
// row is kept.
func (s *Survey) Add(r *ingest.Row) {
	s.total++
	x, f := s.b.read(r)
	if f.disposition == "" {
		f = s.b.fromEarlier(r, x.kinds[:x.n], nil)
	} else {
		x.n = 0
	}
	if f.disposition == "" || f.disposition == RowHeld {
		s.asking++
		s.ask(r, &x, f.disposition == RowHeld)
		return
	}
	s.rows[f.disposition]++
	if f.disposition == RowInvalid && !r.Invalid() {
		s.stopped = append(s.stopped, RowPlan{
			Record: r.Record, Number: r.Number, Domain: r.Domain, Disposition: RowInvalid, Code: f.code, Comment: f.comment,
		})
	}
}

// ask notes what a row wants of its domain, and whether that may be at odds
// with another row.
func (s *Survey) ask(r *ingest.Row, x *want, held bool) {
	domain := s.domain(r)
	if s.disputed[domain] {
		return
	}
	w := surveyed{op: x.op, account: cmp.Or(r.Account, s.b.set.Account), contact: x.contact}
	if x.op == UpdateProfile {
		w.profile, w.instance = r.ProfileID, r.InstanceID
	}
	var kinds uint64
	for _, k := range x.kinds[:x.n] {
		kinds |= 1 << k
		if k == kindRegistrant {
			w.lock = r.Lock
		}
	}
	if !s.seen.agrees(domain, maphash.Comparable(s.seen.seed, w), kinds) || held {
		s.disputed[domain] = true
	}
}

func (s *Survey) domain(r *ingest.Row) uint64 { return maphash.String(s.seen.seed, r.Domain) }

// surveyed is a wish without its kinds.
type surveyed struct {
	op       Operation
	account  string
	contact  ingest.Contact
	profile  int64
	instance string
	lock     ingest.Lock
}

// Doubts reports whether some rows can only be judged together: Settle has to
// be called.
func (s *Survey) Doubts() bool { return len(s.disputed) > 0 }

// Settle goes through the same rows again and compares those whose domains
// are in doubt.
func (s *Survey) Settle(rows iter.Seq2[ingest.Row, error]) error {
	b := &builder{set: s.b.set, wishes: newWishes(s.b.set.Account)}
	for row, err := range rows {
		if err != nil {
			return fmt.Errorf("planning: %w", err)
		}
		if s.disputed[s.domain(&row)] {
			b.add(&row)
		}
	}
	b.holdDisputes()
	for _, p := range b.rowPlans() {
		if p.Disposition == RowHeld {
			s.rows[RowHeld]++
			s.asking--
			s.stopped = append(s.stopped, p)
		}
	}
	slices.SortFunc(s.stopped, func(a, b RowPlan) int { return cmp.Compare(a.Record, b.Record) })
	clear(s.disputed)
	return nil
}

// Counts has the rows and what becomes of them, and nothing of changes.
func (s *Survey) Counts() Counts {
	c := Counts{Total: s.total, Rows: map[Disposition]int{}}
	for d, n := range s.rows {
		c.Rows[d] = n
	}
	if s.asking > 0 {
		c.Rows[RowPlanned] = s.asking
	}
	return c
}

// Stopped are the rows that cannot be planned although no cell of them is
// wrong, in the order of the sheet: only planning sees why.
func (s *Survey) Stopped() []RowPlan { return s.stopped }

// seenWishes remembers which wishes were asked for which domain, by digests.
type seenWishes struct {
	seed  maphash.Seed
	cells []seenWish // a power of two of them, at most two thirds in use
	used  int
}

// seenWish is a wish for some kinds of a domain; the kinds are the low bits of
// the wish, zero in a cell that is not in use.
type seenWish struct{ domain, wish uint64 }

const seenKinds = 1<<kinds - 1

// agrees notes a wish and reports whether no other wish was asked for one of
// the same kinds of the domain.
func (t *seenWishes) agrees(domain, wish, kinds uint64) bool {
	if 3*t.used >= 2*len(t.cells) {
		t.grow()
	}
	wish &^= seenKinds
	known := false
	i := t.first(domain)
	for ; t.cells[i].wish != 0; i = t.after(i) {
		switch c := &t.cells[i]; {
		case c.domain != domain:
		case c.wish&^seenKinds == wish:
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
