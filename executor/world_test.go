package executor

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"domainbatch/executor/alidomain"
)

// nonceMemory is how the world remembers the nonces it has seen.
type nonceMemory int

const (
	exactMemory nonceMemory = iota // for longer than a signature lives, refused calls included
	lossyMemory                    // forgets half of them
	noMemory
)

// faults are the chances of what can go wrong with one call, in [0,1].
type faults struct {
	dial       float64 // nothing leaves
	cutBefore  float64 // bytes leave, nothing arrives
	late       float64 // the call times out and arrives some minutes later
	refuse503  float64 // 503 before anything is looked at
	behind     float64 // 503 after the nonce was used up
	error500   float64 // 500 after the task was made
	cutAfter   float64 // the task is made, the answer is lost
	unreadable float64 // 200 without a task number, task made
	throttle   float64
	query      float64 // a query fails, in any of these ways
	vanish     float64 // a detail is missing from a page
}

// world is the service as the documents describe it, in memory: signatures
// that expire, nonces that are remembered, tasks that take their time, one
// live task per domain. It keeps its own truth to be compared with the journal.
type world struct {
	*draws
	mu     sync.Mutex
	faults faults
	memory nonceMemory
	uneven bool // no two calls take the same time, so that their order never hangs on the scheduler

	latency         time.Duration
	duration        func(domain string) time.Duration // of a task
	listLag         time.Duration
	life            time.Duration // of a signature
	skew            time.Duration // the world's clock is ahead by this
	history         time.Duration // age at which tasks move to the history; 0: never
	bad             map[string]bool
	failing         map[string]bool
	busyUntil       map[string]time.Time // a stranger's task
	noCode          bool
	badContact      bool            // every contact is refused
	owned           []string        // domains of the account, for QueryDomainList
	others          int             // further ones
	pageSize        int             // of QueryTaskList
	backlog         int             // finished details of somebody else in PollTaskResult
	hidden          map[string]bool // tasks that PollTaskResult does not list
	sweepHidesCodes bool            // PollTaskResult has no TaskResult

	nonces   map[string]time.Time
	tasks    []*worldTask
	submits  []time.Time
	calls    map[alidomain.Operation]int
	accepted map[string]int  // kind and domain → times accepted
	spent    map[string]bool // domains of requests that used up their nonce and were refused
	onSubmit func(stamp alidomain.Stamp, req alidomain.SubmitRequest)
	onQuery  func(op alidomain.Operation) // told of every query that leaves
	onTask   func(t *worldTask)           // told of every task that is made
	script   []outcome                    // of the submits to come; used up from the front
	onAnswer func()                       // told when an answer is on its way back
	wg       sync.WaitGroup               // late arrivals
}

type worldTask struct {
	no      string
	nonce   string // of the request that made it; "" for a stranger's
	kind    string
	typ     string
	domains []string
	created time.Time
	printed string // created, as the service prints it
}

func newWorld(seed uint64) *world {
	return &world{
		draws: newDraws(seed), latency: 20 * time.Millisecond, life: 15 * time.Minute, pageSize: 20,
		duration: func(string) time.Duration { return time.Second },
		bad:      map[string]bool{}, failing: map[string]bool{}, busyUntil: map[string]time.Time{},
		nonces: map[string]time.Time{}, calls: map[alidomain.Operation]int{}, accepted: map[string]int{}, spent: map[string]bool{},
	}
}

func (w *world) now() time.Time { return time.Now().Add(w.skew) }

func (w *world) fail(op alidomain.Operation, status int, code string, written bool, cause error) *alidomain.Error {
	e := &alidomain.Error{Operation: op, Class: alidomain.Classify(op.Kind(), status, code, written),
		Code: code, Message: "words for " + code, HTTPStatus: status, Written: written, Err: cause}
	if status != 0 {
		e.RequestID, e.ServerTime = "R-"+code, w.now().Truncate(time.Second)
	}
	return e
}

var errCut = errors.New("connection cut")

// way is how long half of a call takes. The caller holds mu.
func (w *world) way() time.Duration {
	if w.uneven {
		return w.latency/2 + w.upTo(time.Millisecond)
	}
	return w.latency / 2
}

// travel takes half of a call's time, or fails when its context ends.
func (w *world) travel(ctx context.Context, op alidomain.Operation, way time.Duration) error {
	t := time.NewTimer(way)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return w.fail(op, 0, "", true, ctx.Err())
	}
}

