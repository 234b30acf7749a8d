package report

import (
	"fmt"

	"domainbatch/executor"
	"domainbatch/ingest/ooxml"
)

// topCauses is how many causes the Summary sheet names; the Errors sheet
// holds the rest.
const topCauses = 20

// summaryPage says on one screen what became of the rows and what to do next.
// errors is the name of the sheet with the rows to be run again. lines are the
// lines (from 1) in which the first causes stand.
func summaryPage(src Source, run Run, s Summary, errors string, opt Options) (p page, lines []int) {
	t := translator(opt.Lang)
	b := &summaryBuilder{t: t, voice: newVoice(src, opt), sheet: src.Layout.Sheet, errors: errors}
	b.add(say(t("Results of")+" "+run.InputName, lookTitle))
	b.add(say(inOneSentence(b.t, s, b.errors), lookMuted))
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
	}, b.lines
}

type summaryBuilder struct {
	t      func(string) string
	voice  *voice
	sheet  string // of the person's rows
	errors string
	rows   [][]cell
	merges [][4]int
	lines  []int // of the causes
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

func (b *summaryBuilder) next(run Run, s Summary) {
	b.add(say(b.t("What to do next"), lookHeading))
	b.wide(nextInWords(b.t, run, s, b.errors), lookStrong)
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
	c.Description = inOneSentence(b.t, s, b.errors)
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
		example := say(c.exampleInWords(b.t, b.voice), lookWrap)
		code := say(c.Code, lookWrap)
		if b.sheet != "" { // not on the long text: LibreOffice would no longer wrap it
			code.link = ooxml.Link(b.sheet, 0, c.Example.Number)
		}
		b.add(word(c.Result), count(c.Rows, lookNumber), share(c.Rows, s.Total), code, example, say(c.cureInWords(b.t), lookWrap))
		b.lines = append(b.lines, len(b.rows))
	}
	if more := len(s.Causes) - topCauses; more > 0 {
		b.add(say(fmt.Sprintf(b.t("and %d more causes, see the sheet %s"), more, b.errors), lookMuted))
	}
	b.add()
}

func (b *summaryBuilder) run(run Run, s Summary, opt Options) {
	b.add(say(b.t("The run"), lookHeading))
	for _, fact := range factsOf(b.t, run, s, opt) {
		b.add(say(fact[0], lookPlain), say(fact[1], lookPlain))
	}
	b.calls(run.Calls)
}

func (b *summaryBuilder) calls(calls map[string]int) {
	if len(calls) == 0 {
		return
	}
	b.add()
	b.add(say(b.t("Calls to the API"), lookHeading))
	b.header("Calls", "Operation", "", "")
	for _, name := range callsByNumber(calls) {
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
