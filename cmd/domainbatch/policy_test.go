package main

import (
	"encoding/json"
	"fmt"
	"testing"

	"domainbatch/ingest"
	"domainbatch/planner"
)

// contactsPlan changes the tech contact of so many domains.
func contactsPlan(t *testing.T, domains int) *planner.Plan {
	t.Helper()
	plan, err := planner.Build(func(yield func(ingest.Row, error) bool) {
		for i := range domains {
			row := ingest.Row{Record: i, Number: i + 2, Domain: fmt.Sprintf("shop-%04d.com", i), ContactTypes: []ingest.ContactType{ingest.Tech}, ProfileID: 7}
			if !yield(row, nil) {
				return
			}
		}
	}, planner.Source{File: "in.csv"}, planner.Settings{}, planner.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

// A policy names every domain as long as RAM takes a text of that length, and
// none of them beyond.
func TestAPolicyNeverGetsTooLongForRAM(t *testing.T) {
	most := 0
	for n := 1; n < 300; n += 7 {
		policy, wide := leastPolicy(contactsPlan(t, n), lookFlags{})
		text, err := json.Marshal(policy)
		if err != nil || len(text) > maxPolicy {
			t.Fatalf("%d domains: %d characters, %v", n, len(text), err)
		}
		resources := policy.Statement[0].Resource
		switch {
		case wide == "" && len(resources) != n:
			t.Errorf("%d domains: %d resources", n, len(resources))
		case wide == "":
			most = n
		case len(resources) != 1 || resources[0] != anyDomain:
			t.Errorf("%d domains: %s, but the resources are %q", n, wide, resources)
		}
	}
	if most < 100 || most > 200 {
		t.Errorf("up to %d domains are named", most)
	}
}

func TestTheWorstDiagnosisDecides(t *testing.T) {
	bad := func(code exitCode) diagnosis { return ailment("x", code, "", "") }
	for _, test := range []struct {
		all  []diagnosis
		want exitCode
	}{
		{nil, exitDone},
		{[]diagnosis{wellDone("x", ""), remark("x", "", "")}, exitDone},
		{[]diagnosis{bad(exitUnavailable), wellDone("x", "")}, exitUnavailable},
		{[]diagnosis{bad(exitUnavailable), bad(exitCredentials)}, exitCredentials},
		{[]diagnosis{bad(exitCredentials), bad(exitInternal), bad(exitUnavailable)}, exitInternal},
	} {
		if got := worst(test.all); got != test.want {
			t.Errorf("%v: %d, want %d", test.all, got, test.want)
		}
	}
}
