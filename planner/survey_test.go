package planner_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"runtime"
	"testing"

	"domainbatch/ingest"
	"domainbatch/planner"

	"pgregory.net/rapid"
)

// surveyOf surveys the rows as a caller does.
func surveyOf(t rapid.TB, set planner.Settings, rows []ingest.Row) *planner.Survey {
	s, err := planner.NewSurvey(set)
	if err != nil {
		t.Fatal(err)
	}
	for row := range sheet(rows...) {
		s.Add(&row)
	}
	if s.Doubts() {
		if err := s.Settle(sheet(rows...)); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func TestSurveySaysWhatAPlanSays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		set := drawSettings(t)
		rows := rapid.SliceOfN(rapid.Custom(drawRow), 0, 14).Draw(t, "rows")
		numberAlike(rows)
		compareWithPlan(t, set, rows)
	})
}

// numberAlike numbers rows as reading does, but for every fourth.
func numberAlike(rows []ingest.Row) {
	numbers := map[string]uint32{}
	for i := range rows {
		r := rows[i]
		r.Record, r.Number, r.Domain, r.DomainTyped, r.Note = 0, 0, "", "", ""
		r.Previous, r.Problems, r.Alike = ingest.Previous{}, nil, 0
		key := fmt.Sprintf("%#v", r)
		if numbers[key] == 0 {
			numbers[key] = uint32(len(numbers) + 1)
		}
		if i%4 < 3 {
			rows[i].Alike = numbers[key]
		}
	}
}

// TestSurveyOfManyRows has more rows than are compared at once, of which some
// contradict others.
func TestSurveyOfManyRows(t *testing.T) {
	var rows []ingest.Row
	dice := rand.New(rand.NewPCG(3, 4))
	for n := range 3000 {
		row := contactRow(fmt.Sprintf("d%d.com", dice.IntN(2500)), ingest.Contact{Name: fmt.Sprint("name ", dice.IntN(3)), Email: "a@b.com"}, ingest.ContactTypes()[dice.IntN(4)])
		row.Record, row.Number = n, n+2
		switch dice.IntN(40) {
		case 0:
			row.Domain = ""
		case 1:
			row.Previous = ingest.Previous{Result: "PENDING", RunID: "20260101-000000-aaaa"}
		case 2:
			row.Problems = []ingest.Problem{{Severity: ingest.Error, Rule: "email.form", Message: "no @"}}
		case 3:
			row.ContactTypes = nil
		}
		rows = append(rows, row)
	}
	compareWithPlan(t, planner.Settings{}, rows)
	numberAlike(rows)
	compareWithPlan(t, planner.Settings{}, rows)
}

// compareWithPlan surveys rows and plans them.
func compareWithPlan(t rapid.TB, set planner.Settings, rows []ingest.Row) {
	t.Helper()
	plan, err := planner.Build(sheet(rows...), source, set, planner.Options{})
	if err != nil {
		t.Fatal(err)
	}
	s := surveyOf(t, set, rows)
	want, got := plan.Counts(), s.Counts()
	if got.Total != want.Total || !maps.Equal(got.Rows, want.Rows) {
		t.Fatalf("counts %v, the plan has %v", got, want)
	}
	var stopped []planner.RowPlan
	for i, p := range plan.Rows {
		if (p.Disposition == planner.RowInvalid || p.Disposition == planner.RowHeld) && !rows[i].Invalid() {
			stopped = append(stopped, p)
		}
	}
	if !reflect.DeepEqual(s.Stopped(), stopped) {
		t.Fatalf("stopped %+v\nthe plan has %+v", s.Stopped(), stopped)
	}
}

func TestSurveyRefusesSettingsThatAPlanRefuses(t *testing.T) {
	if _, err := planner.NewSurvey(planner.Settings{Site: "mars"}); err == nil {
		t.Error("no error")
	}
}

// TestSurveyIsSmall has many rows of different domains and contacts.
func TestSurveyIsSmall(t *testing.T) {
	s, err := planner.NewSurvey(planner.Settings{})
	if err != nil {
		t.Fatal(err)
	}
	const rows = 200_000
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	for n := range rows {
		row := contactRow(fmt.Sprintf("d%d.com", n), ingest.Contact{Name: fmt.Sprint("name ", n), Email: fmt.Sprintf("a%d@b.com", n)}, ingest.ContactTypes()...)
		row.Record, row.Number = n, n+2
		s.Add(&row)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	if each := float64(after.HeapAlloc-before.HeapAlloc) / rows; each > 60 {
		t.Errorf("%.0f bytes a row", each)
	}
	if c := s.Counts(); c.Rows[planner.RowPlanned] != rows || s.Doubts() {
		t.Errorf("%+v, doubts %v", c, s.Doubts())
	}
}

func TestASurveyNamesTheRowsThatRepeatOthers(t *testing.T) {
	code := func(number int, domain string) ingest.Row {
		return ingest.Row{Record: number - 2, Number: number, Domain: domain, Action: ingest.ActionTransferCode}
	}
	rows := []ingest.Row{code(2, "a.com"), code(3, "b.com"), code(4, "a.com"), code(5, "c.com")}
	for n := range 12 {
		rows = append(rows, code(6+n, "b.com"))
	}
	named, n := surveyOf(t, planner.Settings{Site: "cn", BatchSize: 100}, rows).Repeats()
	if n != 13 || !reflect.DeepEqual(named, []int{4, 6, 7, 8, 9, 10, 11, 12, 13, 14}) {
		t.Errorf("%d rows: %v", n, named)
	}
}
