package sandbox

import (
	"net/http"
	"strconv"
	"time"
)

// trigger is a fault with its counters.
type trigger struct {
	Fault
	seen, fired int
}

// drawFault picks the fault for a call: the first that matches, has passed its
// Skip, is not used up, and wins its throw.
func (s *Server) drawFault(action string) *Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, t := range s.faults {
		if !inClass(action, t.Operation) {
			continue
		}
		t.seen++
		if t.seen <= t.Skip || t.Count > 0 && t.fired >= t.Count {
			continue
		}
		if t.Probability > 0 && s.chance.Float64() >= t.Probability {
			continue
		}
		t.fired++
		f := t.Fault
		return &f
	}
	return nil
}

// unheard tells faults that keep the call from reaching the gateway.
func (f *Fault) unheard() bool {
	if f == nil || f.Applied {
		return false
	}
	switch f.Kind {
	case Cut, Hang, HTML502, Empty200, Redirect:
		return true
	}
	return false
}

// disfigures tells faults that replace or cut the answer.
func (f *Fault) disfigures() bool {
	if f == nil {
		return false
	}
	switch f.Kind {
	case Cut, CutBody, Hang, HTML502, Empty200, Redirect:
		return true
	}
	return false
}

// silent tells faults after which no status line reaches the client.
func (f *Fault) silent() bool {
	return f != nil && (f.Kind == Cut || f.Kind == Hang && !f.Applied)
}

// injected is the error answer a fault asks for, before or after the call was
// carried out.
func (c *call) injected(applied bool) *refusal {
	f := c.fault
	if f == nil || f.Applied != applied {
		return nil
	}
	switch f.Kind {
	case Error500:
		return refuse("InternalError")
	case Error503:
		return refuse("ServiceUnavailable")
	case NetworkIO:
		return refuse("NetworkIOError")
	case TaskBusy:
		return refuse("TaskIsBeingProcessed")
	case Code:
		r := refuse(f.Code)
		if f.Status != 0 {
			r.status = f.Status
		}
		return r
	}
	return nil
}

func (c *call) is(k Kind) bool { return c.fault != nil && c.fault.Kind == k }

// note keeps a call that never reached the gateway in the ledger.
func (s *Server) note(q *request, f *Fault, arrived time.Time) {
	status := 0
	switch f.Kind {
	case HTML502:
		status = http.StatusBadGateway
	case Empty200:
		status = http.StatusOK
	case Redirect:
		status = http.StatusFound
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	e := event{At: arrived.UnixNano(), Now: s.clock(nil).UnixNano(), Operation: q.action, Status: status, Code: string(f.Kind), Fault: f.Kind}
	if err := s.record(e); err != nil {
		s.o.Log.Error("writing the ledger", "err", err)
	}
}

// misbehave gives the answer of a fault instead of the one composed. Cutting a
// connection is done by the panic that net/http reserves for it.
func (s *Server) misbehave(w http.ResponseWriter, r *http.Request, f *Fault, a answer) {
	switch f.Kind {
	case Cut:
		panic(http.ErrAbortHandler)
	case CutBody:
		for name, values := range a.header {
			w.Header()[name] = values
		}
		w.Header().Set("Content-Length", strconv.Itoa(len(a.body)))
		w.WriteHeader(a.status)
		_, _ = w.Write(a.body[:len(a.body)/2])
		_ = http.NewResponseController(w).Flush() // a recorder may not flush; the cut follows anyway
		panic(http.ErrAbortHandler)
	case Hang:
		s.wait(r.Context().Done(), f)
		if !f.Applied {
			panic(http.ErrAbortHandler)
		}
		s.send(w, a)
	case HTML502:
		page(w, http.StatusBadGateway, "Bad Gateway")
	case Empty200:
		w.WriteHeader(http.StatusOK)
	case Redirect:
		w.Header().Set("Location", "https://www.example.invalid/")
		w.WriteHeader(http.StatusFound)
	}
}

func (s *Server) wait(gone <-chan struct{}, f *Fault) {
	d := time.Duration(f.Delay)
	setIfZero(&d, 30*time.Second)
	s.sleep(gone, d)
}
