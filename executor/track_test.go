package executor

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"domainbatch/executor/alidomain"
	"domainbatch/ingest"
)

func TestChooseHowToAsk(t *testing.T) {
	const s = time.Second
	for _, c := range []struct {
		name string
		t    tracking
		want asking
	}{
		{"nothing is due", tracking{pages: 1, next: -1, idle: true, first: 2 * s}, gather},
		{"the last task of all", tracking{tasks: 1, pages: 1, next: -1, idle: true, first: 2 * s}, askEach},
		{"the last tasks of all", tracking{tasks: 2, pages: 1, next: -1, idle: true, first: 2 * s}, sweep},
		{"a few, more will be due in a moment", tracking{tasks: 5, pages: 1, next: s / 10, idle: true, first: 2 * s}, gather},
		{"a few, more will be due much later", tracking{tasks: 5, pages: 1, next: time.Minute, idle: true, first: 2 * s}, sweep},
		{"many while submits go on", tracking{tasks: 200, pages: 1, next: s / 10, waited: 5 * s, first: 2 * s}, gather},
		{"many, long enough", tracking{tasks: 200, pages: 1, next: s / 10, waited: 14 * s, first: 2 * s}, sweep},
		{"a large foreign backlog", tracking{tasks: 200, pages: 1000, waited: 14 * s, first: 2 * s}, askEach},
		{"a backlog that is still cheaper", tracking{tasks: 200, pages: 199, waited: 14 * s, first: 2 * s}, sweep},
		{"tasks of hours", tracking{tasks: 40, pages: 1, waited: time.Minute, youngest: 4 * time.Hour, next: s, idle: true, first: 2 * s}, gather},
		{"sweeps cannot be had", tracking{tasks: 200, pages: 1, next: s, barred: true, first: 2 * s}, askEach},
	} {
		if got := c.t.choose(); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

// The choice never costs more than asking each, and never puts an answer off
// for longer than patience allows.
func TestChooseNeverCostsMoreAndNeverWaitsForever(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := tracking{
			tasks: rapid.IntRange(0, 2000).Draw(t, "tasks"), pages: rapid.IntRange(1, 2000).Draw(t, "pages"),
			barred: rapid.Bool().Draw(t, "barred"), idle: rapid.Bool().Draw(t, "idle"), first: time.Duration(rapid.IntRange(1, 10_000).Draw(t, "first ms")) * time.Millisecond,
			waited: time.Duration(rapid.IntRange(0, 100_000).Draw(t, "waited ms")) * time.Millisecond, youngest: time.Duration(rapid.IntRange(0, 1_000_000).Draw(t, "youngest ms")) * time.Millisecond,
			next: time.Duration(rapid.IntRange(-1, 100_000).Draw(t, "next ms")) * time.Millisecond,
		}
		got := c.choose()
		switch {
		case got == sweep && (c.pages >= c.tasks || c.barred):
			t.Fatalf("a sweep of %d pages for %d tasks, barred %v", c.pages, c.tasks, c.barred)
		case got == askEach && !c.barred && c.tasks > c.pages:
			t.Fatalf("%d calls where a sweep costs %d", c.tasks, c.pages)
		case got == gather && c.tasks > 0 && (c.barred || c.waited >= c.patience()):
			t.Fatalf("waits after %v with a patience of %v", c.waited, c.patience())
		}
	})
}

// tracked is a scene of many small tasks.
func tracked(t *testing.T, n int) *scene {
	var rows []ingest.Row
	for i := range n {
		rows = append(rows, codeRow(fmt.Sprintf("t%03d.example", i)))
	}
	s := newScene(t, 1, 100, rows...)
	s.quiet = true
	s.opt.SubmitRate, s.opt.QueryRate = 20, 50
	s.world.onSubmit = nil
	return s
}

func (s *scene) mustTrack(most int) Tally {
	s.t.Helper()
	tally := s.mustRun(EndDone)
	s.checkTruth()
	n := 0
	for op, calls := range tally.Calls {
		if alidomain.Operation(op).Kind() == alidomain.Query {
			n += calls
		}
	}
	if n > most {
		s.t.Errorf("%d queries, want at most %d: %v", n, most, tally.Calls)
	}
	for _, r := range s.rows() {
		if r.Result == OK && r.TransferCode.Reveal() != codeOf(r.Domain) {
			s.t.Errorf("%s: the transfer code is missing", r.Domain)
		}
	}
	return tally
}

func TestFinishedTasksAreSwept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { tracked(t, 300).mustTrack(8) })
}

// Codes that the sweep does not carry are asked for once each.
func TestCodesThatASweepDoesNotCarryAreAskedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := tracked(t, 300)
		s.world.sweepHidesCodes = true
		s.mustTrack(312)
	})
}

// A backlog of somebody else costs one page to be found out, and then the
// tasks are asked about one by one.
func TestForeignBacklogIsNotSwept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := tracked(t, 200)
		s.world.backlog = 300_000
		tally := s.mustTrack(215)
		if n := tally.Calls[string(alidomain.OpPollTaskResult)]; n > 3 {
			t.Errorf("%d pages of somebody's backlog", n)
		}
	})
}

// A sweep that does not list what is finished is found out.
func TestSweepThatDoesNotListItsTasksIsFoundOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := tracked(t, 200)
		s.world.hidden = map[string]bool{}
		for i := range 200 {
			s.world.hidden[fmt.Sprintf("task-%04d", i+1)] = i%50 != 0
		}
		s.mustTrack(230)
	})
}

func TestRefusedSweepIsDoneWithout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := tracked(t, 100)
		s.api = noHistory{s.world}
		s.mustTrack(104)
	})
}

// flaky fails every sweep for a while.
type flaky struct {
	*world
	left *int
}

func (f flaky) PollTaskResults(ctx context.Context, q alidomain.TaskDetailsQuery) (alidomain.TaskDetailPage, error) {
	if *f.left--; *f.left >= 0 {
		return alidomain.TaskDetailPage{}, f.fail(alidomain.OpPollTaskResult, 500, "InternalError", true, nil)
	}
	return f.world.PollTaskResults(ctx, q)
}

func TestFailingSweepHoldsNothingUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := tracked(t, 100)
		left := 1_000_000
		s.api = flaky{s.world, &left}
		s.mustTrack(120)
	})
}

// Tasks of days are asked about seldom, whatever their number.
func TestSlowTasksAreSweptSeldom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := tracked(t, 200)
		s.world.duration = func(string) time.Duration { return 6 * time.Hour }
		s.mustTrack(500)
	})
}
