package executor

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"domainbatch/executor/alidomain"
	"domainbatch/executor/journal"
	"domainbatch/ingest"
)

// putBack is a scene in which a run of some batches was killed at its k-th
// write, copied, carried to its end, and then put back to the copy.
func putBack(t *testing.T, noticed bool, kill int, rows ...ingest.Row) *scene {
	t.Helper()
	s := newScene(t, 5, 3, rows...)
	s.home = "here"
	if err := noteHome(t.Context(), s.journal, s.runID, s.home); err != nil {
		t.Fatal(err)
	}
	_, _ = s.live(kill, true)
	back := s.journal.(*journal.Memory).Clone()
	s.mustRun(EndDone)
	s.checkTruth()
	s.journal = back
	if noticed {
		s.home = "elsewhere"
	} else {
		time.Sleep(time.Hour)
	}
	return s
}

// P13: an old copy of the journal is put back after the run has come to its end.
// What it does not know of is not sent again, whatever was under way when it was
// copied; a person takes it over, and every row ends as it had.
func TestJournalThatWasPutBackSendsNothingTwice(t *testing.T) {
	for _, noticed := range []bool{true, false} {
		for kill := range 12 {
			t.Run(fmt.Sprintf("P13 noticed %v/copied after write %d", noticed, kill+1), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					s := putBack(t, noticed, kill, append(contactRows(9, ingest.Admin), codeRow("c1.example"), codeRow("c2.example"))...)
					sent := len(s.world.submits)
					s.mustRun(EndDone)
					if n := len(s.world.submits); n != sent {
						t.Errorf("%d requests left after the copy was put back", n-sent)
					}
					doubts, err := Doubtful(t.Context(), s.journal, s.runID)
					if err != nil {
						t.Fatal(err)
					}
					found := Found(doubts)
					if len(found) != len(doubts) {
						t.Errorf("%d of %d doubts can be taken over", len(found), len(doubts))
					}
					for _, d := range found {
						if err := Resolve(t.Context(), s.journal, s.runID, d.Batch.ID, Decision{Outcome: journal.OutcomeSent, TaskNo: d.Evidence.Tasks[0]}, "anna"); err != nil {
							t.Fatal(err)
						}
					}
					s.mustRun(EndDone)
					s.checkTruth()
					for _, r := range s.rows() {
						if r.Result != OK {
							t.Errorf("%s: %s: %s", r.Domain, r.Result, r.Comment)
						}
					}
				})
			})
		}
	}
}

// P13: the copy knows a batch as one, and the service has tasks of its parts,
// because the process after the copy was made had to split it. What was refused
// then is sent again, and refused again; the parts that went through are not.
func TestPartsOfASplitTheJournalDoesNotKnowAreNotSentAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t, 5, 8, contactRows(8, ingest.Tech)...)
		s.world.bad["d005.example"] = true
		s.home = "here"
		back := s.journal.(*journal.Memory).Clone()
		s.mustRun(EndDone)
		tasks := len(s.world.tasks)
		s.journal = back
		s.mustRun(EndDone)
		if len(s.world.tasks) != tasks {
			t.Errorf("%d tasks were made again", len(s.world.tasks)-tasks)
		}
		for _, r := range s.rows() {
			want, code := Unknown, CodeUnknownTask
			if r.Domain == "d005.example" {
				want, code = Failed, alidomain.CodeDomainNotExist
			}
			if r.Result != want || r.Code != code {
				t.Errorf("%s: %s %s: %s", r.Domain, r.Result, r.Code, r.Comment)
			}
		}
	})
}

