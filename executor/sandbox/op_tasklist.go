package sandbox

import "slices"

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
		created = t.created.In(chinaZone).Format("Jan 02,2006 15:04:05")
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
	en, zh := "", ""
	switch taskType {
	case "CHG_HOLDER":
		en, zh = "Change the owner", "过户"
	case "UPDATE_REGISTRANT_CONTACT":
		en, zh = "Update registrant information", "修改注册人信息"
	case "UPDATE_ADMIN_CONTACT":
		en, zh = "Update administrator information", "修改管理员信息"
	case "UPDATE_BILLING_CONTACT":
		en, zh = "Update billing contact information", "修改付费人信息"
	case "UPDATE_TECH_CONTACT":
		en, zh = "Update technical contact information", "修改技术员信息"
	case "SET_UPDATE_PROHIBITED":
		en, zh = "Set the update lock", "设置禁止更新锁"
	case "SET_TRANSFER_PROHIBITED":
		en, zh = "Set the transfer lock", "设置禁止转移锁"
	case "CHG_DNS":
		en, zh = "Change DNS servers", "修改 DNS"
	case transferTask:
		en, zh = "Get the transfer code", "获取转移密码"
	}
	if c.args.text("Lang") == "zh" {
		return zh
	}
	return en
}
