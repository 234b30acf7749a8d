package journal_test

import (
	"bytes"
	"compress/gzip"
	"database/sql"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"domainbatch/executor/journal"
	"domainbatch/executor/journal/journaltest"
)

var update = flag.Bool("update", false, "make the files of the present schema in testdata, once, before it is released")

// Files that this program made with each of its schemas, and what it told of them
// then: testdata/schema-NNNN.db.gz and .json.
const oldFiles = "testdata/schema-%04d"

// Whoever has a journal keeps it: every schema that was ever released opens, and
// tells what it told when it was made.
func TestEveryReleasedSchemaOpens(t *testing.T) {
	steps, err := filepath.Glob("schema/*.sql")
	if err != nil || len(steps) == 0 {
		t.Fatalf("no schema: %v", err)
	}
	if *update {
		makeOldFile(t, fmt.Sprintf(oldFiles, len(steps)))
	}
	fresh := filepath.Join(t.TempDir(), "fresh", "journal.db")
	if err := openAt(t, fresh, journal.Options{}).Close(); err != nil {
		t.Fatal(err)
	}
	for n := range steps {
		name := fmt.Sprintf(oldFiles, n+1)
		t.Run(filepath.Base(name), func(t *testing.T) {
			path := unpack(t, name+".db.gz")
			j := openAt(t, path, journal.Options{})
			var want journaltest.Snapshot
			text, err := os.ReadFile(name + ".json")
			if err != nil {
				t.Fatal(err)
			}
			if err := json.Unmarshal(text, &want); err != nil {
				t.Fatal(err)
			}
			got := journaltest.Take(t.Context(), t, j)
			if diff := got.Diff(want); diff != "" {
				t.Error(diff)
			}
			got.Laws(t)
			linked(t, j, got, n+1 < chainSchema)
			finish(t, j)
			if v, err := j.Verify(t.Context()); err != nil || !v.Whole() {
				t.Errorf("after it went on: %+v, %v", v, err)
			}
			if err := j.Close(); err != nil {
				t.Fatal(err)
			}
			// A step that was changed after its release would show here.
			if have, want := schemaOf(t, path), schemaOf(t, fresh); !reflect.DeepEqual(have, want) {
				t.Errorf("the old file has become\n%s\na new one is\n%s", strings.Join(have, "\n"), strings.Join(want, "\n"))
			}
		})
	}
}

// chainSchema is the first in which the history is linked.
const chainSchema = 3

// linked checks that a file is whole after it was opened, and that it says when
// its history was linked.
func linked(t *testing.T, j *journal.SQLite, told journaltest.Snapshot, late bool) {
	t.Helper()
	events := int64(0)
	for _, list := range told.Events {
		events += int64(len(list))
	}
	v, err := j.Verify(t.Context())
	if err != nil || !v.Whole() || v.Head.Count != events {
		t.Errorf("%d events: %+v, %v", events, v, err)
	}
	want := int64(0)
	if late {
		want = events
	}
	if v.Backfilled != want || v.BackfilledAt.IsZero() == late {
		t.Errorf("%d events count as linked later, at %v; want %d", v.Backfilled, v.BackfilledAt, want)
	}
}

// What is altered after an old file was linked is found as it is in a new one.
func TestHistoryLinkedLaterIsGuarded(t *testing.T) {
	for n := 1; n < chainSchema; n++ {
		for table, alter := range map[string]string{
			"batch":  `DROP TRIGGER batch_moves; UPDATE batch SET task_no = 't9' WHERE state = 'done'`,
			"change": `DROP TRIGGER change_stays; UPDATE change SET domain = 'x' || domain WHERE position = 1`,
			"run":    `DROP TRIGGER run_stays; UPDATE run SET input_digest = 'cd' WHERE run_id = 'r1'`,
			"detail": `DROP TRIGGER detail_stays; UPDATE detail SET fail_reason = 'other'`,
			"event":  `DROP TRIGGER event_stays; UPDATE event SET actor = 'li' WHERE event_no = 2`,
		} {
			path := unpack(t, fmt.Sprintf(oldFiles, n)+".db.gz")
			if err := openAt(t, path, journal.Options{}).Close(); err != nil {
				t.Fatal(err)
			}
			db, err := sql.Open("sqlite", path)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := db.Exec(alter); err != nil {
				t.Fatalf("%s: %v", table, err)
			}
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
			if v, err := openAt(t, path, journal.Options{ReadOnly: true}).Verify(t.Context()); err != nil || v.Whole() {
				t.Errorf("schema %d, %s: nothing was found, %v", n, table, err)
			}
		}
	}
}

// finish works off what an old file left to do.
func finish(t *testing.T, j journal.Journal) {
	t.Helper()
	sent := 0
	for _, b := range mustBatches(t, j, "r1") {
		if b.State != journal.Planned {
			continue
		}
		if err := sendOne(t.Context(), j, "later", "r1", b, func(...string) {}); err != nil {
			t.Fatal(err)
		}
		sent++
	}
	if err := j.FinishRun(t.Context(), "r1", time.Now()); err != nil || sent == 0 {
		t.Fatalf("%d batches sent, %v", sent, err)
	}
}

