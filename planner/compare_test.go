package planner_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"domainbatch/ingest"
	"domainbatch/planner"
)

func TestWhatCountsAsTheSameValue(t *testing.T) {
	for _, c := range []struct {
		name      string
		want, now ingest.Contact
		differs   string // the fields
	}{
		{"the same", li, li, ""},
		{"country in another case", ingest.Contact{Country: "CN"}, ingest.Contact{Country: "cn"}, ""},
		{"another country", ingest.Contact{Country: "CN"}, ingest.Contact{Country: "HK"}, "country"},
		{"e-mail in another case", ingest.Contact{Email: "Owner@Example.com"}, ingest.Contact{Email: "owner@example.COM"}, ""},
		{"e-mail with a plus", ingest.Contact{Email: "owner+a@example.com"}, ingest.Contact{Email: "owner@example.com"}, "email"},
		{"pinyin in lower case", ingest.Contact{Name: "Li Wei", City: "Hang Zhou Shi"}, ingest.Contact{Name: "li wei", City: "hang zhou shi"}, ""},
		{"pinyin without a blank", ingest.Contact{City: "hangzhou shi"}, ingest.Contact{City: "hang zhou shi"}, "city"},
		{"letters beyond a to z keep their case", ingest.Contact{Name: "Ömer"}, ingest.Contact{Name: "ömer"}, "name"},
		{"blanks at the ends", ingest.Contact{Address: " 1 Wensan Road"}, ingest.Contact{Address: "1 Wensan Road \t"}, ""},
		{"a run of blanks", ingest.Contact{Address: "1 Wensan Road"}, ingest.Contact{Address: "1  Wensan\u00a0Road"}, ""},
		{"punctuation", ingest.Contact{Organization: "Acme, Inc."}, ingest.Contact{Organization: "Acme Inc"}, "organization"},
		{"a postal code with a blank", ingest.Contact{PostalCode: "E1 6AN"}, ingest.Contact{PostalCode: "E16AN"}, "postal_code"},
		{"a postal code in another case", ingest.Contact{PostalCode: "E1 6AN"}, ingest.Contact{PostalCode: "e1 6an"}, "postal_code"},
		{"a leading zero", ingest.Contact{PostalCode: "010010"}, ingest.Contact{PostalCode: "10010"}, "postal_code"},
		{"telephone with the country code", ingest.Contact{Telephone: "13800000000"}, ingest.Contact{Telephone: "8613800000000"}, "telephone"},
		{"Chinese in another width", ingest.Contact{ZhAddress: "文三路１号"}, ingest.Contact{ZhAddress: "文三路1号"}, "zh_address"},
		{"a blank wish is none", ingest.Contact{Name: "li wei"}, li, ""},
		{"a blank extension is a wish", ingest.Contact{Telephone: "1"}, ingest.Contact{Telephone: "1", TelExt: "22"}, "tel_ext"},
		{"no telephone, no wish for its extension", ingest.Contact{Name: "li wei"}, ingest.Contact{Name: "li wei", TelExt: "22"}, ""},
		{"the service shows nothing", ingest.Contact{Name: "li wei", Country: "CN"}, ingest.Contact{}, "name country"},
		{"the service masks a value", ingest.Contact{Email: "l***@example.com"}, ingest.Contact{Email: "l***@example.com"}, "email"},
		{"the registrant type is no field of a contact", ingest.Contact{RegistrantType: "2", Name: "a"}, ingest.Contact{Name: "a"}, ""},
		{"several", li, smith, "name organization country province city address postal_code email tel_area telephone zh_name zh_organization"},
	} {
		var got []string
		for _, d := range planner.Compare(&c.want, &c.now) {
			got = append(got, string(d.Field))
		}
		if s := strings.Join(got, " "); s != c.differs {
			t.Errorf("%s: %q differ, want %q", c.name, s, c.differs)
		}
	}
}

