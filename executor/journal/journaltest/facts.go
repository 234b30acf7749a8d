package journaltest

import (
	"testing"
	"time"

	"domainbatch/executor/journal"
)

func (e *env) facts(account string, since time.Time) []journal.Fact {
	e.Helper()
	list, err := e.j.Facts(e.ctx, account, since)
	e.must(err)
	return list
}

func fact(kind, key, domain string, at time.Time, value string) journal.Fact {
	return journal.Fact{Kind: kind, Key: key, Domain: domain, At: at, Value: []byte(value)}
}

func testFacts(t *testing.T, e *env) {
	now := e.clock.Now()
	e.must(e.j.SaveFacts(e.ctx, "acc", []journal.Fact{
		fact("mailbox", "b@example.com", "", now, "2"), fact("mailbox", "a@example.com", "", now, "1"), fact("contact", "中文.com admin", "中文.com", now.Add(-time.Hour), "\x00\xff"),
	}))
	e.must(e.j.SaveFacts(e.ctx, "other", []journal.Fact{fact("mailbox", "a@example.com", "", now, "theirs")}))
	e.must(e.j.SaveFacts(e.ctx, "acc", []journal.Fact{fact("mailbox", "a@example.com", "", now.Add(-time.Minute), "older"), fact("mailbox", "b@example.com", "", now.Add(time.Minute), "newer")}))
	e.must(e.j.SaveFacts(e.ctx, "acc", nil))
	contact := fact("contact", "中文.com admin", "中文.com", now.Add(-time.Hour), "\x00\xff")
	a, b := fact("mailbox", "a@example.com", "", now, "1"), fact("mailbox", "b@example.com", "", now.Add(time.Minute), "newer")
	e.same("all facts", e.facts("acc", time.Time{}), []journal.Fact{contact, a, b})
	e.same("recent facts", e.facts("acc", now), []journal.Fact{a, b})
	e.same("facts of nobody", len(e.facts("nobody", time.Time{})), 0)
	e.must(e.j.ForgetFacts(e.ctx, "acc", now))
	e.same("after forgetting", e.facts("acc", time.Time{}), []journal.Fact{a, b})
	e.same("another account's", len(e.facts("other", time.Time{})), 1)
	e.refuses(e.j.SaveFacts(e.ctx, "", []journal.Fact{a}), journal.ErrInvalid)
	e.refuses(e.j.SaveFacts(e.ctx, "acc", []journal.Fact{{Key: "k", At: now}}), journal.ErrInvalid)
	e.refuses(e.j.SaveFacts(e.ctx, "acc", []journal.Fact{{Kind: "k"}}), journal.ErrInvalid)
}

func testFactsEnd(t *testing.T, e *env) {
	now := e.clock.Now()
	e.create("r1", []string{"a.example", "b.example"}, []string{"c.example"})
	know := func() {
		t.Helper()
		e.must(e.j.SaveFacts(e.ctx, "acc", []journal.Fact{
			fact("contact", "a admin", "a.example", now, "1"), fact("domain", "a", "a.example", now, "1"),
			fact("domain", "b", "b.example", now, "1"), fact("domain", "c", "c.example", now, "1"), fact("mailbox", "m", "", now, "1")}))
	}
	know()
	e.must(e.j.SaveFacts(e.ctx, "other", []journal.Fact{fact("domain", "a", "a.example", now, "1")}))
	if _, err := e.j.Cancel(e.ctx, "r1", "b2", "not wanted"); err != nil {
		t.Fatal(err)
	}
	e.same("after a cancellation", len(e.facts("acc", time.Time{})), 5)
	e.claim("r1", "b1")
	left := []journal.Fact{fact("domain", "c", "c.example", now, "1"), fact("mailbox", "m", "", now, "1")}
	e.same("after the claim", e.facts("acc", time.Time{}), left)
	know() // somebody asks while the change is under way
	e.must(e.j.Accepted(e.ctx, "r1", "b1", "t1", "q", now, now))
	e.must(e.j.SaveDetails(e.ctx, "r1", "b1", nil, now, false))
	e.same("while it is under way", len(e.facts("acc", time.Time{})), 5)
	e.must(e.j.SaveDetails(e.ctx, "r1", "b1", nil, now, true))
	e.same("when it is done", e.facts("acc", time.Time{}), left)
	e.same("another account's", len(e.facts("other", time.Time{})), 1)
}
