package journal

import (
	"fmt"
	"math/rand/v2"
	"os"
	"testing"
	"time"
)

// prunedRun prunes the first run of a journal that has something in every column.
func prunedRun(t *testing.T, s *SQLite) {
	t.Helper()
	p := Pruning{Changes: map[string]Kept{}, Requests: map[string][]byte{"b1": []byte(`{"call":1}`)}, Sheet: "Domains"}
	list, err := s.Batches(t.Context(), "r1")
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range list {
		for _, c := range b.Changes {
			p.Changes[c.ID] = Kept{Result: "OK", Rows: "2"}
		}
	}
	if err := s.Prune(t.Context(), "r1", p); err != nil {
		t.Fatal(err)
	}
	if v, err := s.Verify(t.Context()); err != nil || !v.Whole() || v.Pruned != 1 {
		t.Fatalf("%+v, %v", v, err)
	}
}

func TestWhatIsLeftOfAPrunedRunIsGuarded(t *testing.T) {
	s, conn := chained(t)
	prunedRun(t, s)
	for _, script := range []string{
		`UPDATE outcome SET result = 'FAILED' WHERE batch_no = 1 AND position = 0`,
		`UPDATE outcome SET code = 'x' WHERE batch_no = 1 AND position = 0`,
		`UPDATE outcome SET message = 'x' WHERE batch_no = 1 AND position = 0`,
		`UPDATE outcome SET sheet_rows = '3' WHERE batch_no = 1 AND position = 0`,
		`DELETE FROM outcome WHERE batch_no = 1 AND position = 0`,
		`UPDATE batch SET task_no = 't9' WHERE batch_no = 1`,
		`UPDATE batch SET request_id = 'q9' WHERE batch_no = 1`,
		`UPDATE batch SET request = '{}' WHERE batch_no = 1`,
		`UPDATE batch SET state = 'cancelled' WHERE batch_no = 1`,
		`UPDATE change SET domain = 'other.example' WHERE batch_no = 1 AND position = 0`,
		`UPDATE run SET settings = '{"who":"li"}' WHERE run_no = 1`,
		`UPDATE run SET input_digest = 'cd' WHERE run_no = 1`,
		`UPDATE run SET plan = x'00' WHERE run_no = 1`,
		`UPDATE run SET pruned_at = NULL WHERE run_no = 1`,
		`UPDATE run SET pruned_at = '2026-01-01T00:00:00.000Z' WHERE run_no = 1`,
		`UPDATE run SET finished_at = NULL WHERE run_no = 1`,
		`DELETE FROM event WHERE kind = 'pruned'`,
	} {
		if v, ok := tampered(t, conn, nil, script); !ok || v.Whole() {
			t.Errorf("%s: done %v, found %+v", script, ok, v.Breaks)
		}
	}
}

// Nobody removes plans, requests or answers without the history saying so, not
// even at the shell.
func TestNothingIsPrunedBehindTheHistory(t *testing.T) {
	s := openTest(t, Options{})
	if _, _, err := s.Create(t.Context(), Run{ID: "r1", Account: "a", Plan: []byte{1}}, []Batch{oneBatch("b1", "d1")}); err != nil {
		t.Fatal(err)
	}
	if ok, err := s.ClaimIntent(t.Context(), "r1", "b1", Frozen{"e", "n", time.Now()}); !ok || err != nil {
		t.Fatal(ok, err)
	}
	if err := s.Accepted(t.Context(), "r1", "b1", "t1", "q", time.Now(), time.Now()); err != nil {
		t.Fatal(err)
	}
	if err := s.SaveDetails(t.Context(), "r1", "b1", []Detail{{TaskDetailNo: "1", Domain: "d1", State: DetailSucceeded}}, time.Time{}, true); err != nil {
		t.Fatal(err)
	}
	db := raw(t, s.path)
	for _, script := range []string{
		`UPDATE run SET plan = NULL`, `UPDATE run SET pruned_at = '2026-01-01T00:00:00.000Z'`, `UPDATE run SET settings = 'x'`, `DELETE FROM run`,
		`UPDATE batch SET request = NULL`, `UPDATE batch SET batch_id = 'x'`, `DELETE FROM detail`, `UPDATE detail SET fail_reason = 'x'`,
		`UPDATE change SET domain = 'x'`, `DELETE FROM change`, `UPDATE chain SET backfilled = 1`, `DELETE FROM chain`, `UPDATE account SET account = 'x'`, `DELETE FROM account`,
		`INSERT INTO event SELECT 9, at, run_no, batch_no, epoch, actor, kind, from_state, to_state, code, detail, cover, link FROM event WHERE event_no = 1`,
		`INSERT OR REPLACE INTO event SELECT 2, at, run_no, batch_no, epoch, actor, kind, from_state, to_state, code, detail, cover, link FROM event WHERE event_no = 1`,
	} {
		if _, err := db.Exec(script); err == nil {
			t.Errorf("%s: done", script)
		}
	}
	if v, err := s.Verify(t.Context()); err != nil || !v.Whole() {
		t.Fatalf("%+v, %v", v, err)
	}
}

