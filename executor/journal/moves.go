package journal

import (
	"encoding/json"
	"time"
)

// ExecutorActor is the actor of events that no person caused.
const ExecutorActor = "executor"

// moves lists, for each state, the states a batch may go to. Pairs that are not
// here are refused, by the functions below and once more by the database.
var moves = map[BatchState][]BatchState{
	Planned:   {Intent, Cancelled, Split},
	Intent:    {Submitted, Planned, Failed, Ambiguous, Split},
	Ambiguous: {Submitted, Planned, Unknown, Cancelled, Failed},
	Unknown:   {Submitted, Planned, Cancelled, Failed},
	Submitted: {Done},
	Failed:    {Split},
}

// step is what a move does: the batch as it stands afterwards and the line of
// history that says so. The functions that make steps are pure, so that the file
// and the memory cannot decide differently.
type step struct {
	batch   Batch
	event   Event
	answers []Detail // that are final, by number: what the event covers beside the batch
}

// take makes the step of batch b to a state.
func take(b Batch, to BatchState, kind string, now time.Time) step {
	e := Event{At: now, RunID: b.RunID, BatchID: b.ID, Epoch: b.Epoch, Actor: ExecutorActor, Kind: kind, From: b.State, To: to}
	b.State = to
	b.FinishedAt = time.Time{}
	if to.Final() {
		b.NextAt = time.Time{}
		if to != Unknown {
			b.FinishedAt = now
		}
	}
	return step{batch: b, event: e}
}

// from returns a StateError unless b is in one of the states.
func from(b Batch, states ...BatchState) error {
	for _, s := range states {
		if b.State == s {
			return nil
		}
	}
	return &StateError{RunID: b.RunID, BatchID: b.ID, Have: b.State, Want: states}
}

func claim(b Batch, f Frozen, now time.Time) (step, error) {
	if f.Epoch == "" || f.Nonce == "" || f.Stamp.IsZero() {
		return step{}, invalid("intent of batch %s without epoch, nonce or stamp", b.ID)
	}
	if err := from(b, Planned); err != nil {
		return step{}, err
	}
	b.Epoch, b.Nonce, b.Stamp = f.Epoch, f.Nonce, tidyTime(f.Stamp)
	s := take(b, Intent, "intent", now)
	s.batch.Attempts++
	s.batch.Arrived = false
	s.batch.NextAt = time.Time{}
	s.event.Detail = evidence("nonce", b.Nonce, "stamp", b.Stamp.Format(time.RFC3339))
	return s, nil
}

func accept(b Batch, taskNo, requestID string, at, next, now time.Time) (step, error) {
	if err := from(b, Intent); err != nil {
		return step{}, err
	}
	if taskNo == "" {
		return step{}, invalid("batch %s accepted without a task number", b.ID)
	}
	s := take(b, Submitted, "accepted", now)
	s.batch.TaskNo, s.batch.RequestID = taskNo, requestID
	s.batch.SubmittedAt, s.batch.NextAt = tidyTime(at), tidyTime(next)
	s.batch.Code, s.batch.Message = "", ""
	s.event.Detail = evidence("task", taskNo, "request", requestID)
	return s, nil
}

func refuse(b Batch, r Refusal, now time.Time) (step, error) {
	if err := from(b, Intent); err != nil {
		return step{}, err
	}
	to := Planned
	if r.Permanent {
		to = Failed
	}
	return refusal(b, to, "refused", r, now), nil
}

// refusal makes the step of a batch whose request is known to have done nothing.
func refusal(b Batch, to BatchState, kind string, r Refusal, now time.Time) step {
	s := take(b, to, kind, now)
	s.batch.Code, s.batch.Message, s.batch.RequestID = clean(r.Code), clean(r.Message), r.RequestID
	if to == Planned {
		s.batch.NextAt = tidyTime(r.NextAt)
	}
	if b.State == Intent && !r.Counted && s.batch.Attempts > 0 {
		s.batch.Attempts--
	}
	s.event.Code = s.batch.Code
	s.event.Detail = evidence("message", s.batch.Message, "request", r.RequestID)
	return s
}

func doubt(b Batch, code, message string, arrived bool, next, now time.Time) (step, error) {
	if err := from(b, Intent, Ambiguous); err != nil {
		return step{}, err
	}
	s := take(b, Ambiguous, "ambiguous", now)
	s.batch.NextAt = tidyTime(next)
	s.batch.Arrived = b.Arrived || arrived
	if code != "" {
		s.batch.Code = clean(code)
	}
	if message != "" {
		s.batch.Message = clean(message)
	}
	s.event.Code = clean(code)
	arrivedText := ""
	if arrived {
		arrivedText = "true"
	}
	s.event.Detail = evidence("message", clean(message), "arrived", arrivedText)
	return s, nil
}

func settle(b Batch, r Resolution, now time.Time) (step, error) {
	if err := from(b, Ambiguous, Unknown); err != nil {
		return step{}, err
	}
	to, err := settledState(b, r)
	if err != nil {
		return step{}, err
	}
	s := take(b, to, "resolved", now)
	if r.RequestID != "" {
		s.batch.RequestID = r.RequestID
	}
	switch r.Outcome {
	case OutcomeSent:
		s.batch.TaskNo, s.batch.SubmittedAt, s.batch.NextAt = r.TaskNo, now, tidyTime(r.NextAt)
		s.batch.Code, s.batch.Message = "", ""
	case OutcomeNotSent:
		s.batch.NextAt = tidyTime(r.NextAt)
	case OutcomeUnknown, OutcomeRefused, OutcomeSkip:
		if r.Code != "" {
			s.batch.Code = clean(r.Code)
		}
		if r.Message != "" {
			s.batch.Message = clean(r.Message)
		}
	}
	if r.Actor != "" {
		s.event.Actor = clean(r.Actor)
	}
	s.event.Code, s.event.Detail = clean(r.Code), clean(r.Evidence)
	return s, nil
}

func settledState(b Batch, r Resolution) (BatchState, error) {
	switch r.Outcome {
	case OutcomeSent:
		if r.TaskNo == "" {
			return "", invalid("batch %s resolved as sent without a task number", b.ID)
		}
		return Submitted, nil
	case OutcomeNotSent:
		return Planned, nil
	case OutcomeUnknown:
		return Unknown, nil
	case OutcomeSkip:
		return Cancelled, nil
	case OutcomeRefused:
		return Failed, nil
	}
	return "", invalid("batch %s resolved with outcome %q", b.ID, r.Outcome)
}

func cancel(b Batch, reason string, now time.Time) (step, error) {
	if err := from(b, Planned); err != nil {
		return step{}, err
	}
	s := take(b, Cancelled, "cancelled", now)
	s.batch.Message = clean(reason)
	s.event.Detail = evidence("message", s.batch.Message)
	return s, nil
}

// evidence is a JSON object of the pairs whose value is not empty; "" when
// there are none.
func evidence(pairs ...string) string {
	text := []byte{'{'}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] == "" {
			continue
		}
		if len(text) > 1 {
			text = append(text, ',')
		}
		// Strings cannot fail to marshal.
		key, _ := json.Marshal(pairs[i])
		value, _ := json.Marshal(pairs[i+1])
		text = append(append(append(text, key...), ':'), value...)
	}
	if len(text) == 1 {
		return ""
	}
	return string(append(text, '}'))
}
