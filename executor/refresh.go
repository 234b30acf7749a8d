package executor

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"domainbatch/executor/alidomain"
	"domainbatch/executor/journal"
	"domainbatch/executor/quota"
	"domainbatch/ingest"
	"domainbatch/planner"
)

// PresentReader tells how things stand at the service. *alidomain.Client is
// one. Nothing it does changes anything.
type PresentReader interface {
	AccountReader
	Domain(ctx context.Context, name string) (alidomain.DomainInfo, error)
	ContactInfo(ctx context.Context, domain, contactType string) (alidomain.ContactInfo, error)
	RegistrantProfiles(ctx context.Context, q alidomain.ProfilesQuery) (alidomain.ProfilePage, error)
	EmailVerifications(ctx context.Context, q alidomain.EmailsQuery) (alidomain.EmailPage, error)
}

// RefreshDeps is what a look at the present works with. Journal and API are
// required; the journal must be open for writing.
type RefreshDeps struct {
	Journal  journal.Journal
	API      PresentReader
	Quota    Quota // nil: LearnedQuota with the rates of the options
	Clock    Clock // nil: the clock of this machine
	Log      *slog.Logger
	Progress func(done, total int) // nil: none. Questions answered and to be answered, as far as is known; total can grow. Called from one goroutine at a time, must be quick
}

// DefaultRefreshAge is how long an answer of the service is taken for the
// present when nobody says otherwise. It covers the time that a look at ten
// thousand domains takes, so that one that was interrupted goes on.
const DefaultRefreshAge = time.Hour

// RefreshOptions shape a look at the present. The zero value is usable.
type RefreshOptions struct {
	MaxAge   time.Duration // answers in the journal that are younger are not asked for again; 0: DefaultRefreshAge, negative: everything is asked
	NoVerify bool          // do not ask the service whether it would take the contacts (VerifyContactField)

	QueryRate float64 // ceiling in calls a second; 0: quota.DefaultQuery
	TotalRate float64 // ceiling for all calls together; 0: none
	Workers   int     // calls under way at once; 0: enough to fill QueryRate

	CallTimeout      time.Duration // one API call; 0: 90 s
	UnavailableAfter time.Duration // give up when nothing has been heard of the service for so long; 0: 5 min

	Seed int64 // of the jitter; 0: random
}

func (o RefreshOptions) fill() RefreshOptions {
	run := Options{QueryRate: o.QueryRate, CallTimeout: o.CallTimeout, UnavailableAfter: o.UnavailableAfter}.fill()
	o.QueryRate, o.CallTimeout, o.UnavailableAfter = run.QueryRate, run.CallTimeout, run.UnavailableAfter
	if o.MaxAge == 0 {
		o.MaxAge = DefaultRefreshAge
	}
	setDefault(&o.Workers, workersFor(o.QueryRate))
	return o
}

// Refreshed sums up a look at the present.
type Refreshed struct {
	Calls      map[string]int // API calls, by operation; failed and repeated ones too
	Recalled   int            // questions that the journal could answer
	Unanswered int            // questions that were given up: their answers are missing from the present
	Missing    []Unavailable  // operations that cannot be had here
	Throttled  int
	Elapsed    time.Duration
}

// Unavailable is an operation that this key may not use, or that the service
// at this address does not have. What it would tell stays unknown.
type Unavailable struct {
	Operation alidomain.Operation
	Err       error // *alidomain.Error
}

// Refresh finds out how things stand for everything that a plan wants to
// change, with as few calls as it takes:
//
//   - The profiles of the plan, in one pass over QueryRegistrantProfiles.
//   - The account's domains, in one pass over QueryDomainList where that costs
//     less than single questions or next to nothing (see readList). A domain
//     that is not in the list is asked about by itself before it is called
//     somebody else's.
//   - Each contact that the plan writes (QueryContactInfo).
//   - For changes that are then not yet in place only: the state of the domain
//     (QueryDomainByDomainName), the mailboxes of new registrants
//     (ListEmailVerification), and whether the service would take each contact
//     for each group of top level domains (VerifyContactField).
//
// So a plan that is in place altogether costs one call a contact and a few
// pages. Answers are in the journal as soon as they are known, and younger ones
// than RefreshOptions.MaxAge are taken from there: a look that was interrupted
// goes on where it was. What is known of a domain ends when a change of it is
// sent.
//
// A domain that is not in the account is a fact, not a failure. The errors are
// that of the context, *FatalError (key, signature, clock), *UnavailableError
// (nothing was heard of the service for long) and those of the journal. The
// present is never nil: with an error it holds what was found out until then.
func Refresh(ctx context.Context, deps RefreshDeps, account string, plan *planner.Plan, opt RefreshOptions) (*planner.Present, Refreshed, error) {
	return lookAt(ctx, deps, account, opt, func(ctx context.Context, r *refresher) error {
		needs := plan.Needs()
		r.grow(len(needs.Contacts))
		if err := r.profiles(ctx, needs.Profiles); err != nil {
			return err
		}
		if err := r.basics(ctx, needs.Domains, registrantTypes(plan), r.unknownContacts(needs.Contacts)); err != nil {
			return err
		}
		if err := r.contacts(ctx, needs.Contacts); err != nil {
			return err
		}
		open := stillOpen(plan, r.present).Needs()
		if err := r.details(ctx, open.Domains); err != nil {
			return err
		}
		if err := r.mailboxes(ctx, open.Mailboxes); err != nil || opt.NoVerify {
			return err
		}
		return r.verify(ctx, open.Verify)
	})
}

