package executor

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"domainbatch/executor/alidomain"
	"domainbatch/executor/journal"
	"domainbatch/planner"
)

// insurance is the share of the contact questions that reading the list may
// cost on top: a domain that it shows not to be ours saves up to four of them.
const insurance = 20

// readList decides whether a list of so many pages is read. singles are the
// questions about single domains that it replaces, contacts those that follow
// in any case. When every domain turns out to be in the account, the choice
// costs at most a twentieth more than the cheaper way.
func readList(pages, singles, contacts int) bool {
	return pages < singles || pages*insurance <= contacts
}

// worthAPage decides whether it is worth a call to learn how long the list is.
func worthAPage(singles, contacts int) bool { return readList(1, singles, contacts) }

func pagesOf(items, size int) int { return (items + size - 1) / size }

// basics finds out which of the domains are in the account, by the list where
// that is cheap, and asks at once about those of which the list does not tell
// or that have to be known before contacts can be compared (typed, by key).
func (r *refresher) basics(ctx context.Context, domains []string, typed map[string]bool, contacts int) error {
	var unknown, singles []string
	for _, name := range domains {
		if r.domainKnown(name) {
			continue
		}
		unknown = append(unknown, name)
		if typed[planner.Key(name)] {
			singles = append(singles, name)
		}
	}
	r.recalled(len(domains) - len(unknown))
	if len(unknown) == 0 || !worthAPage(len(singles), contacts) {
		return r.details(ctx, singles)
	}
	scope := scopeOf(domains)
	first, err := r.page(ctx, scope, 1, domains)
	if err != nil {
		return r.unlessUnanswered(err, func() error { return r.details(ctx, singles) })
	}
	pages := pagesOf(first.Total, domainPage)
	if !readList(pages-1, len(singles), contacts) {
		return r.details(ctx, r.notKnown(singles))
	}
	if _, err := r.pagesFrom(ctx, scope, 2, pages, domains); err != nil {
		return r.unlessUnanswered(err, func() error { return r.details(ctx, r.notKnown(singles)) })
	}
	return r.details(ctx, r.notKnown(unknown))
}

// unlessUnanswered goes another way when the list cannot be had.
func (r *refresher) unlessUnanswered(err error, other func() error) error {
	if errors.Is(err, errNotAnswered) {
		return other()
	}
	return err
}

func (r *refresher) domainKnown(name string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	f := r.present.Domains[planner.Key(name)]
	return f.Owned == planner.No || f.Owned == planner.Yes && (f.RegistrantType != "" || !f.Expires.IsZero())
}

func (r *refresher) notKnown(names []string) []string {
	var out []string
	for _, name := range names {
		if !r.domainKnown(name) {
			out = append(out, name)
		}
	}
	return out
}

// scopeOf names what a reading of the list is kept for: these domains.
func scopeOf(domains []string) string {
	sum := sha256.Sum256([]byte(strings.Join(slices.Sorted(slices.Values(domains)), "\n")))
	return hex.EncodeToString(sum[:8])
}

// scopeAll is the scope of an inventory: every domain is kept. A further
// reading of the list has a scope of its own.
const scopeAll = "all"

// mostReadings bounds how often an inventory reads the list. A row that slips
// from one page to another between two calls is missing in a reading, or there
// twice.
const mostReadings = 3

// inventory reads the whole list, again while it has shown fewer domains than
// it says there are.
func (r *refresher) inventory(ctx context.Context) (names []string, err error) {
	seen := map[string]bool{}
	for n := range mostReadings {
		var pages []page
		pages, err = r.wholeList(ctx, fmt.Sprintf("%s%d", scopeAll, n))
		total := 0
		for _, p := range pages {
			total = max(total, p.Total)
			for _, name := range p.Names {
				if key := planner.Key(name); !seen[key] {
					seen[key] = true
					names = append(names, name)
				}
			}
		}
		if err != nil || len(names) >= total {
			break
		}
		r.deps.Log.Warn("the list of domains changed while it was read", "domains", len(names), "said", total)
	}
	return names, r.orMissing(alidomain.OpQueryDomainList, err)
}

func (r *refresher) wholeList(ctx context.Context, scope string) ([]page, error) {
	r.grow(1)
	first, err := r.page(ctx, scope, 1, nil)
	r.answered(1)
	if err != nil {
		return nil, err
	}
	more, err := r.pagesFrom(ctx, scope, 2, pagesOf(first.Total, domainPage), nil)
	return append([]page{first}, more...), err
}

