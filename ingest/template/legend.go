package template

import (
	"fmt"
	"slices"

	"github.com/xuri/excelize/v2"

	"domainbatch/ingest"
)

// fillExamples types the examples in.
func (b *book) fillExamples() {
	for _, one := range []struct {
		sheet   string
		columns []column
		rows    []map[ingest.Field]string
	}{{sheetRows, b.columns(), b.words.rows}, {sheetContacts, b.contactColumns(), b.words.contacts}} {
		for i, row := range one.rows {
			for col, c := range one.columns {
				b.text(one.sheet, col+1, i+2, row[c.field], b.look.entry)
			}
		}
	}
}

// makeLegend explains the workbook: the colours, and a line for each column.
func (b *book) makeLegend() {
	const sheet, last = sheetLegend, 5
	w := &b.words.legend
	for i, width := range [last]float64{18, 54, 44, 48, 32} {
		b.do(b.f.SetColWidth(sheet, columnName(i+1), columnName(i+1), width))
	}
	row := 1
	b.text(sheet, 1, row, w.title, b.look.title)
	b.do(b.f.SetRowHeight(sheet, row, 28))
	for _, text := range append(slices.Clone(b.lead), w.lead...) {
		row++
		b.text(sheet, 1, row, text, b.look.lead)
		b.do(b.f.MergeCell(sheet, fmt.Sprintf("A%d", row), fmt.Sprintf("E%d", row)))
		b.do(b.f.SetRowHeight(sheet, row, 18))
	}
	row++
	for _, n := range []need{always, ofAContact, optional} {
		row++
		b.text(sheet, 1, row, b.words.fields[sampleOf[n]].header, b.look.head[n])
		b.text(sheet, 2, row, w.colors[n], b.look.lead)
	}
	row++
	cell := fmt.Sprintf("A%d", row)
	b.do(b.f.SetCellStyle(sheet, cell, cell, b.filled()))
	b.text(sheet, 2, row, w.missing, b.look.lead)

	row += 2
	head := row + 1
	row = b.legendTable(row, w.ofRows, sheetRows, b.columns())
	b.legendTable(row+1, w.ofNames, sheetContacts, b.contactColumns()[:1])
	b.printing(sheet, 1)
	b.do(b.f.SetDefinedName(&excelize.DefinedName{
		Name: "_xlnm.Print_Titles", RefersTo: fmt.Sprintf("%s!$%d:$%d", sheet, head, head), Scope: sheet,
	}))
	show := false
	b.do(b.f.SetSheetView(sheet, 0, &excelize.ViewOptions{ShowGridLines: &show}))
}

// sampleOf is a column that has to be filled in as the colour says.
var sampleOf = map[need]ingest.Field{always: ingest.FieldDomain, ofAContact: ingest.FieldName, optional: ingest.FieldNote}

// filled is the colour of what is missing, as a cell style.
func (b *book) filled() int {
	id, err := b.f.NewStyle(&excelize.Style{Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{amber}}, Border: lines(line)})
	b.do(err)
	return id
}

func (b *book) legendTable(row int, heading, sheet string, columns []column) int {
	b.text(sheetLegend, 1, row, heading, b.look.heading)
	b.do(b.f.SetRowHeight(sheetLegend, row, 20))
	row++
	for i, h := range b.words.legend.heads {
		b.text(sheetLegend, i+1, row, h, b.look.legHead)
	}
	b.do(b.f.SetRowHeight(sheetLegend, row, 20))
	for _, c := range columns {
		row++
		a := b.about(sheet, c.field)
		b.text(sheetLegend, 1, row, a.header, b.look.name)
		texts := []string{a.means, a.write, a.when, a.example}
		for i, text := range texts {
			b.text(sheetLegend, i+2, row, text, b.look.legend)
		}
		b.do(b.f.SetRowHeight(sheetLegend, row, b.height(texts)))
	}
	return row + 1
}

// height leaves room for as many lines as the longest of the texts takes: a
// row is not made higher by itself where a program opens it first.
func (b *book) height(texts []string) float64 {
	most := 1
	for i, perLine := range []int{52, 42, 46, 30} {
		n := 0
		for _, r := range texts[i] {
			if n++; r > 0x2e80 { // as wide as two letters
				n++
			}
		}
		most = max(most, (n+perLine-1)/perLine)
	}
	return float64(3 + 14*most)
}
