package notify

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// request is what a receiver got.
type request struct {
	url    url.URL
	header http.Header
	body   string
}

// receiver is a service that keeps what it gets and answers as it is told to.
type receiver struct {
	*httptest.Server
	mu  sync.Mutex
	got []request
}

// receiving serves; the answers are given in turn, the last one for ever.
func receiving(t *testing.T, answers ...http.HandlerFunc) *receiver {
	t.Helper()
	r := &receiver{}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		body, err := io.ReadAll(req.Body)
		if err != nil {
			t.Error(err)
		}
		r.mu.Lock()
		r.got = append(r.got, request{*req.URL, req.Header.Clone(), string(body)})
		n := min(len(r.got), len(answers))
		r.mu.Unlock()
		answers[n-1](w, req)
	}))
	t.Cleanup(r.Close)
	return r
}

func (r *receiver) all() []request {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]request(nil), r.got...)
}

func answer(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		io.WriteString(w, body)
	}
}

const secret = "SECa-shared-secret"

var now = time.Date(2026, 11, 22, 6, 37, 0, 123e6, time.UTC)

func plainHTTP() HTTP {
	return HTTP{Now: func() time.Time { return now }, UserAgent: "domainbatch/test", Getenv: func(string) string { return "" }}
}

func addressOf(t *testing.T, text string) *Address {
	t.Helper()
	to, err := ParseAddress(text)
	if err != nil {
		t.Fatal(err)
	}
	return to
}

func ended() *Summary {
	code, oldest, until := 4, now.Add(-time.Hour), now.AddDate(0, 0, 15)
	return &Summary{
		Version: Version, ID: "0f6b9e1c-0000-4000-8000-000000000001", Event: Partial, Also: []Event{Pending}, Tool: "domainbatch test", Command: "apply",
		Session: "0f6b9e1c-0000-4000-8000-000000000002", Run: "20261122-063700-k3f9", File: "<b>@all</b> [x](https://evil.example)\r\nBcc: x.csv", Site: "cn", Account: "LTAI…abcd",
		Started: now.Add(-time.Minute), Finished: now, Seconds: 60, Exit: &code, Reason: "finished", Code: "Throttling", Rows: map[string]int{"OK": 10, "FAILED": 2},
		Calls: map[string]int{"PollTaskResult": 3}, Throttled: 1, Rate: 2, PendingTasks: 1, OldestPending: &oldest, PendingAge: 3600, UnknownRows: 1,
		FollowUps: []FollowUp{{Kind: "mail", Count: 2, Until: &until}}, Next: "domainbatch resume 20261122-063700-k3f9",
	}
}

// A webhook is signed as its documentation says: whoever follows that finds
// the signature right, and wrong when a byte of body or time differs.
func TestWebhookSignsTimeAndBody(t *testing.T) {
	at := receiving(t, answer(http.StatusNoContent, ""))
	if err := NewWebhook(addressOf(t, at.URL+"/in?key=1"), secret, plainHTTP()).Send(context.Background(), ended()); err != nil {
		t.Fatal(err)
	}
	got := at.all()[0]
	seconds, digits, ok := strings.Cut(strings.TrimPrefix(got.header.Get("Domainbatch-Signature"), "t="), ",v1=")
	verify := func(body string) bool {
		mac := hmac.New(sha256.New, []byte(secret))
		io.WriteString(mac, seconds+"."+body)
		want, err := hex.DecodeString(digits)
		return err == nil && hmac.Equal(mac.Sum(nil), want)
	}
	if !ok || seconds != strconv.FormatInt(now.Unix(), 10) || !verify(got.body) || verify(got.body+" ") {
		t.Errorf("the signature %q does not fit", got.header.Get("Domainbatch-Signature"))
	}
	if got.url.RequestURI() != "/in?key=1" || got.header.Get("Domainbatch-Event") != "partial" || got.header.Get("Domainbatch-Delivery") != ended().ID {
		t.Errorf("sent to %s with %v", &got.url, got.header)
	}
	var back Summary
	if err := json.Unmarshal([]byte(got.body), &back); err != nil || back.Run != ended().Run || *back.Exit != 4 {
		t.Errorf("body %s: %v", got.body, err)
	}
}

