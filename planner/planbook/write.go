package planbook

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"

	"domainbatch/ingest"
	"domainbatch/planner"
)

// The sheets. sheetPlan is not shown.
const (
	sheetChanges = "Changes"
	sheetSummary = "Summary"
	sheetPlan    = "domainbatch plan"
)

// The columns of the changes.
const (
	colRow = iota
	colDomain
	colWhat
	colBefore
	colAfter
	colConsequence
	colApprove
	colID
)

var headers = []string{"Row", "Domain", "Change", "Before", "After", "Consequence", "Approve", "Id"}

var widths = []float64{9, 32, 18, 44, 44, 52, 11, 27}

// The answers of the Approve cell.
const (
	Yes = "yes"
	No  = "no"
)

// maxCell is the longest text of a cell.
const maxCell = 32_000

// Options shape a workbook.
type Options struct {
	Summary string // a few lines in plain text for the sheet Summary, "" for none
}

// Write writes the plan as a workbook.
func Write(w io.Writer, p *planner.Plan, opt Options) error {
	f := excelize.NewFile()
	defer f.Close()
	b := &book{f: f, p: p}
	b.looks()
	b.changes()
	if opt.Summary != "" {
		b.summary(opt.Summary)
	}
	b.plan()
	if b.err == nil {
		_, b.err = f.WriteTo(w)
	}
	if b.err != nil {
		return fmt.Errorf("writing the plan as a workbook: %w", b.err)
	}
	return nil
}

// book keeps the first error.
type book struct {
	f     *excelize.File
	p     *planner.Plan
	head  int
	cell  int
	input int
	err   error
}

func (b *book) do(err error) {
	if b.err == nil {
		b.err = err
	}
}

func (b *book) style(s *excelize.Style) (id int) {
	id, err := b.f.NewStyle(s)
	b.do(err)
	return id
}

func (b *book) looks() {
	wrap := &excelize.Alignment{Vertical: "top", WrapText: true}
	b.head = b.style(&excelize.Style{
		Font: &excelize.Font{Bold: true, Color: "FFFFFF"}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"1F3A5F"}},
		Alignment: &excelize.Alignment{Vertical: "center"}, NumFmt: textFormat,
	})
	b.cell = b.style(&excelize.Style{Alignment: wrap, NumFmt: textFormat})
	b.input = b.style(&excelize.Style{
		Alignment: &excelize.Alignment{Vertical: "top", Horizontal: "center"}, NumFmt: textFormat,
		Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"FFF4CE"}},
	})
}

// textFormat is the number format "@".
const textFormat = 49

// changes writes a row for every change.
func (b *book) changes() {
	b.do(b.f.SetSheetName("Sheet1", sheetChanges))
	if b.err != nil {
		return
	}
	b.paper(sheetChanges)
	s, err := b.f.NewStreamWriter(sheetChanges)
	if err != nil {
		b.do(err)
		return
	}
	for i, width := range widths {
		b.do(s.SetColWidth(i+1, i+1, width))
	}
	b.do(s.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}))
	b.row(s, 1, headers, func(int) int { return b.head })
	n := 1
	for _, line := range Lines(b.p) {
		n++
		b.row(s, n, line.cells(), func(col int) int {
			if col == colApprove {
				return b.input
			}
			return b.cell
		})
	}
	last := max(n, 2) // what follows the rows in the sheet must be known before they are flushed
	b.do(b.f.AutoFilter(sheetChanges, fmt.Sprintf("A1:%s%d", letter(colID), last), nil))
	v := excelize.NewDataValidation(true)
	v.SetSqref(fmt.Sprintf("%s2:%s%d", letter(colApprove), letter(colApprove), last))
	b.do(v.SetDropList([]string{Yes, No}))
	v.SetError(excelize.DataValidationErrorStyleStop, "Approve", "Choose yes or no.")
	v.SetInput("Approve", "yes: this change may be sent (apply --require-approval)")
	b.do(b.f.AddDataValidation(sheetChanges, v))
	b.do(s.Flush())
}

func (b *book) row(s *excelize.StreamWriter, n int, values []string, style func(col int) int) {
	cells := make([]any, len(values))
	for i, v := range values {
		cells[i] = excelize.Cell{StyleID: style(i), Value: v} // a string is never taken for a formula
	}
	b.do(s.SetRow(fmt.Sprintf("A%d", n), cells, excelize.RowOpts{Height: height(values)}))
}

// height is that of a row in points, so that no text covers the next row.
// Programs that do not measure texts when they open a file would leave it at
// one line.
func height(values []string) float64 {
	const line, most = 15, 409 // a row cannot be higher
	lines := 1
	for i, v := range values {
		n := 0
		for part := range strings.SplitSeq(v, "\n") {
			n += 1 + int(float64(wide(part))/widths[i])
		}
		lines = max(lines, n)
	}
	return min(line*float64(lines), most)
}

// wide is the length of a text in columns of digits; Chinese takes two.
func wide(s string) int {
	n := 0
	for _, r := range s {
		if n++; r >= 0x1100 {
			n++
		}
	}
	return n
}

