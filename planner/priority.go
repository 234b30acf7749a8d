package planner

import (
	"math"
	"slices"

	"domainbatch/ingest"
)

// prioritize notes the priority of a row. Few sheets have any, so that nothing
// is kept of the others.
func (b *builder) prioritize(row int32, r *ingest.Row) {
	if r.Priority == 0 {
		return
	}
	if b.priorities == nil {
		b.priorities = map[int32]int32{}
	}
	b.priorities[row] = int32(r.Priority)
}

// byPriority puts changes of a greater priority first and leaves the others in
// the order of the sheet. What several rows ask for is as urgent as the most
// urgent of them says.
//
// The priority is not part of the key by which changes are grouped: a group is
// cut into calls in this order, so that its urgent changes are in the first of
// them and there are no more calls than without. A transfer code comes after the
// other changes of its domain, so these are at least as urgent as it is.
func (b *builder) byPriority(changes []change) []change {
	if len(b.priorities) == 0 {
		return changes
	}
	for i := range changes {
		changes[i].priority = math.MinInt32
	}
	for _, a := range b.asks {
		if n := b.slots[a.slot].change; n >= 0 && b.planned(a.row) {
			changes[n].priority = max(changes[n].priority, b.priorities[a.row])
		}
	}
	for _, c := range changes {
		if !b.isCode(c.wish) {
			continue
		}
		for s := b.firstSlot[b.slots[c.slot].domain]; s >= 0; s = b.slots[s].next {
			if n := b.slots[s].change; n >= 0 {
				changes[n].priority = max(changes[n].priority, c.priority)
			}
		}
	}
	slices.SortStableFunc(changes, func(x, y change) int { return int(y.priority) - int(x.priority) })
	for i, c := range changes {
		b.slots[c.slot].change = int32(i)
	}
	return changes
}

// level is where the changes of the same priority as that at from end.
func level(changes []change, from int) int {
	to := from
	for to < len(changes) && changes[to].priority == changes[from].priority {
		to++
	}
	return to
}
