package executor

import (
	"cmp"
	"container/heap"
	"time"

	"domainbatch/executor/journal"
)

// entry is the loop's view of one batch. It is in one place at a time: in a
// queue, in a step, waiting for batches before it, or final.
type entry struct {
	id      string
	root    string // the batch of the plan that it is, or is a part of
	seq     int
	domains []string // canonical
	state   journal.BatchState
	at      time.Time // nothing to do before
	waiting int       // batches that must be final first
	counts  Counts    // what it adds to the sums
	ok, bad int
	why     string
	heals   bool // failed as a whole, and a crash came before its split

	taskNo   string    // once accepted
	accepted time.Time // when
}

// before orders submits as the plan does, parts in place of their whole.
func (e *entry) before(o *entry) bool {
	if c := cmp.Compare(e.seq, o.seq); c != 0 {
		return c < 0
	}
	return e.id < o.id
}

// contribution is what a batch in its present state adds to the sums.
func (e *entry) contribution() Counts {
	n := len(e.domains)
	c := Counts{Total: n}
	if e.heals { // its parts are still to be sent
		c.Planned = n
		return c
	}
	switch e.state {
	case journal.Split:
		return Counts{}
	case journal.Planned:
		c.Planned = n
	case journal.Failed:
		c.Failed = n
	case journal.Cancelled:
		c.Cancelled = n
	case journal.Unknown:
		c.Unknown = n
	default:
		c.Done, c.Failed, c.Running = e.ok, e.bad, n-e.ok-e.bad
	}
	return c
}

// queue is a heap of entries.
type queue struct {
	items []*entry
	less  func(a, b *entry) bool
}

func byPlace() *queue { return &queue{less: (*entry).before} }

func byTime() *queue {
	return &queue{less: func(a, b *entry) bool {
		if !a.at.Equal(b.at) {
			return a.at.Before(b.at)
		}
		return a.before(b)
	}}
}

func (q *queue) push(e *entry) { heap.Push((*items)(q), e) }
func (q *queue) pop() *entry   { return heap.Pop((*items)(q)).(*entry) }
func (q *queue) empty() bool   { return len(q.items) == 0 }
func (q *queue) first() *entry { return q.items[0] }
func (q *queue) len() int      { return len(q.items) }

// youngest is when the task that was accepted last was.
func (q *queue) youngest() time.Time {
	var t time.Time
	for _, e := range q.items {
		t = later(t, e.accepted)
	}
	return t
}

// items is the heap.Interface of a queue.
type items queue

func (q *items) Len() int           { return len(q.items) }
func (q *items) Less(i, j int) bool { return q.less(q.items[i], q.items[j]) }
func (q *items) Swap(i, j int)      { q.items[i], q.items[j] = q.items[j], q.items[i] }
func (q *items) Push(x any)         { q.items = append(q.items, x.(*entry)) }
func (q *items) Pop() any {
	last := len(q.items) - 1
	e := q.items[last]
	q.items[last] = nil
	q.items = q.items[:last]
	return e
}
