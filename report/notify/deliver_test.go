package notify

import (
	"context"
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

var quick = Policy{Attempts: 4, Pause: time.Millisecond, Deadline: time.Minute}

func webhookAt(t *testing.T, url string) Receiver {
	t.Helper()
	return Receiver{Name: "webhook", On: Events(), Sender: NewWebhook(addressOf(t, url), secret, plainHTTP())}
}

// What passes is tried again, what stays is not, and no receiver is tried more
// often than the policy says.
func TestAttemptsAreCounted(t *testing.T) {
	busy, gone, ok := answer(http.StatusServiceUnavailable, ""), answer(http.StatusNotFound, ""), answer(http.StatusOK, "")
	for name, c := range map[string]struct {
		answers  []http.HandlerFunc
		attempts int
		fails    string
	}{
		"told at once":         {[]http.HandlerFunc{ok}, 1, ""},
		"told at the third":    {[]http.HandlerFunc{busy, answer(http.StatusTooManyRequests, ""), ok}, 3, ""},
		"never told":           {[]http.HandlerFunc{busy}, 4, "HTTP 503"},
		"not there":            {[]http.HandlerFunc{gone}, 1, "HTTP 404"},
		"hangs up, then takes": {[]http.HandlerFunc{func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, ok}, 2, ""},
	} {
		at := receiving(t, c.answers...)
		got := Deliver(context.Background(), []Receiver{webhookAt(t, at.URL+"/secret-path")}, ended(), quick)
		if len(got) != 1 || got[0].Attempts != c.attempts || len(at.all()) != c.attempts || (got[0].Err == nil) != (c.fails == "") {
			t.Errorf("%s: %+v, %d requests", name, got, len(at.all()))
			continue
		}
		if err := got[0].Err; err != nil && (!strings.Contains(err.Error(), c.fails) || strings.Contains(err.Error(), "secret-path")) {
			t.Errorf("%s: %v", name, err)
		}
		for _, r := range at.all() {
			if r.body != at.all()[0].body {
				t.Errorf("%s: the attempts say different things", name)
			}
		}
	}
}

// One that asks for more patience than there is, is given up at once; one that
// asks for a little gets it.
func TestRetryAfterIsRespected(t *testing.T) {
	var first atomic.Int64
	wait := func(seconds string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			first.Store(time.Now().UnixNano())
			w.Header().Set("Retry-After", seconds)
			w.WriteHeader(http.StatusTooManyRequests)
		}
	}
	at := receiving(t, wait("1"), answer(http.StatusOK, ""))
	got := Deliver(context.Background(), []Receiver{webhookAt(t, at.URL)}, ended(), quick)
	if got[0].Err != nil || got[0].Attempts != 2 || time.Since(time.Unix(0, first.Load())) < time.Second {
		t.Errorf("%+v", got)
	}
	at = receiving(t, wait("3000"), answer(http.StatusOK, ""))
	if got = Deliver(context.Background(), []Receiver{webhookAt(t, at.URL)}, ended(), quick); got[0].Err == nil || got[0].Attempts != 1 {
		t.Errorf("%+v", got)
	}
}

// The deadline holds against a receiver that never answers, and does not keep
// the others from being told.
func TestTheDeadlineHolds(t *testing.T) {
	asleep := make(chan struct{})
	silent := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-asleep:
		case <-r.Context().Done():
		}
	}))
	defer silent.Close()
	defer close(asleep)
	at := receiving(t, answer(http.StatusOK, ""))
	got := Deliver(context.Background(), []Receiver{webhookAt(t, silent.URL), webhookAt(t, at.URL)}, ended(), Policy{Deadline: 300 * time.Millisecond})
	if got[0].Err == nil || !strings.Contains(got[0].Err.Error(), "in time") || got[1].Err != nil {
		t.Errorf("%+v", got)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if got = Deliver(ctx, []Receiver{webhookAt(t, silent.URL)}, ended(), quick); got[0].Err == nil || got[0].Attempts != 1 {
		t.Errorf("%+v", got)
	}
}

