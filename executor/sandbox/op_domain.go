package sandbox

import (
	"slices"
	"strings"
	"time"
)

// domainList is QueryDomainList over what the account is known to own: given
// domains and adopted ones that were named before.
func (c *call) domainList() (object, *refusal) {
	part := strings.ToLower(c.args.text("DomainName"))
	registered, expires := c.days("StartRegistrationDate", "EndRegistrationDate"), c.days("StartExpirationDate", "EndExpirationDate")
	var found []*domain
	for _, d := range c.acc.stock() {
		if strings.Contains(d.name, part) && registered.contain(d.registered) && expires.contain(d.expires) && c.ofType(d) {
			found = append(found, d)
		}
	}
	key := c.args.text("OrderKeyType")
	if key != "" && key != "RegistrationDate" && key != "ExpirationDate" {
		return nil, illegal("OrderKeyType")
	}
	if key != "" {
		slices.SortStableFunc(found, func(a, b *domain) int {
			n := a.registered.Compare(b.registered)
			if key == "ExpirationDate" {
				n = a.expires.Compare(b.expires)
			}
			if c.args.text("OrderByType") == "DESC" {
				n = -n
			}
			return n
		})
	}
	return paginate(c, "Domain", found, c.domainRow)
}

// ofType applies ProductDomainType and QueryType.
func (c *call) ofType(d *domain) bool {
	if t := c.args.text("ProductDomainType"); t != "" && t != d.productType() {
		return false
	}
	if c.args.text("QueryType") == "" {
		return true
	}
	left := d.expires.Sub(c.now)
	switch c.args.number("QueryType") {
	case 1:
		return left > 0 && left < 30*24*time.Hour
	case 2:
		return left <= 0
	}
	return false
}

func (d *domain) productType() string {
	switch s := suffix(d.name); {
	case len(s) == 2 || s == "中国":
		return "ccTLD"
	case s == "com" || s == "net" || s == "org" || s == "info" || s == "biz":
		return "gTLD"
	}
	return "New gTLD"
}

func (c *call) domainRow(d *domain) object {
	_, status, expiry, left := c.expiry(d)
	o := object{{"DomainName", d.name}, {"InstanceId", d.instance}, {"DomainType", d.productType()}, {"DomainStatus", status},
		{"DomainAuditStatus", d.realName}, {"RegistrantType", d.registrantType}, {"ExpirationDateStatus", expiry},
		{"ExpirationCurrDateDiff", left}}
	return append(append(o, d.dates()...), object{{"ProductId", "2a"}, {"Premium", false}, {"Remark", ""}}...)
}

// expiry tells how a domain stands towards its last day: whether it is over,
// DomainStatus (3 normal, 1 to be renewed, 2 to be redeemed, for which 30 days
// after the end are taken), ExpirationDateStatus and the days left.
func (c *call) expiry(d *domain) (over bool, status, expiry string, left int) {
	left = int(d.expires.Sub(c.now) / (24 * time.Hour))
	over = d.expires.Before(c.now)
	switch {
	case !over:
		return over, "3", "1", left
	case left > -30:
		return over, "1", "2", left
	}
	return over, "2", "2", left
}

func (d *domain) dates() object {
	return object{
		{"RegistrationDate", chinaTime(d.registered)}, {"ExpirationDate", chinaTime(d.expires)},
		{"RegistrationDateLong", d.registered.UnixMilli()}, {"ExpirationDateLong", d.expires.UnixMilli()},
	}
}

// domainByName is QueryDomainByDomainName.
func (c *call) domainByName() (object, *refusal) {
	d, ref := c.ownDomain()
	if ref != nil {
		return nil, ref
	}
	return c.domainInfo(d), nil
}

// domainByInstance is QueryDomainByInstanceId.
func (c *call) domainByInstance() (object, *refusal) {
	for _, d := range c.acc.domains {
		if d.instance == c.args.text("InstanceId") {
			return c.domainInfo(d), nil
		}
	}
	return nil, refuse("DomainNotExist")
}

// domainInfo is what both single queries tell.
func (c *call) domainInfo(d *domain) object {
	owner := d.contacts["registrant"]
	verified, hold := d.mailState(c.now)
	email := 0
	if verified {
		email = 1
	}
	o := object{{"DomainName", d.name}, {"InstanceId", d.instance}, {"UserId", c.acc.id}}
	o = append(o, d.dates()...)
	o = append(o, object{
		{"RegistrantType", d.registrantType}, {"RegistrantName", owner.Name},
		{"RegistrantOrganization", owner.Organization}, {"Email", owner.Email},
	}...)
	if c.site == china {
		o = append(o, object{{"ZhRegistrantName", owner.ZhName}, {"ZhRegistrantOrganization", owner.ZhOrganization}}...)
	}
	_, status, expiry, left := c.expiry(d)
	return append(o, object{
		{"DomainType", d.productType()}, {"DomainStatus", status}, {"ExpirationDateStatus", expiry}, {"ExpirationCurrDateDiff", left}, {"Remark", ""},
		{"RealNameStatus", d.realName}, {"DomainNameVerificationStatus", "SUCCEED"},
		{"EmailVerificationStatus", email}, {"EmailVerificationClientHold", hold},
		{"RegistrantUpdatingStatus", pending(d.ownerPending || d.live("registrant") != nil)},
		{"TransferOutStatus", pending(d.leaving)},
		{"TransferProhibitionLock", lockState(d.transferLock)}, {"UpdateProhibitionLock", lockState(d.updatesLocked(c.now))},
		{"DomainNameProxyService", false}, {"Premium", false},
		{"DnsList", object{{"Dns", list{rows: []any{"ns1.example.net", "ns2.example.net"}}}}},
	}...)
}

func pending(is bool) string {
	if is {
		return "PENDING"
	}
	return "NORMAL"
}

func lockState(on bool) string {
	if on {
		return "OPEN"
	}
	return "CLOSE"
}
