package planner

import (
	"fmt"
	"time"

	"domainbatch/ingest"
)

// Present is what is known of how things stand at the service. It is data
// that somebody else has gathered: a plan is held against it. What is missing
// is not known, and what is not known is never taken for good news, nor for
// equal to what is wanted.
type Present struct {
	Account   string                  `json:"account,omitempty"` // as Settings.Account
	Domains   map[string]DomainFacts  `json:"domains,omitempty"` // by Key of the domain
	Profiles  map[int64]ProfileFacts  `json:"profiles,omitempty"`
	Mailboxes map[string]MailboxFacts `json:"mailboxes,omitempty"` // by MailboxKey of the address
	Verdicts  map[VerifyKey]Verdict   `json:"-"`                   // of the service about contacts that are wanted
}

// Knowledge is the answer to a yes-or-no question that may not have been
// asked.
type Knowledge uint8

// The values of Knowledge.
const (
	Unknown Knowledge = iota
	Yes
	No
)

// Known makes Knowledge of an answer.
func Known(yes bool) Knowledge {
	if yes {
		return Yes
	}
	return No
}

func (k Knowledge) String() string { return [...]string{"unknown", "yes", "no"}[min(k, No)] }

// RealName is the state of a real-name verification, spelled as by the API
// (documented). "" is not known.
type RealName string

// The states of a real-name verification.
const (
	RealNameFailed  RealName = "FAILED"
	RealNameSucceed RealName = "SUCCEED"
	RealNameNone    RealName = "NONAUDIT"
	RealNameAudit   RealName = "AUDITING"
)

// DomainFacts are what the service tells about one domain.
type DomainFacts struct {
	AsOf       time.Time `json:"as_of,omitzero"` // when the service was asked, contacts aside
	Owned      Knowledge `json:"owned,omitempty"`
	InstanceID string    `json:"instance_id,omitempty"`
	Registered time.Time `json:"registered,omitzero"`
	Expires    time.Time `json:"expires,omitzero"`
	Redemption Knowledge `json:"redemption,omitempty"` // expired so long ago that it has to be redeemed

	TransferPending   Knowledge `json:"transfer_pending,omitempty"`   // to another registrar (TransferOutStatus)
	RegistrantPending Knowledge `json:"registrant_pending,omitempty"` // a change of the registrant under way (RegistrantUpdatingStatus)
	TransferLock      Knowledge `json:"transfer_lock,omitempty"`      // TransferProhibitionLock is OPEN
	UpdateLock        Knowledge `json:"update_lock,omitempty"`        // UpdateProhibitionLock is OPEN
	RealName          RealName  `json:"real_name,omitempty"`          // of the registrant (RealNameStatus)
	NameReview        RealName  `json:"name_review,omitempty"`        // of the name itself (DomainNameVerificationStatus)
	EmailVerified     Knowledge `json:"email_verified,omitempty"`     // of the present registrant's mailbox
	ClientHold        Knowledge `json:"client_hold,omitempty"`        // offline because that mailbox was not verified in time

	RegistrantType string `json:"registrant_type,omitempty"` // "1" individual, "2" enterprise

	Contacts map[ingest.ContactType]ContactFacts `json:"contacts,omitempty"` // those that were asked for
}

// ContactFacts are one contact of a domain as it is now. RegistrantType is
// never filled: the service does not tell it of a contact.
type ContactFacts struct {
	AsOf    time.Time      `json:"as_of,omitzero"`
	Contact ingest.Contact `json:"contact"`
}

// ProfileFacts are what the service tells about one registrant profile.
type ProfileFacts struct {
	AsOf          time.Time      `json:"as_of,omitzero"`
	Exists        Knowledge      `json:"exists,omitempty"`
	CNNIC         Knowledge      `json:"cnnic,omitempty"` // of type cnnic, else common
	RealName      RealName       `json:"real_name,omitempty"`
	EmailVerified Knowledge      `json:"email_verified,omitempty"`
	Contact       ingest.Contact `json:"contact"` // with its RegistrantType
}

// MailboxFacts say whether a mailbox is verified with the account.
type MailboxFacts struct {
	AsOf     time.Time `json:"as_of,omitzero"`
	Verified Knowledge `json:"verified,omitempty"` // No as well when the service has never heard of it
	SentAt   time.Time `json:"sent_at,omitzero"`   // of the latest verification mail, zero when none is known
}

// VerifyKey is one question to the service's own dry run (VerifyContactField):
// would it take this contact for domains of this group?
type VerifyKey struct {
	Contact ingest.Contact
	Group   string // TLDGroup
}

// Verdict is the service's answer.
type Verdict struct {
	AsOf     time.Time
	Accepted Knowledge
	Code     string // of the error when refused
	Message  string // in the service's words, which name the bad field
}

// Domain are the facts about a domain, in any spelling; none are known when
// it was not asked about.
func (p *Present) Domain(name string) DomainFacts {
	if p == nil {
		return DomainFacts{}
	}
	return p.Domains[Key(name)]
}

// Mailbox are the facts about an e-mail address, in any spelling.
func (p *Present) Mailbox(address string) MailboxFacts {
	if p == nil {
		return MailboxFacts{}
	}
	return p.Mailboxes[MailboxKey(address)]
}

// Profile are the facts about a registrant profile.
func (p *Present) Profile(id int64) ProfileFacts {
	if p == nil {
		return ProfileFacts{}
	}
	return p.Profiles[id]
}

// Verdict is what the service says to a contact.
func (p *Present) Verdict(k VerifyKey) Verdict {
	if p == nil {
		return Verdict{}
	}
	return p.Verdicts[k]
}

// MarshalText spells Knowledge in JSON.
func (k Knowledge) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (k *Knowledge) UnmarshalText(text []byte) error {
	for _, x := range []Knowledge{Unknown, Yes, No} {
		if x.String() == string(text) {
			*k = x
			return nil
		}
	}
	return fmt.Errorf("%q is neither yes nor no nor unknown", text)
}
