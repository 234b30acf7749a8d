package alidomain

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"syscall"
	"time"

	"golang.org/x/net/http/httpproxy"
)

// exchange is what one HTTP request came to. It travels in the context,
// because the vendor's client replaces the error when the context has ended
// and drops the headers.
type exchange struct {
	kind      Kind
	userAgent string

	called  bool // the request was built and signed
	written bool
	status  int
	header  http.Header
	body    []byte
	err     error // safe to show
}

type exchangeKey struct{}

// doer sends what the vendor's client has signed. It implements that client's
// HttpClient.
type doer struct {
	submits *http.Client // a fresh connection for each request
	queries *http.Client // kept alive
	maxBody int64
}

func newDoer(cfg Config, ep endpoint) *doer {
	return &doer{
		submits: httpClient(cfg, ep, true),
		queries: httpClient(cfg, ep, false),
		maxBody: 16 << 20,
	}
}

// httpClient makes a client that sends a request once. A kept-alive
// connection that died in between makes net/http send again under some
// conditions, and leaves the caller in doubt under all others; submits
// therefore never share one.
func httpClient(cfg Config, ep endpoint, fresh bool) *http.Client {
	dialer := &net.Dialer{Timeout: cfg.ConnectTimeout}
	if ep.scheme == "http" {
		dialer.Control = func(_, address string, _ syscall.RawConn) error { return onlyLoopback(address) }
	}
	proxy := (&httpproxy.Config{
		HTTPSProxy: first(cfg.Getenv, "HTTPS_PROXY", "https_proxy"),
		NoProxy:    first(cfg.Getenv, "NO_PROXY", "no_proxy"),
	}).ProxyFunc()
	return &http.Client{
		Timeout:       cfg.Timeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			Proxy:               func(r *http.Request) (*url.URL, error) { return proxy(r.URL) },
			DialContext:         dialer.DialContext,
			TLSHandshakeTimeout: cfg.ConnectTimeout,
			TLSClientConfig:     &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: cfg.RootCAs},
			DisableKeepAlives:   fresh,
			MaxIdleConnsPerHost: 16,
			IdleConnTimeout:     20 * time.Second,
			// No HTTP/2: it repeats requests on its own after GOAWAY.
			TLSNextProto: map[string]func(string, *tls.Conn) http.RoundTripper{},
		},
	}
}

func first(getenv func(string) string, names ...string) string {
	for _, name := range names {
		if v := getenv(name); v != "" {
			return v
		}
	}
	return ""
}

// noAnswer is what the vendor's client gets to read: the answer itself is
// read from the exchange.
func noAnswer(req *http.Request) *http.Response {
	return &http.Response{
		StatusCode: http.StatusOK, Status: "200 OK", Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{}, Body: io.NopCloser(bytes.NewReader(nil)), Request: req,
	}
}

var errNoExchange = errors.New("request outside a call")

// Call implements dara.HttpClient. The transport it is offered is not used.
func (d *doer) Call(req *http.Request, _ *http.Transport) (*http.Response, error) {
	x, ok := req.Context().Value(exchangeKey{}).(*exchange)
	if !ok || x.called {
		return nil, errNoExchange // a second request within one call would be a retry
	}
	x.called = true
	client := d.submits
	if x.kind == Query {
		client = d.queries
	}
	x.send(client, req, d.maxBody)
	if x.err != nil {
		return nil, x.err
	}
	return noAnswer(req), nil
}

// send sends the request and reads the whole answer.
func (x *exchange) send(client *http.Client, req *http.Request, maxBody int64) {
	req.GetBody = nil // net/http must have no means to send it again
	req.Header.Del("Proxy-Authorization")
	req.Header["User-Agent"] = []string{x.userAgent}
	// Whoever has a connection may have written to it, even if the write is
	// only seen later: net/http writes in a goroutine of its own, and a
	// cancelled call does not wait for it. Before that nothing has left.
	trace := &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { x.written = true }}
	resp, err := client.Do(req.WithContext(httptrace.WithClientTrace(req.Context(), trace)))
	if err != nil {
		x.err = safeCause(req.Context(), err)
		return
	}
	defer resp.Body.Close()
	x.status, x.header = resp.StatusCode, resp.Header
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxBody+1))
	switch {
	case err != nil:
		x.err = safeCause(req.Context(), err)
	case int64(len(body)) > maxBody:
		x.err = errTooLong
	default:
		x.body = body
	}
}

// The causes that callers may see when there is no answer that can be read.
var (
	errTooLong    = errors.New("the answer is longer than any answer should be")
	errCut        = errors.New("the connection was cut before the answer was complete")
	errBroken     = errors.New("the answer cannot be read as HTTP")
	errTimedOut   = &timeoutError{}
	errTLSRefused = errors.New("the service's certificate cannot be trusted, or TLS failed")
)

// timeoutError is a time-out of the call itself, not of the caller's context.
type timeoutError struct{}

func (*timeoutError) Error() string   { return "no answer in time" }
func (*timeoutError) Timeout() bool   { return true }
func (*timeoutError) Temporary() bool { return true }

// safeCause reduces an error of net/http to one that holds no URL and nothing
// that was sent or received. net/http quotes answers that it cannot read, and
// a proxy may echo the request in one.
func safeCause(ctx context.Context, err error) error {
	if cause := ctx.Err(); cause != nil {
		return cause
	}
	var (
		netErr  net.Error
		dns     *net.DNSError
		op      *net.OpError
		certErr *tls.CertificateVerificationError
		alert   tls.AlertError
		record  tls.RecordHeaderError
	)
	switch {
	case errors.As(err, &netErr) && netErr.Timeout():
		return errTimedOut
	case errors.As(err, &certErr), errors.As(err, &alert), errors.As(err, &record):
		return errTLSRefused
	case errors.As(err, &dns):
		return &net.DNSError{Err: dns.Err, Name: dns.Name, IsNotFound: dns.IsNotFound, IsTemporary: dns.IsTemporary}
	case errors.As(err, &op) && op.Op == "dial":
		return &net.OpError{Op: op.Op, Net: op.Net, Addr: op.Addr, Err: op.Err}
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF),
		errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return errCut
	case errors.As(err, &op) && op.Op == "proxyconnect":
		return errors.New("the HTTPS proxy cannot be reached")
	}
	return errBroken
}
