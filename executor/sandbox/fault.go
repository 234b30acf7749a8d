package sandbox

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Fault is trouble on request: calls that match get Kind instead of, or on top
// of, their answer.
type Fault struct {
	Operation   string  `json:"operation,omitempty"`   // an operation, "submit", "query", or "*" and empty for all
	Kind        Kind    `json:"kind"`                  //
	Applied     bool    `json:"applied,omitempty"`     // the request is carried out first, only the answer suffers
	Spent       bool    `json:"spent,omitempty"`       // 503 that is not applied: the nonce is used up first, as when the gateway is well and what stands behind it is not
	Count       int     `json:"count,omitempty"`       // how often at most; 0 without end
	Skip        int     `json:"skip,omitempty"`        // matching calls that pass before the first
	Probability float64 `json:"probability,omitempty"` // of each matching call; 0 means 1
	Delay       Delay   `json:"delay,omitempty"`       // of hang and late (30 s when zero), shift of clock-skew (1 h)
	Header      bool    `json:"header,omitempty"`      // throttle: with x-ratelimit headers
	Code        string  `json:"code,omitempty"`        // of Kind code
	Status      int     `json:"status,omitempty"`      // of Kind code; 400 when zero
}

// Kind names a fault.
type Kind string

// The kinds of fault. Those marked (a) obey Fault.Applied.
const (
	Throttle  Kind = "throttle"   // Throttling.User, with a header if asked
	Error500  Kind = "500"        // InternalError (a)
	Error503  Kind = "503"        // ServiceUnavailable; not applied, and not Spent, it comes from a gateway that has looked at nothing (a)
	Cut       Kind = "cut"        // connection closed without an answer (a)
	CutBody   Kind = "cut-body"   // carried out, connection closed in the middle of the answer
	Hang      Kind = "hang"       // silence for Delay, then the connection closes, or with Applied the answer comes (a)
	Late      Kind = "late"       // the request reaches the service only after Delay, whether or not the client still waits
	HTML502   Kind = "html-502"   // a proxy's page (a)
	Empty200  Kind = "empty-200"  // status 200 without a body (a)
	Redirect  Kind = "302"        // status 302 without a body (a)
	NonceUsed Kind = "nonce-used" // SignatureNonceUsed for a nonce never seen
	ClockSkew Kind = "clock-skew" // the gateway's clock is off for this call: InvalidTimeStamp.Expired
	NetworkIO Kind = "network-io" // NetworkIOError, status 400 (a)
	TaskBusy  Kind = "task-busy"  // TaskIsBeingProcessed
	Vanish    Kind = "vanish"     // a page of a list leaves out its first row
	Duplicate Kind = "duplicate"  // a page of a list begins with a row of the page before
	Code      Kind = "code"       // an error answer with Fault.Code and Fault.Status (a)
)

// Kinds lists every kind of fault.
func Kinds() []Kind {
	return []Kind{Throttle, Error500, Error503, Cut, CutBody, Hang, Late, HTML502, Empty200, Redirect,
		NonceUsed, ClockSkew, NetworkIO, TaskBusy, Vanish, Duplicate, Code}
}

// FaultHelp describes what ParseFault and ParseFaults read.
const FaultHelp = `KIND[@OPERATION][,applied][,n=3][,skip=2][,p=0.05][,delay=10s] is one fault. OPERATION
is one of the API, submit, query, or all when left out; n is how often at most,
skip how many calls pass before, p the probability for each call. KIND is

  throttle     Throttling.User; with ",header" it says how long to wait
  500 503      InternalError, ServiceUnavailable (*)
  network-io   NetworkIOError, a 400 (*)
  cut          the connection closes without an answer (*)
  cut-body     carried out, and the answer breaks off in its middle
  hang         silence for the delay, then the connection closes; applied: then the answer (*)
  late         the call is carried out after the delay, whether or not anybody waits
  html-502     a proxy's page (*)
  empty-200    status 200 and nothing (*)
  302          a redirect (*)
  nonce-used   SignatureNonceUsed, for a nonce never seen
  clock-skew   the gateway's clock is off by the delay: InvalidTimeStamp.Expired
  task-busy    TaskIsBeingProcessed
  vanish       a page of a list leaves out its first row
  duplicate    a page of a list begins with a row of the page before
  code         an error of your choice: ",code=Busy,status=400" (*)

(*) with ",applied" the call is carried out first, and only its answer suffers;
503 with ",spent" uses up the nonce and does nothing else. A file has the same as
[{"kind": "503", "operation": "submit", "applied": true, "count": 3, "skip": 2,
  "probability": 0.05, "delay": "10s", "code": "Busy", "status": 400}, ...]`

