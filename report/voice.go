package report

import (
	"regexp"
	"strings"
	"sync"

	"domainbatch/executor"
	"domainbatch/ingest"
	"domainbatch/ingest/phrase"
	"domainbatch/planner"
)

// voice says what other parts of the program said about a row in the language
// of the report.
type voice struct {
	lang     string
	problems map[int][]ingest.Problem // by sheet row or CSV line
}

func newVoice(src Source, opt Options) *voice {
	v := &voice{lang: opt.Lang}
	if v.chinese() {
		v.problems = map[int][]ingest.Problem{}
		for _, p := range src.Problems {
			v.problems[p.Row] = append(v.problems[p.Row], p)
		}
	}
	return v
}

func (v *voice) chinese() bool { return v.lang == "zh" }

// comment is the sentence of a row.
func (v *voice) comment(r executor.RowResult) string {
	if !v.chinese() || r.Comment == "" {
		return r.Comment
	}
	if r.Result == executor.Invalid {
		if said := v.invalid(v.problems[r.Number], r); said != "" {
			return said
		}
	}
	if said := (planner.RowPlan{Code: r.Code, Comment: r.Comment}).CommentIn(v.lang); said != r.Comment {
		return said
	}
	return outcomeInChinese(r.Comment)
}

// standing is the sentence of a row of a comparison.
func (v *voice) standing(s *Standing) string {
	r := s.result()
	if v.chinese() && r.Result == executor.Invalid {
		if said := v.invalid(s.problems, r); said != "" {
			return said
		}
	}
	return v.comment(r)
}

// invalid repeats what is wrong with the cells of a row, "" when that is not
// known cell by cell.
func (v *voice) invalid(problems []ingest.Problem, r executor.RowResult) string {
	var parts []string
	for _, p := range problems {
		if !toBlame(p, r) {
			continue
		}
		parts = append(parts, p.Cell+"："+v.problem(p))
	}
	if len(parts) == 0 {
		return ""
	}
	return strings.Join(parts, "；") + "。"
}

// problem is what is wrong with a cell and what to do about it.
func (v *voice) problem(p ingest.Problem) string {
	p = p.In(v.lang)
	switch {
	case p.Cure == "":
		return p.Message
	case v.chinese():
		return p.Message + "（" + p.Cure + "）"
	}
	return p.Message + " (" + p.Cure + ")"
}

// A row of several changes names the one that decides, then how the others
// stand.
var (
	firstPart  = regexp.MustCompile(`^(registrant|admin|tech|billing|transfer code): `)
	otherParts = regexp.MustCompile(`(?: (?:registrant|admin|tech|billing|transfer code): [a-z ]+\.)+$`)
	otherPart  = regexp.MustCompile(`(registrant|admin|tech|billing|transfer code): ([a-z ]+)\.`)
)

// OutcomeIn says what the executor says about a row or a change in a language,
// "zh" or English. What it does not know stays as it is.
func OutcomeIn(lang, comment string) string {
	if lang != "zh" || comment == "" {
		return comment
	}
	return outcomeInChinese(comment)
}

func outcomeInChinese(comment string) string {
	head := firstPart.FindString(comment)
	if head == "" {
		said, _ := outcomeBook().Say("", comment)
		return said
	}
	rest := comment[len(head):]
	others := otherParts.FindString(rest)
	said, _ := outcomeBook().Say("", strings.TrimSuffix(rest, others))
	out := outcomeWords[strings.TrimSuffix(head, ": ")] + "：" + said
	for _, m := range otherPart.FindAllStringSubmatch(others, -1) {
		out += outcomeWords[m[1]] + "：" + strings.ToUpper(m[2]) + "。"
	}
	return out
}

var outcomeWords = map[string]string{
	"registrant": "注册人", "admin": "管理联系人", "tech": "技术联系人", "billing": "付费联系人", "transfer code": "转移密码",
	"it gave no reason.": "未说明原因。", "nothing more.": "没有其他说明。",
	", the service was asked to take it back": "，已请求阿里云撤销",
}

