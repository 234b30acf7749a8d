package planner_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"domainbatch/ingest"
	"domainbatch/planner"
)

const (
	registrant = ingest.Registrant
	admin      = ingest.Admin
	tech       = ingest.Tech
	billing    = ingest.Billing
)

func TestActionIsInferredFromTheCells(t *testing.T) {
	bad := ingest.Row{Domain: "a.com", Problems: []ingest.Problem{
		{Severity: ingest.Warning, Rule: "note.long", Message: "the note is long"},
		{Severity: ingest.Error, Rule: "email.syntax", Cell: "D2", Message: "no @ in the address", Cure: "type name@example.com"},
		{Severity: ingest.Error, Rule: "country.unknown", Cell: "F2", Message: "not a country", Cure: "type CN"},
	}}
	both := contactRow("a.com", li, admin)
	both.ProfileID = 7
	explicit := both
	explicit.Action = ingest.ActionUpdateProfile
	zhOnly := contactRow("a.com", ingest.Contact{ZhName: "李伟"}, admin)
	badLock := contactRow("a.com", li, registrant)
	badLock.Lock = "maybe"
	codeWithContact := contactRow("a.com", li)
	codeWithContact.Action = ingest.ActionTransferCode
	skippedBad := bad
	skippedBad.Action = ingest.ActionSkip

	tests := []struct {
		name string
		row  ingest.Row
		set  planner.Settings
		want planner.Disposition
		code string
		op   planner.Operation
	}{
		{name: "contact values", row: contactRow("a.com", li, admin), want: planner.RowPlanned, op: planner.UpdateContact},
		{name: "profile id", row: profileRow("a.com", 7, admin), want: planner.RowPlanned, op: planner.UpdateProfile},
		{name: "both", row: both, want: planner.RowInvalid, code: planner.CodeTwoWays},
		{name: "both, but the row says which", row: explicit, want: planner.RowPlanned, op: planner.UpdateProfile},
		{name: "neither", row: ingest.Row{Domain: "a.com"}, want: planner.RowInvalid, code: planner.CodeNoAction},
		{name: "registrant type alone is no contact", row: contactRow("a.com", ingest.Contact{RegistrantType: "1"}, admin), want: planner.RowInvalid, code: planner.CodeNoAction},
		{name: "neither, with a default", row: ingest.Row{Domain: "a.com"}, set: planner.Settings{DefaultAction: ingest.ActionTransferCode}, want: planner.RowPlanned, op: planner.TransferCode},
		{name: "default skip", row: ingest.Row{Domain: "a.com"}, set: planner.Settings{DefaultAction: ingest.ActionSkip}, want: planner.RowSkipped},
		{name: "a default does not overrule cells", row: profileRow("a.com", 7, admin), set: planner.Settings{DefaultAction: ingest.ActionTransferCode}, want: planner.RowPlanned, op: planner.UpdateProfile},
		{name: "default without what it needs", row: ingest.Row{Domain: "a.com", ContactTypes: []ingest.ContactType{admin}}, set: planner.Settings{DefaultAction: ingest.ActionUpdateContact}, want: planner.RowInvalid, code: planner.CodeNoContact},
		{name: "profile wanted, none given", row: ingest.Row{Domain: "a.com", Action: ingest.ActionUpdateProfile, ContactTypes: []ingest.ContactType{admin}}, want: planner.RowInvalid, code: planner.CodeNoProfile},
		{name: "no contact type", row: contactRow("a.com", li), want: planner.RowInvalid, code: planner.CodeNoType},
		{name: "unknown contact type", row: contactRow("a.com", li, "owner"), want: planner.RowInvalid, code: planner.CodeBadType},
		{name: "unknown lock", row: badLock, want: planner.RowInvalid, code: planner.CodeBadLock},
		{name: "unknown action", row: ingest.Row{Domain: "a.com", Action: "delete"}, want: planner.RowInvalid, code: planner.CodeBadAction},
		{name: "no domain", row: contactRow("", li, admin), want: planner.RowInvalid, code: planner.CodeNoDomain},
		{name: "Chinese values alone, China site", row: zhOnly, want: planner.RowPlanned, op: planner.UpdateContact},
		{name: "Chinese values alone, international site", row: zhOnly, set: planner.Settings{Site: planner.SiteIntl}, want: planner.RowInvalid, code: planner.CodeNoContact},
		{name: "transfer code with contact columns", row: codeWithContact, want: planner.RowPlanned, op: planner.TransferCode},
		{name: "problems", row: bad, want: planner.RowInvalid, code: "email.syntax"},
		{name: "skip wins over problems", row: skippedBad, want: planner.RowSkipped},
		{name: "skip", row: ingest.Row{Domain: "a.com", Action: ingest.ActionSkip}, want: planner.RowSkipped},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := build(t, tt.set, planner.Options{}, tt.row)
			r := p.Rows[0]
			if r.Disposition != tt.want || r.Code != tt.code {
				t.Fatalf("row is %s (%q), want %s (%q); comment: %s", r.Disposition, r.Code, tt.want, tt.code, r.Comment)
			}
			if (r.Disposition == planner.RowPlanned) != (len(p.Batches) == 1) {
				t.Fatalf("%d batches for a row that is %s", len(p.Batches), r.Disposition)
			}
			if len(p.Batches) == 1 && p.Batches[0].Operation != tt.op {
				t.Errorf("operation %s, want %s", p.Batches[0].Operation, tt.op)
			}
			if r.Disposition == planner.RowInvalid && !strings.HasSuffix(r.Comment, ".") {
				t.Errorf("comment is no sentence: %q", r.Comment)
			}
		})
	}
}

