package sandbox

import (
	"container/heap"
	"time"
)

// taskRecord is an accepted submit as the ledger keeps it: with its whole
// future, so that replaying needs no chance.
type taskRecord struct {
	No             string         `json:"no"`
	Type           string         `json:"type"`
	Kind           string         `json:"kind"`
	Wish           string         `json:"wish"`
	ClientIP       string         `json:"clientIp,omitempty"`
	Contact        *Contact       `json:"contact,omitempty"`
	RegistrantType string         `json:"registrantType,omitempty"`
	Stay           bool           `json:"stay,omitempty"` // 60-day lock
	On             bool           `json:"on,omitempty"`   // value of a lock
	Verified       bool           `json:"verified,omitempty"`
	Details        []detailRecord `json:"details"`
}

type detailRecord struct {
	No     string `json:"no"`
	Domain string `json:"domain"`
	Start  int64  `json:"start"` // Unix nanoseconds
	Done   int64  `json:"done"`
	Tries  int    `json:"tries,omitempty"`
	OK     bool   `json:"ok,omitempty"`
	Error  string `json:"error,omitempty"`
	Reason string `json:"reason,omitempty"`
	Result string `json:"result,omitempty"`
}

type task struct {
	rec       taskRecord
	operation string
	created   time.Time
	first     time.Time // when the first detail begins
	details   []*detail
	settled   int
	completed time.Time // latest end of a settled detail
	cancelled time.Time // when CancelTask was called; zero if not
}

type detail struct {
	task         *task
	no, domain   string
	start, done  time.Time
	tries        int
	ok           bool
	err, reason  string
	result       string
	instance     string
	before       *Contact // of a contact update that succeeded
	after        *Contact
	settled      bool
	acknowledged bool
}

// add puts a task into an account as fold and replay both do.
func (s *Server) add(a *account, rec taskRecord, operation string, at time.Time) *task {
	t := &task{rec: rec, operation: operation, created: at}
	for _, r := range rec.Details {
		d := &detail{task: t, no: r.No, domain: r.Domain, start: time.Unix(0, r.Start), done: time.Unix(0, r.Done),
			tries: r.Tries, ok: r.OK, err: r.Error, reason: r.Reason, result: r.Result}
		if t.first.IsZero() || d.start.Before(t.first) {
			t.first = d.start
		}
		if dom := s.domain(a, r.Domain); dom != nil {
			dom.details = append(dom.details, d)
			d.instance = dom.instance
		}
		t.details = append(t.details, d)
		a.details[d.no] = d
		heap.Push(&a.running, appointment{d.done, d})
	}
	a.tasks[rec.No] = t
	a.order = append(a.order, t)
	return t
}

// take changes a domain the way a successful detail says.
func (d *detail) take(a *account, o Options) {
	dom := a.domains[d.domain]
	rec := d.task.rec
	if dom == nil || rec.Kind == kindForeign {
		return
	}
	switch rec.Kind {
	case kindTransferCode:
		dom.codeSent, dom.codeEmail = d.done, dom.contacts["registrant"].Email
	case kindTransferLock:
		dom.transferLock = rec.On
	case kindUpdateLock:
		dom.updateLock = rec.On
	default:
		d.before = dom.contacts[rec.Kind]
		d.after = rec.Contact.over(d.before)
		dom.contacts[rec.Kind] = d.after
		if rec.Kind != "registrant" {
			return
		}
		if rec.RegistrantType != "" {
			dom.registrantType = rec.RegistrantType
		}
		if rec.Stay {
			dom.staysUntil = d.done.AddDate(0, 0, ownerLockDays)
		}
		if o.Quirks.OwnerChangeLocks && rec.Type == "CHG_HOLDER" {
			dom.fixedUntil = d.done.AddDate(0, 0, ownerLockDays)
		}
		dom.unverified = magic(dom.name, "-unverified")
		dom.ask(a, d.done)
		if rec.Verified {
			dom.realName = "SUCCEED"
		}
	}
}

// stop makes details that have not begun fail now, as far as a cancellation
// can. Those executing go on.
func (a *account) stop(t *task, now time.Time) {
	t.cancelled = now
	for _, d := range t.details {
		if d.settled || !now.Before(d.start) {
			continue
		}
		d.start, d.done, d.tries, d.ok, d.result = now, now, 0, false, ""
		d.err, d.reason = "The task was cancelled.", ""
		heap.Push(&a.running, appointment{now, d})
	}
}

// status is the state of a task at an instant; codes count 1, 2, 3.
func (t *task) status(now time.Time) (string, int) {
	switch {
	case t.settled == len(t.details):
		return "COMPLETE", 3
	case now.Before(t.first) && t.settled == 0:
		return "WAITING_EXECUTE", 1
	}
	return "EXECUTING", 2
}

// status is the state of a detail at an instant; codes count 0, 1, 2, 3.
func (d *detail) status(now time.Time) (string, int) {
	switch {
	case d.settled && d.ok:
		return "EXECUTE_SUCCESS", 2
	case d.settled:
		return "EXECUTE_FAILURE", 3
	case now.Before(d.start):
		return "WAITING_EXECUTE", 0
	}
	return "EXECUTING", 1
}

// progress is how many further tries were made by an instant and when the last
// change was.
func (d *detail) progress(now time.Time) (tries int, updated time.Time) {
	switch {
	case d.settled:
		return d.tries, d.done
	case now.Before(d.start):
		return 0, d.task.created
	}
	step := d.done.Sub(d.start) / time.Duration(d.tries+1)
	if step <= 0 {
		return 0, d.start
	}
	tries = min(int(now.Sub(d.start)/step), d.tries)
	return tries, d.start.Add(time.Duration(tries) * step)
}