// A redirect within the host is followed with the message; one to another host
// is not, and gets nothing.
func TestRedirectsStayOnTheHost(t *testing.T) {
	other := receiving(t, answer(http.StatusOK, ""))
	at := receiving(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/new", http.StatusTemporaryRedirect)
	}, answer(http.StatusOK, ""))
	if got := Deliver(context.Background(), []Receiver{webhookAt(t, at.URL)}, ended(), quick); got[0].Err != nil || at.all()[1].body != at.all()[0].body {
		t.Errorf("%+v", got)
	}
	for _, status := range []int{http.StatusFound, http.StatusTemporaryRedirect, http.StatusPermanentRedirect} {
		at = receiving(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, other.URL, status) })
		got := Deliver(context.Background(), []Receiver{webhookAt(t, at.URL)}, ended(), quick)
		if got[0].Err == nil || got[0].Attempts != 1 || len(other.all()) > 0 {
			t.Errorf("%d: %+v", status, got)
		}
	}
}

type explodes struct{}

func (explodes) Send(context.Context, *Summary) error { panic("secret in a panic") }

// Whatever a sender does, telling comes to its end.
func TestASenderThatPanicsHasFailed(t *testing.T) {
	got := Deliver(context.Background(), []Receiver{{Name: "x", On: Events(), Sender: explodes{}}}, ended(), quick)
	if got[0].Err == nil || strings.Contains(got[0].Err.Error(), "secret") {
		t.Errorf("%+v", got)
	}
}

func TestEachGetsTheEventsItWants(t *testing.T) {
	s := ended() // partial, also pending
	for _, c := range []struct {
		on   []Event
		want bool
	}{{[]Event{Partial}, true}, {[]Event{Pending}, true}, {[]Event{Success, Failure}, false}, {nil, false}, {Usual(), true}} {
		if Wanted(c.on, s) != c.want {
			t.Errorf("%v", c.on)
		}
	}
	if on, err := ParseEvents([]string{"failure", " Unknown"}); err != nil || len(on) != 2 {
		t.Errorf("%v %v", on, err)
	}
	if on, err := ParseEvents([]string{"all"}); err != nil || len(on) != len(Events()) {
		t.Errorf("%v %v", on, err)
	}
	if _, err := ParseEvents([]string{"sometimes"}); err == nil {
		t.Error("no error for an event that does not exist")
	}
}

// An address shows as its host, and only encrypted ones are taken, or those on
// this machine.
func TestAddresses(t *testing.T) {
	for text, want := range map[string]error{
		"https://hooks.example.com/T0/secret?key=secret": nil, "http://127.0.0.1:8080/x": nil, "http://[::1]/x": nil, "http://localhost:1": nil,
		"http://hooks.example.com/secret": ErrPlain, "http://127.0.0.1.example.com/": ErrPlain, "ftp://example.com/secret": ErrNoURL,
		"https://": ErrNoURL, "secret": ErrNoURL, "": ErrNoURL, "https://exa mple.com/secret": ErrNoURL, "https://a:secret": ErrNoURL,
	} {
		to, err := ParseAddress(text)
		if !errors.Is(err, want) || err != nil && strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v, want %v", text, err, want)
		}
		if err == nil && (strings.Contains(to.String(), "secret") || !strings.Contains(text, to.Host())) {
			t.Errorf("%s shows as %s", text, to)
		}
	}
}

// A certificate that nobody vouches for is refused, and not tried again as if
// the net were at fault.
func TestEncryptionIsChecked(t *testing.T) {
	at := httptest.NewUnstartedServer(answer(http.StatusOK, ""))
	at.Config.ErrorLog = log.New(io.Discard, "", 0) // it complains of being refused
	at.StartTLS()
	defer at.Close()
	got := Deliver(context.Background(), []Receiver{webhookAt(t, at.URL)}, ended(), quick)
	if err := got[0].Err; err == nil || !strings.Contains(err.Error(), "certificate") || got[0].Attempts != 1 {
		t.Errorf("%+v", got)
	}
	how := plainHTTP()
	how.Roots = at.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs
	if err := NewWebhook(addressOf(t, at.URL), "", how).Send(context.Background(), ended()); err != nil {
		t.Error(err)
	}
}

// The proxy of the environment is used for what is not on this machine.
func TestProxiesAreRespected(t *testing.T) {
	asked := make(chan string, 8)
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked <- r.Method + " " + r.Host
		w.WriteHeader(http.StatusBadGateway)
	}))
	defer proxy.Close()
	how := plainHTTP()
	how.Getenv = func(name string) string { return map[string]string{"HTTPS_PROXY": proxy.URL}[name] }
	if err := NewWebhook(addressOf(t, "https://hooks.example.com/secret"), "", how).Send(context.Background(), ended()); err == nil || strings.Contains(err.Error(), "secret") {
		t.Errorf("%v", err)
	}
	if got := <-asked; got != "CONNECT hooks.example.com:443" {
		t.Errorf("the proxy was asked for %s", got)
	}
}