func TestCommentOfAnInvalidRowNamesEveryErrorWithItsCure(t *testing.T) {
	row := contactRow("a.com", li, admin)
	row.Problems = []ingest.Problem{
		{Severity: ingest.Error, Rule: "email.syntax", Cell: "D2", Message: "no @ in the address", Cure: "type name@example.com"},
		{Severity: ingest.Warning, Rule: "x", Cell: "E2", Message: "not said"},
		{Severity: ingest.Error, Rule: "country.unknown", Cell: "F2", Message: "not a country", Cure: "type CN"},
	}
	got := build(t, planner.Settings{}, planner.Options{}, row).Rows[0].Comment
	want := "D2: no @ in the address (type name@example.com); F2: not a country (type CN)."
	if got != want {
		t.Errorf("comment\n%s\nwant\n%s", got, want)
	}
}

func TestSettingsAreChecked(t *testing.T) {
	for _, set := range []planner.Settings{
		{Site: "us"}, {BatchSize: -1}, {BatchSize: planner.MaxBatchSize + 1}, {DefaultAction: "delete"},
	} {
		if _, err := planner.Build(sheet(), source, set, planner.Options{}); err == nil {
			t.Errorf("%+v was accepted", set)
		}
	}
	p := build(t, planner.Settings{}, planner.Options{})
	if p.Settings.Site != planner.SiteCN || p.Settings.BatchSize != planner.DefaultBatchSize {
		t.Errorf("defaults are not written down: %+v", p.Settings)
	}
}

func TestReadingErrorsAndRecordsOutOfOrderStopPlanning(t *testing.T) {
	broken := errors.New("line 3: quote missing")
	_, err := planner.Build(func(yield func(ingest.Row, error) bool) {
		if yield(ingest.Row{Record: 0, Domain: "a.com"}, nil) {
			yield(ingest.Row{}, broken)
		}
	}, source, planner.Settings{}, planner.Options{})
	if !errors.Is(err, broken) {
		t.Errorf("got %v, want the reader's error", err)
	}
	_, err = planner.Build(func(yield func(ingest.Row, error) bool) {
		for range 2 {
			if !yield(ingest.Row{Record: 4}, nil) {
				return
			}
		}
	}, source, planner.Settings{}, planner.Options{})
	if err == nil {
		t.Error("the same record twice was accepted")
	}
}

func TestCallsOfEachSite(t *testing.T) {
	rows := []ingest.Row{
		contactRow("a.com", li, admin), profileRow("b.com", 1, tech), profileRow("c.com", 2, tech), profileRow("d.com", 2, tech), codeRow("e.com"),
	}
	batch := map[string]planner.Call{
		planner.SiteCN: planner.CallProfileBatchCN, planner.SiteIntl: planner.CallProfileBatchIntl, planner.SiteIntl2018: planner.CallProfileBatchCN,
	}
	for site, profileBatch := range batch {
		p := build(t, planner.Settings{Site: site}, planner.Options{}, rows...)
		var got []planner.Call
		for _, b := range p.Batches {
			got = append(got, b.Call)
		}
		want := []planner.Call{planner.CallNewContact, planner.CallProfileSingle, profileBatch, planner.CallTransferCode}
		if !slices.Equal(got, want) {
			t.Errorf("site %s: calls %v, want %v", site, got, want)
		}
	}
}

