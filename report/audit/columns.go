package audit

import (
	"strings"
	"time"
)

// column is one of the table of changes.
type column struct {
	name  string // English; also the key of JSON, in small letters with underscores
	width float64
	text  func(*Entry, *time.Location) string
}

func columns() []column {
	plain := func(f func(*Entry) string) func(*Entry, *time.Location) string {
		return func(e *Entry, _ *time.Location) string { return f(e) }
	}
	return []column{
		{"When", 19, func(e *Entry, in *time.Location) string { return clock(e.At(), in) }},
		{"Who", 14, plain(func(e *Entry) string { return e.Run.Who })},
		{"Identity", 16, plain(func(e *Entry) string { return e.Run.Identity })},
		{"Domain", 28, plain(func(e *Entry) string { return e.Domain })},
		{"Operation", 15, plain(func(e *Entry) string { return string(e.Operation) })},
		{"Contact Type", 14, plain((*Entry).contact)},
		{"Before", 38, plain((*Entry).before)},
		{"After", 38, plain((*Entry).after)},
		{"Result", 11, plain(func(e *Entry) string { return string(e.Result) })},
		{"Comment", 46, plain(func(e *Entry) string { return e.Comment })},
		{"Error Code", 20, plain(func(e *Entry) string { return e.Code })},
		{"Task No", 36, plain(func(e *Entry) string { return e.TaskNo })},
		{"Request Id", 37, plain(func(e *Entry) string { return strings.Join(e.RequestIDs, " ") })},
		{"Attempts", 9, nil},
		{"Submitted At", 19, func(e *Entry, in *time.Location) string { return clock(e.SubmittedAt, in) }},
		{"Finished At", 19, func(e *Entry, in *time.Location) string { return clock(e.FinishedAt, in) }},
		{"File", 30, plain(func(e *Entry) string { return e.Run.File })},
		{"SHA-256", 20, plain(func(e *Entry) string { return e.Run.Digest })},
		{"Sheet", 14, plain(func(e *Entry) string { return e.Run.Sheet })},
		{"Rows", 8, plain(func(e *Entry) string { return rowNumbers(e.Rows) })},
		{"Site", 8, plain(func(e *Entry) string { return e.Run.Site })},
		{"Account", 18, plain(func(e *Entry) string { return e.Run.Account })},
		{"Run Id", 24, plain(func(e *Entry) string { return e.Run.ID })},
	}
}

func clock(t time.Time, in *time.Location) string {
	if t.IsZero() {
		return ""
	}
	return t.In(in).Format(time.DateTime)
}

var chinese = map[string]string{
	"When": "时间", "Who": "操作人", "Identity": "凭证", "Domain": "域名", "Operation": "操作", "Contact Type": "联系人类型", "Before": "变更前", "After": "变更后",
	"Result": "结果", "Comment": "说明", "Error Code": "错误代码", "Task No": "任务编号", "Request Id": "请求 ID", "Attempts": "尝试次数",
	"Submitted At": "提交时间", "Finished At": "完成时间", "File": "文件", "SHA-256": "SHA-256", "Sheet": "工作表", "Rows": "行号", "Site": "站点", "Account": "账号", "Run Id": "运行 ID",
	"Summary": "汇总", "Changes": "变更", "By day": "按日", "By domain": "按域名", "Still open": "未完成", "Never fixed": "失败未修复", "Decisions": "人工操作",
	"Day": "日期", "Total": "合计", "Done": "已完成", "Failed": "失败", "Open": "未完成", "Other": "其他", "Latest": "最近一次", "Latest Result": "最近结果",
	"What": "事项", "Batch": "批次", "Detail": "详情", "Period": "期间", "Runs": "运行", "Domains": "域名数", "Audit of changes": "变更审计", "Report made": "报告生成时间",
	"Changes by day": "每日变更数", "Changes by result": "按结果统计", "from the beginning": "自始", "until now": "至今", "Times are in": "时区",
}

func (o *Options) say(text string) string {
	if zh := chinese[text]; o.Lang == "zh" && zh != "" {
		return zh
	}
	return text
}