// RefreshOperations lists the operations that Refresh may use for a plan, each
// once: what the key must be allowed to call.
func RefreshOperations(plan *planner.Plan, opt RefreshOptions) []alidomain.Operation {
	needs := plan.Needs()
	var ops []alidomain.Operation
	for _, x := range []struct {
		op     alidomain.Operation
		needed bool
	}{
		{alidomain.OpQueryDomainList, len(needs.Domains) > 0},
		{alidomain.OpQueryDomainByDomainName, len(needs.Domains) > 0},
		{alidomain.OpQueryContactInfo, len(needs.Contacts) > 0},
		{alidomain.OpQueryRegistrantProfiles, len(needs.Profiles) > 0},
		{alidomain.OpListEmailVerification, len(needs.Mailboxes) > 0},
		{alidomain.OpVerifyContactField, len(needs.Verify) > 0 && !opt.NoVerify},
	} {
		if x.needed {
			ops = append(ops, x.op)
		}
	}
	return ops
}

// Contacts asks for contacts as they are now, for an export or the way back.
// Errors are as of Refresh. A domain whose facts say Owned No is not in the
// account.
func Contacts(ctx context.Context, deps RefreshDeps, account string, needs []planner.ContactNeed, opt RefreshOptions) (*planner.Present, Refreshed, error) {
	return lookAt(ctx, deps, account, opt, func(ctx context.Context, r *refresher) error {
		r.grow(len(needs))
		return r.contacts(ctx, needs)
	})
}

// ContactsOf is Contacts for domains that no Inventory has shown: it tells
// also which of them are in the account, and their registrant types, by the
// list where that is cheaper than single questions.
func ContactsOf(ctx context.Context, deps RefreshDeps, account string, needs []planner.ContactNeed, opt RefreshOptions) (*planner.Present, Refreshed, error) {
	return lookAt(ctx, deps, account, opt, func(ctx context.Context, r *refresher) error {
		r.grow(len(needs))
		var names []string
		typed := map[string]bool{}
		for _, n := range needs {
			if key := planner.Key(n.Domain); !typed[key] {
				typed[key] = true
				names = append(names, n.Domain)
			}
		}
		if err := r.basics(ctx, names, typed, r.unknownContacts(needs)); err != nil {
			return err
		}
		return r.contacts(ctx, needs)
	})
}

// Inventory reads the whole list of the account's domains and tells their
// names in the order of the list; of each the present has the instance id,
// the dates and the registrant type. Errors are as of Refresh; with an error
// the names are those read until then.
func Inventory(ctx context.Context, deps RefreshDeps, account string, opt RefreshOptions) ([]string, *planner.Present, Refreshed, error) {
	var names []string
	present, report, err := lookAt(ctx, deps, account, opt, func(ctx context.Context, r *refresher) (err error) {
		names, err = r.inventory(ctx)
		return err
	})
	return names, present, report, err
}

// lookAt sets a look up, lets it happen, and sums it up.
func lookAt(ctx context.Context, deps RefreshDeps, account string, opt RefreshOptions, look func(context.Context, *refresher) error) (*planner.Present, Refreshed, error) {
	opt = opt.fill()
	r, err := newRefresher(ctx, deps, account, opt)
	if err != nil {
		return &planner.Present{Account: account}, Refreshed{}, err
	}
	before := r.call.quota.Rate(quota.Query)
	err = look(ctx, r)
	if rate := r.call.quota.Rate(quota.Query); rate != before {
		if kept := r.deps.Journal.SetRate(keep(ctx), rateKey(account, quota.Query), rate); kept != nil && err == nil {
			err = &journalError{kept}
		}
	}
	return r.present, r.sum(), err
}

