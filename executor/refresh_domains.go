package executor

import (
	"context"
	"strings"
	"time"

	"domainbatch/executor/alidomain"
	"domainbatch/ingest"
	"domainbatch/planner"
)

// details asks about single domains that are not known as well as that.
func (r *refresher) details(ctx context.Context, names []string) error {
	var unknown []string
	r.mu.Lock()
	for _, name := range names {
		if !r.detailed[planner.Key(name)] {
			unknown = append(unknown, name)
		}
	}
	r.mu.Unlock()
	r.recalled(len(names) - len(unknown))
	r.grow(len(unknown))
	return each(ctx, r, unknown, r.detail)
}

func (r *refresher) detail(ctx context.Context, name string) error {
	info, a, err := ask(ctx, r, alidomain.OpQueryDomainByDomainName, r.deps.API.Domain, name)
	switch {
	case err != nil:
		return err
	case a.class == alidomain.None:
		return r.keepDomain(ctx, name, factsOfInfo(info, r.deps.Clock.Now()))
	case isNotOurs(a):
		return r.notOurs(ctx, name)
	}
	return r.refusedAs(alidomain.OpQueryDomainByDomainName, a)
}

func isNotOurs(a answer) bool { return strings.EqualFold(a.code, alidomain.CodeDomainNotExist) }

// notOurs keeps the fact that a domain is not in the account.
func (r *refresher) notOurs(ctx context.Context, name string) error {
	return r.keepDomain(ctx, name, planner.DomainFacts{AsOf: r.deps.Clock.Now(), Owned: planner.No})
}

func (r *refresher) keepDomain(ctx context.Context, name string, facts planner.DomainFacts) error {
	known := knownDomain{Facts: facts, Detailed: true}
	f, err := fact(factDomain, planner.Key(name), name, facts.AsOf, known)
	if err != nil {
		return err
	}
	r.mu.Lock()
	r.setDomain(f.Key, known)
	r.mu.Unlock()
	return r.save(ctx, f)
}

// factsOfInfo is what a single question tells of a domain of the account.
func factsOfInfo(d alidomain.DomainInfo, now time.Time) planner.DomainFacts {
	return planner.DomainFacts{
		AsOf: now, Owned: planner.Yes, InstanceID: d.InstanceID, Registered: told(d.Registered), Expires: told(d.Expires),
		Redemption:        redemption(d.DomainStatus),
		TransferPending:   oneOf(d.TransferOut, "PENDING"),
		RegistrantPending: oneOf(d.RegistrantUpdate, "PENDING"),
		TransferLock:      oneOf(d.TransferLock, "OPEN"),
		UpdateLock:        oneOf(d.UpdateLock, "OPEN"),
		RealName:          planner.RealName(d.RealNameStatus),
		NameReview:        planner.RealName(d.NameVerification),
		EmailVerified:     answerTo(d.EmailVerified),
		ClientHold:        answerTo(d.EmailClientHold),
		RegistrantType:    d.RegistrantType,
	}
}

// oneOf reads a state of which one word means yes; none at all means that the
// service did not say.
func oneOf(state, yes string) planner.Knowledge {
	if state == "" {
		return planner.Unknown
	}
	return planner.Known(strings.EqualFold(state, yes))
}

func answerTo(yes *bool) planner.Knowledge {
	if yes == nil {
		return planner.Unknown
	}
	return planner.Known(*yes)
}

// unknownContacts counts the contacts that have to be asked for.
func (r *refresher) unknownContacts(needs []planner.ContactNeed) int {
	n := 0
	for _, need := range needs {
		if !r.contactKnown(need) {
			n++
		}
	}
	return n
}

func (r *refresher) contactKnown(n planner.ContactNeed) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	f := r.present.Domains[planner.Key(n.Domain)]
	_, known := f.Contacts[n.Type]
	return known || f.Owned == planner.No
}

// contacts asks for contacts that are not known. The caller has counted them as
// questions.
func (r *refresher) contacts(ctx context.Context, needs []planner.ContactNeed) error {
	var unknown []planner.ContactNeed
	for _, n := range needs {
		if !r.contactKnown(n) {
			unknown = append(unknown, n)
		}
	}
	r.recalled(len(needs) - len(unknown))
	r.answered(len(needs) - len(unknown))
	return each(ctx, r, unknown, r.contact)
}

func (r *refresher) contact(ctx context.Context, n planner.ContactNeed) error {
	if r.contactKnown(n) { // another contact of the domain has shown that it is not ours
		return nil
	}
	info, a, err := ask(ctx, r, alidomain.OpQueryContactInfo, func(ctx context.Context, n planner.ContactNeed) (alidomain.ContactInfo, error) {
		return r.deps.API.ContactInfo(ctx, n.Domain, string(n.Type))
	}, n)
	switch {
	case err != nil:
		return err
	case isNotOurs(a):
		return r.notOurs(ctx, n.Domain)
	case a.class != alidomain.None:
		return r.refusedAs(alidomain.OpQueryContactInfo, a)
	}
	now := r.deps.Clock.Now()
	c := planner.ContactFacts{AsOf: now, Contact: ingest.Contact(info.Contact)}
	f, err := fact(factContact, contactKey(n), n.Domain, now, c)
	if err != nil {
		return err
	}
	r.mu.Lock()
	r.setContact(planner.Key(n.Domain), n.Type, c)
	r.mu.Unlock()
	return r.save(ctx, f)
}
