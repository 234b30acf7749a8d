package journal

import (
	"context"
	"io"
	"time"
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
// same bytes can be built again. None of the three may be empty.
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
	Code      string // with OutcomeRefused, OutcomeUnknown and OutcomeSkip
	Message   string // with the same three; "" leaves what is known
	Evidence  string // JSON or a sentence, kept in the event
	Actor     string // "" is the executor
	NextAt    time.Time
}

// Journal is the durable truth about every run of a state directory. Every
// method that changes something has returned only when the change would
// survive power loss. All methods may be called from several goroutines.
//
// Methods that move a batch check the state they move from: they report false
// or ErrState instead of moving a batch that is elsewhere, and ErrNotFound when
// there is no such batch. Every move adds its event in the same transaction.
//
// An error of a method that changes something means that nothing was changed,
// ErrDisk excepted. A context that ends is heeded until the change has begun:
// after that the method waits for the disk and reports the truth.
type Journal interface {
	// Create writes a run with all its batches in one transaction. Creating
	// an unfinished run with the same fingerprint again returns the id of the
	// one that exists and created=false. ErrOwned, as *OwnedError with the domain
	// and the run, when another run has an open batch for the same (account,
	// domain, kind). Batches begin as planned, whatever State says.
	Create(ctx context.Context, run Run, batches []Batch) (id string, created bool, err error)
	// Owners lists the (domain, kind) pairs of the account that have an open
	// batch, that of a finished run which was left unknown included: key
	// "domain\x00kind", value run id.
	Owners(ctx context.Context, account string) (map[string]string, error)

	Run(ctx context.Context, id string) (Run, error)
	// Plan reads the Plan of a run without holding all of it.
	Plan(ctx context.Context, id string) (io.Reader, error)
	// Runs lists the runs of an account ("" for all), newest first, without
	// their Plan, which can be large: Run has it.
	Runs(ctx context.Context, account string) ([]Run, error)
	// FinishRun marks a run as finished. ErrUnfinished when a batch is not
	// final. Finishing again changes nothing. A finished run is unfinished again
	// when a person's decision sets one of its batches going.
	FinishRun(ctx context.Context, id string, at time.Time) error

	// Prune removes what is large of a finished run: its plan, the requests of its
	// batches and their details. What came of each change is kept, and so are the
	// batches, the domains and the history, to which it adds an event that covers
	// all that is left. ErrUnfinished for a run that has something to do, or whose
	// outcome is not known, ErrPruned for one that was pruned before, ErrInvalid
	// when a change has no outcome.
	Prune(ctx context.Context, runID string, p Pruning) error
	// Kept tells what came of the changes of a run that was pruned, by change
	// id; of others nothing.
	Kept(ctx context.Context, runID string) (map[string]Kept, error)

	// Batches lists the batches of a run in Seq order, a parent before its
	// children, with their changes.
	Batches(ctx context.Context, runID string) ([]Batch, error)
	Batch(ctx context.Context, runID, batchID string) (Batch, error)
	// Counts gives the number of batches in each state that occurs.
	Counts(ctx context.Context, runID string) (map[BatchState]int, error)

	// ClaimIntent moves planned → intent and counts the attempt. It returns
	// true only when the intent is durable; false when the batch was not planned
	// any more.
	ClaimIntent(ctx context.Context, runID, batchID string, f Frozen) (bool, error)
	// Accepted moves intent → submitted. ErrTaskTaken when the task number is
	// that of another batch of the account.
	Accepted(ctx context.Context, runID, batchID, taskNo, requestID string, at, next time.Time) error
	// Refused moves intent → planned or failed.
	Refused(ctx context.Context, runID, batchID string, r Refusal) error
	// MarkAmbiguous moves intent → ambiguous, or records more about a batch
	// that is ambiguous (arrived is never taken back; an empty code or message
	// leaves what is known).
	MarkAmbiguous(ctx context.Context, runID, batchID, code, message string, arrived bool, next time.Time) error
	// Abandoned lists batches in intent whose epoch is not the given one.
	// The caller must hold the account lock, which proves those epochs dead.
	Abandoned(ctx context.Context, runID, liveEpoch string) ([]Batch, error)
	// Resolve moves ambiguous or unknown → submitted, planned, unknown,
	// cancelled or failed.
	Resolve(ctx context.Context, runID, batchID string, r Resolution) error
	// SplitBatch moves planned, intent or failed → split and writes the
	// children as planned, in one transaction, with the parent's Seq, and its
	// Request and After where they have none. There are at least two and
	// together they hold exactly the parent's changes. A failed parent owns its
	// domains no more, so ErrOwned is possible. ErrPruned for a run that was
	// pruned.
	SplitBatch(ctx context.Context, runID, batchID string, why Refusal, children []Batch) error
	// Cancel moves planned → cancelled; false when the batch was not planned.
	Cancel(ctx context.Context, runID, batchID, reason string) (bool, error)

	// SaveDetails upserts details of a submitted batch by TaskDetailNo and, in
	// the same transaction, sets the batch's next poll, or moves it to done when
	// done is true. A final detail is never moved back by an older answer, and a
	// sealed result is never dropped. ErrInvalid for a detail of another task,
	// and for done while a domain has details and none of them is final.
	SaveDetails(ctx context.Context, runID, batchID string, details []Detail, next time.Time, done bool) error
	// Details lists the details of a run in the order of its batches.
	Details(ctx context.Context, runID string) ([]Detail, error)
	// EachBatch goes through the batches of a run in the order of Batches, each
	// with its changes and details, on one unchanging view and without keeping
	// them: for runs too large to hold. An error of each ends it and is returned
	// as it is. What others write meanwhile stays in the log of the file.
	EachBatch(ctx context.Context, runID string, each func(Batch, []Detail) error) error
	// TaskNos reports which of the given task numbers any batch of the
	// account has claimed: those map to true, the others are absent.
	TaskNos(ctx context.Context, account string, taskNos []string) (map[string]bool, error)
	// LastTasks lists the tasks of the account that were recorded last before an
	// instant, newest first, at most limit of them.
	LastTasks(ctx context.Context, account string, before time.Time, limit int) ([]TaskRecord, error)

	// SaveFacts keeps answers of the service about the account, each once per
	// kind and key: a later answer replaces an earlier one, and not the other way
	// round.
	SaveFacts(ctx context.Context, account string, facts []Fact) error
	// Facts lists what is known since an instant, by kind and key. What is about
	// a domain is forgotten when a change of the domain is claimed, and when its
	// batch is done: then the service has to be asked again.
	Facts(ctx context.Context, account string, since time.Time) ([]Fact, error)
	// ForgetFacts forgets what was asked before an instant.
	ForgetFacts(ctx context.Context, account string, before time.Time) error

	// Rate returns the learned rate (calls a second) of a quota key, 0 when
	// there is none; SetRate keeps it.
	Rate(ctx context.Context, key string) (float64, error)
	SetRate(ctx context.Context, key string, perSecond float64) error

	// Note appends an event that moves no state. At and Actor have defaults:
	// now and the executor. ErrInvalid for one about a run as a whole that calls
	// itself created, finished, reopened or pruned.
	Note(ctx context.Context, e Event) error
	// Noted reports whether Note was called with an event of that kind about the
	// run as a whole (no batch).
	Noted(ctx context.Context, runID, kind string) (bool, error)
	// Events lists the history of a run, oldest first.
	Events(ctx context.Context, runID string) ([]Event, error)
	// EachEvent is Events without keeping them, as EachBatch is Batches.
	EachEvent(ctx context.Context, runID string, each func(Event) error) error
	// Head tells how far the history of all runs goes. Each event is linked to
	// the one before it and to what it made or moved, so that two journals with
	// the same head have the same history.
	Head(ctx context.Context) (Head, error)

	// Close waits for the changes under way and releases the file. It may be
	// called twice.
	Close() error
}
