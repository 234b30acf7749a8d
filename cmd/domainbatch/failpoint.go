//go:build failpoint && unix

package main

import (
	"context"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"domainbatch/executor"
	"domainbatch/executor/alidomain"
	"domainbatch/executor/journal"
)

// The test build. Four variables of the environment steer it, and nothing else
// differs from the program that people get:
//
//	DOMAINBATCH_FAILPOINT=NAME:NTH:kill  die by SIGKILL when the point is reached for the NTH time
//	DOMAINBATCH_CLOCK=72h                live so much later than the clock of the machine says
//	DOMAINBATCH_STS=http://127.0.0.1:1  ask there as whom the keys sign, also beside an endpoint of one's own
//	DOMAINBATCH_HASTE=signature-life=4s,skew=1s,…  shorter waits, for an emulator with the same
//
// A durable step has a point before-STEP and one after-STEP; a submit has
// during-submit too, a moment after its bytes were sent.

// failpoint is the point at which this process dies.
type failpoint struct {
	name string
	nth  int64
	hits atomic.Int64
}

var chosenPoint = sync.OnceValue(func() *failpoint {
	name, rest, ok := strings.Cut(os.Getenv("DOMAINBATCH_FAILPOINT"), ":")
	count, action, whole := strings.Cut(rest, ":")
	nth, err := strconv.ParseInt(count, 10, 64)
	if !ok {
		return nil
	}
	if !whole || err != nil || nth < 1 || action != "kill" {
		panic("DOMAINBATCH_FAILPOINT is not NAME:NTH:kill")
	}
	return &failpoint{name: name, nth: nth}
})

// reach dies when this is the point to die at.
func reach(name string) {
	p := chosenPoint()
	if p == nil || p.name != name || p.hits.Add(1) != p.nth {
		return
	}
	syscall.Kill(os.Getpid(), syscall.SIGKILL)
	select {} // nothing runs on between the call and the signal
}

// step is a durable step with its two points.
func step(name string, do func() error) error {
	reach("before-" + name)
	err := do()
	reach("after-" + name)
	return err
}

func watchedJournal(j journal.Journal) journal.Journal { return watching{j} }

// watching is a journal whose durable steps are points.
type watching struct{ journal.Journal }

func (w watching) Create(ctx context.Context, run journal.Run, batches []journal.Batch) (id string, created bool, err error) {
	err = step("create", func() (err error) { id, created, err = w.Journal.Create(ctx, run, batches); return err })
	return id, created, err
}

func (w watching) FinishRun(ctx context.Context, id string, at time.Time) error {
	return step("finish", func() error { return w.Journal.FinishRun(ctx, id, at) })
}

func (w watching) ClaimIntent(ctx context.Context, runID, batchID string, f journal.Frozen) (ok bool, err error) {
	err = step("intent", func() (err error) { ok, err = w.Journal.ClaimIntent(ctx, runID, batchID, f); return err })
	return ok, err
}

func (w watching) Accepted(ctx context.Context, runID, batchID, taskNo, requestID string, at, next time.Time) error {
	return step("accepted", func() error { return w.Journal.Accepted(ctx, runID, batchID, taskNo, requestID, at, next) })
}

func (w watching) Refused(ctx context.Context, runID, batchID string, r journal.Refusal) error {
	return step("refused", func() error { return w.Journal.Refused(ctx, runID, batchID, r) })
}

func (w watching) MarkAmbiguous(ctx context.Context, runID, batchID, code, message string, arrived bool, next time.Time) error {
	return step("ambiguous", func() error { return w.Journal.MarkAmbiguous(ctx, runID, batchID, code, message, arrived, next) })
}

func (w watching) Resolve(ctx context.Context, runID, batchID string, r journal.Resolution) error {
	return step("resolve", func() error { return w.Journal.Resolve(ctx, runID, batchID, r) })
}

func (w watching) SplitBatch(ctx context.Context, runID, batchID string, why journal.Refusal, children []journal.Batch) error {
	return step("split", func() error { return w.Journal.SplitBatch(ctx, runID, batchID, why, children) })
}

func (w watching) Cancel(ctx context.Context, runID, batchID, reason string) (ok bool, err error) {
	err = step("cancel", func() (err error) { ok, err = w.Journal.Cancel(ctx, runID, batchID, reason); return err })
	return ok, err
}