// orMissing makes an error for people of a question without which there is
// nothing to tell.
func (r *refresher) orMissing(op alidomain.Operation, err error) error {
	if !errors.Is(err, errNotAnswered) {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if cause := r.missing[op]; cause != nil {
		return fatal(answerOf(cause))
	}
	return &UnavailableError{fmt.Errorf("%s: %w", op, err)}
}

// pagesFrom reads the pages from one number to another, and on while the list
// has grown, and tells them in order.
func (r *refresher) pagesFrom(ctx context.Context, scope string, from, to int, domains []string) ([]page, error) {
	if to < from {
		return nil, ctx.Err()
	}
	nums := make([]int, 0, to-from+1)
	for n := from; n <= to; n++ {
		nums = append(nums, n)
	}
	r.grow(len(nums))
	read := make([]page, len(nums))
	failed := false
	err := each(ctx, r, nums, func(ctx context.Context, n int) error {
		p, err := r.page(ctx, scope, n, domains)
		if err != nil {
			r.mu.Lock()
			failed = true
			r.mu.Unlock()
			return err
		}
		read[n-from] = p
		return nil
	})
	if err == nil && failed {
		err = errNotAnswered
	}
	if err != nil {
		return read, err
	}
	if longest := pagesOf(slices.MaxFunc(read, func(a, b page) int { return a.Total - b.Total }).Total, domainPage); longest > to {
		more, err := r.pagesFrom(ctx, scope, to+1, longest, domains)
		return append(read, more...), err
	}
	return read, nil
}

// page reads one page of the list, or remembers it. Of the domains on it those
// that are wanted are kept, all of them when domains is nil.
func (r *refresher) page(ctx context.Context, scope string, num int, domains []string) (page, error) {
	key := fmt.Sprintf("%s %06d", scope, num)
	r.mu.Lock()
	known, ok := r.pages[key]
	r.mu.Unlock()
	if ok {
		r.recalled(1)
		return known, nil
	}
	answer, a, err := ask(ctx, r, alidomain.OpQueryDomainList, r.deps.API.Domains, alidomain.DomainsQuery{PageNum: num, PageSize: domainPage})
	if err == nil && a.class != alidomain.None {
		err = r.refusedAs(alidomain.OpQueryDomainList, a)
	}
	if err != nil {
		return page{}, err
	}
	return r.keepPage(ctx, key, answer, r.spelling(domains))
}

// spelling maps the keys of domains to the names by which they are kept, so
// that what is known of them ends with a change of them; nil takes every name.
func (r *refresher) spelling(domains []string) map[string]string {
	if domains == nil {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.names == nil {
		r.names = make(map[string]string, len(domains))
		for _, name := range domains {
			r.names[planner.Key(name)] = name
		}
	}
	return r.names
}

func (r *refresher) keepPage(ctx context.Context, key string, answer alidomain.DomainPage, wanted map[string]string) (page, error) {
	now := r.deps.Clock.Now()
	p := page{Total: answer.TotalItems}
	var facts []journal.Fact
	for _, d := range answer.Domains {
		name, ok := strings.ToLower(d.Domain), true
		k := planner.Key(d.Domain)
		if wanted != nil {
			name, ok = wanted[k]
		} else {
			p.Names = append(p.Names, name)
		}
		if !ok || r.knownBetter(k) {
			continue
		}
		known := knownDomain{Facts: factsOfSummary(d, now)}
		f, err := fact(factDomain, k, name, now, known)
		if err != nil {
			return p, err
		}
		facts = append(facts, f)
		r.mu.Lock()
		r.setDomain(k, known)
		r.mu.Unlock()
	}
	marker, err := fact(factPage, key, "", now, p)
	if err != nil {
		return p, err
	}
	r.mu.Lock()
	r.pages[key] = p
	r.mu.Unlock()
	return p, r.save(ctx, append(facts, marker)...)
}

// knownBetter reports whether the journal holds more of a domain than the list
// tells.
func (r *refresher) knownBetter(key string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.detailed[key]
}

// factsOfSummary is what the list tells of a domain. How it stands with locks,
// reviews and mails, it does not tell.
func factsOfSummary(d alidomain.DomainSummary, now time.Time) planner.DomainFacts {
	return planner.DomainFacts{AsOf: now, Owned: planner.Yes, InstanceID: d.InstanceID, Registered: told(d.Registered), Expires: told(d.Expires),
		Redemption: redemption(d.DomainStatus), RegistrantType: d.RegistrantType}
}

// told reads a time of the service, zero when it is in no known form.
func told(s string) time.Time {
	t, err := alidomain.ParseTime(s)
	if err != nil {
		return time.Time{}
	}
	return t
}

func redemption(status string) planner.Knowledge {
	if status == "" {
		return planner.Unknown
	}
	return planner.Known(status == "2")
}