func TestInternationalSiteDoesNotSplitGroupsByWhatItDoesNotSend(t *testing.T) {
	other := li
	other.RegistrantType, other.ZhName, other.ZhProvince = "1", "李维", "浙江"
	rows := []ingest.Row{contactRow("a.com", li, admin), contactRow("b.com", other, admin)}
	if n := len(build(t, planner.Settings{Site: planner.SiteCN}, planner.Options{}, rows...).Batches); n != 2 {
		t.Errorf("China site: %d calls, want 2", n)
	}
	p := build(t, planner.Settings{Site: planner.SiteIntl}, planner.Options{}, rows...)
	if len(p.Batches) != 1 {
		t.Fatalf("international site: %d calls, want 1", len(p.Batches))
	}
	if c := p.Batches[0].Contact; c.RegistrantType != "" || c.ZhName != "" || c.Name != li.Name {
		t.Errorf("contact %+v holds what the site does not take, or lacks what it does", *c)
	}
}

func TestLockIsKeptWithTheRegistrantOnly(t *testing.T) {
	locked := contactRow("a.com", li, registrant, admin)
	locked.Lock = ingest.LockOn
	p := build(t, planner.Settings{}, planner.Options{}, locked, contactRow("b.com", li, admin))
	if len(p.Batches) != 2 {
		t.Fatalf("%d batches, want registrant and admin", len(p.Batches))
	}
	for _, b := range p.Batches {
		if want := map[bool]ingest.Lock{true: ingest.LockOn}[b.ContactType == registrant]; b.Lock != want {
			t.Errorf("%s: lock %q, want %q", b.ContactType, b.Lock, want)
		}
	}
}

