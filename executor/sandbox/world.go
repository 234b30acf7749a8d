package sandbox

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// World is a stock of an account to start from.
type World struct {
	Domains       []Domain
	Profiles      []Profile
	Emails        []Email
	AdoptUnknown  bool // see Options
	AdoptProfiles bool
}

// WorldHelp describes the file that ParseWorld reads.
const WorldHelp = `{
  "domains": [
    {"name": "alpha-example.com",             required; all else has a default
     "contacts": {                            of each contact, or of "all" that are not named
       "all":   {"name": "li si", "organization": "li si", "country": "CN", "province": "zhe jiang", "city": "hang zhou shi",
                 "address": "1 hao", "postal_code": "310024", "email": "owner@example.com", "tel_area": "86", "telephone": "13800000000",
                 "tel_ext": "", "zh_name": "", "zh_organization": "", "zh_province": "", "zh_city": "", "zh_address": ""},
       "admin": {...}},                       registrant, admin, tech, billing
     "registrant_type": "1",                  1 individual, 2 enterprise
     "real_name": "AUDITING",                 SUCCEED, NONAUDIT, AUDITING, FAILED
     "registered": "2020-01-02", "expires": "2030-01-02",
     "email_unverified": true,                contact updates are refused
     "client_hold": true,                     off the DNS because no mail was answered
     "transfer_lock": true, "update_lock": true,
     "transfer_out": true,                    a transfer to another registrar is pending
     "registrant_pending": true,              an owner change is being reviewed
     "locked_until": "2027-01-01",            end of the 60-day lock after an owner change
     "account": "another"}],                  owned by somebody else
  "profiles": [
    {"id": 1000010, "type": "common", "registrant_type": "2", "real_name": "SUCCEED", "email_unverified": false, "default": false,
     "contact": {"name": "..."}}],
  "mailboxes": [
    {"address": "owner@example.com", "verified": true, "sent": "2026-11-01", "verified_at": "2026-11-02"}],
  "adopt_unknown": false,                     true: the account owns every other domain too
  "adopt_profiles": false                     true: every profile id exists
}`

// The file as JSON spells it.
type (
	worldFile struct {
		Domains       []worldDomain  `json:"domains"`
		Profiles      []worldProfile `json:"profiles"`
		Mailboxes     []worldMailbox `json:"mailboxes"`
		AdoptUnknown  bool           `json:"adopt_unknown"`
		AdoptProfiles bool           `json:"adopt_profiles"`
	}
	worldDomain struct {
		Name              string                   `json:"name"`
		Account           string                   `json:"account"`
		Contacts          map[string]*worldContact `json:"contacts"`
		RegistrantType    string                   `json:"registrant_type"`
		RealName          string                   `json:"real_name"`
		Registered        worldTime                `json:"registered"`
		Expires           worldTime                `json:"expires"`
		EmailUnverified   bool                     `json:"email_unverified"`
		ClientHold        bool                     `json:"client_hold"`
		TransferLock      bool                     `json:"transfer_lock"`
		UpdateLock        bool                     `json:"update_lock"`
		TransferOut       bool                     `json:"transfer_out"`
		RegistrantPending bool                     `json:"registrant_pending"`
		LockedUntil       worldTime                `json:"locked_until"`
	}
	worldProfile struct {
		ID              int64         `json:"id"`
		Account         string        `json:"account"`
		Type            string        `json:"type"`
		RegistrantType  string        `json:"registrant_type"`
		RealName        string        `json:"real_name"`
		EmailUnverified bool          `json:"email_unverified"`
		Default         bool          `json:"default"`
		Contact         *worldContact `json:"contact"`
	}
	worldMailbox struct {
		Address    string    `json:"address"`
		Account    string    `json:"account"`
		Verified   bool      `json:"verified"`
		Sent       worldTime `json:"sent"`
		VerifiedAt worldTime `json:"verified_at"`
	}
	worldContact struct {
		Name           string `json:"name"`
		Organization   string `json:"organization"`
		Country        string `json:"country"`
		Province       string `json:"province"`
		City           string `json:"city"`
		Address        string `json:"address"`
		PostalCode     string `json:"postal_code"`
		Email          string `json:"email"`
		TelArea        string `json:"tel_area"`
		Telephone      string `json:"telephone"`
		TelExt         string `json:"tel_ext"`
		ZhName         string `json:"zh_name"`
		ZhOrganization string `json:"zh_organization"`
		ZhProvince     string `json:"zh_province"`
		ZhCity         string `json:"zh_city"`
		ZhAddress      string `json:"zh_address"`
	}
	// worldTime is a day or an instant, RFC 3339 both.
	worldTime time.Time
)

// UnmarshalText implements encoding.TextUnmarshaler.
func (t *worldTime) UnmarshalText(b []byte) error {
	for _, form := range []string{time.DateOnly, time.RFC3339} {
		if at, err := time.Parse(form, string(b)); err == nil {
			*t = worldTime(at)
			return nil
		}
	}
	return fmt.Errorf("%q is not a date like 2026-11-22", b)
}

