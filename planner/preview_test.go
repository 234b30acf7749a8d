package planner_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"domainbatch/ingest"
	"domainbatch/planner"
)

func lock(r ingest.Row, l ingest.Lock) ingest.Row {
	r.Lock = l
	return r
}

func TestPreviewCountsWhatAPlanBringsAbout(t *testing.T) {
	moved := li
	moved.Telephone = "13900000000" // no change of the owner
	foreign := owned(nil)
	foreign.Owned = planner.No
	present := presentOf(map[string]planner.DomainFacts{
		"a.com": owned(contacts{registrant: smith}), "b.com": owned(contacts{registrant: moved}), "c.com": owned(contacts{registrant: smith}),
		"d.com": owned(contacts{admin: li}), "e.com": foreign, "f.com": foreign,
	})
	present.Mailboxes = map[string]planner.MailboxFacts{
		"domains@northwind-logistics.com": {Verified: planner.No}, "it@northwind-foods.com": {Verified: planner.Yes},
	}
	bad := ingest.Row{DomainTyped: "x", Problems: []ingest.Problem{{Severity: ingest.Error, Rule: "domain.url", Message: "a URL"}}}
	p := build(t, planner.Settings{}, planner.Options{Present: present},
		lock(contactRow("a.com", li, registrant), ingest.LockOn), lock(contactRow("b.com", li, registrant), ingest.LockOff),
		contactRow("c.com", li, registrant), contactRow("d.com", li, admin), contactRow("e.com", li, admin), contactRow("f.com", li, admin), bad,
		codeRow("a.com"), codeRow("z.com"),
		contactRow("c.com", smith, tech), contactRow("h.com", smith, registrant),
	)
	v := p.Preview(0.5, []ingest.Problem{{Severity: ingest.Error, Rule: "domain.url", Message: "a URL"}})
	r := v.Registrants
	if r.Domains != 4 || r.Locked != 1 || r.Unlocked != 1 || r.Unsaid != 2 || r.OwnerMoves != 2 || r.SameOwner != 1 || !r.LockedUntil.Equal(now.AddDate(0, 0, 60)) {
		t.Errorf("registrants %+v", r)
	}
	if v.Changes != 7 || v.Calls != 7 || v.Seconds != 12 || v.Codes != 2 || v.Unchanged != 1 || !v.Looked || v.Unknown != 2 {
		t.Errorf("work %+v", v)
	}
	if want := []planner.Mailbox{{Address: "domains@northwind-logistics.com", Verified: planner.No, Domains: 3}}; !slices.Equal(v.Mailboxes, want) || !v.AnswerBy.Equal(now.Add(15*24*time.Hour)) {
		t.Errorf("mailboxes %+v by %s", v.Mailboxes, v.AnswerBy)
	}
	if v.Waiting != 2 { // the code of a.com and the tech contact of c.com
		t.Errorf("%d rows wait", v.Waiting)
	}
	if want := []planner.Group{
		{Disposition: held, Code: planner.CodeNotOwned, Rows: 2, Text: "the domain is not in this account"},
		{Disposition: planner.RowInvalid, Code: "domain.url", Rows: 1, Text: "a URL"},
	}; !slices.Equal(v.NotSent, want) {
		t.Errorf("not sent %+v", v.NotSent)
	}
	if want := []planner.Group{
		{Disposition: planned, Code: planner.CodeMailbox, Rows: 3, Text: "the mailbox of the new registrant is not verified with the account"},
		{Disposition: planned, Code: planner.CodeNotAsked, Rows: 2, Text: "how the domain stands could not be found out"},
	}; !slices.Equal(v.Warned, want) {
		t.Errorf("warned %+v", v.Warned)
	}
}

func TestPreviewOfARowThatWaitsForItselfDoesNotWait(t *testing.T) {
	p := build(t, planner.Settings{}, planner.Options{}, contactRow("a.com", li, registrant, admin, tech))
	if n := p.Preview(2, nil).Waiting; n != 0 {
		t.Errorf("%d rows wait for another row", n)
	}
}

func TestTextBeginsWithThePreview(t *testing.T) {
	p := build(t, planner.Settings{Canary: 1, Wave: 2}, planner.Options{Present: presentOf(map[string]planner.DomainFacts{"a.com": owned(contacts{admin: li}), "b.com": owned(nil)})},
		contactRow("a.com", li, admin), contactRow("b.com", li, admin), contactRow("b.com", smith, tech), codeRow("a.com"), codeRow("b.com"))
	var buf bytes.Buffer
	if err := planner.WriteText(&buf, p, planner.TextOptions{SubmitRate: 2}); err != nil {
		t.Fatal(err)
	}
	head, _, _ := strings.Cut(buf.String(), "\n5 rows")
	want := `Plan for portfolio.xlsx, sheet Domains
  China site, plan ` + p.Digest[:12] + `

In short
  - 2 domains: 4 changes, sent in 4 calls, about 2 seconds at 2 a second. It goes in 3 waves; each is sent when the tasks of the one before have ended.
  - 2 transfer codes are asked for.
  - No domain gets another registrant.
  - 2 rows wait for another row of the same domain, which goes first.
  - 1 change is already in place and not sent.
`
	if head != want {
		t.Errorf("head\n%s\nwant\n%s", head, want)
	}
}
