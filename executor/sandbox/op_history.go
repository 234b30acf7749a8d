package sandbox

import (
	"cmp"
	"slices"
	"strings"
)

// taskHistory is QueryTaskInfoHistory: completed tasks that left the live list,
// or all completed ones with Quirks.HistoryMirrors, the latest first. A cursor
// names the first row of its page.
func (c *call) taskHistory() (object, *refusal) {
	size, ref := c.historySize()
	if ref != nil {
		return nil, ref
	}
	within := c.days("BeginCreateTime", "EndCreateTime")
	var found []*task
	for _, t := range c.acc.order {
		done := t.settled == len(t.details)
		if within.contain(t.created) && (c.over(t) || done && c.o.Quirks.HistoryMirrors) {
			found = append(found, t)
		}
	}
	slices.SortFunc(found, func(a, b *task) int {
		return cmp.Or(cmp.Compare(b.created.UnixMilli(), a.created.UnixMilli()), strings.Compare(a.rec.No, b.rec.No))
	})
	from := 0
	if no, ms := c.args.text("TaskNoCursor"), c.args.number("CreateTimeCursor"); ms > 0 {
		from = firstIndex(found, func(t *task) bool {
			at := t.created.UnixMilli()
			return at < ms || at == ms && t.rec.No >= no
		})
	}
	return cursorPage(c, "TaskInfoHistory", found, from, size, c.taskHistoryRow, func(t *task) object {
		return object{{"TaskNo", t.rec.No}, {"CreateTimeLong", t.created.UnixMilli()}}
	})
}

func (c *call) taskHistoryRow(t *task) object {
	return append(c.taskCore(t), object{{"CreateTime", chinaTime(t.created)},
		{"CreateTimeLong", t.created.UnixMilli()}, {"Clientip", t.rec.ClientIP}}...)
}

// detailHistory is QueryTaskDetailHistory: the details of a task that moved, by
// domain. Its rows have no TaskResult: a transfer code is not to be had here.
func (c *call) detailHistory() (object, *refusal) {
	size, ref := c.historySize()
	if ref != nil {
		return nil, ref
	}
	want := c.filter("TaskStatus")
	if want.bad {
		return nil, invalid("TaskStatus")
	}
	var found []*detail
	if t := c.acc.tasks[c.args.text("TaskNo")]; t != nil {
		for _, d := range t.details {
			if (c.past(d) || d.settled && c.o.Quirks.HistoryMirrors) && want.match(d, c.now) {
				found = append(found, d)
			}
		}
	}
	slices.SortFunc(found, func(a, b *detail) int {
		return cmp.Or(strings.Compare(a.domain, b.domain), strings.Compare(a.no, b.no))
	})
	from := 0
	if name := c.args.text("DomainNameCursor"); name != "" {
		no := c.args.text("TaskDetailNoCursor")
		from = firstIndex(found, func(d *detail) bool { return d.domain > name || d.domain == name && d.no >= no })
	}
	return cursorPage(c, "TaskDetailHistory", found, from, size, c.detailCore, func(d *detail) object {
		return object{{"TaskDetailNo", d.no}, {"DomainName", d.domain}}
	})
}

func (c *call) historySize() (int, *refusal) {
	size := int(c.args.number("PageSize"))
	if size < 1 || size > maxPageSize {
		return 0, invalid("PageSize")
	}
	return size, nil
}

func firstIndex[T any](all []T, at func(T) bool) int {
	if i := slices.IndexFunc(all, at); i >= 0 {
		return i
	}
	return len(all)
}

// cursorPage prints size rows from one on, with the cursors of this page and
// its neighbours. An empty cursor means that there is no such page.
func cursorPage[T any](c *call, name string, all []T, from, size int, row, cursor func(T) object) (object, *refusal) {
	at := func(i int) object {
		if i < 0 || i >= len(all) {
			return object{}
		}
		return cursor(all[i])
	}
	to := min(from+size, len(all))
	var out []object
	for _, t := range all[from:to] {
		out = append(out, row(t))
	}
	before := -1
	if from > 0 {
		before = max(0, from-size)
	}
	return object{{"PageSize", size}, {"CurrentPageCursor", at(from)}, {"PrePageCursor", at(before)}, {"NextPageCursor", at(from + size)},
		{"Objects", plainRows(name, out)}}, nil
}
