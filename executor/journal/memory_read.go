package journal

import (
	"context"
	"slices"
	"sort"
)

// Owners implements Journal.
func (m *Memory) Owners(ctx context.Context, account string) (map[string]string, error) {
	leave, err := m.enter(ctx)
	defer leave()
	if err != nil {
		return nil, err
	}
	owners := map[string]string{}
	for o, b := range m.owners[account] {
		owners[o.domain+"\x00"+o.kind] = b.run.run.ID
	}
	return owners, nil
}

// Run implements Journal.
func (m *Memory) Run(ctx context.Context, id string) (Run, error) {
	leave, err := m.enter(ctx)
	defer leave()
	if err != nil {
		return Run{}, err
	}
	r, err := m.run(id)
	if err != nil {
		return Run{}, err
	}
	return copyRun(r.run), nil
}

// Runs implements Journal.
func (m *Memory) Runs(ctx context.Context, account string) ([]Run, error) {
	leave, err := m.enter(ctx)
	defer leave()
	if err != nil {
		return nil, err
	}
	var list []Run
	for i := len(m.runs) - 1; i >= 0; i-- {
		if r := m.runs[i].run; account == "" || r.Account == account {
			r.Plan = nil
			list = append(list, copyRun(r))
		}
	}
	sort.SliceStable(list, func(i, j int) bool { return list[i].CreatedAt.After(list[j].CreatedAt) })
	return list, nil
}

// Head implements Journal.
func (m *Memory) Head(ctx context.Context) (Head, error) {
	leave, err := m.enter(ctx)
	defer leave()
	if err != nil {
		return Head{}, err
	}
	return m.last.shown(), nil
}

// Batches implements Journal.
func (m *Memory) Batches(ctx context.Context, runID string) ([]Batch, error) {
	return m.list(ctx, runID, func(Batch) bool { return true })
}

// Abandoned implements Journal.
func (m *Memory) Abandoned(ctx context.Context, runID, liveEpoch string) ([]Batch, error) {
	return m.list(ctx, runID, func(b Batch) bool { return b.State == Intent && b.Epoch != liveEpoch })
}

func (m *Memory) list(ctx context.Context, runID string, keep func(Batch) bool) ([]Batch, error) {
	leave, err := m.enter(ctx)
	defer leave()
	if err != nil {
		return nil, err
	}
	r, err := m.run(runID)
	if err != nil {
		return nil, err
	}
	var list []Batch
	for _, b := range inSeq(r.batches) {
		if keep(b.batch) {
			list = append(list, copyBatch(b.batch))
		}
	}
	return list, nil
}

// Batch implements Journal.
func (m *Memory) Batch(ctx context.Context, runID, batchID string) (Batch, error) {
	leave, err := m.enter(ctx)
	defer leave()
	if err != nil {
		return Batch{}, err
	}
	b, err := m.batch(runID, batchID)
	if err != nil {
		return Batch{}, err
	}
	return copyBatch(b.batch), nil
}

// Counts implements Journal.
func (m *Memory) Counts(ctx context.Context, runID string) (map[BatchState]int, error) {
	leave, err := m.enter(ctx)
	defer leave()
	if err != nil {
		return nil, err
	}
	r, err := m.run(runID)
	if err != nil {
		return nil, err
	}
	counts := map[BatchState]int{}
	for _, b := range r.batches {
		counts[b.batch.State]++
	}
	return counts, nil
}

// Details implements Journal.
func (m *Memory) Details(ctx context.Context, runID string) ([]Detail, error) {
	leave, err := m.enter(ctx)
	defer leave()
	if err != nil {
		return nil, err
	}
	r, err := m.run(runID)
	if err != nil {
		return nil, err
	}
	var list []Detail
	for _, b := range inSeq(r.batches) {
		list = append(list, b.sorted()...)
	}
	return list, nil
}

// sorted copies the details of a batch in the order of their numbers.
func (b *memBatch) sorted() []Detail {
	list := make([]Detail, 0, len(b.details))
	for _, d := range b.details {
		d.Sealed = tidyBytes(d.Sealed)
		list = append(list, d)
	}
	sort.Slice(list, func(i, j int) bool { return list[i].TaskDetailNo < list[j].TaskDetailNo })
	return list
}

// TaskNos implements Journal.
func (m *Memory) TaskNos(ctx context.Context, account string, taskNos []string) (map[string]bool, error) {
	leave, err := m.enter(ctx)
	defer leave()
	if err != nil {
		return nil, err
	}
	claimed := map[string]bool{}
	for _, no := range taskNos {
		if m.tasks[account][no] != nil {
			claimed[no] = true
		}
	}
	return claimed, nil
}

// Rate implements Journal.
func (m *Memory) Rate(ctx context.Context, key string) (float64, error) {
	leave, err := m.enter(ctx)
	defer leave()
	if err != nil {
		return 0, err
	}
	return m.rates[key], nil
}

// Events implements Journal.
func (m *Memory) Events(ctx context.Context, runID string) ([]Event, error) {
	leave, err := m.enter(ctx)
	defer leave()
	if err != nil {
		return nil, err
	}
	if _, err := m.run(runID); err != nil {
		return nil, err
	}
	var list []Event
	for _, e := range m.events {
		if e.RunID == runID {
			list = append(list, e)
		}
	}
	return list, nil
}

// Noted implements Journal.
func (m *Memory) Noted(ctx context.Context, runID, kind string) (bool, error) {
	leave, err := m.enter(ctx)
	defer leave()
	if err != nil {
		return false, err
	}
	if _, err := m.run(runID); err != nil {
		return false, err
	}
	return slices.ContainsFunc(m.events, func(e Event) bool {
		return e.RunID == runID && e.BatchID == "" && e.Kind == kind
	}), nil
}

func copyRun(r Run) Run {
	r.Settings, r.Plan = tidyBytes(r.Settings), tidyBytes(r.Plan)
	return r
}

func copyBatch(b Batch) Batch {
	b.Request = tidyBytes(b.Request)
	b.Changes = append([]Change(nil), b.Changes...)
	if b.After != nil {
		b.After = append([]string(nil), b.After...)
	}
	return b
}
