package sandbox

import (
	"maps"
	"time"
)

// profilesAtMost is the number of registrant profiles an account can hold.
const profilesAtMost = 500

// profileRecord is a registrant profile that was saved, as the ledger keeps it.
type profileRecord struct {
	Profile
	At int64 `json:"at"` // Unix nanoseconds
}

// saveProfile is SaveRegistrantProfile: a new profile, or with an id new values
// for one that exists. Values that are left out stay as they are, and what was
// proven of the old values is not proven of the new.
func (c *call) saveProfile() (object, *refusal) {
	id := c.args.number("RegistrantProfileId")
	old := &Profile{ID: id, Account: c.acc.id, RegistrantType: "1", Type: "common", RealNameStatus: "NONAUDIT"}
	if id != 0 {
		if old = c.profile(c.acc, id); old == nil {
			return nil, refuse("ContactTemplateNotExist")
		}
	} else if len(c.acc.profiles) >= profilesAtMost {
		return nil, illegal("RegistrantProfileId")
	}
	p := *old
	values, ref := c.args.contact(id == 0)
	if ref != nil {
		return nil, ref
	}
	p.Contact = values.onto(old.Contact)
	if t := c.args.text("RegistrantType"); t != "" {
		if t != "1" && t != "2" {
			return nil, illegal("RegistrantType")
		}
		p.RegistrantType = t
	}
	if t := c.args.text("RegistrantProfileType"); t != "" {
		if t != "common" && (t != "cnnic" || c.site == china) {
			return nil, illegal("RegistrantProfileType")
		}
		p.Type = t
	}
	if c.args.text("DefaultRegistrantProfile") != "" {
		p.Default = c.args.flag("DefaultRegistrantProfile")
	}
	if p.Contact != old.Contact || p.RegistrantType != old.RegistrantType {
		p.RealNameStatus = "NONAUDIT"
	}
	p.EmailUnverified = !c.acc.verified(p.Contact.Email)
	if p.ID == 0 {
		p.ID = c.acc.nextProfile()
	}
	c.ev.Profile = &profileRecord{p, c.ev.Now}
	return object{{"RegistrantProfileId", p.ID}}, nil
}

// nextProfile is an id no profile of the account has.
func (a *account) nextProfile() int64 {
	next := int64(1000001)
	for id := range maps.Keys(a.profiles) {
		next = max(next, id+1)
	}
	return next
}

// onto lays the values that are given over older ones.
func (c Contact) onto(old Contact) Contact {
	for _, f := range contactFields() {
		if v := *f.at(&c); v != "" {
			*f.at(&old) = v
		}
	}
	return old
}

// deleteProfile is DeleteRegistrantProfile. A profile under real-name review
// stays.
func (c *call) deleteProfile() (object, *refusal) {
	p := c.profile(c.acc, c.args.number("RegistrantProfileId"))
	switch {
	case p == nil:
		return nil, refuse("ContactTemplateNotExist")
	case p.RealNameStatus == "AUDITING":
		return nil, refuse("DomainAlreadyAuditing")
	}
	c.ev.Deleted = p.ID
	return nil, nil
}

// keepProfile makes a saved profile true; only one is the default.
func (a *account) keepProfile(r profileRecord) {
	p := r.Profile
	if old := a.profiles[p.ID]; old != nil {
		p.CreatedAt = old.CreatedAt
	} else {
		p.CreatedAt = time.Unix(0, r.At)
	}
	p.UpdatedAt = time.Unix(0, r.At)
	if p.Default {
		for _, other := range a.profiles {
			other.Default = false
		}
	}
	a.profiles[p.ID] = &p
}
