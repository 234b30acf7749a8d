package sandbox

import (
	"slices"
	"time"
)

// taskList is QueryTaskList: by day of creation, the latest first. A task shows
// only when it is ListLag old.
func (c *call) taskList() (object, *refusal) {
	within := c.days("BeginCreateTime", "EndCreateTime")
	var found []*task
	for _, t := range slices.Backward(c.acc.order) {
		if c.now.Sub(t.created) >= c.o.ListLag && within.contain(t.created) && !c.over(t) {
			found = append(found, t)
		}
	}
	return paginate(c, "TaskInfo", found, c.taskRow)
}

// over tells tasks that have moved to history.
func (c *call) over(t *task) bool {
	return t.settled == len(t.details) && c.now.Sub(t.completed) > c.o.HistoryAge
}

func (c *call) taskRow(t *task) object {
	o := c.taskCore(t)
	created := chinaTime(t.created)
	if c.o.Quirks.OldDates {
		created = t.created.In(time.FixedZone("CST", 8*3600)).Format("Jan 02,2006 15:04:05")
	}
	word, code := c.cancelStatus(t)
	return append(o, object{{"CreateTime", created}, {"Clientip", t.rec.ClientIP},
		{"TaskCancelStatus", word}, {"TaskCancelStatusCode", code}}...)
}

// taskCore are the fields that history rows have too.
func (c *call) taskCore(t *task) object {
	status, code := t.status(c.now)
	return object{
		{"TaskNo", t.rec.No}, {"TaskType", t.rec.Type}, {"TaskTypeDescription", c.describe(t.rec.Type)},
		{"TaskNum", len(t.details)}, {"TaskStatus", status}, {"TaskStatusCode", code},
	}
}

func (c *call) cancelStatus(t *task) (string, int) {
	switch {
	case t.cancelled.IsZero():
		return "INIT", 0
	case c.now.Sub(t.cancelled) < c.scaled(c.o.TaskTime.Cancel):
		return "CANCELLING", 1
	}
	return "COMPLETE", 2
}

// describe words a task type in the language of the call.
func (c *call) describe(taskType string) string {
	words := map[string][2]string{
		"CHG_HOLDER":                {"Change the owner", "过户"},
		"UPDATE_REGISTRANT_CONTACT": {"Update registrant information", "修改注册人信息"},
		"UPDATE_ADMIN_CONTACT":      {"Update administrator information", "修改管理员信息"},
		"UPDATE_BILLING_CONTACT":    {"Update billing contact information", "修改付费人信息"},
		"UPDATE_TECH_CONTACT":       {"Update technical contact information", "修改技术员信息"},
		"SET_UPDATE_PROHIBITED":     {"Set the update lock", "设置禁止更新锁"},
		"SET_TRANSFER_PROHIBITED":   {"Set the transfer lock", "设置禁止转移锁"},
		"CHG_DNS":                   {"Change DNS servers", "修改 DNS"},
		transferTask:                {"Get the transfer code", "获取转移密码"},
	}[taskType]
	if c.args.text("Lang") == "zh" {
		return words[1]
	}
	return words[0]
}
