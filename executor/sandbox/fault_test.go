package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
)

// A fault of each kind over a real connection: what the client sees and whether
// the task exists afterwards.
func TestFaultsOverTheWire(t *testing.T) {
	const cut = -1
	for _, tc := range []struct {
		fault  string
		status int
		code   string
		tasks  int
		check  func(*testing.T, *http.Response, string)
	}{
		{fault: "throttle@submit", status: 400, code: "Throttling.User", check: hasHeader("X-Ratelimit-User-Api", "")},
		{fault: "throttle,header,delay=730ms", status: 400, code: "Throttling.User", check: hasHeader("X-Ratelimit-User-Api", "Limit:10,Remain:0,Time:1000,TimeLeft:730")},
		{fault: "500", status: 500, code: "InternalError"},
		{fault: "500,applied", status: 500, code: "InternalError", tasks: 1},
		{fault: "503", status: 503, code: "ServiceUnavailable"},
		{fault: "503,applied", status: 503, code: "ServiceUnavailable", tasks: 1},
		{fault: "cut", status: cut},
		{fault: "cut,applied", status: cut, tasks: 1},
		{fault: "cut-body", status: 200, tasks: 1, check: func(t *testing.T, r *http.Response, body string) {
			if int64(len(body)) >= r.ContentLength || len(body) == 0 || json.Valid([]byte(body)) {
				t.Errorf("%d bytes of %d", len(body), r.ContentLength)
			}
		}},
		{fault: "hang,delay=20ms", status: cut},
		{fault: "hang,delay=20ms,applied", status: 200, tasks: 1},
		{fault: "late,delay=20ms", status: 200, tasks: 1},
		{fault: "html-502", status: 502, check: hasHeader("Content-Type", "text/html")},
		{fault: "html-502,applied", status: 502, tasks: 1},
		{fault: "empty-200", status: 200, check: isEmpty},
		{fault: "empty-200,applied", status: 200, tasks: 1, check: isEmpty},
		{fault: "302", status: 302, check: isEmpty},
		{fault: "302,applied", status: 302, tasks: 1, check: isEmpty},
		{fault: "nonce-used", status: 400, code: "SignatureNonceUsed"},
		{fault: "clock-skew", status: 400, code: "InvalidTimeStamp.Expired", check: func(t *testing.T, r *http.Response, _ string) {
			if at, err := http.ParseTime(r.Header.Get("Date")); err != nil || at.Sub(newClock().t) != time.Hour {
				t.Errorf("date %v, %v", at, err)
			}
		}},
		{fault: "network-io", status: 400, code: "NetworkIOError"},
		{fault: "network-io,applied", status: 400, code: "NetworkIOError", tasks: 1},
		{fault: "task-busy", status: 400, code: "TaskIsBeingProcessed"},
		{fault: "code,code=QueryRegistryFailed,applied", status: 400, code: "QueryRegistryFailed", tasks: 1},
		{fault: "code,code=Busy,status=429", status: 429, code: "Busy"},
	} {
		t.Run(tc.fault, func(t *testing.T) {
			f, err := ParseFault(tc.fault)
			if err != nil {
				t.Fatal(err)
			}
			f.Count = 1
			b := newBench(t, Options{Calm: true, AdoptUnknown: true, Faults: []Fault{f}})
			resp, body, err := b.overTheWire(t.Context(), newContact, update("tech", "a.com")...)
			switch {
			case tc.status == cut:
				if err == nil {
					t.Fatalf("an answer came: %s", body)
				}
			case err != nil:
				t.Fatal(err)
			case resp.StatusCode != tc.status || codeOf(body) != tc.code:
				t.Errorf("status %d code %q, want %d %q", resp.StatusCode, codeOf(body), tc.status, tc.code)
			}
			if tc.check != nil {
				tc.check(t, resp, body)
			}
			l := b.srv.Ledger()
			if len(l.Tasks) != tc.tasks || l.Faults[f.Kind] != 1 || len(l.Calls) != 1 || l.Calls[0].Fault != f.Kind {
				t.Errorf("%d tasks, want %d; faults %v, calls %v", len(l.Tasks), tc.tasks, l.Faults, l.Calls)
			}
			// The fault is used up. Only where it kept the nonce from arriving does the same request pass.
			if tc.tasks == 0 {
				b.ok(newContact, update("tech", "a.com")...)
			} else {
				b.refused("TaskIsBeingProcessed", newContact, update("tech", "a.com")...)
			}
		})
	}
}

func hasHeader(name, want string) func(*testing.T, *http.Response, string) {
	return func(t *testing.T, r *http.Response, _ string) {
		if got := r.Header.Get(name); got != want {
			t.Errorf("%s %q, want %q", name, got, want)
		}
	}
}

func isEmpty(t *testing.T, _ *http.Response, body string) {
	if body != "" {
		t.Errorf("body %q", body)
	}
}

