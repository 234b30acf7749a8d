package planner_test

import (
	"bytes"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"testing"

	"domainbatch/ingest"
	"domainbatch/planner"

	"pgregory.net/rapid"
)

// The model below plans in the most obvious way, with text for keys and
// quadratic loops, and shares no code with the package.

// wantedChange is one change as the model sees it.
type wantedChange struct {
	domain, kind string
	key          string // all that one call has in common
	wish         string // key, as far as it is a wish: what the change id stands for
	single       bool   // only a call of its own can carry it
}

func drawRow(t *rapid.T) ingest.Row {
	types := rapid.SliceOfN(rapid.SampledFrom(ingest.ContactTypes()), 0, 4)
	r := ingest.Row{
		Domain:       fmt.Sprintf("d%d.com", rapid.IntRange(0, 9).Draw(t, "domain")),
		ContactTypes: types.Draw(t, "types"),
		Lock:         rapid.SampledFrom([]ingest.Lock{"", "", ingest.LockOn, ingest.LockOff}).Draw(t, "lock"),
		Account:      rapid.SampledFrom([]string{"", "", "", "", "prod", "other"}).Draw(t, "account"),
		InstanceID:   rapid.SampledFrom([]string{"", "", "", "S1", "S2"}).Draw(t, "instance"),
		Action:       rapid.SampledFrom([]ingest.Action{"", "", "", "", "skip", "transfer-code", "update-profile"}).Draw(t, "action"),
	}
	switch rapid.IntRange(0, 6).Draw(t, "what") {
	case 0, 1, 2:
		r.Contact = rapid.SampledFrom([]ingest.Contact{li, smith, {Name: "ab", City: "c"}, {Name: "a", City: "bc"}, {RegistrantType: "2", Name: "ab", City: "c"}, {ZhName: "李"}}).Draw(t, "contact")
	case 3, 4:
		r.ProfileID = int64(rapid.IntRange(1, 3).Draw(t, "profile"))
	case 5:
		r.Problems = []ingest.Problem{{Severity: rapid.SampledFrom([]ingest.Severity{ingest.Warning, ingest.Error}).Draw(t, "severity"), Rule: "r", Message: "m"}}
	}
	r.Previous.Result = rapid.SampledFrom([]string{"", "", "", "", "", "OK", "FAILED", "PENDING"}).Draw(t, "result")
	return r
}

func drawSettings(t *rapid.T) planner.Settings {
	return planner.Settings{
		Site:          rapid.SampledFrom([]string{planner.SiteCN, planner.SiteIntl, planner.SiteIntl2018}).Draw(t, "site"),
		Account:       rapid.SampledFrom([]string{"", "prod"}).Draw(t, "own account"),
		BatchSize:     rapid.IntRange(1, 4).Draw(t, "batch size"),
		DefaultAction: rapid.SampledFrom([]ingest.Action{"", "transfer-code"}).Draw(t, "default action"),
	}
}

// modelChanges is what the model sees in a usable row; ok is false for a row
// that is skipped or cannot be used.
func modelChanges(set planner.Settings, r ingest.Row) (out []wantedChange, ok bool) {
	if r.Invalid() || r.Domain == "" {
		return nil, false
	}
	action := r.Action
	if action == "" {
		switch {
		case r.Contact.HasFields() && r.ProfileID != 0:
			return nil, false
		case r.Contact.HasFields():
			action = "update-contact"
		case r.ProfileID != 0:
			action = "update-profile"
		default:
			action = set.DefaultAction
		}
	}
	account := r.Account
	if account == "" {
		account = set.Account
	}
	switch action {
	case "transfer-code":
		wish := fmt.Sprintf("%q code", account)
		return []wantedChange{{r.Domain, "transfer-code", wish, wish, true}}, true
	case "update-profile":
		if r.ProfileID == 0 {
			return nil, false
		}
	case "update-contact":
	default:
		return nil, false
	}
	c := r.Contact
	if set.Site == planner.SiteIntl {
		c.RegistrantType, c.ZhName, c.ZhOrganization, c.ZhProvince, c.ZhCity, c.ZhAddress = "", "", "", "", "", ""
	}
	if action == "update-contact" && !c.HasFields() {
		return nil, false
	}
	for _, typ := range ingest.ContactTypes() {
		if !slices.Contains(r.ContactTypes, typ) {
			continue
		}
		lock := r.Lock
		if typ != ingest.Registrant {
			lock = ""
		}
		x := wantedChange{domain: r.Domain, kind: string(typ)}
		if action == "update-contact" {
			x.wish = fmt.Sprintf("%q %s %s %#v", account, typ, lock, c)
			x.key = x.wish
		} else {
			x.wish = fmt.Sprintf("%q %s %s profile %d", account, typ, lock, r.ProfileID)
			x.key, x.single = x.wish+" "+r.InstanceID, r.InstanceID != ""
		}
		out = append(out, x)
	}
	return out, len(out) > 0
}

