package planner_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"domainbatch/ingest"
	"domainbatch/planner"
)

// owned is a domain of the account with these contacts.
func owned(contacts map[ingest.ContactType]ingest.Contact) planner.DomainFacts {
	f := planner.DomainFacts{AsOf: now.Add(-time.Hour), Owned: planner.Yes, RegistrantType: "2", Contacts: map[ingest.ContactType]planner.ContactFacts{}}
	for t, c := range contacts {
		c.RegistrantType = ""
		f.Contacts[t] = planner.ContactFacts{AsOf: now.Add(-time.Hour), Contact: c}
	}
	return f
}

func presentOf(domains map[string]planner.DomainFacts) *planner.Present {
	return &planner.Present{Domains: domains}
}

type contacts = map[ingest.ContactType]ingest.Contact

func TestWhatIsInPlaceIsNotSent(t *testing.T) {
	moved := li
	moved.Telephone = "13900000000"
	present := presentOf(map[string]planner.DomainFacts{
		"same.com":   owned(contacts{registrant: li, admin: li}),
		"half.com":   owned(contacts{registrant: li, admin: smith}),
		"other.com":  owned(contacts{registrant: moved, admin: smith}),
		"locked.com": {AsOf: now, Owned: planner.Yes, UpdateLock: planner.Yes, Contacts: map[ingest.ContactType]planner.ContactFacts{}},
	})
	p := build(t, planner.Settings{BatchSize: 2}, planner.Options{Present: present},
		contactRow("same.com", li, registrant, admin),
		contactRow("half.com", li, registrant, admin),
		contactRow("other.com", li, registrant, admin),
		contactRow("locked.com", li, registrant),
		contactRow("unknown.com", li, registrant),
		codeRow("same.com"),
	)
	if got, want := dispositions(p), []planner.Disposition{planner.RowUnchanged, planned, planned, held, planned, planned}; !slices.Equal(got, want) {
		t.Errorf("dispositions %v, want %v", got, want)
	}
	var sent []string
	for _, b := range p.Batches {
		sent = append(sent, b.Kind()+" "+strings.Join(b.Domains(), "+"))
	}
	if want := []string{"admin half.com+other.com", "registrant other.com+unknown.com", "transfer-code same.com"}; !slices.Equal(sent, want) {
		t.Errorf("sent %q, want %q", sent, want)
	}
	if code := p.Rows[3].Code; code != planner.CodeUpdateLock {
		t.Errorf("the locked domain is held for %s", code)
	}
	before := p.Batches[1].Changes[0].Before
	if before == nil || !slices.Equal(before.Fields, []ingest.Field{ingest.FieldTelephone}) || before.Contact.Telephone != "13900000000" || before.RegistrantType != "2" {
		t.Errorf("before %+v", before)
	}
	if p.Batches[1].Changes[1].Before != nil {
		t.Error("something is said of a contact that nobody looked at")
	}
	if s := p.Standing; s == nil || s.Unchanged != 3 || s.Blocked != 1 || s.Unknown != 1 || s.Domains != 4 || !s.AsOf.Equal(now.Add(-time.Hour)) {
		t.Errorf("standing %+v", p.Standing)
	}
	if len(p.Remarks) != 1 || p.Remarks[0].Code != planner.CodeNotAsked || p.Remarks[0].Record != 4 {
		t.Errorf("remarks %+v", p.Remarks)
	}
}

func TestALookWithoutAnyAnswerChangesNothing(t *testing.T) {
	rows := []ingest.Row{contactRow("a.com", li, registrant, tech), profileRow("b.com", 7, admin), codeRow("c.com")}
	blind := build(t, planner.Settings{}, planner.Options{}, rows...)
	looked := build(t, planner.Settings{}, planner.Options{Present: &planner.Present{}}, rows...)
	if blind.Digest != looked.Digest {
		t.Error("knowing nothing makes another plan")
	}
}

func TestTheTimeOfALookIsNotPartOfTheDigest(t *testing.T) {
	early := owned(contacts{admin: smith})
	late := owned(contacts{admin: smith})
	late.AsOf = now
	late.Contacts[admin] = planner.ContactFacts{AsOf: now, Contact: late.Contacts[admin].Contact}
	a := build(t, planner.Settings{}, planner.Options{Present: presentOf(map[string]planner.DomainFacts{"a.com": early})}, contactRow("a.com", li, admin))
	b := build(t, planner.Settings{}, planner.Options{Present: presentOf(map[string]planner.DomainFacts{"a.com": late})}, contactRow("a.com", li, admin))
	if a.Digest != b.Digest {
		t.Error("the same found again later is another plan")
	}
	moved := owned(contacts{admin: li})
	moved.Contacts[admin] = planner.ContactFacts{Contact: ingest.Contact{Name: "x"}}
	c := build(t, planner.Settings{}, planner.Options{Present: presentOf(map[string]planner.DomainFacts{"a.com": moved})}, contactRow("a.com", li, admin))
	if a.Digest == c.Digest {
		t.Error("another contact found is the same plan")
	}
}

