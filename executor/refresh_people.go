package executor

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"domainbatch/executor/alidomain"
	"domainbatch/executor/journal"
	"domainbatch/ingest"
	"domainbatch/planner"
)

// Rows a page. Profiles are at most 500 in an account of the China site
// (documented), so one page shows them all.
const (
	profilePage = 500
	mailPage    = 500
)

// profiles finds out about registrant profiles: all of the account's in one
// pass, and by itself each that the pass did not show.
func (r *refresher) profiles(ctx context.Context, ids []int64) error {
	unknown := r.unknownProfiles(ids)
	r.recalled(len(ids) - len(unknown))
	if len(unknown) > 1 {
		err := r.pass(ctx, func(num int) (bool, error) {
			return r.profilePage(ctx, alidomain.ProfilesQuery{PageNum: num, PageSize: profilePage})
		})
		if err != nil {
			return err
		}
		unknown = r.unknownProfiles(unknown)
	}
	r.grow(len(unknown))
	return each(ctx, r, unknown, func(ctx context.Context, id int64) error {
		if _, err := r.profilePage(ctx, alidomain.ProfilesQuery{ID: id, PageSize: profilePage}); err != nil {
			return err
		}
		if len(r.unknownProfiles([]int64{id})) == 0 {
			return nil
		}
		return r.keepProfile(ctx, id, planner.ProfileFacts{AsOf: r.deps.Clock.Now(), Exists: planner.No})
	})
}

func (r *refresher) unknownProfiles(ids []int64) []int64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	var out []int64
	for _, id := range ids {
		if r.present.Profiles[id].Exists == planner.Unknown {
			out = append(out, id)
		}
	}
	return out
}

// pass reads page after page until read says that there are no more. A page
// that is not answered ends it.
func (r *refresher) pass(ctx context.Context, read func(num int) (next bool, err error)) error {
	for num, next := 1, true; next; num++ {
		r.grow(1)
		var err error
		next, err = read(num)
		r.answered(1)
		if errors.Is(err, errNotAnswered) {
			r.unanswered()
			return nil
		}
		if err != nil {
			return err
		}
	}
	return ctx.Err()
}

func (r *refresher) profilePage(ctx context.Context, q alidomain.ProfilesQuery) (next bool, err error) {
	answer, a, err := ask(ctx, r, alidomain.OpQueryRegistrantProfiles, r.deps.API.RegistrantProfiles, q)
	if err == nil && a.class != alidomain.None {
		err = r.refusedAs(alidomain.OpQueryRegistrantProfiles, a)
	}
	if err != nil {
		return false, err
	}
	now := r.deps.Clock.Now()
	for _, p := range answer.Profiles {
		if err := r.keepProfile(ctx, p.ID, factsOfProfile(p, now)); err != nil {
			return false, err
		}
	}
	return answer.Next && len(answer.Profiles) > 0, nil
}

func (r *refresher) keepProfile(ctx context.Context, id int64, p planner.ProfileFacts) error {
	f, err := fact(factProfile, fmt.Sprint(id), "", p.AsOf, p)
	if err != nil {
		return err
	}
	r.mu.Lock()
	r.present.Profiles[id] = p
	r.mu.Unlock()
	return r.save(ctx, f)
}

func factsOfProfile(p alidomain.Profile, now time.Time) planner.ProfileFacts {
	return planner.ProfileFacts{AsOf: now, Exists: planner.Yes, CNNIC: oneOf(p.ProfileType, "cnnic"), RealName: planner.RealName(p.RealNameStatus),
		EmailVerified: answerTo(p.EmailVerified), Contact: ingest.Contact(p.Contact)}
}

// mailboxes finds out which addresses are verified: in one pass over all of
// the account's where that takes fewer calls, else one by one.
func (r *refresher) mailboxes(ctx context.Context, addresses []string) error {
	unknown := r.unknownMailboxes(addresses)
	r.recalled(len(addresses) - len(unknown))
	if len(unknown) > 1 {
		whole, err := r.mailPass(ctx, len(unknown))
		if err != nil {
			return err
		}
		if unknown = r.unknownMailboxes(unknown); whole {
			return r.noMailboxes(ctx, unknown)
		}
	}
	r.grow(len(unknown))
	return each(ctx, r, unknown, func(ctx context.Context, address string) error {
		for num := 1; ; num++ { // others may contain the address
			answer, err := r.mailPage(ctx, alidomain.EmailsQuery{Email: address, PageNum: num, PageSize: mailPage})
			if err != nil {
				return err
			}
			if len(r.unknownMailboxes([]string{address})) == 0 {
				return nil
			}
			if !answer.Next || len(answer.Emails) == 0 {
				return r.noMailboxes(ctx, []string{address})
			}
		}
	})
}

