package ingest

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"

	"domainbatch/ingest/phrase"
)

// chineseBook has every sentence that this package says about a file.
var chineseBook = sync.OnceValue(func() *phrase.Book {
	rules := maps.Clone(chinesePhrases)
	for rule, phrases := range chineseFilePhrases {
		rules[rule] = slices.Concat(rules[rule], phrases)
	}
	return phrase.New(rules, chineseWords, map[string]string{
		`\bcolumn (\d+)\b`:             "第 $1 列",
		`\bsheet (\S+), cell (\S+?)\)`: "工作表 $1 单元格 $2)",
		`, did you mean ([^?"]+)\?`:    "（是否是 $1？）",
	})
})

// In gives the problem with its message and cure in a language: "zh" for
// Chinese, else English. Place, values and rule stay as they are.
func (p Problem) In(lang string) Problem {
	if lang == "zh" {
		p.Message, p.Cure = inChinese(p.Rule, p.Message), inChinese(p.Rule, p.Cure)
	}
	return p
}

// In gives the error with its message and cure in a language, as Problem.In.
func (e *FileError) In(lang string) *FileError {
	if lang != "zh" {
		return e
	}
	out := *e
	out.chinese = true
	out.Message, out.Cure = inChinese(e.Rule, e.Message), inChinese(e.Rule, e.Cure)
	return &out
}

// InChinese reports whether the error was put into Chinese by In.
func (e *FileError) InChinese() bool { return e.chinese }

// textCell is the address of a cell in a delimited text.
var textCell = regexp.MustCompile(`^line (\d+), column (\d+)$`)

func (e *FileError) errorInChinese() string {
	parts := []string{e.File}
	switch {
	case e.Sheet != "" && e.Cell != "":
		parts = append(parts, "工作表 "+e.Sheet+" 单元格 "+e.Cell)
	case e.Sheet != "" && e.Row > 0:
		parts = append(parts, fmt.Sprintf("工作表 %s 第 %d 行", e.Sheet, e.Row))
	case e.Sheet != "":
		parts = append(parts, "工作表 "+e.Sheet)
	case e.Cell != "":
		parts = append(parts, textCell.ReplaceAllString(e.Cell, "第 $1 行第 $2 列"))
	case e.Row > 0:
		parts = append(parts, fmt.Sprintf("第 %d 行", e.Row))
	}
	text := strings.Join(append(parts, e.Message), "：")
	if e.Cure != "" {
		text += "；" + e.Cure
	}
	return text
}

func inChinese(rule, text string) string {
	if text == "" {
		return ""
	}
	if rest, ok := strings.CutPrefix(text, "fixed: "); ok {
		return "已修复：" + inChinese(rule, rest)
	}
	if rule == "contact_ref.invalid" {
		if faults, ok := strings.CutPrefix(text, "the contact has a mistake: "); ok {
			return "引用的联系人有误：" + faultsInChinese(faults)
		}
	}
	out, _ := chineseBook().Say(rule, text)
	return out
}

// fault is one mistake of a named contact: its field, its place, the message.
var fault = regexp.MustCompile(`^(\w+)(?: \((?:sheet (.+), cell (\w+)|[^)]*)\))?: (.*)$`)

func faultsInChinese(faults string) string {
	parts := strings.Split(faults, "; ")
	for i, part := range parts {
		m := fault.FindStringSubmatch(part)
		if m == nil {
			parts[i], _ = chineseBook().SayAny(part)
			continue
		}
		said, _ := chineseBook().SayAny(m[4])
		parts[i] = m[1] + "：" + said
		if m[3] != "" {
			parts[i] = m[1] + "（工作表 " + m[2] + " 单元格 " + m[3] + "）：" + said
		}
	}
	return strings.Join(parts, "；")
}
