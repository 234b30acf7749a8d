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
	alike    [alikeKept]knownWish // by the numbers that rows have
	waiting  []asked              // rows that are not in seen yet
	seen     seenWishes
	disputed map[uint64]bool // digests of domains of which rows have to be compared
	repeats  []int           // sheet rows that ask for what was asked for, the first ones
	repeated int
}

// mostRepeats is how many repeated rows a survey names.
const mostRepeats = 10

// knownWish is what rows of the same Alike want; number is 0 in a place that
// is not in use.
type knownWish struct {
	number uint32
	wish   uint64
	kinds  uint64
}

// asked is that a row asks for a wish. The kinds are bits.
type asked struct {
	domain, wish, kinds uint64
	number              int // of the sheet row
	held                bool
}

// waitingRows is how many rows are looked up together: their places in a
// large table are fetched at the same time, not one after the other.
const waitingRows = 128

// NewSurvey fails when the settings make no sense.
func NewSurvey(set Settings) (*Survey, error) {
	set, err := set.withDefaults()
	if err != nil {
		return nil, fmt.Errorf("planning: %w", err)
	}
	return &Survey{
		b: builder{set: set}, rows: map[Disposition]int{}, disputed: map[uint64]bool{},
		waiting: make([]asked, 0, waitingRows), seen: seenWishes{seed: maphash.MakeSeed()},
	}, nil
}

// Add decides about one row as far as it can be seen alone. Nothing of the
// row is kept.
func (s *Survey) Add(r *ingest.Row) {
	s.total++
	usual := r.Alike != 0 && r.Domain != "" && len(r.Problems) == 0 && r.Previous.Result == ""
	known := &s.alike[r.Alike%uint32(len(s.alike))]
	if usual && known.number == r.Alike {
		s.ask(r, known, false)
		return
	}
	x, f := s.b.read(r)
	if f.disposition == "" {
		f = s.b.fromEarlier(r, x.kinds[:x.n], nil)
	} else {
		x.n = 0
	}
	if f.disposition == "" || f.disposition == RowHeld {
		w := s.wish(r, &x)
		if usual {
			*known = w
		}
		s.ask(r, &w, f.disposition == RowHeld)
		return
	}
	s.rows[f.disposition]++
	if f.disposition == RowInvalid && !r.Invalid() {
		s.stopped = append(s.stopped, RowPlan{
			Record: r.Record, Number: r.Number, Domain: r.Domain, Disposition: RowInvalid, Code: f.code, Comment: f.comment,
		})
	}
}

// wish is what a row wants, whatever its domain.
func (s *Survey) wish(r *ingest.Row, x *want) knownWish {
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
	return knownWish{r.Alike, maphash.Comparable(s.seen.seed, w), kinds}
}

// ask notes what a row wants of its domain.
func (s *Survey) ask(r *ingest.Row, w *knownWish, held bool) {
	s.asking++
	s.waiting = append(s.waiting, asked{s.domain(r), w.wish, w.kinds, r.Number, held})
	if len(s.waiting) == waitingRows {
		s.compare()
	}
}

// compare finds out whether what the waiting rows ask for may be at odds with
// other rows.
func (s *Survey) compare() {
	s.seen.expect(s.waiting)
	for i := range s.waiting {
		x := &s.waiting[i]
		if len(s.disputed) > 0 && s.disputed[x.domain] {
			continue
		}
		if !s.seen.agrees(x.domain, x.wish, x.kinds) || x.held {
			s.disputed[x.domain] = true
		} else if s.seen.again {
			if s.repeated++; len(s.repeats) < mostRepeats {
				s.repeats = append(s.repeats, x.number)
			}
		}
	}
	s.waiting = s.waiting[:0]
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
func (s *Survey) Doubts() bool {
	s.compare()
	return len(s.disputed) > 0
}

// Settle goes through the same rows again and compares those whose domains
// are in doubt.
func (s *Survey) Settle(rows iter.Seq2[ingest.Row, error]) error {
	s.compare()
	b := newBuilder(s.b.set, Options{})
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

// Repeats are the sheet rows, the first few of n, that ask for the same as
// earlier rows do. Rows that have to be compared do not count.
func (s *Survey) Repeats() (rows []int, n int) {
	s.compare()
	return s.repeats, s.repeated
}
