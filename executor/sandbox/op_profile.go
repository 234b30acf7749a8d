package sandbox

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// profiles is QueryRegistrantProfiles. Left out, PageNum and PageSize are zero,
// as documented, which yields no rows.
func (c *call) profiles() (object, *refusal) {
	size, num := int(c.args.number("PageSize")), int(c.args.number("PageNum"))
	if size < 0 || size > 5000 {
		return nil, invalid("PageSize")
	}
	if num < 0 {
		return nil, invalid("PageNum")
	}
	if id := c.args.number("RegistrantProfileId"); id != 0 {
		c.profile(c.acc, id)
	}
	var found []*Profile
	for _, p := range c.acc.profiles {
		if c.wanted(p) {
			found = append(found, p)
		}
	}
	slices.SortFunc(found, func(a, b *Profile) int { return cmp.Compare(a.ID, b.ID) })
	var out []object
	if size > 0 {
		from, to := c.window(len(found), max(num, 1), size)
		for _, p := range found[from:to] {
			out = append(out, c.profileRow(p))
		}
	}
	return append(pageFields(len(found), num, size), field{"RegistrantProfiles", object{{"RegistrantProfile", rows(out)}}}), nil
}

func (c *call) wanted(p *Profile) bool {
	is := func(name, value string) bool {
		want := c.args.text(name)
		return want == "" || strings.EqualFold(want, value)
	}
	return is("RegistrantProfileId", fmt.Sprint(p.ID)) && is("RegistrantType", p.RegistrantType) &&
		is("RegistrantProfileType", p.Type) && is("RealNameStatus", p.RealNameStatus) &&
		is("DefaultRegistrantProfile", fmt.Sprint(p.Default)) && is("Email", p.Contact.Email) &&
		is("RegistrantOrganization", p.Contact.Organization) && is("ZhRegistrantOrganization", p.Contact.ZhOrganization) && is("Remark", "")
}

// unverified tells whether the address of a profile waits to be verified: it was
// when the profile was made, and no mail was answered since.
func (p *Profile) unverified(a *account) bool {
	return p.EmailUnverified && !a.verified(p.Contact.Email)
}

func (c *call) profileRow(p *Profile) object {
	verified := 1
	if p.unverified(c.acc) {
		verified = 0
	}
	created, updated := p.CreatedAt, p.UpdatedAt
	setIfZero(&created, c.started.AddDate(-1, 0, 0))
	setIfZero(&updated, created)
	o := object{
		{"RegistrantProfileId", p.ID}, {"RegistrantType", p.RegistrantType}, {"RegistrantProfileType", p.Type},
		{"DefaultRegistrantProfile", p.Default}, {"RealNameStatus", p.RealNameStatus},
		{"EmailVerificationStatus", verified}, {"CreateTime", chinaTime(created)}, {"UpdateTime", chinaTime(updated)},
	}
	return append(o, p.Contact.fields(c.site)...)
}