func (w *world) Submit(ctx context.Context, stamp alidomain.Stamp, req alidomain.SubmitRequest) (alidomain.Receipt, error) {
	w.mu.Lock()
	w.about(append([]string{"submit", req.ContactType}, req.Domains...)...)
	w.submits = append(w.submits, time.Now())
	w.calls[req.Operation]++
	if w.onSubmit != nil {
		w.onSubmit(stamp, req)
	}
	var next outcome
	if len(w.script) > 0 {
		next, w.script = w.script[0], w.script[1:]
	}
	dial, cut, late := next == n1Dial, next == n2Cut, false
	if next == normal {
		dial = w.chance("dial", w.faults.dial)
		cut = !dial && w.chance("cut before", w.faults.cutBefore)
		late = !dial && !cut && w.chance("late", w.faults.late)
	}
	delay, there, back := w.upTo(20*time.Minute), w.way(), w.way()
	w.mu.Unlock()
	switch {
	case dial:
		return alidomain.Receipt{}, w.fail(req.Operation, 0, "", false, errors.New("connection refused"))
	case late:
		w.wg.Go(func() {
			time.Sleep(delay)
			_, _ = w.arrive(stamp, req)
		})
		_ = w.travel(ctx, req.Operation, there)
		return alidomain.Receipt{}, w.fail(req.Operation, 0, "", true, context.DeadlineExceeded)
	}
	if err := w.travel(ctx, req.Operation, there); err != nil {
		return alidomain.Receipt{}, err
	}
	if cut {
		w.answers()
		return alidomain.Receipt{}, w.fail(req.Operation, 0, "", true, errCut)
	}
	receipt, err := w.scripted(next, stamp, req)
	w.answers()
	if cutBack := w.travel(ctx, req.Operation, back); cutBack != nil {
		return alidomain.Receipt{}, cutBack
	}
	return receipt, err
}

// outcome is what becomes of one submit, as the failure matrix counts them.
type outcome int

const (
	normal          outcome = iota
	n1Dial                  // nothing leaves the host
	n2Cut                   // bytes leave, not accepted
	n3CutAfter              // the same, accepted
	n4TaskNo                // 200 with a task number
	n5Unreadable            // 200 without one, accepted
	n6Refused               // a definite 4xx: the first domain is bad
	n7Throttled             // Throttling
	n8Busy                  // TaskIsBeingProcessed: somebody else's task, for a minute
	n9Unavailable           // 503, not accepted
	n9Behind                // 503, not accepted, and the nonce is used up
	n9ErrorAfter            // 500, accepted
	n9NetworkBefore         // NetworkIOError, a 400, not accepted
	n9NetworkAfter          // NetworkIOError, accepted
	n10Nonce                // SignatureNonceUsed
	outcomes
)

func (o outcome) String() string {
	return [...]string{"normal", "N1", "N2", "N3", "N4", "N5", "N6", "N7", "N8", "N9 503", "N9 503 behind the gateway", "N9 500 after", "N9 NetworkIOError", "N9 NetworkIOError after", "N10"}[o]
}

// scripted lets a request arrive and bends the answer.
func (w *world) scripted(o outcome, stamp alidomain.Stamp, req alidomain.SubmitRequest) (alidomain.Receipt, error) {
	op := req.Operation
	switch o {
	case n9Unavailable:
		return alidomain.Receipt{}, w.fail(op, 503, "ServiceUnavailable", true, nil)
	case n9Behind:
		w.mu.Lock()
		defer w.mu.Unlock()
		if w.remembers(stamp.Nonce) {
			return alidomain.Receipt{}, w.fail(op, 400, alidomain.CodeSignatureNonceUsed, true, nil)
		}
		return alidomain.Receipt{}, w.fail(op, 503, "ServiceUnavailable", true, nil)
	case n9NetworkBefore:
		return alidomain.Receipt{}, w.fail(op, 400, "NetworkIOError", true, nil)
	case n10Nonce:
		w.mu.Lock()
		w.nonces[stamp.Nonce] = w.now()
		w.mu.Unlock()
	case n7Throttled:
		w.mu.Lock()
		w.nonces[stamp.Nonce] = w.now()
		w.mu.Unlock()
		return alidomain.Receipt{}, w.fail(op, 400, "Throttling.User", true, nil)
	case n6Refused:
		w.mu.Lock()
		w.bad[req.Domains[0]] = true
		w.mu.Unlock()
	case n8Busy:
		w.mu.Lock()
		w.busyUntil[req.Domains[0]] = w.now().Add(time.Minute)
		w.mu.Unlock()
	}
	receipt, err := w.arrive(stamp, req)
	if err != nil {
		return receipt, err
	}
	switch o {
	case n3CutAfter:
		return alidomain.Receipt{}, w.fail(op, 0, "", true, errCut)
	case n5Unreadable:
		return alidomain.Receipt{}, w.fail(op, 200, "", true, nil)
	case n9ErrorAfter:
		return alidomain.Receipt{}, w.fail(op, 500, "InternalError", true, nil)
	case n9NetworkAfter:
		return alidomain.Receipt{}, w.fail(op, 400, "NetworkIOError", true, nil)
	}
	return receipt, nil
}

func (w *world) answers() {
	if w.onAnswer != nil {
		w.onAnswer()
	}
}

