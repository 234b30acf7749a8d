package sandbox

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
	"time"
)

// What the documents say of verification mails: the link lives three days, an
// account sends to at most 500 addresses a day, and a registrant who does not
// answer within 15 days loses the domain from the DNS (clientHold).
const (
	linkLife      = 3 * 24 * time.Hour
	mailsPerDay   = 500
	answerWithin  = 15 * 24 * time.Hour
	ownerLockDays = 60
)

// mail is one thing that happened to an address, as the ledger keeps it.
type mail struct {
	Address string `json:"address"`
	What    string `json:"what"` // mailSent, mailVerified or mailDeleted
}

const (
	mailSent     = "sent"
	mailVerified = "verified"
	mailDeleted  = "deleted"
)

// mailbox finds an address of an account, nil when it has none such.
func (a *account) mailbox(address string) *Email {
	if i := a.mailboxIndex(address); i >= 0 {
		return &a.emails[i]
	}
	return nil
}

func (a *account) mailboxIndex(address string) int {
	return slices.IndexFunc(a.emails, func(e Email) bool { return strings.EqualFold(e.Address, address) })
}

func (a *account) verified(address string) bool {
	e := a.mailbox(address)
	return e != nil && e.Verified
}

// happen makes true what happened to an address.
func (a *account) happen(m mail, at time.Time) {
	i := a.mailboxIndex(m.Address)
	switch m.What {
	case mailSent:
		if i < 0 {
			a.emails = append(a.emails, Email{Address: m.Address, Account: a.id, SentAt: at})
			return
		}
		a.emails[i].SentAt = at
	case mailVerified:
		if i < 0 {
			return
		}
		a.emails[i].Verified, a.emails[i].VerifiedAt = true, at
		for _, d := range a.domains {
			if strings.EqualFold(d.contacts["registrant"].Email, m.Address) && !magic(d.name, "-unverified") {
				d.unverified, d.emailHold, d.asked = false, false, time.Time{}
			}
		}
	case mailDeleted:
		if i >= 0 {
			a.emails = slices.Delete(a.emails, i, i+1)
		}
	}
}

// sentOn counts the addresses that were written to on the day of an instant.
func (a *account) sentOn(now time.Time) int {
	n := 0
	for _, e := range a.emails {
		if !e.SentAt.IsZero() && day(e.SentAt) == day(now) {
			n++
		}
	}
	return n
}

// token is what stands in the link of the latest mail to an address. No mail
// leaves the emulator, so the token is shown as EmailVerificationNo.
func (e Email) token() string {
	h := fnv.New128a()
	fmt.Fprintf(h, "%s\x00%s", strings.ToLower(e.Address), e.SentAt.UTC().Format(time.RFC3339Nano))
	return fmt.Sprintf("%032x", h.Sum(nil))
}

// ask sends the registrant of a domain a verification mail when the account has
// not verified the address. From then on the days count.
func (d *domain) ask(a *account, at time.Time) {
	address := d.contacts["registrant"].Email
	if address == "" || a.verified(address) {
		d.asked = time.Time{}
		return
	}
	d.asked = at
	if a.mailbox(address) == nil {
		a.happen(mail{address, mailSent}, at)
	}
}

// mailState tells whether the registrant's address is verified, and whether the
// domain is held because it was not for too long.
func (d *domain) mailState(now time.Time) (verified, hold bool) {
	switch {
	case d.emailHold:
		return false, true
	case d.unverified:
		return false, d.productType() != "ccTLD"
	case !d.asked.IsZero():
		return false, d.productType() != "ccTLD" && now.Sub(d.asked) > answerWithin
	}
	return true, false
}
