package report

import (
	"iter"

	"domainbatch/executor"
	"domainbatch/ingest"
	"domainbatch/ingest/ooxml"
)

// errorsPage holds the rows worth another run, under the headers of the
// input, so that the sheet can be mended and fed back as it is. The reason
// stands in result columns at the right, which the next run knows and
// re-uses; a domain links to the row it came from. width is that of a column
// in the person's sheet, 0 when nobody set one; cause is where the Summary
// sheet explains why a row is here, "" when it does not.
func errorsPage(src Source, records iter.Seq2[ingest.Record, error], rows []executor.RowResult, at map[int]int, expected int, width func(int) float64, cause func(executor.RowResult) string, opt Options) page {
	own := ownColumns(src.Layout)
	reason := []ingest.ResultColumn{ingest.ResultResult, ingest.ResultComment, ingest.ResultErrorCode, ingest.ResultRunID}
	p := page{key: keyErrors, name: translator(opt.Lang)("Errors"), frozen: 1, filter: true}
	var header []cell
	for _, c := range own {
		header = append(header, say(c.Header, lookHeader))
		p.widths = append(p.widths, errorWidth(c, width(c.Index)))
	}
	for _, c := range reason {
		header = append(header, say(headerOf(c, opt), lookHeader))
		p.widths = append(p.widths, columnWidth(c))
	}
	v := newVoice(src, opt)
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
			if !yield(errorRow(src.Layout, own, reason, record, rows[i], v, cause), nil) || left == 0 {
				return
			}
		}
	}
	return p
}

func errorRow(layout ingest.Layout, own []ingest.Column, reason []ingest.ResultColumn, record ingest.Record, r executor.RowResult, v *voice, cause func(executor.RowResult) string) []cell {
	row := make([]cell, 0, len(own)+len(reason))
	for _, c := range own {
		typed := ""
		if c.Index < len(record.Cells) {
			typed = record.Cells[c.Index]
		}
		cell := say(typed, lookAsText)
		if c.Field == ingest.FieldDomain {
			cell.link = ooxml.Link(layout.Sheet, c.Index, record.Number)
		}
		row = append(row, cell)
	}
	for _, name := range reason {
		c := cell{value: resultValue(name, r, v), look: lookPlain}
		switch name {
		case ingest.ResultResult:
			c.look = lookOf(r.Result)
		case ingest.ResultComment:
			c.look = lookWrap
		case ingest.ResultErrorCode:
			c.link = cause(r)
		}
		row = append(row, c)
	}
	return row
}

// errorWidth is the width of a column of the input in the Errors sheet: as the
// person has it, within reason.
func errorWidth(c ingest.Column, set float64) float64 {
	switch {
	case set > 0:
		return min(max(set, titleWidth(c.Header), 8), 60)
	case c.Field == ingest.FieldDomain || c.Field == ingest.FieldEmail:
		return 28
	default:
		return min(max(titleWidth(c.Header), 14), 40)
	}
}

// titleWidth is the width that a header takes in bold, with the button of the
// filter beside it.
func titleWidth(title string) float64 {
	wide := 3.0
	for _, r := range title {
		if wide += 1.15; r >= 0x1100 {
			wide++
		}
	}
	return wide
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
