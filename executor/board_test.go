package executor

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"domainbatch/executor/journal"
)

// Whatever order batches end in, with splits and pauses: every batch gets its
// turn exactly when those before it have ended and its domains are free, and
// the sums add up at every step.
func TestBoardGivesEveryBatchItsTurn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now := time.Unix(0, 0)
		batches, total := drawBatches(t)
		b := newBoard(batches, nil, nil, now)
		final := map[string]bool{}
		after := map[string][]string{}
		for _, jb := range batches {
			after[jb.ID] = jb.After
		}
		var running []*entry
		for steps := 0; !b.done(); steps++ {
			if steps > 10_000 {
				t.Fatal("no end")
			}
			if b.counts.Total != total || b.counts.Done+b.counts.Failed+b.counts.Cancelled+b.counts.Unknown+b.counts.Running+b.counts.Planned != total {
				t.Fatalf("%+v for %d changes", b.counts, total)
			}
			b.wake(now)
			for !b.ready.empty() {
				e := b.ready.pop()
				if !b.take(e) {
					continue
				}
				for _, a := range after[e.root] {
					if b.open[a] > 0 {
						t.Fatalf("%s may go before %s has ended", e.id, a)
					}
				}
				for _, r := range running {
					if overlap(r, e) {
						t.Fatalf("%s and %s are under way with the same domain", r.id, e.id)
					}
				}
				running = append(running, e)
			}
			for _, q := range []*queue{b.due, b.tracked} {
				for !q.empty() {
					running = append(running, q.pop())
				}
			}
			if len(running) == 0 {
				now = now.Add(time.Minute)
				continue
			}
			i := rapid.IntRange(0, len(running)-1).Draw(t, "which")
			e := running[i]
			running = append(running[:i], running[i+1:]...)
			outcome := rapid.IntRange(0, 4).Draw(t, "outcome")
			if e.state == journal.Submitted {
				outcome = max(outcome, 3)
			}
			switch outcome {
			case 0:
				e.state, e.at = journal.Planned, now.Add(time.Second)
				b.put(e, now)
			case 1:
				if len(e.domains) > 1 {
					b.split(e, halves(journal.Batch{ID: e.id, Seq: e.seq, Changes: changesOf(e.domains)}), now)
					break
				}
				fallthrough
			case 2:
				e.state = journal.Failed
				b.put(e, now)
				final[e.id] = true
			case 3:
				e.state, e.at = journal.Submitted, now.Add(time.Second)
				b.put(e, now)
			default:
				e.state, e.ok = journal.Done, len(e.domains)
				b.put(e, now)
				final[e.id] = true
			}
		}
		if len(b.holder) != 0 || len(b.blocked) != 0 {
			t.Fatalf("domains left held: %v", b.holder)
		}
	})
}

func overlap(a, b *entry) bool {
	for _, d := range a.domains {
		for _, o := range b.domains {
			if d == o {
				return true
			}
		}
	}
	return false
}

func changesOf(domains []string) []journal.Change {
	out := make([]journal.Change, len(domains))
	for i, d := range domains {
		out[i] = journal.Change{Domain: d}
	}
	return out
}

// drawBatches makes batches that share domains, some with After and some, as a
// planner should not, without.
func drawBatches(t *rapid.T) ([]journal.Batch, int) {
	var batches []journal.Batch
	last := map[string]string{}
	total := 0
	for i := range rapid.IntRange(1, 12).Draw(t, "batches") {
		jb := journal.Batch{ID: fmt.Sprintf("b%02d", i), Seq: i, State: journal.Planned}
		seen := map[string]bool{}
		for range rapid.IntRange(1, 5).Draw(t, "size") {
			d := fmt.Sprintf("d%d.example", rapid.IntRange(0, 9).Draw(t, "domain"))
			if seen[d] {
				continue
			}
			seen[d] = true
			jb.Changes = append(jb.Changes, journal.Change{Domain: d})
			if before := last[d]; before != "" && rapid.Bool().Draw(t, "after") {
				jb.After = appendNew(jb.After, before)
			}
			last[d] = jb.ID
		}
		total += len(jb.Changes)
		batches = append(batches, jb)
	}
	return batches, total
}
