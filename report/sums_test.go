package report

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"domainbatch/executor"
	"domainbatch/ingest"
)

type tally map[executor.Result]int

// TestEveryRowHasOneResultInEveryFormat draws runs and counts the rows again
// in what each format wrote: as many as went in, each with its result, and
// where a format says numbers, these numbers.
func TestEveryRowHasOneResultInEveryFormat(t *testing.T) {
	book := saved(t, office(t, 12))
	layout, rows := understood(t, book, ingest.Options{})
	var lines strings.Builder
	lines.WriteString("domain,action\n")
	for _, row := range rows {
		fmt.Fprintf(&lines, "%s,transfer-code\n", row.Domain)
	}
	csvLayout, csvRows := understood(t, []byte(lines.String()), ingest.Options{})
	rapid.Check(t, func(t *rapid.T) {
		given, want := make([]executor.RowResult, len(rows)), tally{}
		for i, r := range mixed(len(rows), 0) {
			r.Result = rapid.SampledFrom(executor.Results()).Draw(t, "result")
			r.Number, r.Domain = rows[i].Number, rows[i].Domain
			given[i] = r
			want[r.Result]++
		}
		fromText := append([]executor.RowResult{}, given...)
		for i := range fromText {
			fromText[i].Number = csvRows[i].Number
		}
		opt := someOptions()
		opt.Lang = rapid.SampledFrom([]string{"en", "zh"}).Draw(t, "lang")
		for _, f := range Formats() {
			v := View{Source{Input: input(book), Layout: layout}, someRun(), given, opt}
			if f.Name == "csv" {
				v.Source, v.Rows = Source{Input: input([]byte(lines.String())), Layout: csvLayout}, fromText
			}
			var b bytes.Buffer
			if err := f.Render(context.Background(), &b, v); err != nil {
				t.Fatalf("%s: %v", f.Name, err)
			}
			counts, err := countersOf[f.Name](b.Bytes())
			if err != nil || len(counts) == 0 {
				t.Fatalf("%s: nothing counted, %v", f.Name, err)
			}
			for i, got := range counts {
				maps.DeleteFunc(got, func(_ executor.Result, n int) bool { return n == 0 })
				if !maps.Equal(got, want) {
					t.Fatalf("%s, count %d: %v, want %v", f.Name, i, got, want)
				}
			}
		}
	})
}

// countersOf count the rows by result in what a format wrote, in each place
// that tells it.
var countersOf = map[string]func([]byte) ([]tally, error){
	"xlsx":  countSheet,
	"csv":   countSheet,
	"json":  countJSON,
	"jsonl": countLines,
	"md": func(b []byte) ([]tally, error) {
		return []tally{countTable(`(?m)^\| \S+ ([A-Z ]+) \| (\d+) \|$`, b)}, nil
	},
	"html": countPage,
}

func countSheet(b []byte) ([]tally, error) {
	got := tally{}
	_, again, err := ingest.ReadAll(context.Background(), input(b), ingest.Options{})
	for _, row := range again {
		got[executor.Result(row.Previous.Result)]++
	}
	return []tally{got}, err
}

func countJSON(b []byte) ([]tally, error) {
	var got struct {
		Summary struct{ Results tally }
		Rows    []struct{ Result executor.Result }
	}
	err := json.Unmarshal(b, &got)
	rows := tally{}
	for _, r := range got.Rows {
		rows[r.Result]++
	}
	return []tally{got.Summary.Results, rows}, err
}

func countLines(b []byte) ([]tally, error) {
	rows := tally{}
	for lines := bufio.NewScanner(bytes.NewReader(b)); lines.Scan(); {
		var r struct{ Result executor.Result }
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			return nil, err
		}
		rows[r.Result]++
	}
	return []tally{rows}, nil
}

func countPage(b []byte) ([]tally, error) {
	rows := tally{}
	for _, r := range pageRows(panics{}, string(b)) {
		rows[executor.Result(r[1])]++
	}
	return []tally{rows, countTable(`</span> ([A-Z ]+)</span></th><td class="n">(\d+)</td>`, b)}, nil
}

// countTable reads words with their numbers.
func countTable(pattern string, b []byte) tally {
	got := tally{}
	for _, m := range regexp.MustCompile(pattern).FindAllSubmatch(b, -1) {
		n, _ := strconv.Atoi(string(m[2]))
		got[executor.Result(m[1])] += n
	}
	return got
}

type panics struct{}

func (panics) Fatal(list ...any) { panic(fmt.Sprint(list...)) }
