package journal

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// raw opens the file as the sqlite3 shell would.
func raw(t *testing.T, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func TestDatabaseKnowsTheSameMovesAsTheProgram(t *testing.T) {
	s := openTest(t, Options{})
	if _, _, err := s.Create(t.Context(), Run{ID: "r1", Account: "a"}, []Batch{oneBatch("b1", "d1")}); err != nil {
		t.Fatal(err)
	}
	db := raw(t, s.path)
	for _, from := range BatchStates() {
		for _, to := range BatchStates() {
			tx, err := db.Begin()
			if err != nil {
				t.Fatal(err)
			}
			// A batch of its own, put straight into its state.
			_, err = tx.Exec(`INSERT INTO batch (run_no, batch_id, account_no, seq, state, epoch, nonce, stamp, task_no)
				VALUES (1, 'x', 1, 1, ?, 'e', 'n', 's', 't')`, string(from))
			if err != nil {
				t.Fatal(err)
			}
			_, err = tx.Exec(`UPDATE batch SET state = ? WHERE batch_id = 'x'`, string(to))
			want := from == to
			for _, s := range moves[from] {
				want = want || s == to
			}
			if (err == nil) != want {
				t.Errorf("%s to %s: %v", from, to, err)
			}
			tx.Rollback()
		}
	}
}

func TestDatabaseKeepsTheLawsAtTheShell(t *testing.T) {
	s := openTest(t, Options{})
	if _, _, err := s.Create(t.Context(), Run{ID: "r1", Account: "a"}, []Batch{oneBatch("b1", "d1"), oneBatch("b2", "d2")}); err != nil {
		t.Fatal(err)
	}
	if ok, err := s.ClaimIntent(t.Context(), "r1", "b1", Frozen{"e", "n", time.Now()}); !ok || err != nil {
		t.Fatal(ok, err)
	}
	if err := s.Accepted(t.Context(), "r1", "b1", "t1", "q", time.Now(), time.Now()); err != nil {
		t.Fatal(err)
	}
	db := raw(t, s.path)
	for name, query := range map[string]string{
		"change an event":             `UPDATE event SET kind = 'other'`,
		"delete an event":             `DELETE FROM event`,
		"delete a batch":              `DELETE FROM batch WHERE batch_id = 'b2'`,
		"send without an intent":      `UPDATE batch SET state = 'submitted', task_no = 't2' WHERE batch_id = 'b2'`,
		"an intent without an owner":  `UPDATE batch SET state = 'intent' WHERE batch_id = 'b2'`,
		"a state that does not exist": `UPDATE batch SET state = 'waiting' WHERE batch_id = 'b2'`,
		"one task for two batches":    `UPDATE batch SET task_no = 't1' WHERE batch_id = 'b2'`,
		"a second open change":        `INSERT INTO change VALUES (2, 9, 'c', 'd1', '', 'k', 1, 1)`,
	} {
		if _, err := db.Exec(query); err == nil {
			t.Errorf("%s: done", name)
		}
	}
	if _, err := db.Exec(`UPDATE batch SET state = 'cancelled' WHERE batch_id = 'b2'`); err != nil {
		t.Fatal(err)
	}
	owners, err := s.Owners(t.Context(), "a")
	if err != nil || len(owners) != 1 {
		t.Errorf("after cancelling b2 at the shell the owners are %v, %v", owners, err)
	}
}

func TestViewsReadLikeAReport(t *testing.T) {
	s := openTest(t, Options{Now: func() time.Time { return time.Date(2026, 11, 22, 6, 37, 0, 5e6, time.UTC) }})
	if _, _, err := s.Create(t.Context(), Run{ID: "r1", Account: "a"}, []Batch{oneBatch("b1", "d1.example")}); err != nil {
		t.Fatal(err)
	}
	if ok, err := s.ClaimIntent(t.Context(), "r1", "b1", Frozen{"e", "n", s.now()}); !ok || err != nil {
		t.Fatal(ok, err)
	}
	db := raw(t, s.path)
	for query, want := range map[string]string{
		`SELECT run_id || ' ' || account || ' ' || created_at FROM runs`:                                               "r1 a 2026-11-22T06:37:00.005Z",
		`SELECT batch_id || ' ' || state || ' ' || changes FROM batches WHERE run_id = 'r1'`:                           "b1 intent 1",
		`SELECT domain || ' ' || kind || ' ' || batch_state FROM domains`:                                              "d1.example k intent",
		`SELECT at || ' ' || batch_id || ' ' || from_state || '→' || to_state FROM history WHERE batch_id`:             "",
		`SELECT at || ' ' || batch_id || ' ' || from_state || '→' || to_state FROM history WHERE batch_id IS NOT NULL`: "2026-11-22T06:37:00.005Z b1 planned→intent",
	} {
		var got string
		err := db.QueryRow(query).Scan(&got)
		if got != want || err != nil && !(want == "" && errors.Is(err, sql.ErrNoRows)) {
			t.Errorf("%s: %q, %v; want %q", query, got, err, want)
		}
	}
}

func TestForeignAndNewerFilesAreRefusedUntouched(t *testing.T) {
	for name, c := range map[string]struct {
		make func(t *testing.T, path string)
		want error
	}{
		"a text file": {func(t *testing.T, path string) {
			if err := os.WriteFile(path, []byte(strings.Repeat("domain,action\n", 100)), 0o600); err != nil {
				t.Fatal(err)
			}
		}, ErrForeign},
		"another program's database": {func(t *testing.T, path string) { exec(t, path, `CREATE TABLE bookmarks (url TEXT)`) }, ErrForeign},
		"another program's marked database": {func(t *testing.T, path string) {
			exec(t, path, `PRAGMA application_id = 77; PRAGMA user_version = 1`)
		}, ErrForeign},
		"a newer journal": {func(t *testing.T, path string) {
			exec(t, path, fmt.Sprintf(`CREATE TABLE run (x); PRAGMA application_id = %d; PRAGMA user_version = 99`, applicationID))
		}, ErrNewer},
	} {
		for _, readOnly := range []bool{false, true} {
			path := filepath.Join(t.TempDir(), "journal.db")
			c.make(t, path)
			before, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			s, err := Open(t.Context(), path, Options{ReadOnly: readOnly})
			if err == nil {
				s.Close()
			}
			if !errors.Is(err, c.want) || !strings.Contains(err.Error(), path) {
				t.Errorf("%s: %v, want %v", name, err, c.want)
			}
			if after, err := os.ReadFile(path); err != nil || !bytes.Equal(before, after) {
				t.Errorf("%s: the file was changed (%v)", name, err)
			}
		}
	}
}

func exec(t *testing.T, path, script string) {
	t.Helper()
	if _, err := raw(t, path).Exec(script); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		t.Fatal(err)
	}
}