// Two hundred nights of an import, the last thirty of them with everything: the
// file stays within a bound, and its history is whole.
func TestJournalOfManyNightsStaysBounded(t *testing.T) {
	t.Parallel()
	const nights, whole, rows = 200, 30, 40
	at := time.Date(2026, 1, 1, 1, 0, 0, 0, time.UTC)
	s := openTest(t, Options{Now: func() time.Time { return at }})
	ctx := t.Context()
	random := rand.New(rand.NewPCG(1, 2))
	size := func() int64 {
		info, err := os.Stat(s.path)
		if err != nil {
			t.Fatal(err)
		}
		return info.Size()
	}
	kept := map[string]Kept{}
	sizes := map[int]int64{}
	for night := range nights {
		id := fmt.Sprintf("night-%03d", night)
		plan := make([]byte, 40<<10) // packed, so nothing packs it further
		for i := range plan {
			plan[i] = byte(random.Uint32())
		}
		b := Batch{ID: "b1", Request: make([]byte, 600)}
		for i := range b.Request {
			b.Request[i] = 'x'
		}
		var details []Detail
		for i := range rows {
			c := Change{ID: fmt.Sprintf("%032x", night*rows+i), Domain: fmt.Sprintf("shop-%03d.example", i), Kind: "admin"}
			b.Changes = append(b.Changes, c)
			kept[c.ID] = Kept{Result: "OK", Rows: fmt.Sprint(i)}
			details = append(details, Detail{TaskDetailNo: c.ID, Domain: c.Domain, State: DetailSucceeded, ErrorMsg: "successful", CreatedAt: "2026-01-01 01:00:00",
				UpdatedAt: "2026-01-01 01:00:00", Sealed: make([]byte, 200)})
		}
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		_, _, err := s.Create(ctx, Run{ID: id, Account: "acc", Fingerprint: id, Plan: plan}, []Batch{b})
		must(err)
		_, err = s.ClaimIntent(ctx, id, "b1", Frozen{"e", "n", at})
		must(err)
		must(s.Accepted(ctx, id, "b1", "task of "+id, "q", at, at))
		must(s.SaveDetails(ctx, id, "b1", details, at, true))
		must(s.FinishRun(ctx, id, at))
		if night >= whole {
			old := fmt.Sprintf("night-%03d", night-whole)
			must(s.Prune(ctx, old, Pruning{Changes: kept}))
			if night%10 == 9 {
				must(s.Compact(ctx))
			}
		}
		at = at.Add(24 * time.Hour)
		sizes[night] = size()
	}
	if err := s.Close(); err != nil { // and its log is empty
		t.Fatal(err)
	}
	const bound = 4 << 20 // two hundred whole ones take twice that
	if last := size(); last > bound {
		t.Errorf("%d nights take %d bytes, more than %d", nights, last, bound)
	}
	if grown := sizes[nights-1] - sizes[nights-51]; grown > 50*14<<10 {
		t.Errorf("fifty nights made the journal %d bytes larger", grown)
	}
	again, err := Open(ctx, s.path, Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if v, err := again.Verify(ctx); err != nil || !v.Whole() || v.Pruned != nights-whole {
		t.Errorf("%+v, %v", v, err)
	}
	t.Logf("after 50, 100, 150, 200 nights: %d, %d, %d, %d bytes", sizes[49], sizes[99], sizes[149], sizes[199])
}
