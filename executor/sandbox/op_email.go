package sandbox

import (
	"fmt"
	"strings"
	"time"
)

// emails is ListEmailVerification.
func (c *call) emails() (object, *refusal) {
	num, size, ref := c.pageOf(5000)
	if ref != nil {
		return nil, ref
	}
	within := c.days("BeginCreateTime", "EndCreateTime")
	var found []object
	for i, e := range c.acc.emails {
		status := 0
		if e.Verified {
			status = 1
		}
		want := c.args.text("VerificationStatus")
		if !strings.Contains(strings.ToLower(e.Address), strings.ToLower(c.args.text("Email"))) || want != "" && want != fmt.Sprint(status) {
			continue
		}
		sent := e.SentAt
		if sent.IsZero() {
			sent = c.started.AddDate(0, -1, 0)
		}
		if !within.contain(sent) {
			continue
		}
		o := object{{"Email", e.Address}, {"VerificationStatus", status}, {"EmailVerificationNo", fmt.Sprintf("%032x", i+1)},
			{"TokenSendTime", chinaTime(sent)}}
		if e.Verified {
			o = o.with("VerificationTime", chinaTime(sent.Add(time.Hour)))
		}
		found = append(found, o)
	}
	from, to := c.window(len(found), num, size)
	return append(pageFields(len(found), num, size), field{"Data", plainRows("EmailVerification", found[from:to])}), nil
}
