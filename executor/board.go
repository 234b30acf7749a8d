package executor

import (
	"time"

	"domainbatch/executor/journal"
)

// board knows where every batch of a run stands and which may move. It decides
// nothing about the service and keeps nothing that is not in the journal.
type board struct {
	entries    map[string]*entry
	open       map[string]int      // by root: batches that are not final
	dependents map[string][]*entry // by root: batches that wait for it
	holder     map[string]*entry   // by domain: the batch that is under way with it
	blocked    map[string][]*entry // by domain: batches that wait for it to be free

	ready   *queue // planned, may be submitted now
	timers  *queue // something to do later
	due     *queue // ambiguous or to be healed, to be looked after now
	tracked *queue // accepted, to be asked about now

	counts  Counts
	batches int
	final   int // of them
	parents int // of them, those that were split

	withdrawn bool // nothing is submitted: what is planned is taken back

	waves   map[string]int // by root, from 0; nil when all go together
	perWave []Counts       // one for all when there are no waves
	moved   bool           // perWave has changed since the gate looked
}

// newBoard sets up the batches of a run as the journal has them; finals tells,
// per task, how many domains have ended well and badly; waves may be nil.
func newBoard(batches []journal.Batch, finals map[string]counted, waves map[string]int, now time.Time) *board {
	b := &board{
		waves: waves, perWave: make([]Counts, 1),
		entries: map[string]*entry{}, open: map[string]int{}, dependents: map[string][]*entry{},
		holder: map[string]*entry{}, blocked: map[string][]*entry{},
		ready: byPlace(), timers: byTime(), due: byTime(), tracked: byTime(),
	}
	roots := map[string]string{}
	all := make([]*entry, len(batches))
	for i, jb := range batches { // parents come before their children
		root := jb.ID
		if r, ok := roots[jb.ParentID]; ok && jb.ParentID != "" {
			root = r
		}
		roots[jb.ID] = root
		all[i] = b.add(jb, root)
		if n, ok := finals[jb.TaskNo]; ok && jb.TaskNo != "" {
			all[i].ok, all[i].bad = n.ok, n.bad
		}
		all[i].heals = heals(jb)
		b.recount(all[i])
		if jb.State == journal.Split {
			b.parents++
		}
		if jb.State.Final() && !all[i].heals {
			b.final++
			b.open[root]--
		}
	}
	for i, jb := range batches {
		switch e := all[i]; {
		case e.heals:
			b.due.push(e)
		case !jb.State.Final():
			b.link(e, jb.After)
			b.put(e, now)
		}
	}
	return b
}

// heals reports whether a step is due for a batch although its state is
// final: a split that a crash cut short.
func heals(jb journal.Batch) bool {
	return jb.State == journal.Failed && len(jb.Changes) > 1 && !concernsAll(jb.Code) && jb.Code != CodeGaveUp && jb.Code != CodeContact
}

func (b *board) add(jb journal.Batch, root string) *entry {
	e := &entry{id: jb.ID, root: root, seq: jb.Seq, state: jb.State, at: jb.NextAt, why: jb.Code, taskNo: jb.TaskNo, accepted: jb.SubmittedAt, domains: make([]string, len(jb.Changes))}
	for i, c := range jb.Changes {
		e.domains[i] = canonical(c.Domain)
	}
	b.entries[e.id] = e
	b.open[root]++
	b.batches++
	return e
}

// link makes a planned batch wait for those of its After that are not final.
func (b *board) link(e *entry, after []string) {
	if e.state != journal.Planned {
		return
	}
	for _, id := range after {
		if id == e.root || b.open[id] == 0 {
			continue
		}
		b.dependents[id] = append(b.dependents[id], e)
		e.waiting++
	}
}

// put files a batch by its state.
func (b *board) put(e *entry, now time.Time) {
	e.heals = false
	b.recount(e)
	switch {
	case e.state.Final():
		b.release(e, now)
		b.final++
		b.closed(e.root, now)
	case e.state == journal.Planned:
		b.release(e, now)
		if e.waiting == 0 {
			b.schedule(e, b.ready, now)
		}
	default:
		b.hold(e)
		if b.withdrawn && e.state == journal.Submitted {
			b.unblock(e, now)
		}
		b.schedule(e, b.queueOf(e), now)
	}
}

// queueOf is where a batch goes when its time has come.
func (b *board) queueOf(e *entry) *queue {
	switch e.state {
	case journal.Planned:
		return b.ready
	case journal.Submitted:
		return b.tracked
	}
	return b.due
}

func (b *board) schedule(e *entry, q *queue, now time.Time) {
	if e.at.After(now) {
		q = b.timers
	}
	q.push(e)
}

// closed counts one batch of a root as final and wakes those that waited for
// the last of them.
func (b *board) closed(root string, now time.Time) {
	b.open[root]--
	if b.open[root] > 0 {
		return
	}
	waiting := b.dependents[root]
	delete(b.dependents, root)
	for _, e := range waiting {
		if e.waiting--; e.waiting == 0 && e.state == journal.Planned {
			b.schedule(e, b.ready, now)
		}
	}
}

// split files the parts of a batch and then the batch itself.
func (b *board) split(e *entry, children []journal.Batch, now time.Time) {
	for _, child := range children {
		b.put(b.add(child, e.root), now)
	}
	e.state = journal.Split
	b.parents++
	b.put(e, now)
}

// wake moves batches whose time has come.
func (b *board) wake(now time.Time) {
	for !b.timers.empty() && !b.timers.first().at.After(now) {
		e := b.timers.pop()
		b.queueOf(e).push(e)
	}
}

// take claims a ready batch's domains for a submit. A batch that shares one
// with a batch under way waits until that domain is free; one that is to be taken
// back only until the task of the other is known, so as not to be taken for it.
func (b *board) take(e *entry) bool {
	for _, d := range e.domains {
		if h := b.holder[d]; h != nil && h != e && !(b.withdrawn && h.state == journal.Submitted) {
			b.blocked[d] = append(b.blocked[d], e)
			return false
		}
	}
	b.hold(e)
	return true
}

func (b *board) hold(e *entry) {
	for _, d := range e.domains {
		if b.holder[d] == nil {
			b.holder[d] = e
		}
	}
}

func (b *board) release(e *entry, now time.Time) {
	for _, d := range e.domains {
		if b.holder[d] != e {
			continue
		}
		delete(b.holder, d)
		b.wakeBlocked(d, now)
	}
}

// unblock wakes those that wait for the domains of a batch, which keeps them.
func (b *board) unblock(e *entry, now time.Time) {
	for _, d := range e.domains {
		if b.holder[d] == e {
			b.wakeBlocked(d, now)
		}
	}
}

func (b *board) wakeBlocked(domain string, now time.Time) {
	waiting := b.blocked[domain]
	delete(b.blocked, domain)
	for _, w := range waiting {
		b.schedule(w, b.ready, now)
	}
}

func (b *board) recount(e *entry) {
	wave := b.wave(e)
	for len(b.perWave) <= wave {
		b.perWave = append(b.perWave, Counts{})
	}
	b.counts.add(e.counts, -1)
	b.perWave[wave].add(e.counts, -1)
	e.counts = e.contribution()
	b.counts.add(e.counts, 1)
	b.perWave[wave].add(e.counts, 1)
	b.moved = true
}

// wave is the wave of a batch, from 0.
func (b *board) wave(e *entry) int { return b.waves[e.root] }

// done reports that every batch is final.
func (b *board) done() bool { return b.final == b.batches }
