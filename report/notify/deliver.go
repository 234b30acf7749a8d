package notify

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"
)

// Sender makes one attempt to tell one receiver. An error that is worth
// another attempt is a *Refusal that says so.
type Sender interface {
	Send(ctx context.Context, s *Summary) error
}

// Receiver is whom to tell what.
type Receiver struct {
	Name string  // kind and host, as in "webhook at hooks.example.com"
	On   []Event // what it wants to be told
	Sender
}

// Refusal is an attempt that failed.
type Refusal struct {
	Reason string // for people: no address, no secret
	Again  bool   // another attempt may succeed
	After  time.Duration
}

func (r *Refusal) Error() string { return r.Reason }

// Policy bounds the attempts.
type Policy struct {
	Attempts int           // for each receiver, 4 when 0
	Pause    time.Duration // before the second attempt, doubled for each further one; 500 ms when 0
	Deadline time.Duration // for all of it, 15 s when 0
}

func (p Policy) filled() Policy {
	if p.Attempts == 0 {
		p.Attempts = 4
	}
	if p.Pause == 0 {
		p.Pause = 500 * time.Millisecond
	}
	if p.Deadline == 0 {
		p.Deadline = 15 * time.Second
	}
	return p
}

// Delivery is what came of telling one receiver.
type Delivery struct {
	Name     string
	Attempts int
	Err      error // nil when it was told
}

// Deliver tells those receivers that want the message, all at once, and
// returns when each has been told or given up: after Policy.Deadline at the
// latest.
func Deliver(ctx context.Context, receivers []Receiver, s *Summary, policy Policy) []Delivery {
	policy = policy.filled()
	ctx, cancel := context.WithTimeout(ctx, policy.Deadline)
	defer cancel()
	var wanted []Receiver
	for _, r := range receivers {
		if Wanted(r.On, s) {
			wanted = append(wanted, r)
		}
	}
	out := make([]Delivery, len(wanted))
	var all sync.WaitGroup
	for i, r := range wanted {
		all.Go(func() { out[i] = r.tell(ctx, s, policy) })
	}
	all.Wait()
	return out
}

func (r Receiver) tell(ctx context.Context, s *Summary, policy Policy) Delivery {
	d := Delivery{Name: r.Name}
	for d.Attempts < policy.Attempts {
		d.Attempts++
		d.Err = r.attempt(ctx, s)
		var refused *Refusal
		if d.Err == nil || !errors.As(d.Err, &refused) || !refused.Again || d.Attempts == policy.Attempts {
			break
		}
		pause := max(policy.Pause<<(d.Attempts-1), refused.After)
		if refused.After == 0 {
			pause = pause/2 + rand.N(pause/2+1)
		}
		if !waited(ctx, pause) {
			break
		}
	}
	return d
}

// attempt keeps a sender that fails in a way of its own from ending more than
// the attempt: telling never stands in the way of what is told.
func (r Receiver) attempt(ctx context.Context, s *Summary) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("internal error (%T)", p)
		}
	}()
	return r.Send(ctx, s)
}

// waited waits, unless the time that is left would be over before.
func waited(ctx context.Context, d time.Duration) bool {
	if end, ok := ctx.Deadline(); ok && time.Until(end) <= d {
		return false
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
