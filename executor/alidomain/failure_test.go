package alidomain

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

func asError(t *testing.T, err error) *Error {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) {
		t.Fatalf("error is %T %v, want *Error", err, err)
	}
	return e
}

// noCanary fails when anything that must stay private is in the text.
func noCanary(t *testing.T, where, text string) {
	t.Helper()
	low := strings.ToLower(text)
	for _, f := range canaryContact.fields() {
		if len(f.value) >= 4 && strings.Contains(low, strings.ToLower(f.value)) {
			t.Errorf("%s shows the contact's %s: %s", where, f.name, text)
		}
	}
	for _, bad := range []string{testKeyID, testSecret, "canarySecret", "canary", "Signature=", "nonce-1", "://", "ACS3"} {
		if strings.Contains(low, strings.ToLower(bad)) {
			t.Errorf("%s shows %q: %s", where, bad, text)
		}
	}
}

// everyForm is an error in every form in which programs print one, and
// everything it wraps.
func everyForm(err error) string {
	var b strings.Builder
	for e := err; e != nil; e = errors.Unwrap(e) {
		fmt.Fprintf(&b, "%v\n%+v\n%#v\n%s\n%q\n", e, e, e, e, e)
		slog.New(slog.NewTextHandler(&b, nil)).Error("x", "err", e)
		slog.New(slog.NewJSONHandler(&b, nil)).Error("x", "err", e)
	}
	return b.String()
}

func hijack(t *testing.T, w http.ResponseWriter, send string) {
	conn, _, err := w.(http.Hijacker).Hijack()
	if err != nil {
		t.Errorf("hijack: %v", err)
		return
	}
	_, _ = io.WriteString(conn, send)
	_ = conn.Close()
}

