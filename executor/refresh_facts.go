package executor

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"domainbatch/executor/journal"
	"domainbatch/ingest"
	"domainbatch/planner"
)

// The kinds of facts in the journal and their keys.
const (
	factDomain  = "domain"  // planner.Key of the domain
	factContact = "contact" // planner.Key of the domain, blank, contact type
	factProfile = "profile" // id
	factMailbox = "mailbox" // planner.MailboxKey of the address
	factVerdict = "verdict" // digest of planner.VerifyKey
	factPage    = "page"    // scope of the list, blank, number
)

// factsKept is how long answers stay in the journal at least; they hold
// personal data, so not for ever.
const factsKept = 24 * time.Hour

// clockJump is how far in the future an answer may lie before its time is
// disbelieved.
const clockJump = time.Minute

// knownDomain is the value of a factDomain.
type knownDomain struct {
	Facts    planner.DomainFacts `json:"facts"`
	Detailed bool                `json:"detailed,omitempty"` // as a single question tells, else as the list does
}

// knownVerdict is the value of a factVerdict.
type knownVerdict struct {
	Key     planner.VerifyKey `json:"key"`
	Verdict planner.Verdict   `json:"verdict"`
}

// page is the value of a factPage: what one page of the account's list holds,
// in its order.
type page struct {
	Total int      `json:"total"` // of the whole list, as the page says
	Names []string `json:"names"`
}

// recall takes from the journal what is young enough, and forgets what is old.
func (r *refresher) recall(ctx context.Context) error {
	now := r.deps.Clock.Now()
	if err := r.deps.Journal.ForgetFacts(ctx, r.account, now.Add(-max(factsKept, r.opt.MaxAge))); err != nil {
		return &journalError{err}
	}
	if r.opt.MaxAge < 0 {
		return nil
	}
	facts, err := r.deps.Journal.Facts(ctx, r.account, now.Add(-r.opt.MaxAge))
	if err != nil {
		return &journalError{err}
	}
	for _, f := range facts {
		if f.At.After(now.Add(clockJump)) {
			continue // the clock was set back since: nobody knows how old it is
		}
		if err := r.remember(f); err != nil {
			// Another version wrote it: it is asked for again.
			r.deps.Log.Warn("a fact in the journal cannot be read", "kind", f.Kind, "error", err)
		}
	}
	return nil
}

func (r *refresher) remember(f journal.Fact) error {
	switch f.Kind {
	case factDomain:
		return value(f, func(k knownDomain) { r.setDomain(f.Key, k) })
	case factContact:
		key, contactType, _ := strings.Cut(f.Key, " ")
		return value(f, func(c planner.ContactFacts) { r.setContact(key, ingest.ContactType(contactType), c) })
	case factProfile:
		id, err := strconv.ParseInt(f.Key, 10, 64)
		if err != nil {
			return fmt.Errorf("key %q is not an id", f.Key)
		}
		return value(f, func(p planner.ProfileFacts) { r.present.Profiles[id] = p })
	case factMailbox:
		return value(f, func(m planner.MailboxFacts) { r.present.Mailboxes[f.Key] = m })
	case factVerdict:
		return value(f, func(v knownVerdict) { r.present.Verdicts[v.Key] = v.Verdict })
	case factPage:
		return value(f, func(p page) { r.pages[f.Key] = p })
	}
	return nil // of a newer program
}

func value[T any](f journal.Fact, use func(T)) error {
	var v T
	if err := json.Unmarshal(f.Value, &v); err != nil {
		return err
	}
	use(v)
	return nil
}

// fact makes the record of an answer. domain is "" for what is not about one.
func fact(kind, key, domain string, at time.Time, v any) (journal.Fact, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return journal.Fact{}, fmt.Errorf("keeping what the service told: %w", err)
	}
	return journal.Fact{Kind: kind, Key: key, Domain: domain, At: at, Value: b}, nil
}

// setDomain joins what is known of a domain: single questions tell more than
// the list, and contacts are asked for by themselves.
func (r *refresher) setDomain(key string, k knownDomain) {
	old := r.present.Domains[key]
	k.Facts.Contacts = old.Contacts
	if k.Facts.Redemption == planner.Unknown {
		k.Facts.Redemption = old.Redemption
	}
	r.present.Domains[key] = k.Facts
	r.detailed[key] = r.detailed[key] || k.Detailed
}

// setContact notes a contact. Whose contact is told, is in the account.
func (r *refresher) setContact(key string, t ingest.ContactType, c planner.ContactFacts) {
	d := r.present.Domains[key]
	if d.Contacts == nil {
		d.Contacts = map[ingest.ContactType]planner.ContactFacts{}
	}
	d.Contacts[t] = c
	if d.Owned == planner.Unknown {
		d.Owned, d.AsOf = planner.Yes, c.AsOf
	}
	r.present.Domains[key] = d
}

func contactKey(n planner.ContactNeed) string { return planner.Key(n.Domain) + " " + string(n.Type) }

func verdictKey(k planner.VerifyKey) string {
	b, _ := json.Marshal(k) // strings always marshal
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:16])
}
