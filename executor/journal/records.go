package journal

import "time"

// BatchState is where a batch stands. The package comment has the picture of
// the moves between them.
type BatchState string

// The states of a batch.
const (
	Planned   BatchState = "planned"   // nothing has been sent, or what was sent is proven not to have been accepted
	Intent    BatchState = "intent"    // durable promise to send; the request may have left
	Ambiguous BatchState = "ambiguous" // sent, answer unknown; being settled
	Unknown   BatchState = "unknown"   // could not be settled; a person decides
	Submitted BatchState = "submitted" // accepted: TaskNo known, details not all final
	Done      BatchState = "done"      // every detail is final
	Failed    BatchState = "failed"    // refused for good; nothing was changed by it
	Split     BatchState = "split"     // replaced by child batches
	Cancelled BatchState = "cancelled" // will not be sent
)

// Final reports whether nothing more will happen to a batch in this state
// without a person.
func (s BatchState) Final() bool {
	switch s {
	case Done, Failed, Split, Cancelled, Unknown:
		return true
	}
	return false
}

// Open reports whether a batch in this state owns its domains: nobody may send
// a change of the same kind for them. Unknown is open although it is final,
// because the request may have been accepted.
func (s BatchState) Open() bool {
	switch s {
	case Planned, Intent, Ambiguous, Unknown, Submitted:
		return true
	}
	return false
}

// BatchStates lists every state in the order of a batch's life.
func BatchStates() []BatchState {
	return []BatchState{Planned, Intent, Ambiguous, Unknown, Submitted, Done, Failed, Split, Cancelled}
}

// DetailState is where one domain of an accepted batch stands. It is decided
// from the service's status strings, never from its codes: code 3 means
// failure on a detail and completion on a task.
type DetailState string

// The states of a detail.
const (
	DetailWaiting   DetailState = "waiting"
	DetailExecuting DetailState = "executing"
	DetailSucceeded DetailState = "succeeded"
	DetailFailed    DetailState = "failed"
)

// Final reports whether the service is done with the domain.
func (s DetailState) Final() bool { return s == DetailSucceeded || s == DetailFailed }

// Run is one application of one plan. Times are kept in UTC to the millisecond.
type Run struct {
	ID          string // sortable by time and safe in a file name, such as "20261122-063700-k3f9"
	Fingerprint string // plan digest + account: the same wish twice is the same run while it is unfinished
	Account     string // account key: hash or uid, never an access key secret
	Site        string
	CreatedAt   time.Time
	FinishedAt  time.Time // zero while unfinished
	InputPath   string    // absolute; "" for stdin
	InputDigest string    // SHA-256 hex
	PrunedAt    time.Time // when all but the history was removed, zero before
	OutputPath  string    // where the report is to be written, absolute
	Settings    []byte    // JSON, opaque to the journal; no secrets
	Plan        []byte    // encoded plan (compressed), opaque to the journal
}

// Batch is one submit call and its present state. Whoever creates one gives ID,
// Seq, Request, Changes, After and, if it has to wait, NextAt; the journal keeps
// the rest.
type Batch struct {
	RunID    string
	ID       string
	ParentID string // batch that was split into this one, "" otherwise
	Seq      int    // order in the plan; children follow their parent's place
	State    BatchState
	Request  []byte // JSON of the call without domains; opaque to the journal; no secrets
	Changes  []Change
	After    []string // batch ids (of the plan) that must be final first

	Attempts    int       // submits sent or possibly sent
	Epoch       string    // owner of the latest intent
	Nonce       string    // frozen signature nonce of the latest intent
	Stamp       time.Time // frozen signature timestamp of the latest intent (UTC, whole seconds)
	Arrived     bool      // proven that the latest request reached the service (its nonce was used)
	TaskNo      string
	RequestID   string
	NextAt      time.Time // not before this: retry, settle or poll
	SubmittedAt time.Time
	FinishedAt  time.Time
	Code        string // error code of the last refusal or the cause of ambiguity
	Message     string // one sentence for a person; control characters escaped
}

// Change is one domain of a batch.
type Change struct {
	ID         string // planner's change id
	Domain     string
	InstanceID string
	Kind       string // operation + contact type; (account, domain, kind) has at most one open batch over all runs
}

// Detail is what the service says about one domain of an accepted batch.
type Detail struct {
	TaskNo       string
	TaskDetailNo string
	Domain       string
	State        DetailState
	ErrorMsg     string // the service's words; may be set on success too
	FailReason   string
	TryCount     int
	CreatedAt    string // as the service prints it (UTC+8, no zone)
	UpdatedAt    string
	Sealed       []byte // encrypted TaskResult, nil when there was none; never plain text
}

// TaskRecord is a task that a batch has claimed.
type TaskRecord struct {
	TaskNo string
	At     time.Time // when it was recorded: as it was accepted, or as it was found
}

// Event is one line of the append-only history of a batch.
type Event struct {
	ID      int64
	At      time.Time
	RunID   string
	BatchID string
	Epoch   string
	Actor   string // "executor", or the OS user for a person's decision
	Kind    string // "intent", "accepted", "refused", "ambiguous", "replayed", "matched", "absent", "split", "resolved", ...
	From    BatchState
	To      BatchState
	Code    string
	Detail  string // evidence, JSON or a sentence; no secrets, no contact values
}
