package report

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"iter"
	"slices"

	"domainbatch/executor"
	"domainbatch/ingest"
	"domainbatch/ingest/ooxml"
)

// WriteWorkbook writes the person's workbook again, with result columns at
// the right of the rows and sheets of ours behind the person's own. Parts of
// the workbook that are not about those cells are copied byte for byte, and
// memory does not grow with the number of rows.
func WriteWorkbook(ctx context.Context, w io.Writer, src Source, run Run, rows []executor.RowResult, opt Options) error {
	x, err := newWorkbook(ctx, src, run, rows, opt)
	if err != nil {
		return err
	}
	if err := x.addResults(ctx); err != nil {
		return fmt.Errorf("writing results into %s: %w", src.Input.Name, err)
	}
	x.addPages(ctx)
	if err := x.book.Save(w); err != nil {
		return fmt.Errorf("writing results into %s: %w", src.Input.Name, err)
	}
	return nil
}

// Check reports whether results can be written back into the input. Call it
// before anything is sent: it reads the input to its end and writes nothing.
// The remarks, one clause each, name what the results will lack or break.
func Check(ctx context.Context, src Source) (remarks []string, err error) {
	if src.Layout.Format == ingest.CSV {
		_, err := widest(ingest.Lines(ctx, src.Input, src.Layout), src.Layout)
		return nil, err
	}
	x, err := newWorkbook(ctx, src, Run{WithCodes: true}, nil, Options{})
	if err != nil {
		return nil, err
	}
	if err := x.addResults(ctx); err != nil {
		return nil, fmt.Errorf("writing results into %s: %w", src.Input.Name, err)
	}
	return x.remarks, nil
}

// workbook is one report on its way into a workbook.
type workbook struct {
	src     Source
	run     Run
	rows    []executor.RowResult
	at      map[int]int // row → place in rows
	opt     Options
	book    *ooxml.Workbook
	found   *ooxml.Survey
	columns []resultColumn // by rising index
	remarks []string
	looks   map[look]int
	voice   *voice
}

func newWorkbook(ctx context.Context, src Source, run Run, rows []executor.RowResult, opt Options) (*workbook, error) {
	at, err := byNumber(rows)
	if err != nil {
		return nil, err
	}
	book, err := ooxml.Open(src.Input.Data, src.Input.Size)
	if err != nil {
		return nil, fmt.Errorf("opening %s to write results into it: %w", src.Input.Name, err)
	}
	return &workbook{src: src, run: run, rows: rows, at: at, opt: opt, book: book, looks: map[look]int{}, voice: newVoice(src, opt)}, nil
}

// addResults puts the result columns into the person's sheet.
func (x *workbook) addResults(ctx context.Context) error {
	ask := x.ask()
	found, err := x.book.Survey(ctx, x.src.Layout.Sheet, ask)
	if err != nil {
		return err
	}
	if found.Wanted != len(x.rows) {
		return fmt.Errorf("sheet %s: %d of %d rows found; was the file changed in the meantime?", x.src.Layout.Sheet, found.Wanted, len(x.rows))
	}
	x.found = found
	x.columns = placeColumns(x.src.Layout, wantsCodes(x.run, x.rows), max(found.Right, ask.Edge+1))
	slices.SortFunc(x.columns, func(a, b resultColumn) int { return cmp.Compare(a.index, b.index) })
	edit := &ooxml.Edit{
		Header: x.src.Layout.HeaderRow, Subject: x.src.Layout.DomainColumn(), HeaderStyle: found.Header.Edge, Ask: ask,
		Cells: x.cells(found),
	}
	edit.Notes = notesOf(x.src, x.rows, x.at, x.voice)
	for _, c := range x.columns {
		if c.name == ingest.ResultResult {
			edit.Marks = marksOf(x.book.Styles(), c.index)
		}
		edit.Columns = append(edit.Columns, ooxml.Column{Index: c.index, Title: headerOf(c.name, x.opt), Fresh: c.fresh, Width: columnWidth(c.name)})
	}
	x.remarks, err = x.book.Edit(ctx, x.src.Layout.Sheet, found, edit, x.title)
	for i, remark := range x.remarks {
		x.remarks[i] = remarkIn(x.opt.Lang, remark)
	}
	if more := len(edit.Notes) - ooxml.MaxNotes; more > 0 {
		x.remarks = append(x.remarks, fmt.Sprintf(translator(x.opt.Lang)(tooManyNotes), ooxml.MaxNotes, more))
	}
	if x.book.Signed() {
		x.remarks = append(x.remarks, translator(x.opt.Lang)(brokenSignature))
	}
	return err
}

// tooManyNotes is said when not every cell that is to blame gets a note.
const tooManyNotes = "the first %d cells that are to blame carry a note; for %d more, read the column Result Comment"

// brokenSignature is what a signed workbook loses.
const brokenSignature = "the digital signature of the workbook holds for the original only"

// ask says which rows and columns count.
func (x *workbook) ask() ooxml.Ask {
	own := ownColumns(x.src.Layout)
	target := map[int]bool{}
	for _, c := range x.src.Layout.Columns {
		if c.Result != "" {
			target[c.Index] = true
		}
	}
	find := x.finder()
	ask := ooxml.Ask{
		Header: x.src.Layout.HeaderRow,
		Wanted: func(row int) bool { _, ok := find(row); return ok },
		Target: func(column int) bool { return target[column] },
		Words:  resultWords(),
	}
	if len(own) > 0 {
		ask.Lead, ask.Edge = own[0].Index, own[len(own)-1].Index
	}
	return ask
}

