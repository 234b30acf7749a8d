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
	b := &builder{set: set, opt: opt, rows: []RowPlan{}, wishes: newWishes(set.Account), domains: map[string]int32{}}
	for row, err := range rows {
		if err != nil {
			return nil, fmt.Errorf("planning: %w", err)
		}
		if n := len(b.rows); n > 0 && row.Record <= b.rows[n-1].Record {
			return nil, fmt.Errorf("planning: record %d came after record %d", row.Record, b.rows[n-1].Record)
		}
		if len(b.asks) > math.MaxInt32-int(kinds) {
			return nil, errors.New("planning: too many rows for one plan: split the file")
		}
		b.add(&row)
	}
	b.holdDisputes()
	p := &Plan{
		Version: Version, Tool: opt.Tool, Created: opt.Now.UTC().Round(0),
		Source: src, Settings: set,
		Batches: b.batches(), Rows: b.rows,
	}
	p.Digest = p.digest()
	return p, nil
}

// builder gathers the rows of a sheet. Everything but the rows themselves is
// kept as numbers: a million rows must not cost a million small objects.
type builder struct {
	set     Settings
	opt     Options
	rows    []RowPlan
	asks    []ask // of every row that still wants something, in sheet order
	domains map[string]int32
	slots   []slot // kinds of them for each domain
	wishes  *wishes
}

// ask is one row asking for one wish for one domain.
type ask struct {
	row, slot, wish int32
	instance        string
}

// slot is one kind of one domain: what can be asked for once only.
type slot struct {
	wish   int32 // the first one asked for, -1 when none
	change int32 // what it became, -1 when nothing
	state  slotState
}

type slotState uint8

const (
	contradicted slotState = 1 << iota // rows ask for different wishes
	unsettled                          // an earlier run holds a row that asks for it
)

// add decides about one row as far as it can be seen alone, and notes what
// it asks for.
func (b *builder) add(r *ingest.Row) {
	b.rows = append(b.rows, RowPlan{Record: r.Record, Number: r.Number, Domain: strings.ToValidUTF8(cmp.Or(r.Domain, r.DomainTyped), "\uFFFD")})
	rp := &b.rows[len(b.rows)-1]
	if r.Action == ingest.ActionSkip { // a person parks a row before its cells are right, too
		rp.skip()
		return
	}
	if no := problems(r); no.code != "" {
		rp.set(RowInvalid, no)
		return
	}
	x, skip, no := b.set.wants(r)
	switch {
	case no.code != "":
		rp.set(RowInvalid, no)
		return
	case skip:
		rp.skip()
		return
	}
	var asks [kinds]ask
	b.number(r, &x, asks[:x.n])
	b.fromEarlier(r, rp, asks[:x.n])
	if rp.Disposition != RowDone {
		b.note(asks[:x.n], rp.Disposition == RowHeld)
	}
}

// number turns what a row wants into asks.
func (b *builder) number(r *ingest.Row, x *want, asks []ask) {
	base := b.wishes.base(r, x)
	domain := b.domain(r.Domain)
	for i := range asks {
		asks[i] = ask{
			row:      int32(len(b.rows) - 1),
			slot:     domain*int32(kinds) + int32(x.kinds[i]),
			wish:     b.wishes.no(base, x.kinds[i], r.Lock),
			instance: r.InstanceID,
		}
	}
}

func (b *builder) domain(name string) int32 {
	n, ok := b.domains[name]
	if !ok {
		n = int32(len(b.domains))
		b.domains[name] = n
		for range kinds {
			b.slots = append(b.slots, slot{wish: -1, change: -1})
		}
	}
	return n
}

// note records the asks of a row that is not done. Those of a held row count
// as well: a person meant them.
func (b *builder) note(asks []ask, held bool) {
	for i := range asks {
		s := &b.slots[asks[i].slot]
		switch {
		case s.wish < 0:
			s.wish = asks[i].wish
		case s.wish != asks[i].wish:
			s.state |= contradicted
		}
		if held {
			s.state |= unsettled
		}
	}
	b.asks = append(b.asks, asks...)
}

func (r *RowPlan) set(d Disposition, why refusal) {
	r.Disposition, r.Code, r.Comment = d, why.code, why.comment
}

func (r *RowPlan) skip() {
	r.Disposition, r.Comment = RowSkipped, "The row says skip; nothing is sent for it."
}

// kind of the slot's number.
func (a ask) kind() kind { return kind(a.slot % int32(kinds)) }
