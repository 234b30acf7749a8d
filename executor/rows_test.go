package executor

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"domainbatch/executor/journal"
	"domainbatch/ingest"
	"domainbatch/planner"
)

func TestResultOfEveryState(t *testing.T) {
	detail := func(st journal.DetailState) *journal.Detail { return &journal.Detail{State: st} }
	for _, c := range []struct {
		state journal.BatchState
		d     *journal.Detail
		want  Result
	}{
		{journal.Planned, nil, NotSent},
		{journal.Intent, nil, Unknown},
		{journal.Ambiguous, nil, Unknown},
		{journal.Unknown, nil, Unknown},
		{journal.Failed, nil, Failed},
		{journal.Cancelled, nil, Cancelled},
		{journal.Submitted, nil, Pending},
		{journal.Submitted, detail(journal.DetailWaiting), Pending},
		{journal.Submitted, detail(journal.DetailExecuting), Pending},
		{journal.Submitted, detail(journal.DetailSucceeded), OK},
		{journal.Submitted, detail(journal.DetailFailed), Failed},
		{journal.Done, detail(journal.DetailSucceeded), OK},
		{journal.Done, detail(journal.DetailFailed), Failed},
		{journal.Done, nil, Unknown},
	} {
		if got := resultOf(journal.Batch{State: c.state}, c.d); got != c.want {
			t.Errorf("%s, %+v: %s, want %s", c.state, c.d, got, c.want)
		}
	}
}

func TestEveryResultOfAPartHasASeverity(t *testing.T) {
	for _, r := range []Result{OK, Cancelled, Pending, NotSent, Failed, Unknown} {
		if severity(r) < 0 {
			t.Errorf("%s has none", r)
		}
	}
}

func TestRowsThatAreNotPlannedKeepTheirReason(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rows := []ingest.Row{
			contactRow("a.example", ingest.Admin),
			{Domain: "", Problems: []ingest.Problem{{Severity: ingest.Error, Rule: "domain"}}},
			{Domain: "c.example", Action: ingest.ActionSkip},
			earlierRow("d.example", "OK"),
			contactRow("e.example", ingest.Admin),
			profileRow("e.example", 5, ingest.Admin),
			earlierRow("f.example", "UNCHANGED"),
			earlierRow("g.example", "PENDING"),
			earlierRow("h.example", "UNKNOWN"),
		}
		s := newScene(t, 1, 10, rows...)
		carried := []Result{Skipped, OK, Held, Held, Unchanged, Pending, Unknown}
		s.wantRows(append([]Result{NotSent, Invalid}, carried...)...)
		s.mustRun(EndDone)
		s.wantRows(append([]Result{OK, Invalid}, carried...)...)
		got := s.rows()
		for i, want := range []bool{false, false, false, true, false, false, true, true, true} {
			if got[i].Carried != want || i > 3 && i != 6 && (got[i].Comment == "" || got[i].Code == "") {
				t.Errorf("row %d: %+v", i, got[i])
			}
		}
		for i, r := range got {
			if r.Record != i || r.Number != i+2 || r.RunID != s.runID {
				t.Errorf("row %d: %+v", i, r)
			}
		}
	})
}

// earlierRow is a row that an earlier run, not known here, left with a result.
func earlierRow(domain, result string) ingest.Row {
	r := contactRow(domain, ingest.Tech)
	r.Previous = ingest.Previous{Result: result, RunID: "earlier"}
	return r
}

func TestRowOfSeveralChangesTakesTheWorst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t, 1, 10, contactRow("a.example", ingest.Registrant, ingest.Admin, ingest.Tech))
		s.api = &refusingType{world: s.world, contactType: "admin"}
		s.mustRun(EndDone)
		r := s.rows()[0]
		want := "admin: Refused: words for ParameterIllegal. Mend the row and run it again. registrant: ok. tech: ok."
		if r.Result != Failed || r.Code != "ParameterIllegal" || r.Comment != want {
			t.Errorf("%s %s %q", r.Result, r.Code, r.Comment)
		}
		if r.Attempts != 3 || len(r.TaskNos) != 2 || r.FinishedAt.IsZero() {
			t.Errorf("%+v", r)
		}
	})
}

func TestSharedChangeGivesEveryRowTheSameResult(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t, 1, 10, codeRow("a.example"), codeRow("a.example"))
		s.mustRun(EndDone)
		rows := s.rows()
		if rows[0].TransferCode != rows[1].TransferCode || rows[1].TransferCode.Reveal() != codeOf("a.example") || len(s.world.submits) != 1 {
			t.Errorf("%d submits, codes equal: %v", len(s.world.submits), rows[0].TransferCode == rows[1].TransferCode)
		}
		sealed, err := RowResults(t.Context(), s.journal, nil, s.runID)
		if err != nil || sealed[0].TransferCode != "" || sealed[0].CodeByMail {
			t.Errorf("without a vault: %v, %v", sealed, err)
		}
	})
}

