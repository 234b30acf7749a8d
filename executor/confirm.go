package executor

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"domainbatch/executor/alidomain"
	"domainbatch/executor/journal"
)

// Why a task that a person names is not taken for the answer to a batch.
var (
	// ErrOtherTask says that it cannot be: it is of another type, or holds
	// other domains.
	ErrOtherTask = errors.New("not the answer to this call")
	// ErrNoSuchTask says that the service shows nothing of it. It may have
	// forgotten the task, or have never known it.
	ErrNoSuchTask = errors.New("the service does not show it")
)

// ConfirmTask asks the service whether a task can be the answer to a batch: the
// task exists, its type is that of the batch, it holds exactly the batch's
// domains, and no other batch owns it. nil says yes to all of that. Errors:
// ErrOtherTask, journal.ErrTaskTaken and ErrNoSuchTask; any other means that the
// service could not be asked. Nothing is written and nothing is sent but reads.
func ConfirmTask(ctx context.Context, deps Deps, runID, batchID, taskNo string, opt Options) error {
	s, err := newSession(ctx, deps, runID, opt.fill())
	if err != nil {
		return fmt.Errorf("task %s: %w", taskNo, err)
	}
	s.step.sending = ctx
	b, err := deps.Journal.Batch(ctx, runID, batchID)
	if err != nil {
		return fmt.Errorf("task %s: %w", taskNo, err)
	}
	if err := s.step.confirm(ctx, b, taskNo); err != nil {
		return fmt.Errorf("task %s: %w", taskNo, err)
	}
	return nil
}

// confirmReadings is how often the details of a task are read when they do not
// show all domains: pages shift under a reader.
const confirmReadings = 3

func (s *stepper) confirm(ctx context.Context, b journal.Batch, taskNo string) error {
	req, err := submitRequest(b)
	if err != nil {
		return err
	}
	claimed, err := s.journal.TaskNos(ctx, s.account, []string{taskNo})
	if err != nil {
		return err
	}
	if claimed[taskNo] {
		return journal.ErrTaskTaken
	}
	var seen []alidomain.TaskDetail
	for range confirmReadings {
		details, err := s.detailsAnywhere(ctx, taskNo)
		if err != nil && !refusedRead(err) {
			return err
		}
		seen = append(seen, details...)
		if err = judgeTask(b, req.ContactType, seen); !errors.Is(err, errIncomplete) {
			return err
		}
	}
	return judgeTask(b, req.ContactType, seen)
}

// detailsAnywhere reads the details of a task from the list, or from the
// history when the list has none.
func (s *stepper) detailsAnywhere(ctx context.Context, taskNo string) ([]alidomain.TaskDetail, error) {
	details, err := again(ctx, s.call, func() ([]alidomain.TaskDetail, error) { return s.allDetails(ctx, taskNo, 1000) })
	if err == nil && len(details) == 0 {
		details, err = again(ctx, s.call, func() ([]alidomain.TaskDetail, error) { return s.allDetailHistory(ctx, taskNo) })
	}
	return details, err
}

// errIncomplete is the ErrOtherTask of a task that shows too few domains, which
// another reading may mend.
var errIncomplete = fmt.Errorf("%w", ErrOtherTask)

// judgeTask compares what the details of a task show with a batch.
func judgeTask(b journal.Batch, contactType string, details []alidomain.TaskDetail) error {
	if len(details) == 0 {
		return ErrNoSuchTask
	}
	want, shown := domainsOf(b), domainSet{}
	for _, d := range details {
		name := canonical(d.Domain)
		if !want[name] {
			return fmt.Errorf("%w: it holds %s, which the call does not", ErrOtherTask, d.Domain)
		}
		if !typeFits(contactType, d.TaskType) {
			return fmt.Errorf("%w: it is of type %s, and the call is for %s", ErrOtherTask, d.TaskType, callFor(contactType))
		}
		shown[name] = true
	}
	if len(shown) == len(want) {
		return nil
	}
	var missing []string
	for _, c := range b.Changes {
		if !shown[canonical(c.Domain)] {
			missing = append(missing, c.Domain)
		}
	}
	const most = 3
	more := ""
	if len(missing) > most {
		more = fmt.Sprintf(" and %d more", len(missing)-most)
	}
	return fmt.Errorf("%w: it holds %d of the call's %d domains; without %s%s",
		errIncomplete, len(shown), len(want), strings.Join(missing[:min(most, len(missing))], ", "), more)
}

func callFor(contactType string) string {
	if contactType == "" {
		return "a transfer code"
	}
	return "the " + contactType + " contact"
}
