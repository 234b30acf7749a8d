package report

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"domainbatch/executor"
)

// anyRows draws one result for each of up to 40 rows from line 2 on.
func anyRows(t *rapid.T) []executor.RowResult {
	rows := make([]executor.RowResult, rapid.IntRange(0, 40).Draw(t, "rows"))
	for i := range rows {
		r := executor.RowResult{
			Record: i, Number: i + 2,
			Domain:  rapid.SampledFrom([]string{"a.com", "例子.cn", "<&>.com"}).Draw(t, "domain"),
			Result:  rapid.SampledFrom(executor.Results()).Draw(t, "result"),
			Code:    rapid.SampledFrom([]string{"", "DomainNotExist", "email.syntax"}).Draw(t, "code"),
			Comment: rapid.SampledFrom([]string{"", "=1+1", "two\nlines", "say \"so\", please"}).Draw(t, "comment"),
			RunID:   "20261122-063700-k3f9",
		}
		if rapid.Bool().Draw(t, "sent") {
			r.TaskNos = []string{rapid.StringMatching(`[0-9a-f]{8}`).Draw(t, "task")}
			r.SubmittedAt = time.Unix(1795000000, 0)
		}
		if r.Result == executor.OK && rapid.Bool().Draw(t, "coded") {
			r.TransferCode = "s3cret-c0de"
		}
		rows[i] = r
	}
	return rows
}

func TestSummaryAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := anyRows(t)
		s := Summarize(rows)
		sum, open := 0, 0
		for r, n := range s.Rows {
			sum += n
			if hasCause(r) {
				open += n
			}
		}
		if sum != len(rows) || s.Total != len(rows) {
			t.Fatalf("%d rows, total %d, results add up to %d", len(rows), s.Total, sum)
		}
		for _, c := range s.Causes {
			open -= c.Rows
			if c.Cure == "" {
				t.Fatalf("cause %s %q has no cure", c.Result, c.Code)
			}
		}
		if open != 0 {
			t.Fatalf("%d rows without a cause", open)
		}
	})
}

func TestCausesStandInOrderOfWeight(t *testing.T) {
	row := func(n int, r executor.Result, code string) executor.RowResult {
		return executor.RowResult{Number: n, Result: r, Code: code, Domain: "d.com"}
	}
	s := Summarize([]executor.RowResult{
		row(9, executor.Failed, "ParameterIllegall"), row(3, executor.Failed, "DomainNotExist"),
		row(2, executor.Failed, "DomainNotExist"), row(5, executor.Invalid, "email.syntax"),
	})
	var got []string
	for _, c := range s.Causes {
		got = append(got, c.Code)
	}
	if want := "DomainNotExist email.syntax ParameterIllegall"; strings.Join(got, " ") != want {
		t.Errorf("causes %v, want %s", got, want)
	}
	if s.Causes[0].Example.Number != 2 {
		t.Errorf("example is row %d, want the first one, 2", s.Causes[0].Example.Number)
	}
	if s.Causes[2].Cure != codeCures["ParameterIllegal"] {
		t.Errorf("a code is matched by its beginning, got cure %q", s.Causes[2].Cure)
	}
}

func TestJSONHoldsEveryRowAndNoCode(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := anyRows(t)
		var b bytes.Buffer
		if err := WriteJSON(&b, Run{ID: "r"}, rows); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(b.String(), "s3cret") {
			t.Fatal("a transfer code is in the JSON")
		}
		var got struct {
			Version int
			Summary struct {
				Rows    int
				Results map[string]int
			}
			Rows []struct{ Row int }
		}
		if err := json.Unmarshal(b.Bytes(), &got); err != nil {
			t.Fatalf("%v in\n%s", err, b.String())
		}
		sum := 0
		for _, n := range got.Summary.Results {
			sum += n
		}
		if got.Version != JSONVersion || got.Summary.Rows != len(rows) || sum != len(rows) || len(got.Rows) != len(rows) {
			t.Fatalf("%d rows in, %d said, %d by result, %d listed", len(rows), got.Summary.Rows, sum, len(got.Rows))
		}
	})
}
