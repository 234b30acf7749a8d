package markup

import (
	"fmt"
	"iter"
	"strings"

	"domainbatch/ingest"
	"domainbatch/ingest/ooxml"
)

// keyList is by what the list of an earlier check is known.
const keyList = "check-problems"

// list puts the problems on a sheet of their own, in place of that of an earlier
// check, and says how many more there are.
func (b *book) list(layout ingest.Layout, problems iter.Seq2[ingest.Problem, error], count int, words *words) {
	const ink ooxml.RGB = "1F3A5F"
	styles := b.Styles()
	head := styles.Add(ooxml.Format{Bold: true, Fill: ink, Color: "FFFFFF", Top: true})
	body := styles.Add(ooxml.Format{Number: "@", Wrap: true, Top: true})
	link := styles.Add(ooxml.Format{Number: "@", Color: "0563C1", Top: true})
	severity := map[ingest.Severity]int{}
	for s, color := range colors {
		severity[s] = styles.Add(ooxml.Format{Number: "@", Top: true, Fill: color})
	}
	s := ooxml.Sheet{Key: keyList, Name: words.sheet, Rename: true, Tab: ink, Grid: true, Frozen: 1, Filter: true, Widths: []float64{10, 22, 18, 32, 56, 50, 28, 24}}
	s.Rows = func(yield func(ooxml.Row, error) bool) {
		var row ooxml.Row
		text := func(text string, style int) {
			row.Cells = append(row.Cells, ooxml.Value{Kind: ooxml.String, Text: text, Style: style})
		}
		for _, h := range words.heads {
			text(h, head)
		}
		if !yield(row, nil) {
			return
		}
		listed, links := 0, 0
		for p, err := range problems {
			if listed == maxListed {
				break
			}
			if err != nil {
				yield(ooxml.Row{}, err)
				return
			}
			listed++
			row.Cells = row.Cells[:0]
			texts := []string{words.severity[p.Severity], where(&p), p.Column, p.Value, p.Message, p.Cure, p.Proposed, p.Rule}
			for i, t := range texts {
				text(t, body)
				if i == 0 {
					row.Cells[0].Style = severity[p.Severity]
				}
			}
			if column, line, ok := ooxml.ParseCell(cellOf(&p)); ok && p.File == layout.File && p.Sheet != "" && links < maxLinks {
				links++
				row.Cells[1].Link, row.Cells[1].Style = ooxml.Link(p.Sheet, column, line), link
			}
			row.Height = heightOf(texts, s.Widths)
			if !yield(row, nil) {
				return
			}
		}
		if more := count - listed; more > 0 {
			yield(ooxml.Row{Cells: []ooxml.Value{{Kind: ooxml.String, Text: fmt.Sprintf(words.others, more)}}}, nil)
		}
	}
	b.Put(s)
}

// heightOf is the height of a row, 0 when one line will do: not every program
// makes room for wrapped text by itself.
func heightOf(texts []string, widths []float64) float64 {
	high := 1
	for i, t := range texts {
		high = max(high, lineCount(t, widths[i]))
	}
	if high == 1 {
		return 0
	}
	return float64(min(3+14*high, 400))
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
