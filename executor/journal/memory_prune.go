package journal

import (
	"context"
	"maps"
)

// Prune implements Journal.
func (m *Memory) Prune(ctx context.Context, runID string, p Pruning) error {
	leave, err := m.enter(ctx)
	defer leave()
	if err != nil {
		return err
	}
	r, err := m.run(runID)
	if err != nil {
		return err
	}
	open := ""
	for _, b := range r.batches {
		if b.batch.State.Open() {
			open = b.batch.ID
		}
	}
	if err := prunable(runID, r.run.FinishedAt, r.run.PrunedAt, open); err != nil {
		return err
	}
	outcomes := map[string]Kept{}
	changes := 0
	for _, b := range r.batches {
		if b.batch.State == Split {
			continue
		}
		for _, c := range b.batch.Changes {
			o, known := p.Changes[c.ID]
			if !known {
				return noOutcome(runID, c.ID)
			}
			o.ChangeID, o.Code, o.Message = c.ID, clean(o.Code), clean(o.Message)
			outcomes[c.ID] = o
			changes++
		}
	}
	now := m.clock()
	r.run.PrunedAt, r.run.Plan, r.outcomes = now, nil, outcomes
	for _, b := range r.batches {
		b.batch.Request, b.details = tidyBytes(p.Requests[b.batch.ID]), map[string]Detail{}
	}
	m.write(pruned(r.run, p, changes, now), r.no, 0, r.kept())
	return nil
}

// kept is the cover of a run that was pruned.
func (r *memRun) kept() []byte {
	d := newDigest("pruned")
	d.add(runValues(r.no, r.run)...)
	d.add(storedTime(r.run.FinishedAt), storedTime(r.run.PrunedAt))
	for _, b := range r.batches {
		parentNo := int64(0)
		if parent := r.byID[b.batch.ParentID]; parent != nil {
			parentNo = parent.no
		}
		d.add(newBatchValues(b.no, parentNo, b.batch)...)
		d.add(batchValues(b.batch)...)
		for position, c := range b.batch.Changes {
			d.add(changeValues(position, c)...)
		}
		if b.batch.State == Split {
			continue
		}
		for position, c := range b.batch.Changes {
			d.add("outcome")
			d.add(outcomeValues(position, r.outcomes[c.ID])...)
		}
	}
	return d.sum()
}

// Kept implements Journal.
func (m *Memory) Kept(ctx context.Context, runID string) (map[string]Kept, error) {
	leave, err := m.enter(ctx)
	defer leave()
	if err != nil {
		return nil, err
	}
	r, err := m.run(runID)
	if err != nil {
		return nil, err
	}
	list := map[string]Kept{}
	maps.Copy(list, r.outcomes)
	return list, nil
}
