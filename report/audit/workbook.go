package audit

import (
	"context"
	"fmt"
	"io"
	"iter"
	"time"

	"domainbatch/executor"
	"domainbatch/ingest/ooxml"
	"domainbatch/report"
)

// book is a workbook of which every sheet is streamed: a row is there while it is
// written.
type book struct {
	*ooxml.Workbook
	opt     *Options
	columns []column
	most    int // rows of a sheet, its header aside; more go into another
	looks   looks
	stops   []func()
}

// mostRows is how many changes a sheet takes.
const mostRows = 1_000_000

const keySummary = "audit-summary"

func writeWorkbook(ctx context.Context, w io.Writer, trail Trail, filter *Filter, opt *Options) error {
	return writeBook(ctx, w, trail, filter, opt, mostRows)
}

func writeBook(ctx context.Context, w io.Writer, trail Trail, filter *Filter, opt *Options, most int) error {
	s, err := gather(ctx, trail, filter, opt)
	if err != nil {
		return err
	}
	defer s.close()
	b := &book{opt: opt, columns: columns(), most: most}
	if b.Workbook, err = ooxml.New(keySummary, opt.say("Summary")); err != nil {
		return err
	}
	b.looks = newLooks(b.Styles())
	defer func() {
		for _, stop := range b.stops {
			stop()
		}
	}()
	open, unfixed := b.putAside(), b.putAside()
	b.Put(b.summary(s, filter))
	b.changes("changes", "Changes", s.all.total(), b.all(ctx, trail, filter, func(n int, e *Entry, row ooxml.Row) error {
		if opensUp(e) {
			if err := open.put(row); err != nil {
				return err
			}
		}
		if s.unfixed.has(n) {
			return unfixed.put(row)
		}
		return nil
	}))
	b.Put(b.days(s))
	b.tables("domains", "By domain", s.domains, b.tallyHeaders("Domain"), tallyWidths, b.domains(s))
	b.changes("open", "Still open", s.open, open.all)
	b.changes("unfixed", "Never fixed", s.unfixed.n, unfixed.all)
	b.Put(b.decisions(trail, filter))
	return b.Save(w)
}

func opensUp(e *Entry) bool { return open(e.Result) }

// putAside is room for the rows of a later sheet, so that the trail is walked
// once for all of them.
func (b *book) putAside() *rowLog {
	l := &rowLog{log: log{open: b.opt.scratch()}}
	b.stops = append(b.stops, func() { l.close() })
	return l
}

// all are the rows of the chosen entries. use sees each before it is written.
func (b *book) all(ctx context.Context, trail Trail, filter *Filter, use func(int, *Entry, ooxml.Row) error) iter.Seq2[ooxml.Row, error] {
	return func(yield func(ooxml.Row, error) bool) {
		cells := make([]ooxml.Value, len(b.columns))
		err := chosen(ctx, trail, filter, func(n int, e *Entry) error {
			row := b.row(e, cells)
			if err := use(n, e, row); err != nil {
				return err
			}
			if !yield(row, nil) {
				return errEnough
			}
			return nil
		})
		if err != nil && err != errEnough {
			yield(ooxml.Row{}, err)
		}
	}
}

// row is the row of an entry, as high as its texts need.
func (b *book) row(e *Entry, cells []ooxml.Value) ooxml.Row {
	lines := 1
	for i, c := range b.columns {
		look := b.looks.top
		switch {
		case c.at != nil:
			cells[i] = b.time(c.at(e))
			continue
		case c.name == attempts:
			cells[i] = ooxml.Value{Kind: ooxml.Number, Number: float64(e.Attempts), Style: b.looks.number}
			continue
		case c.name == "Result":
			look = b.looks.result(e.Result)
		case c.width >= wideColumn:
			look = b.looks.wrap
		}
		text := c.text(e, b.opt)
		if cells[i] = textCell(text, look); look == b.looks.wrap {
			lines = max(lines, linesIn(text, int(c.width)))
		}
	}
	return ooxml.Row{Cells: cells, Height: b.heightOf(lines)}
}

// changes puts the sheets of a list of changes.
func (b *book) changes(key, title string, n int, rows iter.Seq2[ooxml.Row, error]) {
	widths := make([]float64, len(b.columns))
	for i, c := range b.columns {
		widths[i] = c.width
	}
	b.tables(key, title, n, headers(b.opt), widths, rows)
}

// tables puts n rows, over as many sheets as it takes.
func (b *book) tables(key, title string, n int, headers []string, widths []float64, rows iter.Seq2[ooxml.Row, error]) {
	next, stop := iter.Pull2(rows)
	b.stops = append(b.stops, stop)
	sheets := max(1, (n+b.most-1)/b.most)
	for i := range sheets {
		s := b.sheet(key, title, headers, widths)
		if i > 0 {
			s.Key, s.Name = fmt.Sprintf("%s-%d", s.Key, i+1), fmt.Sprintf("%s %d", s.Name, i+1)
		}
		room := b.most
		if i == sheets-1 {
			room = ooxml.MaxRows - 1 // a run that goes on may have brought more meanwhile
		}
		s.Rows = b.under(headers, func(yield func(ooxml.Row, error) bool) {
			for range room {
				row, err, ok := next()
				if !ok || !yield(row, err) {
					return
				}
			}
		})
		b.Put(s)
	}
}

