package report

import (
	"iter"

	"domainbatch/executor"
	"domainbatch/ingest"
	"domainbatch/report/ooxml"
)

// errorsPage holds the rows worth another run, under the headers of the
// input, so that the sheet can be mended and fed back as it is. The reason
// stands in result columns at the right, which the next run knows and
// re-uses; a Result links to the row it came from.
func errorsPage(src Source, records iter.Seq2[ingest.Record, error], rows []executor.RowResult, at map[int]int, opt Options) page {
	own := ownColumns(src.Layout)
	reason := []ingest.ResultColumn{ingest.ResultResult, ingest.ResultComment, ingest.ResultErrorCode, ingest.ResultRunID}
	p := page{key: keyErrors, name: translator(opt.Lang)("Errors"), frozen: 1, filter: true}
	var header []cell
	for _, c := range own {
		header = append(header, say(c.Header, lookHeader))
		p.widths = append(p.widths, min(max(float64(len(c.Header))*1.2, 14), 40))
	}
	for _, c := range reason {
		header = append(header, say(string(c), lookHeader))
		p.widths = append(p.widths, columnWidth(c))
	}
	expected := Summarize(rows).worthAnotherRun()
	p.rows = func(yield func([]cell, error) bool) {
		left := expected
		if !yield(header, nil) || left == 0 {
			return
		}
		for record, err := range records {
			if err != nil {
				yield(nil, err)
				return
			}
			i, known := at[record.Number]
			if !known || !worthAnotherRun(rows[i].Result) {
				continue
			}
			left--
			if !yield(errorRow(src.Layout, own, reason, record, rows[i]), nil) || left == 0 {
				return
			}
		}
	}
	return p
}

func errorRow(layout ingest.Layout, own []ingest.Column, reason []ingest.ResultColumn, record ingest.Record, r executor.RowResult) []cell {
	row := make([]cell, 0, len(own)+len(reason))
	for _, c := range own {
		typed := ""
		if c.Index < len(record.Cells) {
			typed = record.Cells[c.Index]
		}
		row = append(row, say(typed, lookAsText))
	}
	for _, name := range reason {
		c := cell{value: resultValue(name, r), look: lookPlain}
		switch name {
		case ingest.ResultResult:
			c.look = lookOf(r.Result)
			c.link = ooxml.Link(layout.Sheet, 0, record.Number)
		case ingest.ResultComment:
			c.look = lookWrap
		}
		row = append(row, c)
	}
	return row
}

// columnWidth is the width of a result column in characters.
func columnWidth(name ingest.ResultColumn) float64 {
	switch name {
	case ingest.ResultResult:
		return 14
	case ingest.ResultComment:
		return 60
	case ingest.ResultErrorCode, ingest.ResultTransferCode:
		return 26
	case ingest.ResultTaskNo, ingest.ResultRequestID:
		return 38
	case ingest.ResultAttempts:
		return 10
	case ingest.ResultRunID:
		return 22
	default:
		return 20
	}
}
