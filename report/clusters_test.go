package report

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"domainbatch/executor"
	"domainbatch/ingest"
)

// Comments as the program and the service make them, and what they have in
// common with those of other rows.
func TestEqualCausesReadTheSame(t *testing.T) {
	for _, c := range []struct {
		result  executor.Result
		domain  string
		comment string
		want    string
	}{
		{executor.Invalid, "a.com", "Q60: no e-mail address (type one such as owner@example.com).", "no e-mail address."},
		{executor.Invalid, "https://www.a.com/x", "A61: a URL, no domain (type a.com).", "a URL, no domain."},
		{executor.Invalid, "a.com", `E65: "registrent" is no contact type (did you mean registrant?).`, "… is no contact type."},
		{executor.Invalid, "a.com", `line 17, column 4: "x" is no contact type; line 17, column 9: no e-mail address.`, "… is no contact type"},
		{executor.Held, "b.com", "Row 59 wants another admin contact for this domain (name and 10 more columns differ). Keep one wish.", "Row … wants another admin contact for this domain. Keep one wish."},
		{executor.Failed, "b.com", "The registry reported a failure: Registry error 2306: parameter value policy error. Mend the row and run it again.",
			"The registry reported a failure: Registry error 2306: parameter value policy error. Mend the row and run it again."},
		{executor.Failed, "b.com", "registrant: Refused: b.com has no task. Mend the row and run it again. admin: ok. tech: failed.",
			"registrant: Refused: … has no task. Mend the row and run it again."},
		{executor.Unknown, "b.com", "Sent at 2026-11-22 09:48:24 UTC, the answer was lost and is still being looked into; run: domainbatch resume 20261122-094822-of4i",
			"Sent at … … UTC, the answer was lost and is still being looked into; run: domainbatch resume …"},
		{executor.Failed, "b.com", "The service refused 12 times for the moment, last with: busy, request 3955840e-4cb4-4804-a54f-281dd7580469.",
			"The service refused … times for the moment, last with: busy, request …."},
		{executor.Failed, "例子.中国", "Refused: 例子.中国 is not there. Owner li@example.com.", "Refused: … is not there. Owner …."},
	} {
		if got := gistOf(executor.RowResult{Result: c.result, Domain: c.domain, Comment: c.comment}); got != c.want {
			t.Errorf("%s\n got  %s\n want %s", c.comment, got, c.want)
		}
	}
}

// Rows that differ only in what is theirs make one cause, whatever their
// domains and numbers are.
func TestRowsWithOneCauseAreOneCause(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var rows []executor.RowResult
		for i := range rapid.IntRange(2, 30).Draw(t, "rows") {
			domain := rapid.StringMatching(`[a-z]{1,9}(-[0-9]{1,4})?\.(com|cn|公司)`).Draw(t, "domain")
			rows = append(rows, executor.RowResult{
				Number: i + 2, Domain: domain, Result: executor.Held, Code: "held.conflict",
				Comment: fmt.Sprintf("Row %d wants another contact for %s (cell D%d).", rapid.IntRange(1, 1_000_000).Draw(t, "other"), domain, i),
			})
		}
		s := Summarize(rows)
		if len(s.Causes) != 1 || s.Causes[0].Rows != len(rows) || s.Causes[0].Example.Number != 2 {
			t.Fatalf("%+v", s.Causes)
		}
	})
}

func TestOneCodeWithTwoReasonsIsTwoCauses(t *testing.T) {
	row := func(n int, why string) executor.RowResult {
		return executor.RowResult{Number: n, Result: executor.Failed, Code: "TaskFailed", Domain: "d.com", Comment: "The registry reported a failure: " + why}
	}
	s := Summarize([]executor.RowResult{
		row(2, "Registry error 2306: parameter value policy error."), row(3, "The domain name does not qualify for a transfer."),
		row(4, "Registry error 2306: parameter value policy error."), row(5, "Registry error 2304: object status prohibits operation."),
	})
	var got []string
	for _, c := range s.Causes {
		got = append(got, fmt.Sprint(c.Rows, " ", c.Cure[:24]))
	}
	if want := "2 The registry refuses a c|1 The domain may not be tr|1 The state of the domain "; strings.Join(got, "|") != want {
		t.Errorf("causes %q", got)
	}
}

// A service that words every refusal anew must not make as many causes as
// rows; and every row still finds its cause.
func TestManyMessagesOfOneCodeAreCut(t *testing.T) {
	var rows []executor.RowResult
	for i := range 500 {
		word := string(rune('a'+i%26)) + string(rune('a'+i/26))
		rows = append(rows, executor.RowResult{Number: i + 2, Result: executor.Failed, Code: "Odd", Domain: "d.com", Comment: "Refused: " + word + " happened."})
	}
	s := Summarize(rows)
	if len(s.Causes) != mostMessages+1 {
		t.Errorf("%d causes, want %d", len(s.Causes), mostMessages+1)
	}
	sum := map[int]int{}
	for _, r := range rows {
		sum[s.causeOf(r)]++
	}
	for i, c := range s.Causes {
		if sum[i] != c.Rows {
			t.Errorf("cause %d: %d rows find it, it counts %d", i, sum[i], c.Rows)
		}
	}
}

// The Errors sheet leads from each row to what the Summary says about its
// cause, and the Summary names how many cells have a proposal.
func TestErrorsLeadToTheirCause(t *testing.T) {
	data := saved(t, faulty(t))
	layout, rows := understood(t, data, ingest.Options{})
	given, problems := judged(rows)
	var out bytes.Buffer
	must(t, WriteWorkbook(t.Context(), &out, Source{Input: input(data), Layout: layout, Problems: problems}, someRun(), given, someOptions()))
	f := reopened(t, out.Bytes())
	records, err := f.GetRows("Errors")
	must(t, err)
	code := -1
	for i, title := range records[0] {
		if title == string(ingest.ResultErrorCode) {
			code = i
		}
	}
	for n := 2; n <= len(records); n++ {
		found, target, err := f.GetCellHyperLink("Errors", cellAt(code, n))
		must(t, err)
		sheet, place, _ := strings.Cut(strings.ReplaceAll(target, "'", ""), "!")
		if !found || sheet != "Summary" {
			t.Fatalf("row %d leads to %q", n, target)
		}
		line := strings.TrimLeft(place, "$A")
		if said, _ := f.GetCellValue("Summary", "D"+strings.TrimPrefix(line, "$")); said != records[n-1][code] {
			t.Errorf("row %d with %s leads to %s, which is about %q", n, records[n-1][code], target, said)
		}
	}
	summary, err := f.GetRows("Summary")
	must(t, err)
	wants(t, "the summary", fmt.Sprint(summary), "Values proposed in the sheet Fixes: 1.")
}
