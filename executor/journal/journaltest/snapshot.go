package journaltest

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"reflect"
	"slices"
	"time"

	"domainbatch/executor/journal"
)

// Failer is what checks report to: a testing.TB or a rapid.T.
type Failer interface {
	Helper()
	Fatalf(format string, args ...any)
}

// Snapshot is everything a journal tells, by run.
type Snapshot struct {
	Runs      []journal.Run
	Batches   map[string][]journal.Batch
	Counts    map[string]map[journal.BatchState]int
	Details   map[string][]journal.Detail
	Events    map[string][]journal.Event
	Abandoned map[string][]journal.Batch   // seen from epoch "e1"
	Owners    map[string]map[string]string // by account
	Facts     map[string][]journal.Fact    // by account, where there are any
}

// Take reads a journal.
func Take(ctx context.Context, t Failer, j journal.Journal) Snapshot {
	t.Helper()
	s := Snapshot{Batches: map[string][]journal.Batch{}, Counts: map[string]map[journal.BatchState]int{}, Details: map[string][]journal.Detail{},
		Events: map[string][]journal.Event{}, Abandoned: map[string][]journal.Batch{}, Owners: map[string]map[string]string{}, Facts: map[string][]journal.Fact{}}
	var err error
	must := func() {
		t.Helper()
		if err != nil {
			t.Fatalf("reading the journal: %v", err)
		}
	}
	s.Runs, err = j.Runs(ctx, "")
	must()
	for i, r := range s.Runs {
		s.Runs[i], err = j.Run(ctx, r.ID)
		must()
		s.Batches[r.ID], err = j.Batches(ctx, r.ID)
		must()
		s.Counts[r.ID], err = j.Counts(ctx, r.ID)
		must()
		s.Details[r.ID], err = j.Details(ctx, r.ID)
		must()
		s.Events[r.ID], err = j.Events(ctx, r.ID)
		must()
		s.walk(ctx, t, j, r.ID)
		s.Abandoned[r.ID], err = j.Abandoned(ctx, r.ID, "e1")
		must()
		facts, err2 := j.Facts(ctx, r.Account, time.Time{})
		if err = err2; len(facts) > 0 {
			s.Facts[r.Account] = facts
		}
		must()
		if s.Owners[r.Account] == nil {
			s.Owners[r.Account], err = j.Owners(ctx, r.Account)
			must()
		}
	}
	return s
}

// walk wants the same of going through a run as of reading it whole.
func (s *Snapshot) walk(ctx context.Context, t Failer, j journal.Journal, runID string) {
	t.Helper()
	plan, err := j.Plan(ctx, runID)
	if err != nil {
		t.Fatalf("reading the plan of run %s: %v", runID, err)
	}
	read, err := io.ReadAll(plan)
	if i := slices.IndexFunc(s.Runs, func(r journal.Run) bool { return r.ID == runID }); err != nil || !bytes.Equal(read, s.Runs[i].Plan) {
		t.Fatalf("the plan of run %s reads as %q, %v", runID, read, err)
	}
	var batches []journal.Batch
	var details []journal.Detail
	err = j.EachBatch(ctx, runID, func(b journal.Batch, of []journal.Detail) error {
		for _, d := range of {
			if d.TaskNo != b.TaskNo {
				t.Fatalf("batch %s of task %q comes with a detail of %q", b.ID, b.TaskNo, d.TaskNo)
			}
		}
		batches, details = append(batches, b), append(details, of...)
		return nil
	})
	if err != nil || !alike(batches, s.Batches[runID]) || !alike(details, s.Details[runID]) {
		t.Fatalf("going through run %s: %v\n%+v %+v\nread whole\n%+v %+v", runID, err, batches, details, s.Batches[runID], s.Details[runID])
	}
	var events []journal.Event
	err = j.EachEvent(ctx, runID, func(e journal.Event) error { events = append(events, e); return nil })
	if err != nil || !alike(events, s.Events[runID]) {
		t.Fatalf("going through the events of run %s: %v\n%+v\nread whole\n%+v", runID, err, events, s.Events[runID])
	}
}

func alike[T any](a, b []T) bool { return len(a) == 0 && len(b) == 0 || reflect.DeepEqual(a, b) }

// Diff says what differs, "" when nothing does.
func (s Snapshot) Diff(o Snapshot) string {
	a, b := reflect.ValueOf(s), reflect.ValueOf(o)
	for i := range a.NumField() {
		x, y := a.Field(i).Interface(), b.Field(i).Interface()
		if reflect.DeepEqual(x, y) || a.Field(i).Len() == 0 && b.Field(i).Len() == 0 {
			continue
		}
		return fmt.Sprintf("%s:\n%+v\nand\n%+v", a.Type().Field(i).Name, x, y)
	}
	return ""
}

// Laws fails unless the snapshot keeps the laws of a journal:
// the open batches and nothing else own their domains, and each domain once; a
// batch is where its history has brought it; the counts are those of the batches;
// a finished run has final batches only.
func (s Snapshot) Laws(t Failer) {
	t.Helper()
	owners := map[string]map[string]string{}
	for _, r := range s.Runs {
		if owners[r.Account] == nil {
			owners[r.Account] = map[string]string{}
		}
		counts := map[journal.BatchState]int{}
		for _, b := range s.Batches[r.ID] {
			counts[b.State]++
			if !r.FinishedAt.IsZero() && !b.State.Final() {
				t.Fatalf("run %s is finished and batch %s is %s", r.ID, b.ID, b.State)
			}
			if !b.State.Open() {
				continue
			}
			for _, c := range b.Changes {
				key := c.Domain + "\x00" + c.Kind
				if _, twice := owners[r.Account][key]; twice {
					t.Fatalf("%q has two open batches, the second is %s of %s", key, b.ID, r.ID)
				}
				owners[r.Account][key] = r.ID
			}
		}
		if !reflect.DeepEqual(counts, s.Counts[r.ID]) {
			t.Fatalf("run %s: counted %v, batches are %v", r.ID, s.Counts[r.ID], counts)
		}
		s.followHistory(t, r.ID)
	}
	if len(owners)+len(s.Owners) > 0 && !reflect.DeepEqual(owners, s.Owners) {
		t.Fatalf("owners are %v, open batches own %v", s.Owners, owners)
	}
}

// followHistory replays the events of a run: each move starts where the last one
// ended and the last one ends where the batch is.
func (s Snapshot) followHistory(t Failer, runID string) {
	t.Helper()
	at := map[string]journal.BatchState{}
	for _, e := range s.Events[runID] {
		if e.BatchID == "" || e.Kind == "replayed" { // a note
			continue
		}
		from, ok := at[e.BatchID]
		if !ok {
			from = journal.Planned
		}
		if e.From != from {
			t.Fatalf("event %+v does not follow %s", e, from)
		}
		at[e.BatchID] = e.To
	}
	for _, b := range s.Batches[runID] {
		want, ok := at[b.ID]
		if !ok {
			want = journal.Planned
		}
		if b.State != want {
			t.Fatalf("batch %s of run %s is %s, its history ends at %s", b.ID, runID, b.State, want)
		}
	}
}
