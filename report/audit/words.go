package audit

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"domainbatch/ingest"
	"domainbatch/planner"
	"domainbatch/report"
)

var chinese = map[string]string{
	"When": "时间", "Who": "操作人", "RAM Identity": "RAM 身份", "Identity": "凭证", "Domain": "域名", "Operation": "操作", "Contact Type": "联系人类型", "Before": "变更前", "After": "变更后",
	"Result": "结果", "Comment": "说明", "Error Code": "错误代码", "Task No": "任务编号", "Request Id": "请求编号", "Attempts": "尝试次数",
	"Submitted At": "提交时间", "Finished At": "完成时间", "File": "文件", "SHA-256": "SHA-256", "Sheet": "工作表", "Rows": "行号", "Site": "站点", "Account": "账号", "Run Id": "运行编号",
	"Summary": "汇总", "Changes": "变更", "By day": "按日", "By domain": "按域名", "Still open": "未完成", "Never fixed": "失败未修复", "Decisions": "人工操作",
	"Day": "日期", "Total": "合计", "Done": "已完成", "Failed": "失败", "Open": "未完成", "Other": "其他", "Latest": "最近一次", "Latest Result": "最近结果",
	"What": "事项", "Batch": "批次", "Detail": "详情", "Period": "期间", "Runs": "运行", "Domains": "域名数", "Audit of changes": "变更审计", "Report made": "报告生成时间",
	"Changes by day": "每日变更数", "Changes by result": "按结果统计", "from the beginning": "自始", "until now": "至今", "Times are in": "时区",
	"Share": "占比", "Sheets": "工作表说明", "transfer code": "转移密码", "yes": "是", "no": "否", "(sealed)": "（已加密）", "(sealed with another key)": "（用其他密钥加密）",
	"There is no change in this period.": "此期间没有变更。",

	"every change that was tried, oldest run first":                        "每一项尝试过的变更，按运行先后排列",
	"how many changes ended how on each day":                               "每天的变更及其结果",
	"how often each domain was changed, and how the latest change ended":   "每个域名的变更次数及最近一次的结果",
	"changes of which something may still become":                          "尚未有最终结果的变更",
	"changes that failed and that no later change of the same kind mended": "失败且之后没有同类变更补救的变更",
	"what persons did: sessions, decisions, and who looked at codes":       "人工操作：运行、决定以及谁查看过转移密码",

	"session": "运行", "codes-shown": "查看转移密码", "cancel-run": "撤销运行", "resolved": "人工决定", "reopened": "重新打开", "pruned": "精简",
	"calls": "调用", "throttled": "被限流", "rate": "每秒提交", "seconds": "秒", "end": "结束", "codes": "转移密码数", "domains": "域名", "key": "密钥",
	"ram": "RAM 身份", "how": "方式", "verdict": "结论", "tasks": "任务", "batch": "批次", "done": "完成", "pending": "任务仍在执行", "interrupted": "被中断", "unavailable": "服务不可用", "fatal": "出错停止", "limit": "达到限额",
	"decision": "人工", "journal": "本机日志", "identity": "密钥文件",
}

func (o *Options) say(text string) string {
	if zh := chinese[text]; o.Lang == "zh" && zh != "" {
		return zh
	}
	return report.Say(o.Lang, text)
}

func (o *Options) colon() string {
	if o.Lang == "zh" {
		return "："
	}
	return ": "
}

// comment is what became of a change, in one sentence.
func (o *Options) comment(e *Entry) string { return report.OutcomeIn(o.Lang, e.Comment) }

// detail is what the journal says about an act, as a person reads it.
func (o *Options) detail(a Act) string {
	var facts map[string]any
	if json.Unmarshal([]byte(a.Detail), &facts) != nil {
		return a.Detail
	}
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(facts)) {
		if text := o.fact(facts[name]); text != "" {
			parts = append(parts, o.say(name)+o.colon()+text)
		}
	}
	return strings.Join(parts, "; ")
}

// fact is one value of a detail.
func (o *Options) fact(v any) string {
	var parts []string
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return o.say(v)
	case float64:
		return strings.TrimSuffix(strings.TrimRight(fmt.Sprintf("%.3f", v), "0"), ".")
	case []any:
		for _, x := range v {
			parts = append(parts, o.fact(x))
		}
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			parts = append(parts, o.say(name)+" "+o.fact(v[name]))
		}
	default:
		return fmt.Sprint(v)
	}
	return strings.Join(parts, ", ")
}

// before is what the change replaces, field by field; "" when it is not known.
func (o *Options) before(e *Entry) string {
	if e.Before == nil {
		return ""
	}
	return o.values(&e.Before.Contact, e.Before.Fields)
}

// after is what was asked for: of a contact the fields that move, or all of them
// when it is not known what was there.
func (o *Options) after(e *Entry) string {
	var parts []string
	line := func(name, value string) { parts = append(parts, o.say(name)+o.colon()+value) }
	switch {
	case e.Wanted != nil && e.Before != nil:
		parts = append(parts, o.values(e.Wanted, e.Before.Fields))
	case e.Wanted != nil:
		parts = append(parts, o.values(e.Wanted, planner.ContactFields()))
	case e.Operation == planner.UpdateProfile:
		line(string(ingest.FieldProfileID), fmt.Sprint(e.ProfileID))
	}
	if e.Lock != "" {
		line(string(ingest.FieldTransferLock), o.say(string(e.Lock)))
	}
	if e.CodeMark != "" {
		parts = append(parts, o.say("transfer code")+" "+o.say(e.CodeMark))
	}
	return strings.Join(parts, "\n")
}

func (o *Options) values(c *ingest.Contact, fields []ingest.Field) string {
	var lines []string
	for _, f := range fields {
		if v := planner.ContactValue(c, f); v != "" {
			lines = append(lines, o.say(string(f))+o.colon()+v)
		}
	}
	return strings.Join(lines, "\n")
}
