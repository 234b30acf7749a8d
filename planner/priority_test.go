package planner_test

import (
	"cmp"
	"slices"
	"testing"

	"domainbatch/ingest"
	"domainbatch/planner"

	"pgregory.net/rapid"
)

func urgent(n int, r ingest.Row) ingest.Row {
	r.Priority = n
	return r
}

// order lists the domains of each batch.
func order(p *planner.Plan) [][]string {
	var out [][]string
	for _, b := range p.Batches {
		out = append(out, b.Domains())
	}
	return out
}

func TestUrgentRowsGoFirst(t *testing.T) {
	for _, c := range []struct {
		name string
		rows []ingest.Row
		want [][]string
	}{
		{"within a group", []ingest.Row{
			contactRow("a.com", li, ingest.Admin), contactRow("b.com", li, ingest.Admin), urgent(10, contactRow("c.com", li, ingest.Admin)),
			urgent(-10, contactRow("d.com", li, ingest.Admin)), contactRow("e.com", li, ingest.Admin),
		}, [][]string{{"c.com", "a.com"}, {"b.com", "e.com"}, {"d.com"}}},
		{"between groups", []ingest.Row{
			contactRow("a.com", li, ingest.Admin), urgent(1, contactRow("b.com", smith, ingest.Admin)), urgent(2, profileRow("c.com", 7, ingest.Tech)),
		}, [][]string{{"c.com"}, {"b.com"}, {"a.com"}}},
		{"as urgent as the most urgent of equal rows", []ingest.Row{
			contactRow("a.com", smith, ingest.Admin), urgent(-5, contactRow("b.com", li, ingest.Admin)), urgent(5, contactRow("b.com", li, ingest.Admin)),
		}, [][]string{{"b.com"}, {"a.com"}}},
		{"an urgent code before other domains, and after the contact of its own", []ingest.Row{
			contactRow("a.com", li, ingest.Admin), contactRow("b.com", smith, ingest.Admin), urgent(10, codeRow("b.com")), codeRow("a.com"),
		}, [][]string{{"b.com"}, {"b.com"}, {"a.com"}, {"a.com"}}},
		{"a row that is not sent lends no urgency", []ingest.Row{
			contactRow("a.com", smith, ingest.Admin), contactRow("b.com", li, ingest.Admin),
			urgent(9, ingest.Row{Domain: "b.com", Contact: li, ContactTypes: []ingest.ContactType{ingest.Admin}, Problems: []ingest.Problem{{Severity: ingest.Error, Rule: "r"}}}),
		}, [][]string{{"a.com"}, {"b.com"}}},
		{"none that is greater than none", []ingest.Row{
			urgent(-1, contactRow("a.com", li, ingest.Admin)), contactRow("b.com", smith, ingest.Admin),
		}, [][]string{{"b.com"}, {"a.com"}}},
	} {
		p := build(t, planner.Settings{BatchSize: 2}, planner.Options{}, c.rows...)
		if got := order(p); !slices.EqualFunc(got, c.want, slices.Equal) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

// The priority of every change as a model sees it: that of its most urgent row
// that is planned, and for a contact at least that of the domain's code.
func modelPriorities(p *planner.Plan, rows []ingest.Row) map[string]int {
	of := map[string]int{}
	for i, r := range p.Rows {
		for _, id := range r.Changes {
			if old, known := of[id]; !known || rows[i].Priority > old {
				of[id] = rows[i].Priority
			}
		}
	}
	for _, code := range p.Batches {
		for _, b := range p.Batches {
			for _, c := range b.Changes {
				if code.Operation == planner.TransferCode && c.Domain == code.Changes[0].Domain {
					of[c.ID] = max(of[c.ID], of[code.Changes[0].ID])
				}
			}
		}
	}
	return of
}

// Priorities move changes and nothing else: the same changes in as many calls,
// the most urgent first.
func TestPrioritiesCostNoCall(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		set := drawSettings(t)
		rows := rapid.SliceOfN(rapid.Custom(drawRow), 0, 30).Draw(t, "rows")
		levels := rapid.SampledFrom([][]int{{0}, {5}, {0, 10}, {-10, 0, 10}, {-1000, -1, 0, 1, 2, 3, 1000}}).Draw(t, "levels")
		plain := slices.Clone(rows)
		for i := range rows {
			rows[i].Priority = rapid.SampledFrom(levels).Draw(t, "priority")
		}
		before := mustBuild(t, set, plain)
		after := mustBuild(t, set, rows)
		if len(before.Batches) != len(after.Batches) {
			t.Fatalf("%d calls with priorities, %d without", len(after.Batches), len(before.Batches))
		}
		if len(levels) == 1 && before.Digest != after.Digest {
			t.Fatal("one priority for all makes another plan")
		}
		ids := func(p *planner.Plan) (out []string) {
			for _, b := range p.Batches {
				for _, c := range b.Changes {
					out = append(out, c.ID)
				}
			}
			slices.Sort(out)
			return out
		}
		if !slices.Equal(ids(before), ids(after)) || !slices.Equal(dispositions(before), dispositions(after)) {
			t.Fatal("other changes are made")
		}
		checkUrgency(t, after, modelPriorities(after, rows))
	})
}

func checkUrgency(t *rapid.T, p *planner.Plan, of map[string]int) {
	type group struct {
		account   string
		operation planner.Operation
		kind      string
		lock      ingest.Lock
		profile   int64
		contact   ingest.Contact
		instance  string
	}
	latest := map[group]int{}
	at := map[string]int{}
	first := 1 << 20
	for i, b := range p.Batches {
		g := group{b.Account, b.Operation, b.Kind(), b.Lock, b.ProfileID, ingest.Contact{}, ""}
		if b.Contact != nil {
			g.contact = *b.Contact
		}
		if b.Operation == planner.UpdateProfile {
			g.instance = b.Changes[0].InstanceID
		}
		most := of[b.Changes[0].ID]
		if most > first {
			t.Fatalf("batch %s with priority %d comes after one of %d", b.ID, most, first)
		}
		first = most
		for _, c := range b.Changes {
			if old, known := latest[g]; known && of[c.ID] > old {
				t.Fatalf("%s with priority %d comes after one of %d in its group", c.Domain, of[c.ID], old)
			}
			latest[g] = of[c.ID]
		}
		for _, after := range b.After {
			if at[after] == 0 || at[after] > i {
				t.Fatalf("%s waits for %s, which is not before it", b.ID, after)
			}
		}
		at[b.ID] = i + 1
	}
	for i, code := range p.Batches {
		for _, b := range p.Batches[i:] {
			if code.Operation == planner.TransferCode && b.ID != code.ID && slices.Contains(b.Domains(), code.Changes[0].Domain) {
				t.Fatalf("%s comes after the code of %s", b.ID, code.Changes[0].Domain)
			}
		}
	}
}

// Records of a change are in the order of the sheet, wherever the change goes.
func TestPrioritiesLeaveRecordsInOrder(t *testing.T) {
	p := build(t, planner.Settings{}, planner.Options{},
		contactRow("a.com", li, ingest.Admin), urgent(1, contactRow("b.com", li, ingest.Admin)), contactRow("b.com", li, ingest.Admin), contactRow("a.com", li, ingest.Admin))
	if c := p.Batches[0].Changes; len(c) != 2 || !slices.Equal(c[0].Records, []int{1, 2}) || !slices.Equal(c[1].Records, []int{0, 3}) || cmp.Compare(c[0].Domain, "b.com") != 0 {
		t.Errorf("%+v", c)
	}
}
