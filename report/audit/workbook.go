package audit

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"domainbatch/executor"
)

// mostRows is how many changes a sheet takes; more go into another.
const mostRows = 1_000_000

// book is a workbook whose tables are streamed.
type book struct {
	f     *excelize.File
	opt   *Options
	head  int // style
	wrap  int
	top   int
	moods map[executor.Result]int
}

func writeWorkbook(ctx context.Context, w io.Writer, trail Trail, filter *Filter, opt *Options) error {
	s, err := gather(trail, filter, opt.in())
	if err != nil {
		return err
	}
	b := &book{f: excelize.NewFile(), opt: opt}
	defer b.f.Close()
	if err := b.styles(); err != nil {
		return err
	}
	steps := []func() error{
		func() error { return b.summary(s, filter) },
		func() error { return b.changes(ctx, "Changes", trail, filter, func(*Entry) bool { return true }) },
		func() error { return b.counts("By day", "Day", s.days, true) },
		func() error { return b.counts("By domain", "Domain", s.domains, false) },
		func() error {
			return b.changes(ctx, "Still open", trail, filter, func(e *Entry) bool { return open(e.Result) })
		},
		func() error { return b.changes(ctx, "Never fixed", trail, filter, s.unmended) },
		func() error { return b.decisions(trail, filter) },
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return b.f.Write(w)
}

func (b *book) styles() (err error) {
	if b.head, err = b.f.NewStyle(&excelize.Style{
		Font: &excelize.Font{Bold: true, Color: "FFFFFF"}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"1F4E78"}},
		Alignment: &excelize.Alignment{Vertical: "center"},
	}); err != nil {
		return err
	}
	top := &excelize.Alignment{Vertical: "top", WrapText: true}
	if b.wrap, err = b.f.NewStyle(&excelize.Style{Alignment: top}); err != nil {
		return err
	}
	if b.top, err = b.f.NewStyle(&excelize.Style{Alignment: &excelize.Alignment{Vertical: "top"}}); err != nil {
		return err
	}
	b.moods = map[executor.Result]int{}
	for r, color := range map[executor.Result]string{executor.OK: "E2F0D9", executor.Failed: "F8CBAD", executor.Unknown: "F8CBAD", executor.Pending: "FFF2CC", executor.NotSent: "FFF2CC"} {
		if b.moods[r], err = b.f.NewStyle(&excelize.Style{Alignment: top, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{color}}}); err != nil {
			return err
		}
	}
	return nil
}

// sheet is a table that is being streamed.
type sheet struct {
	*excelize.StreamWriter
	name string
	row  int
	cols int
}

func (b *book) begin(name string, headers []string, widths []float64) (*sheet, error) {
	if _, err := b.f.NewSheet(name); err != nil {
		return nil, err
	}
	if err := b.paper(name, 1+len(headers)/12); err != nil { // stands before the rows, so it has to be said before they are
		return nil, err
	}
	w, err := b.f.NewStreamWriter(name)
	if err != nil {
		return nil, err
	}
	for i, width := range widths {
		if err := w.SetColWidth(i+1, i+1, width); err != nil {
			return nil, err
		}
	}
	if err := w.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return nil, err
	}
	s := &sheet{StreamWriter: w, name: name, cols: len(headers)}
	line := make([]any, len(headers))
	for i, h := range headers {
		line[i] = excelize.Cell{StyleID: b.head, Value: h}
	}
	return s, s.put(line)
}

func (s *sheet) put(line []any, how ...excelize.RowOpts) error {
	s.row++
	return s.SetRow(fmt.Sprintf("A%d", s.row), line, how...)
}

// end gives the table a filter and closes it. What is said about a sheet
// afterwards is not written.
func (b *book) end(s *sheet) error {
	last, err := excelize.CoordinatesToCellName(s.cols, max(s.row, 2))
	if err != nil {
		return err
	}
	if err := b.f.AutoFilter(s.name, "A1:"+last, nil); err != nil {
		return err
	}
	return s.Flush()
}

// paper makes a sheet print that many pages wide.
func (b *book) paper(name string, width int) error {
	orientation, height, fit, size := "landscape", 0, true, 8 // A3
	if err := b.f.SetPageLayout(name, &excelize.PageLayoutOptions{Size: &size, Orientation: &orientation, FitToWidth: &width, FitToHeight: &height}); err != nil {
		return err
	}
	return b.f.SetSheetProps(name, &excelize.SheetPropsOptions{FitToPage: &fit})
}

