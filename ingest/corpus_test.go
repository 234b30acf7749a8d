package ingest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"domainbatch/ingest"
)

// expectation is one line of testdata/corpus/manifest.json: how a file made by
// another program must be read. testdata/corpus/make tells how the files were
// made and what each member means.
type expectation struct {
	File     string            `json:"file"`
	Maker    string            `json:"maker"`
	Why      string            `json:"why"`
	Records  [][]string        `json:"records"`
	Error    *string           `json:"error"`
	Problems map[string]string `json:"problems"`
	Remarks  []string          `json:"remarks"`
	Valid    *int              `json:"valid"`
	Options  map[string]string `json:"options"`
}

func TestCorpusIsReadAsItsMakersMeantIt(t *testing.T) {
	raw, err := os.ReadFile("testdata/corpus/manifest.json")
	if err != nil {
		t.Fatal(err)
	}
	var all []expectation
	if err := json.Unmarshal(raw, &all); err != nil {
		t.Fatal(err)
	}
	files := map[string]bool{}
	for _, e := range all {
		files[e.File] = true
	}
	if len(files) < 120 {
		t.Fatalf("the corpus holds %d files, want at least 120", len(files))
	}
	for i, e := range all {
		t.Run(fmt.Sprintf("%03d %s", i, e.File), func(t *testing.T) {
			t.Parallel()
			e.check(t)
		})
	}
}

func (e expectation) check(t *testing.T) {
	t.Helper()
	in := corpusInput(t, e.File)
	opt := e.options()
	source, rows, err := readCorpus(in, opt)
	if e.Error != nil {
		e.checkRefusal(t, err)
		return
	}
	if err != nil {
		t.Fatalf("%s: %v", e.Why, err)
	}
	defer source.Close()
	layout := source.Layout()
	if e.Records != nil {
		e.checkRecords(t, source)
	}
	valid := 0
	for _, r := range rows {
		if !r.Invalid() {
			valid++
		}
	}
	if e.Valid != nil && valid != *e.Valid {
		t.Errorf("%s: %d valid rows, want %d; problems: %v", e.Why, valid, *e.Valid, problems(rows))
	}
	e.checkProblems(t, rows)
	for _, want := range e.Remarks {
		if !strings.Contains(fmt.Sprint(layout.Remarks), want) {
			t.Errorf("%s: no remark speaks of %q: %v", e.Why, want, layout.Remarks)
		}
	}
}

func readCorpus(in ingest.Input, opt ingest.Options) (*ingest.Source, []ingest.Row, error) {
	source, err := ingest.Open(context.Background(), in, opt)
	if err != nil {
		return nil, nil, err
	}
	var rows []ingest.Row
	for row, err := range source.Rows() {
		if err != nil {
			return nil, nil, errors.Join(err, source.Close())
		}
		rows = append(rows, row)
	}
	return source, rows, nil
}

func (e expectation) options() ingest.Options {
	return ingest.Options{
		Sheet: e.Options["sheet"], Encoding: e.Options["encoding"], Delimiter: e.Options["delimiter"],
		Password: e.Options["password"], DefaultAction: ingest.Action(e.Options["action"]),
	}
}

// checkRefusal wants one clear line that names the file and what is expected.
func (e expectation) checkRefusal(t *testing.T, err error) {
	t.Helper()
	if err == nil {
		t.Fatalf("%s: was read, want a refusal that says %q", e.Why, *e.Error)
	}
	text := err.Error()
	if !strings.Contains(text, *e.Error) || !strings.Contains(text, e.File) || strings.Contains(text, "\n") {
		t.Errorf("%s: refused with %q, want one line that names the file and says %q", e.Why, text, *e.Error)
	}
}

func (e expectation) checkRecords(t *testing.T, source *ingest.Source) {
	t.Helper()
	var got [][]string
	for rec, err := range source.Records() {
		if err != nil {
			t.Fatalf("%s: %v", e.Why, err)
		}
		if row := trimmed(rec.Cells); len(row) > 0 {
			got = append(got, row)
		}
	}
	if len(got) != len(e.Records) {
		t.Fatalf("%s: %d records, want %d: %q", e.Why, len(got), len(e.Records), got)
	}
	for i, want := range e.Records {
		if !reflect.DeepEqual(got[i], trimmed(want)) {
			t.Errorf("%s: record %d\n got %q\nwant %q", e.Why, i, got[i], want)
		}
	}
}

// checkProblems looks for "row:field" with a part of its rule or words.
func (e expectation) checkProblems(t *testing.T, rows []ingest.Row) {
	t.Helper()
	for key, want := range e.Problems {
		found := false
		for _, r := range rows {
			for _, p := range r.Problems {
				text := strings.Join([]string{p.Rule, p.Message, p.Cure, p.Value, p.Proposed}, " ")
				if fmt.Sprintf("%d:%s", p.Row, p.Field) == key && strings.Contains(text, want) {
					found = true
				}
			}
		}
		if !found {
			t.Errorf("%s: no problem at %s speaks of %q: %v", e.Why, key, want, problems(rows))
		}
	}
}

func corpusInput(t *testing.T, name string) ingest.Input {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", "corpus", "files", name))
	if err != nil {
		t.Fatal(err)
	}
	return ingest.Input{Name: name, Data: bytes.NewReader(raw), Size: int64(len(raw))}
}

func trimmed(cells []string) []string {
	n := len(cells)
	for n > 0 && cells[n-1] == "" {
		n--
	}
	return cells[:n]
}

func problems(rows []ingest.Row) (out []string) {
	for _, r := range rows {
		for _, p := range r.Problems {
			out = append(out, fmt.Sprintf("%s %s/%s %q: %s", p.Severity, p.Cell, p.Rule, p.Value, p.Message))
		}
	}
	return out
}
