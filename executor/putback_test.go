package executor

import (
	"context"
	"errors"
	"fmt"
	"time"

	"domainbatch/executor/journal"
)

// oldCopy is a journal as it once was.
type oldCopy struct {
	journal *journal.Memory
	home    string
}

// putBacks gives every sixth history a person who copies the journal between
// two processes and now and then puts an old copy back: where it can be noticed,
// at any time, and where it cannot, when what was sent last has had time to show.
func (s *simulation) putBacks(seed uint64) {
	if s.copies = seed%6 == 5; s.copies {
		s.home = "home-0"
		if err := noteHome(s.t.Context(), s.journal, s.runID, s.home); err != nil {
			s.t.Fatal(err)
		}
	}
}

// meddle copies the journal, or puts an older one back.
func (s *simulation) meddle() {
	if !s.copies {
		return
	}
	if len(s.old) == 0 || s.rng.IntN(2) == 0 {
		s.old = append(s.old, oldCopy{s.journal.(*journal.Memory).Clone(), s.home})
		return
	}
	s.backs++
	s.restored = true
	if s.old = s.old[:1+s.rng.IntN(len(s.old))]; s.rng.IntN(3) == 0 { // onto itself: nothing shows it
		time.Sleep(45 * time.Minute)
		s.home = s.old[len(s.old)-1].home
	} else {
		s.home = fmt.Sprint("home-", s.backs)
	}
	back := s.old[len(s.old)-1].journal.Clone()
	s.journal, s.watch.journal = back, back
	s.watch.restart()
}

// restart takes up the view of the journal as it is now: what was recorded later
// never was. What was made at the service stays.
func (w *watch) restart() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.restored = true
	w.state, w.counts = map[string]journal.BatchState{}, map[journal.BatchState]int{}
	w.holder, w.live, w.latest, w.adopted = map[string]string{}, map[string]string{}, map[string]string{}, map[string]bool{}
	batches, err := w.journal.Batches(context.Background(), w.runID)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, b := range batches {
		w.enter(b)
		w.latest[b.ID], w.adopted[b.ID] = b.Nonce, b.State == journal.Submitted
		for _, c := range b.Changes {
			if b.State != journal.Split {
				w.holder[c.ID] = b.ID
			}
			if underWay(b.State) {
				w.live[c.Domain] = b.ID
			}
		}
	}
}

func setOf(domains []string) domainSet {
	set := domainSet{}
	for _, d := range domains {
		set[canonical(d)] = true
	}
	return set
}

// takeOver is the person who knows that the journal was put back.
func (s *simulation) takeOver() (taken int) {
	s.t.Helper()
	doubts, err := Doubtful(s.t.Context(), s.journal, s.runID)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, d := range Found(doubts) {
		err := Resolve(s.t.Context(), s.journal, s.runID, d.Batch.ID, Decision{Outcome: journal.OutcomeSent, TaskNo: d.Evidence.Tasks[0]}, "anna")
		if err != nil && !errors.Is(err, journal.ErrTaskTaken) {
			s.t.Fatal(err)
		}
		taken++
	}
	s.taken += taken
	s.watch.restart()
	return taken
}

// madeFor reports whether the service has a task for a domain of the batch, of
// whichever process.
func (s *simulation) madeFor(b journal.Batch) bool {
	for _, c := range b.Changes {
		for _, t := range s.world.tasks {
			for _, d := range t.domains {
				if d == c.Domain {
					return true
				}
			}
		}
	}
	return false
}
