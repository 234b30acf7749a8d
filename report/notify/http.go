package notify

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"syscall"
	"time"

	"golang.org/x/net/http/httpproxy"
)

// HTTP is how receivers on the web are reached.
type HTTP struct {
	Getenv    func(string) string // HTTPS_PROXY and NO_PROXY
	Now       func() time.Time
	UserAgent string
	Roots     *x509.CertPool // nil: those of the machine
	Timeout   time.Duration  // of one attempt, 10 s when 0
}

// Most of an answer that is read.
const mostAnswer = 64 << 10

// client makes a client for one receiver.
func (h HTTP) client(to *Address) *http.Client {
	dialer := &net.Dialer{Timeout: 5 * time.Second}
	if to.url.Scheme == "http" {
		dialer.Control = func(_, address string, _ syscall.RawConn) error { return onlyLoopback(address) }
	}
	proxy := (&httpproxy.Config{
		HTTPSProxy: h.env("HTTPS_PROXY", "https_proxy"), NoProxy: h.env("NO_PROXY", "no_proxy"),
	}).ProxyFunc()
	timeout := h.Timeout
	if timeout == 0 {
		timeout = 10 * time.Second
	}
	return &http.Client{
		Timeout:       timeout,
		CheckRedirect: sameHost,
		Transport: &http.Transport{
			Proxy:               func(r *http.Request) (*url.URL, error) { return proxy(r.URL) },
			DialContext:         dialer.DialContext,
			TLSHandshakeTimeout: 5 * time.Second,
			TLSClientConfig:     &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: h.Roots},
			DisableKeepAlives:   true,
			ForceAttemptHTTP2:   true,
		},
	}
}

func (h HTTP) env(names ...string) string {
	for _, name := range names {
		if h.Getenv == nil {
			return ""
		}
		if v := h.Getenv(name); v != "" {
			return v
		}
	}
	return ""
}

// sameHost follows a redirect within the host and scheme, when the message
// goes along: what is sent is meant for nobody else.
func sameHost(next *http.Request, before []*http.Request) error {
	first := before[0]
	if len(before) > 3 || next.Method != first.Method || next.URL.Host != first.URL.Host || next.URL.Scheme != first.URL.Scheme {
		return http.ErrUseLastResponse
	}
	return nil
}

// post makes one attempt and returns the body of an answer of success.
func (h HTTP) post(ctx context.Context, client *http.Client, address string, body []byte, header http.Header) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return nil, &Refusal{Reason: "the address cannot be used"}
	}
	req.Header = header
	req.Header.Set("User-Agent", h.UserAgent)
	resp, err := client.Do(req)
	if err != nil {
		reason, again := unsent(err)
		return nil, &Refusal{Reason: reason, Again: again && ctx.Err() == nil}
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(resp.Body, mostAnswer))
	switch status := resp.StatusCode; {
	case status >= 300 && status < 400:
		return nil, &Refusal{Reason: fmt.Sprintf("it leads elsewhere (HTTP %d), which is not followed", status)}
	case status < 200 || status >= 400:
		return nil, &Refusal{
			Reason: fmt.Sprintf("it answered HTTP %d", status), After: h.retryAfter(resp.Header),
			Again: status >= 500 || status == http.StatusTooManyRequests || status == http.StatusRequestTimeout,
		}
	case err != nil:
		return nil, &Refusal{Reason: "its answer broke off", Again: true}
	}
	return answer, nil
}

// retryAfter is how long an answer asks to wait: seconds, or a date.
func (h HTTP) retryAfter(header http.Header) time.Duration {
	text := header.Get("Retry-After")
	if seconds, err := strconv.Atoi(text); err == nil && seconds > 0 {
		return time.Duration(min(seconds, 3600)) * time.Second
	}
	if at, err := http.ParseTime(text); err == nil && h.Now != nil {
		return max(0, at.Sub(h.Now()))
	}
	return 0
}

// unsent says why no answer came, without the address that errors of net/http
// begin with, and whether it is worth trying again.
func unsent(err error) (reason string, again bool) {
	var dns *net.DNSError
	var unknownCA x509.UnknownAuthorityError
	var certificate *tls.CertificateVerificationError
	var network net.Error
	switch {
	case errors.As(err, &dns):
		return "no address is known for its host", true
	case errors.Is(err, syscall.ECONNREFUSED):
		return "nothing listens there (connection refused)", true
	case errors.As(err, &unknownCA), errors.As(err, &certificate):
		return "its certificate is not trusted", false
	case errors.Is(err, ErrPlain):
		return "its name leads away from this machine, and it is not encrypted", false
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &network) && network.Timeout():
		return "it did not answer in time", true
	case errors.Is(err, context.Canceled):
		return "given up", false
	}
	return "it cannot be reached", true
}

func jsonHeader() http.Header {
	return http.Header{"Content-Type": {"application/json; charset=utf-8"}}
}

// encoded is JSON as receivers like it: text stays text.
func encoded(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, fmt.Errorf("writing the message: %w", err)
	}
	return bytes.TrimSpace(b.Bytes()), nil
}