// changes streams the chosen entries that are wanted, over as many sheets as it
// takes.
func (b *book) changes(ctx context.Context, title string, trail Trail, filter *Filter, wanted func(*Entry) bool) error {
	var widths []float64
	for _, c := range columns() {
		widths = append(widths, c.width)
	}
	name := b.opt.say(title)
	s, err := b.begin(name, headers(b.opt), widths)
	if err != nil {
		return err
	}
	sheets := 1
	err = chosen(ctx, trail, filter, func(e *Entry) error {
		if !wanted(e) {
			return nil
		}
		if s.row > mostRows {
			if err := b.end(s); err != nil {
				return err
			}
			sheets++
			if s, err = b.begin(fmt.Sprintf("%s %d", name, sheets), headers(b.opt), widths); err != nil {
				return err
			}
		}
		line, height := b.line(e)
		return s.put(line, excelize.RowOpts{Height: height})
	})
	if err != nil {
		return err
	}
	return b.end(s)
}

// line is the row of an entry, and how high it has to be for its texts.
func (b *book) line(e *Entry) (line []any, height float64) {
	texts := cells(e, b.opt.in())
	line = make([]any, len(texts))
	most := 1
	for i, c := range columns() {
		cell := excelize.Cell{StyleID: b.top, Value: texts[i]}
		if c.width >= wideColumn {
			cell.StyleID = b.wrap
			most = max(most, linesIn(texts[i], int(c.width)))
		}
		if c.text == nil {
			cell.Value = e.Attempts
		}
		if c.name == "Result" && b.moods[e.Result] != 0 {
			cell.StyleID = b.moods[e.Result]
		}
		line[i] = cell
	}
	return line, min(lineHeight*float64(most), excelize.MaxRowHeight)
}

const (
	wideColumn = 38 // and wider ones wrap
	lineHeight = 15 // points
)

// linesIn is how many lines a text takes in a column of that many letters.
func linesIn(text string, width int) int {
	n := 0
	for line := range strings.SplitSeq(text, "\n") {
		letters := 0
		for _, r := range line {
			letters++
			if r >= 0x1100 { // Chinese and its like take two places
				letters++
			}
		}
		n += max(1, (letters+width-1)/width)
	}
	return n
}

// counts is a table of tallies, with a chart where the rows are few enough to be
// read in one.
func (b *book) counts(title, key string, of map[string]*tally, chart bool) error {
	name := b.opt.say(title)
	names := []string{key, "Total", "Done", "Failed", "Open", "Other", "Latest", "Latest Result"}
	for i, n := range names {
		names[i] = b.opt.say(n)
	}
	s, err := b.begin(name, names, []float64{30, 9, 9, 9, 9, 9, 19, 14})
	if err != nil {
		return err
	}
	for _, k := range sorted(of) {
		if s.row > mostRows {
			break // Excel has no more rows; the sheet Changes has them all
		}
		t := of[k]
		if err := s.put([]any{k, t.total(), t.Done, t.Failed, t.Open, t.Other, clock(t.last, b.opt.in()), string(t.result)}); err != nil {
			return err
		}
	}
	if chart && len(of) > 0 {
		if err := b.dayChart(name, s.row); err != nil {
			return err
		}
	}
	return b.end(s)
}

// dayChart draws the last month of a table of tallies.
func (b *book) dayChart(name string, last int) error {
	first := max(2, last-30)
	var series []excelize.ChartSeries
	for _, c := range []struct{ column, color string }{{"C", "548235"}, {"D", "C00000"}, {"E", "BF9000"}, {"F", "7F7F7F"}} {
		series = append(series, excelize.ChartSeries{
			Name: fmt.Sprintf("'%s'!$%s$1", name, c.column), Categories: fmt.Sprintf("'%s'!$A$%d:$A$%d", name, first, last),
			Values: fmt.Sprintf("'%s'!$%s$%d:$%s$%d", name, c.column, first, c.column, last),
			Fill:   excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{c.color}},
		})
	}
	return b.f.AddChart(name, "J2", &excelize.Chart{Type: excelize.ColStacked, Series: series, Title: excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: b.opt.say("Changes by day")}}},
		Legend: excelize.ChartLegend{Position: "bottom"}, Dimension: excelize.ChartDimension{Width: 640, Height: 320},
		XAxis: axis(nil), YAxis: axis(new(0.0))})
}

