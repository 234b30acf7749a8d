package journaltest

import (
	"fmt"
	"time"

	"pgregory.net/rapid"

	"domainbatch/executor/journal"
)

// The steps that a machine can take, each against both journals.

func (m *machine) create(t *rapid.T) {
	m.T = t
	r := journal.Run{ID: m.word("run", "r1", "r2", "r3", "r4"), Account: m.word("account", "x", "y"), Fingerprint: m.word("print", "f1", "f2", "f3", "f4"),
		Settings: []byte(m.word("settings", "", "{}"))}
	var list []journal.Batch
	for i := range rapid.IntRange(1, 3).Draw(t, "batches") {
		b := journal.Batch{ID: fmt.Sprintf("b%d", i+1), Seq: rapid.IntRange(1, 2).Draw(t, "seq"), Request: []byte(m.word("request", "", "{}"))}
		for range rapid.IntRange(1, 4).Draw(t, "changes") {
			b.Changes = append(b.Changes, journal.Change{ID: "c", Kind: m.word("kind", "k", "l"),
				Domain: m.word("domain", "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n")})
		}
		if i > 0 && rapid.Bool().Draw(t, "after") {
			b.After = []string{"b1"}
		}
		list = append(list, b)
	}
	m.both("create", func(j journal.Journal) (any, error) {
		id, created, err := j.Create(m.ctx, r, list)
		if created && j == m.b {
			for _, b := range list {
				m.wishes[id] = append(m.wishes[id], b.Changes...)
			}
		}
		return [2]any{id, created}, err
	})
}

func (m *machine) claim(t *rapid.T) {
	m.T = t
	b := m.pick(journal.Planned)
	f := journal.Frozen{Epoch: m.word("epoch", "e1", "e2"), Nonce: "n", Stamp: m.clock.Now()}
	m.both("claim "+b.ID, func(j journal.Journal) (any, error) { return j.ClaimIntent(m.ctx, b.RunID, b.ID, f) })
}

func (m *machine) cancel(t *rapid.T) {
	m.T = t
	b := m.pick(journal.Planned)
	m.both("cancel "+b.ID, func(j journal.Journal) (any, error) { return j.Cancel(m.ctx, b.RunID, b.ID, "no\nmore") })
}

func (m *machine) accept(t *rapid.T) {
	m.T = t
	task := m.word("task", "t1", "t2", "t3", "t4", "t5", "t6", "")
	m.move("accept", func(j journal.Journal, b journal.Batch) error {
		return j.Accepted(m.ctx, b.RunID, b.ID, task, "q", m.clock.Now(), m.clock.Now().Add(time.Second))
	}, journal.Intent)
}

func (m *machine) refuse(t *rapid.T) {
	m.T = t
	r := journal.Refusal{Code: m.word("code", "C", "D"), Message: "m", Permanent: rapid.Bool().Draw(t, "permanent"), Counted: rapid.Bool().Draw(t, "counted"), NextAt: m.clock.Now()}
	m.move("refuse", func(j journal.Journal, b journal.Batch) error { return j.Refused(m.ctx, b.RunID, b.ID, r) }, journal.Intent)
}

func (m *machine) doubt(t *rapid.T) {
	m.T = t
	code, arrived := m.word("code", "", "E"), rapid.Bool().Draw(t, "arrived")
	m.move("doubt", func(j journal.Journal, b journal.Batch) error {
		return j.MarkAmbiguous(m.ctx, b.RunID, b.ID, code, code, arrived, m.clock.Now())
	}, journal.Intent, journal.Ambiguous)
}

func (m *machine) resolve(t *rapid.T) {
	m.T = t
	r := journal.Resolution{TaskNo: m.word("task", "t1", "t7", "t8", "t9"), Code: m.word("code", "", "F"), Message: m.word("message", "", "n\x1b"), Actor: m.word("actor", "", "zhang"),
		Outcome: journal.Outcome(m.word("outcome", "sent", "not-sent", "unknown", "skip", "refused", "odd"))}
	m.move("resolve", func(j journal.Journal, b journal.Batch) error { return j.Resolve(m.ctx, b.RunID, b.ID, r) }, journal.Ambiguous, journal.Unknown)
}

func (m *machine) split(t *rapid.T) {
	m.T = t
	b := m.pick(journal.Planned, journal.Intent, journal.Failed)
	changes := b.Changes
	cut := rapid.IntRange(0, len(changes)).Draw(t, "cut")
	parts := [][]journal.Change{changes[:cut], changes[cut:]}
	if rapid.IntRange(0, 9).Draw(t, "spoil") == 0 {
		parts = append(parts, changes)
	}
	var children []journal.Batch
	for i, p := range parts {
		children = append(children, journal.Batch{ID: fmt.Sprintf("%s.%d", b.ID, i), Changes: p})
	}
	m.both("split "+b.ID, func(j journal.Journal) (any, error) {
		return nil, j.SplitBatch(m.ctx, b.RunID, b.ID, journal.Refusal{Code: "S", Counted: true}, children)
	})
}

