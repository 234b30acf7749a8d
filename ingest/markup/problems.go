package markup

import (
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"domainbatch/ingest"
)

// Limits of a marked workbook: programs become slow beyond them. Every cell
// gets its colour all the same.
const (
	maxComments = 2000
	maxListed   = 50000
	maxLinks    = 10000
)

// author marks the comments of ours, so that the next check takes them away.
const author = "domainbatch check"

// colors are behind the marked cells, as spreadsheet programs colour what is
// bad, neutral and worth knowing.
var colors = map[ingest.Severity]string{ingest.Error: "FFC7CE", ingest.Warning: "FFEB9C", ingest.Notice: "DDEBF7"}

// Marked is how much of a workbook was marked.
type Marked struct {
	Cells    int // with a colour
	Comments int // with a comment: not where a person has one, and at most 2,000
}

// mark is a cell and what is wrong with it.
type mark struct {
	sheet, cell string
	severity    ingest.Severity
	problems    []*ingest.Problem
}

// WriteProblems writes a workbook again with its problems: at each cell a
// colour and a comment, and all of them in a list on a sheet of their own. A
// problem of a row without a cell is marked at the row's domain. Marks of an
// earlier check are taken away. The texts of the problems are written as they
// are. Errors: ErrWorkbook.
func WriteProblems(w io.Writer, in ingest.Input, layout ingest.Layout, problems []ingest.Problem, opt Options) (Marked, error) {
	b, err := open(in, opt)
	if err != nil {
		return Marked{}, err
	}
	var done Marked
	b.guarded(func() {
		b.unmark()
		all := marks(layout, problems)
		for _, m := range all {
			b.restyle(m.sheet, m.cell, func(style int) int { return b.filled(style, colors[m.severity]) })
			done.Cells++
		}
		done.Comments = b.comment(all)
		b.list(layout, problems, opt.More)
	})
	return done, b.write(w)
}

// marks are the cells to be marked, in the order of the problems.
func marks(layout ingest.Layout, problems []ingest.Problem) []*mark {
	domain := slices.IndexFunc(layout.Columns, func(c ingest.Column) bool { return c.Field == ingest.FieldDomain })
	var out []*mark
	at := map[[2]string]*mark{}
	for i := range problems {
		p := &problems[i]
		if p.File != layout.File || p.Sheet == "" || p.Row == 0 {
			continue
		}
		cell := p.Cell
		if cell == "" {
			if p.Sheet != layout.Sheet || p.Row <= layout.HeaderRow || domain < 0 {
				continue
			}
			cell, _ = excelize.CoordinatesToCellName(layout.Columns[domain].Index+1, p.Row)
		}
		m := at[[2]string{p.Sheet, cell}]
		if m == nil {
			m = &mark{sheet: p.Sheet, cell: cell, severity: p.Severity}
			at[[2]string{p.Sheet, cell}] = m
			out = append(out, m)
		}
		m.severity = max(m.severity, p.Severity)
		m.problems = append(m.problems, p)
	}
	return out
}

// comment puts a comment at each cell that has none yet.
func (b *book) comment(all []*mark) int {
	taken := map[string]map[string]bool{} // sheet → cells with a comment of the person's
	n := 0
	for _, m := range all {
		if b.err != nil || n == maxComments {
			break
		}
		if taken[m.sheet] == nil {
			taken[m.sheet] = map[string]bool{}
			comments, err := b.f.GetComments(m.sheet)
			b.do(err)
			for _, c := range comments {
				taken[m.sheet][c.Cell] = true
			}
		}
		if taken[m.sheet][m.cell] {
			continue
		}
		text := b.say(m)
		lines := uint(2 + len([]rune(text))/38)
		b.do(b.f.AddComment(m.sheet, excelize.Comment{
			Cell: m.cell, Author: author, Width: 260, Height: min(18*lines, 260), Paragraph: []excelize.RichTextRun{{Text: text}},
		}))
		n++
	}
	return n
}

func (b *book) say(m *mark) string {
	var lines []string
	for _, p := range m.problems {
		lines = append(lines, b.words.severity[p.Severity]+": "+p.Message)
		if p.Cure != "" {
			lines = append(lines, b.words.cure+p.Cure)
		}
		if p.Proposed != "" && !strings.Contains(p.Cure, p.Proposed) {
			lines = append(lines, b.words.proposed+p.Proposed)
		}
	}
	return strings.Join(lines, "\n")
}

// unmark takes away what an earlier check has marked.
func (b *book) unmark() {
	owner := map[string]string{} // part with the shapes of comments → sheet
	for _, sheet := range b.f.GetSheetList() {
		comments, err := b.f.GetComments(sheet)
		if err != nil {
			continue // a chart sheet
		}
		for _, c := range comments {
			colored := slices.Contains([]string{colors[0], colors[1], colors[2]}, b.colorOf(sheet, c.Cell))
			if b.err != nil || c.Author != author && !(colored && looksOurs(c)) {
				continue
			}
			b.do(b.f.DeleteComment(sheet, c.Cell))
			b.removeShape(owner, sheet, c.Cell)
			if colored {
				b.restyle(sheet, c.Cell, func(style int) int { return b.filled(style, "") })
			}
		}
	}
}

// looksOurs recognises a comment of ours after a program that does not keep
// authors saved the workbook.
func looksOurs(c excelize.Comment) bool {
	text := c.Text
	for _, run := range c.Paragraph {
		text += run.Text
	}
	for _, w := range []*words{&english, &chinese} {
		for _, severity := range w.severity {
			if strings.HasPrefix(text, severity+": ") {
				return true
			}
		}
	}
	return false
}

// removeShape takes away the box of a comment. The library looks for it by
// where it was put; a program that saved the workbook may have moved it.
func (b *book) removeShape(owner map[string]string, sheet, cell string) {
	col, row, err := excelize.CellNameToCoordinates(cell)
	b.do(err)
	place := regexp.MustCompile(fmt.Sprintf(`(?s)<x:Row>\s*%d\s*</x:Row>.*<x:Column>\s*%d\s*</x:Column>`, row-1, col-1))
	for part, drawing := range b.f.VMLDrawing {
		if owner[part] == "" {
			owner[part] = sheet
		}
		if drawing == nil || owner[part] != sheet {
			continue
		}
		for i := len(drawing.Shape) - 1; i >= 0; i-- {
			if place.MatchString(drawing.Shape[i].Val) {
				drawing.Shape = slices.Delete(drawing.Shape, i, i+1)
			}
		}
	}
}
