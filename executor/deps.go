package executor

import (
	"context"
	"log/slog"
	"time"

	"domainbatch/executor/alidomain"
	"domainbatch/executor/journal"
	"domainbatch/executor/quota"
)

// Submitter sends one request that creates a task, once. *alidomain.Client is
// one. Errors are of type *alidomain.Error; any other error counts as "may
// have been executed".
type Submitter interface {
	Submit(ctx context.Context, stamp alidomain.Stamp, req alidomain.SubmitRequest) (alidomain.Receipt, error)
}

// TaskReader asks for tasks and their details, one page a call. Reads may be
// repeated at will.
type TaskReader interface {
	TaskDetails(ctx context.Context, q alidomain.TaskDetailsQuery) (alidomain.TaskDetailPage, error)
	TaskDetailHistory(ctx context.Context, q alidomain.TaskDetailHistoryQuery) (alidomain.TaskDetailHistoryPage, error)
	Tasks(ctx context.Context, q alidomain.TasksQuery) (alidomain.TaskPage, error)
	TaskHistory(ctx context.Context, q alidomain.TaskHistoryQuery) (alidomain.TaskHistoryPage, error)
	PollTaskResults(ctx context.Context, q alidomain.TaskDetailsQuery) (alidomain.TaskDetailPage, error)
}

// API is what a run needs of the service.
type API interface {
	Submitter
	TaskReader
}

// AccountReader tells what the account has and what the service takes. It
// saves calls when a batch is refused.
type AccountReader interface {
	Domains(ctx context.Context, q alidomain.DomainsQuery) (alidomain.DomainPage, error)
	VerifyContact(ctx context.Context, contact alidomain.Contact, domain string) error
}

// Vault seals transfer codes before they reach the journal. What was sealed
// for one context cannot be unsealed for another. An error of Unseal with a
// method SealedFor() string says that the value is meant for somebody else.
type Vault interface {
	Seal(context string, plain []byte) ([]byte, error)
	Unseal(context string, sealed []byte) ([]byte, error)
}

// Quota gives leave to make calls. *quota.Limiter is one.
type Quota interface {
	// Acquire returns nil when one call of the class may be made now.
	Acquire(ctx context.Context, c quota.Class) error
	// Punish reports that the service throttled a call of the class;
	// retryAfter is 0 when it did not say for how long.
	Punish(c quota.Class, retryAfter time.Duration)
	Rate(c quota.Class) float64 // present rate, calls a second
	Throttled() int             // throttled answers so far
}

// Clock tells the time of day. It is a seam for clocks that are wrong; waiting
// is always done with the timers of package time.
type Clock interface{ Now() time.Time }

// Deps is what a run works with. Journal, API and Vault are required.
type Deps struct {
	Journal   journal.Journal
	API       API
	Vault     Vault
	Quota     Quota // nil: LearnedQuota with the rates of Options
	Clock     Clock // nil: the clock of this machine
	Log       *slog.Logger
	Canceller Canceller      // nil: the tasks of a cancelled run are followed and not taken back
	Account   AccountReader  // nil: a refused batch is split without asking what is wrong with it
	Home      string         // where the journal is, in a word of the caller's; "": nobody knows
	Progress  func(Snapshot) // nil: none; called from one goroutine at a time and must be quick
}

// Options shape a run. The zero value is usable.
type Options struct {
	Workers    int     // submits under way at once; 0: enough to fill SubmitRate at four seconds a call
	SubmitRate float64 // ceiling in calls a second; 0: quota.DefaultSubmit
	QueryRate  float64 // ceiling in calls a second; 0: quota.DefaultQuery
	TotalRate  float64 // ceiling for all calls together; 0: none

	Wait time.Duration // how long to follow tasks after the last accepted submit; 0: for ever

	NoReplay bool // settle lost answers without sending the frozen request again

	FirstPoll        time.Duration // age at which a task is asked about first; 0: 2 s
	SlowestPoll      time.Duration // longest pause between two questions about a task; 0: 5 min
	CallTimeout      time.Duration // one API call; 0: 90 s, and far below SignatureLife
	UnavailableAfter time.Duration // give up when nothing has been heard of the service for so long; 0: 5 min

	Settle        time.Duration // pause before a lost answer is looked up; 0: 2 s
	SignatureLife time.Duration // how long the service takes a signature; 0: 15 min (documented by the vendor's support)
	ClockSkew     time.Duration // error of the clocks that is allowed for; 0: 1 min
	ListLag       time.Duration // how late a task may show in the task list; 0: 2 min (assumed)

	Seed int64 // of the jitter; 0: random

	Waves           bool // each wave of the plan is submitted when all of the one before has ended
	Canary          bool // the first wave must go without a failure, or no more is submitted
	FailuresAllowed *int // failed changes, over all sessions of the run, that do not stop submitting; nil: any number

	NotAfter  time.Time // nothing is submitted from then on, what was is followed; zero: no such limit
	Hours     Hours     // when submits may be sent, so that each is answered within them; nil: at any time
	HoursWait bool      // outside Hours the session waits for them; else it ends once all that was sent has

	Fresh bool // this process has created the run a moment ago, so that no other can have sent anything of it

	Drain <-chan struct{} // closed: no new submits, record what is under way, end as EndInterrupted
}

// fill puts defaults where the caller left zeros.
func (o Options) fill() Options {
	setDefault(&o.SubmitRate, quota.DefaultSubmit)
	setDefault(&o.QueryRate, quota.DefaultQuery)
	setDefault(&o.FirstPoll, 2*time.Second)
	setDefault(&o.SlowestPoll, 5*time.Minute)
	setDefault(&o.CallTimeout, 90*time.Second)
	setDefault(&o.UnavailableAfter, 5*time.Minute)
	setDefault(&o.Settle, 2*time.Second)
	setDefault(&o.SignatureLife, 15*time.Minute)
	setDefault(&o.ClockSkew, time.Minute)
	setDefault(&o.ListLag, 2*time.Minute)
	setDefault(&o.Workers, workersFor(o.SubmitRate))
	return o
}

// CopyWait is how long nothing is sent that was planned before, when the journal
// may be a copy: a request may have left it just before.
func (o Options) CopyWait() time.Duration {
	o = o.fill()
	return o.SignatureLife + o.ClockSkew + o.ListLag
}

func setDefault[T int | float64 | time.Duration](v *T, value T) {
	if *v <= 0 {
		*v = value
	}
}

// workersFor is how many calls must be under way to use a rate when a call
// takes up to four seconds.
func workersFor(rate float64) int { return min(4+int(4*rate), 512) }

type systemClock struct{}

func (systemClock) Now() time.Time { return time.Now() }
