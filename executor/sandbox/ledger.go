package sandbox

import (
	"maps"
	"slices"
	"strings"
	"time"
)

// Ledger is the emulator's own account of what happened, to be compared with
// what a client believes.
type Ledger struct {
	Calls   []Call         // every request that named an action, in order of arrival
	Tasks   []Task         // every accepted submit, in order
	Unknown map[string]int // "Operation Parameter" → times sent although the operation has no such parameter
	Faults  map[Kind]int   // faults injected

	// LiveDoubles counts domains accepted while an earlier task of theirs was
	// still running. It stays zero unless Quirks.NoBusyCheck or OtherKindsPass is on.
	LiveDoubles int
}

// Call is one request.
type Call struct {
	At        time.Time // arrival
	Account   string    // empty when the key was not known
	Operation string    // as named by the client
	Code      string    // error code of the answer, empty on success; the fault if it kept the call from the gateway
	Status    int       // HTTP status; 0 when the connection was cut instead
	Fault     Kind      // what was injected, if anything
}

// Task is an accepted submit.
type Task struct {
	TaskNo    string
	Account   string
	Operation string
	Kind      string // contact type, transfer-code, transfer-lock or update-lock
	Wish      string // hash over everything asked for except the domains
	At        time.Time
	Domains   []string
}

// Target is what must not be done twice.
type Target struct {
	Account, Domain, Kind string
}

// Accepted counts accepted tasks for each target.
func (l Ledger) Accepted() map[Target]int {
	n := map[Target]int{}
	for _, t := range l.Tasks {
		for _, d := range t.Domains {
			n[Target{t.Account, d, t.Kind}]++
		}
	}
	return n
}

// Doubles lists the targets for which the very same wish was accepted more than
// once, whatever became of the tasks, sorted by domain.
func (l Ledger) Doubles() []Target {
	type wish struct {
		Target
		wish string
	}
	n := map[wish]int{}
	var out []Target
	for _, t := range l.Tasks {
		for _, d := range t.Domains {
			w := wish{Target{t.Account, d, t.Kind}, t.Wish}
			if n[w]++; n[w] == 2 {
				out = append(out, w.Target)
			}
		}
	}
	slices.SortFunc(out, func(a, b Target) int {
		return strings.Compare(a.Domain+"\x00"+a.Kind+"\x00"+a.Account, b.Domain+"\x00"+b.Kind+"\x00"+b.Account)
	})
	return out
}

// Count counts the calls of a class: an operation, "submit" (the Save…
// operations), "query" (all others) or "*".
func (l Ledger) Count(class string) int {
	n := 0
	for _, c := range l.Calls {
		if inClass(c.Operation, class) {
			n++
		}
	}
	return n
}

// MaxInWindow is the largest number of calls of a class that arrived within any
// window of that length (half open), over all accounts.
func (l Ledger) MaxInWindow(class string, window time.Duration) int {
	var at []time.Time
	for _, c := range l.Calls {
		if inClass(c.Operation, class) {
			at = append(at, c.At)
		}
	}
	slices.SortFunc(at, time.Time.Compare)
	most, from := 0, 0
	for i, t := range at {
		for t.Sub(at[from]) >= window {
			from++
		}
		most = max(most, i-from+1)
	}
	return most
}

// Codes counts the answers by error code; successes are under "".
func (l Ledger) Codes() map[string]int {
	n := map[string]int{}
	for _, c := range l.Calls {
		n[c.Code]++
	}
	return n
}

func inClass(operation, class string) bool {
	switch class {
	case "", "*":
		return true
	case "submit":
		return strings.HasPrefix(operation, "Save")
	case "query":
		return !strings.HasPrefix(operation, "Save")
	}
	return operation == class
}

// fold adds what a line of the ledger says.
func (l *Ledger) fold(e event) {
	if e.Open != nil {
		return
	}
	at := time.Unix(0, e.At)
	l.Calls = append(l.Calls, Call{At: at, Account: e.Account, Operation: e.Operation, Code: e.Code, Status: e.Status, Fault: e.Fault})
	if e.Fault != "" {
		l.Faults[e.Fault]++
	}
	for _, name := range e.Unknown {
		l.Unknown[e.Operation+" "+name]++
	}
	l.LiveDoubles += e.Live
	if e.Task == nil {
		return
	}
	t := Task{TaskNo: e.Task.No, Account: e.Account, Operation: e.Operation, Kind: e.Task.Kind, Wish: e.Task.Wish, At: time.Unix(0, e.Now)}
	for _, d := range e.Task.Details {
		t.Domains = append(t.Domains, d.Domain)
	}
	l.Tasks = append(l.Tasks, t)
}

// copy is independent of the original, its calls in order of arrival.
func (l Ledger) copy() Ledger {
	l.Calls = slices.Clone(l.Calls)
	slices.SortStableFunc(l.Calls, func(a, b Call) int { return a.At.Compare(b.At) })
	l.Tasks = slices.Clone(l.Tasks)
	l.Unknown, l.Faults = maps.Clone(l.Unknown), maps.Clone(l.Faults)
	return l
}
