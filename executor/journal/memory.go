package journal

import (
	"context"
	"sort"
	"sync"
	"time"
)

// Memory is a Journal that lives as long as the process: for simulations and
// tests. It behaves as the file does, durability aside.
type Memory struct {
	mu     sync.Mutex
	now    func() time.Time
	closed bool
	runs   []*memRun // in the order of creation
	owners map[string]map[owned]*memBatch
	tasks  map[string]map[string]*memBatch // account, task number
	rates  map[string]float64
	facts  map[factID]Fact
	events []Event
	last   head  // of the chain
	count  int64 // batches
}

type memRun struct {
	no      int64
	run     Run
	batches []*memBatch // in the order of creation
	byID    map[string]*memBatch

	outcomes map[string]Kept // once it is pruned
}

type memBatch struct {
	no      int64
	run     *memRun
	batch   Batch
	details map[string]Detail
}

var _ Journal = (*Memory)(nil)

// NewMemory returns an empty journal in memory that takes the time of events
// from time.Now.
func NewMemory() *Memory { return NewMemoryAt(time.Now) }

// NewMemoryAt is NewMemory with a clock.
func NewMemoryAt(now func() time.Time) *Memory {
	return &Memory{
		now:    now,
		owners: map[string]map[owned]*memBatch{},
		tasks:  map[string]map[string]*memBatch{},
		rates:  map[string]float64{},
		facts:  map[factID]Fact{},
		last:   head{0, genesis(0, "")},
	}
}

// enter locks the journal for one method; leave unlocks it.
func (m *Memory) enter(ctx context.Context) (leave func(), err error) {
	if err := ctx.Err(); err != nil {
		return func() {}, err
	}
	m.mu.Lock()
	if m.closed {
		m.mu.Unlock()
		return func() {}, ErrClosed
	}
	return m.mu.Unlock, nil
}

func (m *Memory) clock() time.Time { return tidyTime(m.now()) }

func (m *Memory) run(id string) (*memRun, error) {
	for _, r := range m.runs {
		if r.run.ID == id {
			return r, nil
		}
	}
	return nil, runNotFound(id)
}

func (m *Memory) batch(runID, batchID string) (*memBatch, error) {
	r, err := m.run(runID)
	if err != nil {
		return nil, err
	}
	b := r.byID[batchID]
	if b == nil {
		return nil, batchNotFound(runID, batchID)
	}
	return b, nil
}

// Create implements Journal.
func (m *Memory) Create(ctx context.Context, run Run, batches []Batch) (string, bool, error) {
	leave, err := m.enter(ctx)
	defer leave()
	if err != nil {
		return "", false, err
	}
	if err := checkCreate(run, batches); err != nil {
		return "", false, err
	}
	for i := len(m.runs) - 1; i >= 0; i-- {
		r := m.runs[i].run
		if r.Account == run.Account && r.Fingerprint == run.Fingerprint && r.FinishedAt.IsZero() {
			return r.ID, false, nil
		}
	}
	if _, err := m.run(run.ID); err == nil {
		return "", false, invalid("run %s exists", run.ID)
	}
	if err := m.free(run.Account, run.ID, batches); err != nil {
		return "", false, err
	}
	now := m.clock()
	r := &memRun{no: int64(len(m.runs)) + 1, run: tidyRun(run, now), byID: map[string]*memBatch{}}
	m.runs = append(m.runs, r)
	first := m.count + 1
	for _, b := range batches {
		m.add(r, tidyNew(b, run.ID, ""))
	}
	m.write(created(r.run, len(batches), now), r.no, 0, coverCreated(r.no, r.run, first, batches))
	return run.ID, true, nil
}

// free reports the first change that is owned already or comes twice.
func (m *Memory) free(account, runID string, batches []Batch) error {
	seen := map[owned]bool{}
	for _, b := range batches {
		for _, c := range b.Changes {
			o := owned{c.Domain, c.Kind}
			if owner := m.owners[account][o]; owner != nil {
				if owner.run.run.ID == runID {
					return twiceInRun(runID, o)
				}
				return &OwnedError{Domain: c.Domain, Kind: c.Kind, RunID: owner.run.run.ID}
			}
			if seen[o] {
				return twiceInRun(runID, o)
			}
			seen[o] = true
		}
	}
	return nil
}

func (m *Memory) add(r *memRun, b Batch) {
	m.count++
	mb := &memBatch{no: m.count, run: r, batch: b, details: map[string]Detail{}}
	r.batches = append(r.batches, mb)
	r.byID[b.ID] = mb
	m.own(mb)
}

// own makes the owners agree with the state of a batch.
func (m *Memory) own(b *memBatch) {
	account := b.run.run.Account
	if m.owners[account] == nil {
		m.owners[account] = map[owned]*memBatch{}
	}
	for _, c := range b.batch.Changes {
		o := owned{c.Domain, c.Kind}
		if b.batch.State.Open() {
			m.owners[account][o] = b
		} else if m.owners[account][o] == b {
			delete(m.owners[account], o)
		}
	}
}

// apply writes a step: the batch, its owners, its task and its event, and
// reopens a finished run that has something to do again. parts are what it was
// split into, if it was.
func (m *Memory) apply(b *memBatch, s step, parts []Batch) error {
	account := b.run.run.Account
	if no := s.batch.TaskNo; no != "" {
		if holder := m.tasks[account][no]; holder != nil && holder != b {
			return taskTaken(no, holder.run.run.ID, holder.batch.ID)
		}
		if m.tasks[account] == nil {
			m.tasks[account] = map[string]*memBatch{}
		}
		m.tasks[account][no] = b
	}
	was := b.batch.State
	b.batch = s.batch
	m.own(b)
	if s.batch.State != was && (s.batch.State == Intent || s.batch.State == Done) {
		m.endFacts(b)
	}
	if s.event.Kind != "" {
		m.write(s.event, b.run.no, b.no, coverMove(s, b.no, m.count+1, parts))
	}
	m.reopen(b.run, was, s)
	return nil
}

func (m *Memory) reopen(r *memRun, was BatchState, s step) {
	if r.run.FinishedAt.IsZero() || !revives(was, s) {
		return
	}
	r.run.FinishedAt = time.Time{}
	m.write(reopened(s.event), r.no, 0, nil)
}

func (m *Memory) write(e Event, runNo, batchNo int64, cover []byte) {
	e.ID = m.last.no + 1
	m.last = head{e.ID, linkOf(m.last.link, eventValues(e, e.ID, runNo, batchNo, cover))}
	m.events = append(m.events, e)
}

// FinishRun implements Journal.
func (m *Memory) FinishRun(ctx context.Context, id string, at time.Time) error {
	leave, err := m.enter(ctx)
	defer leave()
	if err != nil {
		return err
	}
	r, err := m.run(id)
	if err != nil || !r.run.FinishedAt.IsZero() {
		return err
	}
	for _, b := range inSeq(r.batches) {
		if !b.batch.State.Final() {
			return unfinishedRun(id, b.batch.ID, b.batch.State)
		}
	}
	now := m.clock()
	r.run.FinishedAt = finishTime(at, now)
	m.write(finished(id, now), r.no, 0, coverFinished(r.run.FinishedAt))
	return nil
}

func inSeq(batches []*memBatch) []*memBatch {
	list := append([]*memBatch(nil), batches...)
	sort.SliceStable(list, func(i, j int) bool { return list[i].batch.Seq < list[j].batch.Seq })
	return list
}

// Close implements Journal.
func (m *Memory) Close() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.closed = true
	return nil
}
