package planner_test

import (
	"strings"
	"testing"

	"domainbatch/ingest"
	"domainbatch/planner"
)

func after(r ingest.Row, result, run string) ingest.Row {
	r.Previous = ingest.Previous{Result: result, RunID: run}
	return r
}

func TestResultColumnDecidesWhatIsPlannedAgain(t *testing.T) {
	row := contactRow("a.com", li, admin, tech)
	adminOnly := build(t, planner.Settings{}, planner.Options{}, contactRow("a.com", li, admin)).Rows[0].Changes
	both := build(t, planner.Settings{}, planner.Options{}, row).Rows[0].Changes
	finished := func(ids []string) func(string, string) (bool, bool) {
		return func(run, id string) (bool, bool) {
			for _, x := range ids {
				if x == id {
					return run == "R1", true
				}
			}
			return run == "R1", false
		}
	}
	owned := func(domain, kind string) (string, bool) { return "R9", domain == "a.com" && kind == "tech" }
	free := func(string, string) (string, bool) { return "", false }

	tests := []struct {
		name   string
		result string
		run    string
		opt    planner.Options
		want   planner.Disposition
		code   string
		keeps  string
	}{
		{name: "nothing known", want: planned},
		{name: "done, no journal", result: "OK", run: "R1", want: done, keeps: "OK"},
		{name: "done, as a person types", result: " unchanged ", want: done, keeps: "UNCHANGED"},
		{name: "done and the run agrees", result: "OK", run: "R1", opt: planner.Options{Finished: finished(both)}, want: done, keeps: "OK"},
		{name: "done, run not known here", result: "OK", run: "R2", opt: planner.Options{Finished: finished(nil)}, want: done, keeps: "OK"},
		{name: "done, then edited", result: "OK", run: "R1", opt: planner.Options{Finished: finished(nil)}, want: planned},
		{name: "done, then a contact type added", result: "OK", run: "R1", opt: planner.Options{Finished: finished(adminOnly)}, want: planned},
		{name: "done, then edited, but running elsewhere", result: "OK", run: "R1", opt: planner.Options{Finished: finished(nil), Owner: owned}, want: held, code: planner.CodeRunning},
		{name: "running in another run", opt: planner.Options{Owner: owned}, want: held, code: planner.CodeRunning},
		{name: "not running", opt: planner.Options{Owner: free}, want: planned},
		{name: "pending and owned", result: "PENDING", run: "R9", opt: planner.Options{Owner: owned}, want: held, code: planner.CodeRunning, keeps: "PENDING"},
		{name: "pending, no journal", result: "PENDING", run: "R1", want: held, code: planner.CodePending, keeps: "PENDING"},
		{name: "pending, run made elsewhere", result: "PENDING", run: "R2", opt: planner.Options{Owner: free, Finished: finished(nil)}, want: held, code: planner.CodePending, keeps: "PENDING"},
		{name: "pending, finished since", result: "PENDING", run: "R1", opt: planner.Options{Owner: free, Finished: finished(both)}, want: held, code: planner.CodeSettled, keeps: "PENDING"},
		{name: "pending, given up by its run", result: "PENDING", run: "R1", opt: planner.Options{Owner: free, Finished: finished(nil)}, want: planned},
		{name: "unknown, no journal", result: "UNKNOWN", want: held, code: planner.CodeUnknown, keeps: "UNKNOWN"},
		{name: "pending, owners not known", result: "PENDING", run: "R1", opt: planner.Options{Finished: finished(nil)}, want: held, code: planner.CodePending, keeps: "PENDING"},
		{name: "unknown, run made elsewhere", result: "UNKNOWN", run: "R2", opt: planner.Options{Owner: free, Finished: finished(nil)}, want: held, code: planner.CodeUnknown, keeps: "UNKNOWN"},
		{name: "unknown and owned", result: "UNKNOWN", run: "R9", opt: planner.Options{Owner: owned}, want: held, code: planner.CodeRunning, keeps: "UNKNOWN"},
		{name: "unknown, decided by a person", result: "UNKNOWN", run: "R1", opt: planner.Options{Owner: free, Finished: finished(nil)}, want: planned},
		{name: "unknown, found done", result: "UNKNOWN", run: "R1", opt: planner.Options{Owner: free, Finished: finished(both)}, want: held, code: planner.CodeSettled, keeps: "UNKNOWN"},
		{name: "failed", result: "FAILED", run: "R1", want: planned},
		{name: "invalid before", result: "INVALID", want: planned},
		{name: "held before", result: "HELD", want: planned},
		{name: "not sent", result: "NOT SENT", want: planned},
		{name: "cancelled", result: "CANCELLED", want: planned},
		{name: "skipped before", result: "SKIPPED", want: planned},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := build(t, planner.Settings{}, tt.opt, after(row, tt.result, tt.run)).Rows[0]
			if r.Disposition != tt.want || r.Code != tt.code || r.Previous != tt.keeps {
				t.Errorf("%s (%q) keeps %q, want %s (%q) %q: %s", r.Disposition, r.Code, r.Previous, tt.want, tt.code, tt.keeps, r.Comment)
			}
			if tt.want == held && !strings.Contains(r.Comment, "domainbatch") {
				t.Errorf("comment does not say what to type: %s", r.Comment)
			}
		})
	}
}

// A second row for a domain whose task may still run would double it.
func TestRowBesideAnUnsettledOneIsHeldToo(t *testing.T) {
	p := build(t, planner.Settings{}, planner.Options{},
		contactRow("a.com", li, admin), after(contactRow("a.com", li, admin), "PENDING", "R1"), contactRow("a.com", li, tech))
	if r := p.Rows[0]; r.Disposition != held || r.Code != planner.CodeTwin || !strings.Contains(r.Comment, "Row 3 ") {
		t.Errorf("the repeat is %s (%s): %s", r.Disposition, r.Code, r.Comment)
	}
	if r := p.Rows[2]; r.Disposition != planned {
		t.Errorf("another contact of the domain is %s: %s", r.Disposition, r.Comment)
	}
}

// A row that is done is out of the game: a later wish for the same contact is
// a new wish, not a contradiction.
func TestDoneRowContradictsNothing(t *testing.T) {
	p := build(t, planner.Settings{}, planner.Options{}, after(contactRow("a.com", li, admin), "OK", "R1"), contactRow("a.com", smith, admin))
	if p.Rows[0].Disposition != done || p.Rows[1].Disposition != planned {
		t.Errorf("dispositions %v", dispositions(p))
	}
}

// What a rehearsal in another account finished is not done in this one.
func TestResultsOfAnotherAccountAreNotTrusted(t *testing.T) {
	row := contactRow("a.com", li, admin)
	rehearsal := build(t, planner.Settings{Account: "sandbox"}, planner.Options{}, row).Rows[0].Changes[0]
	opt := planner.Options{Finished: func(run, id string) (bool, bool) { return true, id == rehearsal }}
	if got := build(t, planner.Settings{Account: "sandbox"}, opt, after(row, "OK", "R1")).Rows[0].Disposition; got != done {
		t.Errorf("in the same account: %s", got)
	}
	if got := build(t, planner.Settings{Account: "real"}, opt, after(row, "OK", "R1")).Rows[0].Disposition; got != planned {
		t.Errorf("in another account: %s", got)
	}
}
