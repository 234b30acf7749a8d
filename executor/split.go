package executor

import (
	"strconv"

	"domainbatch/executor/journal"
)

// halves cuts a batch of several domains into two, each keeping the order.
// The ids tell the descent: b0007 becomes b0007.1 and b0007.2, so k bad
// domains among n are alone after at most 2·k·log2(n) further calls.
func halves(b journal.Batch) []journal.Batch {
	mid := (len(b.Changes) + 1) / 2
	parts := [][]journal.Change{b.Changes[:mid], b.Changes[mid:]}
	children := make([]journal.Batch, len(parts))
	for i, changes := range parts {
		children[i] = journal.Batch{
			RunID:    b.RunID,
			ID:       b.ID + "." + strconv.Itoa(i+1),
			ParentID: b.ID,
			Seq:      b.Seq,
			State:    journal.Planned,
			Request:  b.Request,
			Changes:  changes,
			After:    b.After,
		}
	}
	return children
}
