package journal

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
)

// chained makes a journal with something in every column that history covers,
// and returns a connection to it on which no law holds any more.
func chained(t *testing.T) (*SQLite, *sql.Conn) {
	t.Helper()
	at := time.Date(2026, 11, 22, 6, 37, 0, 123e6, time.UTC)
	s := openTest(t, Options{Now: func() time.Time { at = at.Add(time.Second); return at }})
	ctx := t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	claim := func(batchID string) {
		t.Helper()
		if ok, err := s.ClaimIntent(ctx, "r1", batchID, Frozen{"e1", "n1", at}); !ok || err != nil {
			t.Fatal(ok, err)
		}
	}
	batch := func(id string, domains ...string) Batch {
		b := oneBatch(id, domains...)
		b.Request, b.Changes[0].InstanceID = []byte(`{"call":1}`), "S1"
		return b
	}
	list := []Batch{batch("b1", "a.example", "b.example"), batch("b2", "c.example", "d.example"), batch("b3", "e.example"), batch("b4", "f.example"), batch("b5", "g.example")}
	list[1].After = []string{"b1"}
	_, _, err := s.Create(ctx, Run{ID: "r1", Account: "acc", Fingerprint: "f", Site: "cn", InputPath: "/in", InputDigest: "ab", OutputPath: "/out",
		Settings: []byte(`{"who":"zhang"}`), Plan: []byte{1, 2}}, list)
	must(err)
	answer := func(domain string, state DetailState) Detail {
		return Detail{TaskDetailNo: "d-" + domain, Domain: domain, State: state, ErrorMsg: "m", FailReason: "r", TryCount: 1, CreatedAt: "c", UpdatedAt: "u", Sealed: []byte("s")}
	}
	claim("b1")
	must(s.Accepted(ctx, "r1", "b1", "t1", "q1", at, at))
	must(s.SaveDetails(ctx, "r1", "b1", []Detail{answer("a.example", DetailSucceeded)}, at, false))
	must(s.SaveDetails(ctx, "r1", "b1", []Detail{answer("b.example", DetailFailed)}, at, true))
	claim("b2")
	must(s.SplitBatch(ctx, "r1", "b2", Refusal{Code: "C", Message: "m", RequestID: "q2"}, []Batch{batch("b2.1", "c.example"), oneBatch("b2.2", "d.example")}))
	for _, b := range []string{"b2.1", "b2.2"} {
		if ok, err := s.Cancel(ctx, "r1", b, "not wanted"); !ok || err != nil {
			t.Fatal(ok, err)
		}
	}
	claim("b3")
	must(s.MarkAmbiguous(ctx, "r1", "b3", "timeout", "no answer", true, at))
	must(s.Resolve(ctx, "r1", "b3", Resolution{Outcome: OutcomeUnknown, Code: "undecided", Evidence: "two"}))
	must(s.Resolve(ctx, "r1", "b3", Resolution{Outcome: OutcomeSkip, Actor: "zhang", Evidence: "looked"}))
	claim("b4")
	must(s.Accepted(ctx, "r1", "b4", "t4", "q4", at, at))
	must(s.SaveDetails(ctx, "r1", "b4", []Detail{answer("f.example", DetailFailed)}, at, false))
	must(s.SaveDetails(ctx, "r1", "b4", nil, at, true))
	if ok, err := s.Cancel(ctx, "r1", "b5", "not wanted"); !ok || err != nil {
		t.Fatal(ok, err)
	}
	must(s.Note(ctx, Event{RunID: "r1", BatchID: "b3", Kind: "codes-shown", Actor: "li", Detail: "{}"}))
	must(s.FinishRun(ctx, "r1", at))
	_, _, err = s.Create(ctx, Run{ID: "r2", Account: "acc", Fingerprint: "g"}, []Batch{batch("b1", "x.example")})
	must(err)
	if v, err := s.Verify(ctx); err != nil || !v.Whole() {
		t.Fatalf("%+v, %v", v, err)
	}
	return s, lawless(t, s.path)
}

