package planner

import (
	"cmp"
	"slices"
)

// Reason is why something of a plan is not sent: a code and one sentence with
// the next step.
type Reason struct{ Code, Comment string }

// Without is the plan without some of its changes, by their ids. What is left
// is cut into the fewest calls again. A row that loses all of its changes is
// held for the reason of the first; one that keeps some says what is missing.
func (p *Plan) Without(drop map[string]Reason) *Plan {
	out := *p
	out.Rows = slices.Clone(p.Rows)
	type wanted struct {
		batch  *Batch
		change Change
	}
	left := map[string]*wanted{}
	for i := range p.Batches {
		b := &p.Batches[i]
		for _, c := range b.Changes {
			if _, gone := drop[c.ID]; !gone {
				left[c.ID] = &wanted{b, c}
			}
		}
	}
	var order []*wanted // as a fresh plan would send it, codes aside
	listed := map[string]bool{}
	for i := range out.Rows {
		r := &out.Rows[i]
		if r.Disposition != RowPlanned {
			continue
		}
		var keep []string
		var why Reason
		for _, id := range r.Changes {
			w := left[id]
			if w == nil {
				if why.Code == "" {
					why = drop[id]
				}
				continue
			}
			keep = append(keep, id)
			if !listed[id] {
				listed[id] = true
				order = append(order, w)
			}
		}
		if why.Code == "" {
			continue
		}
		r.Changes, r.Code, r.Comment = keep, why.Code, why.Comment
		if len(keep) == 0 {
			r.Disposition = RowHeld
		}
	}
	slices.SortStableFunc(order, func(a, b *wanted) int {
		return cmp.Compare(b2i(a.batch.Operation == TransferCode), b2i(b.batch.Operation == TransferCode))
	})
	cut := cutter{set: p.Settings, open: map[cutKey]int{}}
	for _, w := range order {
		cut.place(w.batch, w.change)
	}
	out.Batches = cut.finish()
	out.Remarks = slices.DeleteFunc(slices.Clone(p.Remarks), func(r Remark) bool {
		n, found := slices.BinarySearchFunc(out.Rows, r.Record, func(row RowPlan, record int) int { return cmp.Compare(row.Record, record) })
		return !found || out.Rows[n].Disposition != RowPlanned
	})
	out.Digest = out.digest()
	return &out
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// cutter cuts changes into calls, given in the order of sending.
type cutter struct {
	set     Settings
	batches []Batch
	open    map[cutKey]int // the latest batch of a key
	placed  int
}

// cutKey is what all changes of a call have in common.
type cutKey struct {
	groupKey
	wave     int
	instance string // update-profile only, because no other call carries it
}

func (c *cutter) place(head *Batch, change Change) {
	key := cutKey{groupKey: head.key(), wave: c.set.wave(c.placed)}
	c.placed++
	room := c.set.BatchSize
	if head.Operation == TransferCode {
		room = 1
	}
	if head.Operation == UpdateProfile && change.InstanceID != "" {
		key.instance, room = change.InstanceID, 1
	}
	n, ok := c.open[key]
	if !ok || len(c.batches[n].Changes) >= room {
		n = len(c.batches)
		c.open[key] = n
		b := *head
		b.ID, b.Changes, b.After, b.Wave = batchID(n), nil, nil, key.wave
		c.batches = append(c.batches, b)
	}
	c.batches[n].Changes = append(c.batches[n].Changes, change)
}

// finish names the calls and makes each wait for all earlier ones that share
// a domain with it.
func (c *cutter) finish() []Batch {
	seen := map[string][]int{}
	for i := range c.batches {
		b := &c.batches[i]
		b.Call = c.set.call(b.Operation, len(b.Changes))
		var after []int
		for _, change := range b.Changes {
			for _, n := range seen[change.Domain] {
				if !slices.Contains(after, n) {
					after = append(after, n)
				}
			}
			seen[change.Domain] = append(seen[change.Domain], i)
		}
		slices.Sort(after)
		for _, n := range after {
			b.After = append(b.After, c.batches[n].ID)
		}
	}
	return c.batches
}