// Delay is a duration that JSON writes as "30s".
type Delay time.Duration

// UnmarshalText reads the form of time.ParseDuration.
func (d *Delay) UnmarshalText(b []byte) error {
	v, err := time.ParseDuration(string(b))
	*d = Delay(v)
	return err
}

// MarshalText writes the form of time.Duration.String.
func (d Delay) MarshalText() ([]byte, error) {
	return []byte(time.Duration(d).String()), nil
}

// ParseFaults reads a JSON array of faults.
func ParseFaults(r io.Reader) ([]Fault, error) {
	b, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("reading faults: %w", err)
	}
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	var fs []Fault
	if err := dec.Decode(&fs); err != nil {
		return nil, fmt.Errorf("reading faults: %w", err)
	}
	for i, f := range fs {
		if err := f.check(); err != nil {
			return nil, fmt.Errorf("fault %d: %w", i+1, err)
		}
	}
	return fs, nil
}

// ParseFault reads the short form for a command line,
// KIND[@OPERATION][,applied][,spent][,header][,n=3][,skip=1][,p=0.05][,delay=10s][,code=Busy][,status=400],
// for example "503@submit,applied,p=0.05".
func ParseFault(s string) (Fault, error) {
	head, rest, _ := strings.Cut(s, ",")
	kind, op, _ := strings.Cut(head, "@")
	f := Fault{Kind: Kind(strings.TrimSpace(kind)), Operation: strings.TrimSpace(op)}
	for part := range strings.SplitSeq(rest, ",") {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		if err := f.set(part); err != nil {
			return Fault{}, fmt.Errorf("fault %q: %w", s, err)
		}
	}
	if err := f.check(); err != nil {
		return Fault{}, fmt.Errorf("fault %q: %w", s, err)
	}
	return f, nil
}

func (f *Fault) set(part string) (err error) {
	name, value, _ := strings.Cut(part, "=")
	switch name {
	case "applied":
		f.Applied = true
	case "spent":
		f.Spent = true
	case "header":
		f.Header = true
	case "n":
		f.Count, err = strconv.Atoi(value)
	case "skip":
		f.Skip, err = strconv.Atoi(value)
	case "p":
		f.Probability, err = strconv.ParseFloat(value, 64)
	case "delay":
		err = f.Delay.UnmarshalText([]byte(value))
	case "code":
		f.Code = value
	case "status":
		f.Status, err = strconv.Atoi(value)
	default:
		err = fmt.Errorf("no such setting %q; there are applied, spent, header, n, skip, p, delay, code, status", name)
	}
	return err
}

func (f Fault) check() error {
	switch {
	case !slices.Contains(Kinds(), f.Kind):
		return fmt.Errorf("no such kind %q", f.Kind)
	case !(f.Probability >= 0 && f.Probability <= 1): // NaN too
		return fmt.Errorf("probability %v is not between 0 and 1", f.Probability)
	case f.Count < 0 || f.Skip < 0 || f.Delay < 0:
		return fmt.Errorf("negative count, skip or delay")
	case f.Spent && (f.Kind != Error503 || f.Applied):
		return fmt.Errorf("only a 503 that is not applied can be spent")
	case f.Kind == Code && f.Code == "":
		return fmt.Errorf("kind code needs a code")
	case f.Status != 0 && (f.Status < 200 || f.Status > 599):
		return fmt.Errorf("status %d is not one of HTTP's final ones", f.Status)
	}
	return nil
}
