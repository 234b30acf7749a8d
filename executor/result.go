package executor

import "time"

// Result is the one word a row ends with.
type Result string

// The results. Every input row ends in exactly one of them.
const (
	OK        Result = "OK"        // every change of the row is done, as the service says
	Unchanged Result = "UNCHANGED" // already so; nothing was sent
	Pending   Result = "PENDING"   // accepted by the service, still running there; resume goes on
	Failed    Result = "FAILED"    // refused or failed, for good
	Invalid   Result = "INVALID"   // a cell is wrong; nothing was sent
	Held      Result = "HELD"      // contradicts another row, or is owned by another run
	NotSent   Result = "NOT SENT"  // the run stopped before its turn
	Unknown   Result = "UNKNOWN"   // sent, outcome not known; a person looks
	Cancelled Result = "CANCELLED" // taken back before it was sent, or by the service
	Skipped   Result = "SKIPPED"   // the row says skip
)

// Results lists every result in the order in which summaries print them.
func Results() []Result {
	return []Result{OK, Unchanged, Pending, Failed, Invalid, Held, NotSent, Unknown, Cancelled, Skipped}
}

// RowResult is the answer to one row of the input. In JSON the transfer code
// is masked; who may show it reveals it on purpose.
type RowResult struct {
	Record       int       `json:"record"` // ingest.Row.Record
	Number       int       `json:"number"` // sheet row or CSV line
	Domain       string    `json:"domain"` // as understood, else as typed
	Result       Result    `json:"result"`
	Comment      string    `json:"comment,omitempty"` // one sentence with a next step
	Code         string    `json:"code,omitempty"`    // error code of the service, or rule of the program
	TaskNos      []string  `json:"task_nos,omitempty"`
	RequestIDs   []string  `json:"request_ids,omitempty"`
	Attempts     int       `json:"attempts"`                // submits sent, or possibly sent, for the row
	SubmittedAt  time.Time `json:"submitted_at,omitzero"`   // first submit that was accepted; zero when none
	FinishedAt   time.Time `json:"finished_at,omitzero"`    // when the last change became final; zero when not
	TransferCode Secret    `json:"transfer_code,omitempty"` // only for a transfer-code row that succeeded
	CodeFor      string    `json:"code_for,omitempty"`      // whom the code is sealed for, when TransferCode is empty because of it
	CodeByMail   bool      `json:"code_by_mail,omitempty"`  // succeeded without a code in the answer: the service mails it to the registrant
	Batches      []string  `json:"batches,omitempty"`       // ids, for tracing
	RunID        string    `json:"run_id,omitempty"`
	Carried      bool      `json:"carried,omitempty"` // the result is that of an earlier run, final or not: keep what the result columns say
}

// Tally counts what a run did.
type Tally struct {
	RunID     string
	Rows      map[Result]int
	Total     int
	Submits   int            // submit calls sent, over all sessions of the run; throttled ones not counted
	Calls     map[string]int // API calls of this session, by operation
	Rate      float64        // settled submit rate, calls a second
	Throttled int
	Started   time.Time // of this session
	Elapsed   time.Duration
	End       End
	Stop      Stop      // the limit that stopped submitting, whatever the end; "" when none did
	Opens     time.Time // with StopWindow: when the hours begin again; zero: never
}

// End says why a session of a run ended.
type End string

// The ends of a session.
const (
	EndDone        End = "done"        // every batch is final
	EndPending     End = "pending"     // tasks still run at the service, or time was up
	EndInterrupted End = "interrupted" // a signal
	EndUnavailable End = "unavailable" // the service could not be reached
	EndFatal       End = "fatal"       // credentials, permission, signature, clock
	EndLimit       End = "limit"       // a limit of Options stopped it, see Tally.Stop; what was sent has ended
)
