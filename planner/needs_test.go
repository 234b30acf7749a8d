package planner_test

import (
	"slices"
	"testing"

	"domainbatch/ingest"
	"domainbatch/planner"
)

func TestNeedsAskEachQuestionOnce(t *testing.T) {
	p := build(t, planner.Settings{BatchSize: 2}, planner.Options{},
		contactRow("a.com", li, ingest.Registrant, ingest.Admin),
		contactRow("b.com", li, ingest.Registrant),
		contactRow("c.cn", li, ingest.Registrant),
		contactRow("d.co.uk", smith, ingest.Registrant),
		profileRow("a.com", 7, ingest.Tech),
		profileRow("b.com", 7, ingest.Tech),
		codeRow("e.net"),
		ingest.Row{Domain: "f.net", Action: ingest.ActionSkip},
		contactRow("g.net", smith), // no contact type: invalid
	)
	n := p.Needs()
	if want := []string{"a.com", "b.com", "c.cn", "d.co.uk", "e.net"}; !sameSet(n.Domains, want) {
		t.Errorf("domains %v, want %v", n.Domains, want)
	}
	contacts := []planner.ContactNeed{
		{Domain: "a.com", Type: ingest.Registrant}, {Domain: "a.com", Type: ingest.Admin}, {Domain: "a.com", Type: ingest.Tech},
		{Domain: "b.com", Type: ingest.Registrant}, {Domain: "b.com", Type: ingest.Tech},
		{Domain: "c.cn", Type: ingest.Registrant}, {Domain: "d.co.uk", Type: ingest.Registrant},
	}
	if len(n.Contacts) != len(contacts) {
		t.Errorf("contacts %v, want %v", n.Contacts, contacts)
	}
	for _, c := range contacts {
		if !slices.Contains(n.Contacts, c) {
			t.Errorf("nobody asks for %v", c)
		}
	}
	if !slices.Equal(n.Profiles, []int64{7}) {
		t.Errorf("profiles %v", n.Profiles)
	}
	if want := []string{"domains@northwind-logistics.com", "it@northwind-foods.com"}; !slices.Equal(n.Mailboxes, want) {
		t.Errorf("mailboxes %v, want %v", n.Mailboxes, want)
	}
	var groups []string
	for _, v := range n.Verify {
		groups = append(groups, v.Key.Contact.Name+" "+v.Key.Group+" "+v.Domain)
	}
	if want := []string{"li wei gtld a.com", "li wei cnnic c.cn", "Ann Smith uk d.co.uk"}; !sameSet(groups, want) {
		t.Errorf("verifications %v, want %v", groups, want)
	}
}

func sameSet(a, b []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

func TestKeysDoNotDependOnTheSpelling(t *testing.T) {
	for in, want := range map[string]string{
		"Example.COM": "example.com", "example.com.": "example.com", " example.com ": "example.com",
		"例子.中国": "xn--fsqu00a.xn--fiqs8s", "xn--fsqu00a.xn--fiqs8s": "xn--fsqu00a.xn--fiqs8s", "": "",
	} {
		if got := planner.Key(in); got != want {
			t.Errorf("key of %q is %q, want %q", in, got, want)
		}
	}
	if got := planner.MailboxKey(" Owner@Example.com"); got != "owner@example.com" {
		t.Errorf("key of a mailbox is %q", got)
	}
}

func TestTLDGroups(t *testing.T) {
	for domain, want := range map[string]string{
		"a.cn": "cnnic", "a.com.cn": "cnnic", "a.中国": "cnnic", "a.公司": "cnnic", "a.网络": "cnnic",
		"a.com": "gtld", "a.shop": "gtld", "a.商城": "gtld", "a.co.uk": "uk", "a.hk": "hk",
	} {
		if got := planner.TLDGroup(domain); got != want {
			t.Errorf("group of %s is %s, want %s", domain, got, want)
		}
	}
}
