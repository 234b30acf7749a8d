package report

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"domainbatch/executor"
	"domainbatch/report/ooxml"
)

// topCauses is how many causes the Summary sheet names; the Errors sheet
// holds the rest.
const topCauses = 20

// summaryPage says on one screen what became of the rows and what to do next.
// errors is the name of the sheet with the rows to be run again.
func summaryPage(src Source, run Run, s Summary, errors string, opt Options) page {
	t := translator(opt.Lang)
	b := &summaryBuilder{t: t, voice: newVoice(src, opt), sheet: src.Layout.Sheet, errors: errors}
	b.add(say(t("Results of")+" "+run.InputName, lookTitle))
	b.add(say(b.inOneSentence(s), lookMuted))
	b.add()
	top := len(b.rows)
	b.next(run, s)
	chart := b.results(s)
	chart.From, chart.To = ooxml.Corner{Column: 5, Row: top}, ooxml.Corner{Column: 6, Row: len(b.rows) - 1}
	b.causes(s)
	b.run(run, s, opt)
	return page{
		key: keySummary, name: t("Summary"),
		widths: []float64{18, 10, 10, 27, 62, 62},
		merges: b.merges,
		chart:  chart,
		rows:   fixed(b.rows),
	}
}

type summaryBuilder struct {
	t      func(string) string
	voice  *voice
	sheet  string // of the person's rows
	errors string
	rows   [][]cell
	merges [][4]int
}

func (b *summaryBuilder) add(row ...cell) { b.rows = append(b.rows, row) }

// wide adds one text over the whole width.
func (b *summaryBuilder) wide(s string, l look) {
	const last = 4
	b.merges = append(b.merges, [4]int{0, len(b.rows), last, len(b.rows)})
	row := make([]cell, last+1)
	for i := range row {
		row[i].look = l
	}
	row[0] = say(s, l)
	b.add(row...)
}

func (b *summaryBuilder) header(titles ...string) { b.add(headerRow(b.t, titles)...) }

// inOneSentence is the first thing a person reads.
func (b *summaryBuilder) inOneSentence(s Summary) string {
	done := s.Rows[executor.OK] + s.Rows[executor.Unchanged]
	text := fmt.Sprintf(b.t("%d of %d rows are done."), done, s.Total)
	if n := s.Rows[executor.Pending]; n > 0 {
		text += " " + fmt.Sprintf(b.t("%d are still running at the service."), n)
	}
	if n := s.worthAnotherRun(); n > 0 {
		text += " " + fmt.Sprintf(b.t("%d need attention; they stand in the sheet %s."), n, b.errors)
	}
	if n := s.Rows[executor.Unknown]; n > 0 {
		text += " " + fmt.Sprintf(b.t("%d have an unknown outcome: a person has to look."), n)
	}
	return text
}

func (b *summaryBuilder) next(run Run, s Summary) {
	b.add(say(b.t("What to do next"), lookHeading))
	switch {
	case run.Next != "":
		b.wide(run.Next, lookStrong)
	case s.worthAnotherRun() > 0:
		b.wide(fmt.Sprintf(b.t("Mend the rows in the sheet %s and run that sheet again."), b.errors), lookStrong)
	default:
		b.wide(b.t("Nothing: there is no row left to run."), lookStrong)
	}
	b.add()
}

// fewestLines is how many lines the chart needs to be read.
const fewestLines = 11

// results counts rows by result, as a table and as a chart beside it.
func (b *summaryBuilder) results(s Summary) *ooxml.Chart {
	top := len(b.rows)
	b.add(say(b.t("Rows by result"), lookHeading))
	b.header("Result", "Rows", "Share", "Meaning", "")
	first := len(b.rows) + 1
	c := &ooxml.Chart{Title: b.t("Rows by result")}
	for _, r := range executor.Results() {
		n := s.Rows[r]
		if n == 0 {
			continue
		}
		b.add(word(r), count(n, lookNumber), share(n, s.Total), say(b.t(meanings[r]), lookPlain))
		c.Names, c.Values, c.Colors = append(c.Names, string(r)), append(c.Values, float64(n)), append(c.Colors, dresses[r].bar)
	}
	c.NamesAt = ooxml.Span{Column: 0, Top: first, Bottom: max(first, len(b.rows))}
	c.ValuesAt = ooxml.Span{Column: 1, Top: first, Bottom: max(first, len(b.rows))}
	c.Description = b.inOneSentence(s)
	b.add(say(b.t("Total"), lookTotal), count(s.Total, lookTotalRight), cell{look: lookTotal}, cell{look: lookTotal}, cell{look: lookTotal})
	b.add()
	for len(b.rows) < top+fewestLines-3 {
		b.add()
	}
	return c
}

