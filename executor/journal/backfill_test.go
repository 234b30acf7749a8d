package journal

import (
	"compress/gzip"
	"context"
	"database/sql"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// oldFile is a file of the last schema without a chain.
func oldFile(t *testing.T) string {
	t.Helper()
	f, err := os.Open("testdata/schema-0002.db.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "journal.db")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// A process that dies while it links an old history leaves the file as it was,
// and the next one links it.
func TestProcessThatDiesLinkingLeavesTheFileAsItWas(t *testing.T) {
	path := oldFile(t)
	exec(t, path, `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) INSERT INTO event (at, run_no, epoch, actor, kind, from_state, to_state, code, detail)
		SELECT '2026-11-22T06:37:00.123Z', 1, '', 'zhang', 'session', '', '', '', i FROM n`)
	conn, err := raw(t, path).Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	// A cache this small writes pages into the log before the commit.
	if _, err := conn.ExecContext(t.Context(), `PRAGMA journal_mode = WAL; PRAGMA cache_size = 1`); err != nil {
		t.Fatal(err)
	}
	dead := filepath.Join(t.TempDir(), "journal.db")
	steps := migrations()
	for i := range steps {
		fill := steps[i].fill
		if fill == nil {
			continue
		}
		steps[i].fill = func(ctx context.Context, conn *sql.Conn, now time.Time) error {
			if err := fill(ctx, conn, now); err != nil {
				return err
			}
			for _, suffix := range []string{"", "-wal"} {
				data, err := os.ReadFile(path + suffix)
				if err == nil {
					err = os.WriteFile(dead+suffix, data, 0o600)
				}
				if err != nil {
					return err
				}
			}
			return errors.New("killed")
		}
	}
	if err := migrate(t.Context(), conn, steps, time.Now()); err == nil {
		t.Fatal("migrated")
	}
	for name, file := range map[string]string{"what the dead process left": dead, "the file of one that failed": path} {
		if info, err := os.Stat(file + "-wal"); file == dead && (err != nil || info.Size() < 10*4096) {
			t.Errorf("%s: nothing of the new history was in the log: the test tests little (%v)", name, err)
		}
		if file == path {
			conn.Close()
		}
		db := raw(t, file)
		var have, events int
		if err := db.QueryRow(`SELECT user_version, (SELECT count(*) FROM event) FROM pragma_user_version`).Scan(&have, &events); err != nil || have != 2 || events == 0 {
			t.Fatalf("%s: schema %d with %d events, %v", name, have, events, err)
		}
		db.Close()
		s, err := Open(t.Context(), file, Options{})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if v, err := s.Verify(t.Context()); err != nil || !v.Whole() || v.Backfilled != int64(events) || v.Head.Count != v.Backfilled {
			t.Errorf("%s: %+v, %v", name, v, err)
		}
		s.Close()
	}
}

// An old file in which somebody moved a batch at the shell is linked as it is,
// and what does not fit is named.
func TestOldContradictionsAreLinkedAndNamed(t *testing.T) {
	path := oldFile(t)
	exec(t, path, `UPDATE batch SET state = 'cancelled' WHERE batch_no = (SELECT min(batch_no) FROM batch WHERE state = 'planned');
		DROP TRIGGER event_remains; DELETE FROM event WHERE event_no = 3`)
	s, err := Open(t.Context(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	v, err := s.Verify(t.Context())
	if err != nil || len(v.Breaks) == 0 {
		t.Fatalf("%+v, %v", v, err)
	}
	for _, b := range v.Breaks {
		if b.Damage != DamageContent || b.RunID == "" {
			t.Errorf("%+v", b)
		}
	}
}
