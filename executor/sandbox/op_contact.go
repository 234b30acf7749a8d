package sandbox

import (
	"slices"
	"strings"
)

// updateByContact is SaveBatchTaskForUpdatingContactInfoByNewContact.
func (c *call) updateByContact() (object, *refusal) {
	w, ref := c.contactWish()
	if ref != nil {
		return nil, ref
	}
	contact, ref := c.args.contact(true)
	if ref != nil {
		return nil, ref
	}
	if t := c.args.text("RegistrantType"); c.site == china {
		if t != "1" && t != "2" {
			return nil, illegal("RegistrantType")
		}
		w.registrantType = t
	}
	if w.kind == "registrant" && c.o.Quirks.RequireVerifiedEmail && !c.acc.verified(contact.Email) {
		return nil, refuse("RegContactEmailNotVerified")
	}
	w.contact = &contact
	w.stay = c.args.flag("TransferOutProhibited")
	return c.submit(w)
}

// updateByProfile serves the operations that copy a profile into a contact. Of
// the two names of the lock each operation knows one; the other is not in its
// args.
func (c *call) updateByProfile() (object, *refusal) {
	w, ref := c.contactWish()
	if ref != nil {
		return nil, ref
	}
	if ref := c.useProfile(&w); ref != nil {
		return nil, ref
	}
	w.stay = c.args.flag("TransferOutProhibited") || c.args.flag("AddTransferLock")
	return c.submit(w)
}

// updateRegistrantByProfile is SaveTaskForUpdatingRegistrantInfoByRegistrantProfileID.
func (c *call) updateRegistrantByProfile() (object, *refusal) {
	w := wish{kind: "registrant", taskType: "CHG_HOLDER", stay: c.args.flag("TransferOutProhibited")}
	if ref := c.useProfile(&w); ref != nil {
		return nil, ref
	}
	w.verified = w.profile.RealNameStatus == "SUCCEED"
	return c.submit(w)
}

// contactWish reads the contact type.
func (c *call) contactWish() (wish, *refusal) {
	w := wish{kind: c.args.text("ContactType")}
	switch w.kind {
	case "registrant":
	case "admin":
		w.taskType = "UPDATE_ADMIN_CONTACT"
	case "billing":
		w.taskType = "UPDATE_BILLING_CONTACT"
	case "tech":
		w.taskType = "UPDATE_TECH_CONTACT"
	default:
		return w, illegal("ContactType")
	}
	return w, nil
}

func (c *call) useProfile(w *wish) *refusal {
	p := c.profile(c.acc, c.args.number("RegistrantProfileId"))
	if p == nil {
		return illegal("RegistrantProfileId")
	}
	if p.unverified(c.acc) {
		return refuse("RegContactEmailNotVerified")
	}
	contact := p.Contact
	w.profile, w.contact, w.registrantType = p, &contact, p.RegistrantType
	return nil
}

// queryContact is QueryContactInfo.
func (c *call) queryContact() (object, *refusal) {
	kind := c.args.text("ContactType")
	if !slices.Contains(contactTypes(), kind) {
		return nil, illegal("ContactType")
	}
	d, ref := c.ownDomain()
	if ref != nil {
		return nil, ref
	}
	o := object{{"CreateDate", chinaTime(d.registered)}}
	return append(o, d.contacts[kind].fields(c.site)...), nil
}

// verifyContact is VerifyContactField: the values given, by the documented rules
// of the fields, not their completeness.
func (c *call) verifyContact() (object, *refusal) {
	if t := c.args.text("RegistrantType"); t != "" && t != "1" && t != "2" {
		return nil, illegal("RegistrantType")
	}
	if n := strings.ToLower(c.args.text("DomainName")); n != "" && !wellFormed(n) {
		return nil, illegal("DomainName")
	}
	contact, ref := c.args.contact(false)
	if ref == nil {
		ref = contact.objection(strings.ToLower(c.args.text("DomainName")))
	}
	return nil, ref
}

// ownDomain is the one domain a query names.
func (c *call) ownDomain() (*domain, *refusal) {
	d := c.domain(c.acc, c.args.domains()[0])
	if d == nil {
		return nil, refuse("DomainNotExist")
	}
	return d, nil
}
