package planner

import (
	"maps"
	"regexp"
	"strings"
	"sync"

	"domainbatch/ingest/phrase"
)

// CommentIn is the comment in a language: "zh" for Chinese, else English.
// Comments that repeat what reading found in the cells stay in English:
// ingest.Problem.In translates those.
func (r RowPlan) CommentIn(lang string) string {
	if lang != "zh" {
		return r.Comment
	}
	return commentInChinese(r.Code, r.Comment)
}

func commentInChinese(code, comment string) string {
	if code == CodeConflict {
		if said, ok := contradictionsInChinese(comment); ok {
			return said
		}
	}
	if m := twin.FindStringSubmatch(comment); code == CodeTwin && m != nil {
		reason, _ := chineseBook().SayAny(m[3])
		return "第 " + m[1] + " 行对本域名的" + chineseNouns[m[2]] + "有同样的要求，而且暂缓：" + reason
	}
	said, _ := chineseBook().Say(code, comment)
	return said
}

var (
	twin          = regexp.MustCompile(`^Row (\d+) asks for the same (\w+ contact|transfer code) of this domain and is held: (.*)$`)
	contradiction = regexp.MustCompile(`Rows? ([^A-Za-z]+?(?: and [\d,]+(?: more)?)?) wants? another (\w+ contact|transfer code) for this domain \(([^)]*) differs?\)\.`)
)

const keepOne = " Keep one wish, set the other rows to skip, and run again."

func contradictionsInChinese(comment string) (string, bool) {
	rest, ok := strings.CutSuffix(comment, keepOne)
	all := contradiction.FindAllStringSubmatch(rest, -1)
	if !ok || len(all) == 0 {
		return "", false
	}
	var out strings.Builder
	for _, m := range all {
		out.WriteString("第 " + listInChinese(m[1]) + " 行对本域名的" + chineseNouns[m[2]] + "另有要求（" + strings.Replace(listInChinese(m[3])+" 不同）。", "个 不同", "个不同", 1))
	}
	return out.String() + "请只保留一个要求，其余行的操作填 skip，再运行一次。", true
}

func listInChinese(list string) string {
	more := regexp.MustCompile(` and ([\d,]+) more( columns?)?$`)
	list = more.ReplaceAllString(list, " 及另外 $1 个")
	return strings.NewReplacer(" and ", "、", ", ", "、").Replace(list)
}

var chineseNouns = map[string]string{
	"registrant contact": "注册人", "admin contact": "管理联系人", "tech contact": "技术联系人", "billing contact": "付费联系人", "transfer code": "转移密码",
}

var chineseBook = sync.OnceValue(func() *phrase.Book {
	all := maps.Clone(chinesePhrases)
	maps.Copy(all, chineseReadiness())
	return phrase.New(all, nil, nil)
})

var chinesePhrases = map[string][]phrase.Phrase{
	"": {
		{English: "The row says skip; nothing is sent for it.", Other: "本行要求跳过，不做任何操作。"},
		{English: "Done in an earlier run; nothing is sent for it.", Other: "以前的运行已经完成，不再提交。"},
	},
	CodeInvalid:   {{English: "%s", Other: "{1}"}},
	CodeNoDomain:  {{English: "The row names no domain; type one in the domain column.", Other: "本行没有域名；请在域名列填写。"}},
	CodeNoProfile: {{English: "The action is update-profile but there is no profile id; type it in the profile_id column.", Other: "操作是 update-profile，但没有信息模板ID；请在 profile_id 列填写。"}},
	CodeNoContact: {{
		English: "The action is update-contact but no contact value is given that this site takes; fill in the contact columns or name a contact_ref.",
		Other:   "操作是 update-contact，但没有本站点接受的联系人信息；请填写联系人各列，或用 contact_ref 引用联系人。",
	}},
	CodeBadAction: {{
		English: "The action %q is not known; type update-contact, update-profile, transfer-code or skip.",
		Other:   "不认识的操作 {1}；请填写 update-contact、update-profile、transfer-code 或 skip。",
	}},
	CodeTwoWays: {{
		English: "The row has contact values and a profile id; clear one of them, or type update-contact or update-profile in the action column.",
		Other:   "本行既有联系人信息又有信息模板ID；请清空其中一种，或在操作列填写 update-contact 或 update-profile。",
	}},
	CodeNoAction: {{
		English: "The row does not say what to do; type an action, fill in contact values or a profile id, or name an action for all such rows with --action.",
		Other:   "本行没有说明要做什么；请填写操作、联系人信息或信息模板ID，或用 --action 统一指定。",
	}},
	CodeNoType: {{
		English: "The row does not say which contact to change; type registrant, admin, tech, billing, several separated by commas, or all in the contact_type column.",
		Other:   "本行没有说明修改哪个联系人；请在 contact_type 列填写 registrant、admin、tech、billing，多个用逗号分隔，或填 all。",
	}},
	CodeBadType: {{
		English: "The contact type %q is not known; type registrant, admin, tech, billing or all.",
		Other:   "不认识的联系人类型 {1}；请填写 registrant、admin、tech、billing 或 all。",
	}},
	CodeBadLock: {{English: "The transfer lock %q is not known; type yes or no, or clear the cell.", Other: "不认识的转移锁 {1}；请填写 yes 或 no，或清空该单元格。"}},
	CodeRunning: {{
		English: "The domain is still running in run %s; type: domainbatch resume %s", Other: "该域名还在运行 {1} 中处理；请输入：domainbatch resume {2}",
	}},
	CodeSettled: {{
		English: "Run %s has finished this row since the file was written; type: domainbatch report %s", Other: "文件写出之后，运行 {1} 已完成本行；请输入：domainbatch report {2}",
	}},
	CodePending: {{
		English: "A task was accepted for this row in a run that is not known here; type: %s where that run was made, or clear the Result cell to ask again",
		Other:   "本行的任务已在别处的运行中被接受；请在当时的机器上输入：{1}，或清空 Result 单元格以重新提交",
	}},
	CodeUnknown: {{
		English: "Something was sent for this row and its outcome is not known; look at the domain in the console, then type: %s, or clear the Result cell to ask again",
		Other:   "本行已提交但结果不明；请在控制台查看该域名，然后输入：{1}，或清空 Result 单元格以重新提交",
	}},
	CodeConflict: {{English: "%s Keep one wish, set the other rows to skip, and run again.", Other: "{1} 请只保留一个要求，其余行的操作填 skip，再运行一次。"}},
	CodeTwin:     {{English: "Row %d asks for the same %s of this domain and is held: %s", Other: "第 {1} 行对本域名的 {2} 有同样的要求，而且暂缓：{3}"}},
}