// P13: a request may have left just before the copy was put back, or be on its
// way. Nothing is sent before it would have to show, and a session that ends
// meanwhile does not begin that wait anew.
func TestNothingLeavesBeforeAllHasToShow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t, 5, 1, contactRows(4, ingest.Admin)...)
		s.world.listLag = 110 * time.Second
		s.home = "here"
		back := s.journal.(*journal.Memory).Clone()
		late := &lateFirst{world: s.world, delay: 13 * time.Minute}
		s.api = late
		_, _ = s.live(3, false)
		s.api, s.journal, s.home = s.world, back, "elsewhere"
		start := time.Now()
		o := s.opt.fill()
		wait := o.SignatureLife + o.ClockSkew + o.ListLag
		s.opt.Wait = 5 * time.Minute
		before := len(s.world.submits)
		for range 3 {
			s.mustRun(EndPending)
			if len(s.world.submits) != before {
				t.Fatalf("sent after %v", time.Since(start))
			}
		}
		s.mustRun(EndDone)
		late.wg.Wait()
		for key, n := range s.world.accepted {
			if n > 1 {
				t.Errorf("%s was accepted %d times", key, n)
			}
		}
		for _, at := range s.world.submits[before:] {
			if d := at.Sub(start); d < wait || d > wait+time.Minute {
				t.Errorf("sent after %v, want %v", d, wait)
			}
		}
		if len(s.world.submits) == before || CountResults(s.rows())[Unknown] == 0 {
			t.Errorf("%d requests, %v", len(s.world.submits)-before, CountResults(s.rows()))
		}
	})
}

// What a stranger does with the same domains while a run lies still: only a task
// that this run could have made stops a batch, and only for its domains. A
// person who says that it is none of ours is asked once.
func TestOnlyTasksThatTheRunCouldHaveMadeStopIt(t *testing.T) {
	for name, c := range map[string]struct {
		typ     string
		domains []string
		unknown []string
	}{
		"another type":                 {"UPDATE_TECH_CONTACT", []string{"d004.example"}, nil},
		"a domain of no batch besides": {"UPDATE_ADMIN_CONTACT", []string{"d004.example", "foreign.example"}, nil},
		"domains of two batches":       {"UPDATE_ADMIN_CONTACT", []string{"d004.example", "d007.example"}, nil},
		"one domain of a batch":        {"UPDATE_ADMIN_CONTACT", []string{"d004.example"}, []string{"d004.example"}},
		"a whole batch":                {"UPDATE_ADMIN_CONTACT", []string{"d005.example", "d003.example", "d004.example"}, []string{"d003.example", "d004.example", "d005.example"}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newScene(t, 5, 3, contactRows(9, ingest.Admin)...)
				s.world.duration = func(string) time.Duration { return time.Millisecond }
				_, _ = s.live(0, false) // killed before the first intent
				s.world.tasks = append(s.world.tasks, &worldTask{no: "foreign", kind: "admin", typ: c.typ, domains: c.domains, created: time.Now()})
				time.Sleep(time.Minute)
				s.mustRun(EndDone)
				var unknown []string
				for _, r := range s.rows() {
					if r.Result == Unknown {
						unknown = append(unknown, r.Domain)
					} else if r.Result != OK {
						t.Errorf("%s: %s: %s", r.Domain, r.Result, r.Comment)
					}
				}
				if !slices.Equal(unknown, c.unknown) {
					t.Fatalf("unknown are %v, want %v", unknown, c.unknown)
				}
				if unknown == nil {
					return
				}
				doubts, err := Doubtful(t.Context(), s.journal, s.runID)
				if err != nil || len(doubts) != 1 || !doubts[0].Evidence.Exact {
					t.Fatalf("%+v, %v", doubts, err)
				}
				if err := Resolve(t.Context(), s.journal, s.runID, doubts[0].Batch.ID, Decision{Outcome: journal.OutcomeNotSent}, "anna"); err != nil {
					t.Fatal(err)
				}
				s.mustRun(EndDone)
				s.checkTruth()
				if n := CountResults(s.rows())[OK]; n != 9 {
					t.Errorf("%d of 9 rows are done", n)
				}
			})
		})
	}
}

