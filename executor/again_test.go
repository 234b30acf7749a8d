package executor

import (
	"testing"
	"testing/synctest"
	"time"

	"domainbatch/executor/alidomain"
	"domainbatch/ingest"
)

func TestAgainRepeatsOnlyWhatMayDoBetter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(1)
		for _, c := range []struct {
			name  string
			err   error // of every try but the last
			fails int
			tries int
			ok    bool
		}{
			{"at once", nil, 0, 1, true},
			{"a 503", w.fail(alidomain.OpQueryTaskList, 503, "ServiceUnavailable", true, nil), 2, 3, true},
			{"nobody there for a moment", w.fail(alidomain.OpQueryTaskList, 0, "", false, errCut), 3, 4, true},
			{"a 503 for ever", w.fail(alidomain.OpQueryTaskList, 503, "ServiceUnavailable", true, nil), 99, mostTries, false},
			{"forbidden", w.fail(alidomain.OpQueryTaskList, 403, "Forbidden", true, nil), 99, 1, false},
			{"refused", w.fail(alidomain.OpQueryTaskList, 400, "ParameterIllegal", true, nil), 99, 1, false},
			{"the journal", &journalError{errCut}, 99, 1, false},
			{"an error of nobody knows whom", errCut, 99, mostTries, false},
		} {
			call := &caller{health: &health{now: time.Now, patience: time.Hour}}
			tries := 0
			_, err := again(t.Context(), call, func() (int, error) {
				if tries++; tries <= c.fails {
					return 0, c.err
				}
				return 1, nil
			})
			if tries != c.tries || (err == nil) != c.ok {
				t.Errorf("%s: %d tries and %v, want %d and %v", c.name, tries, err, c.tries, c.ok)
			}
		}
	})
}

// One page in five fails; the lists are long. The lost answer is found all the
// same, and soon.
func TestLongListsAreReadThroughFailingPages(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t, 8, 1, contactRow("a.example", ingest.Admin))
		for i := range 3000 {
			s.world.tasks = append(s.world.tasks, &worldTask{no: "old-" + string(rune('a'+i%26)) + time.Duration(i).String(), kind: "tech", typ: "CHG_DNS",
				domains: []string{"other.example"}, created: time.Now().Add(-time.Hour)})
		}
		s.world.duration = func(string) time.Duration { return time.Second }
		s.world.script = []outcome{n3CutAfter}
		s.world.faults.query = 0.2
		s.opt.QueryRate = 100
		began := time.Now()
		s.mustRun(EndDone)
		s.wantRows(OK)
		if took := time.Since(began); took > 2*time.Minute {
			t.Errorf("it took %s", took)
		}
	})
}
