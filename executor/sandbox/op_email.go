package sandbox

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// emails is ListEmailVerification. Email is a part of the address.
func (c *call) emails() (object, *refusal) {
	num, size, ref := c.pageOf(5000)
	if ref != nil {
		return nil, ref
	}
	within := c.days("BeginCreateTime", "EndCreateTime")
	part, want := strings.ToLower(c.args.text("Email")), c.args.text("VerificationStatus")
	var found []Email
	for _, e := range c.acc.emails {
		if strings.Contains(strings.ToLower(e.Address), part) && (want == "" || want == fmt.Sprint(e.status())) && within.contain(c.sent(e)) {
			found = append(found, e)
		}
	}
	from, to := c.window(len(found), num, size)
	out := make([]object, 0, to-from)
	for _, e := range found[from:to] {
		out = append(out, c.emailRow(e))
	}
	return append(pageFields(len(found), num, size), field{"Data", plainRows("EmailVerification", out)}), nil
}

// email is QueryEmailVerification. An address the account never wrote to has
// nothing to tell.
func (c *call) email() (object, *refusal) {
	e := c.acc.mailbox(c.args.text("Email"))
	if e == nil {
		return nil, nil
	}
	return c.emailRow(*e), nil
}

func (e Email) status() int {
	if e.Verified {
		return 1
	}
	return 0
}

// sent is when the latest mail left; a month before the start when the options
// do not say.
func (c *call) sent(e Email) time.Time {
	if e.SentAt.IsZero() {
		return c.started.AddDate(0, -1, 0)
	}
	return e.SentAt
}

func (c *call) emailRow(e Email) object {
	sent := c.sent(e)
	verified := e.VerifiedAt
	if e.Verified && verified.IsZero() {
		verified = sent.Add(time.Hour)
	}
	o := object{{"Email", e.Address}, {"VerificationStatus", e.status()}, {"EmailVerificationNo", e.token()}, {"UserId", c.acc.id},
		{"SendIp", "127.0.0.1"}, {"TokenSendTime", chinaTime(sent)}, {"GmtCreate", chinaTime(sent)}}
	if !e.Verified {
		return append(o, field{"GmtModified", chinaTime(sent)})
	}
	return append(o, field{"ConfirmIp", "127.0.0.1"}, field{"VerificationTime", chinaTime(verified)}, field{"GmtModified", chinaTime(verified)})
}

// addresses are what a call about mailboxes names, without repeats.
func (c *call) addresses() []string {
	var out []string
	for a := range strings.SplitSeq(c.args.text("Email"), ",") {
		if a = strings.TrimSpace(a); a != "" && !slices.ContainsFunc(out, func(b string) bool { return strings.EqualFold(a, b) }) {
			out = append(out, a)
		}
	}
	return out
}

// verdicts are the lists of an answer about several addresses.
type verdicts struct{ good, bad, exist []object }

func (v *verdicts) put(list *[]object, address, code, message string) {
	*list = append(*list, object{{"Email", address}, {"Code", code}, {"Message", message}})
}

func (v *verdicts) fields(withExist bool) object {
	o := object{{"SuccessList", plainRows("Success", v.good)}, {"FailList", plainRows("Fail", v.bad)}}
	if withExist {
		o = append(o, field{"ExistList", plainRows("Exist", v.exist)})
	}
	return o
}

// submitEmails is SubmitEmailVerification: a mail to each address that has none
// yet, to the others with SendIfExist only. An address that is verified gets
// none.
func (c *call) submitEmails() (object, *refusal) {
	var v verdicts
	for _, a := range c.addresses() {
		e := c.acc.mailbox(a)
		if e != nil && (e.Verified || !c.args.flag("SendIfExist")) {
			v.put(&v.exist, a, "EmailVerificationExist", "A verification of this address exists.")
			continue
		}
		c.sendMail(&v, a)
	}
	return v.fields(true), nil
}

// resendEmails is ResendEmailVerification: of addresses that wait for an answer.
func (c *call) resendEmails() (object, *refusal) {
	var v verdicts
	for _, a := range c.addresses() {
		if e := c.acc.mailbox(a); e == nil || e.Verified {
			v.put(&v.bad, a, "ParameterIllegal", "No verification of this address waits for an answer.")
			continue
		}
		c.sendMail(&v, a)
	}
	return v.fields(false), nil
}

func (c *call) sendMail(v *verdicts, address string) {
	switch {
	case !isEmail(address):
		v.put(&v.bad, address, "ParameterIllegal", "The address is not one of e-mail.")
	case c.acc.sentOn(c.now)+len(c.ev.Mail) >= mailsPerDay:
		v.put(&v.bad, address, "SendTokenQuotaExceeded", "The maximum number of verification mails is exceeded.")
	default:
		c.ev.Mail = append(c.ev.Mail, mail{address, mailSent})
		v.put(&v.good, address, "Success", "Success")
	}
}

// deleteEmails is DeleteEmailVerification.
func (c *call) deleteEmails() (object, *refusal) {
	var v verdicts
	for _, a := range c.addresses() {
		if c.acc.mailbox(a) == nil {
			v.put(&v.bad, a, "ParameterIllegal", "The account knows no such address.")
			continue
		}
		c.ev.Mail = append(c.ev.Mail, mail{a, mailDeleted})
		v.put(&v.good, a, "Success", "Success")
	}
	return v.fields(false), nil
}

// verifyEmail is VerifyEmail: the click on the link of a mail.
func (c *call) verifyEmail() (object, *refusal) {
	for _, e := range c.acc.emails {
		if e.token() != c.args.text("Token") {
			continue
		}
		if !e.Verified && c.now.Sub(c.sent(e)) > linkLife {
			break
		}
		c.ev.Mail = append(c.ev.Mail, mail{e.Address, mailVerified})
		return nil, nil
	}
	return nil, refuse("TokenFailed")
}
