package planner

import (
	"time"

	"domainbatch/ingest"
)

// Before is the contact that a change replaces, as it was when the plan was
// made, and the fields that the change moves.
type Before struct {
	AsOf           time.Time      `json:"as_of,omitzero"`
	RegistrantType string         `json:"registrant_type,omitempty"` // of the domain
	Contact        ingest.Contact `json:"contact"`
	Fields         []ingest.Field `json:"fields"` // never empty
}

// Standing sums up what a plan knows of the present.
type Standing struct {
	AsOf      time.Time `json:"as_of,omitzero"`      // of the oldest fact used
	Domains   int       `json:"domains"`             // that were looked at
	Unknown   int       `json:"unknown,omitempty"`   // of them, those that nothing could be found out about
	Unchanged int       `json:"unchanged,omitempty"` // changes that are already in place
	Blocked   int       `json:"blocked,omitempty"`   // changes that the present state forbids
	Mailboxes []Mailbox `json:"mailboxes,omitempty"` // of new registrants, not verified or not known to be
}

// Mailbox is an address that becomes that of registrants.
type Mailbox struct {
	Address  string    `json:"address"`
	Verified Knowledge `json:"verified"`
	Domains  int       `json:"domains"`
}

// Remark is something about a row that is sent all the same.
type Remark struct {
	Record  int    `json:"record"`
	Code    string `json:"code"`
	Comment string `json:"comment"`
}

// MailboxDeadline is how long the owner of a mailbox has to answer a
// verification mail before a domain may be taken offline (documented policy
// of registrars).
const MailboxDeadline = 15 * 24 * time.Hour

// against holds what is left of the rows against the present: what is already
// in place is not sent, and what cannot be done is held. A row with several
// contact types is held as a whole when one of them cannot be done.
func (b *builder) against(p *Present) {
	if p == nil {
		return
	}
	b.standing = &Standing{}
	judged := make(map[int32][]finding) // by slot, of those that were found something about
	looked := make([]bool, len(b.slots))
	for i := 0; i < len(b.asks); {
		row, from := b.asks[i].row, i
		for i < len(b.asks) && b.asks[i].row == row {
			i++
		}
		if b.planned(row) {
			b.holdAgainst(p, row, b.asks[from:i], looked, judged)
		}
	}
	b.sumUp(p)
}

func (b *builder) holdAgainst(p *Present, row int32, asks []ask, looked []bool, judged map[int32][]finding) {
	open := 0
	var remarks []finding
	for _, a := range asks {
		s := &b.slots[a.slot]
		if s.state&leftOut != 0 {
			continue
		}
		if !looked[a.slot] {
			looked[a.slot] = true
			if found := b.look(p, a); len(found) > 0 {
				judged[a.slot] = found
			}
		}
		if s.state&inPlace != 0 {
			continue
		}
		open++
		for _, f := range judged[a.slot] {
			if f.blocks {
				b.hold(row, f.refusal)
				return
			}
			remarks = append(remarks, f)
		}
	}
	if open == 0 {
		b.settle(row)
		return
	}
	for _, f := range remarks {
		b.remark(row, f.refusal)
	}
}

// look finds out about one slot.
func (b *builder) look(p *Present, a ask) []finding {
	s := &b.slots[a.slot]
	head, domain := b.headOf(a.wish), b.rows[a.row].domain
	equal, known, differences := p.InPlace(head, domain)
	facts := p.Domain(domain)
	if equal && facts.Owned != No {
		s.state |= inPlace
		b.standing.Unchanged++
		return nil
	}
	found := p.judge(b.set.Site, b.opt.Now, head, domain)
	if len(found) > 0 && found[0].blocks {
		b.standing.Blocked++
		return found
	}
	if known {
		c := facts.Contacts[head.ContactType]
		before := &Before{AsOf: c.AsOf.UTC(), Contact: c.Contact}
		if head.ContactType == ingest.Registrant {
			before.RegistrantType = facts.RegistrantType
		}
		for _, d := range differences {
			before.Fields = append(before.Fields, d.Field)
		}
		if b.before == nil {
			b.before = map[int32]*Before{}
		}
		b.before[a.slot] = before
	}
	return found
}

// headOf is a batch without changes that asks for a wish.
func (b *builder) headOf(wish int32) *Batch {
	for len(b.heads) < len(b.wishes.all) {
		b.heads = append(b.heads, make([]*Batch, len(b.wishes.all)-len(b.heads))...)
	}
	if b.heads[wish] == nil {
		h := b.head(0, wish)
		b.heads[wish] = &h
	}
	return b.heads[wish]
}

// settle ends a row of which nothing is left to be sent.
func (b *builder) settle(row int32) {
	f := fate{disposition: RowUnchanged, refusal: refusal{CodeUnchanged, "Already as the row wants it; nothing is sent for it."}}
	if why, partly := b.partly[row]; partly {
		f = fate{disposition: RowLeftOut, refusal: why}
	}
	b.rows[row].fate = int32(len(b.fates))
	b.fates = append(b.fates, f)
}

func (b *builder) remark(row int32, why refusal) {
	record := b.rows[row].record
	for i := len(b.remarks) - 1; i >= 0 && b.remarks[i].Record == record; i-- {
		if b.remarks[i].Code == why.code {
			return
		}
	}
	b.remarks = append(b.remarks, Remark{record, why.code, why.comment})
}

// sumUp counts what was looked at.
func (b *builder) sumUp(p *Present) {
	st := b.standing
	for _, name := range b.domains.all {
		f := p.Domain(name)
		if f.AsOf.IsZero() && f.Owned == Unknown {
			continue
		}
		st.Domains++
		older := func(t time.Time) {
			if !t.IsZero() && (st.AsOf.IsZero() || t.Before(st.AsOf)) {
				st.AsOf = t.UTC()
			}
		}
		older(f.AsOf)
		for _, c := range f.Contacts {
			older(c.AsOf)
		}
	}
	unknown := map[int]bool{}
	for _, r := range b.remarks {
		if r.Code == CodeNotAsked {
			unknown[r.Record] = true
		}
	}
	st.Unknown = len(unknown)
}

// mailboxes lists the addresses that become those of registrants, verified
// ones aside.
func mailboxes(p *Present, batches []Batch) []Mailbox {
	var out []Mailbox
	at := map[string]int{}
	for i := range batches {
		b := &batches[i]
		if b.ContactType != ingest.Registrant {
			continue
		}
		want, ok := p.wanted(b)
		if !ok || want.Email == "" {
			continue
		}
		verified := p.Mailbox(want.Email).Verified
		if b.Operation == UpdateProfile && verified == Unknown {
			verified = p.Profile(b.ProfileID).EmailVerified
		}
		if verified == Yes {
			continue
		}
		key := MailboxKey(want.Email)
		n, seen := at[key]
		if !seen {
			n = len(out)
			at[key] = n
			out = append(out, Mailbox{Address: want.Email, Verified: verified})
		}
		out[n].Domains += len(b.Changes)
	}
	return out
}
