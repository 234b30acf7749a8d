package executor

import (
	"testing"

	"pgregory.net/rapid"

	"domainbatch/executor/alidomain"
	"domainbatch/planner"
)

func TestTheListIsReadWhereItIsCheap(t *testing.T) {
	for _, tc := range []struct {
		pages, singles, contacts int
		want                     bool
	}{
		{0, 0, 0, true}, {1, 0, 0, false}, {1, 1, 0, false}, {1, 2, 0, true}, {99, 100, 0, true}, {100, 100, 0, false},
		{5, 0, 100, true}, {6, 0, 100, false}, {100, 0, 10000, true}, {10000, 0, 50, false}, {10000, 50, 50, false},
	} {
		if got := readList(tc.pages, tc.singles, tc.contacts); got != tc.want {
			t.Errorf("%d pages, %d singles, %d contacts: %t", tc.pages, tc.singles, tc.contacts, got)
		}
	}
}

// When every domain is in the account, the way chosen costs at most a
// twentieth more than the cheaper one; when some are not, the list never asks
// more than a question for each of those on top.
func TestTheChoiceOfTheWayIsNeverDear(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pages := rapid.IntRange(0, 1000).Draw(t, "pages")
		singles := rapid.IntRange(0, 1000).Draw(t, "singles")
		contacts := rapid.IntRange(0, 4000).Draw(t, "contacts")
		byList, bySingles := pages+contacts, singles+contacts
		took := bySingles
		if readList(pages, singles, contacts) {
			took = byList
		}
		if best := min(byList, bySingles); took*insurance > best*(insurance+1) {
			t.Fatalf("took %d calls where %d would do", took, best)
		}
	})
}

func TestTheRowsOfAMailboxAreJoined(t *testing.T) {
	yes, no := true, false
	got := factsOfEmails([]alidomain.EmailVerification{
		{Email: "A@example.com", Verified: &no, SentAt: "2026-01-02 08:00:00"}, {Email: "a@example.com", Verified: &yes, SentAt: "2026-01-01 08:00:00"},
		{Email: "a@EXAMPLE.com", Verified: &no}, {Email: "b@example.com"}, {Email: "c@example.com", Verified: &no},
	}, told("2026-02-01 00:00:00"))
	for address, want := range map[string]planner.Knowledge{"a@example.com": planner.Yes, "b@example.com": planner.Unknown, "c@example.com": planner.No} {
		if got[address].Verified != want {
			t.Errorf("%s: %v, want %v", address, got[address].Verified, want)
		}
	}
	if sent := got["a@example.com"].SentAt; !sent.Equal(told("2026-01-02 08:00:00")) {
		t.Errorf("the latest mail left at %v", sent)
	}
}

func TestWhatTheServiceDoesNotSayIsNotKnown(t *testing.T) {
	f := factsOfInfo(alidomain.DomainInfo{Domain: "a.com"}, told("2026-02-01 00:00:00"))
	for name, k := range map[string]planner.Knowledge{"redemption": f.Redemption, "transfer": f.TransferPending, "registrant": f.RegistrantPending,
		"transfer lock": f.TransferLock, "update lock": f.UpdateLock, "mailbox": f.EmailVerified, "hold": f.ClientHold} {
		if k != planner.Unknown {
			t.Errorf("%s: %v", name, k)
		}
	}
	for state, want := range map[string]planner.Knowledge{"NONE_SETTING": planner.No, "CLOSE": planner.No, "OPEN": planner.Yes, "open": planner.Yes} {
		if got := factsOfInfo(alidomain.DomainInfo{UpdateLock: state}, told("")).UpdateLock; got != want {
			t.Errorf("update lock %s: %v", state, got)
		}
	}
}