// The model of the present: a contact is in place when it is the very same,
// and a domain of another account or with an update lock stops what it stops.
type world struct {
	contact map[string]ingest.Contact // by domain and kind
	kind    map[string]string         // registrant type by domain
	foreign map[string]bool
	locked  map[string]bool
}

func drawWorld(t *rapid.T) (world, *planner.Present) {
	w := world{map[string]ingest.Contact{}, map[string]string{}, map[string]bool{}, map[string]bool{}}
	p := &planner.Present{Domains: map[string]planner.DomainFacts{}}
	for i := range 10 {
		name := fmt.Sprintf("d%d.com", i)
		if rapid.IntRange(0, 3).Draw(t, "known") == 0 {
			continue
		}
		f := planner.DomainFacts{AsOf: now, Owned: planner.Yes, RegistrantType: "2", Contacts: map[ingest.ContactType]planner.ContactFacts{}}
		w.kind[name] = "2"
		if rapid.IntRange(0, 5).Draw(t, "foreign") == 0 {
			f.Owned, w.foreign[name] = planner.No, true
		}
		if rapid.IntRange(0, 5).Draw(t, "locked") == 0 {
			f.UpdateLock, w.locked[name] = planner.Yes, true
		}
		for _, typ := range ingest.ContactTypes() {
			c := rapid.SampledFrom([]ingest.Contact{{}, li, smith, {Name: "ab", City: "c"}}).Draw(t, "now")
			if c == (ingest.Contact{}) {
				continue
			}
			c.RegistrantType = ""
			f.Contacts[typ] = planner.ContactFacts{AsOf: now, Contact: c}
			w.contact[name+" "+string(typ)] = c
		}
		p.Domains[name] = f
	}
	return w, p
}

// inPlace knows the few contacts that rows of this test ask for.
func (w world) inPlace(set planner.Settings, r ingest.Row, x wantedChange) bool {
	c, known := w.contact[x.domain+" "+x.kind]
	if !known || w.foreign[x.domain] || x.kind == "transfer-code" || strings.Contains(x.wish, "profile") {
		return false
	}
	want := r.Contact
	if set.Site == planner.SiteIntl {
		want.ZhName, want.ZhOrganization, want.RegistrantType = "", "", ""
		c.ZhName, c.ZhOrganization = "", ""
	}
	if want == (ingest.Contact{ZhName: "李"}) {
		return c.ZhName == "李"
	}
	if x.kind == "registrant" && want.RegistrantType != "" && want.RegistrantType != w.kind[x.domain] {
		return false
	}
	want.RegistrantType = ""
	return want == c
}

func (w world) blocks(x wantedChange) bool {
	return w.foreign[x.domain] || w.locked[x.domain] && x.kind != "transfer-code"
}

func TestPlanAgainstThePresentAgreesWithAnObviousModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		set := drawSettings(t)
		rows := rapid.SliceOfN(rapid.Custom(drawRow), 0, 30).Draw(t, "rows")
		w, present := drawWorld(t)
		p, err := planner.Build(sheet(rows...), source, set, planner.Options{Now: now, Present: present})
		if err != nil {
			t.Fatal(err)
		}
		fate, _ := model(set, rows)
		sent := map[wantedChange][]int{}
		for i, r := range rows {
			if fate[i] != planned {
				continue
			}
			changes, _ := modelChanges(set, r)
			open := slices.DeleteFunc(changes, func(x wantedChange) bool { return w.inPlace(set, r, x) })
			switch {
			case len(open) == 0:
				fate[i] = planner.RowUnchanged
			case slices.ContainsFunc(open, w.blocks):
				fate[i] = held
			default:
				for _, x := range open {
					sent[x] = append(sent[x], i)
				}
			}
		}
		if got := dispositions(p); !slices.Equal(got, fate) {
			t.Fatalf("dispositions\n%v\nmodel\n%v", got, fate)
		}
		checkBatches(t, set, p, sent)
		checkOrder(t, p)
		checkRows(t, p)
	})
}