func TestAnswersThatProveNothing(t *testing.T) {
	raw := func(send string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { hijack(t, w, send) }
	}
	cases := map[string]struct {
		answer http.HandlerFunc
		status int
	}{
		"cut before an answer":    {raw(""), 0},
		"cut in the headers":      {raw("HTTP/1.1 200 OK\r\nContent-Le"), 0},
		"cut in the body":         {raw("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"RequestId\":\"R\",\"TaskNo\":\"T\"}"), 200},
		"cut in a chunk":          {raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n50\r\n{\"RequestId\""), 200},
		"not HTTP":                {raw("SSH-2.0-OpenSSH_9.6\r\n"), 0},
		"an echo":                 {func(w http.ResponseWriter, r *http.Request) { hijack(t, w, "POST "+r.RequestURI+"\r\n") }, 0},
		"empty":                   {answering(200, ""), 200},
		"white space":             {answering(200, " \n "), 200},
		"HTML":                    {answering(200, "<html><body>log in, canary@person.example</body></html>"), 200},
		"HTML 502":                {answering(502, "<html>Bad Gateway</html>"), 502},
		"HTML 403":                {answering(403, "<html>blocked by canary works</html>"), 403},
		"an array":                {answering(200, `[{"TaskNo":"T"}]`), 200},
		"half JSON":               {answering(200, `{"RequestId":"R","TaskNo":"T"`), 200},
		"null":                    {answering(200, `null`), 200},
		"an empty object":         {answering(200, `{}`), 200},
		"no task number":          {answering(200, `{"RequestId":"R","TaskNo":""}`), 200},
		"null task number":        {answering(200, `{"RequestId":"R","TaskNo":null}`), 200},
		"an object for a number":  {answering(200, `{"RequestId":"R","TaskNo":{"a":1}}`), 200},
		"a redirect":              {func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/elsewhere", http.StatusFound) }, 302},
		"an empty redirect":       {answering(302, ""), 302},
		"a redirect with a task":  {answering(307, accepted), 307},
		"an error and 200":        {answering(200, `{"RequestId":"R","Code":"ParameterIllegal","Message":"m"}`), 200},
		"an error and a task":     {answering(200, `{"RequestId":"R","TaskNo":"T","Code":"SomethingElse"}`), 200},
		"XML success":             {answering(200, `<R><RequestId>R</RequestId><TaskNo>T</TaskNo></R>`), 200},
		"500 without a code":      {answering(500, `{"RequestId":"R"}`), 500},
		"400 without a code":      {answering(400, `{"message":"no"}`), 400},
		"a refused nonce":         {refusing(400, "SignatureNonceUsed", "m"), 400},
		"NetworkIOError as a 400": {refusing(400, "NetworkIOError", "m"), 400},
		"InternalError":           {refusing(500, "InternalError", "m"), 500},
		"an unknown 500":          {refusing(500, "Whatever", "m"), 500},
		"ServiceUnavailable":      {refusing(503, "ServiceUnavailable", "m"), 503},
	}
	for name, tc := range cases {
		s := serve(t, tc.answer)
		_, err := clientOf(t, s, placed(PlaceQuery)).Submit(bg(t), testStamp(), aSubmit())
		e := asError(t, err)
		if e.Class != Ambiguous || !e.Written || e.HTTPStatus != tc.status {
			t.Errorf("%s: class %s, written %t, HTTP %d, want ambiguous, written, %d: %v", name, e.Class, e.Written, e.HTTPStatus, tc.status, err)
		}
		if n := len(s.seen()); n != 1 {
			t.Errorf("%s: %d requests", name, n)
		}
		noCanary(t, name, everyForm(err))
	}
}

func TestQueriesThatProveNothingAreTriedAgain(t *testing.T) {
	for name, answer := range map[string]http.HandlerFunc{
		"cut":           func(w http.ResponseWriter, _ *http.Request) { hijack(t, w, "") },
		"empty":         answering(200, ""),
		"HTML":          answering(200, "<html></html>"),
		"no request id": answering(200, `{"TotalItemNum":0,"Data":{"TaskInfo":[]}}`),
		"no rows":       answering(200, `{"RequestId":"R"}`),
		"redirect":      answering(302, ""),
		"bad number":    answering(200, `{"RequestId":"R","TotalItemNum":"many","Data":{}}`),
	} {
		s := serve(t, answer)
		_, err := clientOf(t, s).Tasks(bg(t), TasksQuery{})
		if e := asError(t, err); e.Class != BackOff {
			t.Errorf("%s: class %s: %v", name, e.Class, err)
		}
		if n := len(s.seen()); n != 1 {
			t.Errorf("%s: %d requests", name, n)
		}
	}
}

func TestErrorsKeepTheServicesWordsButNotTheValues(t *testing.T) {
	echo := "city canary city of CANARY PERSON <canary%40person.example> 李四李四 " + testKeyID + " is wrong\\u0007\\u202e"
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Date", "Mon, 06 May 2024 02:00:00 GMT")
		refusing(400, "ParameterIllegall", echo)(w, r)
	})
	var observed []Call
	c := clientOf(t, s, func(cfg *Config) { cfg.Observe = func(call Call) { observed = append(observed, call) } })
	_, err := c.Submit(bg(t), testStamp(), aSubmit())
	e := asError(t, err)
	want := "city [City] of [RegistrantName] <[Email]> [ZhRegistrantName] [key] is wrong"
	if e.Class != Permanent || e.Code != "ParameterIllegall" || e.Message != want || e.HTTPStatus != 400 ||
		e.RequestID != "C0FFEE00-0000-4000-8000-000000000001" || !e.ServerTime.Equal(time.Date(2024, 5, 6, 2, 0, 0, 0, time.UTC)) {
		t.Errorf("error is %#v", e)
	}
	text := everyForm(err)
	noCanary(t, "error", text)
	if !strings.Contains(err.Error(), "ParameterIllegall: city [City]") || !strings.Contains(err.Error(), "C0FFEE00") {
		t.Errorf("error reads %q", err)
	}
	if len(observed) != 1 || observed[0].Class != Permanent || observed[0].Code != "ParameterIllegall" || !observed[0].Sent ||
		observed[0].HTTPStatus != 400 || observed[0].RequestID != e.RequestID || observed[0].Kind != Submit {
		t.Errorf("observed %+v", observed)
	}
	noCanary(t, "observed call", fmt.Sprintf("%+v", observed))
}

func TestARefusedSignatureDoesNotShowWhatWasSigned(t *testing.T) {
	message := "Specified signature is not matched with our calculation. server string to sign is:POST&%2F&Address%3Dx%26RegistrantName%3Dcanary%2520person"
	s := serve(t, refusing(403, "SignatureDoesNotMatch", message))
	_, err := clientOf(t, s).Submit(bg(t), testStamp(), aSubmit())
	e := asError(t, err)
	if e.Class != Fatal || !strings.Contains(e.Message, "not matched") {
		t.Errorf("error is %#v", e)
	}
	noCanary(t, "error", everyForm(err))
}

