package planner

import (
	"strings"

	"domainbatch/ingest"
)

// The words of a Result column that matter to a plan. Any other (FAILED,
// INVALID, HELD, NOT SENT, CANCELLED, SKIPPED, or none) means that the row is
// planned by what it says now.
const (
	wordOK        = "OK"
	wordUnchanged = "UNCHANGED"
	wordPending   = "PENDING"
	wordUnknown   = "UNKNOWN"
)

// fromEarlier decides about a usable row by what earlier runs did with it and
// its domain. The zero fate means that it can be planned.
func (b *builder) fromEarlier(r *ingest.Row, ks []kind, wishes []int32) fate {
	if r.Previous.Result == "" && b.opt.Owner == nil {
		return fate{}
	}
	word := strings.ToUpper(strings.TrimSpace(r.Previous.Result))
	switch word {
	case wordOK, wordUnchanged:
		if b.finished(r, wishes) != notFinished {
			return fate{RowDone, refusal{comment: "Done in an earlier run; nothing is sent for it."}, word}
		}
	case wordPending, wordUnknown:
		if why := b.unsettled(r, ks, wishes, word); why.code != "" {
			return fate{RowHeld, why, word}
		}
	}
	if run, owned := b.owner(r.Domain, ks); owned {
		return fate{disposition: RowHeld, refusal: running(run)}
	}
	return fate{}
}

// unsettled says why a row whose task was or may have been accepted cannot be
// sent again. Only one thing lets it go: its run is known here, has not
// finished the change, and holds the domain no more. Then the task failed, or
// a person has decided what was unknown.
func (b *builder) unsettled(r *ingest.Row, ks []kind, wishes []int32, word string) refusal {
	if run, owned := b.owner(r.Domain, ks); owned {
		return running(run)
	}
	run := r.Previous.RunID
	switch done := b.finished(r, wishes); {
	case done == allFinished:
		return refusal{CodeSettled, "Run " + run + " has finished this row since the file was written; type: domainbatch report " + run}
	case done == notFinished && b.opt.Owner != nil:
		return refusal{}
	}
	resume := strings.TrimSpace("domainbatch resume " + run)
	if word == wordPending {
		return refusal{CodePending, "A task was accepted for this row in a run that is not known here; type: " + resume + " where that run was made, or clear the Result cell to ask again"}
	}
	return refusal{CodeUnknown, "Something was sent for this row and its outcome is not known; look at the domain in the console, then type: " + resume + ", or clear the Result cell to ask again"}
}

func running(run string) refusal {
	return refusal{CodeRunning, "The domain is still running in run " + run + "; type: domainbatch resume " + run}
}

func (b *builder) owner(domain string, ks []kind) (run string, owned bool) {
	if b.opt.Owner == nil {
		return "", false
	}
	for _, k := range ks {
		if run, owned = b.opt.Owner(domain, k.String()); owned {
			return run, true
		}
	}
	return "", false
}

// answer is what the journal says about a row.
type answer int

const (
	notKnown answer = iota
	allFinished
	notFinished
)

// finished says whether the run named by the row finished every change that
// the row asks for now. A row that asks for one more is not done.
func (b *builder) finished(r *ingest.Row, wishes []int32) answer {
	if b.opt.Finished == nil || r.Previous.RunID == "" {
		return notKnown
	}
	for _, wish := range wishes {
		id := b.wishes.changeID(wish, r.Domain)
		switch known, done := b.opt.Finished(r.Previous.RunID, string(id[:])); {
		case !known:
			return notKnown
		case !done:
			return notFinished
		}
	}
	return allFinished
}
