package markup

import (
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"

	"domainbatch/ingest"
)

// list writes the problems on a sheet of their own, and how many more there are.
func (b *book) list(layout ingest.Layout, problems []ingest.Problem, more int) {
	sheet := b.listSheet()
	if b.err != nil {
		return
	}
	head, err := b.f.NewStyle(&excelize.Style{
		Font: &excelize.Font{Family: b.words.font, Size: 11, Bold: true, Color: "FFFFFF"}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"1F3A5F"}},
		Alignment: &excelize.Alignment{Vertical: "center"},
	})
	b.do(err)
	body, err := b.f.NewStyle(&excelize.Style{Font: &excelize.Font{Family: b.words.font, Size: 10}, NumFmt: 49, Alignment: &excelize.Alignment{Vertical: "top", WrapText: true}})
	b.do(err)
	link, err := b.f.NewStyle(&excelize.Style{Font: &excelize.Font{Family: b.words.font, Size: 10, Color: "0563C1", Underline: "single"}, Alignment: &excelize.Alignment{Vertical: "top"}})
	b.do(err)
	widths := []float64{10, 22, 18, 32, 56, 50, 28, 24}
	for i, width := range widths {
		name, _ := excelize.ColumnNumberToName(i + 1)
		b.do(b.f.SetColWidth(sheet, name, name, width))
		b.cell(sheet, i+1, 1, b.words.heads[i], head)
	}
	b.do(b.f.SetRowHeight(sheet, 1, 20))
	links := 0
	for i := range problems[:min(len(problems), maxListed)] {
		p, row := &problems[i], i+2
		high := 1
		for col, text := range []string{b.words.severity[p.Severity], where(p), p.Column, p.Value, p.Message, p.Cure, p.Proposed, p.Rule} {
			b.cell(sheet, col+1, row, text, body)
			high = max(high, lineCount(text, widths[col]))
		}
		if high > 1 { // not every program makes room for wrapped text by itself
			b.do(b.f.SetRowHeight(sheet, row, float64(min(3+13*high, 400))))
		}
		severity := fmt.Sprintf("A%d", row)
		b.restyle(sheet, severity, func(style int) int { return b.filled(style, colors[p.Severity]) })
		if target := cellOf(p); target != "" && p.File == layout.File && p.Sheet != "" && links < maxLinks {
			links++
			cell := fmt.Sprintf("B%d", row)
			b.do(b.f.SetCellHyperLink(sheet, cell, "'"+strings.ReplaceAll(p.Sheet, "'", "''")+"'!"+target, "Location"))
			b.do(b.f.SetCellStyle(sheet, cell, cell, link))
		}
	}
	last := min(len(problems), maxListed) + 1
	if more += len(problems) - last + 1; more > 0 {
		b.cell(sheet, 1, last+1, fmt.Sprintf(b.words.others, more), 0)
	}
	b.do(b.f.AutoFilter(sheet, fmt.Sprintf("A1:H%d", last), nil))
	b.do(b.f.SetPanes(sheet, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}))
	landscape, wide, tall, fit := "landscape", 1, 0, true
	b.do(b.f.SetPageLayout(sheet, &excelize.PageLayoutOptions{Orientation: &landscape, FitToWidth: &wide, FitToHeight: &tall}))
	b.do(b.f.SetSheetProps(sheet, &excelize.SheetPropsOptions{FitToPage: &fit}))
}

// lineCount is about how many lines a text takes in a column.
func lineCount(text string, width float64) int {
	n := 0
	for line := range strings.Lines(text) {
		wide := 0
		for _, r := range line {
			if wide++; r > 0x2e80 { // as wide as two letters
				wide++
			}
		}
		n += 1 + wide/int(width)
	}
	return n
}

// cell puts a text into a cell of the list; text is never a formula.
func (b *book) cell(sheet string, col, row int, text string, style int) {
	if b.err != nil {
		return
	}
	cell, err := excelize.CoordinatesToCellName(col, row)
	b.do(err)
	b.do(b.f.SetCellStr(sheet, cell, text))
	if style != 0 {
		b.do(b.f.SetCellStyle(sheet, cell, cell, style))
	}
}

// where is the place without the name of the file, unless it is another one.
func where(p *ingest.Problem) string {
	if p.Sheet != "" && p.Row > 0 {
		return p.Sheet + "!" + cellOf(p)
	}
	return p.Place()
}

// cellOf is the cell, or the beginning of the row.
func cellOf(p *ingest.Problem) string {
	switch {
	case p.Cell != "":
		return p.Cell
	case p.Row > 0:
		return fmt.Sprintf("A%d", p.Row)
	}
	return ""
}

// listSheet makes the sheet for the list, in place of the one that an earlier
// check made. A sheet of the person's with the same name stays.
func (b *book) listSheet() string {
	for _, w := range []*words{&english, &chinese} {
		for _, name := range []string{w.sheet, w.sheet + ours} {
			if i, err := b.f.GetSheetIndex(name); err == nil && i >= 0 && b.isList(name, w) {
				b.do(b.f.DeleteSheet(name))
			}
		}
	}
	name := b.words.sheet
	if i, err := b.f.GetSheetIndex(name); err == nil && i >= 0 {
		name += ours
	}
	active := b.f.GetActiveSheetIndex()
	_, err := b.f.NewSheet(name)
	b.do(err)
	b.f.SetActiveSheet(active)
	return name
}

// ours tells our sheet from one of the person's.
const ours = " (domainbatch)"

func (b *book) isList(sheet string, w *words) bool {
	for i, want := range w.heads {
		cell, _ := excelize.CoordinatesToCellName(i+1, 1)
		if got, err := b.f.GetCellValue(sheet, cell); err != nil || got != want {
			return false
		}
	}
	return true
}
