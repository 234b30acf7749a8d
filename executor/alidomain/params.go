package alidomain

import (
	"fmt"
	"net/url"
	"strconv"
	"time"
	"unicode/utf8"
)

// autoQueryLimit is how many bytes of encoded parameters PlaceAuto puts in
// the URL. No limit is documented; servers commonly stop at 8 KB.
const autoQueryLimit = 4 << 10

// params collects the parameters of one request. The first thing that cannot
// be sent is kept as an error and ends the request before it leaves.
type params struct {
	values  map[string]string
	private []contactField // contact values, to be taken out of the service's messages
	err     error
}

func newParams() *params { return &params{values: make(map[string]string)} }

func (p *params) fail(format string, args ...any) {
	if p.err == nil {
		p.err = fmt.Errorf(format, args...)
	}
}

// set adds a parameter unless its value is empty.
func (p *params) set(name, value string) {
	if value == "" {
		return
	}
	if !utf8.ValidString(value) {
		p.fail("parameter %s is not valid UTF-8", name)
		return
	}
	p.values[name] = value
}

func (p *params) require(name, value string) {
	if value == "" {
		p.fail("parameter %s is missing", name)
	}
	p.set(name, value)
}

func (p *params) number(name string, n int64) {
	if n < 0 {
		p.fail("parameter %s is negative", name)
	}
	if n > 0 {
		p.set(name, strconv.FormatInt(n, 10))
	}
}

func (p *params) millis(name string, t time.Time) {
	if !t.IsZero() {
		p.set(name, strconv.FormatInt(t.UnixMilli(), 10))
	}
}

func (p *params) page(num, size, defaultSize int) {
	if num == 0 {
		num = 1
	}
	p.number("PageNum", int64(num))
	p.size(size, defaultSize)
}

func (p *params) size(size, defaultSize int) {
	if size == 0 {
		size = defaultSize
	}
	p.number("PageSize", int64(size))
}

// list adds Name.1, Name.2 and so on.
func (p *params) list(name string, values []string) {
	if len(values) == 0 {
		p.fail("parameter %s.1 is missing", name)
	}
	for i, v := range values {
		p.require(name+"."+strconv.Itoa(i+1), v)
	}
}

func (p *params) contact(c Contact, d dialect) {
	for _, f := range c.fields() {
		if f.zh && d != dialectCN {
			continue
		}
		p.set(f.name, f.value)
		if f.value != "" {
			p.private = append(p.private, f)
		}
	}
}

// submit lays out a submit as its operation documents it.
func (p *params) submit(req SubmitRequest, d dialect) {
	spec := operations[req.Operation]
	if spec.kind != Submit {
		p.fail("%s is not a submit", req.Operation)
		return
	}
	p.foreign(req)
	switch req.Operation {
	case OpProfileSingle, OpTransferCode:
		if len(req.Domains) != 1 {
			p.fail("%s takes one domain, not %d", req.Operation, len(req.Domains))
			return
		}
		p.require("DomainName", req.Domains[0])
		p.set("InstanceId", req.InstanceID)
	default:
		p.list("DomainName", req.Domains)
	}
	if req.Operation == OpTransferCode {
		return
	}
	p.contactType(req.ContactType)
	if req.Lock != nil {
		if req.ContactType != "registrant" {
			p.fail("a transfer lock goes with the registrant only, not with %s", req.ContactType)
		}
		p.set(spec.lock, strconv.FormatBool(*req.Lock))
	}
	if req.Operation != OpNewContact {
		if req.ProfileID <= 0 {
			p.fail("parameter RegistrantProfileId is missing")
		}
		p.number("RegistrantProfileId", req.ProfileID)
		return
	}
	if d == dialectCN {
		p.require("RegistrantType", req.Contact.RegistrantType)
	}
	p.contact(req.Contact, d)
}

// foreign refuses what the operation does not take: leaving it out silently
// would do something else than the caller believes.
func (p *params) foreign(req SubmitRequest) {
	op := req.Operation
	if req.InstanceID != "" && op != OpProfileSingle {
		p.fail("%s takes no instance id", op)
	}
	if req.Contact != (Contact{}) && op != OpNewContact {
		p.fail("%s takes no contact values", op)
	}
	if req.ProfileID != 0 && (op == OpNewContact || op == OpTransferCode) {
		p.fail("%s takes no profile id", op)
	}
	if (req.ContactType != "" || req.Lock != nil) && op == OpTransferCode {
		p.fail("%s takes no contact type and no lock", op)
	}
}

func (p *params) contactType(s string) {
	switch s {
	case "registrant", "admin", "billing", "tech":
		p.set("ContactType", s)
	default:
		p.fail("contact type %q is none of registrant, admin, billing, tech", s)
	}
}

// inBody decides where the parameters travel.
func (p *params) inBody(place Placement) bool {
	switch place {
	case PlaceQuery:
		return false
	case PlaceBody:
		return true
	}
	encoded := url.Values{}
	for name, value := range p.values {
		encoded.Set(name, value)
	}
	return len(encoded.Encode()) > autoQueryLimit
}
