package planner_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"domainbatch/ingest"
	"domainbatch/planner"
)

// nowIs are the facts of a domain with one contact.
func nowIs(c ingest.Contact, registrantType string) planner.DomainFacts {
	c.RegistrantType = ""
	return planner.DomainFacts{AsOf: time.Now(), Owned: planner.Yes, RegistrantType: registrantType,
		Contacts: map[ingest.ContactType]planner.ContactFacts{ingest.Registrant: {Contact: c}}}
}

func TestTheWayBackOfAChange(t *testing.T) {
	li := li
	li.RegistrantType = "1"
	was := li
	was.RegistrantType = ""
	edit := func(c ingest.Contact, f func(*ingest.Contact)) ingest.Contact { f(&c); return c }
	set := edit(li, func(c *ingest.Contact) { c.Telephone, c.City = "13911111111", "ning bo shi" })
	before := &planner.Before{RegistrantType: "1", Contact: was}
	masked := &planner.Before{RegistrantType: "1", Contact: edit(was, func(c *ingest.Contact) { c.Email = "o***@example.com" })}
	emptied := &planner.Before{RegistrantType: "1", Contact: edit(was, func(c *ingest.Contact) { c.Organization = "" })}
	for name, tc := range map[string]struct {
		before *planner.Before
		wished *ingest.Contact
		facts  planner.DomainFacts
		want   planner.BackVerdict
		fields string
	}{
		"as it was set":             {before, &set, nowIs(set, "1"), planner.BackRestore, "city telephone"},
		"spelled in another case":   {before, &set, nowIs(edit(set, func(c *ingest.Contact) { c.City = "Ning Bo Shi" }), "1"), planner.BackRestore, "city telephone"},
		"taken back already":        {before, &set, nowIs(was, "1"), planner.BackNothing, ""},
		"a field set is another":    {before, &set, nowIs(edit(set, func(c *ingest.Contact) { c.Telephone = "1" }), "1"), planner.BackMoved, "telephone"},
		"a field unset is another":  {before, &set, nowIs(edit(set, func(c *ingest.Contact) { c.PostalCode = "1" }), "1"), planner.BackMoved, "postal_code"},
		"half of it taken back":     {before, &set, nowIs(edit(set, func(c *ingest.Contact) { c.Telephone = was.Telephone }), "1"), planner.BackMoved, "telephone"},
		"another registrant type":   {before, &set, nowIs(set, "2"), planner.BackMoved, "registrant_type"},
		"the type goes back":        {before, new(edit(set, func(c *ingest.Contact) { c.RegistrantType = "2" })), nowIs(set, "2"), planner.BackRestore, "registrant_type city telephone"},
		"an extension goes":         {before, new(edit(li, func(c *ingest.Contact) { c.TelExt = "12" })), nowIs(edit(was, func(c *ingest.Contact) { c.TelExt = "12" }), "1"), planner.BackRestore, "tel_ext"},
		"what was empty stays":      {emptied, &li, nowIs(li, "1"), planner.BackStuck, "organization"},
		"what was masked stays":     {masked, &set, nowIs(edit(set, func(c *ingest.Contact) { c.Email = li.Email }), "1"), planner.BackHidden, ""},
		"nobody looked before":      {nil, &set, nowIs(set, "1"), planner.BackUnknown, ""},
		"what was set is not known": {before, nil, nowIs(set, "1"), planner.BackUnknown, ""},
		"nobody knows now":          {before, &set, planner.DomainFacts{Owned: planner.Yes}, planner.BackUnknown, ""},
		"gone":                      {before, &set, planner.DomainFacts{Owned: planner.No}, planner.BackGone, ""},
	} {
		got := planner.Back(tc.before, tc.wished, tc.facts, ingest.Registrant)
		if got.Verdict != tc.want {
			t.Errorf("%s: %s (%s), want %s", name, got.Verdict, got.Comment(), tc.want)
			continue
		}
		fields := map[planner.BackVerdict][]ingest.Field{planner.BackRestore: got.Fields, planner.BackMoved: got.Moved, planner.BackStuck: got.Stuck}[tc.want]
		for _, f := range strings.Fields(tc.fields) {
			if !slices.Contains(fields, ingest.Field(f)) || len(fields) != len(strings.Fields(tc.fields)) {
				t.Errorf("%s: fields %v, want %s", name, fields, tc.fields)
			}
			if tc.want != planner.BackRestore && !strings.Contains(got.Comment(), f) {
				t.Errorf("%s: %q does not name %s", name, got.Comment(), f)
			}
		}
		if c := got.CommentIn("zh"); !strings.HasSuffix(c, "。") || strings.Contains(c, "the ") || got.CommentIn("en") != got.Comment() {
			t.Errorf("%s: %q is no Chinese sentence", name, c)
		}
		if c := got.Comment(); !strings.HasSuffix(c, ".") {
			t.Errorf("%s: %q", name, c)
		}
	}
}

// The service writes what a call gives and leaves what it does not: whatever
// was set, writing what was there brings it back, save what was empty.
func TestWhatIsRestoredIsAsItWas(t *testing.T) {
	write := func(on, wish ingest.Contact) ingest.Contact { // as the documents say of blank values
		out := wish
		for _, p := range []struct {
			to   *string
			from string
		}{
			{&out.ZhName, on.ZhName}, {&out.ZhOrganization, on.ZhOrganization}, {&out.ZhProvince, on.ZhProvince}, {&out.ZhCity, on.ZhCity}, {&out.ZhAddress, on.ZhAddress}} {
			if *p.to == "" {
				*p.to = p.from
			}
		}
		return out
	}
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string, blankZh bool) ingest.Contact {
			c := li
			word := func(f string, words ...string) string { return rapid.SampledFrom(words).Draw(t, name+" "+f) }
			c.Name, c.City = word("name", "li si", "Li Si", "wang wu"), word("city", "hang zhou shi", "ning bo shi")
			c.Telephone, c.TelExt = word("telephone", "13800000000", "13900000000"), word("ext", "", "12")
			if blankZh {
				c.ZhName, c.ZhCity = word("zh name", "", "李四", "王五"), word("zh city", "", "杭州市")
			}
			c.RegistrantType = ""
			return c
		}
		was, wished := draw("was", true), draw("wished", true)
		set := write(was, wished)
		got := planner.Back(&planner.Before{Contact: was}, &wished, nowIs(set, "1"), ingest.Registrant)
		switch got.Verdict {
		case planner.BackNothing, planner.BackStuck:
			return
		case planner.BackRestore:
		default:
			t.Fatalf("nobody else was at work, and it is %s: %s", got.Verdict, got.Comment())
		}
		back := write(set, got.Was)
		again := planner.Back(&planner.Before{Contact: was}, &wished, nowIs(back, "1"), ingest.Registrant)
		if again.Verdict != planner.BackNothing && (again.Verdict != planner.BackStuck && len(again.Fields) > 0 || len(got.Stuck) == 0) {
			t.Fatalf("restored %+v over %+v, and it is %s", was, set, again.Verdict)
		}
	})
}
