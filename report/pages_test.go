package report

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"domainbatch/executor"
	"domainbatch/ingest"
	"domainbatch/planner"
)

// table is a page as text, a line for each row.
func table(t *testing.T, p *page) []string {
	t.Helper()
	if p == nil {
		return nil
	}
	var lines []string
	for row, err := range p.rows {
		must(t, err)
		var cells []string
		for _, c := range row {
			cells = append(cells, c.plain(time.UTC))
		}
		lines = append(lines, strings.TrimRight(strings.Join(cells, "|"), "|"))
	}
	return lines
}

func compareLines(t *testing.T, got []string, want ...string) {
	t.Helper()
	for i := range max(len(got), len(want)) {
		var a, b string
		if i < len(got) {
			a = got[i]
		}
		if i < len(want) {
			b = want[i]
		}
		if a != b {
			t.Errorf("line %d:\n got  %s\n want %s", i, a, b)
		}
	}
}

var (
	later   = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	someone = ingest.Contact{Name: "Li Wei", Email: "li@example.com", City: "hang zhou shi"}
)

// somePlan writes the registrant of two domains, points one at a profile and
// asks for a code.
func somePlan() (*planner.Plan, []executor.RowResult) {
	plan := &planner.Plan{Batches: []planner.Batch{
		{ID: "b1", Operation: planner.UpdateContact, ContactType: ingest.Registrant, Lock: ingest.LockOn, Contact: &someone, Changes: []planner.Change{
			{ID: "1", Domain: "b.com", Records: []int{1, 5}}, {ID: "2", Domain: "a.com", Records: []int{0}},
		}},
		{ID: "b2", Operation: planner.UpdateProfile, ContactType: ingest.Admin, ProfileID: 77, Changes: []planner.Change{{ID: "3", Domain: "c.com", Records: []int{2}}}},
		{ID: "b3", Operation: planner.TransferCode, Changes: []planner.Change{{ID: "4", Domain: "d.com", Records: []int{3}}}},
	}}
	var rows []executor.RowResult
	for i, r := range []executor.Result{executor.OK, executor.OK, executor.Pending, executor.OK, executor.Unknown, executor.OK} {
		rows = append(rows, executor.RowResult{Record: i, Number: i + 4, Domain: string(rune('a'+i)) + ".com", Result: r, FinishedAt: later.Add(time.Duration(i) * time.Hour)})
	}
	rows[2].TaskNos, rows[2].FinishedAt, rows[2].SubmittedAt = []string{"t-7"}, time.Time{}, later
	rows[3].CodeByMail = true
	rows[4].SubmittedAt = later
	return plan, rows
}

func TestChangesSheetSaysWhatWasWanted(t *testing.T) {
	plan, rows := somePlan()
	src := Source{Layout: ingest.Layout{Sheet: "Domains"}}
	compareLines(t, table(t, changesPage(src, Run{Plan: plan}, rows, Options{})),
		"Row|Domain|Result|Action|Contact Type|profile_id|transfer_lock|name|city|email",
		"4|a.com|OK|update-contact|registrant||yes|Li Wei|hang zhou shi|li@example.com",
		"5|b.com|OK|update-contact|registrant||yes|Li Wei|hang zhou shi|li@example.com",
		"6|c.com|PENDING|update-profile|admin|77",
	)
	if changesPage(src, Run{}, rows, Options{}) != nil {
		t.Error("a sheet of changes without a plan")
	}
}

