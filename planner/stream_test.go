package planner_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"domainbatch/planner"
)

func TestAStreamedPlanIsTheDecodedOne(t *testing.T) {
	text := encoded(t, samplePlan(t))
	want, err := planner.Decode(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	var got planner.Plan
	err = planner.Stream(strings.NewReader(text), planner.Parts{
		Source: func(s planner.Source) error { got.Source = s; return nil },
		Batch:  func(b *planner.Batch) error { got.Batches = append(got.Batches, *b); return nil },
		Row:    func(r *planner.RowPlan) error { got.Rows = append(got.Rows, *r); return nil },
	})
	if err != nil || got.Source != want.Source || !reflect.DeepEqual(got.Batches, want.Batches) || !reflect.DeepEqual(got.Rows, want.Rows) {
		t.Errorf("%v: streamed\n%+v\ndecoded\n%+v", err, got, want)
	}
	rows := 0
	err = planner.Stream(strings.NewReader(text), planner.Parts{Row: func(*planner.RowPlan) error { rows++; return nil }})
	if err != nil || rows != len(want.Rows) {
		t.Errorf("%d rows of %d without the batches, %v", rows, len(want.Rows), err)
	}
}

func TestAStreamEndsWhereItIsToldTo(t *testing.T) {
	enough := errors.New("enough")
	batches := 0
	err := planner.Stream(strings.NewReader(encoded(t, samplePlan(t))), planner.Parts{
		Batch: func(*planner.Batch) error { batches++; return enough },
		Row:   func(*planner.RowPlan) error { t.Error("a row"); return nil },
	})
	if err != enough || batches != 1 {
		t.Errorf("%d batches, %v", batches, err)
	}
}

func TestAStreamRefusesWhatIsNoPlan(t *testing.T) {
	good := encoded(t, samplePlan(t))
	for name, tt := range map[string]struct {
		text string
		want error
		says string
	}{
		"newer":      {strings.Replace(good, `"version": 1`, `"version": 2`, 1), planner.ErrVersion, "format 2"},
		"no version": {strings.Replace(good, `"version": 1,`, "", 1), nil, "no version"},
		"cut":        {good[:len(good)/2], nil, "reading the plan"},
		"a list":     {"[]", nil, "not a plan"},
		"no list":    {`{"version": 1, "batches": {}}`, nil, "not a plan"},
		"nothing":    {"", nil, "reading the plan"},
	} {
		err := planner.Stream(strings.NewReader(tt.text), planner.Parts{Batch: func(*planner.Batch) error { return nil }})
		if err == nil || tt.want != nil && !errors.Is(err, tt.want) || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := planner.Stream(strings.NewReader(`{"version":1,"batches":null,"rows":null}`), planner.Parts{}); err != nil {
		t.Errorf("an empty plan: %v", err)
	}
}
