package planner

import (
	"fmt"
	"slices"
	"strings"

	"domainbatch/ingest"
)

// maxNamed is how many other rows a comment names.
const maxNamed = 5

// dispute is a slot that cannot be served: what rows ask for it.
type dispute struct {
	parties []party // one for each different wish, in order of appearance
	byWish  map[int32]int
	rows    int   // over all parties
	earlier int32 // first row that an earlier run holds, -1 when none
}

type party struct {
	wish int32
	rows []int32 // the first few; enough to be named
	n    int
}

// holdDisputes holds every row that asks for a slot which rows contradict
// each other about, or which an earlier run has not settled.
//
// All rows are judged at once by what they ask for, not by what would be
// sent: a row that is held for one reason still contradicts others. So the
// outcome does not depend on the order of rows, and holding one row never
// lets another through by surprise. A row with several contact types is held
// as a whole; another row that asks for one of its undisputed changes is not.
func (b *builder) holdDisputes() {
	disputes := b.disputes()
	if len(disputes) == 0 {
		return
	}
	for i := 0; i < len(b.asks); {
		row, from := b.asks[i].row, i
		for i < len(b.asks) && b.asks[i].row == row {
			i++
		}
		if !b.planned(row) {
			continue
		}
		if why := b.disputed(disputes, b.asks[from:i]); why.code != "" {
			b.hold(row, why)
		}
	}
}

func (b *builder) disputes() map[int32]*dispute {
	var all map[int32]*dispute
	for _, a := range b.asks {
		if b.slots[a.slot].state == 0 {
			continue
		}
		d := all[a.slot]
		if d == nil {
			if all == nil {
				all = map[int32]*dispute{}
			}
			d = &dispute{byWish: map[int32]int{}, earlier: -1}
			all[a.slot] = d
		}
		d.add(a, !b.planned(a.row)) // a row with asks that is not planned is held
	}
	return all
}

func (d *dispute) add(a ask, held bool) {
	n, ok := d.byWish[a.wish]
	if !ok {
		n = len(d.parties)
		d.byWish[a.wish] = n
		d.parties = append(d.parties, party{wish: a.wish})
	}
	p := &d.parties[n]
	if p.n++; p.n <= maxNamed {
		p.rows = append(p.rows, a.row)
	}
	d.rows++
	if held && d.earlier < 0 {
		d.earlier = a.row
	}
}

// disputed is why the row with these asks is held, if it is.
func (b *builder) disputed(disputes map[int32]*dispute, asks []ask) refusal {
	var said []string
	for _, a := range asks {
		if d := disputes[a.slot]; d != nil && len(d.parties) > 1 {
			said = append(said, b.contradiction(d, a))
		}
	}
	if len(said) > 0 {
		return refusal{CodeConflict, strings.Join(said, " ") + " Keep one wish, set the other rows to skip, and run again."}
	}
	for _, a := range asks {
		if d := disputes[a.slot]; d != nil {
			other := b.rows[d.earlier]
			return refusal{CodeTwin, fmt.Sprintf("Row %d asks for the same %s of this domain and is held: %s",
				other.number, b.slots[a.slot].kind.noun(), b.fates[other.fate].comment)}
		}
	}
	return refusal{}
}

// contradiction names the rows that ask for something else, and the columns
// in which they differ.
func (b *builder) contradiction(d *dispute, a ask) string {
	var others []int32
	var columns []ingest.Field
	// The earliest rows of other parties are among the first rows of the
	// first parties, so no more need be looked at.
	for _, p := range d.parties[:min(len(d.parties), maxNamed+1)] {
		if p.wish == a.wish {
			continue
		}
		others = append(others, p.rows...)
		for _, c := range b.wishes.differ(a.wish, p.wish) {
			if !slices.Contains(columns, c) {
				columns = append(columns, c)
			}
		}
	}
	slices.Sort(others)
	total := d.rows - d.parties[d.byWish[a.wish]].n
	numbers := make([]string, 0, maxNamed)
	for _, row := range others[:min(len(others), maxNamed)] {
		numbers = append(numbers, fmt.Sprint(b.rows[row].number))
	}
	if more := total - len(numbers); more > 0 {
		numbers = append(numbers, number(more)+" more")
	}
	subject, verb := "Rows", "want"
	if total == 1 {
		subject, verb = "Row", "wants"
	}
	return fmt.Sprintf("%s %s %s another %s for this domain (%s).", subject, enumerate(numbers), verb, b.slots[a.slot].kind.noun(), differs(columns))
}

// maxColumns is how many columns a comment names.
const maxColumns = 6

func differs(columns []ingest.Field) string {
	if len(columns) == 1 {
		return string(columns[0]) + " differs"
	}
	var words []string
	for _, c := range columns[:min(len(columns), maxColumns)] {
		words = append(words, string(c))
	}
	if more := len(columns) - len(words); more > 0 {
		words = append(words, pluralOf(more, "more column", "more columns"))
	}
	return enumerate(words) + " differ"
}

func enumerate(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " and " + words[last]
}

func (k kind) noun() string {
	if k == kindTransferCode {
		return "transfer code"
	}
	return k.String() + " contact"
}

// differ names the columns that tell two wishes of one kind apart.
func (w *wishes) differ(x, y int32) []ingest.Field {
	a, b := w.all[x], w.all[y]
	var out []ingest.Field
	add := func(f ingest.Field, differs bool) {
		if differs {
			out = append(out, f)
		}
	}
	add(ingest.FieldAccount, a.account != b.account)
	add(ingest.FieldAction, a.op != b.op)
	if a.op == b.op {
		add(ingest.FieldProfileID, a.profile != b.profile)
		add(ingest.FieldInstanceID, a.instance != b.instance)
	}
	add(ingest.FieldTransferLock, a.lock != b.lock)
	if a.contact >= 0 && b.contact >= 0 && a.contact != b.contact {
		for _, f := range contactFields {
			add(f.field, *f.value(&w.contacts.all[a.contact]) != *f.value(&w.contacts.all[b.contact]))
		}
	}
	return out
}
