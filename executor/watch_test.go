package executor

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"domainbatch/executor/alidomain"
	"domainbatch/executor/journal"
)

// watch holds a history to its invariants after every single step: each write
// that becomes durable, each request that leaves, each task that is made. It
// keeps a view of its own, made of what the journal says of the batch that a
// write was about, and of nothing that the executor believes.
type watch struct {
	t          testing.TB
	journal    journal.Journal
	runID      string
	submitRate float64
	queryRate  float64

	mu      sync.Mutex
	state   map[string]journal.BatchState // of every batch
	counts  map[journal.BatchState]int    // batches in each state
	holder  map[string]string             // change → the one batch that has it
	live    map[string]string             // domain → the one batch that is under way with it
	claims  map[string]claimed            // by nonce
	latest  map[string]string             // batch → nonce of its latest claim
	byNonce map[string]*worldTask
	byNo    map[string]*worldTask
	made    map[string]int // kind and domain → tasks

	adopted  map[string]bool // batches that had a task when the journal was last looked at anew
	restored bool            // an old copy of the journal was put back: it knows less than the service

	submits, queries second
	begun            time.Time
	trace            uint64 // sum over all that happened and when: the same for the same history
	steps            int
}

// claimed is what a durable intent fixes.
type claimed struct {
	batch   string
	stamp   time.Time
	domains []string
}

// moves are the arrows of the package comment's picture, and the states that
// may be written again with more about them.
var moves = map[journal.BatchState][]journal.BatchState{
	journal.Planned:   {journal.Intent, journal.Split, journal.Cancelled},
	journal.Intent:    {journal.Submitted, journal.Planned, journal.Failed, journal.Split, journal.Ambiguous},
	journal.Ambiguous: {journal.Ambiguous, journal.Submitted, journal.Planned, journal.Failed, journal.Unknown},
	journal.Submitted: {journal.Submitted, journal.Done},
	journal.Failed:    {journal.Split},
}

func newWatch(t testing.TB, j journal.Journal, runID string, opt Options) *watch {
	t.Helper()
	w := &watch{t: t, journal: j, runID: runID, submitRate: opt.SubmitRate, queryRate: opt.QueryRate, begun: time.Now(),
		state: map[string]journal.BatchState{}, counts: map[journal.BatchState]int{}, holder: map[string]string{}, live: map[string]string{},
		claims: map[string]claimed{}, latest: map[string]string{}, byNonce: map[string]*worldTask{}, byNo: map[string]*worldTask{}, made: map[string]int{}}
	batches, err := j.Batches(context.Background(), runID)
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range batches {
		w.enter(b)
		for _, c := range b.Changes {
			w.holder[c.ID] = b.ID
		}
	}
	return w
}

func (w *watch) enter(b journal.Batch) {
	if was, known := w.state[b.ID]; known {
		w.counts[was]--
	}
	w.state[b.ID] = b.State
	w.counts[b.State]++
}

func underWay(s journal.BatchState) bool {
	return s == journal.Intent || s == journal.Ambiguous || s == journal.Submitted
}

// note adds a step to the trace.
func (w *watch) note(what ...string) {
	w.steps++
	w.trace += hashOf(append(what, strconv.FormatInt(int64(time.Since(w.begun)), 10))...)
}

// wrote checks the journal after a write that is durable.
func (w *watch) wrote(op, batchID string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.note(op, batchID)
	fail := func(format string, args ...any) {
		w.t.Errorf("after %s of %q: %s", op, batchID, fmt.Sprintf(format, args...))
	}
	if batchID != "" && op != "Note" {
		b, err := w.journal.Batch(context.Background(), w.runID, batchID)
		if err != nil {
			fail("%v", err)
			return
		}
		w.moved(b, fail)
	}
	counts, err := w.journal.Counts(context.Background(), w.runID)
	if err != nil {
		fail("%v", err)
	}
	for state, n := range w.counts {
		if counts[state] != n {
			fail("%d batches are %s, and it should be %d", counts[state], state, n)
		}
	}
}

// moved checks the move of a batch to the state in which the journal has it.
func (w *watch) moved(b journal.Batch, fail func(string, ...any)) {
	was, known := w.state[b.ID]
	switch {
	case !known:
		fail("the batch came from nowhere")
	case !slices.Contains(moves[was], b.State):
		fail("it went from %s to %s", was, b.State)
	}
	w.enter(b)
	for _, c := range b.Changes {
		if holder := w.holder[c.ID]; holder != b.ID {
			fail("change %s is that of batch %s", c.ID, holder)
		}
		switch other, busy := w.live[c.Domain]; {
		case busy && other != b.ID && w.adopted[other] && w.adopted[b.ID] && b.State == journal.Submitted:
			// A person took both over at once; at the service one followed the other.
		case busy && other != b.ID && underWay(b.State):
			fail("%s is under way in batch %s", c.Domain, other)
		case underWay(b.State):
			w.live[c.Domain] = b.ID
		case other == b.ID:
			delete(w.live, c.Domain)
		}
	}
	switch b.State {
	case journal.Intent:
		w.claim(b, fail)
	case journal.Submitted:
		w.owns(b, fail)
	case journal.Cancelled:
		for _, c := range b.Changes {
			if w.made[c.Kind+" "+c.Domain] > 0 {
				fail("%s is taken back unsent, and the service has a task for it", c.Domain)
			}
		}
		fallthrough
	case journal.Planned, journal.Failed, journal.Split:
		if t := w.byNonce[w.latest[b.ID]]; t != nil {
			fail("it is %s, and its request made task %s", b.State, t.no)
		}
	}
	if b.State == journal.Split {
		w.handOver(b, fail)
	}
}

