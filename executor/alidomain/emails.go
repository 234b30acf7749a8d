package alidomain

import "context"

// EmailsQuery asks for verifications of e-mail addresses.
type EmailsQuery struct {
	Email    string // an address (documented); rows whose address merely contains it may come too (assumed)
	PageNum  int    // 0: the first
	PageSize int    // 0: 500; 5000 at most (documented)
}

// EmailVerification is one address that the account has written to.
type EmailVerification struct {
	Email    string
	Verified *bool  // nil: the service did not say
	No       string // the service's number of it
	SentAt   string // of the latest mail, as printed, UTC+8
	DoneAt   string // when it was verified, "" when it was not
}

// EmailPage is one page of verifications.
type EmailPage struct {
	Page
	Emails []EmailVerification
}

// EmailVerifications asks for one page of the account's e-mail addresses
// (ListEmailVerification). The link in a mail lives three days (documented).
func (c *Client) EmailVerifications(ctx context.Context, q EmailsQuery) (EmailPage, error) {
	p := newParams()
	p.set("Email", q.Email)
	p.private = append(p.private, contactField{name: "Email", value: q.Email})
	p.page(q.PageNum, q.PageSize, 500)
	var body dataPage[emailBody]
	a, err := c.call(ctx, OpListEmailVerification, c.NewStamp(), p, &body)
	if err != nil {
		return EmailPage{}, err
	}
	return EmailPage{body.page(a), convert(body.Data, emailBody.verification)}, nil
}

type emailBody struct {
	Email               text
	VerificationStatus  text
	EmailVerificationNo text
	TokenSendTime       text
	VerificationTime    text
}

func (b emailBody) verification() EmailVerification {
	return EmailVerification{
		Email:    string(b.Email),
		Verified: answered(b.VerificationStatus),
		No:       string(b.EmailVerificationNo),
		SentAt:   string(b.TokenSendTime),
		DoneAt:   string(b.VerificationTime),
	}
}
