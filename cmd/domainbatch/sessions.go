package main

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"domainbatch/executor"
	"domainbatch/executor/journal"
	"domainbatch/report"
)

// sessionEvent is the kind of the event that says what a session did: what is
// not to be found in the batches, and what a report of years later shows.
const sessionEvent = "session"

// sessionNote is its detail. A session that is killed leaves none.
type sessionNote struct {
	Calls     map[string]int `json:"calls"` // by operation of the API
	Throttled int            `json:"throttled,omitempty"`
	Rate      float64        `json:"rate,omitempty"` // settled submit rate, calls a second
	Seconds   float64        `json:"seconds"`
	End       executor.End   `json:"end"`
}

// noteSession keeps what a session did. A journal that cannot take it has
// failed before, and said so.
func (p *program) noteSession(ctx context.Context, j journal.Journal, runID string, t executor.Tally) {
	if len(t.Calls) == 0 {
		return
	}
	detail, err := json.Marshal(sessionNote{t.Calls, t.Throttled, t.Rate, t.Elapsed.Seconds(), t.End})
	if err == nil {
		err = j.Note(ctx, journal.Event{RunID: runID, Actor: p.person(), Kind: sessionEvent, Detail: string(detail)})
	}
	if err != nil {
		p.log.Warn("what this session did could not be noted", "run", runID, "error", err)
	}
}

// addSessions adds up what the sessions of a run did. The rate is that of the
// latest.
func addSessions(ctx context.Context, j journal.Journal, run *report.Run) error {
	events, err := j.Events(ctx, run.ID)
	if err != nil {
		return fmt.Errorf("reading run %s: %w", run.ID, err)
	}
	for _, e := range events {
		var note sessionNote
		if e.Kind != sessionEvent || json.Unmarshal([]byte(e.Detail), &note) != nil {
			continue
		}
		if run.Calls == nil {
			run.Calls = map[string]int{}
		}
		for operation, n := range note.Calls {
			run.Calls[operation] += n
		}
		run.Elapsed += time.Duration(note.Seconds * float64(time.Second))
		if note.Rate > 0 {
			run.Rate = note.Rate
		}
	}
	return nil
}
