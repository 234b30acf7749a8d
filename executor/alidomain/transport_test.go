package alidomain

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

const oneDetail = `{"RequestId":"R","CurrentPageNum":1,"PageSize":1,"TotalItemNum":1,"TotalPageNum":1,"Data":{"TaskDetail":[]}}`

func TestSubmitsUseAFreshConnectionAndQueriesKeepTheirs(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Acs-Action") == string(OpNewContact) {
			answering(200, accepted)(w, r)
		} else {
			answering(200, oneDetail)(w, r)
		}
	})
	c := clientOf(t, s)
	for range 5 {
		if _, err := c.Submit(bg(t), NewStamp(time.Now()), aSubmit()); err != nil {
			t.Fatal(err)
		}
		if _, err := c.TaskDetails(bg(t), TaskDetailsQuery{TaskNo: "T"}); err != nil {
			t.Fatal(err)
		}
	}
	used := map[string]map[string]bool{"submit": {}, "query": {}}
	for _, call := range s.seen() {
		kind := "query"
		if call.Header.Get("X-Acs-Action") == string(OpNewContact) {
			kind = "submit"
		}
		used[kind][call.Remote] = true
	}
	if len(used["submit"]) != 5 || len(used["query"]) != 1 {
		t.Errorf("%d connections for 5 submits, %d for 5 queries; want 5 and 1", len(used["submit"]), len(used["query"]))
	}
}

// A server that closes each connection right after it accepted the second
// request on it is where net/http would like to send again.
func TestADeadConnectionIsNotAReasonToSendAgain(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	var requests atomic.Int32
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				r := bufio.NewReader(conn)
				for i := 0; ; i++ {
					req, err := http.ReadRequest(r)
					if err != nil {
						return
					}
					_, _ = io.Copy(io.Discard, req.Body)
					requests.Add(1)
					if i == 1 {
						return // no answer to the second
					}
					fmt.Fprintf(conn, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", len(oneDetail), oneDetail)
				}
			}()
		}
	}()
	c, err := New(Config{Site: SiteCN, Endpoint: "http://" + listener.Addr().String(), Credential: StaticCredential(testKeyID, testSecret, ""), Getenv: noEnv})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 6 {
		_, err := c.TaskDetails(bg(t), TaskDetailsQuery{TaskNo: "T"})
		if i%2 == 0 && err != nil {
			t.Fatalf("call %d: %v", i, err)
		}
		if i%2 == 1 {
			if e := asError(t, err); e.Class != BackOff || !e.Written {
				t.Errorf("call %d: class %s, written %t", i, e.Class, e.Written)
			}
		}
	}
	if got := requests.Load(); got != 6 {
		t.Errorf("%d requests for 6 calls", got)
	}
}

// net/http sends a request again only if it can have its body again.
func TestTheBodyOfASubmitCanBeReadOnce(t *testing.T) {
	s := serve(t, answering(200, accepted))
	c := clientOf(t, s, placed(PlaceBody))
	var again bool
	real := c.doer.submits.Transport
	c.doer.submits.Transport = roundTrip(func(r *http.Request) (*http.Response, error) {
		again = r.GetBody != nil
		return real.RoundTrip(r)
	})
	if _, err := c.Submit(bg(t), testStamp(), aSubmit()); err != nil {
		t.Fatal(err)
	}
	if again || len(s.only(t).Body) == 0 {
		t.Errorf("the body can be had again %t, %d bytes arrived", again, len(s.only(t).Body))
	}
}

