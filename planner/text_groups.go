package planner

import (
	"fmt"
	"strings"

	"domainbatch/ingest"
)

// maxDomains is how many domains of a group are named.
const maxDomains = 4

// group is all batches that ask for the same thing.
type group struct {
	head  *Batch
	size  int // domains
	calls int
	first []string // the first few domains
}

type groupKey struct {
	account string
	op      Operation
	kind    ingest.ContactType
	lock    ingest.Lock
	profile int64
	contact ingest.Contact
}

func (b *Batch) key() groupKey {
	key := groupKey{account: b.Account, op: b.Operation, kind: b.ContactType, lock: b.Lock, profile: b.ProfileID}
	if b.Contact != nil {
		key.contact = *b.Contact
	}
	return key
}

func groupsOf(p *Plan) []group {
	var out []group
	at := map[groupKey]int{}
	for i := range p.Batches {
		b := &p.Batches[i]
		key := b.key()
		n, ok := at[key]
		if !ok {
			n = len(out)
			at[key] = n
			out = append(out, group{head: b})
		}
		out[n].add(b)
	}
	return out
}

func (g *group) add(b *Batch) {
	g.calls++
	g.size += len(b.Changes)
	for i := 0; i < len(b.Changes) && len(g.first) < maxDomains; i++ {
		g.first = append(g.first, b.Changes[i].Domain)
	}
}

// summary is the group in one line.
func (g *group) summary() string {
	b := g.head
	var s strings.Builder
	s.WriteString(string(b.Operation))
	if b.ContactType != "" {
		s.WriteString(" " + string(b.ContactType))
	}
	fmt.Fprintf(&s, ", %s, %s", plural(g.size, "domain"), plural(g.calls, "call"))
	if b.Account != "" {
		s.WriteString(", account " + b.Account)
	}
	switch {
	case b.Contact != nil:
		s.WriteString(": " + who(b.Contact))
	case b.ProfileID != 0:
		fmt.Fprintf(&s, ": profile %d", b.ProfileID)
	}
	switch b.Lock {
	case ingest.LockOn:
		s.WriteString("; with the 60-day transfer lock")
	case ingest.LockOff:
		s.WriteString("; without the 60-day transfer lock")
	}
	return s.String()
}

// domains names the first few.
func (g *group) domains() string {
	names := strings.Join(g.first, ", ")
	if more := g.size - len(g.first); more > 0 {
		names += fmt.Sprintf(" and %s more", number(more))
	}
	return names
}

// who is how a person recognises a contact.
func who(c *ingest.Contact) string {
	var parts []string
	for _, s := range []string{c.Name, c.Organization, c.Email} {
		if s != "" && (len(parts) == 0 || parts[len(parts)-1] != s) {
			parts = append(parts, s)
		}
	}
	if len(parts) == 0 {
		return "a contact without name and e-mail address"
	}
	return strings.Join(parts, ", ")
}

func some(words []string, most int) string {
	if len(words) <= most {
		return strings.Join(words, ", ")
	}
	return strings.Join(words[:most], ", ") + fmt.Sprintf(" and %s more", number(len(words)-most))
}
