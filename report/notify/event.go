package notify

import (
	"fmt"
	"slices"
	"strings"
)

// Event is what a message is about.
type Event string

// The events. Each end of a session is exactly one of those after Start.
const (
	Start     Event = "start"     // a session begins to work on a run
	Success   Event = "success"   // every row is done
	Unchanged Event = "unchanged" // there was nothing to do, and nothing was sent
	Partial   Event = "partial"   // finished, and some rows are not done
	Failure   Event = "failure"   // it did not come to its end
	Unknown   Event = "unknown"   // the outcome of some rows is not known: a person has to look
	Pending   Event = "pending"   // tasks still run, or something is left to be seen to by a date
)

// Events are all events.
func Events() []Event {
	return []Event{Start, Success, Unchanged, Partial, Failure, Unknown, Pending}
}

// Usual are the events that are told unless somebody chooses: every end that
// changed something or failed to.
func Usual() []Event { return []Event{Success, Partial, Failure, Unknown, Pending} }

// ParseEvents reads names of events; "all" stands for all of them.
func ParseEvents(names []string) ([]Event, error) {
	var out []Event
	for _, name := range names {
		name = strings.ToLower(strings.TrimSpace(name))
		switch {
		case name == "all":
			return Events(), nil
		case slices.Contains(Events(), Event(name)):
			out = append(out, Event(name))
		default:
			return nil, fmt.Errorf("%q is no event", name)
		}
	}
	return out, nil
}

// Wanted says whether a receiver that wants some events wants a message.
func Wanted(on []Event, s *Summary) bool {
	return slices.Contains(on, s.Event) || slices.ContainsFunc(s.Also, func(e Event) bool { return slices.Contains(on, e) })
}