func (w *watch) claim(b journal.Batch, fail func(string, ...any)) {
	if other, used := w.claims[b.Nonce]; used || b.Nonce == "" {
		fail("its nonce is that of batch %q", other.batch)
	}
	c := claimed{batch: b.ID, stamp: b.Stamp}
	for _, change := range b.Changes {
		c.domains = append(c.domains, change.Domain)
	}
	w.claims[b.Nonce], w.latest[b.ID] = c, b.Nonce
}

// owns checks that an accepted batch has the task that its own request made.
func (w *watch) owns(b journal.Batch, fail func(string, ...any)) {
	t := w.byNo[b.TaskNo]
	if w.restored && t != nil && len(t.domains) == len(b.Changes) && fits(domainsOf(b), setOf(t.domains), len(t.domains)) == sameTask {
		return // made by a process that this journal does not know of
	}
	if t == nil || w.claims[t.nonce].batch != b.ID {
		fail("task %q is not the one that its request made", b.TaskNo)
	}
}

// handOver gives the changes of a split batch to its parts.
func (w *watch) handOver(b journal.Batch, fail func(string, ...any)) {
	for n := 1; ; n++ {
		part, err := w.journal.Batch(context.Background(), w.runID, b.ID+"."+strconv.Itoa(n))
		if err != nil {
			break
		}
		if part.State != journal.Planned || part.ParentID != b.ID {
			fail("part %s is %s, of %q", part.ID, part.State, part.ParentID)
		}
		w.enter(part)
		for _, c := range part.Changes {
			if holder := w.holder[c.ID]; holder != b.ID {
				fail("change %s goes to part %s, and batch %s has it", c.ID, part.ID, holder)
			}
			w.holder[c.ID] = part.ID
		}
	}
	for _, c := range b.Changes {
		if w.holder[c.ID] == b.ID {
			fail("change %s is in none of the parts", c.ID)
		}
	}
}

// submit checks a request that leaves: its intent is durable, it is the very
// request that the intent fixes, and the limit holds.
func (w *watch) submit(stamp alidomain.Stamp, req alidomain.SubmitRequest) {
	w.mu.Lock()
	defer w.mu.Unlock()
	c, known := w.claims[stamp.Nonce]
	w.note("submit", c.batch)
	if s := w.state[c.batch]; !known || s != journal.Intent && s != journal.Ambiguous {
		w.t.Errorf("a request for %v was sent without an intent: batch %q is %q", req.Domains, c.batch, s)
		return
	}
	if !stamp.Time.Equal(c.stamp) || !slices.Equal(req.Domains, c.domains) || w.latest[c.batch] != stamp.Nonce {
		w.t.Errorf("batch %s was sent with another stamp or other domains than its intent has", c.batch)
	}
	for _, d := range req.Domains {
		if w.live[d] != c.batch {
			w.t.Errorf("%s is sent by batch %s, and batch %s is under way with it", d, c.batch, w.live[d])
		}
	}
	if n := w.submits.add(); float64(n) > w.submitRate+1 {
		w.t.Errorf("%d submits within a second at a limit of %v", n, w.submitRate)
	}
}

// query checks that the limit holds for a question that leaves.
func (w *watch) query(op alidomain.Operation) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.note(string(op))
	if n := w.queries.add(); float64(n) > w.queryRate+1 {
		w.t.Errorf("%d queries within a second at a limit of %v", n, w.queryRate)
	}
}

// task checks a task at the moment when it is made: there is a batch that
// answers for it, and no other task does the same.
func (w *watch) task(t *worldTask) {
	w.mu.Lock()
	defer w.mu.Unlock()
	c, known := w.claims[t.nonce]
	w.note("task", t.no, c.batch)
	if s := w.state[c.batch]; !known || s != journal.Intent && s != journal.Ambiguous && !w.restored {
		w.t.Errorf("task %s for %v is nobody's: batch %q is %q", t.no, t.domains, c.batch, s)
	}
	w.byNonce[t.nonce], w.byNo[t.no] = t, t
	for _, d := range t.domains {
		if w.made[t.kind+" "+d]++; w.made[t.kind+" "+d] > 1 {
			w.t.Errorf("%s %s was accepted again, as task %s", t.kind, d, t.no)
		}
	}
}

// agree compares the whole journal with the view and with its own history, and
// begins the next process, which knows nothing of the queries of the last one.
func (w *watch) agree() {
	w.t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	w.queries = second{}
	batches, err := w.journal.Batches(context.Background(), w.runID)
	if err != nil {
		w.t.Fatal(err)
	}
	events, err := w.journal.Events(context.Background(), w.runID)
	if err != nil {
		w.t.Fatal(err)
	}
	states, err := FoldEvents(events)
	if err != nil {
		w.t.Error(err)
	}
	changes := 0
	for _, b := range batches {
		if told, ok := states[b.ID]; b.State != told && (ok || b.State != journal.Planned) || b.State != w.state[b.ID] {
			w.t.Errorf("batch %s is %s, its history says %q, its moves made it %q", b.ID, b.State, told, w.state[b.ID])
		}
		if b.State != journal.Split {
			changes += len(b.Changes)
		}
	}
	if changes != len(w.holder) || len(batches) != len(w.state) {
		w.t.Errorf("%d changes in %d batches, and it should be %d in %d", changes, len(batches), len(w.holder), len(w.state))
	}
}

// second remembers the calls of the last second.
type second struct{ calls []time.Time }

// add counts a call made now and returns how many there were in the second
// that ends with it.
func (s *second) add() int {
	now := time.Now()
	s.calls = append(s.calls, now)
	old := 0
	for now.Sub(s.calls[old]) > time.Second {
		old++
	}
	s.calls = s.calls[old:]
	return len(s.calls)
}
