package journal

import (
	"context"
	"errors"
	"time"
)

// Errors that callers look for with errors.Is.
var (
	ErrNotFound = errors.New("journal: no such record")
	// ErrOwned says that a domain of the run already has an open batch of the
	// same kind in another run of the account.
	ErrOwned = errors.New("journal: a domain is owned by an unfinished run")
	// ErrNewer says that the file was written by a newer program.
	ErrNewer = errors.New("journal: written by a newer version")
)

// Outcome is how an ambiguous or unknown batch was settled.
type Outcome string

// The outcomes of settling.
const (
	OutcomeSent    Outcome = "sent"     // accepted: TaskNo is known now
	OutcomeNotSent Outcome = "not-sent" // proven absent: may be sent again
	OutcomeUnknown Outcome = "unknown"  // not decidable by the program
	OutcomeSkip    Outcome = "skip"     // a person gives it up
	OutcomeRefused Outcome = "refused"  // the replay was refused for good
)

// Frozen is what an intent fixes before the request leaves, so that the very
// same bytes can be built again.
type Frozen struct {
	Epoch string
	Nonce string
	Stamp time.Time
}

// Refusal is a definite answer that nothing was done.
type Refusal struct {
	Code      string
	Message   string
	RequestID string
	Permanent bool      // true: the batch fails; false: back to planned
	NextAt    time.Time // not before, when not permanent
	Counted   bool      // whether the attempt counts (false when nothing left the host)
}

// Resolution settles an ambiguous or unknown batch.
type Resolution struct {
	Outcome   Outcome
	TaskNo    string // with OutcomeSent
	RequestID string
	Code      string // with OutcomeRefused and OutcomeUnknown
	Evidence  string // JSON or a sentence, kept in the event
	Actor     string
	NextAt    time.Time
}

// Journal is the durable truth about every run of a state directory. Every
// method that changes something has returned only when the change would
// survive power loss. All methods may be called from several goroutines.
//
// Methods that move a batch check the state they move from and report false
// (or an error) instead of moving a batch that is elsewhere.
type Journal interface {
	// Create writes a run with all its batches in one transaction. Creating
	// an unfinished run with the same fingerprint again returns the id of the
	// one that exists and created=false. ErrOwned, wrapped with the domain and
	// the run, when another unfinished run has an open batch for the same
	// (account, domain, kind).
	Create(ctx context.Context, run Run, batches []Batch) (id string, created bool, err error)
	// Owners lists, for the account, the open (account, domain, kind) triples of
	// unfinished runs: key "domain\x00kind", value run id.
	Owners(ctx context.Context, account string) (map[string]string, error)

	Run(ctx context.Context, id string) (Run, error)
	// Runs lists the runs of an account ("" for all), newest first.
	Runs(ctx context.Context, account string) ([]Run, error)
	FinishRun(ctx context.Context, id string, at time.Time) error

	// Batches lists the batches of a run in Seq order, with their changes.
	Batches(ctx context.Context, runID string) ([]Batch, error)
	Batch(ctx context.Context, runID, batchID string) (Batch, error)
	// Counts gives the number of batches in each state.
	Counts(ctx context.Context, runID string) (map[BatchState]int, error)

	// ClaimIntent moves planned → intent. It returns true only when the
	// intent is durable; false when the batch was not planned any more.
	ClaimIntent(ctx context.Context, runID, batchID string, f Frozen) (bool, error)
	// Accepted moves intent → submitted.
	Accepted(ctx context.Context, runID, batchID, taskNo, requestID string, at, next time.Time) error
	// Refused moves intent → planned or failed.
	Refused(ctx context.Context, runID, batchID string, r Refusal) error
	// MarkAmbiguous moves intent → ambiguous, or records more about a batch
	// that is ambiguous (arrived is never taken back).
	MarkAmbiguous(ctx context.Context, runID, batchID, code, message string, arrived bool, next time.Time) error
	// Abandoned lists batches in intent whose epoch is not the given one.
	// The caller must hold the account lock, which proves those epochs dead.
	Abandoned(ctx context.Context, runID, liveEpoch string) ([]Batch, error)
	// Resolve moves ambiguous or unknown → submitted, planned, unknown,
	// cancelled or failed.
	Resolve(ctx context.Context, runID, batchID string, r Resolution) error
	// SplitBatch moves planned, intent or failed → split and writes the
	// children as planned, in one transaction.
	SplitBatch(ctx context.Context, runID, batchID string, why Refusal, children []Batch) error
	// Cancel moves planned → cancelled; false when the batch was not planned.
	Cancel(ctx context.Context, runID, batchID, reason string) (bool, error)

	// SaveDetails upserts details by TaskDetailNo and, in the same
	// transaction, sets the batch's next poll, or moves it to done when done
	// is true. A final detail is never moved back by an older answer.
	SaveDetails(ctx context.Context, runID, batchID string, details []Detail, next time.Time, done bool) error
	// Details lists the details of a run, by task.
	Details(ctx context.Context, runID string) ([]Detail, error)
	// TaskNos reports which of the given task numbers any batch of the
	// account has claimed.
	TaskNos(ctx context.Context, account string, taskNos []string) (map[string]bool, error)

	// Rate returns the learned rate (calls a second) of a quota key, 0 when
	// there is none; SetRate keeps it.
	Rate(ctx context.Context, key string) (float64, error)
	SetRate(ctx context.Context, key string, perSecond float64) error

	// Note appends an event that moves no state.
	Note(ctx context.Context, e Event) error
	// Events lists the history of a run, oldest first.
	Events(ctx context.Context, runID string) ([]Event, error)

	Close() error
}