func TestCodeThatIsNotInTheAnswerComesByMail(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t, 1, 10, codeRow("a.example"))
		s.world.noCode = true
		s.mustRun(EndDone)
		if r := s.rows()[0]; r.Result != OK || !r.CodeByMail || !strings.Contains(r.Comment, "mails it") {
			t.Errorf("%+v", r)
		}
	})
}

// otherKey opens nothing, as a vault whose key file was replaced.
type otherKey struct{ wax }

func (otherKey) Unseal(string, []byte) ([]byte, error) {
	return nil, errors.New("sealed for another key")
}

func TestLostKeyCostsTheCodeAndNotTheReport(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t, 1, 10, codeRow("a.example"), codeRow("b.example"))
		s.mustRun(EndDone)
		rows, err := RowResults(t.Context(), s.journal, otherKey{}, s.runID)
		if err != nil || len(rows) != 2 {
			t.Fatalf("%d rows, %v", len(rows), err)
		}
		if r := rows[0]; r.Result != OK || r.Code != CodeSealed || r.TransferCode != "" || r.CodeByMail || !strings.Contains(r.Comment, "key file") {
			t.Errorf("%+v", r)
		}
	})
}

func TestSealedCodesAreNotInTheJournal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t, 1, 10, codeRow("a.example"))
		s.mustRun(EndDone)
		details, err := s.journal.Details(t.Context(), s.runID)
		if err != nil || len(details) != 1 {
			t.Fatal(details, err)
		}
		if text := fmt.Sprintf("%+v %s", details, details[0].Sealed); strings.Contains(text, codeOf("a.example")) {
			t.Error("the code is in the journal")
		}
		if _, err := (wax{}).Unseal(sealContext(journal.Detail{TaskNo: "other"}), details[0].Sealed); err == nil {
			t.Error("a code opens for another detail")
		}
	})
}

func TestSecretIsNeverPrinted(t *testing.T) {
	const text = "aB3#xY9!"
	s := Secret(text)
	var log strings.Builder
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "code", s, "row", RowResult{TransferCode: s})
	asJSON, err := json.Marshal(RowResult{TransferCode: s, Domain: "a.example"})
	if err != nil {
		t.Fatal(err)
	}
	asText, err := s.MarshalText()
	if err != nil {
		t.Fatal(err)
	}
	printed := []string{log.String(), string(asJSON), string(asText), s.String(), s.GoString()}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d", "%10s"} {
		printed = append(printed, fmt.Sprintf(verb, s), fmt.Sprintf(verb, RowResult{TransferCode: s}), fmt.Sprintf(verb, []Secret{s}))
	}
	for _, p := range printed {
		if strings.Contains(p, text) || strings.Contains(p, fmt.Sprintf("%x", text)) {
			t.Errorf("%q shows the secret", p)
		}
	}
	if s.Reveal() != text || Secret("").String() != "" {
		t.Error("Reveal or the empty secret is wrong")
	}
	if !slices.Contains(printed, "***") {
		t.Error("nothing shows that there is a secret")
	}
}

func TestStartIsTheSameRunWhileUnfinished(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t, 1, 10, contactRows(3, ingest.Admin)...)
		id, created, err := Start(t.Context(), s.journal, s.plan, RunInfo{Account: "acct"})
		if err != nil || created || id != s.runID {
			t.Errorf("%q, created %v, %v", id, created, err)
		}
		plan, run, err := Load(t.Context(), s.journal, s.runID)
		if err != nil || plan.Digest != s.plan.Digest || run.InputDigest != s.plan.Source.Digest {
			t.Errorf("%+v, %v", run, err)
		}
		s.mustRun(EndDone)
		time.Sleep(time.Second)
		if id, created, err = Start(t.Context(), s.journal, s.plan, RunInfo{Account: "acct"}); err != nil || !created || id == s.runID {
			t.Errorf("a finished run: %q, created %v, %v", id, created, err)
		}
	})
}

func TestPlanWithoutBatchesIsDoneAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t, 1, 10, ingest.Row{Domain: "c.example", Action: ingest.ActionSkip})
		tally := s.mustRun(EndDone)
		if tally.Rows[Skipped] != 1 || len(s.world.submits) != 0 {
			t.Errorf("%+v", tally)
		}
	})
}

func TestPlanOfAnotherAccountIsRefused(t *testing.T) {
	plan := planOf(t, 10, contactRow("a.example", ingest.Admin))
	plan.Batches = append([]planner.Batch(nil), plan.Batches...)
	plan.Batches[0].Account = "other"
	if _, _, err := Start(t.Context(), journal.NewMemory(), plan, RunInfo{Account: "acct"}); err == nil || !strings.Contains(err.Error(), "other") {
		t.Errorf("%v", err)
	}
}