func TestManyGoroutinesSendEachCallOnce(t *testing.T) {
	s := serve(t, answering(200, accepted))
	c := clientOf(t, s)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 10 {
				if _, err := c.Submit(t.Context(), c.NewStamp(), aSubmit()); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	nonces := map[string]bool{}
	for _, call := range s.seen() {
		nonces[call.Header.Get("X-Acs-Signature-Nonce")] = true
		if err := verify(call, testKeyID, testSecret); err != nil {
			t.Error(err)
		}
	}
	if len(nonces) != 80 || len(s.seen()) != 80 {
		t.Errorf("%d requests with %d nonces, want 80", len(s.seen()), len(nonces))
	}
}

func TestTLSIsChecked(t *testing.T) {
	tlsServer := func(change func(*tls.Config)) *httptest.Server {
		s := httptest.NewUnstartedServer(answering(200, accepted))
		s.TLS = &tls.Config{}
		change(s.TLS)
		s.Config.ErrorLog = discardLog
		s.StartTLS()
		t.Cleanup(s.Close)
		return s
	}
	submit := func(s *httptest.Server, roots *x509.CertPool) error {
		c, err := New(Config{Site: SiteCN, Endpoint: s.URL, Credential: StaticCredential(testKeyID, testSecret, ""), Getenv: noEnv, RootCAs: roots})
		if err != nil {
			t.Fatal(err)
		}
		_, err = c.Submit(bg(t), testStamp(), aSubmit())
		return err
	}
	pool := func(s *httptest.Server) *x509.CertPool {
		roots := x509.NewCertPool()
		roots.AddCert(s.Certificate())
		return roots
	}
	good := tlsServer(func(*tls.Config) {})
	if err := submit(good, pool(good)); err != nil {
		t.Errorf("a trusted certificate: %v", err)
	}
	if e := asError(t, submit(good, nil)); e.Class != Safe || e.Written {
		t.Errorf("an unknown certificate: class %s: %v", e.Class, e)
	}
	old := tlsServer(func(c *tls.Config) { c.MaxVersion = tls.VersionTLS11 })
	if e := asError(t, submit(old, pool(old))); e.Class != Safe || e.Written {
		t.Errorf("TLS 1.1: class %s: %v", e.Class, e)
	}
}

func TestEndpointsThatAreTakenAndRefused(t *testing.T) {
	cases := []struct {
		endpoint string
		other    bool
		want     string // scheme and host, "" when refused
	}{
		{"", false, "https domain.aliyuncs.com"},
		{"https://domain-intl.aliyuncs.com", false, "https domain-intl.aliyuncs.com"},
		{"https://domain.aliyuncs.com/", false, "https domain.aliyuncs.com"},
		{"domain.aliyuncs.com", false, "https domain.aliyuncs.com"},
		{"HTTPS://Domain.Aliyuncs.COM:443", false, "https domain.aliyuncs.com:443"},
		{"http://127.0.0.1:8080", false, "http 127.0.0.1:8080"},
		{"http://127.9.9.9:1", false, "http 127.9.9.9:1"},
		{"http://[::1]:8080", false, "http [::1]:8080"},
		{"http://localhost:8080", false, "http localhost:8080"},
		{"https://127.0.0.1:8443", false, "https 127.0.0.1:8443"},
		{"https://api.example.net", true, "https api.example.net"},

		{"https://api.example.net", false, ""},
		{"https://aliyuncs.com.example.net", false, ""},
		{"https://evilaliyuncs.com", false, ""},
		{"http://domain.aliyuncs.com", false, ""},
		{"http://domain.aliyuncs.com", true, ""},
		{"http://10.0.0.1:80", true, ""},
		{"http://127.0.0.1.example.net", true, ""},
		{"http://localhost.example.net", true, ""},
		{"http://0.0.0.0:80", true, ""},
		{"ftp://domain.aliyuncs.com", true, ""},
		{"https://user:canary@domain.aliyuncs.com", false, ""},
		{"https://domain.aliyuncs.com/path", false, ""},
		{"https://domain.aliyuncs.com?canary=1", false, ""},
		{"https://", false, ""},
		{"https://:443", false, ""},
		{"https://a b", false, ""},
		{"%zz", false, ""},
	}
	for _, tc := range cases {
		c, err := New(Config{Site: SiteCN, Endpoint: tc.endpoint, AllowOtherHost: tc.other, Credential: StaticCredential("a", "b", ""), Getenv: noEnv})
		got := ""
		if err == nil {
			got = c.endpoint.scheme + " " + c.Host()
		}
		if got != tc.want {
			t.Errorf("%q (other hosts %t): %q %v, want %q", tc.endpoint, tc.other, got, err, tc.want)
		}
		if err != nil && strings.Contains(err.Error(), "canary") {
			t.Errorf("%q: the error shows what was typed: %v", tc.endpoint, err)
		}
	}
}

// A name that claims to be this machine and resolves elsewhere gets nothing
// over plain http.
func TestPlainHTTPConnectsToLoopbackOnly(t *testing.T) {
	for address, ok := range map[string]bool{
		"127.0.0.1:80": true, "[::1]:80": true, "127.1.2.3:1": true,
		"10.0.0.1:80": false, "192.0.2.1:80": false, "[2001:db8::1]:80": false, "0.0.0.0:80": false, "x": false,
	} {
		if err := onlyLoopback(address); (err == nil) != ok {
			t.Errorf("%s: %v", address, err)
		}
	}
}

func TestConfigurationsThatCannotWork(t *testing.T) {
	good := Config{Site: SiteCN, Credential: StaticCredential("a", "b", ""), Getenv: noEnv}
	for name, change := range map[string]func(*Config){
		"site":       func(c *Config) { c.Site = "us" },
		"no site":    func(c *Config) { c.Site = "" },
		"credential": func(c *Config) { c.Credential = nil },
		"placement":  func(c *Config) { c.Placement = "header" },
		"lang":       func(c *Config) { c.Lang = "de" },
	} {
		cfg := good
		change(&cfg)
		if _, err := New(cfg); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// Proxies: HTTPS_PROXY with https only, never with loopback, and the proxy's
// password stays with the proxy.
func TestOnlyHTTPSGoesThroughTheHTTPSProxy(t *testing.T) {
	env := func(name string) string {
		return m{"HTTPS_PROXY": "http://user:canary@127.0.0.1:3128", "HTTP_PROXY": "http://127.0.0.1:1", "ALL_PROXY": "http://127.0.0.1:1", "NO_PROXY": "intern.aliyuncs.com"}[name]
	}
	for url, want := range map[string]string{
		"https://domain.aliyuncs.com": "127.0.0.1:3128",
		"https://intern.aliyuncs.com": "",
		"http://127.0.0.1:8080":       "",
		"https://127.0.0.1:8443":      "",
	} {
		c, err := New(Config{Site: SiteCN, Endpoint: url, Credential: StaticCredential("a", "b", ""), Getenv: env})
		if err != nil {
			t.Fatal(err)
		}
		req := httptest.NewRequest(http.MethodPost, url, nil)
		proxy, err := c.doer.submits.Transport.(*http.Transport).Proxy(req)
		got := ""
		if proxy != nil {
			got = proxy.Host
		}
		if err != nil || got != want {
			t.Errorf("%s goes through %q (%v), want %q", url, got, err, want)
		}
	}
}

// The vendor's client would put the proxy's password into the request itself.
func TestTheProxyPasswordIsNotSentToTheService(t *testing.T) {
	t.Setenv("HTTP_PROXY", "http://user:proxypass@127.0.0.1:1")
	t.Setenv("HTTPS_PROXY", "http://user:proxypass@127.0.0.1:1")
	s := serve(t, answering(200, accepted))
	if _, err := clientOf(t, s, func(c *Config) { c.Getenv = os.Getenv }).Submit(bg(t), testStamp(), aSubmit()); err != nil {
		t.Fatal(err)
	}
	for name, values := range s.only(t).Header {
		if strings.Contains(name+strings.Join(values, ""), "Proxy") || strings.Contains(strings.Join(values, ""), "proxypass") {
			t.Errorf("header %s: %v", name, values)
		}
	}
}

// DEBUG=dara makes the vendor's client print every request on standard
// output. The test runs itself in a process with that variable.
func TestDebugVariablesPrintNothing(t *testing.T) {
	if os.Getenv("ALIDOMAIN_TEST_CHILD") != "" {
		s := serve(t, answering(200, accepted))
		if _, err := clientOf(t, s).Submit(bg(t), testStamp(), aSubmit()); err != nil {
			t.Fatal(err)
		}
		fmt.Println("child was here")
		return
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestDebugVariablesPrintNothing$", "-test.v")
	cmd.Env = append(os.Environ(), "ALIDOMAIN_TEST_CHILD=1", "DEBUG=dara,tea,credential")
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "child was here") {
		t.Fatalf("child: %v\n%s", err, out)
	}
	noCanary(t, "standard output", string(out))
}