// paper has a sheet print on A3 pages as wide as its columns.
func (b *book) paper(sheet string) {
	landscape, a3, one, tall, fit := "landscape", 8, 1, 0, true
	b.do(b.f.SetPageLayout(sheet, &excelize.PageLayoutOptions{Orientation: &landscape, Size: &a3, FitToWidth: &one, FitToHeight: &tall}))
	b.do(b.f.SetSheetProps(sheet, &excelize.SheetPropsOptions{FitToPage: &fit}))
}

// letter is the name of a column, from 0.
func letter(col int) string { return string(rune('A' + col)) }

func (b *book) summary(text string) {
	_, err := b.f.NewSheet(sheetSummary)
	b.do(err)
	b.do(b.f.SetColWidth(sheetSummary, "A", "A", 120))
	b.paper(sheetSummary)
	for i, line := range strings.Split(strings.TrimRight(text, "\n"), "\n") {
		cell := fmt.Sprintf("A%d", i+1)
		b.do(b.f.SetCellStr(sheetSummary, cell, line))
		b.do(b.f.SetCellStyle(sheetSummary, cell, cell, b.cell))
	}
}

// plan hides the packed plan in cells of a sheet that is not offered for
// display.
func (b *book) plan() {
	packed, err := pack(b.p)
	b.do(err)
	_, err = b.f.NewSheet(sheetPlan)
	b.do(err)
	for n := 1; len(packed) > 0 && b.err == nil; n++ {
		piece := packed[:min(len(packed), maxCell)]
		packed = packed[len(piece):]
		b.do(b.f.SetCellStr(sheetPlan, fmt.Sprintf("A%d", n), piece))
	}
	b.do(b.f.SetSheetVisible(sheetPlan, false, true))
}

func pack(p *planner.Plan) (string, error) {
	var buf bytes.Buffer
	z := gzip.NewWriter(&buf)
	if err := planner.Encode(z, p); err != nil {
		return "", err
	}
	if err := z.Close(); err != nil {
		return "", err
	}
	return base64.StdEncoding.EncodeToString(buf.Bytes()), nil
}

// Line is one change as people read it.
type Line struct {
	Rows        string // numbers of the rows that ask for it
	Domain      string
	Change      string
	Before      string
	After       string
	Consequence string
	Approve     string
	ID          string
}

func (l Line) cells() []string {
	return []string{l.Rows, l.Domain, l.Change, l.Before, l.After, l.Consequence, l.Approve, l.ID}
}

// Lines are the changes of a plan in the order in which they are sent.
func Lines(p *planner.Plan) []Line {
	numbers := map[int]int{}
	for i := range p.Rows {
		numbers[p.Rows[i].Record] = p.Rows[i].Number
	}
	remarks := map[int][]string{}
	for _, r := range p.Remarks {
		remarks[r.Record] = append(remarks[r.Record], r.Comment)
	}
	var out []Line
	consequences := p.Consequences()
	for i := range p.Batches {
		b := &p.Batches[i]
		for j := range b.Changes {
			c := &b.Changes[j]
			l := Line{Domain: c.Domain, Change: change(b), ID: c.ID, Consequence: strings.Join(consequences.Of(b, c), "\n")}
			l.Before, l.After = sides(b, c)
			var rows []string
			for _, record := range c.Records {
				rows = append(rows, fmt.Sprint(numbers[record]))
			}
			l.Rows = strings.Join(rows, ", ")
			if said := remarks[c.Records[0]]; len(said) > 0 {
				l.Consequence = strings.TrimSpace(l.Consequence + "\n" + strings.Join(said, "\n"))
			}
			if c.Approved {
				l.Approve = Yes
			}
			l.Before, l.After, l.Consequence = short(l.Before), short(l.After), short(l.Consequence)
			out = append(out, l)
		}
	}
	return out
}

func change(b *planner.Batch) string {
	if b.Operation == planner.TransferCode {
		return "transfer code"
	}
	return string(b.ContactType)
}

// sides put what is there and what will be there line by line: the fields
// that move when both are known, else all that is known.
func sides(b *planner.Batch, c *planner.Change) (before, after string) {
	if b.Operation == planner.TransferCode {
		return "", "asked for"
	}
	want := b.Contact
	if want == nil {
		after = fmt.Sprintf("profile %d", b.ProfileID)
	}
	if c.Before == nil {
		if want != nil {
			after = values(want, "", nil)
		}
		return "not known", after
	}
	before = values(&c.Before.Contact, c.Before.RegistrantType, c.Before.Fields)
	if want != nil {
		after = values(want, want.RegistrantType, c.Before.Fields)
	}
	return before, after
}

// values lists fields of a contact, all that are filled when none are named.
func values(c *ingest.Contact, registrantType string, fields []ingest.Field) string {
	var out []string
	for _, f := range planner.ContactFields() {
		v := planner.ContactValue(c, f)
		if f == ingest.FieldRegistrantType {
			v = registrantType
		}
		named := false
		for _, x := range fields {
			named = named || x == f
		}
		if named || fields == nil && v != "" {
			out = append(out, string(f)+": "+v)
		}
	}
	return strings.Join(out, "\n")
}

// short cuts a text that no cell would hold.
func short(s string) string {
	r := []rune(s)
	if len(r) <= maxCell {
		return s
	}
	return string(r[:maxCell]) + "…"
}
