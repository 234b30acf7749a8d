package planner

import (
	"strings"
	"unicode"

	"domainbatch/ingest"
)

// Difference is one field of a contact that would change.
type Difference struct {
	Field ingest.Field
	Now   string // "" when the service shows nothing
	Want  string
}

// rule says when two values of a field mean the same.
type rule uint8

const (
	exact      rule = iota // character by character
	caseless               // in any case: codes and addresses of mailboxes
	romanized              // letters a to z in any case: the service recommends lower case and is free to store it so
	notOfWhois             // the service does not tell it of a contact
)

// rules are the rules of comparison; a field without one is compared
// character by character. In every field blanks at the ends do not count, and
// a run of blanks counts as one.
var rules = map[ingest.Field]rule{
	ingest.FieldCountry:        caseless,
	ingest.FieldEmail:          caseless,
	ingest.FieldName:           romanized,
	ingest.FieldOrganization:   romanized,
	ingest.FieldProvince:       romanized,
	ingest.FieldCity:           romanized,
	ingest.FieldAddress:        romanized,
	ingest.FieldRegistrantType: notOfWhois,
}

// Compare lists the fields in which a contact that is wanted differs from the
// one that is there, in the order of the columns. None means that sending it
// would change nothing:
//
//   - Blanks at the ends of a value do not count, and a run of blanks counts
//     as one.
//   - Country and e-mail address are equal in any case.
//   - Name, organization, province, city and address are equal when they
//     differ only in the case of the letters a to z.
//   - All other values, postal codes, telephone numbers and everything in
//     Chinese, must be equal character by character.
//   - A blank wish asks for nothing and is not compared, except for the
//     telephone extension: a call that gives a telephone without an extension
//     says that there is none.
//   - A value that the service does not show or masks with asterisks differs
//     from every wish.
//   - The registrant type is no field of a contact at the service; see
//     InPlace.
func Compare(want, now *ingest.Contact) []Difference {
	var out []Difference
	for _, f := range contactFields {
		w, n := *f.value(want), *f.value(now)
		if !asksFor(f.field, w, want) || same(rules[f.field], w, n) {
			continue
		}
		out = append(out, Difference{Field: f.field, Now: n, Want: w})
	}
	return out
}

// asksFor says whether a value is a wish.
func asksFor(f ingest.Field, value string, want *ingest.Contact) bool {
	switch f {
	case ingest.FieldRegistrantType:
		return false
	case ingest.FieldTelExt:
		return value != "" || want.Telephone != ""
	}
	return value != ""
}

func same(r rule, want, now string) bool {
	if want == now {
		return !masked(now)
	}
	w, n := squeezed(want), squeezed(now)
	if masked(n) {
		return false
	}
	switch r {
	case caseless:
		return strings.EqualFold(w, n)
	case romanized:
		return lowerASCII(w) == lowerASCII(n)
	}
	return w == n
}

// masked says that a value is hidden, in whole or in part.
func masked(s string) bool { return strings.Contains(s, "*") }

// squeezed is a value without outer blanks and with single ones within.
func squeezed(s string) string { return strings.Join(strings.FieldsFunc(s, unicode.IsSpace), " ") }

// lowerASCII leaves all letters but A to Z alone: what their case means is a
// matter of languages.
func lowerASCII(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, s)
}

// InPlace says whether a contact of a domain is already as a batch wants it,
// and in which fields it differs if not. known is false when that cannot be
// told, because the contact was not asked for or the profile is not known; a
// change is sent then. A transfer code is never in place.
//
// The registrant type belongs to the domain and counts for the registrant
// only. The transfer lock comes with a change of the registrant and is no
// reason for one.
func (p *Present) InPlace(b *Batch, domain string) (equal, known bool, differences []Difference) {
	want, ok := p.wanted(b)
	facts := p.Domain(domain)
	now, asked := facts.Contacts[b.ContactType]
	if !ok || !asked {
		return false, false, nil
	}
	differences = Compare(want, &now.Contact)
	if b.ContactType == ingest.Registrant && want.RegistrantType != "" && want.RegistrantType != facts.RegistrantType {
		differences = append([]Difference{{ingest.FieldRegistrantType, facts.RegistrantType, want.RegistrantType}}, differences...)
	}
	return len(differences) == 0, true, differences
}

// wanted is the contact that a batch writes: its own, or the one of its
// profile.
func (p *Present) wanted(b *Batch) (*ingest.Contact, bool) {
	switch b.Operation {
	case UpdateContact:
		return b.Contact, true
	case UpdateProfile:
		if f := p.Profile(b.ProfileID); f.Exists == Yes && f.Contact.HasFields() {
			return &f.Contact, true
		}
	}
	return nil, false
}
