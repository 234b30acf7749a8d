package sandbox

import (
	"cmp"
	"slices"
	"strings"
)

// changeLog is QueryChangeLogList: what tasks have done to the domains of the
// account, the latest first. The words of Operation, Details and Result are the
// emulator's own; their form is not documented.
func (c *call) changeLog() (object, *refusal) {
	num, size, ref := c.pageOf(100)
	if ref != nil {
		return nil, ref
	}
	within, name := c.days("StartDate", "EndDate"), strings.ToLower(c.args.text("DomainName"))
	var found []*detail
	for _, t := range c.acc.order {
		for _, d := range t.details {
			if d.settled && t.rec.Kind != kindTransferCode && t.rec.Kind != kindForeign && (name == "" || d.domain == name) && within.contain(d.done) {
				found = append(found, d)
			}
		}
	}
	slices.SortStableFunc(found, func(a, b *detail) int { return cmp.Or(b.done.Compare(a.done), strings.Compare(a.domain, b.domain)) })
	from, to := c.window(len(found), num, size)
	out := make([]object, 0, to-from)
	for _, d := range found[from:to] {
		result := "success"
		if !d.ok {
			result = "failure"
		}
		out = append(out, object{{"DomainName", d.domain}, {"Operation", c.describe(d.task.rec.Type)}, {"Details", d.changed()},
			{"Time", chinaTime(d.done)}, {"OperationIPAddress", d.task.rec.ClientIP}, {"Result", result}})
	}
	return append(pageFields(len(found), num, size), field{"ResultLimit", false}, field{"Data", object{{"ChangeLog", rows(out)}}}), nil
}

// changed says what a detail changed, field by field as old -> new.
func (d *detail) changed() string {
	rec := d.task.rec
	switch {
	case !d.ok:
		return d.err
	case rec.Kind == kindTransferLock || rec.Kind == kindUpdateLock:
		return lockState(!rec.On) + " -> " + lockState(rec.On)
	case d.before == nil || d.after == nil:
		return ""
	}
	var parts []string
	for _, f := range contactFields() {
		if old, now := *f.at(d.before), *f.at(d.after); old != now {
			parts = append(parts, f.param+": "+old+" -> "+now)
		}
	}
	return strings.Join(parts, "; ")
}
