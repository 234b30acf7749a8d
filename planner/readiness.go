package planner

import (
	"fmt"
	"strings"
	"time"

	"domainbatch/ingest"
)

// sort is a set of sorts of changes, for the table of readiness.
type sort uint8

// The sorts of changes that findings treat differently.
const (
	forRegistrant sort = 1 << iota
	forOthers          // admin, tech and billing contact
	forCode
	forContacts = forRegistrant | forOthers
	forAll      = forContacts | forCode
)

func sortOf(b *Batch) sort {
	switch {
	case b.Operation == TransferCode:
		return forCode
	case b.ContactType == ingest.Registrant:
		return forRegistrant
	}
	return forOthers
}

func (s sort) String() string {
	switch s {
	case 0:
		return "-"
	case forAll:
		return "every change"
	case forContacts:
		return "every contact"
	case forRegistrant:
		return "registrant"
	case forOthers:
		return "other contacts"
	case forCode:
		return "transfer code"
	case forRegistrant | forCode:
		return "registrant, transfer code"
	case forOthers | forCode:
		return "other contacts, transfer code"
	}
	return fmt.Sprintf("%d", uint8(s))
}

// Codes of findings about the present state. A finding holds a row or warns.
const (
	CodeNotOwned          = "ready.not-owned"
	CodeRedemption        = "ready.redemption"
	CodeExpired           = "ready.expired"
	CodeExpiring          = "ready.expiring"
	CodeYoung             = "ready.young"
	CodeTransferPending   = "ready.transfer-pending"
	CodeRegistrantPending = "ready.registrant-pending"
	CodeUpdateLock        = "ready.update-lock"
	CodeTransferLock      = "ready.transfer-lock"
	CodeReview            = "ready.real-name-review"
	CodeNotVerified       = "ready.real-name"
	CodeClientHold        = "ready.client-hold"
	CodeOwnerMailbox      = "ready.registrant-mailbox"
	CodeMailbox           = "ready.mailbox"
	CodeProfileMissing    = "ready.profile-missing"
	CodeProfileMailbox    = "ready.profile-mailbox"
	CodeProfileIdentity   = "ready.profile-identity"
	CodeProfileReview     = "ready.profile-review"
	CodeProfileType       = "ready.profile-type"
	CodeContactRefused    = "ready.contact-refused"
	CodeNotAsked          = "ready.unknown"
)

// The spans of time that the service's policies name (documented).
const (
	codeBeforeExpiry = 15 * 24 * time.Hour // a transfer code wants more than this left
	codeAfterStart   = 60 * 24 * time.Hour // and a registration older than this
)

// standing is one change and everything that is known about it.
type standing struct {
	site    string
	now     time.Time
	batch   *Batch
	domain  string
	facts   DomainFacts
	profile ProfileFacts
	mailbox MailboxFacts
	verdict Verdict
}

// readinessRule is one line of the table: what is found, which changes it
// holds back or only warns about, and the cure.
type readinessRule struct {
	code    string
	finding string
	blocks  sort
	warns   sort
	cure    string
	found   func(s *standing) bool
	detail  func(s *standing) string // fills the %s of finding, nil when there is none
}

