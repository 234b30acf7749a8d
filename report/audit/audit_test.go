package audit

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"domainbatch/executor"
	"domainbatch/ingest"
	"domainbatch/planner"
)

var day = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)

func entry(domain string, result executor.Result, at time.Time) Entry {
	e := Entry{Run: &Run{ID: "r-" + at.Format("0102"), Started: at, Who: "ann", Identity: "LTAI…9xyz", Account: "cn-1", File: "=book.xlsx", Digest: "abc", Sheet: "Domains"}}
	e.Domain, e.Result, e.Operation, e.ContactType = domain, result, planner.UpdateContact, ingest.Tech
	e.FinishedAt, e.Attempts, e.Rows, e.RequestIDs, e.TaskNo = at, 2, []int{7, 9}, []string{"req-1"}, "task-1"
	e.Before = &planner.Before{Contact: ingest.Contact{Email: "old@example.com", City: "same"}, Fields: []ingest.Field{ingest.FieldEmail}}
	e.Wanted = &ingest.Contact{Email: "new@example.com", City: "same"}
	return e
}

func over[T any](list []T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, x := range list {
			if !yield(x, nil) {
				return
			}
		}
	}
}

func trailOf(entries ...Entry) Trail {
	return Trail{Entries: over(entries), Acts: over([]Act{{At: day, Who: "bob", RunID: "r-0301", Kind: "codes-shown", Detail: `{"codes":1}`}})}
}

func write(t testing.TB, format string, trail Trail, filter Filter, lang string) string {
	t.Helper()
	var out bytes.Buffer
	if err := Write(context.Background(), &out, format, trail, filter, Options{Lang: lang, Now: day}); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// story is a failure that a later run mended, one that nothing did, one that came
// back after a success, and a change that is open.
func story() Trail {
	return trailOf(
		entry("mended.com", executor.Failed, day), entry("broken.com", executor.Failed, day), entry("again.com", executor.OK, day),
		entry("mended.com", executor.OK, day.AddDate(0, 0, 1)), entry("again.com", executor.Failed, day.AddDate(0, 0, 1)), entry("open.com", executor.Pending, day.AddDate(0, 0, 1)),
	)
}

func rowsOf(t *testing.T, book, sheet string) [][]string {
	t.Helper()
	f, err := excelize.OpenReader(strings.NewReader(book))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows(sheet)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func domainsIn(rows [][]string) []string {
	var list []string
	for _, r := range rows[1:] {
		list = append(list, r[4])
	}
	return list
}

func TestEachSheetAnswersItsQuestion(t *testing.T) {
	book := write(t, "xlsx", story(), Filter{}, "")
	for sheet, want := range map[string][]string{
		"Changes":     {"mended.com", "broken.com", "again.com", "mended.com", "again.com", "open.com"},
		"Still open":  {"open.com"},
		"Never fixed": {"broken.com", "again.com"},
	} {
		if got := domainsIn(rowsOf(t, book, sheet)); !slices.Equal(got, want) {
			t.Errorf("%s holds %v, want %v", sheet, got, want)
		}
	}
	days := rowsOf(t, book, "By day")
	if len(days) != 3 || strings.Join(days[1][:6], " ") != "2026-03-01 3 1 2 0 0" || strings.Join(days[2][:6], " ") != "2026-03-02 3 1 1 1 0" {
		t.Errorf("by day: %v", days)
	}
	domains := rowsOf(t, book, "By domain")
	if len(domains) != 5 || domains[1][0] != "again.com" || !strings.HasSuffix(domains[1][7], " FAILED") {
		t.Errorf("by domain: %v", domains)
	}
	f, err := excelize.OpenReader(strings.NewReader(book))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, sheet := range f.GetSheetList() {
		props, err := f.GetSheetProps(sheet)
		if err != nil || props.FitToPage == nil || !*props.FitToPage {
			t.Errorf("%s prints over many pages: %v", sheet, err)
		}
	}
	z, err := zip.NewReader(strings.NewReader(book), int64(len(book)))
	if err != nil {
		t.Fatal(err)
	}
	charts, filters := 0, 0
	for _, part := range z.File {
		r, err := part.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, _ := io.ReadAll(r)
		charts += bytes.Count(text, []byte("<drawing "))
		filters += bytes.Count(text, []byte("<autoFilter "))
	}
	if charts != 2 || filters != 6 {
		t.Errorf("%d sheets have a chart, want 2; %d a filter, want 6", charts, filters)
	}
	if acts := rowsOf(t, book, "Decisions"); len(acts) != 2 || acts[1][1] != "bob" {
		t.Errorf("decisions: %v", acts)
	}
}

// A success outside the period mends a failure inside it.
func TestWhatWasMendedLaterIsNotCalledBroken(t *testing.T) {
	book := write(t, "xlsx", story(), Filter{Until: day.AddDate(0, 0, 1)}, "")
	if got := domainsIn(rowsOf(t, book, "Never fixed")); !slices.Equal(got, []string{"broken.com"}) {
		t.Errorf("never fixed: %v", got)
	}
}

func TestEveryFormatHasEveryChosenChange(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var entries []Entry
		for i := range rapid.IntRange(0, 12).Draw(rt, "changes") {
			result := rapid.SampledFrom([]executor.Result{executor.OK, executor.Failed, executor.Pending, executor.Cancelled, executor.NotSent}).Draw(rt, "result")
			entries = append(entries, entry(fmt.Sprintf("d%d.com", i), result, day.AddDate(0, 0, rapid.IntRange(0, 5).Draw(rt, "day"))))
		}
		filter := Filter{Since: day.AddDate(0, 0, rapid.IntRange(0, 2).Draw(rt, "since")), Until: day.AddDate(0, 0, rapid.IntRange(3, 6).Draw(rt, "until"))}
		if rapid.Bool().Draw(rt, "failed only") {
			filter.Results = []executor.Result{executor.Failed}
		}
		var want []string
		for _, e := range entries {
			at := e.FinishedAt
			if !at.Before(filter.Since) && at.Before(filter.Until) && (len(filter.Results) == 0 || e.Result == executor.Failed) {
				want = append(want, e.Domain)
			}
		}
		trail := trailOf(entries...)
		records, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(write(t, "csv", trail, filter, ""), "\ufeff"))).ReadAll()
		if err != nil || !slices.Equal(domainsIn(records), want) {
			rt.Fatalf("CSV holds %v, %v, want %v", records, err, want)
		}
		var doc struct {
			Schema  string
			Changes []map[string]any
		}
		if err := json.Unmarshal([]byte(write(t, "json", trail, filter, "")), &doc); err != nil || doc.Schema != Schema || len(doc.Changes) != len(want) {
			rt.Fatalf("JSON: %v, %d changes, want %d", err, len(doc.Changes), len(want))
		}
		for i, c := range doc.Changes {
			if c["domain"] != want[i] || c["before"] != "email: old@example.com" || c["after"] != "email: new@example.com" || c["who"] != "ann" || c["attempts"] != 2.0 {
				rt.Fatalf("JSON has %v", c)
			}
		}
		if n := strings.Count(write(t, "text", trail, filter, ""), "old@example.com → email: new@example.com"); n != len(want) {
			rt.Fatalf("text holds %d, want %d", n, len(want))
		}
		if n := strings.Count(write(t, "html", trail, filter, ""), "<td>email: old@example.com"); n != len(want) {
			rt.Fatalf("HTML holds %d, want %d", n, len(want))
		}
	})
}

