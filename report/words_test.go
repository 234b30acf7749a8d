package report

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"domainbatch/executor"
	"domainbatch/ingest"
)

// TestEveryTextIsThereInChinese looks through all pages for English prose.
func TestEveryTextIsThereInChinese(t *testing.T) {
	opt := Options{Lang: "zh", Location: shanghai()}
	var columns []resultColumn
	for _, name := range ingest.ResultColumns() {
		columns = append(columns, resultColumn{name: name})
	}
	rows := mixed(40, 4)
	for i := range rows {
		rows[i].Comment, rows[i].Domain = "注", "例子.cn"
	}
	rows[0].TransferCode = "x"
	run := someRun()
	run.Next, run.Tool = "", "9"
	plan, planned := somePlan()
	for i := range planned {
		planned[i].Result = executor.Results()[i]
	}
	fixes := Source{Problems: []ingest.Problem{{Severity: ingest.Error, Row: 8, Cell: "A8", Message: "注", Proposed: "例子.cn", Fixable: true}}}
	broken := []executor.RowResult{{Number: 8, Domain: "例子.cn", Result: executor.Invalid, Comment: "A8: 注."}}
	prose := regexp.MustCompile(`[a-z]{3,} [a-z]{2,} [a-z]{2,}`)
	full, _ := summaryPage(Source{}, run, Summarize(rows), "错误", opt)
	empty, _ := summaryPage(Source{}, Run{}, Summarize(nil), "错误", opt)
	for _, p := range []page{full, empty, tasksPage(rows, opt), legendPage(columns, []string{translator("zh")(brokenSignature), translator("zh")(tooManyNotes)}, opt),
		*changesPage(Source{}, Run{Plan: plan}, planned, opt), *followUpPage(Source{}, Run{Plan: plan}, planned, opt), *fixesPage(fixes, fixesOf(fixes, broken, map[int]int{8: 0}), opt)} {
		if prose.MatchString(p.name) || p.name[0] < 0x80 {
			t.Errorf("sheet name %s", p.name)
		}
		for row, err := range p.rows {
			must(t, err)
			for _, c := range row {
				if prose.MatchString(c.text) && c.text != someone.City || strings.Contains(c.text, "%!") {
					t.Errorf("sheet %s: %q", p.name, c.text)
				}
			}
		}
	}
	said := map[string]string{}
	for _, c := range messageCures {
		said[c.part] = c.cure
	}
	for _, list := range []map[string]string{codeCures, kindCures, fieldCures, said} {
		for code, cure := range list {
			if chinese[cure] == "" {
				t.Errorf("the cure of %s has no translation: %s", code, cure)
			}
		}
	}
	for _, r := range executor.Results() {
		if hasCause(r) && chinese[resultCures[r]] == "" || chinese[meanings[r]] == "" || chinese[nextSteps[r]] == "" {
			t.Errorf("%s is not explained in Chinese", r)
		}
	}
}

func TestChineseWorkbookCanBeFedBack(t *testing.T) {
	data := saved(t, office(t, 12))
	for range 2 {
		layout, rows := understood(t, data, ingest.Options{})
		if layout.Sheet != "Domains" || len(rows) != 12 {
			t.Fatalf("sheet %s with %d rows", layout.Sheet, len(rows))
		}
		data = chineseResults(t, data, layout, answers(rows))
	}
	f := reopened(t, data)
	if got := strings.Join(f.GetSheetList(), " "); got != "Domains Dashboard 汇总 错误 待跟进 任务 说明" {
		t.Errorf("sheets %s", got)
	}
}

func TestRemarksAboutTablesAreThereInChinese(t *testing.T) {
	for remark, want := range map[string]string{
		"table T1 cannot be made wider, its columns come from a queryTable": "表 T1 无法加宽：其列来自 queryTable",
		"table T1 cannot be made wider, table T2 stands in the way":         "表 T1 无法加宽：被表 T2 挡住",
		"table T1 cannot be made wider, column AB has no title of its own":  "表 T1 无法加宽：AB 列没有自己的标题",
	} {
		if got := remarkIn("zh", remark); got != want {
			t.Errorf("%s: %s", remark, got)
		}
		if remarkIn("en", remark) != remark {
			t.Error(remark)
		}
	}
}

func TestWhatIsAskedForIsSaidInChinese(t *testing.T) {
	list := []string{"update-contact", "update-profile", "transfer-code", "profile_id", "transfer_lock"}
	for _, c := range ingest.ContactTypes() {
		list = append(list, string(c))
	}
	for _, v := range contactValues {
		list = append(list, string(v.field))
	}
	for _, word := range list {
		if Say("zh", word) == word || Say("en", word) != word {
			t.Errorf("%s is %s in Chinese, %s in English", word, Say("zh", word), Say("en", word))
		}
	}
}

// The cells of a row that could not be understood are told about in the language
// of the comparison.
func TestAComparisonTellsOfCellsInItsLanguage(t *testing.T) {
	s := standing(5, "x.com", "", "", executor.Invalid)
	s.problems = []ingest.Problem{{Severity: ingest.Error, Rule: "email.syntax", Cell: "Q5", Message: "no e-mail address", Cure: "type one such as owner@example.com"}}
	s.Comment = "Q5: no e-mail address (type one such as owner@example.com)."
	d := Diff{Pairs: Compare(nil, []Standing{s})}
	for lang, want := range map[string]string{"en": s.Comment, "zh": "不是邮箱地址"} {
		var out bytes.Buffer
		must(t, WriteDiffText(&out, d, Options{Lang: lang}))
		if !strings.Contains(out.String(), want) {
			t.Errorf("%s: %s", lang, out.String())
		}
	}
}