// overTheWire sends a call over loopback.
func (b *bench) overTheWire(ctx context.Context, action string, kv ...string) (*http.Response, string, error) {
	b.t.Helper()
	hs := httptest.NewServer(b.srv)
	defer hs.Close()
	u, err := url.Parse(hs.URL)
	if err != nil {
		b.t.Fatal(err)
	}
	r := b.request(action, kv...).WithContext(ctx)
	r.RequestURI, r.URL.Scheme, r.URL.Host = "", u.Scheme, u.Host
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.Do(r)
	if err != nil {
		return nil, "", err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		b.t.Fatal(err)
	}
	return resp, string(body), nil
}

// Whether a request that failed may be replayed under its nonce depends on how
// far it came.
func TestFaultsAndTheNonce(t *testing.T) {
	for fault, want := range map[string]string{
		"cut": "", "html-502": "", "302": "", "empty-200": "", "hang,delay=1ms": "", "nonce-used": "", "clock-skew": "", "503": "",
		"cut,applied": "SignatureNonceUsed", "503,spent": "SignatureNonceUsed", "network-io": "SignatureNonceUsed", "throttle": "SignatureNonceUsed",
		"503,applied": "SignatureNonceUsed", "task-busy": "SignatureNonceUsed",
	} {
		t.Run(fault, func(t *testing.T) {
			f, err := ParseFault(fault + ",n=1")
			if err != nil {
				t.Fatal(err)
			}
			b := newBench(t, Options{Calm: true, AdoptUnknown: true, Faults: []Fault{f}})
			r := b.request("QueryDomainByDomainName", "DomainName", "a.com")
			b.do(r)
			w, _ := b.do(r.Clone(t.Context()))
			if got := codeOf(w.Body.String()); got != want {
				t.Errorf("replay: %q, want %q", got, want)
			}
		})
	}
}

// A gateway's wrong clock refuses calls; it does not make tasks older.
func TestSkewedClockLeavesTasksAlone(t *testing.T) {
	b := newBench(t, Options{Calm: true, AdoptUnknown: true, TaskTime: slowly(), Faults: []Fault{{Kind: ClockSkew, Delay: Delay(10 * time.Minute), Skip: 1}}})
	no := b.submit("tech", "a.com")
	if got := b.detail(no, "TaskStatus"); got != "WAITING_EXECUTE" {
		t.Error(got)
	}
}

// A late request is carried out although its client has left.
func TestLateRequestArrivesAfterItsClientLeft(t *testing.T) {
	b := newBench(t, Options{Calm: true, AdoptUnknown: true, Faults: []Fault{{Kind: Late, Delay: Delay(60 * time.Millisecond), Count: 1}}})
	ctx, cancel := context.WithTimeout(t.Context(), 15*time.Millisecond)
	defer cancel()
	if _, _, err := b.overTheWire(ctx, newContact, update("tech", "a.com")...); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("client got %v", err)
	}
	// overTheWire has closed its server, which waits for the handler.
	if n := len(b.srv.Ledger().Tasks); n != 1 {
		t.Errorf("%d tasks, want 1", n)
	}
}

func TestCloseEndsHangingAnswers(t *testing.T) {
	s, err := New(Options{Faults: []Fault{{Kind: Hang, Delay: Delay(time.Hour)}}})
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan any)
	go func() {
		defer func() { done <- recover() }()
		s.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/?Action=QueryTaskList", nil))
	}()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	select {
	case p := <-done:
		if p != http.ErrAbortHandler {
			t.Errorf("ended with %v", p)
		}
	case <-time.After(10 * time.Second):
		t.Error("still hanging")
	}
}

func TestRowsVanishAndDoubleBetweenPages(t *testing.T) {
	names := []string{"a.com", "b.com", "c.com", "d.com", "e.com"}
	pages := func(fault string) string {
		f, err := ParseFault(fault)
		if err != nil {
			t.Fatal(err)
		}
		b := newBench(t, Options{Calm: true, AdoptUnknown: true, Faults: []Fault{f}})
		no := b.submit("tech", names...)
		var got []string
		for _, page := range []string{"1", "2", "3"} {
			rep := b.ok("QueryTaskDetailList", "TaskNo", no, "PageNum", page, "PageSize", "2")
			if rep.text["TotalItemNum"] != "5" {
				t.Errorf("%s: total %s", fault, rep.text["TotalItemNum"])
			}
			for _, i := range []string{"0", "1", "2"} {
				if d := rep.text["Data.TaskDetail."+i+".DomainName"]; d != "" {
					got = append(got, d[:1])
				}
			}
		}
		return strings.Join(got, "")
	}
	for fault, want := range map[string]string{
		"vanish@QueryTaskDetailList,skip=1,n=1":    "abdee",
		"vanish@QueryTaskDetailList,n=1":           "bccde",
		"duplicate@QueryTaskDetailList,skip=1,n=1": "abbcde",
		"duplicate@QueryTaskDetailList,n=1":        "aabcde",
		"vanish@PollTaskResult":                    "abcde",
	} {
		if got := pages(fault); got != want {
			t.Errorf("%s: pages %s, want %s", fault, got, want)
		}
	}
}

