package executor

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"domainbatch/executor/alidomain"
	"domainbatch/ingest"
)

func TestThousandRowsUseTheRateAndNoCallTooMany(t *testing.T) {
	for _, workers := range []int{1, 8, 64} {
		synctest.Test(t, func(t *testing.T) {
			var rows []ingest.Row
			for i := range 400 {
				row := contactRow(fmt.Sprintf("u%03d.example", i), ingest.Registrant)
				row.Contact.Email = fmt.Sprintf("group%d@northwind.example", i%8)
				rows = append(rows, row)
			}
			for i := range 300 {
				rows = append(rows, profileRow(fmt.Sprintf("p%03d.example", i), int64(1000+i), ingest.Registrant), codeRow(fmt.Sprintf("t%03d.example", i)))
			}
			s := newScene(t, 1, 100, rows...)
			s.quiet = true
			s.opt.SubmitRate, s.opt.QueryRate, s.opt.Workers = 20, 50, workers
			s.world.onSubmit = nil
			s.world.latency = 40 * time.Millisecond
			tally := s.mustRun(EndDone)
			s.checkTruth()
			s.checkRate(20)
			if tally.Rows[OK] != 1000 || len(s.world.submits) != 608 {
				t.Errorf("%v, %d submits", tally.Rows, len(s.world.submits))
			}
			times := s.world.submits
			if used := float64(len(times)-1) / times[len(times)-1].Sub(times[0]).Seconds() / 20; used < 0.99 {
				t.Errorf("%d workers: %.3f of the rate used", workers, used)
			}
			calls := 0
			for _, n := range tally.Calls {
				calls += n
			}
			if calls > 640 {
				t.Errorf("%d calls: %v", calls, tally.Calls)
			}
		})
	}
}

func TestSubmitsLeaveInTheOrderOfThePlan(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t, 1, 1, contactRows(60, ingest.Registrant)...)
		s.opt.SubmitRate = 100
		var order []string
		s.world.onSubmit = func(_ alidomain.Stamp, req alidomain.SubmitRequest) { order = append(order, req.Domains[0]) }
		s.mustRun(EndDone)
		for i, d := range order {
			if d != s.plan.Batches[i].Changes[0].Domain {
				t.Fatalf("submit %d was for %s", i, d)
			}
		}
	})
}

// One call in twenty is answered 503, never arrives, or is never answered:
// every row comes to its true result without a person.
func TestThousandRowsThroughAServiceThatFailsOftenNeedNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var rows []ingest.Row
		for i := range 1000 {
			rows = append(rows, profileRow(fmt.Sprintf("p%04d.example", i), int64(1000+i), ingest.Registrant))
		}
		s := newScene(t, 11, 100, rows...)
		s.quiet = true
		s.opt.SubmitRate, s.opt.QueryRate = 20, 50
		s.world.onSubmit = nil
		s.world.listLag, s.world.pageSize = 20*time.Second, 100
		s.world.faults = faults{refuse503: 0.0125, behind: 0.0125, cutBefore: 0.0125, cutAfter: 0.0125, query: 0.05}
		for i := range 10 {
			s.world.bad[fmt.Sprintf("p%04d.example", 97*i)] = true
		}
		tally := s.mustRun(EndDone)
		s.checkTruth()
		if tally.Rows[OK] != 990 || tally.Rows[Failed] != 10 {
			t.Errorf("%v", tally.Rows)
		}
	})
}