// share is a part of the whole.
func share(n, total int) cell {
	return cell{value: value{kind: number, number: float64(n) / float64(total)}, look: lookPercent}
}

func (b *summaryBuilder) causes(s Summary) {
	if len(s.Causes) == 0 {
		return
	}
	b.add(say(b.t("Why rows are not done"), lookHeading))
	b.header("Result", "Rows", "Share", "Error Code", "Example", "What to do")
	for _, c := range s.Causes[:min(len(s.Causes), topCauses)] {
		example := say(fmt.Sprintf(b.t("row %d, %s: %s"), c.Example.Number, c.Example.Domain, b.voice.comment(c.Example.result(c))), lookWrap)
		code := say(c.Code, lookWrap)
		if b.sheet != "" { // not on the long text: LibreOffice would no longer wrap it
			code.link = ooxml.Link(b.sheet, 0, c.Example.Number)
		}
		b.add(word(c.Result), count(c.Rows, lookNumber), share(c.Rows, s.Total), code, example, say(b.t(c.Cure), lookWrap))
	}
	if more := len(s.Causes) - topCauses; more > 0 {
		b.add(say(fmt.Sprintf(b.t("and %d more causes, see the sheet %s"), more, b.errors), lookMuted))
	}
	b.add()
}

func (b *summaryBuilder) run(run Run, s Summary, opt Options) {
	b.add(say(b.t("The run"), lookHeading))
	fact := func(name, what string) {
		if what != "" {
			b.add(say(b.t(name), lookPlain), say(what, lookPlain))
		}
	}
	fact("Run Id", run.ID)
	fact("Account", run.Account)
	fact("Site", run.Site)
	fact("Started", stamp(run.Started, opt.location()))
	fact("Finished", stamp(run.Finished, opt.location()))
	fact("Working time", duration(run.Elapsed))
	fact("Submit calls", strconv.Itoa(run.Submits))
	if run.Rate > 0 {
		fact("Settled rate", fmt.Sprintf(b.t("%s submit calls a second"), strconv.FormatFloat(run.Rate, 'f', 2, 64)))
	}
	fact("Tasks", strconv.Itoa(s.Tasks))
	if s.Codes+s.CodesByMail > 0 {
		fact("Transfer codes", fmt.Sprintf(b.t("%d in this workbook, %d sent by e-mail"), s.Codes, s.CodesByMail))
	}
	fact("Input file", run.InputName)
	fact("SHA-256", run.InputDigest)
	fact("Program", run.Tool)
	fact("Report made", stamp(opt.Now, opt.location()))
	b.calls(run.Calls)
}

func (b *summaryBuilder) calls(calls map[string]int) {
	if len(calls) == 0 {
		return
	}
	b.add()
	b.add(say(b.t("Calls to the API"), lookHeading))
	b.header("Calls", "Operation", "", "")
	names := slices.SortedFunc(maps.Keys(calls), func(x, y string) int {
		return cmp.Or(cmp.Compare(calls[y], calls[x]), cmp.Compare(x, y))
	})
	for _, name := range names {
		b.add(count(calls[name], lookNumber), say(name, lookPlain))
	}
}

// worthAnotherRun counts the rows that the Errors sheet holds.
func (s Summary) worthAnotherRun() int {
	n := 0
	for r, rows := range s.Rows {
		if worthAnotherRun(r) {
			n += rows
		}
	}
	return n
}

// duration is a time span as a person reads it, "" for none.
func duration(d time.Duration) string {
	switch {
	case d <= 0:
		return ""
	case d < 10*time.Second:
		return d.Round(100 * time.Millisecond).String()
	default:
		return d.Round(time.Second).String()
	}
}