func (w watching) SaveDetails(ctx context.Context, runID, batchID string, details []journal.Detail, next time.Time, done bool) error {
	return step("details", func() error { return w.Journal.SaveDetails(ctx, runID, batchID, details, next, done) })
}

func (w watching) Note(ctx context.Context, e journal.Event) error {
	return step("note", func() error { return w.Journal.Note(ctx, e) })
}

func (w watching) SetRate(ctx context.Context, key string, perSecond float64) error {
	return step("rate", func() error { return w.Journal.SetRate(ctx, key, perSecond) })
}

func watchedAPI(api executor.CancelAPI) executor.CancelAPI { return watchingAPI{api} }

// watchingAPI is the service with points around what it is asked.
type watchingAPI struct{ executor.CancelAPI }

func (w watchingAPI) Submit(ctx context.Context, stamp alidomain.Stamp, req alidomain.SubmitRequest) (receipt alidomain.Receipt, err error) {
	under := time.AfterFunc(8*time.Millisecond, func() { reach("during-submit") })
	defer under.Stop()
	err = step("submit", func() (err error) { receipt, err = w.CancelAPI.Submit(ctx, stamp, req); return err })
	return receipt, err
}

func (w watchingAPI) TaskDetails(ctx context.Context, q alidomain.TaskDetailsQuery) (page alidomain.TaskDetailPage, err error) {
	err = step("ask", func() (err error) { page, err = w.CancelAPI.TaskDetails(ctx, q); return err })
	return page, err
}

func (w watchingAPI) Tasks(ctx context.Context, q alidomain.TasksQuery) (page alidomain.TaskPage, err error) {
	err = step("list", func() (err error) { page, err = w.CancelAPI.Tasks(ctx, q); return err })
	return page, err
}

func (w watchingAPI) CancelTask(ctx context.Context, taskNo string) error {
	return step("cancel-task", func() error { return w.CancelAPI.CancelTask(ctx, taskNo) })
}

// timeOfDay is the time by which everything is written down and signed; pauses are
// those of the machine.
func timeOfDay() time.Time { return time.Now().Add(ahead()) }

var ahead = sync.OnceValue(func() time.Duration {
	text := os.Getenv("DOMAINBATCH_CLOCK")
	if text == "" {
		return 0
	}
	d, err := time.ParseDuration(text)
	if err != nil {
		panic("DOMAINBATCH_CLOCK: " + err.Error())
	}
	return d
})

// hastenedLook is hastened for a look at the present.
func hastenedLook(opt executor.RefreshOptions) executor.RefreshOptions {
	if d, ok := hasteFromEnv()["patience"]; ok {
		opt.UnavailableAfter = d
	}
	return opt
}

// hastened puts the waits of DOMAINBATCH_HASTE in place of the usual ones.
func hastened(opt executor.Options) executor.Options {
	for _, wait := range []struct {
		name string
		to   *time.Duration
	}{
		{"signature-life", &opt.SignatureLife}, {"skew", &opt.ClockSkew}, {"list-lag", &opt.ListLag}, {"settle", &opt.Settle},
		{"first-poll", &opt.FirstPoll}, {"slowest-poll", &opt.SlowestPoll}, {"timeout", &opt.CallTimeout}, {"patience", &opt.UnavailableAfter},
	} {
		if d, ok := hasteFromEnv()[wait.name]; ok {
			*wait.to = d
		}
	}
	return opt
}

func hastenedClient(cfg alidomain.Config) alidomain.Config {
	if d, ok := hasteFromEnv()["timeout"]; ok {
		cfg.Timeout = d
	}
	return cfg
}

func identityService(string) (sts string, ask bool) {
	sts = os.Getenv("DOMAINBATCH_STS")
	return sts, sts != ""
}

var hasteFromEnv = sync.OnceValue(func() map[string]time.Duration {
	waits := map[string]time.Duration{}
	for part := range strings.SplitSeq(os.Getenv("DOMAINBATCH_HASTE"), ",") {
		if part == "" {
			continue
		}
		name, value, _ := strings.Cut(part, "=")
		d, err := time.ParseDuration(value)
		if err != nil {
			panic("DOMAINBATCH_HASTE: " + err.Error())
		}
		waits[name] = d
	}
	return waits
})
