package planner

import (
	"slices"
	"strings"

	"golang.org/x/net/idna"

	"domainbatch/ingest"
)

// Needs are the questions whose answers a plan has to be held against, each
// once, in the order in which the plan raises them.
type Needs struct {
	Domains   []string      // as the plan spells them: lower case, Unicode
	Contacts  []ContactNeed // domain by domain
	Profiles  []int64
	Mailboxes []string // MailboxKey of the addresses of new registrants
	Verify    []VerifyNeed
}

// ContactNeed asks for one contact of a domain.
type ContactNeed struct {
	Domain string
	Type   ingest.ContactType
}

// VerifyNeed asks the service whether it would take a contact. Domain is one
// of those that the answer is good for.
type VerifyNeed struct {
	Key    VerifyKey
	Domain string
}

// Needs lists what has to be asked before the plan can be held against the
// present.
func (p *Plan) Needs() Needs {
	var n Needs
	domains, profiles := map[string]int{}, map[int64]bool{}
	mailboxes, verify := map[string]bool{}, map[VerifyKey]bool{}
	var types [][]ingest.ContactType // by domain
	for i := range p.Batches {
		b := &p.Batches[i]
		if b.ProfileID != 0 && !profiles[b.ProfileID] {
			profiles[b.ProfileID] = true
			n.Profiles = append(n.Profiles, b.ProfileID)
		}
		if address := b.mailbox(); address != "" && !mailboxes[address] {
			mailboxes[address] = true
			n.Mailboxes = append(n.Mailboxes, address)
		}
		for j := range b.Changes {
			name := b.Changes[j].Domain
			at, seen := domains[name]
			if !seen {
				at = len(n.Domains)
				domains[name] = at
				n.Domains, types = append(n.Domains, name), append(types, nil)
			}
			if b.ContactType != "" {
				types[at] = append(types[at], b.ContactType)
			}
			if b.Contact == nil {
				continue
			}
			if key := b.verifyKey(name); !verify[key] {
				verify[key] = true
				n.Verify = append(n.Verify, VerifyNeed{key, name})
			}
		}
	}
	for i, name := range n.Domains {
		for _, t := range types[i] {
			n.Contacts = append(n.Contacts, ContactNeed{name, t})
		}
	}
	return n
}

// mailbox is the key of the address that a batch makes the registrant's, ""
// when it does not or when only the profile knows it.
func (b *Batch) mailbox() string {
	if b.ContactType != ingest.Registrant || b.Contact == nil {
		return ""
	}
	return MailboxKey(b.Contact.Email)
}

func (b *Batch) verifyKey(domain string) VerifyKey {
	return VerifyKey{Contact: *b.Contact, Group: TLDGroup(domain)}
}

// Key is the name under which facts about a domain are kept: lower case,
// punycode, without a trailing dot. A name that has no such form is its own
// key.
func Key(domain string) string {
	name := strings.ToLower(strings.TrimSuffix(strings.TrimSpace(domain), "."))
	if isASCII(name) {
		return name
	}
	if ascii, err := idna.ToASCII(name); err == nil {
		return ascii
	}
	return name
}

// MailboxKey is the name under which facts about an e-mail address are kept.
func MailboxKey(address string) string { return strings.ToLower(strings.TrimSpace(address)) }

// GroupCNNIC is the TLDGroup of the names under CNNIC's rules.
const GroupCNNIC = "cnnic"

// cnnicTLDs are the top level domains run by CNNIC (documented: .cn, .中国,
// .公司 and .网络 want a profile of type cnnic on the international site).
var cnnicTLDs = []string{"cn", "xn--fiqs8s", "xn--55qx5d", "xn--io0a7i"}

// TLDGroup is the set of top level domains that take the same contact values,
// as far as is known: those of CNNIC, each country's own, and all others as
// "gtld". Registries may differ further (assumed).
func TLDGroup(domain string) string {
	tld := TLD(domain)
	switch {
	case slices.Contains(cnnicTLDs, tld):
		return GroupCNNIC
	case len(tld) == 2:
		return tld
	}
	return "gtld"
}

// TLD is the last label of a domain, in lower case and punycode.
func TLD(domain string) string {
	name := Key(domain)
	return name[strings.LastIndexByte(name, '.')+1:]
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
