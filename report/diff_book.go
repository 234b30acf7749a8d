package report

import (
	"fmt"
	"io"

	"domainbatch/executor"
	"domainbatch/ingest/ooxml"
)

// bars of the turns, in the colours of the results that they mostly are.
var turnBars = map[Turn]executor.Result{
	NewlyFailing: executor.Failed, Fixed: executor.OK, StillOpen: executor.Pending, Added: executor.Held, Gone: executor.NotSent, Same: executor.Unchanged,
}

// WriteDiffWorkbook writes a comparison as a workbook: how many rows turned how,
// and a sheet for each turn that is worth a list.
func WriteDiffWorkbook(w io.Writer, d Diff, opt Options) error {
	t := translator(opt.Lang)
	book, err := ooxml.New(keySummary, t("Summary"))
	if err != nil {
		return fmt.Errorf("writing a workbook: %w", err)
	}
	x := &workbook{opt: opt, book: book, looks: map[look]int{}, voice: newVoice(Source{}, opt)}
	turns, from, to := d.counts()
	sheets := map[Turn]page{}
	d.each(turns, func(turn Turn, list []Pair) { sheets[turn] = x.turnPage(turn, list) })
	x.book.Put(x.sheet(diffSummary(t, d, turns, from, to, sheets)))
	for _, turn := range Turns() {
		if p, any := sheets[turn]; any {
			x.book.Put(x.sheet(p))
		}
	}
	if err := book.Save(w); err != nil {
		return fmt.Errorf("writing a workbook: %w", err)
	}
	return nil
}

func diffSummary(t func(string) string, d Diff, turns map[Turn]int, from, to int, sheets map[Turn]page) page {
	var rows [][]cell
	add := func(row ...cell) { rows = append(rows, row) }
	add(say(t("Two runs compared"), lookTitle))
	add()
	add(headerRow(t, []string{"", "Run Id", "Input", "Rows"})...)
	for i, run := range []Run{d.From, d.To} {
		add(say(t([]string{"before", "after"}[i]), lookPlain), say(run.ID, lookPlain), say(run.InputName, lookPlain), count([]int{from, to}[i], lookNumber))
	}
	add()
	top := len(rows)
	add(say(t("Rows by what became of them"), lookHeading))
	add(headerRow(t, []string{"Turn", "Rows"})...)
	chart := &ooxml.Chart{Title: t("Rows by what became of them"), NamesAt: ooxml.Span{Column: 0, Top: len(rows) + 1}, ValuesAt: ooxml.Span{Column: 1, Top: len(rows) + 1}}
	for _, turn := range Turns() {
		name := say(heading(t(string(turn))), lookPlain)
		if p, any := sheets[turn]; any {
			name.link = ooxml.Link(p.name, 0, 1)
		}
		add(name, count(turns[turn], lookNumber))
		chart.Names, chart.Values = append(chart.Names, name.text), append(chart.Values, float64(turns[turn]))
		chart.Colors = append(chart.Colors, dresses[turnBars[turn]].bar)
	}
	chart.NamesAt.Bottom, chart.ValuesAt.Bottom = len(rows), len(rows)
	chart.Description = chart.Title
	chart.From, chart.To = ooxml.Corner{Column: 2, Row: top}, ooxml.Corner{Column: 4, Row: top + 14}
	for len(rows) < top+15 {
		add()
	}
	return page{key: keySummary, name: t("Summary"), widths: []float64{22, 26, 44, 12}, chart: chart, rows: fixed(rows)}
}

// turnPage lists the rows of one turn.
func (x *workbook) turnPage(turn Turn, list []Pair) page {
	t := translator(x.opt.Lang)
	p := page{key: "turn-" + string(turn), name: heading(t(string(turn))), widths: []float64{8, 30, 16, 20, 14, 14, 24, 70, 12}, frozen: 1, left: 2, filter: true}
	p.rows = func(yield func([]cell, error) bool) {
		if !yield(headerRow(t, []string{"Row", "Domain", "Action", "Contact Type", "Result before", "Result", "Error Code", "Result Comment", "Row before"}), nil) {
			return
		}
		for _, pair := range list {
			if !yield(x.turnRow(pair), nil) {
				return
			}
		}
	}
	return p
}

func (x *workbook) turnRow(p Pair) []cell {
	s, t := p.shown(), translator(x.opt.Lang)
	row := []cell{{}, say(s.Domain, lookPlain), say(t(s.Action), lookPlain), say(contactsIn(t, s.Contacts, ", "), lookPlain), {}, {}, {}, {}, {}}
	if b := p.Before; b != nil {
		row[4], row[8] = word(b.Result), count(b.Row, lookNumber)
	}
	if a := p.After; a != nil {
		row[0], row[5], row[6], row[7] = count(a.Row, lookNumber), word(a.Result), say(a.Code, lookPlain), say(x.voice.standing(a), lookWrap)
	}
	return row
}
