package main

import (
	"domainbatch/ingest"
	"domainbatch/planner"
)

// checkTexts are what check says around the problems, in one language.
type checkTexts struct {
	file       string // name, what it is, header row, rows
	sheet      string
	csv        string // encoding, delimiter
	delimiters map[rune]string

	oneRow, manyRows     string
	onePlace, manyPlaces string
	row                  string
	textCell             string // line, column

	group    string // severity, rule, places
	severity map[ingest.Severity]string
	more     string
	applied  string

	colon, semicolon, comma string

	dispositions map[planner.Disposition]string
	found        string // errors, warnings, notices

	verdict, step                  string
	noRows, noneUsable, someUsable string
	usable, usableButErrors        string
	usableButWarnings              string
	fixOne, fix                    string // how many cells, the command
	keepFixes, mark, correct, fill string
	list                           string // mark, for a file without sheets

	written                         string // file, what was done
	marked, listed, fixed, formulas string
	unlisted                        string // problems that are marked and not in the list

	repeated string // how many rows, which

	columns, notUsed, result, didYouMean string
	fitting, looksLike                   string // how many of how many; a field
	why                                  map[ingest.Why]string
}

func textsIn(lang string) *checkTexts {
	if lang == "zh" {
		return &checkChinese
	}
	return &checkEnglish
}

var checkEnglish = checkTexts{
	file: "%s: %s, header in row %d, %s", sheet: "sheet %s", csv: "CSV, %s, separated by %s",
	delimiters: map[rune]string{'\t': "tab", ',': "comma", ';': "semicolon"},
	oneRow:     "%d row", manyRows: "%d rows", onePlace: "%d place", manyPlaces: "%d places", row: "row %d", textCell: "line %d, column %d",

	group:    "%s: %s, %s",
	severity: map[ingest.Severity]string{ingest.Error: "error", ingest.Warning: "warning", ingest.Notice: "notice"},
	more:     "and %d more; --all lists them", applied: ", now %q",
	colon: ": ", semicolon: "; ", comma: ", ",

	dispositions: map[planner.Disposition]string{
		planner.RowPlanned: "to do", planner.RowInvalid: "invalid", planner.RowHeld: "held back",
		planner.RowSkipped: "to skip", planner.RowDone: "done earlier", planner.RowUnchanged: "already as wanted", planner.RowLeftOut: "left out",
	},
	found:   "found: errors %d, warnings %d, notices %d",
	verdict: "verdict: ", step: "next: ",
	noRows: "there is no row in it", noneUsable: "no row can be used as it is", someUsable: "%s cannot be used as things are, the other %d can",
	usable: "every row can be used", usableButErrors: "every row can be used, but there are errors beside them",
	usableButWarnings: "every row can be used; look at the warnings first",
	fixOne:            "%d cell can be repaired: domainbatch check %s --accept-fixes -o %s",
	fix:               "%d cells can be repaired: domainbatch check %s --accept-fixes -o %s",
	keepFixes:         "write the repaired file: domainbatch check %s --accept-fixes -o %s",
	mark:              "see them in the sheet: domainbatch check %s -o %s",
	list:              "list them in a file: domainbatch check %s -o %s",
	correct:           "correct the cells above and check again; apply leaves such rows out and does the others",
	fill:              "fill in rows below the header and check again",

	written: "written  %s: %s", marked: "cells marked: %d", unlisted: "; problems that the list has no room for: %d, --format csv has them all", listed: "problems listed: %d", fixed: "cells corrected: %d; nothing else changed",
	formulas: "; left alone because they hold formulas: %s",

	repeated: "rows that ask for the same as an earlier row, and are done together with it: %d (%s)",

	columns: "columns:", notUsed: "not used", result: "of an earlier report", didYouMean: "%s, did you mean %s?",
	fitting: "; %d of %d values fit", looksLike: "; the values look like %s",
	why: map[ingest.Why]string{
		ingest.WhyMap: "you said so with --map", ingest.WhyName: "its own name", ingest.WhyAlias: "another name for it",
		ingest.WhyGuess: "guess: a part of the header is a name for it", ingest.WhyUnknown: "not understood",
		ingest.WhyBeside: "for comparison only",
	},
}

var checkChinese = checkTexts{
	file: "%s：%s，标题在第 %d 行，共 %s", sheet: "工作表 %s", csv: "CSV，%s，以%s分隔",
	delimiters: map[rune]string{'\t': "制表符", ',': "逗号", ';': "分号"},
	oneRow:     "%d 行", manyRows: "%d 行", onePlace: "%d 处", manyPlaces: "%d 处", row: "第 %d 行", textCell: "第 %d 行第 %d 列",

	group:    "%s：%s，%s",
	severity: map[ingest.Severity]string{ingest.Error: "错误", ingest.Warning: "警告", ingest.Notice: "提示"},
	more:     "另有 %d 处；--all 全部列出", applied: "，已改为 %q",
	colon: "：", semicolon: "；", comma: "，",

	dispositions: map[planner.Disposition]string{
		planner.RowPlanned: "待处理", planner.RowInvalid: "无效", planner.RowHeld: "暂缓",
		planner.RowSkipped: "跳过", planner.RowDone: "已完成", planner.RowUnchanged: "已符合要求", planner.RowLeftOut: "未选中",
	},
	found:   "发现：错误 %d，警告 %d，提示 %d",
	verdict: "结论：", step: "下一步：",
	noRows: "文件中没有数据行", noneUsable: "没有一行可以直接使用", someUsable: "%s暂不能使用，其余 %d 行可以",
	usable: "每一行都可以使用", usableButErrors: "每一行都可以使用，但其他地方有错误",
	usableButWarnings: "每一行都可以使用；请先看一下警告",
	fixOne:            "有 %d 个单元格可以自动修复：domainbatch check %s --accept-fixes -o %s",
	fix:               "有 %d 个单元格可以自动修复：domainbatch check %s --accept-fixes -o %s",
	keepFixes:         "写出修复后的文件：domainbatch check %s --accept-fixes -o %s",
	mark:              "在表格中查看：domainbatch check %s -o %s",
	list:              "列成清单文件：domainbatch check %s -o %s",
	correct:           "改正以上单元格后重新检查；apply 会略过这些行，处理其余的行",
	fill:              "在标题下面填写数据行后重新检查",

	written: "已写出 %s：%s", marked: "标记了 %d 个单元格", unlisted: "；另有 %d 个问题未列入清单，用 --format csv 可全部列出", listed: "列出了 %d 个问题", fixed: "改正了 %d 个单元格，其余未改动",
	formulas: "；以下单元格含有公式，未改动：%s",

	repeated: "与前面某行要求完全相同、会合并处理的行：%d 行（%s）",

	columns: "各列：", notUsed: "不使用", result: "上次报告的列", didYouMean: "%s，是否是 %s？",
	fitting: "；%d/%d 个值符合", looksLike: "；内容像是 %s",
	why: map[ingest.Why]string{
		ingest.WhyMap: "由 --map 指定", ingest.WhyName: "标准列名", ingest.WhyAlias: "已知别名",
		ingest.WhyGuess: "推测：标题的一部分是已知列名", ingest.WhyUnknown: "不认识",
		ingest.WhyBeside: "仅供对照",
	},
}
