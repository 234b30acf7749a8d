package executor

import (
	"context"
	"errors"
	"sync"
	"time"

	"domainbatch/executor/journal"
)

// mortal is a journal in a process that is killed: from one moment on nothing
// that is asked of it happens any more. The write at which it dies is either
// durable or not, and in both cases its caller never hears of it.
type mortal struct {
	journal.Journal
	mu    sync.Mutex
	left  int    // writes until death; negative: immortal
	at    string // only these count; "": all
	after bool
	dead  bool
	died  time.Time
	die   context.CancelFunc
	cause error // what a caller is told from then on; nil: errKilled

	disk  func(op, batchID string) // takes the time that a write takes; nil: none
	wrote func(op, batchID string) // told of every write that is durable; nil: nobody is
}

var errKilled = errors.New("killed")

func (m *mortal) write(op, batchID string, do func() error) error {
	if m.disk != nil {
		m.disk(op, batchID)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.dead {
		return m.verdict()
	}
	counts := m.at == "" || m.at == op
	dies := counts && m.left == 0
	if !dies || m.after {
		if err := do(); err != nil {
			return err
		}
		if m.wrote != nil {
			m.wrote(op, batchID)
		}
	}
	if !dies {
		if counts {
			m.left--
		}
		return nil
	}
	m.dead, m.died = true, time.Now()
	m.die()
	return m.verdict()
}

func (m *mortal) verdict() error {
	if m.cause != nil {
		return m.cause
	}
	return errKilled
}

// kill ends the process from outside.
func (m *mortal) kill() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.dead, m.died = true, time.Now()
	m.die()
}

// Batch is the read that a step begins with.
func (m *mortal) Batch(ctx context.Context, runID, batchID string) (journal.Batch, error) {
	if m.disk != nil {
		m.disk("Batch", batchID)
	}
	return m.Journal.Batch(ctx, runID, batchID)
}

func (m *mortal) ClaimIntent(ctx context.Context, runID, batchID string, f journal.Frozen) (ok bool, err error) {
	err = m.write("ClaimIntent", batchID, func() error { ok, err = m.Journal.ClaimIntent(ctx, runID, batchID, f); return err })
	return ok, err
}

func (m *mortal) Accepted(ctx context.Context, runID, batchID, taskNo, requestID string, at, next time.Time) error {
	return m.write("Accepted", batchID, func() error {
		return m.Journal.Accepted(ctx, runID, batchID, taskNo, requestID, at, next)
	})
}

func (m *mortal) Refused(ctx context.Context, runID, batchID string, r journal.Refusal) error {
	return m.write("Refused", batchID, func() error { return m.Journal.Refused(ctx, runID, batchID, r) })
}

func (m *mortal) MarkAmbiguous(ctx context.Context, runID, batchID, code, message string, arrived bool, next time.Time) error {
	return m.write("MarkAmbiguous", batchID, func() error {
		return m.Journal.MarkAmbiguous(ctx, runID, batchID, code, message, arrived, next)
	})
}

func (m *mortal) Resolve(ctx context.Context, runID, batchID string, r journal.Resolution) error {
	return m.write("Resolve", batchID, func() error { return m.Journal.Resolve(ctx, runID, batchID, r) })
}

func (m *mortal) SplitBatch(ctx context.Context, runID, batchID string, why journal.Refusal, children []journal.Batch) error {
	return m.write("SplitBatch", batchID, func() error { return m.Journal.SplitBatch(ctx, runID, batchID, why, children) })
}

func (m *mortal) Cancel(ctx context.Context, runID, batchID, reason string) (ok bool, err error) {
	err = m.write("Cancel", batchID, func() error { ok, err = m.Journal.Cancel(ctx, runID, batchID, reason); return err })
	return ok, err
}

func (m *mortal) SaveDetails(ctx context.Context, runID, batchID string, details []journal.Detail, next time.Time, done bool) error {
	return m.write("SaveDetails", batchID, func() error { return m.Journal.SaveDetails(ctx, runID, batchID, details, next, done) })
}

func (m *mortal) SetRate(ctx context.Context, key string, perSecond float64) error {
	return m.write("SetRate", "", func() error { return m.Journal.SetRate(ctx, key, perSecond) })
}

func (m *mortal) Note(ctx context.Context, e journal.Event) error {
	return m.write("Note", e.BatchID, func() error { return m.Journal.Note(ctx, e) })
}

func (m *mortal) FinishRun(ctx context.Context, id string, at time.Time) error {
	return m.write("FinishRun", "", func() error { return m.Journal.FinishRun(ctx, id, at) })
}

// live runs one process until it ends or is killed. A kill also cuts every
// call on its way; what has reached the world goes on there.
func (s *scene) live(kill int, after bool) (Tally, error) {
	ctx, cancel := context.WithCancel(s.t.Context())
	defer cancel()
	deps := s.deps()
	deps.Journal = &mortal{Journal: deps.Journal, left: kill, after: after, die: cancel}
	return Run(ctx, deps, s.runID, s.options())
}
