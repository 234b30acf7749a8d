package executor_test

import (
	"fmt"
	"net/http/httptest"
	"path/filepath"
	"testing"
	"time"

	"domainbatch/executor"
	"domainbatch/executor/alidomain"
	"domainbatch/executor/journal"
	"domainbatch/executor/sandbox"
	"domainbatch/executor/vault"
	"domainbatch/ingest"
	"domainbatch/planner"
)

// The real parts together: signed HTTP over loopback, the journal's file, the
// vault, and an emulator that misbehaves on one call in five.
func TestRealPartsLoseAndDoubleNothing(t *testing.T) {
	t.Parallel()
	const life = 4 * time.Second // of a signature, on both sides
	faults := []sandbox.Fault{
		{Operation: "submit", Kind: sandbox.Cut, Probability: 0.05},
		{Operation: "submit", Kind: sandbox.Cut, Applied: true, Probability: 0.05},
		{Operation: "submit", Kind: sandbox.Error503, Probability: 0.05},
		{Operation: "submit", Kind: sandbox.Error503, Spent: true, Probability: 0.03},
		{Operation: "submit", Kind: sandbox.Hang, Delay: sandbox.Delay(200 * time.Millisecond), Probability: 0.03},
		{Operation: "submit", Kind: sandbox.Hang, Applied: true, Delay: sandbox.Delay(2 * time.Second), Probability: 0.03},
		{Operation: "submit", Kind: sandbox.HTML502, Applied: true, Probability: 0.03},
		{Operation: "submit", Kind: sandbox.Empty200, Applied: true, Probability: 0.03},
		{Operation: "submit", Kind: sandbox.Throttle, Probability: 0.03, Count: 2},
		{Operation: "query", Kind: sandbox.Error500, Probability: 0.05},
		{Operation: "query", Kind: sandbox.Vanish, Probability: 0.05},
	}
	emulator, err := sandbox.New(sandbox.Options{
		Seed: 7, Keys: map[string]string{"id": "secret"}, AdoptUnknown: true, Calm: true, Faults: faults, SignatureLife: life,
		TaskTime: sandbox.TaskTime{WaitMin: time.Millisecond, WaitMax: 100 * time.Millisecond, ExecuteMin: time.Millisecond, ExecuteMax: 300 * time.Millisecond},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer emulator.Close()
	server := httptest.NewServer(emulator)
	defer server.Close()

	client, err := alidomain.New(alidomain.Config{Site: alidomain.SiteCN, Endpoint: server.URL, Credential: alidomain.StaticCredential("id", "secret", "")})
	if err != nil {
		t.Fatal(err)
	}
	j, err := journal.Open(t.Context(), filepath.Join(t.TempDir(), "state", "journal.db"), journal.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	v, err := vault.Open(filepath.Join(t.TempDir(), "keys", "vault.key"))
	if err != nil {
		t.Fatal(err)
	}

	plan := mixedPlan(t)
	runID, _, err := executor.Start(t.Context(), j, plan, executor.RunInfo{Account: "acct", Site: "cn"})
	if err != nil {
		t.Fatal(err)
	}
	deps := executor.Deps{Journal: j, API: client, Vault: v}
	opt := executor.Options{SubmitRate: 40, QueryRate: 100, FirstPoll: 400 * time.Millisecond, Settle: 50 * time.Millisecond, Wait: 5 * time.Minute, Seed: 3,
		CallTimeout: time.Second, SignatureLife: life, ClockSkew: 500 * time.Millisecond, ListLag: 500 * time.Millisecond}
	tally, err := executor.Run(t.Context(), deps, runID, opt)
	if err != nil || tally.End != executor.EndDone {
		t.Fatalf("ended %q, %v", tally.End, err)
	}
	rows, err := executor.RowResults(t.Context(), j, v, runID)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		switch {
		case r.Result != executor.OK:
			t.Errorf("%s: %s, %s", r.Domain, r.Result, r.Comment)
		case r.Domain[0] == 't' && r.TransferCode == "":
			t.Errorf("%s: no transfer code", r.Domain)
		}
	}
	ledger := emulator.Ledger()
	if doubles := ledger.Doubles(); len(doubles) > 0 || len(ledger.Unknown) > 0 {
		t.Errorf("accepted twice: %v; parameters nobody documents: %v", doubles, ledger.Unknown)
	}
	if len(ledger.Tasks) != len(plan.Batches) {
		t.Errorf("%d tasks for %d batches", len(ledger.Tasks), len(plan.Batches))
	}
	// Arrivals on a machine that is busy with other things come closer together
	// than they were sent.
	if most := ledger.MaxInWindow("submit", time.Second); most > 45 {
		t.Errorf("%d submits in one second at a limit of 40", most)
	}
	// Nothing but what is needed is ever called: above all no acknowledgement,
	// which would hide results from everybody else on the account.
	for _, c := range ledger.Calls {
		switch alidomain.Operation(c.Operation) {
		case alidomain.OpNewContact, alidomain.OpProfileSingle, alidomain.OpProfileBatchCN, alidomain.OpTransferCode,
			alidomain.OpQueryTaskDetailList, alidomain.OpPollTaskResult, alidomain.OpQueryTaskList, alidomain.OpQueryTaskInfoHistory, alidomain.OpQueryTaskDetailHistory:
		default:
			t.Fatalf("%s was called", c.Operation)
		}
	}
	if len(ledger.Faults) < 4 {
		t.Errorf("only these faults came about: %v", ledger.Faults)
	}
}

// mixedPlan holds all three actions, batches and chains.
func mixedPlan(t *testing.T) *planner.Plan {
	t.Helper()
	contact := ingest.Contact{RegistrantType: "1", Name: "li si", Organization: "li si", Country: "CN", Province: "zhe jiang", City: "hang zhou shi",
		Address: "1 hao", PostalCode: "310024", Email: "owner@northwind.example", TelArea: "86", Telephone: "13800000000",
		ZhName: "李四", ZhOrganization: "李四", ZhProvince: "浙江", ZhCity: "杭州市", ZhAddress: "一号"}
	var rows []ingest.Row
	for i := range 40 {
		rows = append(rows,
			ingest.Row{Domain: fmt.Sprintf("u%02d-example.com", i), Contact: contact, ContactTypes: []ingest.ContactType{ingest.Admin, ingest.Tech}},
			ingest.Row{Domain: fmt.Sprintf("p%02d-example.com", i), ProfileID: int64(1000 + i), ContactTypes: []ingest.ContactType{ingest.Billing}},
			ingest.Row{Domain: fmt.Sprintf("t%02d-example.com", i), Action: ingest.ActionTransferCode})
	}
	plan, err := planner.Build(func(yield func(ingest.Row, error) bool) {
		for i, r := range rows {
			r.Record, r.Number, r.DomainTyped = i, i+2, r.Domain
			if !yield(r, nil) {
				return
			}
		}
	}, planner.Source{File: "in.xlsx", Digest: "0c5d"}, planner.Settings{Site: planner.SiteCN, Account: "acct", BatchSize: 10}, planner.Options{Tool: "test", Now: time.Now()})
	if err != nil {
		t.Fatal(err)
	}
	return plan
}