func TestAnUnsignedWebhookSaysSo(t *testing.T) {
	at := receiving(t, answer(http.StatusOK, "thanks"))
	if err := NewWebhook(addressOf(t, at.URL), "", plainHTTP()).Send(context.Background(), ended()); err != nil {
		t.Fatal(err)
	}
	if _, signed := at.all()[0].header["Domainbatch-Signature"]; signed {
		t.Error("signed without a secret")
	}
}

// The robots check signatures as their services document it.
func TestDingTalkIsSignedInTheQuery(t *testing.T) {
	at := receiving(t, answer(http.StatusOK, `{"errcode":0,"errmsg":"ok"}`))
	if err := NewDingTalk(addressOf(t, at.URL+"/robot/send?access_token=tok"), secret, "zh", plainHTTP()).Send(context.Background(), ended()); err != nil {
		t.Fatal(err)
	}
	query := at.all()[0].url.Query()
	mac := hmac.New(sha256.New, []byte(secret))
	io.WriteString(mac, query.Get("timestamp")+"\n"+secret)
	if query.Get("access_token") != "tok" || query.Get("timestamp") != "1795329420123" || query.Get("sign") != base64.StdEncoding.EncodeToString(mac.Sum(nil)) {
		t.Errorf("query %v", query)
	}
	var body struct {
		Msgtype  string
		Markdown struct{ Title, Text string }
	}
	if err := json.Unmarshal([]byte(at.all()[0].body), &body); err != nil || body.Msgtype != "markdown" || !strings.Contains(body.Markdown.Text, "退出码: 4") {
		t.Errorf("body %s: %v", at.all()[0].body, err)
	}
}

func TestFeishuIsSignedInTheBody(t *testing.T) {
	at := receiving(t, answer(http.StatusOK, `{"code":0,"msg":"success","data":{}}`))
	if err := NewFeishu(addressOf(t, at.URL+"/open-apis/bot/v2/hook/tok"), secret, "en", plainHTTP()).Send(context.Background(), ended()); err != nil {
		t.Fatal(err)
	}
	var body struct {
		Timestamp, Sign string
		Type            string `json:"msg_type"`
		Card            struct{ Header, Elements any }
	}
	if err := json.Unmarshal([]byte(at.all()[0].body), &body); err != nil {
		t.Fatal(err)
	}
	mac := hmac.New(sha256.New, []byte(body.Timestamp+"\n"+secret)) // of nothing, with that as the key
	if body.Timestamp != "1795329420" || body.Sign != base64.StdEncoding.EncodeToString(mac.Sum(nil)) || body.Type != "interactive" {
		t.Errorf("body %s", at.all()[0].body)
	}
}

// A service that answers 200 and says in the body that it refused is not taken
// for one that was told, and only what passes is tried again.
func TestRefusalsInTheBodyAreSeen(t *testing.T) {
	for _, c := range []struct {
		kind, answer string
		fails, again bool
	}{
		{"dingtalk", `{"errcode":0,"errmsg":"ok"}`, false, false},
		{"dingtalk", `{"errcode":310000,"errmsg":"sign not match"}`, true, false},
		{"dingtalk", `{"errcode":130101,"errmsg":"send too fast"}`, true, true},
		{"dingtalk", `{"errcode":-1,"errmsg":"busy"}`, true, true},
		{"dingtalk", `<html>`, true, false},
		{"wecom", `{"errcode":0,"errmsg":"ok"}`, false, false},
		{"wecom", `{"errcode":93000,"errmsg":"invalid webhook url"}`, true, false},
		{"wecom", `{"errcode":45009,"errmsg":"api freq out of limit"}`, true, true},
		{"wecom", `{}`, true, false},
		{"feishu", `{"code":0,"msg":"success"}`, false, false},
		{"feishu", `{"code":19021,"msg":"sign match fail or timestamp is not within one hour from current time"}`, true, false},
		{"feishu", `{"code":11232,"msg":"frequency limited"}`, true, true},
		{"slack", "ok", false, false},
	} {
		at := receiving(t, answer(http.StatusOK, c.answer))
		to := addressOf(t, at.URL+"/token-path")
		sender := map[string]Sender{
			"dingtalk": NewDingTalk(to, "", "en", plainHTTP()), "wecom": NewWeCom(to, "en", plainHTTP()),
			"feishu": NewFeishu(to, "", "en", plainHTTP()), "slack": NewSlack(to, "en", plainHTTP()),
		}[c.kind]
		err := sender.Send(context.Background(), ended())
		refusal, _ := err.(*Refusal)
		if (err != nil) != c.fails || c.fails && refusal.Again != c.again {
			t.Errorf("%s, %s: %v", c.kind, c.answer, err)
		}
		if err != nil && (strings.Contains(err.Error(), "token") || strings.Contains(err.Error(), "busy")) {
			t.Errorf("%s: %v repeats what it should not", c.kind, err)
		}
	}
}

