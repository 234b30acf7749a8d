package alidomain

import (
	"context"
	"errors"
	"time"
)

// SubmitRequest is one call that creates a task. Which fields an operation
// takes is said at each; a field that the operation does not take must be
// zero, except the values of Contact that a site does not have: those are
// left out.
type SubmitRequest struct {
	Operation   Operation
	Domains     []string // one for OpProfileSingle and OpTransferCode; Chinese labels as Chinese, not punycode (documented)
	InstanceID  string   // OpProfileSingle only, optional
	ContactType string   // registrant, admin, billing, tech; all but OpTransferCode
	Contact     Contact  // OpNewContact only
	ProfileID   int64    // the three profile operations
	Lock        *bool    // with the registrant only: true forbids leaving for 60 days; nil leaves the parameter out
}

// Receipt is the service's word that a task was created.
type Receipt struct {
	TaskNo     string
	RequestID  string
	ServerTime time.Time // header Date, zero when not given
}

var errNoTaskNo = errors.New("the service answered without a task number")

// Submit sends one request that creates a task, once. An error of class
// Ambiguous means that the task may exist.
func (c *Client) Submit(ctx context.Context, stamp Stamp, req SubmitRequest) (Receipt, error) {
	p := newParams()
	p.submit(req, c.site.dialect)
	var body receiptBody
	a, err := c.call(ctx, req.Operation, stamp, p, &body)
	if err != nil {
		return Receipt{}, err
	}
	return Receipt{TaskNo: string(body.TaskNo), RequestID: string(body.RequestID), ServerTime: a.serverTime}, nil
}
