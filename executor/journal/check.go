package journal

import (
	"regexp"
	"time"
)

// runIDs are safe in file names, wherever they turn up.
var runIDs = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`)

// owned is what at most one open batch of an account may have.
type owned struct{ domain, kind string }

// checkCreate refuses a run that could not be carried out as written. That no
// domain has two batches of one kind is left to whoever stores the changes.
func checkCreate(run Run, batches []Batch) error {
	if !runIDs.MatchString(run.ID) {
		return invalid("run id %q: letters, digits, dot, underscore and hyphen, at most 64", clean(run.ID))
	}
	if run.Account == "" {
		return invalid("run %s without an account", run.ID)
	}
	ids := make(map[string]bool, len(batches))
	for _, b := range batches {
		if err := checkNew(b); err != nil {
			return err
		}
		if ids[b.ID] {
			return invalid("run %s has two batches %s", run.ID, b.ID)
		}
		ids[b.ID] = true
	}
	for _, b := range batches {
		for _, id := range b.After {
			if !ids[id] || id == b.ID {
				return invalid("batch %s comes after %q, which is no other batch of the run", b.ID, clean(id))
			}
		}
	}
	return nil
}

func checkNew(b Batch) error {
	if b.ID == "" || clean(b.ID) != b.ID {
		return invalid("batch id %q", clean(b.ID))
	}
	if len(b.Changes) == 0 {
		return invalid("batch %s without changes", b.ID)
	}
	for _, c := range b.Changes {
		if c.Domain == "" || c.Kind == "" {
			return invalid("batch %s has a change without domain or kind", b.ID)
		}
	}
	return nil
}

// split makes the step that replaces b by children, and the children as they
// are kept. b must carry its changes.
func split(b Batch, why Refusal, children []Batch, now time.Time) (step, []Batch, error) {
	if err := from(b, Planned, Intent, Failed); err != nil {
		return step{}, nil, err
	}
	if err := checkSplit(b, children); err != nil {
		return step{}, nil, err
	}
	kept := make([]Batch, len(children))
	ids := ""
	for i, c := range children {
		k := tidyNew(c, b.RunID, b.ID)
		k.Seq = b.Seq
		if k.Request == nil {
			k.Request = tidyBytes(b.Request)
		}
		if k.After == nil && len(b.After) > 0 {
			k.After = append([]string(nil), b.After...)
		}
		kept[i] = k
		if i > 0 {
			ids += " "
		}
		ids += c.ID
	}
	s := refusal(b, Split, "split", why, now)
	s.event.Detail = evidence("into", ids, "message", s.batch.Message, "request", why.RequestID)
	return s, kept, nil
}

// checkSplit makes sure that nothing is lost and nothing doubled: the children
// hold exactly the changes of their parent.
func checkSplit(parent Batch, children []Batch) error {
	if len(children) < 2 {
		return invalid("batch %s split into %d", parent.ID, len(children))
	}
	left := make(map[Change]int, len(parent.Changes))
	for _, c := range parent.Changes {
		left[c]++
	}
	total := 0
	for _, child := range children {
		if err := checkNew(child); err != nil {
			return err
		}
		for _, c := range child.Changes {
			if left[c]--; left[c] < 0 {
				return invalid("batch %s, a part of %s, has %s (%s), which is not in it", child.ID, parent.ID, clean(c.Domain), clean(c.Kind))
			}
			total++
		}
	}
	if total != len(parent.Changes) {
		return invalid("batch %s has %d changes, its parts have %d", parent.ID, len(parent.Changes), total)
	}
	return nil
}

func twiceInRun(runID string, o owned) error {
	return invalid("run %s has %s (%s) in two batches", runID, clean(o.domain), clean(o.kind))
}
