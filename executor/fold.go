package executor

import (
	"fmt"

	"domainbatch/executor/journal"
)

// FoldEvents replays the history of a run, oldest event first, and returns the
// state of every batch that has one: a batch without an event is planned. It
// is what makes the history the truth, and the states of the batches a view
// of it. An event that begins elsewhere than the one before it ended is an
// error.
func FoldEvents(events []journal.Event) (map[string]journal.BatchState, error) {
	states := map[string]journal.BatchState{}
	for _, e := range events {
		if e.BatchID == "" || e.To == "" {
			continue // a note moves nothing
		}
		at, known := states[e.BatchID]
		if !known {
			at = journal.Planned
		}
		if e.From != at {
			return nil, fmt.Errorf("event %d moves batch %s from %q, where it is not: it is %q", e.ID, e.BatchID, e.From, at)
		}
		states[e.BatchID] = e.To
	}
	return states, nil
}