// finder finds the place of a row's result. Rows are mostly asked for in the
// order in which their results stand, so that the next one is tried first.
func (x *workbook) finder() func(row int) (int, bool) {
	next := 0
	return func(row int) (int, bool) {
		if next >= len(x.rows) || x.rows[next].Number != row {
			i, known := x.at[row]
			if !known {
				return 0, false
			}
			next = i
		}
		next++
		return next - 1, true
	}
}

// title is the header of a column as the person typed it.
func (x *workbook) title(column int) string {
	for _, c := range x.src.Layout.Columns {
		if c.Index == column {
			return c.Header
		}
	}
	return ""
}

// cells gives the cells of a row, dressed after its neighbours. A row that an
// earlier run finished keeps what it has.
func (x *workbook) cells(found *ooxml.Survey) func(int, ooxml.Model) []ooxml.Value {
	styles := map[ooxml.Model]*rowStyles{{}: newRowStyles(x.book.Styles(), ooxml.Model{}, x.columns)}
	for _, m := range found.Kinds() {
		styles[m] = newRowStyles(x.book.Styles(), m, x.columns)
	}
	values, find := make([]ooxml.Value, len(x.columns)), x.finder()
	return func(row int, m ooxml.Model) []ooxml.Value {
		i, known := find(row)
		if !known || x.rows[i].Carried {
			return nil
		}
		s := styles[m]
		if s == nil {
			s = styles[ooxml.Model{}]
		}
		for k, c := range x.columns {
			v := x.value(resultValue(c.name, x.rows[i], x.voice))
			v.Style = s.columns[k]
			values[k] = v
		}
		return values
	}
}

// value is a value as the workbook stores it.
func (x *workbook) value(v value) ooxml.Value {
	switch v.kind {
	case text:
		return ooxml.Value{Kind: ooxml.String, Text: v.text}
	case number:
		return ooxml.Value{Kind: ooxml.Number, Number: v.number}
	case moment:
		return ooxml.Value{Kind: ooxml.Number, Number: ooxml.Serial(v.time.In(x.opt.location()), x.book.Date1904())}
	}
	return ooxml.Value{}
}

// addPages puts our own sheets behind the person's. Those that have nothing
// to say are left out, unless an earlier report made them: then they say so.
func (x *workbook) addPages(ctx context.Context) {
	t := translator(x.opt.Lang)
	records := ingest.Records(ctx, x.src.Input, x.src.Layout)
	errors := x.book.NameFor(keyErrors, t("Errors"))
	add := func(p page) { x.book.Put(x.sheet(p)) }
	maybe := func(key, name string, p *page) {
		switch {
		case p != nil:
			add(*p)
		case x.book.Made(key):
			add(page{key: key, name: t(name), widths: []float64{60}, rows: fixed([][]cell{{say(t("Nothing in the latest run."), lookMuted)}})})
		}
	}
	s, fixes := Summarize(x.rows), fixesOf(x.src, x.rows, x.at)
	s.propose(fixes)
	summary, lines := summaryPage(x.src, x.run, s, errors, x.opt)
	sheet := x.book.NameFor(keySummary, summary.name) // before it is there
	add(summary)
	cause := func(r executor.RowResult) string {
		if i := s.causeOf(r); i >= 0 && i < len(lines) {
			return ooxml.Link(sheet, 0, lines[i])
		}
		return ""
	}
	add(errorsPage(x.src, records, x.rows, x.at, s.worthAnotherRun(), x.found.Width, cause, x.opt))
	maybe(keyFixes, "Fixes", fixesPage(x.src, fixes, x.opt))
	maybe(keyFollowUp, "Follow-up", followUpPage(x.src, x.run, x.rows, x.opt))
	maybe(keyChanges, "Changes", changesPage(x.src, x.run, x.rows, x.opt))
	add(tasksPage(x.rows, x.opt))
	add(legendPage(x.columns, x.remarks, x.opt))
}

func (x *workbook) sheet(p page) ooxml.Sheet {
	s := ooxml.Sheet{
		Key: p.key, Name: p.name, Tab: Ink, Widths: p.widths,
		Frozen: p.frozen, FrozenLeft: p.left, Filter: p.filter, Grid: p.filter, Chart: p.chart, Rows: x.dress(p),
	}
	for l := range lookResultOf + look(len(executor.Results())) {
		x.style(l)
	}
	for _, m := range p.merges {
		s.Merges = append(s.Merges, ooxml.Merge{Row: m[1] + 1, From: m[0], To: m[2]})
	}
	return s
}

// dress turns the cells of a page into cells of the workbook.
func (x *workbook) dress(p page) iter.Seq2[ooxml.Row, error] {
	return func(yield func(ooxml.Row, error) bool) {
		var row ooxml.Row
		line := 0
		for cells, err := range p.rows {
			if line == ooxml.MaxRows-1 { // a sheet has no more room
				cells = []cell{say("…", lookPlain)}
			}
			row.Cells = row.Cells[:0]
			for _, c := range cells {
				v := x.value(c.value)
				v.Style, v.Link = x.style(c.look), c.link
				row.Cells = append(row.Cells, v)
			}
			row.Height = heightOf(cells, p.widths, p.merged(line))
			if !yield(row, err) {
				return
			}
			if line++; line == ooxml.MaxRows {
				return
			}
		}
	}
}

// style is the cell style of a look. All are made before the first page is
// written, because the styles may be written before the pages.
func (x *workbook) style(l look) int {
	id, known := x.looks[l]
	if !known {
		id = x.book.Styles().Add(pageFormat(l))
		x.looks[l] = id
	}
	return id
}