// lawless is a connection to a file whose triggers, checks and references are
// off, for whoever owns a file can do that.
func lawless(t *testing.T, path string) *sql.Conn {
	t.Helper()
	conn, err := raw(t, path).Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	for _, name := range column(t, conn, `SELECT name FROM sqlite_schema WHERE type = 'trigger'`) {
		mustExec(t, conn, `DROP TRIGGER `+name)
	}
	mustExec(t, conn, `PRAGMA ignore_check_constraints = 1; PRAGMA foreign_keys = 0; DROP INDEX one_open_batch; DROP INDEX one_batch_per_task`)
	return conn
}

func mustExec(t *testing.T, conn *sql.Conn, script string, args ...any) {
	t.Helper()
	if _, err := conn.ExecContext(t.Context(), script, args...); err != nil {
		t.Fatalf("%s: %v", script, err)
	}
}

func column(t *testing.T, conn *sql.Conn, query string) []string {
	t.Helper()
	rows, err := conn.QueryContext(t.Context(), query)
	list, err := collect(rows, err, func(r *sql.Rows) (s string, err error) { return s, r.Scan(&s) })
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// tampered does something to the file, verifies it, and takes it back.
func tampered(t *testing.T, conn *sql.Conn, expect []Head, script string, args ...any) (v Verdict, ok bool) {
	t.Helper()
	mustExec(t, conn, "SAVEPOINT tamper")
	_, err := conn.ExecContext(t.Context(), script, args...)
	if err == nil {
		ok = true
		if v, err = verify(t.Context(), conn, expect); err != nil {
			t.Fatalf("%s: %v", script, err)
		}
	}
	mustExec(t, conn, "ROLLBACK TO tamper; RELEASE tamper")
	return v, ok
}

// notHistory are the columns that no event covers: when to look next is work to
// be done, and of an account and a chain the numbers have no meaning beside what
// they join.
var notHistory = map[string]bool{"batch.next_at": true}

func TestEveryFieldOfTheHistoryIsCovered(t *testing.T) {
	t.Parallel()
	_, conn := chained(t)
	changes := 0
	for _, table := range []string{"account", "run", "batch", "change", "detail", "event", "chain"} {
		keys := map[string]string{"account": "account_no", "run": "run_no", "batch": "batch_no", "change": "(batch_no, position)",
			"detail": "(batch_no, task_detail_no)", "event": "event_no", "chain": "version"}
		for _, name := range column(t, conn, `SELECT name FROM pragma_table_info('`+table+`')`) {
			if notHistory[table+"."+name] {
				continue
			}
			rows := column(t, conn, fmt.Sprintf(`SELECT row_number() OVER (ORDER BY %s) - 1 FROM %s`, strings.Trim(keys[table], "()"), table))
			for i := range rows {
				which := fmt.Sprintf(` WHERE %s = (SELECT %s FROM %s ORDER BY %s LIMIT 1 OFFSET %d)`, keys[table], strings.Trim(keys[table], "()"), table, strings.Trim(keys[table], "()"), i)
				done := 0
				for _, value := range []string{name + ` || 'x'`, name + ` + 1000`, `1 - ` + name, `1`, `zeroblob(32)`, `NULL`, `'2026-01-01T00:00:00.000Z'`} {
					script := fmt.Sprintf(`UPDATE %s SET %s = %s%s AND %s IS NOT %s`, table, name, value, which, name, value)
					before := column(t, conn, `SELECT total_changes()`)[0]
					v, ok := tampered(t, conn, nil, script)
					if !ok || column(t, conn, `SELECT total_changes()`)[0] == before {
						continue // a type or a key that the table does not take, or no change
					}
					done++
					changes++
					if v.Whole() {
						t.Errorf("%s: nothing was found", script)
					}
					if done == 2 || !thorough() {
						break
					}
				}
				if done == 0 {
					t.Errorf("%s.%s of row %d could not be changed: the test does not test it", table, name, i)
				}
			}
		}
	}
	if changes < 500 {
		t.Errorf("%d changes: the test tested little", changes)
	}
}

// thorough asks for the exhaustive form of the slow tests.
func thorough() bool { return os.Getenv("DOMAINBATCH_LONG") == "1" }

// Every byte of every event, flipped; in the short form one in four.
func TestEveryByteOfAnEventIsCovered(t *testing.T) {
	t.Parallel()
	_, conn := chained(t)
	flips := 0
	for _, name := range []string{"at", "actor", "kind", "from_state", "to_state", "code", "detail", "epoch", "cover", "link"} {
		for no, size := range column(t, conn, `SELECT coalesce(length(CAST(`+name+` AS BLOB)), 0) FROM event ORDER BY event_no`) {
			var n int
			fmt.Sscan(size, &n)
			for i := range n {
				if i%4 != no%4 && !thorough() {
					continue
				}
				var value []byte
				if err := conn.QueryRowContext(t.Context(), `SELECT CAST(`+name+` AS BLOB) FROM event WHERE event_no = ?`, no+1).Scan(&value); err != nil {
					t.Fatal(err)
				}
				value[i] ^= 1 << (i % 7)
				var arg any = value
				if name != "cover" && name != "link" {
					arg = string(value)
				}
				mustExec(t, conn, `SAVEPOINT flip`)
				mustExec(t, conn, `UPDATE event SET `+name+` = ? WHERE event_no = ?`, arg, no+1)
				v := &verifier{q: conn, ctx: t.Context()}
				if err := v.links(nil); err != nil {
					t.Fatal(err)
				}
				mustExec(t, conn, `ROLLBACK TO flip; RELEASE flip`)
				flips++
				if v.verdict.Whole() || v.verdict.Breaks[0].Event != int64(no+1) {
					t.Errorf("byte %d of %s of event %d flipped: found %+v", i, name, no+1, v.verdict.Breaks)
				}
			}
		}
	}
	if flips < 500 {
		t.Errorf("%d flips: the test tested little", flips)
	}
}

func TestVerifyNamesTheFirstBreak(t *testing.T) {
	t.Parallel()
	s, conn := chained(t)
	head, err := s.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	last := head.Count
	for name, c := range map[string]struct {
		script string
		damage Damage
		event  int64
		what   string
	}{
		"an event removed":       {`DELETE FROM event WHERE event_no = 4`, DamageRemoved, 5, "event 4, before this one, was removed"},
		"events removed":         {`DELETE FROM event WHERE event_no BETWEEN 4 AND 6`, DamageRemoved, 7, "events 4 to 6"},
		"the first removed":      {`DELETE FROM event WHERE event_no = 1`, DamageRemoved, 2, "event 1, before this one"},
		"removed and renumbered": {`DELETE FROM event WHERE event_no = 4; UPDATE event SET event_no = -event_no WHERE event_no > 4; UPDATE event SET event_no = -event_no - 1 WHERE event_no < 0`, DamageForeign, 4, "does not follow"},
		"an event altered":       {`UPDATE event SET actor = 'li' WHERE event_no = 3`, DamageAltered, 3, "was altered"},
		"the last event altered": {fmt.Sprintf(`UPDATE event SET actor = 'li' WHERE event_no = %d`, last), DamageForeign, last, "was altered"},
		"two events exchanged":   {`UPDATE event SET event_no = -4 WHERE event_no = 4; UPDATE event SET event_no = 4 WHERE event_no = 5; UPDATE event SET event_no = 5 WHERE event_no = -4`, DamageForeign, 4, "exchanged"},
		"an event put in": {`UPDATE event SET event_no = -event_no WHERE event_no > 3; UPDATE event SET event_no = 1 - event_no WHERE event_no < 0;
			INSERT INTO event SELECT 4, at, run_no, batch_no, epoch, actor, kind, from_state, to_state, code, detail, cover, link FROM event WHERE event_no = 3`, DamageForeign, 4, "put in"},
		"an event added at the end": {fmt.Sprintf(`INSERT INTO event SELECT %d, at, run_no, batch_no, epoch, actor, kind, from_state, to_state, code, detail, cover, link FROM event WHERE event_no = 3`, last+1), DamageForeign, last + 1, "put in"},
		"a state altered":           {`UPDATE batch SET state = 'failed' WHERE batch_id = 'b3'`, DamageContent, 0, "the batch is failed, and its history ends at cancelled"},
		"a task number altered":     {`UPDATE batch SET task_no = 't9' WHERE batch_id = 'b4'`, DamageContent, 0, "not as its last event left them"},
		"an answer altered":         {`UPDATE detail SET state = 'succeeded' WHERE domain = 'f.example'`, DamageContent, 0, "its answers"},
		"an answer removed":         {`DELETE FROM detail WHERE domain = 'f.example'`, DamageContent, 0, "its answers"},
		"an answer put in":          {`INSERT INTO detail SELECT batch_no, 'd-new', domain, state, error_msg, fail_reason, try_count, created_at, updated_at, sealed FROM detail LIMIT 1`, DamageContent, 0, "its answers"},
		"a domain altered":          {`UPDATE change SET domain = 'other.example' WHERE domain = 'a.example'`, DamageContent, 1, "the run, or the batches"},
		"a change removed":          {`DELETE FROM change WHERE domain = 'a.example'`, DamageContent, 1, "the run, or the batches"},
		"a part's change removed":   {`DELETE FROM change WHERE batch_no = (SELECT batch_no FROM batch WHERE batch_id = 'b2.1')`, DamageContent, 0, "its parts"},
		"a batch put in":            {`INSERT INTO batch SELECT 99, run_no, 'b9', account_no, NULL, seq, 'planned', request, after, 0, '', '', NULL, 0, NULL, '', NULL, NULL, NULL, '', '' FROM batch WHERE batch_no = 1`, DamageContent, 0, "was not created with it"},
		"a part put in":             {`INSERT INTO batch SELECT 99, run_no, 'b9', account_no, 1, seq, 'planned', request, after, 0, '', '', NULL, 0, NULL, '', NULL, NULL, NULL, '', '' FROM batch WHERE batch_no = 1`, DamageContent, 0, "that was not split"},
		"a run put in":              {`INSERT INTO run SELECT 9, 'r9', account_no, fingerprint, site, created_at, NULL, input_path, input_digest, output_path, settings, plan, NULL FROM run WHERE run_no = 1`, DamageContent, 0, "no event created this run"},
		"a run removed":             {`DELETE FROM run WHERE run_no = 2; DELETE FROM change WHERE batch_no IN (SELECT batch_no FROM batch WHERE run_no = 2); DELETE FROM batch WHERE run_no = 2`, DamageContent, last, "is not there"},
		"an input exchanged":        {`UPDATE run SET input_digest = 'cd' WHERE run_no = 1`, DamageContent, 1, "the run, or the batches"},
		"a person exchanged":        {`UPDATE run SET settings = '{"who":"li"}' WHERE run_no = 1`, DamageContent, 1, "the run, or the batches"},
		"a run open again":          {`UPDATE run SET finished_at = NULL WHERE run_no = 1`, DamageContent, 0, "its end"},
		"a run pruned by hand":      {`UPDATE run SET pruned_at = '2026-11-22T06:37:00.000Z', plan = NULL WHERE run_no = 1`, DamageContent, 0, "its history does not"},
		"the beginning altered":     {`UPDATE chain SET backfilled_at = '2026-11-22T06:37:00.000Z'`, DamageAltered, 1, "the record of where the chain begins"},
		"the beginning removed":     {`DELETE FROM chain`, DamageBeginning, 0, "is gone"},
	} {
		v, ok := tampered(t, conn, nil, c.script)
		if !ok {
			t.Errorf("%s: could not be done", name)
			continue
		}
		if v.Whole() {
			t.Errorf("%s: nothing was found", name)
			continue
		}
		first := v.Breaks[0]
		if first.Damage != c.damage || c.event != 0 && first.Event != c.event || !strings.Contains(first.What, c.what) {
			t.Errorf("%s: %+v", name, first)
		}
		if c.damage != DamageContent && c.damage != DamageBeginning && first.At.IsZero() {
			t.Errorf("%s: no time: %+v", name, first)
		}
	}
	if v, err := s.Verify(t.Context()); err != nil || !v.Whole() {
		t.Fatalf("the test did not leave the file as it was: %+v, %v", v, err)
	}
}

// What is gone from the end together with what it did, and what was linked anew,
// shows only beside a head that was kept elsewhere.
func TestKeptHeadsFindWhatTheChainCannot(t *testing.T) {
	t.Parallel()
	s, conn := chained(t)
	now, err := s.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	begin := Head{0, mustHead(t, openTest(t, Options{})).Hash}
	if v, err := s.Verify(t.Context(), begin, now); err != nil || !v.Whole() {
		t.Fatalf("%+v, %v", v, err)
	}
	cut := fmt.Sprintf(`DELETE FROM event WHERE event_no = %d; DELETE FROM run WHERE run_no = 2;
		DELETE FROM change WHERE batch_no IN (SELECT batch_no FROM batch WHERE run_no = 2); DELETE FROM batch WHERE run_no = 2`, now.Count)
	if v, ok := tampered(t, conn, nil, cut); !ok || !v.Whole() {
		t.Fatalf("a run that was cut off whole: %+v", v)
	}
	if v, _ := tampered(t, conn, []Head{now}, cut); v.Whole() || v.Breaks[0].Damage != DamageExpected || !strings.Contains(v.Breaks[0].What, "last ones were removed") {
		t.Errorf("a run that was cut off, and its head was kept: %+v", v)
	}
	mustExec(t, conn, `UPDATE event SET actor = 'li' WHERE event_no = 3`)
	linkAnew(t, conn)
	v, err := s.Verify(t.Context())
	if err != nil || !v.Whole() {
		t.Fatalf("a chain that was linked anew: %+v, %v", v, err)
	}
	v, err = s.Verify(t.Context(), begin, now)
	if err != nil || v.Whole() || v.Breaks[0].Damage != DamageExpected || !strings.Contains(v.Breaks[0].What, "linked anew") {
		t.Errorf("a chain that was linked anew, and its head was kept: %+v, %v", v, err)
	}
}

func mustHead(t *testing.T, s *SQLite) Head {
	t.Helper()
	h, err := s.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func linkAnew(t *testing.T, conn *sql.Conn) {
	t.Helper()
	ctx := context.Background()
	last := genesis(0, "")
	for no := int64(1); ; no++ {
		c := openCursor(ctx, conn, `SELECT event_no, at, run_no, batch_no, epoch, actor, kind, from_state, to_state, code, detail, cover FROM event WHERE event_no = ?`, no)
		if c.row == nil {
			if err := c.close(); err != nil {
				t.Fatal(err)
			}
			return
		}
		last = linkOf(last, c.row)
		if err := c.close(); err != nil {
			t.Fatal(err)
		}
		mustExec(t, conn, `UPDATE event SET link = ? WHERE event_no = ?`, last, no)
	}
}

// A head holds while other processes add to the history.
func TestTwoProcessesAddToOneChain(t *testing.T) {
	a := openTest(t, Options{})
	b, err := Open(t.Context(), a.path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	for i := range 20 {
		s := []*SQLite{a, b}[i%2]
		id := fmt.Sprintf("r%d", i)
		if _, _, err := s.Create(t.Context(), Run{ID: id, Account: id}, []Batch{oneBatch("b1", "d1")}); err != nil {
			t.Fatal(err)
		}
	}
	if v, err := a.Verify(t.Context(), mustHead(t, b)); err != nil || !v.Whole() || v.Head.Count != 20 {
		t.Fatalf("%+v, %v", v, err)
	}
}
