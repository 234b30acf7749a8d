package executor

import (
	"context"
	"math/bits"
	"strings"
	"sync"
	"time"

	"domainbatch/executor/alidomain"
	"domainbatch/executor/journal"
)

// insight asks the service what makes it refuse a batch, where that takes
// fewer calls than splitting: which domains the account has, and whether the
// contact values are to blame. What it learns holds for the session.
type insight struct {
	account AccountReader // nil: nobody can be asked

	mu       sync.Mutex
	owned    domainSet // the account's domains; nil: not read
	pages    int       // of the account's list, as far as that is known
	unread   bool      // the list cannot be had, or was too long for what it was worth
	contacts map[string]bool
}

func newInsight(account AccountReader) *insight {
	return &insight{account: account, pages: 1, contacts: map[string]bool{}}
}

const domainPage = 100 // domains a page of QueryDomainList

// splitCost is how many calls it takes to split one bad domain off n.
func splitCost(n int) int { return 2 * bits.Len(uint(n-1)) }

// listIsCheaper reports whether reading a list of so many pages and sending
// the good domains and a bad one apart costs less than splitting.
func listIsCheaper(pages, domains int) bool { return pages+2 < splitCost(domains) }

// wouldRead reports whether the account's list is worth reading for a batch
// that was refused because a domain does not exist.
func (i *insight) wouldRead(code string, domains int) bool {
	if i.account == nil || !strings.EqualFold(code, alidomain.CodeDomainNotExist) {
		return false
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.owned == nil && !i.unread && listIsCheaper(i.pages, domains)
}

// absent returns the positions of the domains that the account does not have,
// as far as that is known without a call.
func (i *insight) absent(changes []journal.Change) map[int]bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	found := map[int]bool{}
	for n, c := range changes {
		if i.owned != nil && !i.owned[canonical(c.Domain)] {
			found[n] = true
		}
	}
	return found
}

// read reads the account's domains, as long as that is worth it.
func (i *insight) read(ctx context.Context, call *caller, domains int) {
	owned := domainSet{}
	for num := 1; ; num++ {
		page, err := query(ctx, call, alidomain.OpQueryDomainList, i.account.Domains,
			alidomain.DomainsQuery{PageNum: num, PageSize: domainPage}, func(alidomain.DomainPage) time.Time { return time.Time{} })
		i.mu.Lock()
		i.pages = max(num, (page.TotalItems+domainPage-1)/domainPage)
		last := err == nil && (!page.Next || len(page.Domains) == 0)
		for _, d := range page.Domains {
			owned[canonical(d.Domain)] = true
		}
		if last {
			i.owned = owned
		}
		i.unread = err != nil && finderMissing(err)
		stop := last || err != nil || !listIsCheaper(i.pages, domains)
		i.mu.Unlock()
		if stop {
			return
		}
	}
}

// contactRefused reports whether the service was found to refuse the contact
// values of a request themselves.
func (i *insight) contactRefused(request []byte) bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.contacts[string(request)]
}

// verify asks whether the contact values of a request are to blame, once.
func (i *insight) verify(ctx context.Context, call *caller, request []byte, contact alidomain.Contact) {
	if i.account == nil || !i.firstQuestion(request) {
		return
	}
	_, err := query(ctx, call, alidomain.OpVerifyContactField, func(ctx context.Context, c alidomain.Contact) (struct{}, error) {
		return struct{}{}, i.account.VerifyContact(ctx, c, "")
	}, contact, func(struct{}) time.Time { return time.Time{} })
	a := answerOf(err)
	i.mu.Lock()
	defer i.mu.Unlock()
	switch {
	case a.class == alidomain.Permanent && blamesValues(a.code):
		i.contacts[string(request)] = true
	case a.class != alidomain.None && a.class != alidomain.Permanent:
		delete(i.contacts, string(request)) // not answered: ask again another time
	}
}

// firstQuestion notes that a contact is asked about; false when it was before.
func (i *insight) firstQuestion(request []byte) bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	_, asked := i.contacts[string(request)]
	if !asked {
		i.contacts[string(request)] = false
	}
	return !asked
}

// blamesValues reports whether a refusal is about values, of which the contact
// may be one.
func blamesValues(code string) bool {
	return strings.HasPrefix(strings.ToLower(code), "parameterillegal")
}