// outcomeBook has what the executor says about rows.
var outcomeBook = sync.OnceValue(func() *phrase.Book {
	list := append([]phrase.Phrase{}, outcomePhrases...)
	for _, h := range hintPhrases {
		list = append(list, phrase.Phrase{English: "Refused: %s " + h.English, Other: "被拒绝：{1} " + shifted(h.Other)})
	}
	list = append(list, phrase.Phrase{English: "Refused: %s Mend the row and run it again.", Other: "被拒绝：{1} 请修正该行后重新运行。"})
	for _, p := range resumePhrases {
		list = append(list, phrase.Phrase{English: p.English + "; run: domainbatch resume %s", Other: p.Other})
	}
	return phrase.New(map[string][]phrase.Phrase{"": list}, outcomeWords, nil)
})

// shifted counts the values of a sentence that follows another value.
func shifted(s string) string { return strings.NewReplacer("{1}", "{2}", "{2}", "{3}").Replace(s) }

// outcomePhrases are whole sentences.
var outcomePhrases = []phrase.Phrase{
	{English: "Done.", Other: "已完成。"},
	{English: "Done; it was too late to take it back.", Other: "已完成；来不及撤销。"},
	{English: "Done; the code stands in the results file, keep it secret.", Other: "已完成；转移密码在结果文件中，请妥善保管。"},
	{English: "Done; the code is sealed for the owner of another key, who runs: %s", Other: "已完成；转移密码已为另一密钥的持有者加密，由其运行：{1}"},
	{English: "Done; the answer holds no code, the service mails it to the registrant.", Other: "已完成；返回中没有转移密码，阿里云会将其邮寄给注册人。"},
	{English: "All parts are done: %s.", Other: "各部分均已完成：{1}。"},
	{English: "The registry reported a failure: %s Mend the row and run it again.", Other: "注册局返回失败：{1} 请修正该行后重新运行。"},
	{English: "Taken back at the service, which says: %s Run the row again if it is still wanted.", Other: "已在阿里云撤销，其说明：{1} 如仍需要，请重新运行该行。"},
	{English: "Taken back before it was sent; run the row again if it is still wanted.", Other: "发送前已撤销；如仍需要，请重新运行该行。"},
	{English: "Taken back before it was accepted; run the row again if it is still wanted.", Other: "受理前已撤销；如仍需要，请重新运行该行。"},
	{English: "Given up by a person: sent at %s UTC, and it may have been executed; look at the domain in the console before it is asked for again.", Other: "已由人工放弃：于 {1} UTC 发送，可能已执行；再次提交前请先在控制台查看该域名。"},
	{English: "The service refused %d times for the moment, last with: %s Run the row again later.", Other: "阿里云暂时拒绝了 {1} 次，最近一次：{2} 请稍后重新运行该行。"},
	{English: "Sent at %s UTC, and it could not be found out whether it was accepted%s; look at the task list in the console, then decide: domainbatch resolve %s", Other: "于 {1} UTC 发送，无法查明是否被受理{2}；请在控制台查看任务列表，然后决定：domainbatch resolve {3}"},
	{English: "Perhaps sent already%s; if the journal was put back from a copy, take such tasks over: domainbatch resolve %s --found; else decide: domainbatch resolve %s", Other: "可能已发送{1}；如果日志是从副本恢复的，请认领这些任务：domainbatch resolve {2} --found；否则请决定：domainbatch resolve {3}"},
}

