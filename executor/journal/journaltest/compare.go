package journaltest

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"sort"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"domainbatch/executor/journal"
)

// Compare drives two implementations through the same random histories. After
// every step they must have given the same answer; every few steps, and at the
// end, they must hold the same records, and the records must keep the laws of a
// journal, which are checked here without the help of either implementation.
func Compare(t *testing.T, openA, openB Opener) {
	rapid.Check(t, func(rt *rapid.T) {
		m := &machine{T: rt, ctx: t.Context(), clock: &Clock{t: time.Date(2026, 11, 22, 6, 37, 0, 0, time.UTC)}, wishes: map[string][]journal.Change{}}
		m.a, m.b = openA(t, m.clock.Now), openB(t, m.clock.Now)
		defer m.a.Close()
		defer m.b.Close()
		rt.Repeat(map[string]func(*rapid.T){
			"create":   m.create,
			"claim":    m.claim,
			"claim 2":  m.claim, // more often than the rest, which depends on it
			"accept":   m.accept,
			"refuse":   m.refuse,
			"doubt":    m.doubt,
			"resolve":  m.resolve,
			"split":    m.split,
			"cancel":   m.cancel,
			"end":      m.end,
			"details":  m.details,
			"details2": m.details,
			"finish":   m.finish,
			"note":     m.note,
			"prune":    m.prune,
			"rate":     m.rate,
			"fact":     m.fact,
			"fact 2":   m.fact,
			"":         m.step,
		})
		m.check(rt)
	})
}

// machine is the state of one history.
type machine struct {
	*rapid.T
	ctx    context.Context
	a, b   journal.Journal
	clock  *Clock
	steps  int
	known  []journal.Batch             // of all runs, as of the last step
	wishes map[string][]journal.Change // by run, as created
	finals map[string]journal.DetailState
}

var sentinels = []error{journal.ErrNotFound, journal.ErrOwned, journal.ErrState, journal.ErrTaskTaken, journal.ErrUnfinished, journal.ErrInvalid, journal.ErrPruned,
	journal.ErrClosed, journal.ErrDisk, journal.ErrBusy}

func class(err error) string {
	if err == nil {
		return "none"
	}
	for _, s := range sentinels {
		if errors.Is(err, s) {
			return s.Error()
		}
	}
	return err.Error()
}

// both does one thing to both journals and wants one answer.
func (m *machine) both(what string, do func(j journal.Journal) (any, error)) {
	m.clock.Advance(time.Duration(rapid.IntRange(0, 2500).Draw(m.T, "microseconds")) * time.Microsecond)
	gotA, errA := do(m.a)
	gotB, errB := do(m.b)
	if class(errA) != class(errB) || !reflect.DeepEqual(gotA, gotB) {
		m.Fatalf("%s: %v, %v and %v, %v", what, gotA, errA, gotB, errB)
	}
	var owned [2]*journal.OwnedError
	if errors.As(errA, &owned[0]) && errors.As(errB, &owned[1]) && *owned[0] != *owned[1] {
		m.Fatalf("%s: %v and %v", what, errA, errB)
	}
}

func (m *machine) move(what string, do func(j journal.Journal, b journal.Batch) error, fit ...journal.BatchState) {
	b := m.pick(fit...)
	m.both(what+" "+b.ID, func(j journal.Journal) (any, error) { return nil, do(j, b) })
}

// pick draws a batch of the last step, mostly one in a fitting state if there
// is one: histories would not get far otherwise.
func (m *machine) pick(fit ...journal.BatchState) journal.Batch {
	if len(m.known) == 0 {
		return journal.Batch{RunID: "r0", ID: "b0"}
	}
	var fitting []journal.Batch
	for _, b := range m.known {
		if allowed(fit, b.State) {
			fitting = append(fitting, b)
		}
	}
	if len(fitting) > 0 && rapid.IntRange(0, 7).Draw(m.T, "misfit") != 7 {
		return rapid.SampledFrom(fitting).Draw(m.T, "fitting batch")
	}
	return rapid.SampledFrom(m.known).Draw(m.T, "batch")
}

func (m *machine) word(name string, words ...string) string {
	return rapid.SampledFrom(words).Draw(m.T, name)
}

// check compares the contents and tests the laws.
func (m *machine) check(t *rapid.T) {
	a, b := Take(m.ctx, t, m.a), Take(m.ctx, t, m.b)
	if diff := a.Diff(b); diff != "" {
		t.Fatal(diff)
	}
	a.Laws(t)
	m.sameChain(t)
	for _, r := range a.Runs {
		m.nothingLost(t, r.ID, a.Batches[r.ID])
	}
	m.finalsStay(t, a)
}

// sameChain: the two have linked the same history, and a file finds itself whole.
func (m *machine) sameChain(t *rapid.T) {
	heads := [2]journal.Head{}
	for i, j := range []journal.Journal{m.a, m.b} {
		head, err := j.Head(m.ctx)
		if err != nil {
			t.Fatal(err)
		}
		heads[i] = head
		file, ok := j.(interface {
			Verify(ctx context.Context, expect ...journal.Head) (journal.Verdict, error)
		})
		if !ok {
			continue
		}
		if v, err := file.Verify(m.ctx, head); err != nil || !v.Whole() || v.Head != head {
			t.Fatalf("%+v, %v; the head is %s", v, err, head)
		}
	}
	if heads[0] != heads[1] {
		t.Fatalf("the chains end in %s and %s", heads[0], heads[1])
	}
}

// nothingLost: whatever was split, each wish is in exactly one batch that stands.
func (m *machine) nothingLost(t *rapid.T, runID string, batches []journal.Batch) {
	var have []string
	for _, b := range batches {
		if b.State != journal.Split {
			have = append(have, texts(b.Changes)...)
		}
	}
	want := texts(m.wishes[runID])
	sort.Strings(have)
	sort.Strings(want)
	if !reflect.DeepEqual(have, want) {
		t.Fatalf("run %s wished %v and has %v", runID, want, have)
	}
}

func texts(changes []journal.Change) []string {
	var list []string
	for _, c := range changes {
		list = append(list, fmt.Sprint(c))
	}
	return list
}

func (m *machine) finalsStay(t *rapid.T, s Snapshot) {
	finals := map[string]journal.DetailState{}
	for runID, details := range s.Details {
		for _, d := range details {
			if d.State.Final() {
				finals[runID+" "+d.TaskNo+" "+d.TaskDetailNo] = d.State
			}
		}
	}
	for _, r := range s.Runs {
		for key := range m.finals {
			if !r.PrunedAt.IsZero() && strings.HasPrefix(key, r.ID+" ") {
				delete(m.finals, key)
			}
		}
	}
	for key := range m.finals {
		if _, ok := finals[key]; !ok {
			t.Fatalf("detail %s was final and is not", key)
		}
	}
	m.finals = finals
}
