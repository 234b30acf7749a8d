package journal

import (
	"errors"
	"fmt"
	"math"
	"time"
)

// created, finished and reopened are the events of a run as a whole.

func created(r Run, batches int, now time.Time) Event {
	return Event{At: now, RunID: r.ID, Actor: ExecutorActor, Kind: "created", Detail: evidence("batches", fmt.Sprint(batches))}
}

func finished(runID string, now time.Time) Event {
	return Event{At: now, RunID: runID, Actor: ExecutorActor, Kind: "finished"}
}

// reopened follows the event that revived the run and has its actor.
func reopened(cause Event) Event {
	return Event{At: cause.At, RunID: cause.RunID, Actor: cause.Actor, Kind: "reopened", Detail: evidence("batch", cause.BatchID)}
}

// revives reports whether a step from a final state gives its run something to
// do again, so that the run is finished no more.
func revives(was BatchState, s step) bool {
	return was.Final() && (!s.batch.State.Final() || s.batch.State == Split)
}

// checkNote refuses a note that would pass for what the journal itself says of a
// run.
func checkNote(e Event) error {
	switch {
	case e.Kind == "":
		return invalid("event without a kind")
	case e.BatchID != "":
		return nil
	}
	switch e.Kind {
	case "created", "finished", "reopened", "pruned":
		return invalid("a note of kind %s", e.Kind)
	}
	return nil
}

func finishTime(at, now time.Time) time.Time {
	if at.IsZero() {
		return now
	}
	return tidyTime(at)
}

func unfinishedRun(runID, batchID string, s BatchState) error {
	return fmt.Errorf("%w: batch %s of run %s is %s", ErrUnfinished, batchID, runID, s)
}

func taskTaken(taskNo, runID, batchID string) error {
	return fmt.Errorf("%w: task %s answered batch %s of run %s", ErrTaskTaken, clean(taskNo), batchID, runID)
}

func checkRate(key string, perSecond float64) error {
	if key == "" || perSecond < 0 || math.IsNaN(perSecond) || math.IsInf(perSecond, 0) {
		return invalid("rate %g of key %q", perSecond, clean(key))
	}
	return nil
}

// reportMoved turns the error of a move that is allowed to come too late into
// its answer.
func reportMoved(err error) (bool, error) {
	if errors.Is(err, ErrState) {
		return false, nil
	}
	return err == nil, err
}
