package planner

import (
	"fmt"
	"slices"
	"strings"
)

// preview is the head of the text: what the plan brings about, in words that
// need no knowledge of the program.
func (t *text) preview() {
	v := t.p.Preview(t.opt.SubmitRate, t.opt.Problems)
	t.heading("In short", stylePlain)
	t.previewWork(&v)
	t.previewRegistrants(&v)
	t.previewMailboxes(&v)
	if v.Waiting > 0 {
		t.item(fmt.Sprintf("%s for another row of the same domain, which goes first.", pluralOf(v.Waiting, "row waits", "rows wait")), "")
	}
	t.previewLook(&v)
	warned := slices.DeleteFunc(slices.Clone(v.Warned), func(g Group) bool { return g.Code == CodeMailbox }) // said already
	t.previewGroups("sent, but look at this first", warned)
	t.previewGroups("not sent", v.NotSent)
}

func (t *text) previewWork(v *Preview) {
	if v.Calls == 0 {
		t.item("Nothing is sent.", "")
		return
	}
	text := fmt.Sprintf("%s: %s, sent in %s%s.", plural(v.Domains, "domain"), plural(v.Changes, "change"), plural(v.Calls, "call"), took(v.Calls, v.Rate))
	if v.Waves > 1 {
		text += fmt.Sprintf(" It goes in %d waves; each is sent when the tasks of the one before have ended.", v.Waves)
	}
	t.item(text, "")
	if v.Codes > 0 {
		t.item(fmt.Sprintf("%s asked for.", pluralOf(v.Codes, "transfer code is", "transfer codes are")), "")
	}
}

func (t *text) previewRegistrants(v *Preview) {
	r := &v.Registrants
	switch {
	case r.Domains == 0 && v.Calls == 0:
		return
	case r.Domains == 0:
		t.item("No domain gets another registrant.", "")
		return
	}
	var locks []string
	if r.Locked > 0 {
		locks = append(locks, fmt.Sprintf("%s locked against transfers to another registrar for 60 days, until %s", pluralOf(r.Locked, "is", "are"), day(r.LockedUntil)))
	}
	if r.Unlocked > 0 {
		locks = append(locks, pluralOf(r.Unlocked, "is", "are")+" not locked, as the rows ask")
	}
	if r.Unsaid > 0 {
		locks = append(locks, pluralOf(r.Unsaid, "is", "are")+" not locked because the rows say nothing (column transfer_lock)")
	}
	t.item(fmt.Sprintf("%s a new registrant, which is hard to take back: %s.", pluralOf(r.Domains, "domain gets", "domains get"), strings.Join(locks, "; ")), "")
	if r.SameOwner > 0 {
		t.item(fmt.Sprintf("Of these, %s name, organization and e-mail address of the registrant.", pluralOf(r.SameOwner, "keeps", "keep")), "")
	}
}

func (t *text) previewMailboxes(v *Preview) {
	if len(v.Mailboxes) == 0 {
		return
	}
	names := make([]string, len(v.Mailboxes))
	for i, m := range v.Mailboxes {
		names[i] = m.Address
		if len(v.Mailboxes) > 1 {
			names[i] += " (" + plural(m.Domains, "domain") + ")"
		}
	}
	will := "will get"
	if !v.Looked {
		will = "may get"
	}
	t.item(fmt.Sprintf("%s %s a verification mail. If it is not answered by %s, 15 days from now, the domains may be taken offline:",
		pluralOf(len(names), "mailbox", "mailboxes"), will, day(v.AnswerBy)), some(names, maxShown))
}

func (t *text) previewLook(v *Preview) {
	switch {
	case !v.Looked:
		t.item("The present state was not looked at: what is already as wanted is sent again, and what the service would refuse is not known.", "")
		return
	case v.Unchanged > 0:
		t.item(fmt.Sprintf("%s already in place and not sent.", pluralOf(v.Unchanged, "change is", "changes are")), "")
	}
	if v.Unknown > 0 {
		t.item(fmt.Sprintf("Nothing could be found out about %s; it is sent as the sheet says.", plural(v.Unknown, "row")), "")
	}
}

// previewGroups lists the reasons, most rows first.
func (t *text) previewGroups(what string, groups []Group) {
	total := 0
	for _, g := range groups {
		total += g.Rows
	}
	if total == 0 {
		return
	}
	t.line(plural(total, "row") + " " + pluralWord(total, "is", "are") + " " + what + ":")
	shown := groups[:min(len(groups), maxShown)]
	for _, g := range shown {
		t.item(plural(g.Rows, "row")+": "+g.Text, "")
	}
	if more := len(groups) - len(shown); more > 0 {
		t.item(fmt.Sprintf("and %s more", pluralOf(more, "reason", "reasons")), "")
	}
}

func pluralWord(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}