func TestXMLErrorsAreUnderstood(t *testing.T) {
	s := serve(t, answering(400, `<?xml version="1.0" encoding="UTF-8"?><Error><RequestId>C0FFEE00</RequestId><HostId>h</HostId><Code>DomainNotExist</Code><Message>The domain name does not exist.</Message></Error>`))
	_, err := clientOf(t, s).Submit(bg(t), testStamp(), aSubmit())
	if e := asError(t, err); e.Class != Permanent || e.Code != "DomainNotExist" || e.RequestID != "C0FFEE00" {
		t.Errorf("error is %#v", e)
	}
}

func TestThrottlingSaysHowLong(t *testing.T) {
	cases := []struct {
		headers m
		want    time.Duration
	}{
		{m{"x-ratelimit-user-api": "Limit:10,Remain:0,Time:1000,TimeLeft:730", "x-ratelimit-user": "Limit:5, TimeLeft: 1200"}, 1200 * time.Millisecond},
		{m{"x-ratelimit-user-api": "timeleft:730", "Retry-After": "9"}, 730 * time.Millisecond},
		{m{"Retry-After": "9"}, 9 * time.Second},
		{m{"Date": "Mon, 06 May 2024 02:00:00 GMT", "Retry-After": "Mon, 06 May 2024 02:00:30 GMT"}, 30 * time.Second},
		{m{"Retry-After": "999999999999999999999"}, 0},
		{m{"Retry-After": "99999999"}, time.Hour},
		{m{"x-ratelimit-user-api": "TimeLeft:9223372036854775807"}, time.Hour},
		{m{"x-ratelimit-user-api": "TimeLeft:x,TimeLeft:-5", "Retry-After": "-1"}, 0},
		{m{}, 0},
	}
	for _, tc := range cases {
		for _, code := range []string{"Throttling", "Throttling.User", "Throttling.Api", "API_Block"} {
			s := serve(t, func(w http.ResponseWriter, r *http.Request) {
				for name, value := range tc.headers {
					w.Header().Set(name, value)
				}
				refusing(400, code, "Request was denied due to request throttling.")(w, r)
			})
			_, err := clientOf(t, s).Submit(bg(t), testStamp(), aSubmit())
			e := asError(t, err)
			if e.Class != BackOff || !e.Throttled() || e.RetryAfter != tc.want {
				t.Errorf("%v %s: class %s, throttled %t, wait %s, want %s", tc.headers, code, e.Class, e.Throttled(), e.RetryAfter, tc.want)
			}
		}
	}
}

func TestAWrongClockCanBeCorrected(t *testing.T) {
	server := time.Date(2024, 5, 6, 2, 0, 0, 0, time.UTC)
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Date", server.Format(http.TimeFormat))
		at, _ := time.Parse(time.RFC3339, r.Header.Get("X-Acs-Date"))
		if at.Sub(server).Abs() > 15*time.Minute {
			refusing(400, "InvalidTimeStamp.Expired", "Specified time stamp or date value is expired.")(w, r)
			return
		}
		answering(200, accepted)(w, r)
	})
	c := clientOf(t, s, func(cfg *Config) { cfg.Now = func() time.Time { return server.Add(-time.Hour) } })
	_, err := c.Submit(bg(t), c.NewStamp(), aSubmit())
	e := asError(t, err)
	if e.Class != Fatal || !e.ClockRefused() || !e.ServerTime.Equal(server) {
		t.Fatalf("error is %#v", e)
	}
	c.CorrectClock(e.ServerTime)
	if _, err := c.Submit(bg(t), c.NewStamp(), aSubmit()); err != nil {
		t.Errorf("after the correction: %v", err)
	}
}

