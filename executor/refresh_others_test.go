package executor_test

import (
	"errors"
	"maps"
	"strings"
	"testing"
	"time"

	"domainbatch/executor"
	"domainbatch/executor/alidomain"
	"domainbatch/executor/journal"
	"domainbatch/executor/sandbox"
	"domainbatch/ingest"
	"domainbatch/planner"
)

// submitAndWait changes a contact as any other client of the account would.
func (s *stage) submitAndWait(domain string, t ingest.ContactType, c ingest.Contact) {
	s.Helper()
	receipt, err := s.client.Submit(s.Context(), s.client.NewStamp(), alidomain.SubmitRequest{
		Operation: alidomain.OpNewContact, Domains: []string{domain}, ContactType: string(t), Contact: alidomain.Contact(c)})
	if err != nil {
		s.Fatal(err)
	}
	for range 500 {
		details, err := s.client.TaskDetails(s.Context(), alidomain.TaskDetailsQuery{TaskNo: receipt.TaskNo})
		if err != nil {
			s.Fatal(err)
		}
		if len(details.Details) == 1 && details.Details[0].Status == alidomain.DetailSucceeded {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	s.Fatalf("the change of %s does not end", domain)
}

func TestWhatAnotherClientChangesShowsInAFreshLookOnly(t *testing.T) {
	t.Parallel()
	s := newStage(t, sandbox.Options{
		Domains:  []sandbox.Domain{{Name: "a.com", Contacts: allOf(li), RegistrantType: "1"}, {Name: "b.com", Contacts: allOf(li), RegistrantType: "1"}},
		TaskTime: sandbox.TaskTime{WaitMin: 1, WaitMax: 2, ExecuteMin: 1, ExecuteMax: 2},
	})
	plan := planFor(t, nil, rowFor("a.com", li, ingest.Tech), rowFor("b.com", li, ingest.Tech))
	present, _ := s.refresh(plan)
	if n := len(planFor(t, present, rowFor("a.com", li, ingest.Tech), rowFor("b.com", li, ingest.Tech)).Batches); n != 0 {
		t.Fatalf("%d batches for what is in place", n)
	}
	moved := li
	moved.Telephone = "13999999999"
	s.submitAndWait("a.com", ingest.Tech, moved)

	if _, report := s.refresh(plan); len(report.Calls) != 0 {
		t.Errorf("a look within the age asked %v", report.Calls)
	}
	s.opt.MaxAge = -1
	present, report := s.refresh(plan)
	if report.Recalled != 0 || report.Calls["QueryContactInfo"] != 2 {
		t.Errorf("a fresh look asked %v and recalled %d", report.Calls, report.Recalled)
	}
	equal, known, differences := present.InPlace(&plan.Batches[0], "a.com")
	if equal || !known || len(differences) != 1 || differences[0].Field != ingest.FieldTelephone || differences[0].Now != moved.Telephone {
		t.Errorf("a.com: %t, %t, %v", equal, known, differences)
	}
	if equal, _, _ := present.InPlace(&plan.Batches[0], "b.com"); !equal {
		t.Error("b.com has moved")
	}

	// The log of the account tells who moved what.
	log, err := s.client.ChangeLog(t.Context(), alidomain.ChangeLogQuery{Domain: "a.com", From: time.Now().Add(-24 * time.Hour), To: time.Now().Add(24 * time.Hour)})
	if err != nil || len(log.Changes) != 1 || !strings.Contains(log.Changes[0].Details, moved.Telephone) || log.Changes[0].At == "" {
		t.Errorf("the change log: %+v, %v", log, err)
	}
	one, err := s.client.Domain(t.Context(), "a.com")
	if err != nil {
		t.Fatal(err)
	}
	same, err := s.client.DomainByInstance(t.Context(), one.InstanceID)
	if err != nil || same.Domain != "a.com" || same.Expires != one.Expires || same.DomainStatus != "3" {
		t.Errorf("by its instance id: %+v, %v", same, err)
	}
}

// A registrant whose mailbox is new is asked by mail; the next look shows it.
func TestANewRegistrantShowsAsUnverified(t *testing.T) {
	t.Parallel()
	s := newStage(t, sandbox.Options{
		Domains:  []sandbox.Domain{{Name: "a.com", Contacts: allOf(li), RegistrantType: "1"}},
		Emails:   []sandbox.Email{{Address: li.Email, Verified: true}},
		TaskTime: sandbox.TaskTime{WaitMin: 1, WaitMax: 2, ExecuteMin: 1, ExecuteMax: 2},
	})
	look := func(c ingest.Contact) *planner.Present {
		t.Helper()
		s.opt.MaxAge = -1
		present, _ := s.refresh(planFor(t, nil, rowFor("a.com", c, ingest.Registrant), ingest.Row{Domain: "a.com", Action: ingest.ActionTransferCode}))
		return present
	}
	next := li
	next.Email = "new@northwind.example"
	present := look(next)
	if present.Domain("a.com").EmailVerified != planner.Yes || present.Mailbox(next.Email).Verified != planner.No || !present.Mailbox(next.Email).SentAt.IsZero() {
		t.Fatalf("before: %+v, %+v", present.Domain("a.com"), present.Mailbox(next.Email))
	}
	s.submitAndWait("a.com", ingest.Registrant, next)
	other := next
	other.Address = "2 hao"
	present = look(other)
	if m := present.Mailbox(next.Email); present.Domain("a.com").EmailVerified != planner.No || m.Verified != planner.No || m.SentAt.IsZero() {
		t.Errorf("after: %+v, %+v", present.Domain("a.com"), m)
	}
	if c := present.Domain("a.com").Contacts[ingest.Registrant].Contact; c.Email != next.Email {
		t.Errorf("the registrant is %s", c.Email)
	}
	if present.Domain("a.com").ClientHold != planner.No {
		t.Error("held at once")
	}
}

// carryOut plans rows against the present and runs the plan to its end.
func (s *stage) carryOut(rows ...ingest.Row) string {
	s.Helper()
	present, _ := s.refresh(planFor(s.T, nil, rows...))
	runID, _, err := executor.Start(s.Context(), s.journal, planFor(s.T, present, rows...), executor.RunInfo{Account: "acct", Site: "cn"})
	if err != nil {
		s.Fatal(err)
	}
	tally, err := executor.Run(s.Context(), executor.Deps{Journal: s.journal, API: s.client, Vault: noVault{}}, runID,
		executor.Options{SubmitRate: 50, QueryRate: 500, FirstPoll: 20 * time.Millisecond, Seed: 1})
	if err != nil || tally.End != executor.EndDone {
		s.Fatalf("the run: %+v, %v", tally, err)
	}
	return runID
}

// There and back again: what a run changed is restored by an ordinary run, and
// what somebody else has changed since is left alone.
func TestTheWayBackRestoresWhatWasThere(t *testing.T) {
	t.Parallel()
	s := newStage(t, sandbox.Options{
		TaskTime: sandbox.TaskTime{WaitMin: 1, WaitMax: 2, ExecuteMin: 1, ExecuteMax: 2},
		Profiles: []sandbox.Profile{{ID: 7, RegistrantType: "1", Contact: asSandbox(li)}},
	})
	s.emulator.Adopt("a.com", "b.com", "c.com", "d-fail.com", "p.com")
	all := func() map[string]ingest.Contact {
		t.Helper()
		out := map[string]ingest.Contact{}
		for _, name := range []string{"a.com", "b.com", "c.com", "d-fail.com", "p.com"} {
			for _, kind := range ingest.ContactTypes() {
				info, err := s.client.ContactInfo(t.Context(), name, string(kind))
				if err != nil {
					t.Fatal(err)
				}
				out[name+" "+string(kind)] = ingest.Contact(info.Contact)
			}
		}
		return out
	}
	first := all()
	runID := s.carryOut(
		rowFor("a.com", li, ingest.Registrant, ingest.Admin), rowFor("b.com", li, ingest.Tech), rowFor("c.com", li, ingest.Billing),
		rowFor("d-fail.com", li, ingest.Tech), ingest.Row{Domain: "p.com", ProfileID: 7, ContactTypes: []ingest.ContactType{ingest.Admin}})
	theirs := li
	theirs.Telephone = "13999999999"
	s.submitAndWait("c.com", ingest.Billing, theirs)

	s.opt.MaxAge = -1
	back, report, err := executor.WayBack(t.Context(), s.deps(), runID, s.opt)
	if err != nil || report.Unanswered != 0 {
		t.Fatalf("%+v, %v", report, err)
	}
	var rows []ingest.Row
	verdicts := map[string]planner.BackVerdict{}
	for _, r := range back {
		verdicts[r.Change.Domain+" "+string(r.Change.ContactType)] = r.Verdict
		if r.Verdict == planner.BackRestore {
			rows = append(rows, rowFor(r.Change.Domain, r.Was, r.Change.ContactType))
		}
	}
	want := map[string]planner.BackVerdict{"a.com registrant": planner.BackRestore, "a.com admin": planner.BackRestore, "b.com tech": planner.BackRestore,
		"c.com billing": planner.BackMoved, "p.com admin": planner.BackRestore}
	if !maps.Equal(verdicts, want) {
		t.Fatalf("the verdicts are %v, want %v", verdicts, want)
	}
	s.carryOut(rows...)
	last := all()
	for key, was := range first {
		if key == "c.com billing" {
			if last[key].Telephone != theirs.Telephone {
				t.Errorf("%s was trampled on", key)
			}
			continue
		}
		if last[key] != was {
			t.Errorf("%s was %+v and is %+v", key, was, last[key])
		}
	}
	back, _, err = executor.WayBack(t.Context(), s.deps(), runID, s.opt)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range back {
		if r.Verdict != planner.BackNothing && r.Verdict != planner.BackMoved {
			t.Errorf("%s %s: %s after it was taken back", r.Change.Domain, r.Change.ContactType, r.Verdict)
		}
	}
	if _, _, err := executor.WayBack(t.Context(), s.deps(), "nothing", s.opt); !errors.Is(err, journal.ErrNotFound) {
		t.Errorf("a run that does not exist: %v", err)
	}
}

var _ executor.PresentReader = (*alidomain.Client)(nil)
