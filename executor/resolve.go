package executor

import (
	"context"
	"errors"
	"fmt"
	"time"

	"domainbatch/executor/journal"
)

// Decision is a person's verdict on a batch whose outcome the program could
// not find out.
type Decision struct {
	Outcome journal.Outcome // OutcomeSent, OutcomeNotSent or OutcomeSkip
	TaskNo  string          // with OutcomeSent
	Note    string          // why, kept with the decision
	Checked string          // what ConfirmTask made of the task, in words, kept with the decision; "" when nobody asked
}

// ErrDecision says that a decision does not make sense for the batch.
var ErrDecision = errors.New("the decision does not fit")

// Resolve records a person's decision about an unknown or ambiguous batch; who
// names the person. OutcomeSent follows the task from the next Run on,
// OutcomeNotSent sends the batch again then, OutcomeSkip leaves it.
func Resolve(ctx context.Context, j journal.Journal, runID, batchID string, d Decision, who string) error {
	b, err := j.Batch(ctx, runID, batchID)
	if err != nil {
		return fmt.Errorf("deciding about batch %s: %w", batchID, err)
	}
	if err := checkDecision(b, d, who); err != nil {
		return fmt.Errorf("deciding about batch %s: %w", batchID, err)
	}
	e := evidence{How: "decision", Verdict: orElse(d.Note, "a person decided")}
	if d.Checked != "" {
		e.Verdict += "; " + d.Checked
	}
	if d.TaskNo != "" {
		e.Tasks = []string{d.TaskNo}
	}
	r := journal.Resolution{Outcome: d.Outcome, TaskNo: d.TaskNo, Evidence: e.String(), Actor: who, NextAt: time.Now()}
	if d.Outcome == journal.OutcomeSkip {
		r.Code = CodeGivenUp
	}
	err = j.Resolve(ctx, runID, batchID, r)
	if err != nil {
		return fmt.Errorf("deciding about batch %s: %w", batchID, err)
	}
	return nil
}

func checkDecision(b journal.Batch, d Decision, who string) error {
	switch {
	case who == "":
		return fmt.Errorf("%w: it needs a name", ErrDecision)
	case b.State != journal.Unknown && b.State != journal.Ambiguous:
		return fmt.Errorf("%w: the batch is %s, there is nothing to decide", ErrDecision, b.State)
	case d.Outcome == journal.OutcomeSent && d.TaskNo == "":
		return fmt.Errorf("%w: to say that it was sent, name the task", ErrDecision)
	case d.Outcome != journal.OutcomeSent && d.TaskNo != "":
		return fmt.Errorf("%w: a task goes with %q only", ErrDecision, journal.OutcomeSent)
	}
	switch d.Outcome {
	case journal.OutcomeSent, journal.OutcomeNotSent, journal.OutcomeSkip:
		return nil
	}
	return fmt.Errorf("%w: %q is not one of sent, not-sent, skip", ErrDecision, d.Outcome)
}
