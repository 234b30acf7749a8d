package sandbox

import (
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// answer is what goes back for one call.
type answer struct {
	status    int
	code      string // empty on success
	requestID string
	body      []byte
	header    http.Header
}

// compose prints an answer in the format the client asked for.
func (s *Server) compose(c *call, body object, ref *refusal) answer {
	a := answer{status: http.StatusOK, requestID: upperUUID(s.ids), header: http.Header{}}
	root := c.q.action + "Response"
	o := append(object{{"RequestId", a.requestID}}, body...)
	if ref != nil {
		a.status, a.code, root = ref.status, ref.code, "Error"
		if s.o.Quirks.ParameterIllegall && a.code == "ParameterIllegal" {
			a.code = "ParameterIllegall"
		}
		o = s.problem(c, a, ref)
	}
	a.header.Set("Date", c.date.UTC().Format(http.TimeFormat))
	a.header.Set("X-Acs-Request-Id", a.requestID)
	if c.q.wantsXML() {
		a.header.Set("Content-Type", "text/xml;charset=utf-8")
		a.body = appendXML(root, o)
	} else {
		st := jsonStyle{}
		if ref == nil {
			st = jsonStyle{s.o.Quirks.LowerCamelKeys, s.o.Quirks.SingleRowAsObject}
		}
		a.header.Set("Content-Type", "application/json;charset=utf-8")
		a.body = st.object(make([]byte, 0, 512), o)
	}
	return a
}

// problem is the body of a refusal.
func (s *Server) problem(c *call, a answer, ref *refusal) object {
	words := ref.en
	if c.q.param("Lang") == "zh" {
		words = ref.zh
	}
	o := object{
		{"RequestId", a.requestID},
		{"HostId", hostID(c.site, c.q.host)},
		{"Code", a.code},
		{"Message", words},
		{"Recommend", "https://api.example.invalid/troubleshoot?q=" + a.code + "&requestId=" + a.requestID},
	}
	if ref.limited > 0 && (s.o.RateHeaders || c.fault != nil && c.fault.Header) {
		a.header.Set("x-ratelimit-user-api", fmt.Sprintf("Limit:%d,Remain:0,Time:%d,TimeLeft:%d",
			ref.quota.Calls, ref.quota.Per.Milliseconds(), max(1, ref.limited.Milliseconds())))
	}
	if ref.code == "Forbidden.RAM" {
		o = append(o, field{"AccessDeniedDetail", object{{"AuthAction", "domain:" + c.q.action}, {"NoPermissionType", "ImplicitDeny"}}})
	}
	return o
}

// exchange lets the fault drawn for a call, if any, play its part around the
// handling of it.
func (s *Server) exchange(w http.ResponseWriter, r *http.Request, q *request, arrived time.Time) {
	if s.o.MaxURL > 0 && len(q.target) > s.o.MaxURL {
		s.refuseLongURL(w, q, arrived)
		return
	}
	f := s.drawFault(q.action)
	if f.unheard() {
		s.note(q, f, arrived)
		s.misbehave(w, r, f, answer{})
		return
	}
	if f != nil && f.Kind == Late {
		s.wait(nil, f)
	}
	a := s.handle(q, f, arrived)
	s.pause(r)
	if f.disfigures() {
		s.misbehave(w, r, f, a)
		return
	}
	s.send(w, a)
}

func (s *Server) send(w http.ResponseWriter, a answer) {
	for name, values := range a.header {
		w.Header()[name] = values
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(a.body)))
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body) // a client that has gone is its own affair
}

// refuseLongURL answers as a web server in front of the gateway does.
func (s *Server) refuseLongURL(w http.ResponseWriter, q *request, arrived time.Time) {
	s.mu.Lock()
	err := s.record(event{At: arrived.UnixNano(), Now: s.clock(nil).UnixNano(), Operation: q.action, Status: http.StatusRequestURITooLong, Code: "414"})
	s.mu.Unlock()
	if err != nil {
		s.o.Log.Error("writing the ledger", "err", err)
	}
	page(w, http.StatusRequestURITooLong, "Request-URI Too Large")
}

func page(w http.ResponseWriter, status int, title string) {
	w.Header().Set("Content-Type", "text/html")
	w.WriteHeader(status)
	fmt.Fprintf(w, "<html>\r\n<head><title>%d %s</title></head>\r\n<body><center><h1>%d %s</h1></center><hr></body>\r\n</html>\r\n",
		status, title, status, title)
}

// pause is the latency asked for.
func (s *Server) pause(r *http.Request) {
	if s.o.Latency > 0 {
		s.sleep(r.Context().Done(), s.o.Latency)
	}
}

// sleep waits unless the emulator closes or the channel does.
func (s *Server) sleep(gone <-chan struct{}, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-gone:
	case <-s.closed:
	}
}
