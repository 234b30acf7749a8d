package report

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"domainbatch/executor"
	"domainbatch/ingest"
)

// TestEveryRowHasOneResultInEveryFormat draws rows and results and counts
// them again in what was written.
func TestEveryRowHasOneResultInEveryFormat(t *testing.T) {
	book := saved(t, office(t, 12))
	layout, rows := understood(t, book, ingest.Options{})
	var lines strings.Builder
	lines.WriteString("domain,action\n")
	for _, row := range rows {
		fmt.Fprintf(&lines, "%s,transfer-code\n", row.Domain)
	}
	dice := rand.New(rand.NewPCG(7, 9))
	for range 25 {
		want := map[executor.Result]int{}
		drawn := make([]executor.Result, len(rows))
		for i := range drawn {
			drawn[i] = executor.Results()[dice.IntN(len(executor.Results()))]
			want[drawn[i]]++
		}
		answer := func(rows []ingest.Row) []executor.RowResult {
			list := answers(rows)
			for i := range list {
				list[i].Result = drawn[i]
			}
			return list
		}
		given := answer(rows)
		if got := Summarize(given).Rows; fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("summary %v, want %v", got, want)
		}
		var b bytes.Buffer
		if err := WriteWorkbook(context.Background(), &b, Source{Input: input(book), Layout: layout}, someRun(), given, someOptions()); err != nil {
			t.Fatal(err)
		}
		countAgain(t, b.Bytes(), drawn)
		text, _ := csvResults(t, []byte(lines.String()), ingest.Options{}, answer)
		countAgain(t, text, drawn)
	}
}

func countAgain(t *testing.T, data []byte, drawn []executor.Result) {
	t.Helper()
	in := ingest.Input{Name: "results", Data: bytes.NewReader(data), Size: int64(len(data))}
	_, again, err := ingest.ReadAll(context.Background(), in, ingest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(again) != len(drawn) {
		t.Fatalf("%d rows became %d", len(drawn), len(again))
	}
	for i, row := range again {
		if row.Previous.Result != string(drawn[i]) {
			t.Fatalf("row %d reads %q, want %s", row.Number, row.Previous.Result, drawn[i])
		}
	}
}