// arrive is what the service does with a request.
func (w *world) arrive(stamp alidomain.Stamp, req alidomain.SubmitRequest) (alidomain.Receipt, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	op := req.Operation
	w.about(append([]string{"arrive", req.ContactType}, req.Domains...)...)
	if w.chance("503", w.faults.refuse503) {
		return alidomain.Receipt{}, w.fail(op, 503, "ServiceUnavailable", true, nil)
	}
	if w.now().Sub(stamp.Time).Abs() > w.life {
		return alidomain.Receipt{}, w.fail(op, 400, alidomain.CodeTimeStampExpired, true, nil)
	}
	if w.remembers(stamp.Nonce) {
		return alidomain.Receipt{}, w.fail(op, 400, alidomain.CodeSignatureNonceUsed, true, nil)
	}
	if w.chance("503 behind the gateway", w.faults.behind) {
		for _, d := range req.Domains {
			w.spent[d] = true
		}
		return alidomain.Receipt{}, w.fail(op, 503, "ServiceUnavailable", true, nil)
	}
	task, code := w.judge(stamp, req)
	if code != "" {
		for _, d := range req.Domains {
			w.spent[d] = true
		}
		return alidomain.Receipt{}, w.fail(op, 400, code, true, nil)
	}
	switch {
	case w.chance("500 after", w.faults.error500):
		return alidomain.Receipt{}, w.fail(op, 500, "InternalError", true, nil)
	case w.chance("cut after", w.faults.cutAfter):
		return alidomain.Receipt{}, w.fail(op, 0, "", true, errCut)
	case w.chance("unreadable", w.faults.unreadable):
		return alidomain.Receipt{}, w.fail(op, 200, "", true, nil)
	}
	return alidomain.Receipt{TaskNo: task.no, RequestID: "R-" + task.no, ServerTime: w.now().Truncate(time.Second)}, nil
}

// judge creates the task of a request, or says why not.
func (w *world) judge(stamp alidomain.Stamp, req alidomain.SubmitRequest) (*worldTask, string) {
	if w.chance("throttled", w.faults.throttle) {
		return nil, "Throttling.User"
	}
	if w.badContact {
		return nil, "ParameterIllegal"
	}
	for _, d := range req.Domains {
		if w.bad[d] {
			return nil, alidomain.CodeDomainNotExist
		}
	}
	for _, d := range req.Domains {
		if w.busy(d) {
			return nil, alidomain.CodeTaskIsBeingProcessed
		}
	}
	return w.create(stamp, req), ""
}

func (w *world) remembers(nonce string) bool {
	_, seen := w.nonces[nonce]
	if w.memory == noMemory || w.memory == lossyMemory && seen && w.chance("nonce forgotten", 0.5) {
		seen = false
	}
	w.nonces[nonce] = w.now()
	return seen
}

func (w *world) create(stamp alidomain.Stamp, req alidomain.SubmitRequest) *worldTask {
	t := &worldTask{
		nonce: stamp.Nonce,
		no:    fmt.Sprintf("task-%04d", len(w.tasks)+1), kind: req.ContactType, domains: slices.Clone(req.Domains), created: w.now(),
	}
	t.printed = t.created.In(alidomain.Zone()).Format(time.DateTime)
	switch req.ContactType {
	case "":
		t.kind, t.typ = "transfer-code", "INVENTED_TRANSFER_TYPE"
	case "registrant":
		t.typ = "CHG_HOLDER"
	default:
		t.typ = taskTypes[req.ContactType][0]
	}
	for _, d := range t.domains {
		w.accepted[t.kind+" "+d]++
	}
	w.tasks = append(w.tasks, t)
	if w.onTask != nil {
		w.onTask(t)
	}
	return t
}

func (w *world) busy(domain string) bool {
	if w.now().Before(w.busyUntil[domain]) {
		return true
	}
	for _, t := range w.tasks {
		if slices.Contains(t.domains, domain) && !w.status(t, domain).Final() {
			return true
		}
	}
	return false
}

func (w *world) status(t *worldTask, domain string) alidomain.DetailStatus {
	age := w.now().Sub(t.created)
	switch d := w.duration(domain); {
	case age < d/4:
		return alidomain.DetailWaiting
	case age < d:
		return alidomain.DetailExecuting
	case w.failing[domain]:
		return alidomain.DetailFailed
	}
	return alidomain.DetailSucceeded
}

func (w *world) detail(t *worldTask, domain string) alidomain.TaskDetail {
	d := alidomain.TaskDetail{
		TaskNo: t.no, TaskDetailNo: t.no + "-" + domain, Domain: domain, TaskType: t.typ, Status: w.status(t, domain),
		CreateTime: t.printed, ErrorMsg: "words",
	}
	if d.Status == alidomain.DetailSucceeded && t.kind == "transfer-code" && !w.noCode {
		d.Result = alidomain.NewSecret(codeOf(domain))
	}
	return d
}

// codeOf is the transfer code of a domain.
func codeOf(domain string) string { return "=Code#" + domain }