// A refused connection, a name that does not resolve and a broken TLS
// handshake prove that nothing was sent.
func TestNothingLeftTheHost(t *testing.T) {
	mute, err := net.Listen("tcp", "127.0.0.1:0") // accepts and says nothing
	if err != nil {
		t.Fatal(err)
	}
	defer mute.Close()
	plainHTTP := serve(t, answering(200, accepted))
	cases := map[string]string{
		"refused connection": "http://127.0.0.1:1", // a port below 1024 that nobody uses
		"no TLS there":       strings.Replace(plainHTTP.URL, "http://", "https://", 1),
		"handshake hangs":    "https://" + mute.Addr().String(),
	}
	for name, url := range cases {
		for _, kind := range []Kind{Submit, Query} {
			c, err := New(Config{Site: SiteCN, Endpoint: url, Credential: StaticCredential(testKeyID, testSecret, ""), Getenv: noEnv, ConnectTimeout: 300 * time.Millisecond, Timeout: 5 * time.Second})
			if err != nil {
				t.Fatal(err)
			}
			if kind == Submit {
				_, err = c.Submit(bg(t), testStamp(), aSubmit())
			} else {
				_, err = c.Tasks(bg(t), TasksQuery{})
			}
			e := asError(t, err)
			if e.Class != Safe || e.Written || e.HTTPStatus != 0 {
				t.Errorf("%s, %s: class %s, written %t: %v", name, kind, e.Class, e.Written, err)
			}
			noCanary(t, name, everyForm(err))
		}
	}
	if n := len(plainHTTP.seen()); n != 0 {
		t.Errorf("%d requests arrived in plain text", n)
	}
}

func TestCancellationTellsWhetherTheRequestLeft(t *testing.T) {
	arrived, release := make(chan struct{}, 8), make(chan struct{})
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		arrived <- struct{}{}
		<-release
	})
	defer close(release)
	c := clientOf(t, s)

	gone, cancel := context.WithCancel(bg(t))
	cancel()
	_, err := c.Submit(gone, testStamp(), aSubmit())
	if e := asError(t, err); e.Class != Safe || e.Written || !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled before: class %s, written %t: %v", e.Class, e.Written, err)
	}

	ctx, cancel := context.WithCancel(bg(t))
	go func() { <-arrived; cancel() }()
	_, err = c.Submit(ctx, testStamp(), aSubmit())
	if e := asError(t, err); e.Class != Ambiguous || !e.Written || !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled after: class %s, written %t: %v", e.Class, e.Written, err)
	}

	ctx, cancel = context.WithTimeout(bg(t), 100*time.Millisecond)
	defer cancel()
	_, err = c.Submit(ctx, testStamp(), aSubmit())
	if e := asError(t, err); e.Class != Ambiguous || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("deadline: class %s: %v", e.Class, err)
	}

	short := clientOf(t, s, func(cfg *Config) { cfg.Timeout = 100 * time.Millisecond })
	_, err = short.Submit(bg(t), testStamp(), aSubmit())
	var netErr net.Error
	if e := asError(t, err); e.Class != Ambiguous || !e.Written || !errors.As(err, &netErr) || !netErr.Timeout() {
		t.Errorf("own time limit: class %s: %v", e.Class, err)
	}
	noCanary(t, "time-out", everyForm(err))
	_, err = short.Tasks(bg(t), TasksQuery{})
	if e := asError(t, err); e.Class != BackOff {
		t.Errorf("query's time limit: class %s: %v", e.Class, err)
	}
}

// A body that trickles must end with the time limit too.
func TestTheTimeLimitCoversTheBody(t *testing.T) {
	release := make(chan struct{})
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, `{"RequestId":`)
		w.(http.Flusher).Flush()
		<-release
	})
	defer close(release)
	_, err := clientOf(t, s, func(cfg *Config) { cfg.Timeout = 200 * time.Millisecond }).Submit(bg(t), testStamp(), aSubmit())
	if e := asError(t, err); e.Class != Ambiguous || e.HTTPStatus != 200 {
		t.Errorf("class %s: %v", e.Class, err)
	}
}

func TestAHugeAnswerIsNotRead(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		chunk := strings.Repeat(" ", 1<<16)
		for range 64 { // 4 MB against a limit of 1 MB
			if _, err := io.WriteString(w, chunk); err != nil {
				return
			}
		}
		_, _ = io.WriteString(w, accepted)
	})
	c := clientOf(t, s)
	c.doer.maxBody = 1 << 20
	_, err := c.Submit(bg(t), testStamp(), aSubmit())
	if e := asError(t, err); e.Class != Ambiguous || !errors.Is(err, errTooLong) {
		t.Errorf("class %s: %v", e.Class, err)
	}
}
