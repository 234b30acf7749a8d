package planner_test

import (
	"fmt"
	"maps"
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
	})
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
