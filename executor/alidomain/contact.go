package alidomain

// Contact is one set of contact values. The empty string means that the
// parameter is not sent.
type Contact struct {
	RegistrantType string // "1" individual, "2" enterprise; the international version has it in VerifyContact only
	Name           string
	Organization   string
	Country        string
	Province       string
	City           string
	Address        string
	PostalCode     string
	Email          string
	TelArea        string
	Telephone      string
	TelExt         string
	ZhName         string // the Zh values exist in the China version only
	ZhOrganization string
	ZhProvince     string
	ZhCity         string
	ZhAddress      string
}

type contactField struct {
	name  string // on the wire, in requests and in answers
	zh    bool
	value string
}

func (c Contact) fields() []contactField {
	return []contactField{
		{"RegistrantName", false, c.Name},
		{"RegistrantOrganization", false, c.Organization},
		{"Country", false, c.Country},
		{"Province", false, c.Province},
		{"City", false, c.City},
		{"Address", false, c.Address},
		{"PostalCode", false, c.PostalCode},
		{"Email", false, c.Email},
		{"TelArea", false, c.TelArea},
		{"Telephone", false, c.Telephone},
		{"TelExt", false, c.TelExt},
		{"ZhRegistrantName", true, c.ZhName},
		{"ZhRegistrantOrganization", true, c.ZhOrganization},
		{"ZhProvince", true, c.ZhProvince},
		{"ZhCity", true, c.ZhCity},
		{"ZhAddress", true, c.ZhAddress},
	}
}