// Looking costs a resumed run two readings of a page and nothing more, and a run
// of which nothing is to be sent any more not even that.
func TestLookingForUnknownTasksIsCheap(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t, 5, 1, contactRows(12, ingest.Admin)...)
		s.world.duration = func(string) time.Duration { return 10 * time.Minute }
		_, _ = s.live(12, true)
		time.Sleep(time.Minute)
		lists := func(tally Tally) int { return tally.Calls["QueryTaskList"] + tally.Calls["QueryTaskInfoHistory"] }
		s.opt.Wait = time.Minute
		tally := s.mustRun(EndPending)
		ambiguous := len(s.settlements("b0006"))
		if n := lists(tally); n < 2 || n > 6 {
			t.Errorf("%d readings when %d batches were settled: %v", n, ambiguous, tally.Calls)
		}
		s.opt.Wait = 0
		if tally = s.mustRun(EndDone); lists(tally) != 0 {
			t.Errorf("read although nothing is to be sent: %v", tally.Calls)
		}
		s.checkTruth()
	})
}

// A list that cannot be trusted lets nothing out of a journal that has moved,
// and stops nothing where the journal is at home.
func TestMovedJournalWaitsForAListThatCanBeTrusted(t *testing.T) {
	for _, home := range []string{"here", "elsewhere"} {
		synctest.Test(t, func(t *testing.T) {
			s := newScene(t, 5, 1, contactRows(6, ingest.Admin)...)
			s.home = "here"
			if err := noteHome(t.Context(), s.journal, s.runID, s.home); err != nil {
				t.Fatal(err)
			}
			_, _ = s.live(4, true)
			time.Sleep(time.Hour)
			s.home = home
			s.api = emptyLists{s.world}
			before := len(s.world.submits)
			tally, err := s.run()
			if home == "here" {
				if err != nil || tally.Rows[NotSent] > 0 {
					t.Errorf("at home: %v, %v", tally.Rows, err)
				}
				return
			}
			if err == nil || tally.End != EndUnavailable || !strings.Contains(err.Error(), "may be a copy") || len(s.world.submits) != before {
				t.Errorf("ended %q, %v, %d requests", tally.End, err, len(s.world.submits)-before)
			}
			s.api = s.world
			s.mustRun(EndDone)
			s.checkTruth()
		})
	}
}

func TestCutTakesABatchApartByTasks(t *testing.T) {
	batch := func(domains ...string) (b journal.Batch) {
		for _, d := range domains {
			b.Changes = append(b.Changes, journal.Change{Domain: d})
		}
		return b
	}
	task := func(no string, domains ...string) *sighting {
		return &sighting{taskNo: no, domains: setOf(domains), whole: true}
	}
	for _, c := range []struct {
		tasks []*sighting
		want  string
	}{
		{nil, "free a b c d e"},
		{[]*sighting{task("1", "b")}, "b exact, free a c d e"},
		{[]*sighting{task("1", "a", "b"), task("2", "e")}, "a b exact, e exact, free c d"},
		{[]*sighting{task("1", "a", "b"), task("2", "b", "c"), task("3", "d")}, "a b c, d exact, free e"},
		{[]*sighting{task("1", "a"), task("2", "b"), task("3", "a", "b", "c", "d", "e")}, "a b c d e, free"},
		{[]*sighting{task("1", "a", "b", "c", "d", "e")}, "a b c d e exact, free"},
	} {
		held, free := cut(batch("a", "b", "c", "d", "e"), c.tasks)
		var text []string
		name := func(changes []journal.Change, more string) {
			var words []string
			for _, one := range changes {
				words = append(words, one.Domain)
			}
			text = append(text, strings.TrimSpace(strings.Join(words, " ")+" "+more))
		}
		for _, h := range held {
			if h.exact() {
				name(h.changes, "exact")
			} else {
				name(h.changes, "")
			}
		}
		slices.Sort(text)
		name(free, "")
		text[len(text)-1] = strings.TrimSpace("free " + text[len(text)-1])
		if got := strings.Join(text, ", "); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}
