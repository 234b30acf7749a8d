package sandbox

import (
	"strings"
	"testing"
	"time"
)

func TestThrottlingPerOperation(t *testing.T) {
	b := newBench(t, Options{AdoptUnknown: true, RateHeaders: true, Quota: map[string]Quota{
		"QueryDomainByDomainName": {Calls: 5}, "submit": {Calls: 2, Per: time.Minute}, "*": {Calls: 3}}})
	query := []string{"DomainName", "a.com"}
	for range 5 {
		b.ok("QueryDomainByDomainName", query...)
	}
	rep := b.refused("Throttling.User", "QueryDomainByDomainName", query...)
	if got := rep.header.Get("X-Ratelimit-User-Api"); rep.status != 400 || got != "Limit:5,Remain:0,Time:1000,TimeLeft:200" {
		t.Errorf("status %d, header %q", rep.status, got)
	}
	b.ok("QueryContactInfo", "DomainName", "a.com", "ContactType", "tech") // an allowance of its own
	b.clock.pass(200 * time.Millisecond)
	b.ok("QueryDomainByDomainName", query...)
	b.refused("Throttling.User", "QueryDomainByDomainName", query...)

	b.submit("tech", "a.com")
	b.submit("tech", "b.com")
	b.refused("Throttling.User", newContact, update("tech", "c.com")...)
	b.askCode("d.com")
	b.clock.pass(30 * time.Second)
	b.submit("tech", "c.com")
	if n := b.srv.Ledger().Codes()["Throttling.User"]; n != 3 {
		t.Errorf("%d throttled calls in the ledger, want 3", n)
	}
}

func TestDefaultQuotasThrottleWithoutAHint(t *testing.T) {
	b := newBench(t, Options{AdoptUnknown: true})
	for range 10 {
		b.call(newContact, update("tech", "a.com")...)
	}
	rep := b.refused("Throttling.User", newContact, update("tech", "a.com")...)
	for name := range rep.header {
		if strings.Contains(strings.ToLower(name), "ratelimit") {
			t.Errorf("header %s", name)
		}
	}
	b = calm(t)
	for range 100 {
		b.ok("QueryDomainByDomainName", "DomainName", "a.com")
	}
}

func TestMaxInWindow(t *testing.T) {
	at := func(ms int) Call {
		return Call{At: time.UnixMilli(int64(ms)), Operation: "SaveSingleTaskForUpdatingContactInfo"}
	}
	l := Ledger{Calls: []Call{at(0), at(400), at(999), at(1000), at(1399), at(5000), {At: time.UnixMilli(1000), Operation: "QueryTaskList"}}}
	for class, want := range map[string]int{"submit": 4, "query": 1, "*": 5, "QueryTaskList": 1, "PollTaskResult": 0} {
		if got := l.MaxInWindow(class, time.Second); got != want {
			t.Errorf("%s: %d, want %d", class, got, want)
		}
	}
	if got := l.Count("submit"); got != 6 {
		t.Errorf("count %d", got)
	}
}