// model is the fate of every row, and the rows that ask for each change.
func model(set planner.Settings, rows []ingest.Row) (fate []planner.Disposition, sent map[wantedChange][]int) {
	fate = make([]planner.Disposition, len(rows))
	all := make([][]wantedChange, len(rows))
	for i, r := range rows {
		changes, ok := modelChanges(set, r)
		switch {
		case r.Action == ingest.ActionSkip:
			fate[i] = planner.RowSkipped
		case !ok:
			fate[i] = planner.RowInvalid
		case r.Previous.Result == "OK":
			fate[i] = planner.RowDone
		default:
			fate[i], all[i] = planner.RowPlanned, changes
		}
	}
	for i := range rows {
		for j := range rows {
			for _, x := range all[i] {
				for _, y := range all[j] {
					if x.domain == y.domain && x.kind == y.kind && (x.key != y.key || rows[j].Previous.Result == "PENDING") {
						fate[i] = planner.RowHeld
					}
				}
			}
		}
	}
	sent = map[wantedChange][]int{}
	for i := range rows {
		if fate[i] == planner.RowPlanned {
			for _, x := range all[i] {
				sent[x] = append(sent[x], i)
			}
		}
	}
	return fate, sent
}

func TestPlanAgreesWithAnObviousModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		set := drawSettings(t)
		rows := rapid.SliceOfN(rapid.Custom(drawRow), 0, 30).Draw(t, "rows")
		p := mustBuild(t, set, rows)
		fate, sent := model(set, rows)
		if got := dispositions(p); !slices.Equal(got, fate) {
			t.Fatalf("dispositions\n%v\nmodel\n%v", got, fate)
		}
		checkBatches(t, set, p, sent)
		checkOrder(t, p)
		checkRows(t, p)
	})
}

func mustBuild(t *rapid.T, set planner.Settings, rows []ingest.Row) *planner.Plan {
	p, err := planner.Build(sheet(rows...), source, set, planner.Options{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// checkBatches: every valid change in exactly one batch with all its rows, no
// batch mixes keys or names a domain twice, and the number of calls is the
// lower bound.
func checkBatches(t *rapid.T, set planner.Settings, p *planner.Plan, sent map[wantedChange][]int) {
	byPlace := map[string]wantedChange{}
	groups := map[string]int{}
	bound := 0
	for x := range sent {
		byPlace[x.domain+" "+x.kind] = x
		if x.single {
			bound++
		} else {
			groups[x.key]++
		}
	}
	for _, n := range groups {
		bound += (n + set.BatchSize - 1) / set.BatchSize
	}
	if len(p.Batches) != bound {
		t.Fatalf("%d calls, the bound is %d", len(p.Batches), bound)
	}
	ids := map[string]string{}
	for _, b := range p.Batches {
		domains := map[string]bool{}
		key := ""
		for i, c := range b.Changes {
			x, ok := byPlace[c.Domain+" "+b.Kind()]
			if !ok {
				t.Fatalf("%s: %s %s is in no row, or in two batches", b.ID, c.Domain, b.Kind())
			}
			delete(byPlace, c.Domain+" "+b.Kind())
			if !slices.Equal(c.Records, sent[x]) {
				t.Fatalf("%s: %s has records %v, want %v", b.ID, c.Domain, c.Records, sent[x])
			}
			if i > 0 && x.key != key || x.single && len(b.Changes) > 1 || len(b.Changes) > set.BatchSize {
				t.Fatalf("%s mixes wishes or is too large", b.ID)
			}
			key = x.key
			if domains[c.Domain] {
				t.Fatalf("%s names %s twice", b.ID, c.Domain)
			}
			domains[c.Domain] = true
			if other, ok := ids[c.ID]; ok {
				t.Fatalf("%s and %s have the id %s", other, c.Domain+x.wish, c.ID)
			}
			ids[c.ID] = c.Domain + x.wish
		}
	}
	if len(byPlace) > 0 {
		t.Fatalf("never sent: %v", slices.Collect(maps.Keys(byPlace)))
	}
}

// checkOrder: After points backwards only and covers every shared domain,
// transfer codes come last, the rest in order of first appearance.
func checkOrder(t *rapid.T, p *planner.Plan) {
	position := map[string]int{}
	seen := map[string][]string{} // batches that hold a domain
	codes, first := false, -1
	for i, b := range p.Batches {
		want := map[string]bool{}
		least := b.Changes[0].Records[0]
		for _, c := range b.Changes {
			for _, id := range seen[c.Domain] {
				want[id] = true
			}
			seen[c.Domain] = append(seen[c.Domain], b.ID)
			if c.Records[0] < least {
				t.Fatalf("%s: changes are not in sheet order", b.ID)
			}
		}
		got := map[string]bool{}
		for _, id := range b.After {
			if at, ok := position[id]; !ok || at >= i {
				t.Fatalf("%s waits for %s, which is not earlier", b.ID, id)
			}
			got[id] = true
		}
		if !maps.Equal(got, want) || len(got) != len(b.After) {
			t.Fatalf("%s waits for %v, shares domains with %v", b.ID, b.After, want)
		}
		if isCode := b.Operation == planner.TransferCode; isCode != codes {
			if codes {
				t.Fatalf("%s comes after a transfer code", b.ID)
			}
			codes, first = true, -1
		}
		if least < first {
			t.Fatalf("%s is out of order", b.ID)
		}
		first = least
		if _, ok := position[b.ID]; ok {
			t.Fatalf("two batches are called %s", b.ID)
		}
		position[b.ID] = i
	}
}

// checkRows: a row names changes exactly when it is planned, and those
// changes name it.
func checkRows(t *rapid.T, p *planner.Plan) {
	named := map[string][]int{}
	for _, b := range p.Batches {
		for _, c := range b.Changes {
			named[c.ID] = c.Records
		}
	}
	for _, r := range p.Rows {
		if (r.Disposition == planner.RowPlanned) != (len(r.Changes) > 0) {
			t.Fatalf("row %d is %s with %d changes", r.Number, r.Disposition, len(r.Changes))
		}
		for _, id := range r.Changes {
			if !slices.Contains(named[id], r.Record) {
				t.Fatalf("row %d names change %s, which does not name it", r.Number, id)
			}
		}
		if r.Disposition != planner.RowPlanned && r.Comment == "" {
			t.Fatalf("row %d is %s and does not say why", r.Number, r.Disposition)
		}
	}
}

func TestOrderOfRowsDoesNotChangeWhatIsWanted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		set := drawSettings(t)
		rows := rapid.SliceOfN(rapid.Custom(drawRow), 0, 25).Draw(t, "rows")
		mixed := rapid.Permutation(rows).Draw(t, "mixed")
		if a, b := changeIDs(mustBuild(t, set, rows)), changeIDs(mustBuild(t, set, mixed)); !slices.Equal(a, b) {
			t.Fatalf("changes %v, in another order %v", a, b)
		}
	})
}

