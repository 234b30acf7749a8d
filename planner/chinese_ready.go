package planner

import (
	"strings"

	"domainbatch/ingest/phrase"
)

// chineseReadiness is the table of readiness and the limits in Chinese.
func chineseReadiness() map[string][]phrase.Phrase {
	all := map[string][]phrase.Phrase{}
	for _, r := range readiness {
		if other, ok := readinessInChinese[r.code]; ok {
			all[r.code] = []phrase.Phrase{{English: r.finding + "; " + strings.ReplaceAll(r.cure, "%", "%%") + ".", Other: other}}
		}
	}
	for code, phrases := range limitsInChinese {
		all[code] = phrases
	}
	return all
}

var readinessInChinese = map[string]string{
	CodeNotOwned:          "该域名不在此账号下；请核对拼写，或改用持有它的账号的凭证。",
	CodeRedemption:        "该域名已过期，需要赎回；请在控制台赎回后再运行。",
	CodeExpired:           "该域名已于 {1} 过期；请续费后再运行。",
	CodeExpiring:          "该域名将于 {1} 到期，到期前 15 天内一般不发放转移密码；如被拒绝，请先续费。",
	CodeYoung:             "该域名于 {1} 注册，满 60 天后才发放转移密码；如被拒绝，请等待。",
	CodeTransferPending:   "该域名正在转出到其他注册商；请等待转移结束，或在控制台取消转移。",
	CodeRegistrantPending: "该域名正在变更注册人；请等待结束后再运行。",
	CodeUpdateLock:        "该域名已开启更新锁；请在控制台的安全设置中关闭后再运行。",
	CodeTransferLock:      "该域名已开启转移锁；请在控制台的安全设置中关闭后再运行。",
	CodeReview:            "注册人的实名认证正在审核；请等审核结束后再运行。",
	CodeNotVerified:       "注册人未通过实名认证；如被拒绝，请在控制台完成认证。",
	CodeClientHold:        "该域名因注册人邮箱未验证而被停止解析（clientHold）；请在控制台验证注册人邮箱，或先修改注册人。",
	CodeOwnerMailbox:      "当前注册人的邮箱未验证；如被拒绝，请在控制台完成验证。",
	CodeMailbox:           "新注册人的邮箱尚未在账号中验证；请在 15 天内完成邮件验证，否则域名可能被停止解析。",
	CodeProfileMissing:    "此账号下没有信息模板 {1}；请在控制台查到模板 ID，并更正 profile_id 列。",
	CodeProfileMailbox:    "信息模板 {1} 的邮箱未验证；请在控制台完成验证后再运行。",
	CodeProfileIdentity:   "信息模板 {1} 未通过该域名注册局要求的实名认证；请在控制台完成认证，或改用其他模板。",
	CodeProfileReview:     "信息模板 {1} 未通过实名认证；如被拒绝，请在控制台完成认证。",
	CodeProfileType:       "信息模板 {1} 的类型不适合本站点的该域名；国际站的 .cn、.中国、.公司、.网络 需要 cnnic 模板，其余域名需要 common 模板，中国站只有 common 模板。",
	CodeContactRefused:    "服务会拒绝这些联系人信息：{1}；请更正其中所指的内容，或用 --no-verify 跳过此项询问。",
	CodeNotAsked:          "未能查到该域名的现状；将按本行提交，可再次运行 plan 重新查询。",
}

var limitsInChinese = map[string][]phrase.Phrase{
	CodeUnchanged: {{English: "Already as the row wants it; nothing is sent for it.", Other: "现状已与本行要求一致，不提交。"}},
	CodeOnly: {
		{English: "Left out by --only; nothing is sent for it. Run again without it.", Other: "被 --only 排除，不提交；需要时请不带该选项再运行。"},
		{English: "Left out by --only: the %s. Run again without it.", Other: "{1} 被 --only 排除；需要时请不带该选项再运行。"},
	},
	CodeExclude: {
		{English: "Left out by --exclude; nothing is sent for it. Run again without it.", Other: "被 --exclude 排除，不提交；需要时请不带该选项再运行。"},
		{English: "Left out by --exclude: the %s. Run again without it.", Other: "{1} 被 --exclude 排除；需要时请不带该选项再运行。"},
	},
	CodeLimit: {{
		English: "Beyond the first %d rows of --limit; nothing is sent for it. Run again with a higher --limit or without.",
		Other:   "超出 --limit 的前 {1} 行，不提交；请提高 --limit 或不带该选项再运行。",
	}},
	CodeNotApproved: {{
		English: "Nobody approved it in the plan; write yes in its Approve cell and apply the plan again.",
		Other:   "计划中没有人批准；请在该行的 Approve 单元格填写 yes，再执行计划。",
	}},
	CodePresentMoved: {{
		English: "The present is not what the plan was made against (%s); make the plan again.",
		Other:   "现状与制定计划时不同（{1}）；请重新制定计划。",
	}},
}
