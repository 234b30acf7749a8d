package report

import (
	"cmp"
	"slices"

	"domainbatch/executor"
	"domainbatch/ingest"
	"domainbatch/ingest/ooxml"
)

// fix is a value that would pass where one did not.
type fix struct {
	problem ingest.Problem
	row     *executor.RowResult
}

// fixesOf lists the proposals for cells that are to blame, by rows. Several
// for one cell are one.
func fixesOf(src Source, rows []executor.RowResult, at map[int]int) []fix {
	var list []fix
	seen := map[string]bool{}
	for _, p := range src.Problems {
		i, known := at[p.Row]
		if !known || p.Proposed == "" || p.Proposed == p.Value || !toBlame(p, rows[i]) || seen[p.Cell] {
			continue
		}
		seen[p.Cell] = true
		list = append(list, fix{p, &rows[i]})
	}
	slices.SortStableFunc(list, func(a, b fix) int { return cmp.Compare(a.problem.Row, b.problem.Row) })
	return list
}

// summaryOf is the summary with the proposals counted, where a workbook shows
// them.
func summaryOf(src Source, rows []executor.RowResult) Summary {
	s := Summarize(rows)
	if len(src.Problems) == 0 || src.Layout.Sheet == "" {
		return s
	}
	at := make(map[int]int, len(rows))
	for i, r := range rows {
		at[r.Number] = i
	}
	s.propose(fixesOf(src, rows, at))
	return s
}

// fixesPage lists cells whose cure is mechanical, with the value that would
// pass; nil when there is none.
func fixesPage(src Source, list []fix, opt Options) *page {
	if len(list) == 0 {
		return nil
	}
	t := translator(opt.Lang)
	return &page{
		key: keyFixes, name: t("Fixes"), frozen: 3, filter: true,
		widths: []float64{10, 30, 22, 34, 34, 16, 70},
		merges: [][4]int{{0, 0, 6, 0}},
		rows: func(yield func([]cell, error) bool) {
			head := make([]cell, 7)
			for i := range head {
				head[i].look = lookStrong
			}
			head[0] = say(t("These cells have an obvious cure. Look at the proposals: run the file again with --accept-fixes to take those that say yes, and type the others."), lookStrong)
			if !yield(head, nil) || !yield(nil, nil) || !yield(headerRow(t, []string{"Cell", "Domain", "Column", "Value now", "Proposed", "--accept-fixes", "Reason"}), nil) {
				return
			}
			for i := range list {
				if !yield(fixRow(t, src, &list[i], opt), nil) {
					return
				}
			}
		},
	}
}

func fixRow(t func(string) string, src Source, f *fix, opt Options) []cell {
	taken := "no"
	if f.problem.Fixable {
		taken = "yes"
	}
	place := say(f.problem.Cell, lookPlain)
	if column, row, ok := ooxml.ParseCell(f.problem.Cell); ok && src.Layout.Sheet != "" {
		place.link = ooxml.Link(src.Layout.Sheet, column, row)
	}
	return []cell{
		place, say(f.row.Domain, lookPlain), say(f.problem.Column, lookPlain),
		say(f.problem.Value, lookAsText), say(f.problem.Proposed, lookProposed), say(t(taken), lookPlain), say(f.problem.In(opt.Lang).Message, lookWrap),
	}
}
