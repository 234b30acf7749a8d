package journal

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func openTest(t testing.TB, opt Options) *SQLite {
	t.Helper()
	s, err := Open(t.Context(), filepath.Join(t.TempDir(), "state", "journal.db"), opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func oneBatch(id string, domains ...string) Batch {
	b := Batch{ID: id}
	for _, d := range domains {
		b.Changes = append(b.Changes, Change{ID: d, Domain: d, Kind: "k"})
	}
	return b
}

// group makes the writer commit all jobs but the first in one transaction: the
// first holds the writer up until the others wait for it. It must be called in a
// synctest bubble.
func group(t *testing.T, s *SQLite, jobs []func(*tx) error) []error {
	t.Helper()
	answers := make([]error, len(jobs))
	hold := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		answers[0] = s.write(t.Context(), func(tx *tx) error { <-hold; return jobs[0](tx) })
	})
	synctest.Wait()
	for i := 1; i < len(jobs); i++ {
		wg.Go(func() { answers[i] = s.write(t.Context(), jobs[i]) })
	}
	synctest.Wait()
	close(hold)
	wg.Wait()
	return answers
}

// inBubble runs a test with a journal on a fake clock.
func inBubble(t *testing.T, test func(t *testing.T, s *SQLite)) {
	path := filepath.Join(t.TempDir(), "state", "journal.db")
	synctest.Test(t, func(t *testing.T) {
		s, err := Open(t.Context(), path, Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		test(t, s)
	})
}

const putRate = `INSERT INTO quota (quota_key, per_second, updated_at) VALUES (?, 1, '')`

func TestFailingJobLeavesTheRestOfItsGroup(t *testing.T) {
	inBubble(t, func(t *testing.T, s *SQLite) {
		wrong := errors.New("wrong")
		jobs := make([]func(*tx) error, 40)
		for i := range jobs {
			jobs[i] = func(tx *tx) error {
				if _, err := tx.exec(putRate, fmt.Sprintf("key %02d", i)); err != nil {
					return err
				}
				if i%3 == 2 {
					return wrong
				}
				return nil
			}
		}
		for i, err := range group(t, s, jobs) {
			if (i%3 == 2) != (err == wrong) || (i%3 != 2) != (err == nil) {
				t.Errorf("job %d: %v", i, err)
			}
			rate, errRate := s.Rate(t.Context(), fmt.Sprintf("key %02d", i))
			if errRate != nil || (rate == 1) != (err == nil) {
				t.Errorf("job %d was answered %v and left rate %g, %v", i, err, rate, errRate)
			}
		}
	})
}

func TestWaitingChangesShareATransaction(t *testing.T) {
	inBubble(t, func(t *testing.T, s *SQLite) {
		const count = `SELECT count(*) FROM quota`
		pending := 0 // the most rows a job saw before anybody else could
		jobs := make([]func(*tx) error, 50)
		for i := range jobs {
			jobs[i] = func(tx *tx) error {
				if _, err := tx.exec(putRate, fmt.Sprint(i)); err != nil {
					return err
				}
				var here, outside int
				if err := tx.row(count, nil, &here); err != nil {
					return err
				}
				if err := s.reads.QueryRow(count).Scan(&outside); err != nil {
					return err
				}
				pending = max(pending, here-outside)
				return nil
			}
		}
		for i, err := range group(t, s, jobs) {
			if err != nil {
				t.Fatalf("job %d: %v", i, err)
			}
		}
		if pending != len(jobs)-1 {
			t.Fatalf("at most %d changes of %d shared a transaction", pending, len(jobs)-1)
		}
	})
}

// Whoever has an answer can read what it says, through another connection.
func TestAnswersComeAfterTheCommit(t *testing.T) {
	s := openTest(t, Options{})
	var list []Batch
	for i := range 200 {
		list = append(list, oneBatch(fmt.Sprintf("b%d", i), fmt.Sprintf("d%d", i)))
	}
	if _, _, err := s.Create(t.Context(), Run{ID: "r1", Account: "a"}, list); err != nil {
		t.Fatal(err)
	}
	other, err := Open(t.Context(), s.path, Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Go(func() {
			for i := g; i < len(list); i += 8 {
				ok, err := s.ClaimIntent(t.Context(), "r1", list[i].ID, Frozen{"e", "n", time.Now()})
				if err != nil || !ok {
					t.Error(ok, err)
					return
				}
				if b, err := other.Batch(t.Context(), "r1", list[i].ID); err != nil || b.State != Intent {
					t.Errorf("claimed %s, another reader sees %s, %v", list[i].ID, b.State, err)
				}
			}
		})
	}
	wg.Wait()
}

func TestFullDiskStopsTheJournalUntilItIsOpenedAgain(t *testing.T) {
	inBubble(t, testFullDisk)
}

func testFullDisk(t *testing.T, s *SQLite) {
	if _, _, err := s.Create(t.Context(), Run{ID: "r1", Account: "a"}, []Batch{oneBatch("b1", "d1"), oneBatch("b2", "d2")}); err != nil {
		t.Fatal(err)
	}
	if ok, err := s.ClaimIntent(t.Context(), "r1", "b1", Frozen{"e", "n", time.Now()}); !ok || err != nil {
		t.Fatal(ok, err)
	}
	err := s.write(t.Context(), func(tx *tx) error {
		var pages int
		if err := tx.row(`PRAGMA page_count`, nil, &pages); err != nil {
			return err
		}
		return tx.row(fmt.Sprintf(`PRAGMA max_page_count = %d`, pages), nil, &pages)
	})
	if err != nil {
		t.Fatal(err)
	}
	big := Run{ID: "r2", Account: "a", Fingerprint: "2", Plan: make([]byte, 1<<20)}
	jobs := []func(*tx) error{
		func(tx *tx) error { return nil },
		func(tx *tx) error { _, _, err := tx.create(big, []Batch{oneBatch("b1", "d3")}); return err },
		func(tx *tx) error { return nil },
	}
	for i, err := range group(t, s, jobs) {
		if (i == 0) != (err == nil) || i > 0 && !errors.Is(err, ErrDisk) {
			t.Fatalf("job %d on a full disk: %v", i, err)
		}
	}
	ok, err := s.ClaimIntent(t.Context(), "r1", "b2", Frozen{"e", "n", time.Now()})
	if ok || !errors.Is(err, ErrDisk) {
		t.Fatalf("after a full disk: %t, %v", ok, err)
	}
	if b, err := s.Batch(t.Context(), "r1", "b1"); err != nil || b.State != Intent {
		t.Fatalf("reading after a full disk: %s, %v", b.State, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := Open(t.Context(), s.path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if _, err := again.Run(t.Context(), "r2"); !errors.Is(err, ErrNotFound) {
		t.Fatalf("the run that did not fit: %v", err)
	}
	if ok, err := again.ClaimIntent(t.Context(), "r1", "b2", Frozen{"e", "n", time.Now()}); !ok || err != nil {
		t.Fatal(ok, err)
	}
}

func TestContextCountsUntilTheWriterTakesTheChange(t *testing.T) {
	inBubble(t, func(t *testing.T, s *SQLite) {
		hold := make(chan struct{})
		var wg sync.WaitGroup
		ctx, cancel := context.WithCancel(t.Context())
		var taken, waiting error
		wg.Go(func() {
			taken = s.write(ctx, func(tx *tx) error { <-hold; _, err := tx.exec(putRate, "taken"); return err })
		})
		synctest.Wait()
		wg.Go(func() { waiting = s.SetRate(ctx, "waiting", 1) })
		synctest.Wait()
		cancel()
		synctest.Wait()
		close(hold)
		wg.Wait()
		if taken != nil || !errors.Is(waiting, context.Canceled) {
			t.Fatalf("taken: %v; waiting: %v", taken, waiting)
		}
		for key, want := range map[string]float64{"taken": 1, "waiting": 0} {
			if rate, err := s.Rate(t.Context(), key); err != nil || rate != want {
				t.Errorf("%s: %g, %v", key, rate, err)
			}
		}
	})
}

func TestClosingAnswersEverybody(t *testing.T) {
	s := openTest(t, Options{})
	var wg sync.WaitGroup
	answers := make([]error, 200)
	for i := range answers {
		wg.Go(func() { answers[i] = s.SetRate(context.Background(), fmt.Sprint(i), 1) })
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	wg.Wait()
	again, err := Open(t.Context(), s.path, Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	for i, err := range answers {
		if err != nil && !errors.Is(err, ErrClosed) {
			t.Errorf("change %d: %v", i, err)
		}
		if rate, errRate := again.Rate(t.Context(), fmt.Sprint(i)); errRate != nil || (rate == 1) != (err == nil) {
			t.Errorf("change %d was answered %v and has rate %g", i, err, rate)
		}
	}
}

// The simulation tests of the executor run real journals on a fake clock.
func TestWorksOnAFakeClock(t *testing.T) {
	inBubble(t, func(t *testing.T, s *SQLite) {
		if _, _, err := s.Create(t.Context(), Run{ID: "r1", Account: "a"}, []Batch{oneBatch("b1", "d1")}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(6 * time.Hour)
		if ok, err := s.ClaimIntent(t.Context(), "r1", "b1", Frozen{"e", "n", time.Now()}); !ok || err != nil {
			t.Fatal(ok, err)
		}
		events, err := s.Events(t.Context(), "r1")
		if err != nil || len(events) != 2 || events[1].At.Sub(events[0].At) != 6*time.Hour {
			t.Fatalf("%+v, %v", events, err)
		}
	})
}
