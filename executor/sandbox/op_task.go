package sandbox

import (
	"slices"
	"strings"
	"time"
)

// taskDetails is QueryTaskDetailList. A task unknown, of another account or
// moved to history has no rows.
func (c *call) taskDetails() (object, *refusal) {
	want := c.filter("TaskStatus")
	if want.bad {
		return nil, invalid("TaskStatus")
	}
	var found []*detail
	if t := c.acc.tasks[c.args.text("TaskNo")]; t != nil {
		for _, d := range t.details {
			if !c.past(d) && want.match(d, c.now) {
				found = append(found, d)
			}
		}
	}
	return paginate(c, "TaskDetail", found, func(d *detail) object { return c.detailRow(d, true) })
}

// pollResults is PollTaskResult: finished and unacknowledged details, the
// latest first.
func (c *call) pollResults() (object, *refusal) {
	want := c.filter("TaskResultStatus")
	if want.bad || want.status == 0 || want.status == 1 {
		return nil, invalid("TaskResultStatus")
	}
	no := c.args.text("TaskNo")
	var found []*detail
	for _, d := range slices.Backward(c.candidates(no, want.domain)) {
		if d.settled && !d.acknowledged && !c.past(d) && (no == "" || d.task.rec.No == no) && want.match(d, c.now) {
			found = append(found, d)
		}
	}
	return paginate(c, "TaskDetail", found, func(d *detail) object { return c.detailRow(d, false) })
}

// candidates is the smallest list at hand that holds all that can match.
func (c *call) candidates(taskNo, name string) []*detail {
	if taskNo != "" {
		if t := c.acc.tasks[taskNo]; t != nil {
			return t.details
		}
		return nil
	}
	if d := c.acc.domains[name]; d != nil {
		return d.details
	}
	return c.acc.finished
}

// detailFilter is what both queries of details can ask for.
type detailFilter struct {
	status           int // -1 for any
	domain, instance string
	bad              bool
}

func (c *call) filter(status string) detailFilter {
	f := detailFilter{status: -1, instance: c.args.text("InstanceId"), domain: strings.ToLower(c.args.text("DomainName"))}
	if c.args.text(status) != "" {
		f.status = int(c.args.number(status))
		f.bad = f.status < 0 || f.status > 3
	}
	return f
}

func (f detailFilter) match(d *detail, now time.Time) bool {
	if f.domain != "" && f.domain != d.domain || f.instance != "" && f.instance != d.instance {
		return false
	}
	_, code := d.status(now)
	return f.status < 0 || f.status == code
}

// past tells details that have moved to history.
func (c *call) past(d *detail) bool { return d.settled && c.now.Sub(d.done) > c.o.HistoryAge }

// detailRow prints a detail. PollTaskResult has no FailReason.
func (c *call) detailRow(d *detail, full bool) object {
	o := c.detailCore(d)
	if full && !c.o.Quirks.OmitFailReason {
		if _, code := d.status(c.now); code == 3 {
			o = o.with("FailReason", d.reason)
		}
	}
	if !d.settled || !d.ok || d.result == "" {
		return o
	}
	if c.o.Quirks.TaskResultAsNumber {
		return append(o, field{"TaskResult", bare(d.result)})
	}
	return append(o, field{"TaskResult", d.result})
}

// detailCore are the fields that history rows have too.
func (c *call) detailCore(d *detail) object {
	status, code := d.status(c.now)
	tries, updated := d.progress(c.now)
	o := object{
		{"TaskNo", d.task.rec.No}, {"TaskDetailNo", d.no}, {"DomainName", d.domain}, {"InstanceId", d.instance},
		{"TaskType", d.task.rec.Type}, {"TaskTypeDescription", c.describe(d.task.rec.Type)},
		{"TaskStatus", status}, {"TaskStatusCode", code}, {"TryCount", tries},
		{"CreateTime", chinaTime(d.task.created)}, {"UpdateTime", chinaTime(updated)},
	}
	switch {
	case code == 3:
		o = o.with("ErrorMsg", d.err)
	case code == 2 && !c.o.Quirks.NoSuccessText:
		o = o.with("ErrorMsg", "The operation was successful.")
	}
	return o
}

// acknowledge is AcknowledgeTaskResult.
func (c *call) acknowledge() (object, *refusal) {
	var nos []string
	for _, no := range c.args.lists["TaskDetailNo"] {
		d := c.acc.details[no]
		if d != nil && d.settled && !d.acknowledged && !slices.Contains(nos, no) {
			nos = append(nos, no)
		}
	}
	c.ev.Acked = nos
	return object{{"Result", len(nos)}}, nil
}

func (a *account) acknowledge(nos []string) {
	for _, no := range nos {
		if d := a.details[no]; d != nil {
			d.acknowledged = true
		}
	}
	a.finished = slices.DeleteFunc(a.finished, func(d *detail) bool { return d.acknowledged })
}

// cancel is CancelTask. What is executing goes on; a task that is over or was
// cancelled before cannot be cancelled.
func (c *call) cancel() (object, *refusal) {
	t := c.acc.tasks[c.args.text("TaskNo")]
	if t == nil || t.settled == len(t.details) || !t.cancelled.IsZero() {
		return nil, illegal("TaskNo")
	}
	c.ev.Cancelled = t.rec.No
	return nil, nil
}
