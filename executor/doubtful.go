package executor

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"domainbatch/executor/journal"
)

// Doubt is a batch whose outcome the program could not find out, with all that
// a person needs to decide about it.
type Doubt struct {
	Batch    journal.Batch // unknown, or ambiguous while it is still being looked into
	Evidence Evidence      // of the latest verdict; zero for an ambiguous batch
	History  []journal.Event
}

// Evidence is what a verdict about a lost answer rests on.
type Evidence struct {
	How      string    // "replay", "matched", "absence", "unknown task" or "decision"
	Verdict  string    // in words
	Tasks    []string  // that hold the domains, or may turn out to
	Listed   int       // tasks in the list that was read
	From, To time.Time // window of creation times looked at, in the service's time
	ReadAt   time.Time // the service's time of the reading
	Canary   bool      // the list showed a task that is known
	Exact    bool      // the one task named holds exactly the domains
}

// Doubtful lists the batches of a run that wait for a decision, in the order of
// the plan. Those that are still being looked into come with the zero Evidence.
func Doubtful(ctx context.Context, j journal.Journal, runID string) ([]Doubt, error) {
	batches, err := j.Batches(ctx, runID)
	if err != nil {
		return nil, fmt.Errorf("reading the doubts of run %s: %w", runID, err)
	}
	place := map[string]int{}
	var doubts []Doubt
	for _, b := range batches {
		if b.State == journal.Unknown || b.State == journal.Ambiguous || b.State == journal.Intent {
			place[b.ID] = len(doubts)
			doubts = append(doubts, Doubt{Batch: b})
		}
	}
	if len(doubts) == 0 {
		return nil, nil
	}
	events, err := j.Events(ctx, runID)
	if err != nil {
		return nil, fmt.Errorf("reading the doubts of run %s: %w", runID, err)
	}
	for _, e := range events {
		i, ok := place[e.BatchID]
		if !ok || e.BatchID == "" {
			continue
		}
		d := &doubts[i]
		d.History = append(d.History, e)
		if e.To == journal.Unknown {
			d.Evidence = readEvidence(e.Detail)
		}
	}
	return doubts, nil
}

func readEvidence(text string) Evidence {
	var e evidence
	if json.Unmarshal([]byte(text), &e) != nil {
		return Evidence{Verdict: text}
	}
	return Evidence(e)
}
