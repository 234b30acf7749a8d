package markup

import "domainbatch/ingest"

// words are the texts of a marked workbook in one language.
type words struct {
	sheet    string
	heads    []string
	severity map[ingest.Severity]string
	cure     string // before what is to be done
	proposed string // before a value that would pass
	others   string // how many problems are not listed, with their number
}

var english = words{
	sheet:    "Problems",
	heads:    []string{"Severity", "Where", "Header", "As typed", "What is wrong", "What to do", "Proposed", "Rule"},
	severity: map[ingest.Severity]string{ingest.Error: "error", ingest.Warning: "warning", ingest.Notice: "notice"},
	cure:     "To do: ", proposed: "Proposed: ", others: "and %d more, which check --format csv lists",
}

var chinese = words{
	sheet:    "问题",
	heads:    []string{"级别", "位置", "列标题", "原值", "问题", "处理办法", "建议值", "规则"},
	severity: map[ingest.Severity]string{ingest.Error: "错误", ingest.Warning: "警告", ingest.Notice: "提示"},
	cure:     "处理办法：", proposed: "建议值：", others: "另有 %d 个，可用 check --format csv 列出",
}

func wordsOf(lang string) *words {
	if lang == "zh" {
		return &chinese
	}
	return &english
}
