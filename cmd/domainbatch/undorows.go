package main

import (
	"cmp"
	"slices"
	"strings"

	"domainbatch/executor"
	"domainbatch/executor/journal"
	"domainbatch/ingest"
	"domainbatch/ingest/template"
	"domainbatch/planner"
)

// undoRows are the rows of an undo file, in the order of the file that the run
// was made from.
func undoRows(back []executor.Return, lang string) []template.Row {
	slices.SortStableFunc(back, func(a, b executor.Return) int {
		return cmp.Or(cmp.Compare(firstRecord(a), firstRecord(b)), strings.Compare(a.Change.Domain, b.Change.Domain), cmp.Compare(rankOf(a.Change.ContactType), rankOf(b.Change.ContactType)))
	})
	rows := make([]template.Row, len(back))
	for i, b := range back {
		was := b.Was
		if b.Verdict != planner.BackRestore && !was.HasFields() && b.Change.Before != nil {
			was = b.Change.Before.Contact
		}
		rows[i] = template.Row{
			Domain: b.Change.Domain, InstanceID: b.Change.InstanceID, Type: b.Change.ContactType,
			Contact: was, Set: b.Set, Now: b.Now, Marks: marksOf(b.WayBack),
			Skip: b.Verdict != planner.BackRestore, Note: b.CommentIn(lang),
		}
	}
	return rows
}

func firstRecord(r executor.Return) int {
	if len(r.Change.Records) == 0 {
		return 0
	}
	return r.Change.Records[0]
}

func rankOf(t ingest.ContactType) int { return slices.Index(ingest.ContactTypes(), t) }

// undoLead explains an undo workbook on its legend.
func undoLead(lang string, run journal.Run) []string {
	if lang == "zh" {
		return []string{
			"本工作簿用于撤回运行 " + run.ID + "：每行把一个域名的一个联系人恢复为修改前的值。",
			"每个值有三列：修改前的值（将要写回，apply 只读取这一列）、“本次设为”和“现在”。没有差别的对照列已折叠，点击上方的 + 可展开。",
			"绿色的值将恢复；红色的值需要人工核对。操作为“跳过”的行不会处理，原因见备注。",
		}
	}
	return []string{
		"This workbook takes back run " + run.ID + ": each row restores one contact of a domain to what it was.",
		"Each value has three columns: what was there (it goes back; apply reads this one only), what the run set, and what is there now. Where nothing differs the last two are folded: click the + above.",
		"Green values go back; red ones have to be looked at. Rows that say skip are left alone; the note says why.",
	}
}