// A crash between making the file and writing the schema leaves one of these.
func TestUnfinishedBeginningsAreTakenUp(t *testing.T) {
	for name, script := range map[string]string{"nothing at all": ``, "a header only": `PRAGMA journal_mode = WAL; VACUUM`} {
		path := filepath.Join(t.TempDir(), "journal.db")
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		exec(t, path, script)
		s, err := Open(t.Context(), path, Options{})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if _, _, err := s.Create(t.Context(), Run{ID: "r1", Account: "a"}, []Batch{oneBatch("b1", "d1")}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		s.Close()
	}
}

// The first change of a new file, the switch to the write-ahead log, is a
// transaction with the older kind of log. A process killed in it leaves that log
// behind, to be rolled back before anything can be said about the file.
func TestFileOfAProcessThatDiedMakingItIsTakenUp(t *testing.T) {
	for name, c := range map[string]struct {
		before string // committed
		want   error
	}{
		"a new file":                 {``, nil},
		"another program's database": {`CREATE TABLE bookmarks (url TEXT);`, ErrForeign},
	} {
		path := filepath.Join(t.TempDir(), "journal.db")
		interrupted(t, path, c.before)
		s, err := Open(t.Context(), path, Options{})
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
		if err == nil {
			s.Close()
		}
		if _, err := os.Lstat(path + "-journal"); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s: nothing was rolled back: %v", name, err)
		}
	}
}

