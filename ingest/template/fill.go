package template

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"io"
	"slices"

	"github.com/xuri/excelize/v2"

	"domainbatch/ingest"
)

// Row is a row that is filled in by the program: one contact of one domain.
type Row struct {
	Domain     string
	Type       ingest.ContactType
	Contact    ingest.Contact // what the row asks for
	Set, Now   ingest.Contact // shown beside it, see FillOptions.Beside
	Marks      map[ingest.Field]Mark
	Skip       bool // nothing is asked for, until a person decides otherwise
	InstanceID string
	Note       string
}

// Mark draws attention to a value.
type Mark uint8

// The marks.
const (
	Changes Mark = iota + 1 // it is not what the service shows
	Doubts                  // a person has to look at it
)

// FillOptions say how rows are written.
type FillOptions struct {
	Lang string // as in Options
	Site string // as in Options
	// Beside puts two columns to each contact value: what was set, and what is
	// there now. In a workbook those of a value that no row marks are folded.
	Beside bool
	Lead   []string // further lines for the legend
}

// Fill writes the workbook of Write with rows in it: the same columns, formats,
// dropdowns and legend. Reading it gives the rows back as they were.
func Fill(w io.Writer, opt FillOptions, rows []Row) error {
	words, err := Options{Lang: opt.Lang, Site: opt.Site}.words()
	if err != nil {
		return fmt.Errorf("filling in a workbook: %w", err)
	}
	b := &book{f: excelize.NewFile(), opt: Options{Lang: opt.Lang, Site: opt.Site}, words: words, beside: opt.Beside, lead: opt.Lead}
	defer b.f.Close()
	b.make()
	b.fill(rows)
	if b.err == nil {
		_, b.err = b.f.WriteTo(w)
	}
	if b.err != nil {
		return fmt.Errorf("filling in a workbook: %w", b.err)
	}
	return nil
}

// FillCSV writes the same rows as CSV: UTF-8 with a byte order mark, and what
// would start a formula guarded as by ingest.GuardFormula.
func FillCSV(w io.Writer, opt FillOptions, rows []Row) error {
	words, err := Options{Lang: opt.Lang, Site: opt.Site}.words()
	if err != nil {
		return fmt.Errorf("writing CSV: %w", err)
	}
	b := &book{opt: Options{Lang: opt.Lang, Site: opt.Site}, words: words, beside: opt.Beside}
	columns := b.rowColumns()
	buffer := bufio.NewWriter(w)
	buffer.WriteString("\ufeff") // spreadsheet programs take it for UTF-8 then
	out := csv.NewWriter(buffer)
	out.UseCRLF = true
	record := make([]string, len(columns))
	for i, c := range columns {
		record[i] = b.heading(sheetRows, c)
	}
	err = out.Write(record)
	for i := 0; i < len(rows) && err == nil; i++ {
		for j, c := range columns {
			record[j] = ingest.GuardFormula(b.value(&rows[i], c))
		}
		err = out.Write(record)
	}
	if out.Flush(); err == nil {
		err = out.Error()
	}
	if err == nil {
		err = buffer.Flush()
	}
	if err != nil {
		return fmt.Errorf("writing CSV: %w", err)
	}
	return nil
}

// value is the text of a cell.
func (b *book) value(r *Row, c column) string {
	switch c.beside {
	case ingest.BesideSet:
		return b.contactValue(&r.Set, c.field)
	case ingest.BesideNow:
		return b.contactValue(&r.Now, c.field)
	}
	switch c.field {
	case ingest.FieldDomain:
		return r.Domain
	case ingest.FieldAction:
		if r.Skip {
			return b.words.actions[3]
		}
		return b.words.actions[0]
	case ingest.FieldContactType:
		return b.words.contactTypes[slices.Index(ingest.ContactTypes(), r.Type)]
	case ingest.FieldInstanceID:
		return r.InstanceID
	case ingest.FieldNote:
		return r.Note
	}
	return b.contactValue(&r.Contact, c.field)
}