// sheet is a table: a header that stays in sight, a filter, a grid.
func (b *book) sheet(key, title string, headers []string, widths []float64) ooxml.Sheet {
	return ooxml.Sheet{Key: "audit-" + key, Name: b.opt.say(title), Tab: report.Ink, Widths: widths, Frozen: 1, Filter: true, Grid: true}
}

// under has rows follow the headers of their columns.
func (b *book) under(headers []string, rows iter.Seq2[ooxml.Row, error]) iter.Seq2[ooxml.Row, error] {
	return func(yield func(ooxml.Row, error) bool) {
		head := ooxml.Row{Height: b.heightOf(1)}
		for _, h := range headers {
			look := b.looks.head
			switch h {
			case b.opt.say("Total"), b.opt.say("Done"), b.opt.say("Failed"), b.opt.say("Open"), b.opt.say("Other"), b.opt.say(attempts):
				look = b.looks.headRight // as the numbers below
			}
			head.Cells = append(head.Cells, textCell(h, look))
		}
		if yield(head, nil) {
			rows(yield)
		}
	}
}

var tallyWidths = []float64{30, 10, 10, 10, 10, 10, 19, 16}

func (b *book) tallyHeaders(key string) []string {
	list := []string{key, "Total", "Done", "Failed", "Open", "Other", "Latest", "Latest Result"}
	for i, name := range list {
		list[i] = b.opt.say(name)
	}
	return list
}

func (b *book) tallyRow(key string, t *tally) ooxml.Row {
	row := ooxml.Row{Cells: []ooxml.Value{textCell(key, b.looks.top)}, Height: b.heightOf(1)}
	for _, n := range []int{t.total(), t.Done, t.Failed, t.Open, t.Other} {
		row.Cells = append(row.Cells, ooxml.Value{Kind: ooxml.Number, Number: float64(n), Style: b.looks.number})
	}
	row.Cells = append(row.Cells, b.time(t.last), textCell(string(t.result), b.looks.result(t.result)))
	return row
}

func (b *book) domains(s *sums) iter.Seq2[ooxml.Row, error] {
	return func(yield func(ooxml.Row, error) bool) {
		s.byDomain(func(domain string, t *tally, err error) bool {
			if err != nil {
				return yield(ooxml.Row{}, err)
			}
			return yield(b.tallyRow(domain, t), nil)
		})
	}
}

// days has a chart of the last month beside it.
func (b *book) days(s *sums) ooxml.Sheet {
	headers := b.tallyHeaders("Day")
	sheet := b.sheet("days", "By day", headers, tallyWidths)
	days := sorted(s.days)
	sheet.Rows = b.under(headers, func(yield func(ooxml.Row, error) bool) {
		for _, day := range days {
			if !yield(b.tallyRow(day, s.days[day]), nil) {
				return
			}
		}
	})
	if len(days) == 0 {
		return sheet
	}
	first := max(0, len(days)-31)
	span := func(column int) ooxml.Span { return ooxml.Span{Column: column, Top: first + 2, Bottom: len(days) + 1} }
	chart := &ooxml.Chart{Title: b.opt.say("Changes by day"), Names: days[first:], NamesAt: span(0), From: ooxml.Corner{Column: 9, Row: 1}, To: ooxml.Corner{Column: 17, Row: 18}}
	chart.Description = chart.Title
	for i, of := range []struct {
		color ooxml.RGB
		count func(*tally) int
	}{
		{barOf(executor.OK), func(t *tally) int { return t.Done }}, {barOf(executor.Failed), func(t *tally) int { return t.Failed }},
		{barOf(executor.Pending), func(t *tally) int { return t.Open }}, {barOf(executor.NotSent), func(t *tally) int { return t.Other }},
	} {
		stack := ooxml.Stack{Name: headers[2+i], NameAt: ooxml.Span{Column: 2 + i, Top: 1, Bottom: 1}, ValuesAt: span(2 + i), Color: of.color}
		for _, day := range days[first:] {
			stack.Values = append(stack.Values, float64(of.count(s.days[day])))
		}
		chart.Stacks = append(chart.Stacks, stack)
	}
	sheet.Chart = chart
	return sheet
}

func barOf(r executor.Result) ooxml.RGB {
	_, bar := report.ResultFormat(r)
	return bar
}

