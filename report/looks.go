package report

import (
	"domainbatch/executor"
	"domainbatch/ingest"
	"domainbatch/ingest/ooxml"
)

// Ink is the colour of headings, header rows and tabs of ours.
const Ink ooxml.RGB = "1F3A5F"

// timeFormat shows a date and time so that every reader takes it for the same.
const timeFormat = "yyyy-mm-dd hh:mm:ss"

// dress is how a result shows: a colour, and a symbol for those who cannot
// tell the colours apart. The symbol is part of the number format, so that
// the cell still holds the bare word.
type dress struct {
	symbol      string
	fill, color ooxml.RGB
	bar         ooxml.RGB // in charts
}

var dresses = map[executor.Result]dress{
	executor.OK:        {"✔", "DDF1E1", "1B5E2B", "3C8D5A"},
	executor.Unchanged: {"=", "EEF3EE", "4A5F4E", "8DA399"},
	executor.Pending:   {"…", "DCEAF9", "1A4C86", "3B7CC4"},
	executor.Failed:    {"✘", "FADBD8", "8E1B12", "C0392B"},
	executor.Invalid:   {"!", "FDE9D0", "8A4B08", "E08E2B"},
	executor.Held:      {"‖", "F3E3F5", "6A2C75", "8E44AD"},
	executor.NotSent:   {"○", "ECECEC", "4D4D4D", "7F8C8D"},
	executor.Unknown:   {"?", "FFF4B8", "6B5900", "D4B106"},
	executor.Cancelled: {"⊘", "ECECEC", "4D4D4D", "95A5A6"},
	executor.Skipped:   {"–", "F5F5F5", "6B6B6B", "BDC3C7"},
}

// dressed is a format with the colour and symbol of a result.
func dressed(f ooxml.Format, r executor.Result) ooxml.Format {
	d := dresses[r]
	f.KeepFill, f.Bold, f.Fill, f.Color = false, true, d.fill, d.color
	f.Number = `"` + d.symbol + ` "@`
	return f
}

// ResultFormat is how a cell of ours with a result looks, and the colour of its
// bar in charts.
func ResultFormat(r executor.Result) (cell ooxml.Format, bar ooxml.RGB) {
	return dressed(ooxml.Format{Top: true}, r), dresses[r].bar
}

// marksOf dress the results in a column of the person's sheet by what the
// cells hold, so that a cell that somebody changes is dressed anew.
func marksOf(styles *ooxml.Styles, column int) *ooxml.Marks {
	m := &ooxml.Marks{Column: column, Words: resultWords()}
	for _, r := range executor.Results() {
		m.Styles = append(m.Styles, styles.AddMark(dressed(ooxml.Format{}, r)))
	}
	return m
}

func resultWords() []string {
	var words []string
	for _, r := range executor.Results() {
		words = append(words, string(r))
	}
	return words
}

// pageFormat is a look as our own sheets show it.
func pageFormat(l look) ooxml.Format {
	top := ooxml.Format{Top: true}
	switch l {
	case lookTitle:
		return ooxml.Format{Bold: true, Size: 16, Color: Ink}
	case lookMuted:
		return ooxml.Format{Color: "595959"}
	case lookHeading:
		return ooxml.Format{Bold: true, Size: 12, Color: Ink}
	case lookHeader:
		return ooxml.Format{Bold: true, Fill: Ink, Color: "FFFFFF", Top: true}
	case lookHeaderRight:
		return ooxml.Format{Bold: true, Fill: Ink, Color: "FFFFFF", Top: true, Across: "right", Indent: 1}
	case lookWrap:
		top.Wrap = true
	case lookNumber:
		top.Number, top.Across, top.Indent = "#,##0", "right", 1
	case lookPercent:
		top.Number, top.Across = "0.0%_)", "right"
	case lookTime:
		top.Number, top.Across = timeFormat, "left"
	case lookTotal:
		return ooxml.Format{Bold: true, Fill: "E8EDF3"}
	case lookTotalRight:
		return ooxml.Format{Bold: true, Number: "#,##0", Fill: "E8EDF3", Across: "right", Indent: 1}
	case lookStrong:
		return ooxml.Format{Bold: true, Fill: "FFF8DC", Wrap: true, Top: true}
	case lookAsText:
		top.Number = "@"
	case lookChanged:
		return ooxml.Format{Bold: true, Number: "@", Fill: "FFF8DC", Top: true}
	case lookProposed:
		return ooxml.Format{Bold: true, Number: "@", Fill: "DDF1E1", Color: "1B5E2B", Top: true}
	}
	if l >= lookResultOf {
		return dressed(top, executor.Results()[l-lookResultOf])
	}
	return top
}

// rowStyles are the cell styles of the result columns in one kind of row of
// the person's sheet.
type rowStyles struct {
	columns []int // by position in the columns
}

// newRowStyles takes face, size and borders of the text from the last cell of
// the row that is the person's, and its fill when the whole row has it.
func newRowStyles(styles *ooxml.Styles, m ooxml.Model, columns []resultColumn) *rowStyles {
	base := ooxml.Format{Like: m.Edge, Borders: true, KeepFill: styles.SameFill(m.Lead, m.Edge)}
	s := &rowStyles{}
	for _, c := range columns {
		f := base
		switch c.name {
		case ingest.ResultResult:
			f.Bold = true // colour and symbol are laid over it
		case ingest.ResultComment:
			// Not wrapped: the heights of the rows are the person's.
		case ingest.ResultAttempts:
			f.Number, f.Across = "0", "center"
		case ingest.ResultSubmittedAt, ingest.ResultFinishedAt:
			f.Number, f.Across = timeFormat, "left"
		default:
			f.Number = "@"
		}
		s.columns = append(s.columns, styles.Add(f))
	}
	return s
}