// What comes from outside, such as the name of a file, cannot mention anybody,
// hide a link or end a header, and the longest message stays within the limits.
func TestMessagesCannotBeSteeredAndAreShortEnough(t *testing.T) {
	s := ended()
	for _, long := range []bool{false, true} {
		if long {
			s.File = strings.Repeat("名", 9000) + ".csv"
		}
		for _, kind := range []string{"dingtalk", "wecom", "feishu", "slack"} {
			at := receiving(t, answer(http.StatusOK, `{"errcode":0,"code":0}`))
			to := addressOf(t, at.URL)
			sender := map[string]Sender{
				"dingtalk": NewDingTalk(to, "", "en", plainHTTP()), "wecom": NewWeCom(to, "en", plainHTTP()),
				"feishu": NewFeishu(to, "", "en", plainHTTP()), "slack": NewSlack(to, "en", plainHTTP()),
			}[kind]
			if err := sender.Send(context.Background(), s); err != nil {
				t.Fatalf("%s: %v", kind, err)
			}
			body := at.all()[0].body
			if strings.ContainsAny(body, "<>@") || strings.Contains(body, "](") || strings.Contains(body, `\r`) {
				t.Errorf("%s: %s", kind, body)
			}
			if len(body) > 20000 || !json.Valid([]byte(body)) || strings.Contains(body, `\ufffd`) {
				t.Errorf("%s: %d bytes", kind, len(body))
			}
			if content := stringAt(t, body, "markdown", "content"); kind == "wecom" && (content == "" || len(content) > 4096) {
				t.Errorf("wecom: %d bytes of markdown", len(content))
			}
		}
	}
}

func stringAt(t *testing.T, body string, path ...string) string {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(body), &v); err != nil {
		t.Fatal(err)
	}
	for _, name := range path {
		m, _ := v.(map[string]any)
		v = m[name]
	}
	text, _ := v.(string)
	return text
}

// A heartbeat is told in the manner of healthchecks.io.
func TestHeartbeatsSayHowItEnded(t *testing.T) {
	for _, c := range []struct {
		event Event
		exit  int
		want  string
	}{
		{Start, 0, "/ping/uuid/start"}, {Success, 0, "/ping/uuid"}, {Unchanged, 0, "/ping/uuid"}, {Pending, 9, "/ping/uuid"},
		{Partial, 4, "/ping/uuid/4"}, {Failure, 130, "/ping/uuid/130"}, {Unknown, 10, "/ping/uuid/10"},
	} {
		at := receiving(t, answer(http.StatusOK, "OK"))
		s := ended()
		s.Event, s.Exit = c.event, &c.exit
		if c.event == Start {
			s.Exit = nil
		}
		if err := NewHeartbeat(addressOf(t, at.URL+"/ping/uuid/"), "en", plainHTTP()).Send(context.Background(), s); err != nil {
			t.Fatal(err)
		}
		got := at.all()[0]
		path := strings.TrimSuffix(got.url.Path, "/")
		if path != c.want || got.url.Query().Get("rid") != s.Session || !strings.Contains(got.body, s.Run) {
			t.Errorf("%s %d: %s, %q", c.event, c.exit, got.url.RequestURI(), got.body)
		}
	}
}
