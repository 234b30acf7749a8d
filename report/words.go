package report

import "domainbatch/ingest"

// translator returns the function that says an English text of ours in the
// language wanted. A text without a translation stays English.
func translator(lang string) func(string) string {
	if lang != "zh" {
		return func(s string) string { return s }
	}
	return func(s string) string {
		if zh, ok := chinese[s]; ok {
			return zh
		}
		return s
	}
}

// Say says an English text of reports in a language, "zh" or English.
func Say(lang, text string) string { return translator(lang)(text) }

// chinese holds our texts in simplified Chinese, by their English form.
// Results and the headers of result columns are not in it: the next run
// reads them.
var chinese = map[string]string{
	// Names of sheets; ingest knows them too.
	"Summary":   "汇总",
	"Errors":    "错误",
	"Fixes":     "修正建议",
	"Changes":   "变更",
	"Follow-up": "待跟进",
	"Tasks":     "任务",
	"Legend":    "说明",

	"Nothing in the latest run.": "最近一次运行中没有内容。",

	// Headers of result columns; ingest knows them too.
	"Result":         "处理结果",
	"Result Comment": "结果说明",
	"Error Code":     "错误代码",
	"Task No":        "任务编号",
	"Request Id":     "请求编号",
	"Attempts":       "尝试次数",
	"Submitted At":   "提交时间",
	"Finished At":    "完成时间",
	"Transfer Code":  "转移密码",
	"Run Id":         "运行编号",

	// Fixes.
	"These cells have an obvious cure. Look at the proposals: run the file again with --accept-fixes to take those that say yes, and type the others.": "以下单元格有明确的修正办法。请查看建议：加 --accept-fixes 重新运行可采用标为“是”的建议，其余请自行填写。",
	"yes":       "是",
	"no":        "否",
	"Cell":      "单元格",
	"Value now": "现值",
	"Proposed":  "建议值",
	"Reason":    "原因",

	// Changes.
	"Row":          "行",
	"Action":       "操作",
	"Contact Type": "联系人类型",
	"%s before":    "%s（原）",

	// What rows ask for.
	"update-contact": "修改联系人", "update-profile": "套用信息模板", "transfer-code": "获取转移密码",
	"registrant": "注册人", "admin": "管理联系人", "tech": "技术联系人", "billing": "付费联系人",
	string(ingest.FieldProfileID): "信息模板ID", string(ingest.FieldTransferLock): "转移锁", string(ingest.FieldRegistrantType): "注册人类型",
	string(ingest.FieldName): "姓名", string(ingest.FieldOrganization): "单位", string(ingest.FieldCountry): "国家", string(ingest.FieldProvince): "省份",
	string(ingest.FieldCity): "城市", string(ingest.FieldAddress): "地址", string(ingest.FieldPostalCode): "邮编", string(ingest.FieldEmail): "邮箱",
	string(ingest.FieldTelArea): "区号", string(ingest.FieldTelephone): "电话", string(ingest.FieldTelExt): "分机",
	string(ingest.FieldZhName): "中文姓名", string(ingest.FieldZhOrganization): "中文单位", string(ingest.FieldZhProvince): "中文省份",
	string(ingest.FieldZhCity): "中文城市", string(ingest.FieldZhAddress): "中文地址",

	// Follow-up.
	"What":              "事项",
	"E-mail or Task No": "邮箱或任务编号",
	"Since":             "起始时间",
	"About until":       "大约截止",
	taskRunning:         "任务执行中",
	mailToClick:         "待点击的邮件",
	mailUnproven:        "待验证的邮箱",
	codeMailed:          "转移密码已邮寄",
	lookItUp:            "结果不明",
	"When a mail asks to confirm the new registrant, click its link: without an answer the domain can be put on hold.": "如收到确认新注册人的邮件，请点击其中的链接：逾期未确认，域名可能被暂停解析。",
	"The registrant gets the code by e-mail; use it before it expires.":                                                "转移密码由邮件发送给注册人，请在有效期内使用。",

	// Remarks.
	tooManyNotes: "前 %d 个有问题的单元格带有批注；另有 %d 个，请看“结果说明”列",

	// Summary.
	"Results of":                                              "处理结果：",
	"%d of %d rows are done.":                                 "共 %[2]d 行，已完成 %[1]d 行。",
	"%d are still running at the service.":                    "%d 行仍在阿里云执行中。",
	"%d need attention; they stand in the sheet %s.":          "%d 行需要处理，见工作表“%s”。",
	"%d have an unknown outcome: a person has to look.":       "%d 行结果不明，需人工核查。",
	"What to do next":                                         "下一步",
	"Mend the rows in the sheet %s and run that sheet again.": "修正工作表“%s”中的行，然后重新运行该工作表。",
	"Nothing: there is no row left to run.":                   "无需操作：没有剩余的行。",
	"Rows by result":                                          "按结果统计",
	"Rows":                                                    "行数",
	"Share":                                                   "占比",
	"Meaning":                                                 "含义",
	"Total":                                                   "合计",
	"Why rows are not done":                                   "未完成的原因",
	"Example":                                                 "示例",
	"What to do":                                              "处理办法",
	"row %d, %s: %s":                                          "第 %d 行，%s：%s",
	"and %d more causes, see the sheet %s":                    "另有 %d 种原因，见工作表“%s”",
	"The run":                                                 "本次运行",
	"Account":                                                 "账号",
	"Site":                                                    "站点",
	"Started":                                                 "开始时间",
	"Finished":                                                "结束时间",
	"Working time":                                            "运行时长",
	"Submit calls":                                            "提交调用次数",
	"Settled rate":                                            "稳定速率",
	"%s submit calls a second":                                "每秒 %s 次提交",
	"Transfer codes":                                          "转移密码",
	"Sealed codes":                                            "加密的转移密码",
	"%d, sealed for the owner of another key":   "%d 个，已为另一密钥的持有者加密",
	"%d in the results file, %d sent by e-mail": "结果文件中 %d 个，邮件发送 %d 个",
	"Input file":       "输入文件",
	"Program":          "程序",
	"Report made":      "报告生成时间",
	"Calls to the API": "API 调用",
	"Calls":            "次数",
	"Operation":        "接口",

	"%d need attention.":       "%d 行需要处理。",
	"Finished %s.":             "已于 %s 完成。",
	"The run is not finished.": "运行尚未结束。",
	"The run is not finished: this is how it stood at %s.":                                                       "运行尚未结束：以下为 %s 时的状态。",
	"and %d more causes, see the rows below":                                                                     "另有 %d 种原因，见下方各行",
	"Mend the rows that need attention in the results file and run that file again: what is done is left alone.": "修正结果文件中需要处理的行，然后重新运行该文件：已完成的行不会再处理。",

	// The page.
	"Every row":                   "各行结果",
	"Go to the rows":              "跳到各行",
	"Calls, rates and numbers":    "调用、速率与编号",
	"Search":                      "搜索",
	"domain, comment, code, task": "域名、说明、错误代码、任务",
	"Show only":                   "只显示",
	"any":                         "全部",
	"Asked for":                   "请求内容",
	"Reset":                       "重置",
	"First page":                  "首页",
	"Previous page":               "上一页",
	"Next page":                   "下一页",
	"Last page":                   "末页",
	"Page":                        "页",
	"%d of %d rows":               "共 %[2]d 行，显示 %[1]d 行",
	"Page %d of %d":               "第 %d 页，共 %d 页",
	"No row fits.":                "没有符合条件的行。",
	"Rows, can be scrolled":       "各行，可滚动",
	"Click a header to sort.":     "点击表头可排序。",
	"The first %d of %d rows are printed; filter the rows to print others.":                              "仅打印前 %d 行，共 %d 行；请筛选后打印其他行。",
	"The rows are shown with JavaScript, which is switched off here. They are also in the results file.": "各行需要 JavaScript 才能显示，当前已停用。结果文件中也有这些行。",

	// Run to run.
	"From run %s (%s, %d rows)\nto run   %s (%s, %d rows)": "从运行 %s（%s，%d 行）\n到运行 %s（%s，%d 行）",
	"Two runs compared": "两次运行对比", "before": "之前", "after": "之后", "Input": "输入文件", "Rows by what became of them": "各行变化", "Turn": "变化",
	"Result before": "之前结果", "Row before": "之前行号",
	string(NewlyFailing):             "新出现失败",
	string(Fixed):                    "已解决",
	string(StillOpen):                "仍未完成",
	string(Added):                    "新增",
	string(Gone):                     "不再出现",
	string(Same):                     "两次均已完成",
	"and %d more; --json lists them": "另有 %d 行；--json 可列出全部",

	// Tasks.
	"Domain":         "域名",
	"%s and %d more": "%s 等，另有 %d 个",

	// Legend.
	"What the words mean":             "术语说明",
	"Column":                          "列",
	"Times":                           "时间",
	"Dates and times are in the zone": "日期和时间所用时区：",
	"Remark":                          "备注",
	brokenSignature:                   "工作簿的数字签名只对原文件有效",

	"Done: the service says so.":                                            "已完成，以阿里云返回为准。",
	"Already as wanted; nothing was sent.":                                  "已是目标状态，未发送请求。",
	"Accepted by the service and still running there.":                      "阿里云已受理，仍在执行。",
	"Refused by the service, or failed there for good.":                     "被阿里云拒绝，或已最终失败。",
	"A cell of the row is wrong; nothing was sent.":                         "该行有单元格填写错误，未发送请求。",
	"Contradicts another row, or belongs to another run; nothing was sent.": "与其他行矛盾，或属于另一次运行，未发送请求。",
	"The run stopped before the row's turn; nothing was sent.":              "运行在轮到该行之前已停止，未发送请求。",
	"Sent, but the outcome is not known.":                                   "已发送，但结果不明。",
	"Taken back, or given up by a person; the comment says which.":          "已撤销，或由人工放弃；备注中有说明。",
	"The row says skip.":                                                    "该行要求跳过。",

	"Nothing.": "无需操作。",
	"Wait; resume brings the result. Some tasks run for days.":                                                   "请等待，之后用 resume 获取结果；有些任务需数天。",
	"Read the comment, mend the row and run it again.":                                                           "阅读说明，修正该行，然后重新运行该行。",
	"Correct the cell named in the comment, then run the row again.":                                             "更正说明中指出的单元格，然后重新运行该行。",
	"The run stopped before this row: resume it, or run the row again.":                                          "运行在该行之前停止：请用 resume 继续，或重新运行该行。",
	"Do not send it again: look for the task in the Alibaba Cloud console, then resume.":                         "请勿重新提交：先在阿里云控制台查找该任务，然后用 resume 继续。",
	"Run the row again if the change is still wanted.":                                                           "如仍需变更，请重新运行该行。",
	"Keep one of the rows that contradict each other, or wait for the other run to end, then run the row again.": "相互矛盾的行只保留一行，或等待另一次运行结束，然后重新运行该行。",

	"One word for the row, see above. A next run leaves rows alone that are OK or UNCHANGED.": "该行的结果，见上表。下次运行不再处理 OK 或 UNCHANGED 的行。",
	"One sentence with the next step.":                                                        "一句话说明及下一步。",
	"Error code of the service, or the rule of this program that the row breaks.":             "阿里云的错误码，或该行违反的本程序规则。",
	"Number of the task at the service; several when the row needed several.":                 "阿里云的任务编号；一行需要多个任务时有多个。",
	"Number of the request; the service's support asks for it.":                               "请求编号；联系阿里云客服时需要。",
	"How often a request for the row was sent.":                                               "为该行发送请求的次数。",
	"When the service accepted the request.":                                                  "阿里云受理请求的时间。",
	"When the result was final.":                                                              "得到最终结果的时间。",
	"The transfer code. Whoever has it can take the domain away: keep this file to yourself.": "转移密码。持有者可将域名转走：请妥善保管本文件。",
	"The run that gave the result.":                                                           "给出该结果的运行编号。",

	// Cures by rule and by what registries say.
	"Fill the cell, then run the row again.":                                                                                                     "填写该单元格，然后重新运行该行。",
	"Write one of the words that the column knows (the comment names them), then run the row again.":                                             "填写该列可用的词（见说明），然后重新运行该行。",
	"Replace the formula by its value, then run the row again.":                                                                                  "将公式替换为其值，然后重新运行该行。",
	"Write the domain name alone, such as example.com, then run the row again.":                                                                  "只填写域名，例如 example.com，然后重新运行该行。",
	"Write one e-mail address, such as owner@example.com, then run the row again.":                                                               "填写一个邮箱地址，例如 owner@example.com，然后重新运行该行。",
	"Write the code of the country in digits only, such as 86, then run the row again.":                                                          "国际区号只填数字，例如 86，然后重新运行该行。",
	"Write the number in digits only, without the code of the country, then run the row again.":                                                  "电话只填数字，不含国际区号，然后重新运行该行。",
	"Write the extension in digits only, then run the row again.":                                                                                "分机号只填数字，然后重新运行该行。",
	"Write the postal code as text, so that no zero is lost, then run the row again.":                                                            "邮编以文本填写，以免丢失开头的零，然后重新运行该行。",
	"Write the country with its two letters, such as CN, then run the row again.":                                                                "国家填写两位字母代码，例如 CN，然后重新运行该行。",
	"Name a contact of the sheet Contacts or of the file given with --contacts, then run the row again.":                                         "填写工作表 Contacts 或 --contacts 文件中的联系人编号，然后重新运行该行。",
	"Write the number of the registrant profile in digits only, then run the row again.":                                                         "信息模板 ID 只填数字，然后重新运行该行。",
	"The state of the domain forbids the change (a lock, a transfer or a renewal under way): look at it in the console, then run the row again.": "域名当前状态不允许修改（锁定、转移或续费中）：在控制台查看，然后重新运行该行。",
	"The domain may not be transferred now: look at its locks and its age in the console, then run the row again.":                               "域名目前不可转移：在控制台查看其锁定状态和注册时间，然后重新运行该行。",
	"The registry does not let this account change the domain: ask Alibaba Cloud support.":                                                       "注册局不允许此账号修改该域名：请联系阿里云客服。",
	"The registry does not know the domain: check its spelling, or whether it has expired.":                                                      "注册局没有该域名：检查拼写，或是否已过期。",
	"The registry refuses a contact value: check the contact against the registry's rules, mend it and run the row again.":                       "注册局不接受某个联系人信息：对照注册局规则检查并修正，然后重新运行该行。",
	"The registry could not carry it out: run the row again later.":                                                                              "注册局未能执行：请稍后重新运行该行。",
	"Values proposed in the sheet Fixes: %d.":                                                                                                    "工作表“修正建议”中有 %d 个建议值。",

	// Cures by error code.
	"The domain is not in this account: check its spelling and the account, or remove the row.":                              "该域名不在此账号下：检查拼写和账号，或删除该行。",
	"The service rejects a value of this row: check the contact fields against the comment, mend the cell and run it again.": "阿里云不接受该行的某个值：对照说明检查联系人字段，修正后重新运行该行。",
	"Verify the registrant's e-mail address in the Alibaba Cloud console, then run the row again.":                           "在阿里云控制台验证注册人邮箱，然后重新运行该行。",
	"Another task is still running for the domain: wait until it has ended, then run the row again.":                         "该域名有其他任务在执行：等其结束后重新运行该行。",
	"Correct the domain name, then run the row again.":                                                                       "更正域名，然后重新运行该行。",
	"This ending cannot be changed through the API: use the console for these domains.":                                      "此后缀不支持通过 API 修改：请使用控制台。",
	"The registry did not answer: run the row again later.":                                                                  "注册局没有应答：请稍后重新运行该行。",
	"Check the registrant profile in the console (is it there, verified and approved?), then run the row again.":             "在控制台检查信息模板（是否存在、已验证、已审核），然后重新运行该行。",
	"The contact does not match the verified owner: use a verified registrant profile.":                                      "联系人与实名所有者不符：请使用已实名的信息模板。",
	"The domain is in real-name review: wait until the review has ended, then run the row again.":                            "域名正在实名审核：等审核结束后重新运行该行。",
	"Fill in profile_id, then run the row again.":                                                                            "填写 profile_id，然后重新运行该行。",
	"Alibaba Cloud has put the account under risk control: ask its support.":                                                 "账号处于阿里云风控状态：请联系客服。",
	"Complete the real-name verification of the account, then run the row again.":                                            "完成账号实名认证，然后重新运行该行。",
	"The key may not do this: let the account's administrator grant the missing domain permission.":                          "该密钥无此权限：请管理员授予缺少的域名权限。",
	"Check the access key: it is unknown or disabled.":                                                                       "检查 AccessKey：不存在或已禁用。",
	"The security token has expired: sign in again.":                                                                         "安全令牌已过期：请重新登录。",
	"Check the access key secret.":                                                     "检查 AccessKey Secret。",
	"Set the clock of this computer, then resume.":                                     "校准本机时钟，然后用 resume 继续。",
	"The service was busy: run again with a lower rate.":                               "服务繁忙：请降低速率后重试。",
	"The service was busy: run the row again later.":                                   "服务繁忙：请稍后重新运行该行。",
	"The service was not available: resume later.":                                     "服务不可用：请稍后用 resume 继续。",
	"The service failed: run the row again later.":                                     "服务出错：请稍后重新运行该行。",
	"This site does not offer the operation: check the site setting.":                  "该站点不提供此接口：检查站点设置。",
	"This site does not offer the operation: check the site setting and the endpoint.": "该站点不提供此接口：检查站点设置和 endpoint。",
	"Check the endpoint: it does not speak this version of the Domain API.":            "检查 endpoint：不支持此版本的域名 API。",
	"Check the endpoint: it is not the Domain API.":                                    "检查 endpoint：不是域名 API。",
	"Use an https endpoint.":                                                           "请使用 https 的 endpoint。",
	"The domain is not being transferred: remove the row.":                             "该域名不在转移中：请删除该行。",
}
