package report

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"iter"
	"strings"

	"domainbatch/executor"
	"domainbatch/ingest"
)

// bom makes spreadsheet programs read the file as UTF-8.
const bom = "\ufeff"

// WriteCSV writes the person's records again, UTF-8 with a byte order mark,
// with the input's delimiter and line ends and the result columns at the
// right. Every cell is safe to open in a spreadsheet program: what would
// start a formula is guarded as ingest.GuardFormula does.
// A first line sep=X is left out: with it Excel would not read UTF-8.
func WriteCSV(ctx context.Context, w io.Writer, src Source, run Run, rows []executor.RowResult, opt Options) error {
	at, err := byNumber(rows)
	if err != nil {
		return err
	}
	records := csvRecords(ctx, src)
	free, err := widest(records, src.Layout)
	if err != nil {
		return err
	}
	out := &csvWriter{w: bufio.NewWriter(w), comma: src.Layout.Delimiter, end: src.Layout.LineEnd}
	if src.Layout.Format != ingest.CSV {
		out.comma, out.end = ',', "\r\n"
	}
	out.w.WriteString(bom)
	columns := placeColumns(src.Layout, wantsCodes(run, rows), free)
	v := newVoice(src, opt)
	written := 0
	for record, err := range records {
		if err != nil {
			return err
		}
		cells := record.Cells
		if record.Number == src.Layout.HeaderRow {
			cells = csvHeader(cells, columns, opt)
		} else if i, known := at[record.Number]; known {
			written++
			cells = csvResult(cells, columns, rows[i], v, opt)
		}
		if err := out.record(cells); err != nil {
			return fmt.Errorf("writing CSV: %w", err)
		}
	}
	if written != len(rows) {
		return fmt.Errorf("writing results into %s: %d of %d rows found; was the file changed in the meantime?", src.Input.Name, written, len(rows))
	}
	if err := out.w.Flush(); err != nil {
		return fmt.Errorf("writing CSV: %w", err)
	}
	return nil
}

// csvRecords are the records of a text file as they stand, or the header and
// the rows of a workbook.
func csvRecords(ctx context.Context, src Source) iter.Seq2[ingest.Record, error] {
	if src.Layout.Format == ingest.CSV {
		return ingest.Lines(ctx, src.Input, src.Layout)
	}
	return func(yield func(ingest.Record, error) bool) {
		header := ingest.Record{Number: src.Layout.HeaderRow}
		for _, c := range src.Layout.Columns {
			header.Cells = put(header.Cells, c.Index, c.Header)
		}
		if !yield(header, nil) {
			return
		}
		for record, err := range ingest.Records(ctx, src.Input, src.Layout) {
			if !yield(record, err) || err != nil {
				return
			}
		}
	}
}

// widest is the first column right of everything from the header on, so that
// a result never stands in a column that a person's record reaches.
func widest(records iter.Seq2[ingest.Record, error], layout ingest.Layout) (int, error) {
	free := 0
	for _, c := range layout.Columns {
		free = max(free, c.Index+1)
	}
	for record, err := range records {
		if err != nil {
			return 0, err
		}
		if record.Number < layout.HeaderRow {
			continue
		}
		n := len(record.Cells)
		for n > 0 && record.Cells[n-1] == "" {
			n--
		}
		free = max(free, n)
	}
	return free, nil
}

func csvHeader(cells []string, columns []resultColumn, opt Options) []string {
	for _, c := range columns {
		if c.fresh {
			cells = put(cells, c.index, headerOf(c.name, opt))
		}
	}
	return cells
}

func csvResult(cells []string, columns []resultColumn, r executor.RowResult, v *voice, opt Options) []string {
	for _, c := range columns {
		switch {
		case !r.Carried:
			cells = put(cells, c.index, resultValue(c.name, r, v).plain(opt.location()))
		case c.fresh:
			cells = put(cells, c.index, "")
		}
	}
	return cells
}

// put sets a cell and makes the record as long as that takes.
func put(cells []string, at int, s string) []string {
	for len(cells) <= at {
		cells = append(cells, "")
	}
	cells[at] = s
	return cells
}

// csvWriter writes records as RFC 4180 has them.
type csvWriter struct {
	w     *bufio.Writer
	comma rune
	end   string
}

func (c *csvWriter) record(cells []string) error {
	for i, s := range cells {
		if i > 0 {
			c.w.WriteRune(c.comma)
		}
		c.cell(ingest.GuardFormula(s))
	}
	_, err := c.w.WriteString(c.end)
	return err
}

// cell quotes what would be taken apart, and outer blanks, which some
// programs trim.
func (c *csvWriter) cell(s string) {
	if !strings.ContainsAny(s, "\"\r\n") && !strings.ContainsRune(s, c.comma) && strings.TrimSpace(s) == s {
		c.w.WriteString(s)
		return
	}
	c.w.WriteByte('"')
	c.w.WriteString(strings.ReplaceAll(s, `"`, `""`))
	c.w.WriteByte('"')
}