// refresher is one look at the present.
type refresher struct {
	deps    RefreshDeps
	opt     RefreshOptions
	account string
	call    *caller
	jitter  *jitter
	started time.Time

	mu       sync.Mutex
	present  *planner.Present
	detailed map[string]bool   // domains, by key, that are known as well as a single question tells
	pages    map[string]page   // of the list, read already
	names    map[string]string // key → name of the domains that are wanted
	missing  map[alidomain.Operation]error
	report   Refreshed
	done     int
	total    int
}

func newRefresher(ctx context.Context, deps RefreshDeps, account string, opt RefreshOptions) (*refresher, error) {
	if deps.Journal == nil || deps.API == nil {
		return nil, errors.New("journal and API are needed")
	}
	if deps.Clock == nil {
		deps.Clock = systemClock{}
	}
	if deps.Log == nil {
		deps.Log = slog.New(slog.NewTextHandler(io.Discard, nil))
	}
	if deps.Quota == nil {
		limiter, err := LearnedQuota(ctx, deps.Journal, account, Options{QueryRate: opt.QueryRate, TotalRate: opt.TotalRate})
		if err != nil {
			return nil, err
		}
		deps.Quota = limiter
	}
	r := &refresher{
		deps: deps, opt: opt, account: account, jitter: newJitter(opt.Seed), started: deps.Clock.Now(),
		call: &caller{quota: deps.Quota, clock: &serverClock{local: deps.Clock}, timeout: opt.CallTimeout, calls: map[string]int{},
			health: &health{now: deps.Clock.Now, patience: opt.UnavailableAfter, firstTime: 5 * time.Second}},
		present: &planner.Present{Account: account, Domains: map[string]planner.DomainFacts{}, Profiles: map[int64]planner.ProfileFacts{},
			Mailboxes: map[string]planner.MailboxFacts{}, Verdicts: map[planner.VerifyKey]planner.Verdict{}},
		detailed: map[string]bool{}, pages: map[string]page{}, missing: map[alidomain.Operation]error{},
	}
	return r, r.recall(ctx)
}

func (r *refresher) sum() Refreshed {
	r.report.Calls, r.report.Throttled = r.call.counts(), r.deps.Quota.Throttled()
	r.report.Elapsed = r.deps.Clock.Now().Sub(r.started)
	for _, op := range slices.Sorted(maps.Keys(r.missing)) {
		r.report.Missing = append(r.report.Missing, Unavailable{op, r.missing[op]})
	}
	return r.report
}

// grow says that there are more questions; answered, that some were answered.
func (r *refresher) grow(n int) { r.count(0, n) }

func (r *refresher) answered(n int) { r.count(n, 0) }

func (r *refresher) count(done, total int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.done, r.total = r.done+done, r.total+total
	if r.deps.Progress != nil {
		r.deps.Progress(r.done, r.total)
	}
}

// recalled notes questions that the journal has answered.
func (r *refresher) recalled(n int) {
	r.mu.Lock()
	r.report.Recalled += n
	r.mu.Unlock()
}

// stillOpen is what is left of a plan when everything is taken out that is in
// place or belongs to somebody else.
func stillOpen(plan *planner.Plan, present *planner.Present) *planner.Plan {
	rest := &planner.Plan{Settings: plan.Settings}
	for i := range plan.Batches {
		b := plan.Batches[i]
		b.Changes = nil
		for _, c := range plan.Batches[i].Changes {
			equal, _, _ := present.InPlace(&plan.Batches[i], c.Domain)
			if !equal && present.Domain(c.Domain).Owned != planner.No {
				b.Changes = append(b.Changes, c)
			}
		}
		if len(b.Changes) > 0 {
			rest.Batches = append(rest.Batches, b)
		}
	}
	return rest
}

// registrantTypes are the domains, by key, whose registrant type decides
// whether a change is in place. It is a fact of the domain, not of the contact.
func registrantTypes(plan *planner.Plan) map[string]bool {
	domains := map[string]bool{}
	for _, b := range plan.Batches {
		if b.ContactType == ingest.Registrant && (b.Contact == nil || b.Contact.RegistrantType != "") {
			for _, c := range b.Changes {
				domains[planner.Key(c.Domain)] = true
			}
		}
	}
	return domains
}
