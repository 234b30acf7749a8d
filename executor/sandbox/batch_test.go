package sandbox

import (
	"testing"
	"time"
)

func TestOneBadDomainRefusesTheWholeBatch(t *testing.T) {
	for _, tc := range []struct{ name, bad, want string }{
		{"of another account", "theirs.com", "DomainNotExist"},
		{"unknown", "unknown.com", "DomainNotExist"},
		{"magic", "x-absent.com", "DomainNotExist"},
		{"busy", "busy.com", "TaskIsBeingProcessed"},
		{"not verified", "x-unverified.com", "RegContactEmailNotVerified"},
		{"punycode", "xn--fsqu00a.com", "ParameterIllegal"},
		{"not a name", "http://a.com", "ParameterIllegal"},
		{"blank around", " a.com", "ParameterIllegal"},
		{"twice", "GOOD.com", "ParameterIllegal"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			b := newBench(t, Options{Calm: true, Domains: []Domain{{Name: "good.com"}, {Name: "busy.com"}, {Name: "x-unverified.com"},
				{Name: "theirs.com", Account: "2"}}})
			b.submit("admin", "busy.com")
			b.refused(tc.want, newContact, update("tech", "good.com", tc.bad)...)
			if n := len(b.srv.Ledger().Tasks); n != 1 {
				t.Errorf("%d tasks accepted, want 1", n)
			}
			b.submit("tech", "good.com") // untouched by the refusal
		})
	}
}

func TestAbsentDomainIsReportedBeforeABusyOne(t *testing.T) {
	b := calm(t)
	b.submit("admin", "busy.com")
	b.refused("DomainNotExist", newContact, update("tech", "busy.com", "x-absent.com")...)
}

func TestBusyDomainIsFreeAfterItsTask(t *testing.T) {
	b := calm(t)
	b.submit("admin", "a.com")
	b.refused("TaskIsBeingProcessed", newContact, update("tech", "a.com")...)
	b.refused("TaskIsBeingProcessed", "SaveSingleTaskForQueryingTransferAuthorizationCode", "DomainName", "a.com")
	b.clock.pass(time.Minute)
	b.submit("tech", "a.com")
	l := b.srv.Ledger()
	if l.LiveDoubles != 0 || len(l.Doubles()) != 0 || l.Accepted()[Target{DefaultAccount, "a.com", "tech"}] != 1 {
		t.Errorf("%+v", l)
	}
}

func TestLedgerSeesDoublesWhenTheGuardIsOff(t *testing.T) {
	b := newBench(t, Options{Calm: true, AdoptUnknown: true, Quirks: Quirks{NoBusyCheck: true}})
	b.submit("tech", "a.com", "b.com")
	b.submit("tech", "a.com")
	b.submit("admin", "b.com")
	l := b.srv.Ledger()
	doubles := l.Doubles()
	if l.LiveDoubles != 2 || len(doubles) != 1 || doubles[0] != (Target{DefaultAccount, "a.com", "tech"}) {
		t.Errorf("live %d, doubles %v", l.LiveDoubles, doubles)
	}
}

func TestOtherKindsPass(t *testing.T) {
	b := newBench(t, Options{Calm: true, AdoptUnknown: true, Quirks: Quirks{OtherKindsPass: true}})
	b.submit("tech", "a.com")
	b.submit("admin", "a.com")
	b.refused("TaskIsBeingProcessed", newContact, update("tech", "a.com")...)
}

func TestPartialAcceptance(t *testing.T) {
	b := newBench(t, Options{Calm: true, AdoptUnknown: true, Quirks: Quirks{PartialAcceptance: true}})
	no := b.submit("tech", "x-absent.com", "a.com")
	b.clock.pass(time.Minute)
	rep := b.ok("QueryTaskDetailList", "TaskNo", no, "PageNum", "1", "PageSize", "9")
	if rep.text["Data.TaskDetail.0.TaskStatus"] != "EXECUTE_FAILURE" || rep.text["Data.TaskDetail.1.TaskStatus"] != "EXECUTE_SUCCESS" {
		t.Error(rep.raw)
	}
}

func TestMaxBatch(t *testing.T) {
	b := newBench(t, Options{Calm: true, AdoptUnknown: true, MaxBatch: 2})
	b.submit("tech", "a.com", "b.com")
	b.refused("ParameterIllegal", newContact, update("tech", "c.com", "d.com", "e.com")...)
}

func TestAccountsDoNotSeeEachOther(t *testing.T) {
	b := newBench(t, Options{Calm: true, Keys: map[string]string{testID: testSecret}, Accounts: map[string]string{testID: "2"},
		Domains: []Domain{{Name: "one.com"}, {Name: "two.com", Account: "2"}}})
	b.refused("DomainNotExist", "QueryDomainByDomainName", "DomainName", "one.com")
	if got := b.ok("QueryDomainByDomainName", "DomainName", "two.com").text["UserId"]; got != "2" {
		t.Errorf("account %s", got)
	}
}

func TestVerifiedEmailRequired(t *testing.T) {
	b := newBench(t, Options{Calm: true, AdoptUnknown: true, Quirks: Quirks{RequireVerifiedEmail: true}, Emails: []Email{{Address: "other@example.com", Verified: true}}})
	b.refused("RegContactEmailNotVerified", newContact, update("registrant", "a.com")...)
	b.submit("tech", "a.com")
}

func TestWellFormed(t *testing.T) {
	for name, want := range map[string]bool{
		"a.com": true, "a-b.co.uk": true, "例子.中国": true, "例子.com": true, "a1.b2.c3": true, "com": false, "": false, ".com": false, "a..com": false,
		"-a.com": false, "a-.com": false, "xn--a.com": false, "ab--c.com": false, "a b.com": false, "a_b.com": false, "1.2.3.4": false, "a.com.": false,
		"a/b.com": false, "字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字.com": true,
	} {
		if got := wellFormed(name); got != want {
			t.Errorf("%q: %v, want %v", name, got, want)
		}
	}
}
