package executor

import (
	"strings"
	"testing"

	"domainbatch/planner"
)

func TestRowsThatAreNotSentHaveTheirWord(t *testing.T) {
	for disposition, want := range map[planner.Disposition]Result{
		planner.RowUnchanged: Unchanged, planner.RowLeftOut: NotSent, planner.RowHeld: Held,
		planner.RowInvalid: Invalid, planner.RowSkipped: Skipped, planner.RowDone: OK,
	} {
		if got := NotPlanned(planner.RowPlan{Disposition: disposition}).Result; got != want {
			t.Errorf("a row that is %s ends with %s, want %s", disposition, got, want)
		}
	}
}

// A row of which a limit left something out is not done when the rest is.
func TestARowLeftOutInPartIsNotDone(t *testing.T) {
	done := part{name: "registrant", result: OK, text: "Done."}
	rest := part{name: "the rest", result: NotSent, code: planner.CodeOnly, text: "Left out by --only: the admin contact. Run again without it."}
	var r RowResult
	new(folder).combine(&r, []part{done, rest})
	if r.Result != NotSent || r.Code != planner.CodeOnly || !strings.Contains(r.Comment, "--only") {
		t.Errorf("%+v", r)
	}
}