func TestChangesSheetShowsWhatWasThereBefore(t *testing.T) {
	plan, rows := somePlan()
	for i := range plan.Batches {
		for k := range plan.Batches[i].Changes {
			if c := &plan.Batches[i].Changes[k]; c.Domain == "b.com" {
				c.Before = &planner.Before{Contact: ingest.Contact{Name: "LI WEI", Email: "old@example.com"}, Fields: []ingest.Field{ingest.FieldCity, ingest.FieldEmail}}
			}
		}
	}
	p := changesPage(Source{}, Run{Plan: plan}, rows, Options{})
	compareLines(t, table(t, p),
		"Row|Domain|Result|Action|Contact Type|profile_id|transfer_lock|name before|name|city before|city|email before|email",
		"4|a.com|OK|update-contact|registrant||yes||Li Wei||hang zhou shi||li@example.com",
		"5|b.com|OK|update-contact|registrant||yes|LI WEI|Li Wei||hang zhou shi|old@example.com|li@example.com",
		"6|c.com|PENDING|update-profile|admin|77",
	)
	var looks []string
	for row := range p.rows {
		if len(row) > 12 && row[1].text == "b.com" {
			looks = append(looks, fmt.Sprint(row[8].look == lookChanged, row[10].look == lookChanged, row[12].look == lookChanged))
		}
	}
	if fmt.Sprint(looks) != "[false true true]" {
		t.Errorf("name, city and e-mail stand out: %v, want only those that differ for the plan", looks)
	}
}

func TestFollowUpNamesWhatIsLeftToDo(t *testing.T) {
	plan, rows := somePlan()
	p := followUpPage(Source{Layout: ingest.Layout{Sheet: "Domains"}}, Run{Plan: plan}, rows, Options{})
	lines := table(t, p)
	for i := range lines { // the advice is long
		lines[i] = lines[i][:strings.LastIndex(lines[i], "|")]
	}
	compareLines(t, lines,
		"What|Domain|Row|E-mail or Task No|Since|About until",
		"Outcome is unknown|e.com|8||2026-11-22 09:00:00 +00:00|",
		"Mail to be clicked|a.com and 1 more|4|li@example.com|2026-11-22 09:00:00 +00:00|2026-12-07 09:00:00 +00:00",
		"Transfer code is in the mail|d.com|7||2026-11-22 12:00:00 +00:00|2026-12-07 12:00:00 +00:00",
		"Task is running|c.com|6|t-7|2026-11-22 09:00:00 +00:00|",
	)
	if followUpPage(Source{}, Run{}, []executor.RowResult{{Result: executor.OK}}, Options{}) != nil {
		t.Error("a sheet of things to do when there is nothing to do")
	}
}

func TestFollowUpNamesAnAddressThatIsNotVerified(t *testing.T) {
	plan, rows := somePlan()
	for i := range rows {
		rows[i].Result, rows[i].Code, rows[i].CodeByMail = executor.Failed, "RegContactEmailNotVerified.X", false
	}
	lines := table(t, followUpPage(Source{}, Run{Plan: plan}, rows, Options{}))
	if len(lines) != 2 || !strings.HasPrefix(lines[1], "E-mail address to be verified|a.com and 1 more|4|li@example.com") {
		t.Errorf("lines %q", lines)
	}
}

func TestFixesSheetProposesValues(t *testing.T) {
	data := saved(t, faulty(t))
	layout, rows := understood(t, data, ingest.Options{})
	given, problems := judged(rows)
	at, err := byNumber(given)
	must(t, err)
	src := Source{Layout: layout, Problems: problems}
	lines := table(t, fixesPage(src, fixesOf(src, given, at), Options{}))
	if len(lines) < 4 || !strings.HasPrefix(lines[3], "A5|https://www.example.com/shop|Domain Name|https://www.example.com/shop|example.com|") {
		t.Errorf("lines %q", lines)
	}
	for i := range given {
		given[i].Result, given[i].Comment = executor.OK, "Done."
	}
	if fixesPage(src, fixesOf(src, given, at), Options{}) != nil {
		t.Error("proposals for rows that are done")
	}
}

func TestSheetsWithNothingToSaySaySoOnlyWhereTheyStand(t *testing.T) {
	data := saved(t, office(t, 12))
	layout, rows := understood(t, data, ingest.Options{})
	data = results(t, data, layout, someRun(), answers(rows))
	layout, rows = understood(t, data, ingest.Options{})
	given := answers(rows)
	for i := range given {
		given[i].Result = executor.OK
	}
	g := reopened(t, results(t, data, layout, someRun(), given))
	if v, err := g.GetCellValue("Follow-up", "A1"); err != nil || v != "Nothing in the latest run." {
		t.Errorf("the sheet reads %q (%v)", v, err)
	}
	if i, _ := g.GetSheetIndex("Changes"); i >= 0 {
		t.Error("a sheet of changes that nobody needs")
	}
}