func TestInstanceIDNeedsTheSingleCallForProfilesOnly(t *testing.T) {
	with := func(r ingest.Row, id string) ingest.Row { r.InstanceID = id; return r }
	p := build(t, planner.Settings{}, planner.Options{},
		with(profileRow("a.com", 7, tech), "S1"), with(profileRow("b.com", 7, tech), "S2"), with(profileRow("b2.com", 7, tech), "S2"),
		profileRow("c.com", 7, tech), profileRow("d.com", 7, tech),
		with(contactRow("e.com", li, tech), "S3"), with(contactRow("f.com", li, tech), "S4"))
	var got []string
	for _, b := range p.Batches {
		s := string(b.Call)
		for _, c := range b.Changes {
			s += " " + c.Domain + "/" + c.InstanceID
		}
		got = append(got, s)
	}
	want := []string{
		string(planner.CallProfileSingle) + " a.com/S1",
		string(planner.CallProfileSingle) + " b.com/S2",
		string(planner.CallProfileSingle) + " b2.com/S2",
		string(planner.CallProfileBatchCN) + " c.com/ d.com/",
		string(planner.CallNewContact) + " e.com/S3 f.com/S4",
	}
	if !slices.Equal(got, want) {
		t.Errorf("batches\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestBatchesFollowTheSheetAndTransferCodesComeLast(t *testing.T) {
	p := build(t, planner.Settings{BatchSize: 2}, planner.Options{},
		codeRow("a.com"),
		contactRow("b.com", smith, tech),
		contactRow("a.com", li, admin, tech),
		contactRow("c.com", li, admin),
		contactRow("d.com", li, admin),
		contactRow("a.com", li, billing))
	var got []string
	for _, b := range p.Batches {
		got = append(got, fmt.Sprintf("%s %s %s after %s", b.ID, b.Kind(), strings.Join(b.Domains(), "+"), strings.Join(b.After, "+")))
	}
	want := []string{
		"b0001 tech b.com after ",
		"b0002 admin a.com+c.com after ",
		"b0003 tech a.com after b0002",
		"b0004 admin d.com after ",
		"b0005 billing a.com after b0002+b0003",
		"b0006 transfer-code a.com after b0002+b0003+b0005",
	}
	if !slices.Equal(got, want) {
		t.Errorf("batches\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestExactRepeatsAreOneChangeWithSeveralRows(t *testing.T) {
	p := build(t, planner.Settings{}, planner.Options{},
		contactRow("a.com", li, admin, tech), contactRow("b.com", li, admin), contactRow("a.com", li, tech, tech), codeRow("a.com"), codeRow("a.com"))
	if n := p.Counts().Submits; n != 3 {
		t.Fatalf("%d submits, want admin, tech and one transfer code", n)
	}
	records := map[string][]int{}
	for _, b := range p.Batches {
		for _, c := range b.Changes {
			records[b.Kind()+" "+c.Domain] = c.Records
		}
	}
	for name, want := range map[string][]int{
		"admin a.com": {0}, "tech a.com": {0, 2}, "admin b.com": {1}, "transfer-code a.com": {3, 4},
	} {
		if !slices.Equal(records[name], want) {
			t.Errorf("%s: records %v, want %v", name, records[name], want)
		}
	}
	if a, b := p.Rows[0].Changes[1], p.Rows[2].Changes; len(b) != 1 || a != b[0] {
		t.Errorf("rows 2 and 4 share a change, but name %s and %v", a, b)
	}
}

func TestChangeIDTellsWishesApartAndNothingElse(t *testing.T) {
	id := func(set planner.Settings, r ingest.Row) string {
		return build(t, set, planner.Options{}, r).Rows[0].Changes[0]
	}
	base := contactRow("a.com", li, registrant)
	ref := id(planner.Settings{}, base)
	same := base
	same.InstanceID, same.Note, same.Action = "S1", "later", ingest.ActionUpdateContact
	if id(planner.Settings{BatchSize: 7}, same) != ref {
		t.Error("note, instance id, batch size or spelling out the action changed the id")
	}
	own := base
	own.Account = "prod"
	if id(planner.Settings{Account: "prod"}, base) != id(planner.Settings{Account: "prod"}, own) {
		t.Error("naming the run's own account changed the id")
	}
	lock, domain, kind, account, value := base, base, base, base, base
	lock.Lock = ingest.LockOff
	domain.Domain = "b.com"
	kind.ContactTypes = []ingest.ContactType{admin}
	account.Account = "other"
	value.Contact.Name, value.Contact.Organization = li.Organization, li.Name // moving text between columns is another wish
	ids := map[string]string{"base": ref, "account of run": id(planner.Settings{Account: "prod"}, base), "profile": id(planner.Settings{}, profileRow("a.com", 1, registrant))}
	for name, r := range map[string]ingest.Row{"lock": lock, "domain": domain, "kind": kind, "account": account, "value": value} {
		ids[name] = id(planner.Settings{}, r)
	}
	seen := map[string]string{}
	for name, v := range ids {
		if other := seen[v]; other != "" {
			t.Errorf("%s and %s have the same id", name, other)
		}
		seen[v] = name
	}
}

func TestCounts(t *testing.T) {
	p := build(t, planner.Settings{}, planner.Options{},
		contactRow("a.com", li, admin, tech), contactRow("b.com", li, admin), profileRow("a.com", 3, registrant), codeRow("a.com"),
		ingest.Row{Domain: "c.com", Action: ingest.ActionSkip}, ingest.Row{Domain: "d.com"})
	c := p.Counts()
	if c.Total != 6 || c.Submits != 4 || c.Domains != 2 {
		t.Errorf("totals %+v", c)
	}
	if c.Rows[planner.RowPlanned] != 4 || c.Rows[planner.RowSkipped] != 1 || c.Rows[planner.RowInvalid] != 1 {
		t.Errorf("rows %v", c.Rows)
	}
	want := []planner.ChangeCount{
		{Operation: planner.UpdateContact, ContactType: admin, Changes: 2}, {Operation: planner.UpdateContact, ContactType: tech, Changes: 1},
		{Operation: planner.UpdateProfile, ContactType: registrant, Changes: 1}, {Operation: planner.TransferCode, Changes: 1},
	}
	if !slices.Equal(c.Changes, want) {
		t.Errorf("changes %v, want %v", c.Changes, want)
	}
	if c.Calls[planner.CallNewContact] != 2 || c.Calls[planner.CallProfileSingle] != 1 || c.Calls[planner.CallTransferCode] != 1 {
		t.Errorf("calls %v", c.Calls)
	}
}