func TestFaultsByOperationCountSkipAndProbability(t *testing.T) {
	count := func(fault string, calls int) int {
		f, err := ParseFault(fault)
		if err != nil {
			t.Fatal(err)
		}
		b := newBench(t, Options{Calm: true, AdoptUnknown: true, Faults: []Fault{f}})
		for range calls {
			b.call("QueryDomainByDomainName", "DomainName", "a.com")
		}
		return b.srv.Ledger().Faults[f.Kind]
	}
	for fault, want := range map[string]int{"503": 20, "503@*,n=3": 3, "503@query,skip=18": 2, "503@submit": 0, "503@QueryDomainByDomainName,n=1,skip=2": 1, "503@QueryTaskList": 0} {
		if got := count(fault, 20); got != want {
			t.Errorf("%s: %d of 20, want %d", fault, got, want)
		}
	}
	if got := count("503,p=0.2", 1000); got < 150 || got > 250 {
		t.Errorf("probability 0.2: %d of 1000", got)
	}
}

func TestSeveralFaultsTakeTurns(t *testing.T) {
	b := newBench(t, Options{Calm: true, AdoptUnknown: true, Faults: []Fault{{Kind: Error503, Count: 1}, {Kind: NetworkIO, Count: 1}}})
	b.refused("ServiceUnavailable", "QueryDomainByDomainName", "DomainName", "a.com")
	b.refused("NetworkIOError", "QueryDomainByDomainName", "DomainName", "a.com")
	b.ok("QueryDomainByDomainName", "DomainName", "a.com")
}

func TestParseFaults(t *testing.T) {
	fs, err := ParseFaults(strings.NewReader(`[{"operation":"submit","kind":"cut","applied":true,"count":2,"probability":0.5},{"kind":"hang","delay":"1m30s"}]`))
	want := []Fault{{Operation: "submit", Kind: Cut, Applied: true, Count: 2, Probability: 0.5}, {Kind: Hang, Delay: Delay(90 * time.Second)}}
	if err != nil || !slices.Equal(fs, want) {
		t.Errorf("%+v, %v", fs, err)
	}
	b, err := json.Marshal(fs)
	if again, err2 := ParseFaults(strings.NewReader(string(b))); err != nil || err2 != nil || !slices.Equal(again, want) {
		t.Errorf("%s reads back as %v, %v, %v", b, again, err, err2)
	}
	for _, bad := range []string{"", "{}", `[{"kind":"boom"}]`, `[{"kind":"cut","often":1}]`, `[{"kind":"hang","delay":"soon"}]`, `[{"kind":"code"}]`} {
		if _, err := ParseFaults(strings.NewReader(bad)); err == nil {
			t.Errorf("%q was accepted", bad)
		}
	}
	for _, bad := range []string{"", "boom", "cut,p=2", "cut,p=NaN", "cut,p=x", "cut,n=-1", "cut,often", "code", "code,code=X,status=99", "hang,delay=soon", "503,applied,spent", "cut,spent"} {
		if _, err := ParseFault(bad); err == nil {
			t.Errorf("%q was accepted", bad)
		}
	}
	f, err := ParseFault("code@QueryTaskList, applied, n=3, skip=1, p=0.25, delay=2s, code=Busy, status=429")
	if want := (Fault{Operation: "QueryTaskList", Kind: Code, Applied: true, Count: 3, Skip: 1, Probability: 0.25, Delay: Delay(2 * time.Second), Code: "Busy", Status: 429}); err != nil || f != want {
		t.Errorf("%+v, %v", f, err)
	}
	if _, err := New(Options{Faults: []Fault{{Kind: "boom"}}}); err == nil {
		t.Error("New took a fault of no kind")
	}
}

func TestTheHelpNamesEveryFault(t *testing.T) {
	words := map[string]bool{}
	for line := range strings.Lines(FaultHelp) {
		if rest, ok := strings.CutPrefix(line, "  "); ok && !strings.HasPrefix(rest, " ") {
			names, _, _ := strings.Cut(rest, "  ")
			for _, name := range strings.Fields(names) {
				words[name] = true
			}
		}
	}
	for _, kind := range Kinds() {
		if !words[string(kind)] {
			t.Errorf("%s is not explained", kind)
		}
	}
	_, example, _ := strings.Cut(FaultHelp, "[{")
	faults, err := ParseFaults(strings.NewReader("[{" + strings.Replace(example, ", ...", "", 1)))
	if err != nil || len(faults) != 1 || faults[0].Delay != Delay(10*time.Second) {
		t.Errorf("the example of a file: %+v, %v", faults, err)
	}
}

// A call that waits for its turn until its signature is no longer valid is not
// carried out, as the client relies on.
func TestACallThatHadToWaitIsNotCarriedOutTooLate(t *testing.T) {
	b := calm(t)
	r := b.request(newContact, update("tech", "a.com")...)
	b.srv.o.Now = func() time.Time { // it is valid when it comes, and six minutes pass at each look at the clock
		b.clock.pass(6 * time.Minute)
		return b.clock.now()
	}
	w, _ := b.do(r)
	if n := len(b.srv.Ledger().Tasks); n != 0 || !strings.Contains(w.Body.String(), "InvalidTimeStamp.Expired") {
		t.Errorf("%d tasks: %s", n, w.Body)
	}
}
