package planner

import (
	"fmt"
	"strings"
	"testing"

	"domainbatch/ingest"
)

func planThatFound(domains int) *Plan {
	b := Batch{ID: "b1", Operation: UpdateContact, ContactType: ingest.Admin, Contact: &ingest.Contact{Email: "new@example.com", City: "ning bo shi"}}
	for i := range domains {
		b.Changes = append(b.Changes, Change{ID: fmt.Sprint(i), Domain: fmt.Sprintf("d%d.com", i),
			Before: &Before{Contact: ingest.Contact{Email: "old@example.com"}, Fields: []ingest.Field{ingest.FieldCity, ingest.FieldEmail}}})
	}
	return &Plan{Batches: []Batch{b}}
}

func textOf(t *testing.T, p *Plan) string {
	t.Helper()
	var b strings.Builder
	if err := WriteText(&b, p, TextOptions{}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestPlanShowsEveryValueThatDiffersWhileTheyAreFew(t *testing.T) {
	got := textOf(t, planThatFound(2))
	for _, want := range []string{"d0.com admin", "d1.com admin", `city (blank) → "ning bo shi"; email "old@example.com" → "new@example.com"`} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing from\n%s", want, got)
		}
	}
}

func TestPlanCountsValuesThatDifferWhenTheyAreMany(t *testing.T) {
	got := textOf(t, planThatFound(maxDifferences/2+1))
	if !strings.Contains(got, "42 values: city 21, email 21.") || strings.Contains(got, "old@example.com") {
		t.Error(got)
	}
	if got := textOf(t, planThatFound(maxDifferences/2)); !strings.Contains(got, "old@example.com") || strings.Contains(got, "values:") {
		t.Error(got)
	}
}

func TestPlanNamesFieldsOnlyWhenAProfileHoldsTheValues(t *testing.T) {
	p := planThatFound(1)
	p.Batches[0].Operation, p.Batches[0].ProfileID, p.Batches[0].Contact = UpdateProfile, 7, nil
	if got := textOf(t, p); !strings.Contains(got, "city; email") || strings.Contains(got, "→") {
		t.Error(got)
	}
}

func TestPlanSaysNothingOfDifferencesWithoutALook(t *testing.T) {
	p := planThatFound(1)
	p.Batches[0].Changes[0].Before = nil
	if got := textOf(t, p); strings.Contains(got, "differs") {
		t.Error(got)
	}
}