func TestInPlaceIsSaidOfKnownContactsOnly(t *testing.T) {
	facts := func(c ingest.Contact, registrantType string) *planner.Present {
		return &planner.Present{Domains: map[string]planner.DomainFacts{"a.com": {
			Owned: planner.Yes, RegistrantType: registrantType,
			Contacts: map[ingest.ContactType]planner.ContactFacts{ingest.Registrant: {Contact: c}, ingest.Admin: {Contact: c}},
		}}, Profiles: map[int64]planner.ProfileFacts{7: {Exists: planner.Yes, Contact: li}, 8: {Exists: planner.No}, 9: {Exists: planner.Yes}}}
	}
	plain := li
	plain.RegistrantType = ""
	batch := func(t ingest.ContactType, c *ingest.Contact) *planner.Batch {
		return &planner.Batch{Operation: planner.UpdateContact, ContactType: t, Contact: c}
	}
	profile := func(id int64) *planner.Batch {
		return &planner.Batch{Operation: planner.UpdateProfile, ContactType: ingest.Registrant, ProfileID: id}
	}
	for _, c := range []struct {
		name         string
		present      *planner.Present
		batch        *planner.Batch
		domain       string
		equal, known bool
	}{
		{"as wanted", facts(plain, "2"), batch(ingest.Registrant, &li), "a.com", true, true},
		{"another registrant type", facts(plain, "1"), batch(ingest.Registrant, &li), "a.com", false, true},
		{"registrant type not known", facts(plain, ""), batch(ingest.Registrant, &li), "a.com", false, true},
		{"registrant type of another contact", facts(plain, "1"), batch(ingest.Admin, &li), "a.com", true, true},
		{"another contact", facts(smith, "2"), batch(ingest.Registrant, &li), "a.com", false, true},
		{"contact not asked for", facts(plain, "2"), batch(ingest.Tech, &li), "a.com", false, false},
		{"domain not asked about", facts(plain, "2"), batch(ingest.Registrant, &li), "b.com", false, false},
		{"nothing is known", nil, batch(ingest.Registrant, &li), "a.com", false, false},
		{"as the profile is", facts(plain, "2"), profile(7), "a.com", true, true},
		{"no such profile", facts(plain, "2"), profile(8), "a.com", false, false},
		{"a profile without a contact", facts(plain, "2"), profile(9), "a.com", false, false},
		{"a transfer code", facts(plain, "2"), &planner.Batch{Operation: planner.TransferCode}, "a.com", false, false},
	} {
		equal, known, differences := c.present.InPlace(c.batch, c.domain)
		if equal != c.equal || known != c.known || known && equal != (len(differences) == 0) {
			t.Errorf("%s: equal %v, known %v, %v", c.name, equal, known, differences)
		}
	}
}

// What Compare calls equal must stay so when the two are written in each
// other's place, and one changed letter must show.
func TestComparingProperties(t *testing.T) {
	value := rapid.StringMatching(`[a-zA-Z0-9 ]{1,8}[a-z]`)
	rapid.Check(t, func(t *rapid.T) {
		a := ingest.Contact{Name: value.Draw(t, "name"), Country: "CN", Telephone: value.Draw(t, "telephone"), TelExt: value.Draw(t, "ext"), ZhName: value.Draw(t, "zh")}
		b := a
		b.Name, b.Country = strings.ToUpper(" "+b.Name), "cn"
		if d := planner.Compare(&a, &b); len(d) != 0 {
			t.Fatalf("%+v and %+v differ in %v", a, b, d)
		}
		if d := planner.Compare(&b, &a); len(d) != 0 {
			t.Fatalf("%+v and %+v differ in %v", b, a, d)
		}
		b.Telephone += "0"
		if d := planner.Compare(&a, &b); len(d) != 1 || d[0].Field != ingest.FieldTelephone {
			t.Fatalf("%+v and %+v differ in %v", a, b, d)
		}
	})
}