func (b *book) decisions(trail Trail, filter *Filter) ooxml.Sheet {
	headers := []string{"When", "Who", "What", "Run Id", "Batch", "Detail"}
	for i, name := range headers {
		headers[i] = b.opt.say(name)
	}
	widths := []float64{19, 16, 18, 24, 12, 80}
	sheet := b.sheet("decisions", "Decisions", headers, widths)
	sheet.Rows = b.under(headers, func(yield func(ooxml.Row, error) bool) {
		rows := 0
		err := acts(trail, filter, func(a Act) error {
			detail := b.opt.detail(a)
			row := ooxml.Row{Height: b.heightOf(linesIn(detail, int(widths[5]))), Cells: []ooxml.Value{b.time(a.At), textCell(a.Who, b.looks.top), textCell(b.opt.say(a.Kind), b.looks.top),
				textCell(a.RunID, b.looks.top), textCell(a.Batch, b.looks.top), textCell(detail, b.looks.wrap)}}
			if rows++; rows > b.most { // a sheet has no more room
				row = ooxml.Row{Cells: []ooxml.Value{textCell("…", b.looks.top)}}
			}
			if !yield(row, nil) || rows > b.most {
				return errEnough
			}
			return nil
		})
		if err != nil && err != errEnough {
			yield(ooxml.Row{}, err)
		}
	})
	return sheet
}

// summary is the first sheet: what was looked at, what came of it, and what the
// other sheets answer.
func (b *book) summary(s *sums, filter *Filter) ooxml.Sheet {
	say := b.opt.say
	sheet := ooxml.Sheet{Key: keySummary, Name: say("Summary"), Tab: report.Ink, Widths: []float64{22, 12, 10, 24, 60}}
	var rows []ooxml.Row
	add := func(cells ...ooxml.Value) { rows = append(rows, ooxml.Row{Cells: cells, Height: b.heightOf(1)}) }
	fact := func(name string, v ooxml.Value) { add(textCell(say(name), b.looks.muted), v) }
	number := func(n int) ooxml.Value {
		return ooxml.Value{Kind: ooxml.Number, Number: float64(n), Style: b.looks.left}
	}
	text := func(s string) ooxml.Value { return textCell(s, b.looks.top) }
	add(textCell(say("Audit of changes"), b.looks.title))
	rows[0].Height = 24
	add()
	fact("Period", text(period(filter, b.opt)))
	fact("Times are in", text(b.zone()))
	fact("Report made", text(clock(b.opt.Now, b.opt.in())))
	fact("Runs", number(len(s.runs)))
	fact("Domains", number(s.domains))
	fact("Changes", number(s.all.total()))
	add()
	add(textCell(say("Changes by result"), b.looks.heading))
	top := len(rows)
	add(textCell(say("Result"), b.looks.head), textCell(say("Changes"), b.looks.headRight), textCell(say("Share"), b.looks.headRight))
	chart := &ooxml.Chart{Title: say("Changes by result"), From: ooxml.Corner{Column: 3, Row: top}}
	for _, r := range executor.Results() {
		n := s.results[r]
		if n == 0 {
			continue
		}
		add(textCell(string(r), b.looks.result(r)), ooxml.Value{Kind: ooxml.Number, Number: float64(n), Style: b.looks.number},
			ooxml.Value{Kind: ooxml.Number, Number: float64(n) / float64(s.all.total()), Style: b.looks.percent})
		chart.Names, chart.Values, chart.Colors = append(chart.Names, string(r)), append(chart.Values, float64(n)), append(chart.Colors, barOf(r))
	}
	if len(chart.Names) == 0 {
		add(textCell(say("There is no change in this period."), b.looks.muted))
	} else {
		chart.NamesAt, chart.ValuesAt = ooxml.Span{Column: 0, Top: top + 2, Bottom: len(rows)}, ooxml.Span{Column: 1, Top: top + 2, Bottom: len(rows)}
		chart.Description = chart.Title
		sheet.Chart = chart
		for len(rows) < top+4+2*len(chart.Names) {
			add()
		}
		chart.To = ooxml.Corner{Column: 5, Row: len(rows) - 1}
	}
	add()
	add(textCell(say("Sheets"), b.looks.heading))
	for _, line := range [][2]string{
		{"Changes", "every change that was tried, oldest run first"}, {"By day", "how many changes ended how on each day"},
		{"By domain", "how often each domain was changed, and how the latest change ended"}, {"Still open", "changes of which something may still become"},
		{"Never fixed", "changes that failed and that no later change of the same kind mended"}, {"Decisions", "what persons did: sessions, decisions, and who looked at codes"},
	} {
		link := textCell(say(line[0]), b.looks.link)
		link.Link = ooxml.Link(say(line[0]), 0, 1)
		add(link, text(say(line[1])))
	}
	sheet.Rows = func(yield func(ooxml.Row, error) bool) {
		for _, row := range rows {
			if !yield(row, nil) {
				return
			}
		}
	}
	return sheet
}

// zone names the zone of the times: that of a machine has no name that says
// anything elsewhere.
func (b *book) zone() string {
	zone := b.opt.in().String()
	if _, offset := b.opt.Now.In(b.opt.in()).Zone(); zone == "Local" {
		zone = "UTC" + time.Unix(0, 0).In(time.FixedZone("", offset)).Format("-07:00")
	}
	return zone
}
