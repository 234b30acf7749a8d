package planner

import (
	"fmt"
	"slices"
	"strings"
)

// change numbers are positions in sheet order of their first row that is
// going to be served; batch numbers are positions in the plan.

// batches cuts the changes into submit calls and puts them in order.
//
// The order is that of first appearance in the sheet, with the transfer codes
// after everything else; where rows have a priority, so among those of each. Any total order would do: the four contacts of a
// domain are written independently of each other, so which goes first does
// not matter, and a batch waits for earlier ones only, so waiting can never
// go round in a circle. That is why no batch ever has to be cut smaller to
// keep a domain's tasks apart, and the number of calls stays the least.
func (b *builder) batches(rows []RowPlan) []Batch {
	changes := b.changes()
	batchOf, first := b.cut(changes)
	out := make([]Batch, len(first))
	for i, c := range first {
		out[i] = b.head(i, changes[c].wish)
	}
	b.fill(out, rows, changes, batchOf)
	b.set.waves(out)
	for i := range out {
		out[i].Call = b.set.call(out[i].Operation, len(out[i].Changes))
	}
	b.chain(out, changes, batchOf)
	return out
}

// change is one slot that is going to be served.
type change struct {
	slot, wish int32
	row        int32 // the first that asks
	records    int32 // how many ask
	priority   int32 // 0 unless some row of the sheet has one
}

// changes collects what the planned rows ask for, exact repeats once.
func (b *builder) changes() []change {
	out := make([]change, 0, len(b.asks))
	for _, a := range b.asks {
		s := &b.slots[a.slot]
		if !b.planned(a.row) || s.notSent() {
			continue
		}
		if s.change < 0 {
			s.change = int32(len(out))
			out = append(out, change{slot: a.slot, wish: a.wish, row: a.row})
		}
		out[s.change].records++
	}
	return b.byPriority(out)
}

// cut gives every change its batch, and every batch its first change.
func (b *builder) cut(changes []change) (batchOf, first []int32) {
	batchOf = make([]int32, len(changes))
	open := make([]int32, len(b.wishes.all)) // the wish's latest batch + 1
	var room []int32                         // left in each batch
	var before int32                         // batches of earlier waves
	placed, wave := 0, 0
	place := func(i int) {
		if w := b.set.wave(placed); w != wave {
			wave, before = w, int32(len(first))
		}
		placed++
		n := &open[changes[i].wish]
		if *n <= before || room[*n-1] == 0 {
			first = append(first, int32(i))
			room = append(room, b.limit(changes[i].wish))
			*n = int32(len(first))
		}
		room[*n-1]--
		batchOf[i] = *n - 1
	}
	for from := 0; from < len(changes); {
		to, codes := level(changes, from), 0
		for i := from; i < to; i++ {
			if b.isCode(changes[i].wish) {
				codes++
			} else {
				place(i)
			}
		}
		for i := from; codes > 0; i++ {
			if b.isCode(changes[i].wish) {
				place(i)
				codes--
			}
		}
		from = to
	}
	return batchOf, first
}

func (b *builder) isCode(wish int32) bool { return b.wishes.all[wish].kind == kindTransferCode }

// limit is how many domains one call can carry for a wish.
func (b *builder) limit(wish int32) int32 {
	x := &b.wishes.all[wish]
	if x.kind == kindTransferCode || x.instance != 0 {
		return 1
	}
	return int32(b.set.BatchSize)
}

func batchID(i int) string { return fmt.Sprintf("b%04d", i+1) }

// head is a batch without changes.
func (b *builder) head(i int, wish int32) Batch {
	x := b.wishes.all[wish]
	h := Batch{
		ID: batchID(i), Operation: operations[x.op],
		ContactType: x.kind.contactType(), Lock: locks[x.lock], ProfileID: x.profile,
	}
	if x.account != 0 {
		h.Account = b.wishes.accounts.all[x.account]
	}
	if x.contact >= 0 {
		h.Contact = &b.wishes.contacts.all[x.contact]
	}
	return h
}