// ParseWorld reads a world file, which WorldHelp describes.
func ParseWorld(r io.Reader) (World, error) {
	dec := json.NewDecoder(r)
	dec.DisallowUnknownFields()
	var file worldFile
	if err := dec.Decode(&file); err != nil {
		return World{}, fmt.Errorf("reading a world: %w", err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return World{}, errors.New("reading a world: something follows its closing brace")
	}
	w := World{AdoptUnknown: file.AdoptUnknown, AdoptProfiles: file.AdoptProfiles}
	seen := map[string]bool{}
	for i, d := range file.Domains {
		domain, err := d.domain()
		if err == nil && seen[domain.Name] {
			err = fmt.Errorf("%q is there twice", domain.Name)
		}
		if err != nil {
			return World{}, fmt.Errorf("reading a world: domain %d: %w", i+1, err)
		}
		seen[domain.Name] = true
		w.Domains = append(w.Domains, domain)
	}
	for i, p := range file.Profiles {
		profile, err := p.profile()
		if err != nil {
			return World{}, fmt.Errorf("reading a world: profile %d: %w", i+1, err)
		}
		w.Profiles = append(w.Profiles, profile)
	}
	for i, m := range file.Mailboxes {
		if !isEmail(m.Address) {
			return World{}, fmt.Errorf("reading a world: mailbox %d: the address is not one of e-mail", i+1)
		}
		w.Emails = append(w.Emails, Email{m.Address, m.Account, m.Verified, time.Time(m.Sent), time.Time(m.VerifiedAt)})
	}
	return w, nil
}

// Furnish puts the world into options.
func (w World) Furnish(o *Options) {
	o.Domains = append(o.Domains, w.Domains...)
	o.Profiles = append(o.Profiles, w.Profiles...)
	o.Emails = append(o.Emails, w.Emails...)
	o.AdoptUnknown, o.AdoptProfiles = w.AdoptUnknown, w.AdoptProfiles
}

func (d worldDomain) domain() (Domain, error) {
	out := Domain{Name: strings.ToLower(d.Name), Account: d.Account, RegistrantType: d.RegistrantType, RealNameStatus: d.RealName,
		RegisteredAt: time.Time(d.Registered), ExpiresAt: time.Time(d.Expires), EmailUnverified: d.EmailUnverified, EmailHold: d.ClientHold,
		LockedUntil: time.Time(d.LockedUntil), TransferLock: d.TransferLock, UpdateLock: d.UpdateLock,
		TransferOut: d.TransferOut, RegistrantPending: d.RegistrantPending}
	if !wellFormed(out.Name) {
		return out, fmt.Errorf("%q is not a domain name", d.Name)
	}
	if err := checkWords(d.RegistrantType, d.RealName); err != nil {
		return out, err
	}
	for kind, c := range d.Contacts {
		if kind != "all" && !slices.Contains(contactTypes(), kind) {
			return out, fmt.Errorf("there is no contact %q; there are registrant, admin, tech, billing and all", kind)
		}
		if c == nil {
			return out, fmt.Errorf("contact %s is null", kind)
		}
	}
	for _, kind := range contactTypes() {
		c := d.Contacts[kind]
		if c == nil {
			c = d.Contacts["all"]
		}
		if c == nil {
			continue
		}
		if out.Contacts == nil {
			out.Contacts = map[string]Contact{}
		}
		out.Contacts[kind] = Contact(*c)
	}
	return out, nil
}

func (p worldProfile) profile() (Profile, error) {
	if p.ID <= 0 {
		return Profile{}, errors.New("it has no id above 0")
	}
	if p.Type != "" && p.Type != "common" && p.Type != "cnnic" {
		return Profile{}, fmt.Errorf("type %q is neither common nor cnnic", p.Type)
	}
	if err := checkWords(p.RegistrantType, p.RealName); err != nil {
		return Profile{}, err
	}
	out := Profile{ID: p.ID, Account: p.Account, Type: p.Type, RegistrantType: p.RegistrantType, RealNameStatus: p.RealName,
		EmailUnverified: p.EmailUnverified, Default: p.Default, Contact: *owners()[p.ID%2]}
	if p.Contact != nil {
		out.Contact = Contact(*p.Contact)
	}
	return out, nil
}

func checkWords(registrantType, realName string) error {
	switch registrantType {
	case "", "1", "2":
	default:
		return fmt.Errorf("registrant type %q is neither 1 nor 2", registrantType)
	}
	switch realName {
	case "", "SUCCEED", "NONAUDIT", "AUDITING", "FAILED":
		return nil
	}
	return fmt.Errorf("real-name status %q is none of SUCCEED, NONAUDIT, AUDITING, FAILED", realName)
}

// Adopt makes the default account own domains from now on, as if they had been
// among Options.Domains, except those that magic names exclude and those that
// another account owns. It is for a rehearsal that learns the names when the
// emulator is already there; the ledger does not keep it.
func (s *Server) Adopt(names ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.account(DefaultAccount)
	for _, name := range names {
		name = strings.ToLower(name)
		if a.domains[name] == nil && wellFormed(name) && !magic(name, "-absent") && !s.ownedElsewhere(a, name) {
			a.domains[name] = s.newDomain(Domain{Name: name, Account: a.id})
		}
	}
}