// readiness is the table. What comes first is said first: a domain of another
// account is not worth a word about its locks. Only what is known is found.
var readiness = []readinessRule{
	{code: CodeNotOwned, finding: "The domain is not in this account", blocks: forAll,
		cure:  "check its spelling, or use the credentials of the account that holds it",
		found: func(s *standing) bool { return s.facts.Owned == No }},
	{code: CodeRedemption, finding: "The domain has expired and must be redeemed", blocks: forAll,
		cure:  "redeem it in the console and run again",
		found: func(s *standing) bool { return s.facts.Redemption == Yes }},
	{code: CodeExpired, finding: "The domain expired on %s", blocks: forRegistrant | forCode, warns: forOthers,
		cure:   "renew it and run again",
		found:  func(s *standing) bool { return s.facts.Redemption != Yes && s.expired() },
		detail: func(s *standing) string { return day(s.facts.Expires) }},
	{code: CodeExpiring, finding: "The domain expires on %s; codes are given out up to 15 days before", warns: forCode,
		cure: "renew it if the service refuses",
		found: func(s *standing) bool {
			return !s.facts.Expires.IsZero() && !s.expired() && s.facts.Expires.Sub(s.now) <= codeBeforeExpiry
		},
		detail: func(s *standing) string { return day(s.facts.Expires) }},
	{code: CodeYoung, finding: "The domain was registered on %s; codes are given out 60 days later", warns: forCode,
		cure: "wait if the service refuses",
		found: func(s *standing) bool {
			return !s.facts.Registered.IsZero() && s.now.Sub(s.facts.Registered) <= codeAfterStart
		},
		detail: func(s *standing) string { return day(s.facts.Registered) }},
	{code: CodeTransferPending, finding: "The domain is being transferred to another registrar", blocks: forAll,
		cure:  "wait for the end of the transfer, or cancel it in the console",
		found: func(s *standing) bool { return s.facts.TransferPending == Yes }},
	{code: CodeRegistrantPending, finding: "A change of the registrant is under way", blocks: forAll,
		cure:  "wait until it is over and run again",
		found: func(s *standing) bool { return s.facts.RegistrantPending == Yes }},
	{code: CodeUpdateLock, finding: "The update lock is on", blocks: forContacts,
		cure:  "switch it off in the console (security settings) and run again",
		found: func(s *standing) bool { return s.facts.UpdateLock == Yes }},
	{code: CodeTransferLock, finding: "The transfer lock is on", blocks: forCode,
		cure:  "switch it off in the console (security settings) and run again",
		found: func(s *standing) bool { return s.facts.TransferLock == Yes }},
	{code: CodeReview, finding: "The real-name verification of the registrant is under review", blocks: forRegistrant, warns: forOthers | forCode,
		cure:  "wait for the end of the review and run again",
		found: func(s *standing) bool { return s.facts.RealName == RealNameAudit }},
	{code: CodeNotVerified, finding: "The registrant has not passed the real-name verification", warns: forOthers | forCode,
		cure: "have it verified in the console if the service refuses",
		found: func(s *standing) bool {
			return s.facts.RealName == RealNameFailed || s.facts.RealName == RealNameNone
		}},
	{code: CodeClientHold, finding: "The domain is offline (clientHold) because the registrant's mailbox was not verified", blocks: forOthers | forCode, warns: forRegistrant,
		cure:  "verify the mailbox of the registrant in the console, or change it first",
		found: func(s *standing) bool { return s.facts.ClientHold == Yes }},
	{code: CodeOwnerMailbox, finding: "The mailbox of the present registrant is not verified", warns: forOthers | forCode,
		cure:  "have it verified in the console if the service refuses",
		found: func(s *standing) bool { return s.facts.EmailVerified == No && s.facts.ClientHold != Yes }},
	{code: CodeMailbox, finding: "The mailbox of the new registrant is not verified with the account", warns: forRegistrant,
		cure:  "have the mail answered within 15 days, or the domain may be taken offline",
		found: func(s *standing) bool { return s.mailbox.Verified == No }},
	{code: CodeProfileMissing, finding: "There is no registrant profile %s in this account", blocks: forContacts,
		cure:   "look up the id in the console and correct the profile_id column",
		found:  func(s *standing) bool { return s.profile.Exists == No },
		detail: func(s *standing) string { return fmt.Sprint(s.batch.ProfileID) }},
	{code: CodeProfileMailbox, finding: "The mailbox of profile %s is not verified", blocks: forContacts,
		cure:   "have it verified in the console and run again",
		found:  func(s *standing) bool { return s.profile.Exists == Yes && s.profile.EmailVerified == No },
		detail: func(s *standing) string { return fmt.Sprint(s.batch.ProfileID) }},
	{code: CodeProfileIdentity, finding: "Profile %s has not passed the real-name verification, which this domain's registry wants", blocks: forRegistrant, warns: forOthers,
		cure:   "have it verified in the console, or name another profile",
		found:  func(s *standing) bool { return s.unverifiedProfile() && TLDGroup(s.domain) == GroupCNNIC },
		detail: func(s *standing) string { return fmt.Sprint(s.batch.ProfileID) }},
	{code: CodeProfileReview, finding: "Profile %s has not passed the real-name verification", warns: forContacts,
		cure:   "have it verified in the console if the service refuses",
		found:  func(s *standing) bool { return s.unverifiedProfile() && TLDGroup(s.domain) != GroupCNNIC },
		detail: func(s *standing) string { return fmt.Sprint(s.batch.ProfileID) }},
	{code: CodeProfileType, finding: "Profile %s is of a type that does not fit this domain on this site", blocks: forContacts,
		cure: "on the international site, .cn, .中国, .公司 and .网络 need a profile of type cnnic and all other domains one of type common; the China site has common ones only",
		found: func(s *standing) bool {
			return s.profile.Exists == Yes && s.profile.CNNIC != Unknown && s.profile.CNNIC != s.wantsCNNIC()
		},
		detail: func(s *standing) string { return fmt.Sprint(s.batch.ProfileID) }},
	{code: CodeContactRefused, finding: "The service would refuse these contact values: %s", blocks: forContacts,
		cure:   "correct the value that it names, or skip this question with --no-verify",
		found:  func(s *standing) bool { return s.verdict.Accepted == No },
		detail: func(s *standing) string { return s.verdict.said() }},
	{code: CodeNotAsked, finding: "How the domain stands could not be found out", warns: forAll,
		cure:  "it is sent as the row says; run plan again to ask again",
		found: func(s *standing) bool { return s.facts.AsOf.IsZero() && s.facts.Owned == Unknown }},
}

