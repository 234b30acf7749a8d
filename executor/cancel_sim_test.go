package executor

import (
	"errors"

	"domainbatch/executor/journal"
)

// cancelling gives some histories a person who takes the run back: one in three
// of those in which old copies of the journal are put back, and some others.
// Every second of these asks the service to take tasks back, which it refuses.
func (s *simulation) cancelling(seed uint64) {
	if s.cancels = seed%18 == 11 || seed%36 == 1; s.cancels && seed%4 < 2 {
		s.canceller = &heeding{world: s.world, asked: map[string]int{}, refuse: "ParameterIllegal"}
	}
}

// cancel takes the run back, as the journal knows it now.
func (s *simulation) cancel() {
	s.t.Helper()
	if err := Cancel(s.t.Context(), s.journal, s.runID, "anna"); err != nil && !errors.Is(err, ErrFinished) {
		s.t.Fatal(err)
	}
}

// checkTakenBack holds a batch that was taken back to the word for it: no process,
// known or not, has made the service accept anything of it.
func (s *simulation) checkTakenBack(b journal.Batch) {
	s.t.Helper()
	if b.State != journal.Cancelled {
		return
	}
	for _, c := range b.Changes {
		if s.world.accepted[c.Kind+" "+c.Domain] > 0 {
			s.t.Errorf("%s (%s) was taken back unsent, as its row says, and the service has a task of it", c.Domain, c.Kind)
		}
	}
}