// interrupted leaves at path what a process does that is killed in a transaction
// half of which is in the file already.
func interrupted(t *testing.T, path, before string) {
	t.Helper()
	made := filepath.Join(t.TempDir(), "made.db")
	conn, err := raw(t, made).Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	// Pages leave a cache this small before the commit.
	if _, err := conn.ExecContext(t.Context(), before+`PRAGMA cache_size = 1; BEGIN IMMEDIATE; CREATE TABLE half (x);
		WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200) INSERT INTO half SELECT zeroblob(4000) FROM n`); err != nil {
		t.Fatal(err)
	}
	for _, suffix := range []string{"", "-journal"} {
		data, err := os.ReadFile(made + suffix)
		if err != nil || len(data) == 0 {
			t.Fatalf("%d bytes of %s%s, %v", len(data), made, suffix, err)
		}
		if err := os.WriteFile(path+suffix, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func TestMigrationIsWholeOrNotAtAll(t *testing.T) {
	s := openTest(t, Options{})
	if _, _, err := s.Create(t.Context(), Run{ID: "r1", Account: "a"}, []Batch{oneBatch("b1", "d1")}); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	db := raw(t, s.path)
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	steps := migrations()
	broken := append(steps, migration{script: `ALTER TABLE run ADD COLUMN colour TEXT; CREATE TABLE run (again)`})
	if err := migrate(t.Context(), conn, broken, time.Now()); err == nil {
		t.Fatal("migrated with a broken step")
	}
	have, err := version(t.Context(), conn, s.path, len(broken))
	if err != nil || have != len(steps) {
		t.Fatalf("after a broken step: version %d, %v", have, err)
	}
	good := append(steps, migration{script: `ALTER TABLE run ADD COLUMN colour TEXT NOT NULL DEFAULT 'none'`})
	for range 2 { // the second time there is nothing to do
		if err := migrate(t.Context(), conn, good, time.Now()); err != nil {
			t.Fatal(err)
		}
	}
	var colour string
	if err := db.QueryRow(`SELECT colour FROM run WHERE run_id = 'r1'`).Scan(&colour); err != nil || colour != "none" {
		t.Fatalf("%q, %v", colour, err)
	}
	if _, err := Open(t.Context(), s.path, Options{}); !errors.Is(err, ErrNewer) {
		t.Fatalf("this program on the migrated file: %v", err)
	}
}

// However many steps there are, a process that dies between two of them has made
// none: the file is not of an older program then, which a reader could not use.
func TestAnInterruptedMigrationLeavesTheFileAsItWas(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	conn, err := raw(t, path).Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	steps := append(migrations()[:1:1], migration{script: "CREATE TABLE batch (again)"})
	if err := migrate(t.Context(), conn, steps, time.Now()); err == nil {
		t.Fatal("migrated with a broken step")
	}
	if have, err := version(t.Context(), conn, path, len(steps)); have != 0 || err != nil {
		t.Errorf("version %d, %v: the first step has stayed", have, err)
	}
	if err := migrate(t.Context(), conn, migrations()[:1], time.Now()); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), path, Options{ReadOnly: true}); len(migrations()) > 1 && !errors.Is(err, ErrOlder) {
		t.Errorf("reading an older file: %v", err)
	}
}

func TestManyMayOpenANewJournalAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state", "journal.db")
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			s, err := Open(t.Context(), path, Options{})
			if err != nil {
				t.Error(err)
				return
			}
			defer s.Close()
			id := fmt.Sprintf("r%d", i)
			if _, created, err := s.Create(t.Context(), Run{ID: id, Account: id}, []Batch{oneBatch("b1", "d1")}); err != nil || !created {
				t.Error(created, err)
			}
		})
	}
	wg.Wait()
	s, err := Open(t.Context(), path, Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if runs, err := s.Runs(t.Context(), ""); err != nil || len(runs) != 8 {
		t.Fatalf("%d runs, %v", len(runs), err)
	}
}
