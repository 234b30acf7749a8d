package alidomain

import (
	"context"
	"time"
)

// ChangeLogQuery asks what happened to domains of the account.
type ChangeLogQuery struct {
	Domain   string    // "": all
	From, To time.Time // zero: no bound; whole days probably (assumed)
	PageNum  int       // 0: the first
	PageSize int       // 0: 100, which is the most (documented)
}

// LoggedChange is one entry of the change log. The form of its texts is not
// documented: they are for people.
type LoggedChange struct {
	Domain    string
	Operation string
	Details   string // may hold contact values
	Result    string
	At        string // as printed, UTC+8
	IP        string // of whoever did it
}

// ChangeLogPage is one page of the change log.
type ChangeLogPage struct {
	Page
	Changes []LoggedChange
}

// ChangeLog asks for one page of the change log (QueryChangeLogList).
func (c *Client) ChangeLog(ctx context.Context, q ChangeLogQuery) (ChangeLogPage, error) {
	p := newParams()
	p.set("DomainName", q.Domain)
	p.millis("StartDate", q.From)
	p.millis("EndDate", q.To)
	p.page(q.PageNum, q.PageSize, 100)
	var body dataPage[changeLogBody]
	a, err := c.call(ctx, OpQueryChangeLogList, c.NewStamp(), p, &body)
	if err != nil {
		return ChangeLogPage{}, err
	}
	return ChangeLogPage{body.page(a), convert(body.Data, changeLogBody.change)}, nil
}

type changeLogBody struct {
	DomainName         text
	Operation          text
	Details            text
	Result             text
	Time               text
	OperationIPAddress text
}

func (b changeLogBody) change() LoggedChange {
	return LoggedChange{string(b.DomainName), string(b.Operation), string(b.Details), string(b.Result), string(b.Time), string(b.OperationIPAddress)}
}