// axis has labels that can be read on paper. Bars that do not begin at nothing
// would deceive.
func axis(least *float64) excelize.ChartAxis {
	return excelize.ChartAxis{Font: excelize.Font{Color: "404040"}, Minimum: least}
}

func (b *book) decisions(trail Trail, filter *Filter) error {
	names := []string{"When", "Who", "What", "Run Id", "Batch", "Detail"}
	for i, n := range names {
		names[i] = b.opt.say(n)
	}
	s, err := b.begin(b.opt.say("Decisions"), names, []float64{19, 16, 18, 24, 10, 70})
	if err != nil {
		return err
	}
	err = acts(trail, filter, func(a Act) error {
		return s.put([]any{clock(a.At, b.opt.in()), a.Who, a.Kind, a.RunID, a.Batch, excelize.Cell{StyleID: b.wrap, Value: a.Detail}})
	})
	if err != nil {
		return err
	}
	return b.end(s)
}

// summary takes the place of the sheet that a new workbook begins with.
func (b *book) summary(s *sums, filter *Filter) error {
	name := b.opt.say("Summary")
	if err := b.f.SetSheetName("Sheet1", name); err != nil {
		return err
	}
	zone := b.opt.in().String()
	if _, offset := b.opt.Now.In(b.opt.in()).Zone(); zone == "Local" {
		zone = "UTC" + time.Unix(0, 0).In(time.FixedZone("", offset)).Format("-07:00")
	}
	lines := [][]any{
		{b.opt.say("Audit of changes")}, {},
		{b.opt.say("Period"), period(filter, b.opt)}, {b.opt.say("Times are in"), zone}, {b.opt.say("Report made"), clock(b.opt.Now, b.opt.in())},
		{b.opt.say("Runs"), len(s.runs)}, {b.opt.say("Domains"), len(s.domains)}, {b.opt.say("Changes"), s.all.total()}, {},
		{b.opt.say("Result"), b.opt.say("Changes")},
	}
	top := len(lines)
	for _, r := range executor.Results() {
		if s.results[r] > 0 {
			lines = append(lines, []any{string(r), s.results[r]})
		}
	}
	for i, line := range lines {
		if err := b.f.SetSheetRow(name, fmt.Sprintf("A%d", i+1), &line); err != nil {
			return err
		}
	}
	title, err := b.f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true, Size: 16, Color: "1F4E78"}})
	if err != nil {
		return err
	}
	left, err := b.f.NewStyle(&excelize.Style{Alignment: &excelize.Alignment{Horizontal: "left"}})
	if err != nil {
		return err
	}
	for _, set := range []func() error{
		func() error { return b.f.SetColWidth(name, "A", "A", 22) },
		func() error { return b.f.SetColWidth(name, "B", "B", 46) },
		func() error { return b.f.SetCellStyle(name, "B3", fmt.Sprintf("B%d", len(lines)), left) },
		func() error { return b.f.SetCellStyle(name, "A1", "A1", title) },
		func() error {
			return b.f.SetCellStyle(name, fmt.Sprintf("A%d", top), fmt.Sprintf("B%d", top), b.head)
		},
		func() error { return b.paper(name, 1) },
	} {
		if err := set(); err != nil {
			return err
		}
	}
	if len(lines) == top {
		return nil
	}
	return b.f.AddChart(name, "D3", &excelize.Chart{Type: excelize.Bar, Series: []excelize.ChartSeries{{
		Name: fmt.Sprintf("'%s'!$B$%d", name, top), Categories: fmt.Sprintf("'%s'!$A$%d:$A$%d", name, top+1, len(lines)), Values: fmt.Sprintf("'%s'!$B$%d:$B$%d", name, top+1, len(lines)),
		Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"1F4E78"}},
	}}, Title: excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: b.opt.say("Changes by result")}}}, Legend: excelize.ChartLegend{Position: "none"}, Dimension: excelize.ChartDimension{Width: 480, Height: 280},
		XAxis: axis(nil), YAxis: axis(new(0.0))})
}
