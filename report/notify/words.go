package notify

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// mostName is how much of the name of a file a title shows, in bytes.
const mostName = 90

// Title is a summary in one line, in English, or Chinese when lang is "zh".
func (s *Summary) Title(lang string) string {
	what := pick(lang, eventWords[s.Event])
	if s.Sample {
		what = pick(lang, [2]string{"[sample] ", "[样例] "}) + what
	}
	if s.File != "" {
		what += ": " + cut(plain(s.File), mostName)
	}
	return "domainbatch " + what
}

var eventWords = map[Event][2]string{
	Start:     {"started", "开始"},
	Success:   {"done", "完成"},
	Unchanged: {"had nothing to do", "无需处理"},
	Partial:   {"finished, some rows are not done", "已结束,部分行未完成"},
	Failure:   {"failed", "失败"},
	Unknown:   {"needs a person: the outcome of some rows is unknown", "需人工处理:部分行结果未知"},
	Pending:   {"waits for the service", "等待服务端完成"},
}

// Line is a thing and what there is to say of it.
type Line struct{ Name, Value string }

// Lines are the details for people, in English, or Chinese when lang is "zh".
// None of them can steer a chat: what came from outside is made plain.
func (s *Summary) Lines(lang string) []Line {
	var out []Line
	add := func(en, zh, value string) {
		if value != "" {
			out = append(out, Line{pick(lang, [2]string{en, zh}), plain(value)})
		}
	}
	if s.Exit != nil {
		add("Exit code", "退出码", strings.TrimSpace(fmt.Sprintf("%d %s", *s.Exit, s.Reason)))
	}
	add("Error", "错误码", s.Code)
	add("Run", "批次", s.Run)
	add("File", "文件", s.File)
	account := strings.TrimSpace(s.Site + " " + s.Account)
	if s.Rehearsal {
		account += pick(lang, [2]string{" (rehearsal)", "(演练)"})
	}
	add("Account", "账号", account)
	add("Started", "开始", moment(s.Started))
	if !s.Finished.IsZero() {
		add("Took", "用时", lasted(time.Duration(s.Seconds*float64(time.Second))))
	}
	add("Rows", "行数", counts(s.Rows))
	add("Calls", "调用", counts(s.Calls))
	if s.Throttled > 0 {
		add("Throttled", "限流", fmt.Sprint(s.Throttled))
	}
	if s.Rate > 0 {
		add("Submits a second", "每秒提交", fmt.Sprintf("%.3g", s.Rate))
	}
	if s.PendingTasks > 0 {
		value := fmt.Sprint(s.PendingTasks)
		if s.OldestPending != nil {
			value += pick(lang, [2]string{", the oldest since ", ",最早 "}) + moment(*s.OldestPending)
		}
		add("Tasks still running", "未完成任务", value)
	}
	if s.UnknownRows > 0 {
		add("Rows with unknown outcome", "结果未知的行", fmt.Sprint(s.UnknownRows))
	}
	for _, f := range s.FollowUps {
		value := fmt.Sprintf("%d %s", f.Count, pick(lang, followUpWords[f.Kind]))
		if f.Until != nil {
			value += pick(lang, [2]string{", until about ", ",截止约 "}) + f.Until.Format(time.DateOnly)
		}
		add("To see to", "待跟进", value)
	}
	add("Next", "下一步", s.Next)
	return out
}

var followUpWords = map[string][2]string{
	"unknown":     {"with unknown outcome", "行结果未知"},
	"mail":        {"verification mails to be clicked", "封验证邮件待点击"},
	"mailbox":     {"mailboxes to be verified", "个邮箱待验证"},
	"mailed-code": {"transfer codes in the mail", "个转移密码已邮寄"},
	"task":        {"tasks running", "个任务执行中"},
}

// Text is the whole summary as plain text.
func (s *Summary) Text(lang string) string {
	var b strings.Builder
	b.WriteString(s.Title(lang) + "\n")
	for _, l := range s.Lines(lang) {
		b.WriteString(l.Name + ": " + l.Value + "\n")
	}
	return b.String()
}

func pick(lang string, words [2]string) string {
	if lang == "zh" {
		return words[1]
	}
	return words[0]
}

// lasted is a duration as exactly as anybody wants to know it.
func lasted(d time.Duration) string {
	if d < 10*time.Second {
		return d.Round(100 * time.Millisecond).String()
	}
	return d.Round(time.Second).String()
}

func moment(t time.Time) string { return t.Format("2006-01-02 15:04 MST") }

func counts(by map[string]int) string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(by)) {
		if by[name] > 0 {
			out = append(out, fmt.Sprintf("%d %s", by[name], name))
		}
	}
	return strings.Join(out, ", ")
}

// plain keeps text from being read as markup or as a mention by a chat, as a
// header by mail, or as a command by a terminal.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '<':
			return '‹'
		case r == '>':
			return '›'
		case r == '[':
			return '('
		case r == ']':
			return ')'
		case r == '@':
			return '\uff20'
		case r == '`', r == '*', r == '|', r == '\\':
			return '\''
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r), r == '\u2028', r == '\u2029':
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, "�"))
}

// cut shortens text to a number of bytes without breaking a letter.
func cut(text string, most int) string {
	if len(text) <= most {
		return text
	}
	const mark = "…"
	end := most - len(mark)
	for end > 0 && !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end] + mark
}
