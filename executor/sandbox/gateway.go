package sandbox

import (
	"net/http"
	"time"
)

const stampLayout = "2006-01-02T15:04:05Z"

// chinaZone is the zone of every time printed, whatever the documents say.
var chinaZone = time.FixedZone("CST", 8*3600)

func chinaTime(t time.Time) string { return t.In(chinaZone).Format(time.DateTime) }

// call is one request on its way through the checks, in their order: action and
// version, time, key, signature, nonce, permission, parameters, flow control,
// business.
type call struct {
	*Server
	q     *request
	fault *Fault // nil when none was drawn
	op    operation
	site  site
	who   credentials
	acc   *account
	args  args
	date  time.Time // what the gateway takes the time to be
	now   time.Time // what it is for the business
	ev    event
}

// admit makes the checks that need no state: up to and including the signature.
func (c *call) admit() *refusal {
	q := c.q
	if q.method != http.MethodGet && q.method != http.MethodPost {
		return refuse("UnsupportedHTTPMethod")
	}
	if q.damaged {
		return refuse("InvalidParameter")
	}
	if q.action == "" {
		return missing("Action")
	}
	site, ref := c.product(q.version, q.host)
	if ref != nil {
		return ref
	}
	c.site = site
	op, ok := c.ops[q.action]
	if !ok || op.on&site == 0 {
		return refuse("UnsupportedOperation")
	}
	c.op = op
	if c.who, ref = c.credentials(); ref != nil {
		return ref
	}
	if ref = c.checkStamp(); ref != nil {
		return ref
	}
	secret, ok := c.o.Keys[c.who.key]
	if !ok {
		return refuse("InvalidAccessKeyId.NotFound")
	}
	if ref = q.verify(c.who, secret); ref != nil {
		return ref
	}
	c.ev.Account = orDefault(c.o.Accounts[c.who.key])
	return nil
}

func (c *call) credentials() (credentials, *refusal) {
	if f := c.q.param("Format"); f != "" && !c.q.v3 && !isFormat(f) {
		return credentials{}, invalid("Format")
	}
	if c.q.v3 {
		return c.q.credentialsV3()
	}
	return c.q.credentialsV1()
}

func isFormat(f string) bool {
	switch f {
	case "JSON", "json", "Json", "XML", "xml", "Xml":
		return true
	}
	return false
}

func (c *call) checkStamp() *refusal {
	at, err := time.Parse(stampLayout, c.who.stamp)
	if err != nil {
		return refuse("InvalidTimeStamp.Format")
	}
	if off := c.date.Sub(at); off > c.o.SignatureLife || off < -c.o.SignatureLife {
		return refuse("InvalidTimeStamp.Expired")
	}
	return nil
}

// perform makes the remaining checks and carries the call out, so far as that
// means writing down in c.ev what is to change. The caller holds the lock.
func (c *call) perform() (object, *refusal) {
	if c.is(NonceUsed) {
		return nil, refuse("SignatureNonceUsed")
	}
	if c.is(Error503) && !c.fault.Applied && !c.fault.Spent {
		return nil, refuse("ServiceUnavailable") // an overloaded gateway has not looked at the request
	}
	if ref := c.useNonce(); ref != nil {
		return nil, ref
	}
	for _, denied := range c.o.Denied {
		if denied == c.q.action {
			return nil, refuse("Forbidden.RAM")
		}
	}
	c.args = arrange(c.q.params, c.op, c.site)
	c.ev.Unknown = c.args.unknown
	if ref := c.args.check(c.op, c.site); ref != nil {
		return nil, ref
	}
	if ref := c.limit(); ref != nil {
		return nil, ref
	}
	if ref := c.injected(false); ref != nil {
		return nil, ref
	}
	c.acc = c.account(c.ev.Account)
	c.acc.settle(c.now, c.o)
	body, ref := c.op.run(c)
	if late := c.injected(true); late != nil {
		return nil, late
	}
	return body, ref
}

// handle takes a call through all checks and makes its answer. Nothing of it
// takes effect unless the ledger has it.
func (s *Server) handle(q *request, f *Fault, arrived time.Time) answer {
	c := &call{Server: s, q: q, fault: f, date: s.clock(f)}
	c.ev = event{At: arrived.UnixNano(), Operation: q.action}
	ref := c.admit()
	s.mu.Lock()
	defer s.mu.Unlock()
	c.now = s.clock(nil)
	c.ev.Now = c.now.UnixNano()
	if f != nil {
		c.ev.Fault = f.Kind
	}
	if ref == nil {
		// On a busy machine the call may have waited for its turn: it is carried
		// out while its signature is valid, or not at all.
		c.date = s.clock(f)
		ref = c.checkStamp()
	}
	var body object
	if ref == nil {
		body, ref = c.perform()
	}
	a := s.compose(c, body, ref)
	c.ev.Status, c.ev.Code = a.status, a.code
	if f.silent() {
		c.ev.Status = 0
	}
	if err := s.record(c.ev); err != nil {
		s.o.Log.Error("writing the ledger", "err", err)
		return s.compose(c, nil, refuse("InternalError"))
	}
	s.o.Log.Debug("call", "operation", q.action, "code", a.code, "status", a.status, "fault", c.ev.Fault, "request", a.requestID)
	if len(c.ev.Unknown) > 0 {
		s.o.Log.Warn("undocumented parameters ignored", "operation", q.action, "version", q.version, "parameters", c.ev.Unknown)
	}
	return a
}

// clock is the server's time, off by a shift when a clock-skew fault asks for it.
func (s *Server) clock(f *Fault) time.Time {
	t := s.o.Now().Add(s.o.ClockSkew)
	if f != nil && f.Kind == ClockSkew {
		shift := time.Duration(f.Delay)
		setIfZero(&shift, time.Hour)
		t = t.Add(shift)
	}
	return t
}
