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
	return parts(b, b.Changes[:mid], b.Changes[mid:])
}

// apart cuts the changes at the given positions off a batch, each by itself:
// the service has the last word on every one of them.
func apart(b journal.Batch, bad map[int]bool) []journal.Batch {
	var good []journal.Change
	var groups [][]journal.Change
	for i, c := range b.Changes {
		if bad[i] {
			groups = append(groups, []journal.Change{c})
		} else {
			good = append(good, c)
		}
	}
	if len(good) > 0 {
		groups = append([][]journal.Change{good}, groups...)
	}
	return parts(b, groups...)
}

func parts(b journal.Batch, groups ...[]journal.Change) []journal.Batch {
	children := make([]journal.Batch, len(groups))
	for i, changes := range groups {
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