func changeIDs(p *planner.Plan) []string {
	var out []string
	for _, b := range p.Batches {
		for _, c := range b.Changes {
			out = append(out, c.ID)
		}
	}
	slices.Sort(out)
	return out
}

func TestPlanSurvivesBeingWrittenAndRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := rapid.SliceOfN(rapid.Custom(drawRow), 0, 12).Draw(t, "rows")
		set := drawSettings(t)
		p := mustBuild(t, set, rows)
		if again := mustBuild(t, set, rows); again.Digest != p.Digest {
			t.Fatal("equal input, different digests")
		}
		var text bytes.Buffer
		if err := planner.Encode(&text, p); err != nil {
			t.Fatal(err)
		}
		got, err := planner.Decode(&text)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, p) {
			t.Fatalf("read back\n%+v\nwritten\n%+v", got, p)
		}
	})
}

// TestNumbersOfAlikeRowsChangeNoPlan plans rows with and without them.
func TestNumbersOfAlikeRowsChangeNoPlan(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		set := drawSettings(t)
		rows := rapid.SliceOfN(rapid.Custom(drawRow), 0, 30).Draw(t, "rows")
		for i := range rows {
			rows[i].Record, rows[i].Number = i, i+2
		}
		opt := planner.Options{
			Owner: func(domain, kind string) (string, bool) {
				return "20260101-000000-aaaa", domain == "d3.com" && kind == "admin"
			},
			Finished: func(run, change string) (known, finished bool) { return true, change[0] < '8' },
		}
		without, err := planner.Build(sheet(rows...), source, set, opt)
		if err != nil {
			t.Fatal(err)
		}
		numberAlike(rows)
		with, err := planner.Build(sheet(rows...), source, set, opt)
		if err != nil {
			t.Fatal(err)
		}
		if with.Digest != without.Digest || !reflect.DeepEqual(with.Rows, without.Rows) || !reflect.DeepEqual(with.Batches, without.Batches) {
			t.Fatalf("the plan is\n%+v\nand without the numbers\n%+v", with, without)
		}
	})
}
