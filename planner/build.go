package planner

import (
	"cmp"
	"errors"
	"fmt"
	"iter"
	"math"
	"strings"

	"domainbatch/ingest"
)

// Build plans the rows, which must come in ascending order of Record. It
// fails when the rows cannot be read to their end or the settings make no
// sense; a row that cannot be used is a RowPlan that says why.
func Build(rows iter.Seq2[ingest.Row, error], src Source, set Settings, opt Options) (*Plan, error) {
	set, err := set.withDefaults()
	if err != nil {
		return nil, fmt.Errorf("planning: %w", err)
	}
	b := newBuilder(set, opt)
	last := -1
	for row, err := range rows {
		switch {
		case err != nil:
			return nil, fmt.Errorf("planning: %w", err)
		case row.Record <= last:
			return nil, fmt.Errorf("planning: record %d came after record %d", row.Record, last)
		case len(b.asks) > math.MaxInt32-int(kinds) || len(b.rows) == math.MaxInt32:
			return nil, errors.New("planning: too many rows for one plan: split the file")
		}
		last = row.Record
		b.add(&row)
	}
	b.holdDisputes()
	if err := b.leaveOut(); err != nil {
		return nil, fmt.Errorf("planning: %w", err)
	}
	b.against(opt.Present)
	p := &Plan{
		Version: Version, Tool: opt.Tool, Created: opt.Now.UTC().Round(0),
		Source: src, Settings: set,
	}
	p.Rows = b.rowPlans()
	p.Batches = b.batches(p.Rows)
	if p.Standing = b.standing; p.Standing != nil {
		p.Standing.Mailboxes = mailboxes(opt.Present, p.Batches)
	}
	p.Remarks = b.remarks
	p.Digest = p.digest()
	return p, nil
}

// builder gathers the rows of a sheet. A million rows must not cost a million
// small objects, nor large ones that grow: what is kept of a row is small,
// and everything is a number where it can be.
type builder struct {
	set       Settings
	opt       Options
	rows      []rowState
	fates     []fate
	asks      []ask // of every row that still wants something, in sheet order
	domains   numbered[string]
	firstSlot []int32 // of each domain
	slots     []slot
	wishes    *wishes
	alike     []numberedWant   // by the numbers that rows have
	instances map[int32]string // instance ids by row, of those that have one

	priorities map[int32]int32 // by row, of those that have one

	partly   map[int32]refusal // planned rows of which a limit leaves something out
	standing *Standing         // nil when nothing is known of the present
	before   map[int32]*Before // by slot, of those whose contact is known
	remarks  []Remark
	heads    []*Batch // by wish
}

func newBuilder(set Settings, opt Options) *builder {
	return &builder{set: set, opt: opt, wishes: newWishes(set.Account), alike: make([]numberedWant, alikeKept)}
}

// rowState is what is kept of a row while others are read.
type rowState struct {
	record, number int
	domain         string
	fate           int32 // into fates, -1 for a row that is planned
}

// fate is why a row is not planned.
type fate struct {
	disposition Disposition
	refusal
	previous string
}

// ask is one row asking for one wish for one domain.
type ask struct{ row, slot, wish int32 }

// slot is one kind of one domain: what can be asked for once only.
type slot struct {
	domain int32
	next   int32 // of the same domain, -1 when none
	wish   int32 // the first one asked for
	change int32 // what it became, -1 when nothing
	kind   kind
	state  slotState
}

type slotState uint8

const (
	contradicted slotState = 1 << iota // rows ask for different wishes
	unsettled                          // an earlier run holds a row that asks for it
	inPlace                            // already so
	leftOut                            // by --only or --exclude
)

// notSent says that a slot is not served although rows ask for it.
func (s *slot) notSent() bool { return s.state&(inPlace|leftOut) != 0 }

// add decides about one row as far as it can be seen alone, and notes what
// it asks for.
func (b *builder) add(r *ingest.Row) {
	x, f := b.wanted(r)
	row := int32(len(b.rows))
	state := rowState{record: r.Record, number: r.Number, domain: r.Domain, fate: -1}
	if f.disposition == "" {
		f = b.fromEarlier(r, x.kinds[:x.n], x.wishes[:x.n])
	} else {
		state.domain = strings.ToValidUTF8(cmp.Or(r.Domain, r.DomainTyped), "\uFFFD")
	}
	if f.disposition != "" {
		state.fate = int32(len(b.fates))
		b.fates = append(b.fates, f)
	}
	b.rows = append(double(b.rows), state)
	if f.disposition == RowDone {
		return
	}
	b.prioritize(row, r)
	for i, k := range x.kinds[:x.n] {
		b.ask(row, r.Domain, k, x.wishes[i], f.disposition == RowHeld)
	}
	if x.n > 0 && r.InstanceID != "" {
		if b.instances == nil {
			b.instances = map[int32]string{}
		}
		b.instances[row] = r.InstanceID
	}
}

// ask notes a wish of a row that is not done. Those of a held row count as
// well: a person meant them.
func (b *builder) ask(row int32, domain string, k kind, wish int32, held bool) {
	n := b.slot(domain, k, wish)
	s := &b.slots[n]
	if s.wish != wish {
		s.state |= contradicted
	}
	if held {
		s.state |= unsettled
	}
	b.asks = append(double(b.asks), ask{row, n, wish})
}

// slot finds or makes the slot for a kind of a domain.
func (b *builder) slot(domain string, k kind, wish int32) int32 {
	d, fresh := b.domains.no(domain)
	if fresh {
		b.firstSlot = append(double(b.firstSlot), -1)
	}
	n := b.firstSlot[d]
	for ; n >= 0; n = b.slots[n].next {
		if b.slots[n].kind == k {
			return n
		}
	}
	n = int32(len(b.slots))
	b.slots = append(double(b.slots), slot{domain: d, next: b.firstSlot[d], wish: wish, change: -1, kind: k})
	b.firstSlot[d] = n
	return n
}

// double makes room when a slice is full. Large slices grow by a quarter if
// left alone, which copies a million rows five times over.
func double[T any](s []T) []T {
	if len(s) < cap(s) {
		return s
	}
	out := make([]T, len(s), max(256, 2*len(s)))
	copy(out, s)
	return out
}

func (b *builder) planned(row int32) bool { return b.rows[row].fate < 0 }

// hold sets a row aside that could be used.
func (b *builder) hold(row int32, why refusal) {
	b.rows[row].fate = int32(len(b.fates))
	b.fates = append(b.fates, fate{disposition: RowHeld, refusal: why})
}

// rowPlans are the rows without their changes.
func (b *builder) rowPlans() []RowPlan {
	out := make([]RowPlan, len(b.rows))
	for i, r := range b.rows {
		out[i] = RowPlan{Record: r.record, Number: r.number, Domain: r.domain, Disposition: RowPlanned}
		if r.fate >= 0 {
			f := &b.fates[r.fate]
			out[i].Disposition, out[i].Code, out[i].Comment, out[i].Previous = f.disposition, f.code, f.comment, f.previous
		} else if why, partly := b.partly[int32(i)]; partly {
			out[i].Code, out[i].Comment = why.code, why.comment
		}
	}
	return out
}
