package journal

import (
	"context"
	"time"
)

// move finds a batch and applies the step that decide makes of it.
func (m *Memory) move(ctx context.Context, runID, batchID string, decide func(b *memBatch, now time.Time) (step, error)) error {
	leave, err := m.enter(ctx)
	defer leave()
	if err != nil {
		return err
	}
	b, err := m.batch(runID, batchID)
	if err != nil {
		return err
	}
	s, err := decide(b, m.clock())
	if err != nil {
		return err
	}
	return m.apply(b, s, nil)
}

// ClaimIntent implements Journal.
func (m *Memory) ClaimIntent(ctx context.Context, runID, batchID string, f Frozen) (bool, error) {
	return reportMoved(m.move(ctx, runID, batchID, func(b *memBatch, now time.Time) (step, error) {
		return claim(b.batch, f, now)
	}))
}

// Cancel implements Journal.
func (m *Memory) Cancel(ctx context.Context, runID, batchID, reason string) (bool, error) {
	return reportMoved(m.move(ctx, runID, batchID, func(b *memBatch, now time.Time) (step, error) {
		return cancel(b.batch, reason, now)
	}))
}

// Accepted implements Journal.
func (m *Memory) Accepted(ctx context.Context, runID, batchID, taskNo, requestID string, at, next time.Time) error {
	return m.move(ctx, runID, batchID, func(b *memBatch, now time.Time) (step, error) {
		return accept(b.batch, taskNo, requestID, at, next, now)
	})
}

// Refused implements Journal.
func (m *Memory) Refused(ctx context.Context, runID, batchID string, r Refusal) error {
	return m.move(ctx, runID, batchID, func(b *memBatch, now time.Time) (step, error) {
		return refuse(b.batch, r, now)
	})
}

// MarkAmbiguous implements Journal.
func (m *Memory) MarkAmbiguous(ctx context.Context, runID, batchID, code, message string, arrived bool, next time.Time) error {
	return m.move(ctx, runID, batchID, func(b *memBatch, now time.Time) (step, error) {
		return doubt(b.batch, code, message, arrived, next, now)
	})
}

// Resolve implements Journal.
func (m *Memory) Resolve(ctx context.Context, runID, batchID string, r Resolution) error {
	return m.move(ctx, runID, batchID, func(b *memBatch, now time.Time) (step, error) {
		return settle(b.batch, r, now)
	})
}

// SplitBatch implements Journal.
func (m *Memory) SplitBatch(ctx context.Context, runID, batchID string, why Refusal, children []Batch) error {
	leave, err := m.enter(ctx)
	defer leave()
	if err != nil {
		return err
	}
	b, err := m.batch(runID, batchID)
	if err != nil {
		return err
	}
	if err := standing(runID, b.run.run.PrunedAt); err != nil {
		return err
	}
	s, kept, err := split(b.batch, why, children, m.clock())
	if err != nil {
		return err
	}
	ids := map[string]bool{}
	for _, c := range kept {
		if b.run.byID[c.ID] != nil || ids[c.ID] {
			return invalid("run %s has two batches %s", runID, c.ID)
		}
		ids[c.ID] = true
	}
	if !b.batch.State.Open() {
		if err := m.free(b.run.run.Account, runID, kept); err != nil {
			return err
		}
	}
	if err := m.apply(b, s, kept); err != nil {
		return err
	}
	for _, c := range kept {
		m.add(b.run, c)
	}
	return nil
}

// SaveDetails implements Journal.
func (m *Memory) SaveDetails(ctx context.Context, runID, batchID string, details []Detail, next time.Time, done bool) error {
	leave, err := m.enter(ctx)
	defer leave()
	if err != nil {
		return err
	}
	b, err := m.batch(runID, batchID)
	if err != nil {
		return err
	}
	s, write, err := poll(b.batch, b.sorted(), details, next, done, m.clock())
	if err != nil {
		return err
	}
	for _, d := range write {
		b.details[d.TaskDetailNo] = d
	}
	return m.apply(b, s, nil)
}

// SetRate implements Journal.
func (m *Memory) SetRate(ctx context.Context, key string, perSecond float64) error {
	leave, err := m.enter(ctx)
	defer leave()
	if err != nil {
		return err
	}
	if err := checkRate(key, perSecond); err != nil {
		return err
	}
	m.rates[key] = perSecond
	return nil
}

// Note implements Journal.
func (m *Memory) Note(ctx context.Context, e Event) error {
	leave, err := m.enter(ctx)
	defer leave()
	if err != nil {
		return err
	}
	r, err := m.run(e.RunID)
	if err != nil {
		return err
	}
	var batchNo int64
	if e.BatchID != "" {
		b, err := m.batch(e.RunID, e.BatchID)
		if err != nil {
			return err
		}
		batchNo = b.no
	}
	if err := checkNote(e); err != nil {
		return err
	}
	m.write(tidyEvent(e, m.clock()), r.no, batchNo, nil)
	return nil
}
