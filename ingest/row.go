package ingest

// Action is what a row asks for.
type Action string

// The actions a row can name. ActionInfer means that the cell was empty and
// the planner decides from what else the row holds.
const (
	ActionInfer         Action = ""
	ActionUpdateContact Action = "update-contact"
	ActionUpdateProfile Action = "update-profile"
	ActionTransferCode  Action = "transfer-code"
	ActionSkip          Action = "skip"
)

// ContactType is one of the four contacts of a domain, spelled as the API
// spells it.
type ContactType string

// The four contacts of a domain.
const (
	Registrant ContactType = "registrant"
	Admin      ContactType = "admin"
	Tech       ContactType = "tech"
	Billing    ContactType = "billing"
)

// ContactTypes lists every contact type in the order in which "all" expands.
func ContactTypes() []ContactType { return []ContactType{Registrant, Admin, Tech, Billing} }

// Lock is the wish for the 60-day transfer lock that a registrant change can
// bring. LockUnset sends no parameter and leaves the service's default.
type Lock string

// The values of Lock.
const (
	LockUnset Lock = ""
	LockOn    Lock = "yes"
	LockOff   Lock = "no"
)

// Contact is one complete set of contact values. A field that was blank is
// the empty string. Values are cleaned (outer blanks removed, full-width
// digits kept as typed unless a fix was accepted), never reinterpreted:
// a postal code 010010 stays 010010.
type Contact struct {
	RegistrantType string `json:"registrant_type,omitempty"` // "1" individual, "2" enterprise, "" not given
	Name           string `json:"name,omitempty"`
	Organization   string `json:"organization,omitempty"`
	Country        string `json:"country,omitempty"` // ISO 3166-1 alpha-2, upper case
	Province       string `json:"province,omitempty"`
	City           string `json:"city,omitempty"`
	Address        string `json:"address,omitempty"`
	PostalCode     string `json:"postal_code,omitempty"`
	Email          string `json:"email,omitempty"`
	TelArea        string `json:"tel_area,omitempty"`  // country calling code, digits only
	Telephone      string `json:"telephone,omitempty"` // digits only
	TelExt         string `json:"tel_ext,omitempty"`
	ZhName         string `json:"zh_name,omitempty"`
	ZhOrganization string `json:"zh_organization,omitempty"`
	ZhProvince     string `json:"zh_province,omitempty"`
	ZhCity         string `json:"zh_city,omitempty"`
	ZhAddress      string `json:"zh_address,omitempty"`
}

// HasFields reports whether any contact value is present. The registrant
// type alone does not count: it also accompanies rows that name a profile.
func (c Contact) HasFields() bool {
	c.RegistrantType = ""
	return c != Contact{}
}

// Previous is what the result columns of an earlier run say about a row;
// all fields are empty when the sheet has no such columns.
type Previous struct {
	Result string // as in report: OK, PENDING, FAILED, ...
	TaskNo string
	RunID  string
}

// Row is one wish for one domain, as understood.
type Row struct {
	Record int // 0-based position among the data rows; the row's identity downstream
	Number int // where a person finds it: sheet row number, or line where the CSV record begins

	Domain      string // lower case, Unicode form (what the API wants), no trailing dot; "" when it could not be understood
	DomainTyped string // the cell as typed

	Action       Action
	ContactTypes []ContactType // in the order typed, without repeats
	ProfileID    int64         // 0 when not given
	Lock         Lock
	Contact      Contact // own cells, completed from ContactRef; own cells win
	ContactRef   string
	InstanceID   string
	Account      string // name of a credential profile; "" is the run's own
	Note         string
	Priority     int // -MostPriority to MostPriority, 0 when not given: rows of a greater one are sent first

	Previous Previous
	Problems []Problem

	// Alike spares working out again what a row wants. Where it is not 0, rows
	// of one pass over a sheet with the same number differ in nothing but
	// Record, Number, Domain, DomainTyped, Note, Previous and Problems. Whoever
	// changes anything else does so in all of them, or sets it to 0.
	Alike uint32
}

// Invalid reports whether any problem of the row forbids using it.
func (r Row) Invalid() bool {
	for _, p := range r.Problems {
		if p.Severity == Error {
			return true
		}
	}
	return false
}
