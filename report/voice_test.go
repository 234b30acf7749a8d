package report

import (
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"domainbatch/executor"
	"domainbatch/ingest"
)

func TestCommentsAreSaidInChinese(t *testing.T) {
	v := newVoice(Source{Problems: []ingest.Problem{{Severity: ingest.Error, Rule: "action.word", Row: 6, Cell: "B6", Message: "no known action", Cure: "type skip, or leave it empty"}}}, Options{Lang: "zh"})
	for _, c := range []struct {
		result         executor.Result
		code, en, want string
	}{
		{executor.OK, "", "Done.", "已完成。"},
		{executor.Pending, "", "Accepted, still executing at the registry; run: domainbatch resume 20261122-063700-k3f9", "已受理，仍在注册局执行；运行：domainbatch resume 20261122-063700-k3f9"},
		{executor.Pending, "", "Accepted, still executing at the registry, the service was asked to take it back; run: domainbatch resume r", "已受理，仍在注册局执行，已请求阿里云撤销；运行：domainbatch resume r"},
		{executor.Failed, "X", "Refused: No such thing. Mend the row and run it again.", "被拒绝：No such thing. 请修正该行后重新运行。"},
		{executor.Failed, "DomainNotExist", "Refused: The domain name does not exist. The domain is not in this account; check its spelling and the account.", "被拒绝：The domain name does not exist. 该域名不在此账号下；请检查拼写和账号。"},
		{executor.Failed, "", "admin: The registry reported a failure: bad. Mend the row and run it again. registrant: ok. tech: not sent.", "管理联系人：注册局返回失败：bad. 请修正该行后重新运行。注册人：OK。技术联系人：NOT SENT。"},
		{executor.Unknown, "TaskNotInJournal", "Perhaps sent already: a task that the journal does not know: T1; 9 tasks listed; if the journal was put back from a copy, take such tasks over: domainbatch resolve r --found; else decide: domainbatch resolve r b1",
			"可能已发送: a task that the journal does not know: T1; 9 tasks listed；如果日志是从副本恢复的，请认领这些任务：domainbatch resolve r --found；否则请决定：domainbatch resolve r b1"},
		{executor.Held, "held.running", "The domain is still running in run r1; type: domainbatch resume r1", "r1"},
		{executor.Invalid, "action.word", "B6: no known action (type skip, or leave it empty).", "B6："},
	} {
		got := v.comment(executor.RowResult{Number: 6, Result: c.result, Code: c.code, Comment: c.en})
		if got != c.want && !(strings.Contains(got, c.want) && (c.result == executor.Held || c.result == executor.Invalid)) || got == c.en {
			t.Errorf("%s\n got  %s\n want %s", c.en, got, c.want)
		}
	}
	if got := (&voice{}).comment(executor.RowResult{Comment: "Done."}); got != "Done." {
		t.Errorf("in English it says %s", got)
	}
}

// TestEveryCommentOfARowIsThereInChinese looks for the sentences in the
// source of those who say them.
func TestEveryCommentOfARowIsThereInChinese(t *testing.T) {
	var known strings.Builder
	for _, p := range outcomePhrases {
		known.WriteString(p.English + "\n")
	}
	for _, p := range resumePhrases {
		known.WriteString(p.English + "; run: domainbatch resume %s\n")
	}
	for _, p := range hintPhrases {
		known.WriteString("Refused: %s " + p.English + "\n")
	}
	known.WriteString("Refused: %s Mend the row and run it again.\n, the service was asked to take it back\nit gave no reason\nnothing more\n")
	evidence := regexp.MustCompile(`tasks listed|reading`)
	for _, file := range []string{"../executor/comment.go", "../executor/window.go", "../executor/alidomain/hint.go"} {
		for _, text := range sentencesIn(t, file) {
			plain := regexp.MustCompile(`%[sdq]`).ReplaceAllString(strings.TrimSpace(text), "%s")
			if evidence.MatchString(plain) || strings.Contains(strings.ReplaceAll(known.String(), "%d", "%s"), plain) {
				continue
			}
			t.Errorf("%s says %q, for which there is no Chinese", file, text)
		}
	}
}

// sentencesIn are the texts of several words in a source file.
func sentencesIn(t *testing.T, file string) []string {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	must(t, err)
	words := regexp.MustCompile(`[a-z]+ [a-z]+ [a-z]+`)
	var list []string
	ast.Inspect(parsed, func(n ast.Node) bool {
		lit, ok := n.(*ast.BasicLit)
		if !ok || lit.Kind != token.STRING {
			return true
		}
		if s, err := strconv.Unquote(lit.Value); err == nil && words.MatchString(s) {
			list = append(list, s)
		}
		return true
	})
	return list
}