func mustBatches(t *testing.T, j journal.Journal, runID string) []journal.Batch {
	t.Helper()
	list, err := j.Batches(t.Context(), runID)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func schemaOf(t *testing.T, path string) (list []string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.Query(`SELECT coalesce(sql, name) FROM sqlite_schema ORDER BY type, name`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			t.Fatal(err)
		}
		list = append(list, s)
	}
	if err := rows.Err(); err != nil || len(list) == 0 {
		t.Fatalf("%d objects, %v", len(list), err)
	}
	return list
}

func unpack(t *testing.T, name string) string {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatalf("%v; a new schema needs its files: go test -run TestEveryReleasedSchemaOpens -update ./executor/journal", err)
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

// everyState writes two runs that together have a batch in every state and a
// value in every column.
func everyState(t *testing.T, j journal.Journal, at time.Time) {
	t.Helper()
	ctx := t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	claim := func(runID, batchID string) {
		t.Helper()
		if ok, err := j.ClaimIntent(ctx, runID, batchID, journal.Frozen{Epoch: "e1", Nonce: "n1", Stamp: at}); !ok || err != nil {
			t.Fatal(ok, err)
		}
	}
	run := journal.Run{ID: "r1", Fingerprint: "f1", Account: "acc", Site: "cn", InputPath: "/in.xlsx", InputDigest: "ab", OutputPath: "/out.xlsx",
		Settings: []byte(`{"rate":2}`), Plan: []byte{0, 1, 2}}
	list := manyBatches(21, 3)
	list[1].After, list[1].Changes[0].InstanceID, list[6].NextAt = []string{list[0].ID}, "S1", at
	_, _, err := j.Create(ctx, run, list)
	must(err)
	id := func(n int) string { return list[n-1].ID }
	detail := journal.Detail{TaskDetailNo: "d1", Domain: list[0].Changes[0].Domain, State: journal.DetailSucceeded, ErrorMsg: "successful", FailReason: "-",
		TryCount: 1, CreatedAt: "2026-11-22 14:37:00", UpdatedAt: "2026-11-22 14:37:01", Sealed: []byte("sealed")}
	claim("r1", id(1))
	must(j.Accepted(ctx, "r1", id(1), "t1", "q1", at, at))
	must(j.SaveDetails(ctx, "r1", id(1), []journal.Detail{detail}, at, true))
	claim("r1", id(2))
	must(j.Refused(ctx, "r1", id(2), journal.Refusal{Code: "DomainNotExist", Message: "no such domain", RequestID: "q2", Permanent: true, Counted: true}))
	claim("r1", id(3))
	must(j.MarkAmbiguous(ctx, "r1", id(3), "timeout", "no answer", true, at))
	must(j.Resolve(ctx, "r1", id(3), journal.Resolution{Outcome: journal.OutcomeUnknown, Code: "undecided", Evidence: "two candidates"}))
	c := list[3].Changes
	must(j.SplitBatch(ctx, "r1", id(4), journal.Refusal{Code: "DomainNotExist"}, []journal.Batch{{ID: "s1", Changes: c[:1]}, {ID: "s2", Changes: c[1:]}}))
	if ok, err := j.Cancel(ctx, "r1", id(5), "not wanted"); !ok || err != nil {
		t.Fatal(ok, err)
	}
	must(j.Note(ctx, journal.Event{RunID: "r1", BatchID: id(3), Actor: "zhang", Kind: "replayed", Code: "C", Detail: "seen"}))
	must(j.SetRate(ctx, "acc/submit", 1.5))
	must(j.SaveFacts(ctx, "acc", []journal.Fact{{Kind: "contact", Key: "elsewhere.com admin", Domain: "elsewhere.com", At: at, Value: []byte("{}")}, {Kind: "mailbox", Key: "m", At: at}}))
	list = manyBatches(3, 1)
	for i := range list {
		list[i].Changes[0].Kind = "transfer-code"
	}
	_, _, err = j.Create(ctx, journal.Run{ID: "r2", Fingerprint: "f2", Account: "acc"}, list)
	must(err)
	claim("r2", id(1))
	claim("r2", id(2))
	must(j.MarkAmbiguous(ctx, "r2", id(2), "timeout", "", false, at))
	claim("r2", id(3))
	must(j.Accepted(ctx, "r2", id(3), "t2", "q3", at, at))
}

// makeOldFile makes the files of the present schema, and never over old ones.
func makeOldFile(t *testing.T, name string) {
	t.Helper()
	if _, err := os.Stat(name + ".db.gz"); err == nil {
		t.Fatalf("%s.db.gz is there: what was released is not made again", name)
	}
	path := filepath.Join(t.TempDir(), "made", "journal.db")
	at := time.Date(2026, 11, 22, 6, 37, 0, 123e6, time.UTC)
	j := openAt(t, path, journal.Options{Now: func() time.Time { return at }})
	everyState(t, j, at)
	told, err := json.MarshalIndent(journaltest.Take(t.Context(), t, j), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var packed bytes.Buffer
	z, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := z.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	for suffix, data := range map[string][]byte{".db.gz": packed.Bytes(), ".json": append(told, '\n')} {
		if err := os.WriteFile(name+suffix, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
