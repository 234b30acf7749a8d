package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"domainbatch/executor"
	"domainbatch/ingest"
	"domainbatch/planner"
)

func standing(row int, domain, action, contacts string, r executor.Result) Standing {
	return Standing{Domain: domain, Action: action, Contacts: contacts, Row: row, Result: r, Code: map[bool]string{true: "Odd"}[hasCause(r)]}
}

func turns(pairs []Pair) string {
	var list []string
	for _, p := range pairs {
		list = append(list, fmt.Sprintf("%s %s: %s", p.shown().Domain, p.change(), p.Turn))
	}
	return strings.Join(list, "\n")
}

func TestRunsAreComparedRowByRow(t *testing.T) {
	before := []Standing{
		standing(2, "broke.com", "update-contact", "admin", executor.OK),
		standing(3, "mended.com", "update-contact", "admin", executor.Failed),
		standing(4, "slow.com", "transfer-code", "", executor.Pending),
		standing(5, "away.com", "transfer-code", "", executor.Failed),
		standing(6, "fine.com", "transfer-code", "", executor.OK),
		standing(7, "two.com", "update-contact", "admin", executor.Failed),
		standing(8, "two.com", "update-contact", "tech", executor.OK),
		standing(9, "cell.com", "update-contact", "", executor.Invalid), // the contact type could not be read
		standing(10, "wait.com", "transfer-code", "", executor.Pending),
	}
	after := []Standing{ // sorted otherwise, as people do
		standing(2, "two.com", "update-contact", "tech", executor.Failed),
		standing(3, "two.com", "update-contact", "admin", executor.Failed),
		standing(4, "cell.com", "update-contact", "registrant", executor.OK),
		standing(5, "slow.com", "transfer-code", "", executor.OK),
		standing(6, "mended.com", "update-contact", "admin", executor.OK),
		standing(7, "broke.com", "update-contact", "admin", executor.Failed),
		standing(8, "fine.com", "transfer-code", "", executor.Unchanged),
		standing(9, "more.com", "transfer-code", "", executor.OK),
		standing(10, "wait.com", "transfer-code", "", executor.Unknown),
	}
	want := `two.com OK → FAILED Odd: newly failing
broke.com OK → FAILED Odd: newly failing
wait.com PENDING → UNKNOWN Odd: newly failing
cell.com INVALID → OK: fixed
slow.com PENDING → OK: fixed
mended.com FAILED → OK: fixed
two.com FAILED → FAILED Odd: still open
more.com OK: new
away.com FAILED: gone
fine.com OK → UNCHANGED: done in both`
	if got := turns(Compare(before, after)); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func anyStandings(t *rapid.T, name string) []Standing {
	list := make([]Standing, rapid.IntRange(0, 25).Draw(t, name))
	for i := range list {
		list[i] = standing(i+2, rapid.SampledFrom([]string{"a.com", "b.com", "c.cn"}).Draw(t, "domain"),
			rapid.SampledFrom([]string{"", "transfer-code", "update-contact"}).Draw(t, "action"),
			rapid.SampledFrom([]string{"", "admin"}).Draw(t, "contacts"), rapid.SampledFrom(executor.Results()).Draw(t, "result"))
	}
	return list
}

// Every row of both runs is in exactly one pair, whatever the order of the
// rows, and a run compared with itself has neither news nor losses.
func TestComparisonsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before, after := anyStandings(t, "before"), anyStandings(t, "after")
		d := Diff{Pairs: Compare(before, after)}
		counts, from, to := d.counts()
		sum := 0
		for _, n := range counts {
			sum += n
		}
		if from != len(before) || to != len(after) || sum != len(d.Pairs) || sum-counts[Added] != from || sum-counts[Gone] != to {
			t.Fatalf("%d and %d rows in, %d and %d out, turns %v", len(before), len(after), from, to, counts)
		}
		for _, p := range Compare(before, before) {
			if p.Turn == Added || p.Turn == Gone || p.Turn == Fixed || p.Turn == NewlyFailing {
				t.Fatalf("a run and itself: %s", turns([]Pair{p}))
			}
		}
		counted := func(list []Standing) string {
			n := map[Turn]int{}
			for _, p := range Compare(before, list) {
				n[p.Turn]++
			}
			return fmt.Sprint(n[Added], n[Gone])
		}
		shuffled := append([]Standing{}, after...)
		rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1)).Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		if exact(before) && exact(after) && counted(after) != counted(shuffled) {
			t.Fatal("sorting the rows changes what is new and gone")
		}
	})
}

