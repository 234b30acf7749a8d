package executor

import (
	"fmt"
	"math/bits"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"domainbatch/executor/journal"
)

// Splitting loses and doubles no change, keeps the order, and finds k bad
// among n within 2·k·⌈log2 n⌉ further calls.
func TestSplittingFindsTheBad(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 300).Draw(t, "n")
		bad := map[string]bool{}
		for _, i := range rapid.SliceOfN(rapid.IntRange(0, n-1), 1, 6).Draw(t, "bad") {
			bad[fmt.Sprint("d", i)] = true
		}
		root := journal.Batch{ID: "b1", Seq: 4, Request: []byte("{}"), After: []string{"b0"}}
		for i := range n {
			root.Changes = append(root.Changes, journal.Change{Domain: fmt.Sprint("d", i)})
		}
		calls, seen, ids := 0, []string{}, map[string]bool{}
		var submit func(b journal.Batch)
		submit = func(b journal.Batch) {
			calls++
			if ids[b.ID] {
				t.Fatalf("id %s twice", b.ID)
			}
			ids[b.ID] = true
			refused := slices.ContainsFunc(b.Changes, func(c journal.Change) bool { return bad[c.Domain] })
			if !refused || len(b.Changes) == 1 {
				for _, c := range b.Changes {
					seen = append(seen, c.Domain)
				}
				return
			}
			for _, child := range halves(b) {
				if child.ParentID != b.ID || child.Seq != root.Seq || string(child.Request) != "{}" || len(child.Changes) == 0 {
					t.Fatalf("%+v", child)
				}
				submit(child)
			}
		}
		submit(root)
		for i, d := range seen {
			if d != root.Changes[i].Domain {
				t.Fatalf("change %d is %s", i, d)
			}
		}
		if limit := 1 + 2*len(bad)*bits.Len(uint(n-1)); len(seen) != n || calls > limit {
			t.Fatalf("%d of %d changes, %d calls for %d bad, limit %d", len(seen), n, calls, len(bad), limit)
		}
	})
}
