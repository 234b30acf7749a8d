package planner

import (
	"fmt"

	"domainbatch/ingest"
)

// Consequences says what the changes of a plan entail.
type Consequences struct {
	plan      *Plan
	mailboxes map[string]bool // that a verification mail goes to; nil when nobody looked
	first     map[string]string
}

// Consequences prepares to say what each change entails.
func (p *Plan) Consequences() *Consequences {
	x := &Consequences{plan: p, first: map[string]string{}}
	if p.Standing != nil {
		x.mailboxes = map[string]bool{}
		for _, m := range p.Standing.Mailboxes {
			x.mailboxes[MailboxKey(m.Address)] = true
		}
	}
	for i := range p.Batches {
		for j := range p.Batches[i].Changes {
			if name := p.Batches[i].Changes[j].Domain; x.first[name] == "" {
				x.first[name] = p.Batches[i].ID
			}
		}
	}
	return x
}

// Of says in sentences what a change of a batch entails beyond the values
// that it writes. Days are those of a plan that is carried out when it was
// made.
func (x *Consequences) Of(b *Batch, c *Change) []string {
	var out []string
	created := x.plan.Created
	if b.ContactType == ingest.Registrant {
		if c.Before != nil && !c.Before.movesOwner() {
			out = append(out, "The registrant keeps name, organization and e-mail address.")
		} else {
			out = append(out, "The domain gets a new registrant; this is hard to take back.")
		}
		switch b.Lock {
		case ingest.LockOn:
			out = append(out, fmt.Sprintf("No transfer to another registrar for 60 days, until %s.", day(created.Add(LockTime))))
		case ingest.LockOff:
			out = append(out, "It is not locked against transfers, as the row asks.")
		default:
			out = append(out, "It is not locked against transfers; the row says nothing.")
		}
		if address := b.mailbox(); address != "" && (x.mailboxes == nil || x.mailboxes[address]) {
			out = append(out, fmt.Sprintf("A verification mail goes to %s; without an answer by %s the domain may be taken offline.", address, day(created.Add(MailboxDeadline))))
		}
	}
	if b.Operation == TransferCode {
		out = append(out, "Whoever has the code can take the domain to another registrar.")
	}
	if x.first[c.Domain] != b.ID {
		out = append(out, "It waits for another change of the same domain.")
	}
	return out
}

// ContactFields lists the fields of a contact in the order of their columns.
func ContactFields() []ingest.Field {
	out := make([]ingest.Field, len(contactFields))
	for i, f := range contactFields {
		out[i] = f.field
	}
	return out
}

// ContactValue is one field of a contact, "" for a field that contacts do not
// have.
func ContactValue(c *ingest.Contact, field ingest.Field) string {
	for _, f := range contactFields {
		if f.field == field {
			return *f.value(c)
		}
	}
	return ""
}