// resumePhrases end with the command that goes on.
var resumePhrases = []phrase.Phrase{
	{English: "Accepted, still executing at the registry, the service would not take it back (%s)", Other: "已受理，仍在注册局执行，阿里云未能撤销（{1}）；运行：domainbatch resume {2}"},
	{English: "Accepted, still executing at the registry%s", Other: "已受理，仍在注册局执行{1}；运行：domainbatch resume {2}"},
	{English: "Not sent yet", Other: "尚未发送；运行：domainbatch resume {1}"},
	{English: "Taken back, it will not be sent; the service is still to be asked whether it was sent before", Other: "已撤销，不会再发送；尚需向阿里云查明此前是否已发送；运行：domainbatch resume {1}"},
	{English: "Not sent: the time that was set for the session was over", Other: "未发送：本次运行的时限已到；运行：domainbatch resume {1}"},
	{English: "Not sent: it is not the time of day at which calls may be sent", Other: "未发送：不在允许发送的时段内；运行：domainbatch resume {1}"},
	{English: "Not sent: calls may be sent again from %s", Other: "未发送：自 {1} 起方可再次发送；运行：domainbatch resume {2}"},
	{English: "Not sent: more changes failed than are allowed", Other: "未发送：失败的变更超过了允许的数量；运行：domainbatch resume {1}"},
	{English: "Not sent: a change of the first wave did not succeed", Other: "未发送：第一批中有变更未成功；运行：domainbatch resume {1}"},
	{English: "Not accepted yet: a request got lost and is proven not to have been executed", Other: "尚未受理：一次请求丢失，已证明未执行；运行：domainbatch resume {1}"},
	{English: "Not accepted yet: another task is running for the domain", Other: "尚未受理：该域名有其他任务在执行；运行：domainbatch resume {1}"},
	{English: "Not accepted yet, last answer %s", Other: "尚未受理，最近一次返回 {1}；运行：domainbatch resume {2}"},
	{English: "Sent at %s UTC or just before, the answer is not recorded yet", Other: "于 {1} UTC 或稍早发送，返回尚未记录；运行：domainbatch resume {2}"},
	{English: "Sent at %s UTC, the answer was lost and is still being looked into", Other: "于 {1} UTC 发送，返回丢失，仍在查明；运行：domainbatch resume {2}"},
}

// hintPhrases follow a refusal of the service.
var hintPhrases = []phrase.Phrase{
	{English: "The account is under risk control; ask Alibaba Cloud support to lift it.", Other: "账号处于风控状态；请联系阿里云客服解除。"},
	{English: "The account is not real-name verified; verify it in the console first.", Other: "账号未实名认证；请先在控制台完成认证。"},
	{English: "The access key is disabled; enable it in the RAM console or use another.", Other: "AccessKey 已禁用；请在 RAM 控制台启用或换用其他。"},
	{English: "The access key id is not known; check %s or the profile, and that --site fits the account.", Other: "AccessKey ID 不存在；请检查 {1} 或配置，以及 --site 是否与账号相符。"},
	{English: "The temporary key has expired or is wrong; get a new one, and check %s.", Other: "临时密钥已过期或有误；请重新获取，并检查 {1}。"},
	{English: "The signature was refused; check that the access key secret belongs to the access key id (%s or the profile).", Other: "签名被拒绝；请检查 AccessKey Secret 与 AccessKey ID 是否匹配（{1} 或配置）。"},
	{English: "This machine's clock differs from the service's by more than 15 minutes; set the clock.", Other: "本机时钟与服务端相差超过 15 分钟；请校准时钟。"},
	{English: "The service at this address does not know the operation; check --site and --endpoint.", Other: "该地址的服务不支持此接口；请检查 --site 和 --endpoint。"},
	{English: "The service takes https only; check --endpoint.", Other: "服务只接受 https；请检查 --endpoint。"},
	{English: "No key could be had; set %s and %s, or choose a profile with --profile.", Other: "没有可用的密钥；请设置 {1} 和 {2}，或用 --profile 选择配置。"},
	{English: "This site has no such operation; check --site.", Other: "该站点没有此接口；请检查 --site。"},
	{English: "The registrant's e-mail address must be verified in the console first.", Other: "请先在控制台验证注册人邮箱。"},
	{English: "The domain is not in this account; check its spelling and the account.", Other: "该域名不在此账号下；请检查拼写和账号。"},
	{English: "Another task is running for a domain of the call; it is tried again later.", Other: "请求中的某个域名有其他任务在执行；稍后会再试。"},
	{English: "Calls come too fast for the account's quota; lower --submit-rate or --query-rate.", Other: "调用超过账号配额；请降低 --submit-rate 或 --query-rate。"},
	{English: "The account may not call %s; ask its administrator to grant the RAM action %s.", Other: "账号无权调用 {1}；请管理员授予 RAM 权限 {2}。"},
	{English: "The account may not call %s; ask its administrator for the permission.", Other: "账号无权调用 {1}；请管理员授予权限。"},
}
