package alidomain

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"sync/atomic"
	"time"

	openapi "github.com/alibabacloud-go/darabonba-openapi/v2/client"
	"github.com/alibabacloud-go/darabonba-openapi/v2/models"
	"github.com/alibabacloud-go/tea/dara"

	_ "domainbatch/executor/alidomain/internal/nodebug" // before the vendor's modules
)

// Config says whom to talk to, as whom, and how.
type Config struct {
	Site       Site       // required
	Credential Credential // required

	Endpoint       string    // "": the site's own; else https://host, or http:// to loopback
	AllowOtherHost bool      // take an https endpoint outside *.aliyuncs.com
	Placement      Placement // "": PlaceAuto
	Lang           string    // of the service's messages: "", "en" or "zh"
	ClientIP       string    // sent as UserClientIp when not ""

	Timeout        time.Duration // of one whole call; 0: 30 s
	ConnectTimeout time.Duration // of dialling and of the TLS handshake, each; 0: 10 s
	RootCAs        *x509.CertPool
	UserAgent      string                   // "": domainbatch
	Now            func() time.Time         // nil: time.Now
	Getenv         func(name string) string // nil: os.Getenv; read for HTTPS_PROXY and NO_PROXY only

	// Observe is told of every call that was tried, after it. It may be
	// called from several goroutines.
	Observe func(Call)
}

// Call describes one call that was tried. It holds no parameter values.
type Call struct {
	Operation  Operation
	Kind       Kind
	Start      time.Time
	Duration   time.Duration
	Class      Class  // None when it succeeded
	Code       string // error code, "" when there was none
	HTTPStatus int    // 0 when there was no answer
	RequestID  string
	Throttled  bool
	Sent       bool // a request may have left the host
}

// Client calls the Domain API of one account at one site. Its methods may be
// called from several goroutines.
type Client struct {
	site     siteProfile
	endpoint endpoint
	place    Placement
	common   map[string]string // parameters of every call
	cred     Credential
	agent    string
	doer     *doer
	observe  func(Call)
	clock    func() time.Time
	skew     atomic.Int64 // nanoseconds the service's clock is ahead
}

