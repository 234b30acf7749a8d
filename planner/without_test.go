package planner_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"domainbatch/ingest"
	"domainbatch/planner"
)

// Leaving nothing out gives the very plan, and leaving something out gives
// the plan that would have been made without it.
func TestWithoutCutsAnew(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		set := drawSettings(t)
		set.Canary, set.Wave = rapid.IntRange(0, 2).Draw(t, "canary"), rapid.IntRange(0, 3).Draw(t, "wave")
		rows := rapid.SliceOfN(rapid.Custom(drawRow), 0, 30).Draw(t, "rows")
		p := mustBuild(t, set, rows)
		if same := p.Without(nil); !reflect.DeepEqual(same.Batches, p.Batches) && len(p.Batches)+len(same.Batches) > 0 || same.Digest != p.Digest {
			t.Fatalf("without nothing\n%+v\nwas\n%+v", same.Batches, p.Batches)
		}
		drop := map[string]planner.Reason{}
		for _, id := range changeIDs(p) {
			if rapid.Bool().Draw(t, "drop") {
				drop[id] = planner.Reason{Code: "x", Comment: "for a test"}
			}
		}
		q := p.Without(drop)
		checkRows(t, q)
		checkOrder(t, q)
		if set.Canary+set.Wave == 0 {
			_, sent := model(set, rows)
			byPlace := map[string]string{}
			for _, b := range p.Batches {
				for _, c := range b.Changes {
					byPlace[c.Domain+" "+b.Kind()] = c.ID
				}
			}
			for x := range sent {
				if _, gone := drop[byPlace[x.domain+" "+x.kind]]; gone {
					delete(sent, x)
				}
			}
			checkBatches(t, set, q, sent)
		} else {
			checkOrderOfWaves(t, set, q)
		}
	})
}

func TestARowThatLosesSomeOfItsChangesSaysSo(t *testing.T) {
	p := build(t, planner.Settings{}, planner.Options{}, contactRow("a.com", li, registrant, admin), contactRow("b.com", li, admin))
	approved := map[string]bool{p.Rows[0].Changes[1]: true}
	q := p.HoldUnapproved(approved)
	if r := q.Rows[0]; r.Disposition != planned || len(r.Changes) != 1 || r.Code != planner.CodeNotApproved {
		t.Errorf("%+v", r)
	}
	if r := q.Rows[1]; r.Disposition != held || r.Code != planner.CodeNotApproved || r.Comment == "" {
		t.Errorf("%+v", r)
	}
	if len(q.Batches) != 1 || q.Batches[0].ContactType != admin || len(q.Batches[0].Changes) != 1 {
		t.Errorf("%+v", q.Batches)
	}
	if len(p.Rows[0].Changes) != 2 || p.Rows[1].Disposition != planned {
		t.Error("the plan itself was changed")
	}
}

func TestMovedNamesWhatIsNoLongerSo(t *testing.T) {
	at := func(c ingest.Contact, more func(*planner.DomainFacts)) *planner.Present {
		f := owned(contacts{admin: c})
		if more != nil {
			more(&f)
		}
		return presentOf(map[string]planner.DomainFacts{"a.com": f})
	}
	phone, shouted := smith, smith
	phone.Telephone, phone.Email = "2079999999", "new@northwind-foods.com"
	shouted.Name = strings.ToUpper(smith.Name)
	for _, c := range []struct {
		name string
		then *planner.Present
		now  *planner.Present
		what string
	}{
		{"as it was", at(smith, nil), at(smith, nil), ""},
		{"in another case", at(smith, nil), at(shouted, nil), ""},
		{"two fields", at(smith, nil), at(phone, nil), "email, telephone"},
		{"already in place", at(smith, nil), at(li, nil), "already as the row wants it"},
		{"locked", at(smith, nil), at(smith, func(f *planner.DomainFacts) { f.UpdateLock = planner.Yes }), "the update lock is on"},
		{"sold", at(smith, nil), at(smith, func(f *planner.DomainFacts) { f.Owned = planner.No }), "the domain is not in this account"},
		{"nothing is known now", at(smith, nil), &planner.Present{}, "how the domain stands could not be found out"},
		{"nothing was known then", &planner.Present{}, at(smith, nil), ""},
		{"nobody looked", nil, nil, ""},
	} {
		saved := build(t, planner.Settings{}, planner.Options{Present: c.then}, contactRow("a.com", li, admin), contactRow("z.com", li, tech))
		fresh := build(t, planner.Settings{}, planner.Options{Present: c.now}, contactRow("a.com", li, admin), contactRow("z.com", li, tech))
		var what []string
		moves := planner.Moved(saved, fresh)
		for _, m := range moves {
			what = append(what, m.What())
			if m.Domain != "a.com" || m.Number != 2 || m.Kind != "admin" {
				t.Errorf("%s: %+v", c.name, m)
			}
		}
		if got := strings.Join(what, "; "); got != c.what {
			t.Errorf("%s: moved %q, want %q", c.name, got, c.what)
		}
		q := saved.HoldMoved(moves)
		want := []planner.Disposition{planned, planned}
		if c.what != "" {
			want[0] = held
		}
		if got := dispositions(q); !slices.Equal(got, want) {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

func TestApprovalIsNoPartOfTheDigest(t *testing.T) {
	p := build(t, planner.Settings{}, planner.Options{}, contactRow("a.com", li, admin), contactRow("b.com", smith, admin))
	text := strings.Replace(encoded(t, p), `"records":[0]`, `"records":[0],"approved":true`, 1)
	q, err := planner.Decode(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if a := q.Approved(); len(a) != 1 || !a[p.Rows[0].Changes[0]] {
		t.Errorf("approved %v", a)
	}
}
