package main

import (
	"strconv"
	"strings"

	"domainbatch/report/notify"
)

// meaningOf is what an exit code means, as the help has it.
func meaningOf(code exitCode, lang string) string {
	if lang == "zh" {
		return exitChinese[code]
	}
	for line := range strings.Lines(exitHelp) {
		number, meaning, ok := strings.Cut(strings.TrimSpace(line), "  ")
		if n, err := strconv.Atoi(number); ok && err == nil && exitCode(n) == code {
			return strings.TrimSpace(meaning)
		}
	}
	return ""
}

// exitChinese is exitHelp for messages in Chinese.
var exitChinese = map[exitCode]string{
	exitDone:        "所有行已完成,或无需处理",
	exitInternal:    "出现没有专用退出码的错误",
	exitUsage:       "用法错误",
	exitInput:       "输入文件不可用,未发送任何请求",
	exitRows:        "已结束,但部分行失败、无效或被搁置",
	exitCredentials: "凭证、权限、签名或时钟被拒绝",
	exitUnavailable: "服务不可达,请稍后重试",
	exitLocked:      "另一个进程占用该账号的锁",
	exitLimit:       "因您设定的限制而停止",
	exitPending:     "任务仍在执行,或时限已到,用 domainbatch resume 继续",
	exitUnknown:     "部分行结果未知",
	exitStale:       "计划已过期或未获批准",
	exitInterrupted: "被中断,用 domainbatch resume 继续",
}

// nextAfter is what to type after an end that has no next step of its own.
func nextAfter(code exitCode, s *notify.Summary) string {
	file := "FILE"
	if s.File != "" {
		file = shellQuote(s.File)
	}
	switch {
	case code == exitDone:
		return ""
	case s.Run != "" && code != exitRows:
		return "domainbatch resume " + s.Run
	case s.Command == "import" && s.File == "" && (code == exitInput || code == exitRows):
		return "look into the folders failed and held, and at: domainbatch status"
	case code == exitInput, code == exitRows:
		return "domainbatch check " + file
	case code == exitCredentials:
		return "domainbatch doctor"
	case code == exitUnavailable:
		return "run it again later"
	case code == exitLocked:
		return "domainbatch status"
	case code == exitLimit, code == exitStale:
		return "domainbatch plan " + file
	case code == exitUsage:
		return "domainbatch help " + s.Command
	}
	return "run it again with -vv to see more"
}
