package alidomain

import (
	"bytes"
	"context"
	"io"
	"log"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

const (
	testKeyID  = "LTAIcanaryKeyId0001"
	testSecret = "canarySecret/0123456789abcdef"
)

// seen is one request as it arrived.
type seen struct {
	Method string
	URI    string
	Host   string
	Header http.Header
	Query  url.Values
	Form   url.Values
	Body   []byte
	Remote string
}

// params are the parameters of the request, wherever they travelled.
func (s seen) params() map[string]string {
	all := map[string]string{}
	for _, from := range []url.Values{s.Query, s.Form} {
		for name, values := range from {
			all[name] = strings.Join(values, "|")
		}
	}
	return all
}

// service is a server that keeps what it was sent and answers as told.
type service struct {
	*httptest.Server
	mu    sync.Mutex
	calls []seen
}

func (s *service) seen() []seen {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.calls)
}

func (s *service) only(t *testing.T) seen {
	t.Helper()
	all := s.seen()
	if len(all) != 1 {
		t.Fatalf("%d requests arrived, want 1", len(all))
	}
	return all[0]
}

func serve(t *testing.T, answer http.HandlerFunc) *service {
	t.Helper()
	s := &service{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Errorf("reading a request: %v", err)
		}
		form, err := url.ParseQuery(string(body))
		if err != nil {
			t.Errorf("the body is not a form: %v", err)
		}
		s.mu.Lock()
		s.calls = append(s.calls, seen{r.Method, r.RequestURI, r.Host, r.Header.Clone(), r.URL.Query(), form, body, r.RemoteAddr})
		s.mu.Unlock()
		r.Body = io.NopCloser(bytes.NewReader(body))
		answer(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

// answering gives the same answer to every request.
func answering(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json;charset=utf-8")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

const accepted = `{"RequestId":"7A1F2C3D-0B1E-4E77-9C55-0D8E61B2A001","TaskNo":"5b0c6f0e-6c1b-4c39-8a0e-1f6f5b8d2c11"}`

func refusing(status int, code, message string) http.HandlerFunc {
	return answering(status, `{"RequestId":"C0FFEE00-0000-4000-8000-000000000001","HostId":"domain.aliyuncs.com","Code":"`+code+`","Message":"`+message+`"}`)
}

func noEnv(string) string { return "" }

func clientOf(t *testing.T, s *service, change ...func(*Config)) *Client {
	t.Helper()
	cfg := Config{Site: SiteCN, Endpoint: s.URL, Credential: StaticCredential(testKeyID, testSecret, ""), Getenv: noEnv, Timeout: 5 * time.Second}
	for _, f := range change {
		f(&cfg)
	}
	c, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func onSite(site Site) func(*Config)   { return func(c *Config) { c.Site = site } }
func placed(p Placement) func(*Config) { return func(c *Config) { c.Placement = p } }
func lockOf(b bool) *bool              { return &b }
func testStamp() Stamp {
	return Stamp{Nonce: "nonce-1", Time: time.Date(2024, 1, 2, 3, 4, 5, 0, time.UTC)}
}
func bg(t *testing.T) context.Context   { return t.Context() }
func sorted(m map[string]string) string { return strings.Join(slices.Sorted(maps.Keys(m)), " ") }

// canaryContact has a value in every field that must not turn up in an error.
var canaryContact = Contact{
	RegistrantType: "1", Name: "canary person", Organization: "canary works", Country: "CN", Province: "canary province",
	City: "canary city", Address: "1 Main St. *~+&=", PostalCode: "QX31 0024", Email: "canary@person.example", TelArea: "86",
	Telephone: "13800000777", TelExt: "70707070707", ZhName: "李四李四", ZhOrganization: "金丝雀公司", ZhProvince: "浙江省会",
	ZhCity: "杭州市区", ZhAddress: "一号路一号",
}

func aSubmit() SubmitRequest {
	return SubmitRequest{Operation: OpNewContact, Domains: []string{"alpha-example.com", "中文.com"}, ContactType: "registrant",
		Contact: canaryContact, Lock: lockOf(true)}
}

var discardLog = log.New(io.Discard, "", 0)