// exact reports whether it is known of every row what it asks for.
func exact(list []Standing) bool {
	for i := range list {
		if list[i].vague() {
			return false
		}
	}
	return true
}

func TestComparisonsAreWrittenOut(t *testing.T) {
	bad := "two|rows\x1b[31m.com"
	d := Diff{From: Run{ID: "r1", InputName: "a.xlsx"}, To: Run{ID: "r2", InputName: "a.results.xlsx"}, Pairs: Compare(
		[]Standing{standing(4, bad, "transfer-code", "", executor.OK), standing(5, "b.com", "update-contact", "admin", executor.Failed)},
		[]Standing{standing(9, bad, "transfer-code", "", executor.Failed), standing(5, "b.com", "update-contact", "admin", executor.OK)},
	)}
	var text, md, zh, js bytes.Buffer
	must(t, WriteDiffText(&text, d, Options{}))
	must(t, WriteDiffMarkdown(&md, d, Options{}))
	must(t, WriteDiffText(&zh, d, Options{Lang: "zh"}))
	must(t, WriteDiffJSON(&js, d))
	wants(t, "the text", text.String(), "From run r1 (a.xlsx, 2 rows)", "      1  newly failing\n", "      1  fixed\n", "Newly failing\n  row 9, two|rows·[31m.com (transfer-code): OK → FAILED Odd", "row 5, b.com (update-contact admin): FAILED → OK")
	wants(t, "the Markdown", md.String(), "| newly failing | 1 |", `| 9 | two\|rows`, "## Fixed")
	wants(t, "the Chinese text", zh.String(), "新出现失败", "第 5 行，b.com (修改联系人 管理联系人)")
	var got struct {
		Schema  string
		Version int
		From    struct{ Rows int }
		Counts  map[Turn]int
		Rows    []struct {
			Change        Turn
			Before, After *jsonSide
		}
	}
	must(t, json.Unmarshal(js.Bytes(), &got))
	if got.Schema != DiffJSONSchema || got.From.Rows != 2 || len(got.Counts) != len(Turns()) || len(got.Rows) != 2 || got.Rows[0].Change != NewlyFailing || got.Rows[0].After.Result != "FAILED" {
		t.Errorf("%s", js.String())
	}
}

// What a row asks for is known from the plan, and from its cells when nothing
// was planned for it.
func TestStandingsKnowWhatRowsAskFor(t *testing.T) {
	plan, rows := somePlan()
	plan.Settings = planner.Settings{DefaultAction: ingest.ActionTransferCode}
	asked := map[int]ingest.Row{
		4: {Record: 4, Action: ingest.ActionUpdateContact, ContactTypes: []ingest.ContactType{ingest.Tech, ingest.Admin}},
	}
	rows = append(rows, executor.RowResult{Record: 6}, executor.RowResult{Record: 7}, executor.RowResult{Record: 8})
	asked[6], asked[7] = ingest.Row{ProfileID: 7, ContactTypes: []ingest.ContactType{ingest.Billing}}, ingest.Row{ContactRef: "HQ"}
	var got []string
	for _, s := range Standings(plan, asked, rows) {
		got = append(got, strings.TrimSpace(s.Action+" "+s.Contacts))
	}
	want := "update-contact registrant|update-contact registrant|update-profile admin|transfer-code|update-contact admin,tech|update-contact registrant|update-profile billing|update-contact|transfer-code"
	if strings.Join(got, "|") != want {
		t.Errorf("got  %s\nwant %s", strings.Join(got, "|"), want)
	}
}