func (m *machine) details(t *rapid.T) {
	m.T = t
	b := m.pick(journal.Submitted)
	var list []journal.Detail
	for range rapid.IntRange(0, 3).Draw(t, "details") {
		d := journal.Detail{TaskDetailNo: m.word("number", "1", "2", "3", ""), Domain: "a", TryCount: rapid.IntRange(0, 2).Draw(t, "tries"),
			State:     journal.DetailState(m.word("state", "waiting", "executing", "succeeded", "failed", "succeeded", "failed", "odd")),
			UpdatedAt: m.word("updated", "", "1", "2"), Sealed: []byte(m.word("sealed", "", "s", "t"))}
		if len(b.Changes) > 0 {
			d.Domain = rapid.SampledFrom(b.Changes).Draw(t, "change").Domain
		}
		list = append(list, d)
	}
	done := rapid.Bool().Draw(t, "done")
	m.both("details "+b.ID, func(j journal.Journal) (any, error) {
		return nil, j.SaveDetails(m.ctx, b.RunID, b.ID, list, m.clock.Now(), done)
	})
}

func (m *machine) finish(t *rapid.T) {
	m.T = t
	b := m.pick()
	m.both("finish", func(j journal.Journal) (any, error) { return nil, j.FinishRun(m.ctx, b.RunID, time.Time{}) })
}

// end settles what stands in the way of finishing a run, and finishes it.
func (m *machine) end(t *rapid.T) {
	m.T = t
	runID := m.pick().RunID
	for _, b := range m.known {
		if b.RunID != runID {
			continue
		}
		m.both("end "+b.ID, func(j journal.Journal) (any, error) {
			switch b.State {
			case journal.Planned:
				return j.Cancel(m.ctx, b.RunID, b.ID, "")
			case journal.Intent:
				return nil, j.Refused(m.ctx, b.RunID, b.ID, journal.Refusal{Permanent: true})
			case journal.Ambiguous:
				return nil, j.Resolve(m.ctx, b.RunID, b.ID, journal.Resolution{Outcome: journal.OutcomeUnknown})
			case journal.Submitted:
				return nil, j.SaveDetails(m.ctx, b.RunID, b.ID, nil, time.Time{}, true)
			}
			return nil, nil
		})
	}
	m.both("finish", func(j journal.Journal) (any, error) { return nil, j.FinishRun(m.ctx, runID, m.clock.Now()) })
}

func (m *machine) prune(t *rapid.T) {
	m.T = t
	b := m.pick(journal.Done, journal.Failed, journal.Cancelled)
	p := journal.Pruning{Changes: map[string]journal.Kept{"c": {ChangeID: "c", Result: m.word("result", "OK", "FAILED"), Message: "m\x1b"}}, Sheet: m.word("sheet", "", "Domains"),
		Requests: map[string][]byte{"b1": []byte(m.word("request", "", "{}"))}}
	m.both("prune "+b.RunID, func(j journal.Journal) (any, error) { return nil, j.Prune(m.ctx, b.RunID, p) })
	m.both("kept", func(j journal.Journal) (any, error) { return j.Kept(m.ctx, b.RunID) })
}

func (m *machine) note(t *rapid.T) {
	m.T = t
	b := m.pick()
	e := journal.Event{RunID: b.RunID, BatchID: m.word("batch", "", b.ID), Kind: m.word("kind", "replayed", ""), From: b.State, To: b.State}
	m.both("note", func(j journal.Journal) (any, error) { return nil, j.Note(m.ctx, e) })
}

func (m *machine) rate(t *rapid.T) {
	m.T = t
	key, rate := m.word("key", "k", "l"), rapid.Float64Range(-1, 100).Draw(t, "rate")
	m.both("rate", func(j journal.Journal) (any, error) { return nil, j.SetRate(m.ctx, key, rate) })
	m.both("rate", func(j journal.Journal) (any, error) { return j.Rate(m.ctx, key) })
}

func (m *machine) fact(t *rapid.T) {
	m.T = t
	account, at := m.word("account", "x", "y"), m.clock.Now().Add(-time.Duration(rapid.IntRange(0, 3).Draw(t, "age"))*time.Second)
	if rapid.IntRange(0, 9).Draw(t, "forget") == 9 {
		m.both("forget", func(j journal.Journal) (any, error) { return nil, j.ForgetFacts(m.ctx, account, at) })
		return
	}
	var list []journal.Fact
	for range rapid.IntRange(0, 3).Draw(t, "facts") {
		domain := m.word("domain", "", "a", "b", "c", "d", "e", "f")
		list = append(list, journal.Fact{Kind: m.word("kind", "k", "l", ""), Key: domain, Domain: domain, At: at, Value: []byte(m.word("value", "", "1", "2"))})
	}
	m.both("facts", func(j journal.Journal) (any, error) { return nil, j.SaveFacts(m.ctx, account, list) })
}

// step comes before and after every action.
func (m *machine) step(t *rapid.T) {
	if m.steps++; m.steps%8 == 0 {
		m.check(t)
	}
	m.T, m.known = t, nil
	runs, err := m.b.Runs(m.ctx, "")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range runs {
		batches, err := m.b.Batches(m.ctx, r.ID)
		if err != nil {
			t.Fatal(err)
		}
		m.known = append(m.known, batches...)
	}
}