func (s *standing) expired() bool {
	return !s.facts.Expires.IsZero() && !s.facts.Expires.After(s.now)
}

func (s *standing) unverifiedProfile() bool {
	return s.profile.Exists == Yes && s.profile.RealName != "" && s.profile.RealName != RealNameSucceed
}

func (s *standing) wantsCNNIC() Knowledge {
	return Known(s.site != SiteCN && TLDGroup(s.domain) == GroupCNNIC)
}

// said is the service's own words with its code.
func (v Verdict) said() string {
	switch {
	case v.Message == "":
		return v.Code
	case v.Code == "":
		return printable(v.Message)
	}
	return printable(v.Message) + " (" + v.Code + ")"
}

func day(t time.Time) string { return t.Format(time.DateOnly) }

// finding is what a rule says about one change.
type finding struct {
	refusal
	blocks bool
}

// judge holds one change of a batch against what is known: what stops it, at
// most one, and what else a person should know.
func (p *Present) judge(site string, now time.Time, b *Batch, domain string) (found []finding) {
	if p == nil {
		return nil
	}
	s := standing{site: site, now: now, batch: b, domain: domain, facts: p.Domain(domain)}
	switch b.Operation {
	case UpdateProfile:
		s.profile = p.Profile(b.ProfileID)
	case UpdateContact:
		s.verdict = p.Verdict(b.verifyKey(domain))
		if address := b.mailbox(); address != "" {
			s.mailbox = p.Mailbox(address)
		}
	}
	kind := sortOf(b)
	for i := range readiness {
		r := &readiness[i]
		if (r.blocks|r.warns)&kind == 0 || !r.found(&s) {
			continue
		}
		f := finding{refusal{r.code, r.comment(&s)}, r.blocks&kind != 0}
		if f.blocks {
			return []finding{f}
		}
		found = append(found, f)
	}
	return found
}

func (r *readinessRule) comment(s *standing) string {
	what := r.finding
	if r.detail != nil {
		what = fmt.Sprintf(r.finding, r.detail(s))
	}
	return what + "; " + r.cure + "."
}

// ReadinessTable is the table of readiness in Markdown: what is found, which
// changes it holds back, which it only warns about, and the cure.
func ReadinessTable() string {
	var t strings.Builder
	t.WriteString("| found | holds | warns | cure |\n|---|---|---|---|\n")
	for i := range readiness {
		r := &readiness[i]
		finding := strings.NewReplacer(" %s", " …", ": %s", "").Replace(r.finding)
		fmt.Fprintf(&t, "| %s (`%s`) | %s | %s | %s |\n", finding, r.code, r.blocks, r.warns, r.cure)
	}
	return t.String()
}
