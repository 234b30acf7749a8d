package alidomain

import (
	"context"
	"time"
)

// ContactInfo is a contact as it is now. RegistrantType is never filled.
type ContactInfo struct {
	RequestID  string
	CreateDate string // as printed, UTC+8
	Contact    Contact
}

// ContactInfo asks for one contact of a domain (QueryContactInfo). An answer
// with neither a date nor any value is no answer.
func (c *Client) ContactInfo(ctx context.Context, domain, contactType string) (ContactInfo, error) {
	p := newParams()
	p.require("DomainName", domain)
	p.require("ContactType", contactType)
	var body contactInfoBody
	if _, err := c.call(ctx, OpQueryContactInfo, c.NewStamp(), p, &body); err != nil {
		return ContactInfo{}, err
	}
	return ContactInfo{string(body.RequestID), string(body.CreateDate), body.contact()}, nil
}

// VerifyContact asks whether the service would take these values
// (VerifyContactField); domain may be "". It changes nothing.
func (c *Client) VerifyContact(ctx context.Context, contact Contact, domain string) error {
	p := newParams()
	p.set("DomainName", domain)
	p.set("RegistrantType", contact.RegistrantType)
	p.contact(contact, c.site.dialect)
	_, err := c.call(ctx, OpVerifyContactField, c.NewStamp(), p, nil)
	return err
}

// DomainsQuery asks for domains of the account.
type DomainsQuery struct {
	NameContains string
	PageNum      int // 0: the first
	PageSize     int // 0: 100
}

// DomainSummary is one domain of a list.
type DomainSummary struct {
	Domain         string
	InstanceID     string
	DomainType     string // gTLD, ccTLD, New gTLD
	DomainStatus   string // 1 to be renewed, 2 to be redeemed, 3 normal
	AuditStatus    string
	RegistrantType string
	Registered     string // as printed, UTC+8
	Expires        string
}

// DomainPage is one page of domains.
type DomainPage struct {
	Page
	Domains []DomainSummary
}

// Domains asks for one page of the account's domains (QueryDomainList).
func (c *Client) Domains(ctx context.Context, q DomainsQuery) (DomainPage, error) {
	p := newParams()
	p.set("DomainName", q.NameContains)
	p.page(q.PageNum, q.PageSize, 100)
	var body dataPage[domainBody]
	a, err := c.call(ctx, OpQueryDomainList, c.NewStamp(), p, &body)
	if err != nil {
		return DomainPage{}, err
	}
	return DomainPage{body.page(a), convert(body.Data, domainBody.summary)}, nil
}

// DomainInfo is what the service tells about one domain. Texts that it leaves
// out are "", answers to yes or no nil.
type DomainInfo struct {
	RequestID      string
	ServerTime     time.Time
	Domain         string
	InstanceID     string
	UserID         string // of the account that holds it
	RegistrantType string
	Name           string // of the registrant
	Organization   string
	Email          string
	Registered     string // as printed, UTC+8
	Expires        string
	DomainStatus   string // 1 to be renewed, 2 to be redeemed, 3 normal; newer models only

	RealNameStatus    string // of the registrant: NONAUDIT, AUDITING, SUCCEED, FAILED
	NameVerification  string // of the name, the same words
	EmailVerified     *bool  // the registrant's address
	EmailClientHold   *bool  // off the DNS because it was not verified in time
	RegistrantUpdate  string // NORMAL or PENDING
	TransferOut       string // NORMAL or PENDING
	TransferLock      string // NONE_SETTING, OPEN or CLOSE
	UpdateLock        string // NONE_SETTING, OPEN or CLOSE
	NameServers       []string
	PrivacyProtection bool
}

// Domain asks for one domain (QueryDomainByDomainName).
func (c *Client) Domain(ctx context.Context, name string) (DomainInfo, error) {
	p := newParams()
	p.require("DomainName", name)
	var body domainInfoBody
	a, err := c.call(ctx, OpQueryDomainByDomainName, c.NewStamp(), p, &body)
	if err != nil {
		return DomainInfo{}, err
	}
	info := body.info()
	info.ServerTime = a.serverTime
	return info, nil
}

// DomainByInstance is Domain for one who knows the instance id only
// (QueryDomainByInstanceId).
func (c *Client) DomainByInstance(ctx context.Context, instanceID string) (DomainInfo, error) {
	p := newParams()
	p.require("InstanceId", instanceID)
	var body domainInfoBody
	a, err := c.call(ctx, OpQueryDomainByInstanceID, c.NewStamp(), p, &body)
	if err != nil {
		return DomainInfo{}, err
	}
	info := body.info()
	info.ServerTime = a.serverTime
	return info, nil
}

// ProfilesQuery asks for registrant profiles; zero values are no filter.
type ProfilesQuery struct {
	ID             int64
	RegistrantType string
	ProfileType    string // common or cnnic
	RealNameStatus string // FAILED, SUCCEED, NONAUDIT, AUDITING
	Email          string
	PageNum        int // 0: the first
	PageSize       int // 0: 100
}

// Profile is a registrant profile.
type Profile struct {
	ID             int64
	ProfileType    string
	Default        bool
	RealNameStatus string
	EmailVerified  *bool  // nil: the service did not say
	CreateTime     string // as printed, UTC+8
	UpdateTime     string
	Contact        Contact
}

// ProfilePage is one page of registrant profiles.
type ProfilePage struct {
	Page
	Profiles []Profile
}

// RegistrantProfiles asks for one page of registrant profiles
// (QueryRegistrantProfiles).
func (c *Client) RegistrantProfiles(ctx context.Context, q ProfilesQuery) (ProfilePage, error) {
	p := newParams()
	p.number("RegistrantProfileId", q.ID)
	p.set("RegistrantType", q.RegistrantType)
	p.set("RegistrantProfileType", q.ProfileType)
	p.set("RealNameStatus", q.RealNameStatus)
	p.set("Email", q.Email)
	p.page(q.PageNum, q.PageSize, 100)
	var body profilePage
	a, err := c.call(ctx, OpQueryRegistrantProfiles, c.NewStamp(), p, &body)
	if err != nil {
		return ProfilePage{}, err
	}
	return ProfilePage{body.page(a), convert(body.RegistrantProfiles, profileBody.profile)}, nil
}