// New checks the configuration and makes a client. It connects to nothing.
func New(cfg Config) (*Client, error) {
	site, ok := siteProfiles[cfg.Site]
	if !ok {
		return nil, fmt.Errorf("site %q is not known; use cn, intl or intl-2018", cfg.Site)
	}
	if cfg.Credential == nil {
		return nil, errors.New("no credential given")
	}
	ep, err := parseEndpoint(cfg.Endpoint, site, cfg.AllowOtherHost)
	if err != nil {
		return nil, err
	}
	place, err := ParsePlacement(string(cfg.Placement))
	if err != nil {
		return nil, err
	}
	if cfg.Lang != "" && cfg.Lang != "en" && cfg.Lang != "zh" {
		return nil, fmt.Errorf("language %q is not known; use en or zh", cfg.Lang)
	}
	if cfg.Timeout == 0 {
		cfg.Timeout = 30 * time.Second
	}
	if cfg.ConnectTimeout == 0 {
		cfg.ConnectTimeout = 10 * time.Second
	}
	if cfg.UserAgent == "" {
		cfg.UserAgent = "domainbatch"
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Getenv == nil {
		cfg.Getenv = os.Getenv
	}
	return &Client{
		site:     site,
		endpoint: ep,
		place:    place,
		common:   map[string]string{"Lang": cfg.Lang, "UserClientIp": cfg.ClientIP},
		cred:     cfg.Credential,
		agent:    cfg.UserAgent,
		doer:     newDoer(cfg, ep),
		observe:  cfg.Observe,
		clock:    cfg.Now,
	}, nil
}

// KeyID names the account key the client signs with; see Credential.
func (c *Client) KeyID() string { return c.cred.KeyID() }

// Host is the host, with the port when there is one, that requests go to.
func (c *Client) Host() string { return c.endpoint.host }

// Close closes idle connections.
func (c *Client) Close() {
	c.doer.queries.CloseIdleConnections()
	c.doer.submits.CloseIdleConnections()
}

// NewStamp makes a stamp for now by the service's clock, as far as it is
// known.
func (c *Client) NewStamp() Stamp {
	return NewStamp(c.clock().Add(time.Duration(c.skew.Load())))
}

// CorrectClock makes the stamps of later queries, and those of NewStamp, run
// by the service's clock, as told in an Error or Receipt.
func (c *Client) CorrectClock(serverTime time.Time) {
	if !serverTime.IsZero() {
		c.skew.Store(int64(serverTime.Sub(c.clock())))
	}
}

// answer is what is kept of a successful call besides its body.
type answer struct {
	requestID  string
	serverTime time.Time
}

// call makes one call and reads its answer into the given body, which may be
// nil.
func (c *Client) call(ctx context.Context, op Operation, stamp Stamp, p *params, into any) (answer, error) {
	start := time.Now()
	x := &exchange{kind: op.Kind(), userAgent: c.agent}
	a, failure := c.attempt(ctx, x, op, stamp, p, into)
	if failure != nil && failure.ClockRefused() {
		c.CorrectClock(failure.ServerTime) // the next query makes its stamp from it
	}
	if c.observe != nil {
		seen := Call{Operation: op, Kind: x.kind, Start: start, Duration: time.Since(start),
			HTTPStatus: x.status, RequestID: a.requestID, Sent: x.written}
		if failure != nil {
			seen.Class, seen.Code, seen.RequestID = failure.Class, failure.Code, failure.RequestID
			seen.Throttled = failure.Throttled()
		}
		c.observe(seen)
	}
	if failure != nil {
		return answer{}, failure
	}
	return a, nil
}

func (c *Client) attempt(ctx context.Context, x *exchange, op Operation, stamp Stamp, p *params, into any) (answer, *Error) {
	refuse := func(class Class, code string, err error) (answer, *Error) {
		return answer{}, &Error{Operation: op, Class: class, Code: code, Err: err}
	}
	if operations[op].sites&c.site.dialect == 0 {
		return refuse(Permanent, CodeNotOnSite, fmt.Errorf("version %s of the API has no such operation", c.site.version))
	}
	for name, value := range c.common {
		p.set(name, value)
	}
	if stamp.Nonce == "" || stamp.Time.IsZero() {
		p.fail("the request has no stamp")
	}
	if p.err != nil {
		return refuse(Permanent, CodeBadRequest, p.err)
	}
	if err := ctx.Err(); err != nil {
		return refuse(Safe, "", err)
	}
	keys, err := c.cred.Keys(ctx)
	if err != nil {
		return refuse(keyFailure(ctx, err), CodeNoCredentials, err)
	}
	if err := c.send(ctx, x, op, stamp, p, keys); err != nil {
		return refuse(Fatal, CodeBadRequest, err)
	}
	return c.read(x, op, p, keys, into)
}

var errNotBuilt = errors.New("the request could not be built and signed")

// send has the vendor's client build and sign the request. Its results are
// left alone: what came of the request is in the exchange.
func (c *Client) send(ctx context.Context, x *exchange, op Operation, stamp Stamp, p *params, keys Keys) error {
	sdk, err := openapi.NewClient(&models.Config{
		Credential: signer{keys},
		Endpoint:   dara.String(c.endpoint.host),
		Protocol:   dara.String(c.endpoint.scheme),
		NoProxy:    dara.String(c.endpoint.host), // the transport sees to proxies
		HttpClient: c.doer,
	})
	if err != nil {
		return errNotBuilt
	}
	sdk.DisableSDKError = dara.Bool(true)
	request := &models.OpenApiRequest{Headers: map[string]*string{
		"x-acs-date":            dara.String(stamp.wire()),
		"x-acs-signature-nonce": dara.String(stamp.Nonce),
	}}
	if p.inBody(c.place) {
		form := make(map[string]any, len(p.values))
		for name, value := range p.values {
			form[name] = value
		}
		request.Body = form
	} else {
		request.Query = make(map[string]*string, len(p.values))
		for name, value := range p.values {
			request.Query[name] = dara.String(value)
		}
	}
	_, _ = sdk.CallApiWithCtx(context.WithValue(ctx, exchangeKey{}, x), &models.Params{
		Action: dara.String(string(op)), Version: dara.String(c.site.version),
		Protocol: dara.String(c.endpoint.scheme), Method: dara.String(http.MethodPost),
		Pathname: dara.String("/"), Style: dara.String("RPC"), AuthType: dara.String("AK"),
		ReqBodyType: dara.String("formData"), BodyType: dara.String("string"),
	}, request, &dara.RuntimeOptions{})
	if !x.called {
		return errNotBuilt
	}
	return nil
}

// read decides what the exchange came to.
func (c *Client) read(x *exchange, op Operation, p *params, keys Keys, into any) (answer, *Error) {
	failure := &Error{Operation: op, HTTPStatus: x.status, Written: x.written, Err: x.err,
		ServerTime: serverTime(x.header), RetryAfter: retryAfter(x.header, c.clock)}
	v, isJSON, ok := verdict{}, false, false
	if x.err == nil {
		v, isJSON, ok = readVerdict(x.body)
	}
	failure.RequestID = plain(string(v.RequestID), 64)
	switch {
	case x.err != nil:
	case !ok:
		failure.Err = unreadable(x)
	case v.refused():
		failure.Code = plain(string(v.Code), 128)
		failure.Message = redact(string(v.Message), p, keys)
	case !isJSON || x.status >= 300:
		failure.Err = unreadable(x)
	default:
		if failure.Err = decode(x, v, into); failure.Err == nil {
			return answer{failure.RequestID, failure.ServerTime}, nil
		}
	}
	failure.Class = Classify(x.kind, x.status, failure.Code, x.written)
	return answer{}, failure
}

// decode reads a success. An answer is the service's when it holds what its
// operation documents; where that can be nothing at all, the request id must
// be there.
func decode(x *exchange, v verdict, into any) error {
	checked, ok := into.(validator)
	if !ok && x.kind == Query && v.RequestID == "" {
		return errShape
	}
	if into == nil {
		return nil
	}
	if err := json.Unmarshal(trimBOM(x.body), into); err != nil {
		return errShape
	}
	if ok {
		return checked.validate()
	}
	return nil
}

func unreadable(x *exchange) error {
	switch {
	case len(x.body) == 0:
		return errors.New("the answer is empty")
	case x.status >= 300 && x.status < 400:
		return errors.New("the answer is a redirect, which is not followed")
	}
	return errors.New("the answer is not the service's JSON; is a proxy or another service at this address?")
}
