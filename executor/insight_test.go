package executor

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"

	"pgregory.net/rapid"

	"domainbatch/executor/alidomain"
	"domainbatch/executor/journal"
	"domainbatch/ingest"
)

func (w *world) Domains(ctx context.Context, q alidomain.DomainsQuery) (alidomain.DomainPage, error) {
	if err := w.ask(ctx, alidomain.OpQueryDomainList); err != nil {
		return alidomain.DomainPage{}, err
	}
	defer w.mu.Unlock()
	total := len(w.owned) + w.others
	lo := min((q.PageNum-1)*q.PageSize, total)
	hi := min(lo+q.PageSize, total)
	p := alidomain.DomainPage{Page: alidomain.Page{Next: hi < total, TotalItems: total}}
	for i := lo; i < hi; i++ {
		name := fmt.Sprintf("other%d.example", i)
		if i < len(w.owned) {
			name = w.owned[i]
		}
		p.Domains = append(p.Domains, alidomain.DomainSummary{Domain: name})
	}
	return p, nil
}

func (w *world) VerifyContact(ctx context.Context, _ alidomain.Contact, _ string) error {
	if err := w.ask(ctx, alidomain.OpVerifyContactField); err != nil {
		return err
	}
	defer w.mu.Unlock()
	if w.badContact {
		return w.fail(alidomain.OpVerifyContactField, 400, "ParameterIllegal", true, nil)
	}
	return nil
}

// refusedBatch is a scene of one batch of n domains of which the given ones
// are not in the account.
func refusedBatch(t *testing.T, n int, bad ...int) *scene {
	s := newScene(t, 1, n, contactRows(n, ingest.Admin)...)
	s.quiet, s.account = true, s.world
	s.world.onSubmit = nil
	for _, i := range bad {
		s.world.bad[fmt.Sprintf("d%03d.example", i)] = true
	}
	for i := range n {
		if d := fmt.Sprintf("d%03d.example", i); !s.world.bad[d] {
			s.world.owned = append(s.world.owned, d)
		}
	}
	return s
}

func (s *scene) wantCalls(submits, lists int) {
	s.t.Helper()
	if n := len(s.world.submits); n > submits {
		s.t.Errorf("%d submits, want at most %d", n, submits)
	}
	if n := s.world.calls[alidomain.OpQueryDomainList]; n > lists {
		s.t.Errorf("%d pages of domains, want at most %d", n, lists)
	}
}

func TestAccountsListShowsTheBadDomains(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := refusedBatch(t, 400, 3, 99, 200, 399)
		s.mustRun(EndDone)
		s.checkTruth()
		s.wantCalls(1+1+4, 4)
		if n := CountResults(s.rows())[Failed]; n != 4 {
			t.Errorf("%d rows failed", n)
		}
	})
}

// A list that is longer than it is worth costs one page, once for the run.
func TestLongAccountIsSplitInstead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := refusedBatch(t, 400, 3)
		s.world.others = 50_000
		s.mustRun(EndDone)
		s.checkTruth()
		s.wantCalls(1+splitCost(400), 1)
	})
}

// A list that is wrong about a domain costs a call and no row.
func TestListThatMissesADomainHarmsNoRow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := refusedBatch(t, 200, 7)
		s.world.owned = s.world.owned[:150]
		s.mustRun(EndDone)
		s.checkTruth()
		if n := CountResults(s.rows())[OK]; n != 199 {
			t.Errorf("%d rows are done", n)
		}
	})
}

// Contact values that are refused for every domain do not cost a call for each.
func TestRefusedContactIsFoundOut(t *testing.T) {
	for _, n := range []int{2, 9, 400} {
		synctest.Test(t, func(t *testing.T) {
			s := refusedBatch(t, n)
			s.world.badContact = true
			tally := s.mustRun(EndDone)
			s.wantCalls(12, 0)
			if tally.Rows[Failed] != n || s.world.calls[alidomain.OpVerifyContactField] > 1 {
				t.Errorf("%v, %v", tally.Rows, tally.Calls)
			}
		})
	}
}

// A crash between the refusal and its parts is healed by the next session.
func TestKilledWhileTheAccountsListIsRead(t *testing.T) {
	for left := 1; left <= 6; left++ {
		for _, after := range []bool{false, true} {
			synctest.Test(t, func(t *testing.T) {
				s := refusedBatch(t, 100, 3, 50)
				_, _ = s.live(left, after)
				s.mustRun(EndDone)
				s.checkTruth()
			})
		}
	}
}

// Cutting bad domains off loses and doubles no change.
func TestApartKeepsEveryChange(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := journal.Batch{ID: "b1"}
		bad := map[int]bool{}
		n := rapid.IntRange(2, 60).Draw(t, "n")
		for i := range n {
			b.Changes = append(b.Changes, journal.Change{Domain: fmt.Sprint("d", i)})
			if rapid.IntRange(0, 3).Draw(t, "bad") == 0 {
				bad[i] = true
			}
		}
		bad[rapid.IntRange(0, n-1).Draw(t, "one at least")] = true
		seen, ids := map[string]int{}, map[string]bool{}
		for _, c := range apart(b, bad) {
			ids[c.ID] = true
			for _, change := range c.Changes {
				seen[change.Domain]++
			}
		}
		for i, c := range b.Changes {
			if seen[c.Domain] != 1 {
				t.Fatalf("change %d is in %d parts", i, seen[c.Domain])
			}
		}
		if want := len(bad) + min(1, n-len(bad)); len(ids) != want || want < 2 {
			t.Fatalf("%d parts, want %d", len(ids), want)
		}
	})
}

// Reading the list is never chosen when it can cost more than splitting does.
func TestListIsReadOnlyWhereItIsCheaper(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pages, n := rapid.IntRange(1, 30).Draw(t, "pages"), rapid.IntRange(2, 5000).Draw(t, "n")
		k := rapid.IntRange(1, n).Draw(t, "bad")
		if withList := pages + 1 + k; listIsCheaper(pages, n) && withList > k*splitCost(n) {
			t.Fatalf("%d calls with the list of %d pages for %d bad among %d domains", withList, pages, k, n)
		}
		if listIsCheaper(pages+1, n) && !listIsCheaper(pages, n) {
			t.Fatal("a shorter list is dearer")
		}
	})
}