// mailPass reads all addresses as long as that is cheaper than asking for so
// many one by one. whole says that one page held them all: rows can slip
// between two.
func (r *refresher) mailPass(ctx context.Context, addresses int) (whole bool, err error) {
	err = r.pass(ctx, func(num int) (bool, error) {
		answer, err := r.mailPage(ctx, alidomain.EmailsQuery{PageNum: num, PageSize: mailPage})
		if err != nil {
			return false, err
		}
		more := answer.Next && len(answer.Emails) > 0
		whole = num == 1 && !more
		return more && pagesOf(answer.TotalItems, mailPage) < addresses, nil
	})
	return whole, err
}

// noMailboxes keeps that the account has never written to addresses.
func (r *refresher) noMailboxes(ctx context.Context, addresses []string) error {
	found := map[string]planner.MailboxFacts{}
	for _, a := range addresses {
		found[a] = planner.MailboxFacts{AsOf: r.deps.Clock.Now(), Verified: planner.No}
	}
	return r.keepMailboxes(ctx, found)
}

func (r *refresher) unknownMailboxes(addresses []string) []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var out []string
	for _, a := range addresses {
		if r.present.Mailboxes[planner.MailboxKey(a)].Verified == planner.Unknown {
			out = append(out, a)
		}
	}
	return out
}

func (r *refresher) mailPage(ctx context.Context, q alidomain.EmailsQuery) (alidomain.EmailPage, error) {
	answer, a, err := ask(ctx, r, alidomain.OpListEmailVerification, r.deps.API.EmailVerifications, q)
	if err == nil && a.class != alidomain.None {
		err = r.refusedAs(alidomain.OpListEmailVerification, a)
	}
	if err != nil {
		return answer, err
	}
	return answer, r.keepMailboxes(ctx, factsOfEmails(answer.Emails, r.deps.Clock.Now()))
}

// factsOfEmails joins the rows of each address: one that succeeded counts.
func factsOfEmails(rows []alidomain.EmailVerification, now time.Time) map[string]planner.MailboxFacts {
	found := map[string]planner.MailboxFacts{}
	for _, e := range rows {
		key := planner.MailboxKey(e.Email)
		f := found[key]
		f.AsOf = now
		if f.Verified != planner.Yes && e.Verified != nil {
			f.Verified = planner.Known(*e.Verified)
		}
		if at := told(e.SentAt); at.After(f.SentAt) {
			f.SentAt = at
		}
		found[key] = f
	}
	return found
}

func (r *refresher) keepMailboxes(ctx context.Context, found map[string]planner.MailboxFacts) error {
	var facts []journal.Fact
	for key, m := range found {
		f, err := fact(factMailbox, planner.MailboxKey(key), "", m.AsOf, m)
		if err != nil {
			return err
		}
		facts = append(facts, f)
		r.mu.Lock()
		r.present.Mailboxes[f.Key] = m
		r.mu.Unlock()
	}
	return r.save(ctx, facts...)
}

// verify asks the service whether it would take contacts.
func (r *refresher) verify(ctx context.Context, needs []planner.VerifyNeed) error {
	var unknown []planner.VerifyNeed
	r.mu.Lock()
	for _, n := range needs {
		if r.present.Verdicts[n.Key].Accepted == planner.Unknown {
			unknown = append(unknown, n)
		}
	}
	r.mu.Unlock()
	r.recalled(len(needs) - len(unknown))
	r.grow(len(unknown))
	return each(ctx, r, unknown, r.verdict)
}

func (r *refresher) verdict(ctx context.Context, n planner.VerifyNeed) error {
	_, a, err := ask(ctx, r, alidomain.OpVerifyContactField, func(ctx context.Context, n planner.VerifyNeed) (struct{}, error) {
		return struct{}{}, r.deps.API.VerifyContact(ctx, alidomain.Contact(n.Key.Contact), n.Domain)
	}, n)
	if err != nil {
		return err
	}
	v := planner.Verdict{AsOf: r.deps.Clock.Now(), Accepted: planner.Yes}
	if a.class != alidomain.None {
		if !blamesValues(a.code) {
			return r.refusedAs(alidomain.OpVerifyContactField, a)
		}
		v.Accepted, v.Code, v.Message = planner.No, a.code, strings.TrimSpace(a.message)
	}
	f, err := fact(factVerdict, verdictKey(n.Key), "", v.AsOf, knownVerdict{n.Key, v})
	if err != nil {
		return err
	}
	r.mu.Lock()
	r.present.Verdicts[n.Key] = v
	r.mu.Unlock()
	return r.save(ctx, f)
}
