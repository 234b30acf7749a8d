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
	Stop      executor.Stop  `json:"stop,omitempty"`
	Opens     time.Time      `json:"opens,omitzero"`
	RAM       string         `json:"ram,omitempty"` // ARN of the keys
}

// noteSession keeps what a session did. A journal that cannot take it has
// failed before, and said so.
func (p *program) noteSession(ctx context.Context, j journal.Journal, runID, ram string, t executor.Tally) {
	if len(t.Calls) == 0 && t.Stop == "" {
		return
	}
	detail, err := json.Marshal(sessionNote{t.Calls, t.Throttled, t.Rate, t.Elapsed.Seconds(), t.End, t.Stop, t.Opens, ram})
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
	return eachSession(ctx, j, run.ID, func(note sessionNote) {
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
	})
}

// eachSession goes through what was noted of the sessions of a run, oldest
// first.
func eachSession(ctx context.Context, j journal.Journal, runID string, each func(sessionNote)) error {
	err := j.EachEvent(ctx, runID, func(e journal.Event) error {
		var note sessionNote
		if e.Kind == sessionEvent && json.Unmarshal([]byte(e.Detail), &note) == nil {
			each(note)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("reading run %s: %w", runID, err)
	}
	return nil
}

// latestTally is what is still known of how the latest session of a run ended:
// the limit that stopped it, if one did.
func latestTally(ctx context.Context, j journal.Journal, runID string) (executor.Tally, error) {
	t := executor.Tally{RunID: runID}
	err := eachSession(ctx, j, runID, func(note sessionNote) { t.End, t.Stop, t.Opens = note.End, note.Stop, note.Opens })
	return t, err
}

// stoppedBy says in a report which limit keeps rows from being sent; a run that
// is over has none.
func stoppedBy(run *report.Run, t executor.Tally) {
	if run.Finished.IsZero() {
		run.Stop, run.Opens = t.Stop, t.Opens
	}
}