// fill puts the changes into their batches and names them in their rows. All
// slices of one sort share one array.
func (b *builder) fill(out []Batch, rows []RowPlan, changes []change, batchOf []int32) {
	ids := b.changeIDs(changes)
	records := b.recordsAndRows(rows, changes, ids)
	size := make([]int, len(out))
	for _, n := range batchOf {
		size[n]++
	}
	array, at := make([]Change, len(changes)), 0
	for i := range out {
		out[i].Changes = array[at : at : at+size[i]]
		at += size[i]
	}
	instances := b.changeInstances()
	for i, c := range changes {
		x := &out[batchOf[i]]
		x.Changes = append(x.Changes, Change{
			ID: ids[i], Domain: b.rows[c.row].domain, InstanceID: instances[int32(i)], Records: records[i],
			Before: b.before[c.slot],
		})
	}
}

func (b *builder) changeIDs(changes []change) []string {
	var text strings.Builder
	text.Grow(idLen * len(changes))
	for _, c := range changes {
		id := b.wishes.changeID(c.wish, b.rows[c.row].domain)
		text.Write(id[:])
	}
	all, ids := text.String(), make([]string, len(changes))
	for i := range ids {
		ids[i] = all[i*idLen : (i+1)*idLen]
	}
	return ids
}

// recordsAndRows lists the records of each change and names the changes in
// their rows.
func (b *builder) recordsAndRows(rows []RowPlan, changes []change, ids []string) [][]int {
	records, total := make([][]int, len(changes)), 0
	for _, c := range changes {
		total += int(c.records)
	}
	recordArray, idArray := make([]int, total), make([]string, 0, total)
	for i, c := range changes {
		records[i], recordArray = recordArray[:0:c.records], recordArray[c.records:]
	}
	for _, a := range b.asks {
		if !b.planned(a.row) || b.slots[a.slot].notSent() {
			continue
		}
		n, r := b.slots[a.slot].change, &rows[a.row]
		records[n] = append(records[n], r.Record)
		idArray = append(idArray, ids[n])
		end := len(idArray)
		r.Changes = idArray[end-1-len(r.Changes) : end : end] // a row's asks stand together
	}
	return records
}

// changeInstances is the first instance id that rows give for a change.
func (b *builder) changeInstances() map[int32]string {
	if len(b.instances) == 0 {
		return nil
	}
	out := make(map[int32]string, len(b.instances))
	for _, a := range b.asks {
		if id, ok := b.instances[a.row]; ok && b.planned(a.row) && !b.slots[a.slot].notSent() {
			if n := b.slots[a.slot].change; out[n] == "" {
				out[n] = id
			}
		}
	}
	return out
}

// chain makes every batch wait for all earlier ones that share a domain with
// it. Naming all of them, not just the latest, keeps a domain safe when a
// batch between two others is cancelled.
func (b *builder) chain(out []Batch, changes []change, batchOf []int32) {
	byBatch := make([][]int32, len(out))
	array, at := make([]int32, len(changes)), 0
	for i := range out {
		byBatch[i] = array[at : at : at+len(out[i].Changes)]
		at += len(out[i].Changes)
	}
	for i, n := range batchOf {
		byBatch[n] = append(byBatch[n], changes[i].slot)
	}
	listed := make([]int, len(out)) // by which batch + 1
	var after []int32
	for i := range out {
		after = after[:0]
		for _, slot := range byBatch[i] {
			for s := b.firstSlot[b.slots[slot].domain]; s >= 0; s = b.slots[s].next {
				other := b.slots[s].change
				if other < 0 {
					continue
				}
				if n := batchOf[other]; int(n) < i && listed[n] != i+1 {
					listed[n] = i + 1
					after = append(after, n)
				}
			}
		}
		slices.Sort(after)
		for _, n := range after {
			out[i].After = append(out[i].After, out[n].ID)
		}
	}
}