func (b *book) contactValue(c *ingest.Contact, f ingest.Field) string {
	v := c.Value(f)
	if f == ingest.FieldRegistrantType && (v == "1" || v == "2") {
		return b.words.registrantTypes[v[0]-'1']
	}
	return v
}

// fill writes the rows into the sheet that make has laid out. They are
// streamed: what is laid out beside the rows stays.
func (b *book) fill(rows []Row) {
	if b.err != nil {
		return
	}
	columns := b.rowColumns()
	b.fold(columns, rows)
	s, err := b.f.NewStreamWriter(sheetRows)
	if err != nil {
		b.do(err)
		return
	}
	cells := make([]any, len(columns))
	for i, c := range columns {
		cells[i] = excelize.Cell{StyleID: b.look.head[c.need], Value: b.heading(sheetRows, c)}
	}
	b.do(s.SetRow("A1", cells, excelize.RowOpts{Height: 34}))
	looks := b.newFillLooks()
	for n := range rows {
		r := &rows[n]
		for i, c := range columns {
			v, style := b.value(r, c), looks.of(r, c)
			if cells[i] = nil; v != "" || style != b.look.entry {
				cells[i] = excelize.Cell{StyleID: style, Value: v} // a string is never taken for a formula
			}
		}
		b.do(s.SetRow(fmt.Sprintf("A%d", n+2), cells))
	}
	b.do(s.Flush())
}

// fold hides the columns that stand beside values which no row marks; a click
// on their outline shows them.
func (b *book) fold(columns []column, rows []Row) {
	marked := map[ingest.Field]bool{}
	for i := range rows {
		for f := range rows[i].Marks {
			marked[f] = true
		}
	}
	for i, c := range columns {
		if c.beside != "" && !marked[c.field] {
			b.do(b.f.SetColOutlineLevel(sheetRows, columnName(i+1), 1))
			b.do(b.f.SetColVisible(sheetRows, columnName(i+1), false))
		}
	}
}

// fillLooks are the styles of cells that the program fills in.
type fillLooks struct {
	entry, beside   int
	changes, doubts int
	parked          int // of a row that is skipped
}

const (
	green = "DDF3E4"
	rose  = "FBE0DD"
	pale  = "8C959F"
)

func (b *book) newFillLooks() fillLooks {
	style := func(text, fill string) (id int) {
		s := &excelize.Style{Font: &excelize.Font{Family: b.words.font, Size: 11, Color: text}, NumFmt: textFormat, Alignment: &excelize.Alignment{Vertical: "center"}}
		if fill != "" {
			s.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{fill}}
		}
		id, err := b.f.NewStyle(s)
		b.do(err)
		return id
	}
	return fillLooks{
		entry: b.look.entry, beside: style(grey, ""), parked: style(pale, ""),
		changes: style("", green), doubts: style("", rose),
	}
}

func (l fillLooks) of(r *Row, c column) int {
	switch mark := r.Marks[c.field]; {
	case mark == Doubts:
		return l.doubts
	case mark == Changes:
		return l.changes
	case r.Skip && (c.field == ingest.FieldDomain || c.field == ingest.FieldAction || c.field == ingest.FieldNote):
		return l.doubts
	case r.Skip:
		return l.parked
	case c.beside != "":
		return l.beside
	}
	return l.entry
}

// ContactFields are the values of a contact, in the order of the columns.
func ContactFields() []ingest.Field {
	var out []ingest.Field
	for _, c := range allColumns {
		if isContactValue(c.field) {
			out = append(out, c.field)
		}
	}
	return out
}

// Missing are the values that a change of a contact needs and that a contact
// does not have; site is as in Options.
func Missing(c ingest.Contact, site string) []ingest.Field {
	b := &book{opt: Options{Site: site}}
	var out []ingest.Field
	for _, col := range b.columns() {
		if col.need == ofAContact && c.Value(col.field) == "" {
			out = append(out, col.field)
		}
	}
	return out
}