func TestNothingInAnAuditIsAFormulaOrMarkup(t *testing.T) {
	e := entry("<script>x.com", executor.Failed, day)
	e.Comment = "=1+1\x1b[2J"
	if text := write(t, "html", trailOf(e), Filter{}, ""); strings.Contains(text, "<script") {
		t.Error("markup in the page")
	}
	if text := write(t, "text", trailOf(e), Filter{}, ""); strings.Contains(text, "\x1b") {
		t.Error("control characters in the text")
	}
	records, err := csv.NewReader(strings.NewReader(write(t, "csv", trailOf(e), Filter{}, ""))).ReadAll()
	if err != nil || strings.HasPrefix(records[1][10], "=") || strings.HasPrefix(records[1][17], "=") {
		t.Errorf("a formula in CSV: %q, %v", records, err)
	}
}

func TestEveryHeaderIsThereInChinese(t *testing.T) {
	book := write(t, "xlsx", story(), Filter{}, "zh")
	f, err := excelize.OpenReader(strings.NewReader(book))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if got := strings.Join(f.GetSheetList(), " "); got != "汇总 变更 按日 按域名 未完成 失败未修复 人工操作" {
		t.Errorf("sheets %s", got)
	}
	for _, sheet := range f.GetSheetList()[1:] {
		rows, _ := f.GetRows(sheet)
		for _, h := range rows[0] {
			if h != "SHA-256" && h != "RAM 身份" && strings.ToLower(h) != strings.ToUpper(h) && !strings.HasSuffix(h, "ID") {
				t.Errorf("%s has the header %s", sheet, h)
			}
		}
	}
}

func TestAnErrorOfTheJournalEndsTheAudit(t *testing.T) {
	broken := errors.New("disk")
	trail := trailOf()
	trail.Entries = func(yield func(Entry, error) bool) { yield(Entry{}, broken) }
	for _, format := range Formats() {
		if err := Write(t.Context(), io.Discard, format, trail, Filter{}, Options{}); !errors.Is(err, broken) {
			t.Errorf("%s: %v", format, err)
		}
	}
}

// BenchmarkWrite tells what a change costs in each format; B/op does not stay in
// memory.
func BenchmarkWrite(b *testing.B) {
	for _, format := range Formats() {
		b.Run(format, func(b *testing.B) {
			trail := trailOf()
			trail.Entries = func(yield func(Entry, error) bool) {
				e := entry("a.com", executor.OK, day)
				for range 1000 {
					if !yield(e, nil) {
						return
					}
				}
			}
			for b.Loop() {
				if err := Write(b.Context(), io.Discard, format, trail, Filter{}, Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
