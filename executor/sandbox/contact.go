package sandbox

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// contactField ties a parameter name to a field of Contact with what the
// business layer asks of it.
type contactField struct {
	param    string
	at       func(*Contact) *string
	required bool
	chinese  bool // exists on the China site only, any script
	ok       func(string) bool
}

// contactFields is in the order of the documents' answers.
func contactFields() []contactField {
	latin := func(v string) bool { return ascii(v) && len(v) <= 255 }
	free := func(v string) bool { return utf8.RuneCountInString(v) <= 255 }
	return []contactField{
		{"RegistrantName", func(c *Contact) *string { return &c.Name }, true, false, latin},
		{"RegistrantOrganization", func(c *Contact) *string { return &c.Organization }, true, false, latin},
		{"Country", func(c *Contact) *string { return &c.Country }, true, false, isCountry},
		{"Province", func(c *Contact) *string { return &c.Province }, true, false, latin},
		{"City", func(c *Contact) *string { return &c.City }, true, false, latin},
		{"Address", func(c *Contact) *string { return &c.Address }, true, false, latin},
		{"PostalCode", func(c *Contact) *string { return &c.PostalCode }, true, false, func(v string) bool { return ascii(v) && len(v) <= 16 }},
		{"Email", func(c *Contact) *string { return &c.Email }, true, false, isEmail},
		{"TelArea", func(c *Contact) *string { return &c.TelArea }, true, false, func(v string) bool { return digits(v) && len(v) <= 3 }},
		{"Telephone", func(c *Contact) *string { return &c.Telephone }, true, false, func(v string) bool { return digits(v) && len(v) <= 14 }},
		{"TelExt", func(c *Contact) *string { return &c.TelExt }, false, false, func(v string) bool { return digits(v) && len(v) <= 10 }},
		{"ZhRegistrantName", func(c *Contact) *string { return &c.ZhName }, false, true, free},
		{"ZhRegistrantOrganization", func(c *Contact) *string { return &c.ZhOrganization }, false, true,
			func(v string) bool { return utf8.RuneCountInString(v) <= 128 }},
		{"ZhProvince", func(c *Contact) *string { return &c.ZhProvince }, false, true, free},
		{"ZhCity", func(c *Contact) *string { return &c.ZhCity }, false, true, free},
		{"ZhAddress", func(c *Contact) *string { return &c.ZhAddress }, false, true, free},
	}
}

// contact reads the contact fields of a call. The refusal names the first field
// the business layer does not take: malformed, or absent when all are asked for.
func (a args) contact(complete bool) (Contact, *refusal) {
	var c Contact
	for _, f := range contactFields() {
		v := a.single[f.param]
		switch {
		case v == "" && f.required && complete:
			return c, illegal(f.param)
		case v == "":
			continue
		case strings.ContainsFunc(v, unicode.IsControl) || strings.TrimSpace(v) == "" || !f.ok(v):
			return c, illegal(f.param)
		}
		*f.at(&c) = v
	}
	return c, nil
}

// over returns the contact with the fields of an older one where the new one
// has no Chinese value: those are optional and absence does not delete.
func (c Contact) over(old *Contact) *Contact {
	if old == nil {
		return &c
	}
	for _, f := range contactFields() {
		if at := f.at(&c); f.chinese && *at == "" {
			*at = *f.at(old)
		}
	}
	return &c
}

// fields prints a contact as answers do. TelExt is there even when empty.
func (c *Contact) fields(on site) object {
	var o object
	for _, f := range contactFields() {
		if !f.chinese || on&china != 0 {
			o = append(o, field{f.param, *f.at(c)})
		}
	}
	return o
}

func ascii(v string) bool {
	for i := range len(v) {
		if v[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func digits(v string) bool {
	for i := range len(v) {
		if v[i] < '0' || v[i] > '9' {
			return false
		}
	}
	return v != ""
}

func isCountry(v string) bool {
	up := strings.ToUpper(v)
	return len(v) == 2 && up[0] >= 'A' && up[0] <= 'Z' && up[1] >= 'A' && up[1] <= 'Z'
}

func isEmail(v string) bool {
	name, host, ok := strings.Cut(v, "@")
	return ok && name != "" && len(v) <= 254 && ascii(v) && !strings.ContainsAny(v, " ,;<>") &&
		!strings.Contains(host, "@") && strings.Contains(strings.Trim(host, "."), ".")
}
