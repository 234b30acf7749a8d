package sandbox

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
)

// Kinds of task beside the four contact types.
const (
	kindTransferCode = "transfer-code"
	kindTransferLock = "transfer-lock"
	kindUpdateLock   = "update-lock"
	kindForeign      = "foreign" // of a backlog; changes nothing
)

// wish is what a submit asks for, the same for each of its domains.
type wish struct {
	kind           string
	taskType       string // filled in by submit for registrants
	contact        *Contact
	registrantType string
	stay           bool // 60-day lock; of effect on an owner change only
	on             bool // value of a lock
	verified       bool // the registrant is verified afterwards
	profile        *Profile
}

// submit checks a whole batch and accepts it as one task, or refuses it as one.
func (c *call) submit(w wish) (object, *refusal) {
	names := c.args.domains()
	if ref := c.checkNames(names); ref != nil {
		return nil, ref
	}
	bad, ref := c.checkDomains(names, w)
	if ref != nil {
		return nil, ref
	}
	if w.taskType == "" {
		w.taskType = c.registrantTask(names, w)
	}
	rec := taskRecord{No: lowerUUID(c.ids), Type: w.taskType, Kind: w.kind, Wish: w.hash(), ClientIP: c.clientIP(),
		Contact: w.contact, RegistrantType: w.registrantType, Stay: w.stay, On: w.on, Verified: w.verified}
	for _, name := range names {
		rec.Details = append(rec.Details, c.detail(name, w, bad[name]))
		if d := c.acc.domains[name]; d != nil && d.live("") != nil {
			c.ev.Live++
		}
	}
	c.ev.Task = &rec
	return object{{"TaskNo", rec.No}}, nil
}

// checkNames refuses what cannot be a list of domains.
func (c *call) checkNames(names []string) *refusal {
	if c.o.MaxBatch > 0 && len(names) > c.o.MaxBatch {
		return illegal("DomainName")
	}
	seen := make(map[string]bool, len(names))
	for _, n := range names {
		if !wellFormed(n) || seen[n] {
			return illegal("DomainName")
		}
		seen[n] = true
	}
	return nil
}

// checkDomains looks for domains that refuse the batch: first strangers, then
// unverified ones, then busy ones. With Quirks.PartialAcceptance it returns
// their codes by name instead.
func (c *call) checkDomains(names []string, w wish) (map[string]string, *refusal) {
	bad := map[string]string{}
	var first [3]string
	for _, n := range names {
		code, rank := c.objection(n, w)
		if code == "" {
			continue
		}
		bad[n] = code
		if first[rank] == "" {
			first[rank] = code
		}
	}
	if c.o.Quirks.PartialAcceptance {
		return bad, nil
	}
	for _, code := range first {
		if code != "" {
			return nil, refuse(code)
		}
	}
	return nil, nil
}

// objection is the code with which a domain refuses a wish.
func (c *call) objection(name string, w wish) (code string, rank int) {
	d := c.domain(c.acc, name)
	if d == nil {
		return "DomainNotExist", 0
	}
	if d.firstNamed.IsZero() {
		d.firstNamed = c.now
	}
	lock := w.kind == kindTransferLock || w.kind == kindUpdateLock
	if d.unverified && !lock && w.kind != kindTransferCode {
		return "RegContactEmailNotVerified", 1
	}
	if magic(name, "-busy") && c.now.Sub(d.firstNamed) < c.scaled(c.o.TaskTime.Busy) {
		return "TaskIsBeingProcessed", 2
	}
	kind := ""
	if c.o.Quirks.OtherKindsPass {
		kind = w.kind
	}
	if !c.o.Quirks.NoBusyCheck && d.live(kind) != nil {
		return "TaskIsBeingProcessed", 2
	}
	return "", 0
}

// detail decides the future of one domain of an accepted batch.
func (c *call) detail(name string, w wish, refused string) detailRecord {
	rec := detailRecord{No: hexID(c.ids), Domain: name, Start: c.ev.Now, Done: c.ev.Now}
	if refused != "" {
		rec.Error = refuse(refused).en
		return rec
	}
	f := c.draw(c.acc.domains[name], w, c.now)
	rec.Start, rec.Done, rec.Tries = f.start.UnixNano(), f.done.UnixNano(), f.tries
	rec.OK, rec.Error, rec.Reason, rec.Result = f.err == "", f.err, f.reason, f.result
	return rec
}

// registrantTask tells a change of owner from one of mere details: by the name
// or organisation, in either script.
func (c *call) registrantTask(names []string, w wish) string {
	for _, n := range names {
		d := c.domain(c.acc, n)
		if d == nil {
			continue
		}
		old, now := d.contacts["registrant"], w.contact.over(d.contacts["registrant"])
		if old.Name != now.Name || old.Organization != now.Organization || old.ZhName != now.ZhName || old.ZhOrganization != now.ZhOrganization {
			return "CHG_HOLDER"
		}
	}
	return "UPDATE_REGISTRANT_CONTACT"
}

// clientIP is the submitter's address as QueryTaskList will show it.
func (c *call) clientIP() string {
	if ip := c.args.text("UserClientIp"); ip != "" && c.o.Quirks.ClientIPEcho {
		return ip
	}
	return c.q.remote
}

// hash identifies a wish in the ledger.
func (w wish) hash() string {
	id := int64(0)
	if w.profile != nil {
		id = w.profile.ID
	}
	b, err := json.Marshal([]any{w.kind, w.contact, w.registrantType, w.stay, w.on, id})
	if err != nil {
		return "" // strings, booleans and a number always marshal
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:8])
}
