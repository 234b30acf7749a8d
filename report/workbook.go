package report

import (
	"context"
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"

	"domainbatch/executor"
	"domainbatch/ingest"
)

// WriteWorkbook writes the person's workbook again, with result columns at
// the right of the rows and sheets of ours behind the person's own.
func WriteWorkbook(ctx context.Context, w io.Writer, src Source, run Run, rows []executor.RowResult, opt Options) error {
	at, err := byNumber(rows)
	if err != nil {
		return err
	}
	f, err := openWorkbook(src)
	if err != nil {
		return err
	}
	defer f.Close()
	columns, err := writeResults(f, src.Layout, run, rows, opt)
	if err != nil {
		return fmt.Errorf("writing results into sheet %s: %w", src.Layout.Sheet, err)
	}
	records := ingest.Records(ctx, src.Input, src.Layout)
	for _, p := range []page{
		summaryPage(run, Summarize(rows), opt),
		errorsPage(src, records, rows, at, opt),
		tasksPage(rows, opt),
		legendPage(columns, nil, opt),
	} {
		if err := writePage(f, p, opt); err != nil {
			return fmt.Errorf("writing sheet %s: %w", p.name, err)
		}
	}
	if err := f.Write(w); err != nil {
		return fmt.Errorf("writing the workbook: %w", err)
	}
	return nil
}

// Check reports whether results can be written back into the input. Call it
// before anything is sent.
func Check(ctx context.Context, src Source) error {
	if src.Layout.Format == ingest.CSV {
		return nil
	}
	f, err := openWorkbook(src)
	if err != nil {
		return err
	}
	return f.Close()
}

func openWorkbook(src Source) (*excelize.File, error) {
	f, err := excelize.OpenReader(io.NewSectionReader(src.Input.Data, 0, src.Input.Size), excelize.Options{RawCellValue: true})
	if err != nil {
		return nil, fmt.Errorf("opening %s to write results into it: %w", src.Input.Name, err)
	}
	if i, err := f.GetSheetIndex(src.Layout.Sheet); err != nil || i < 0 {
		f.Close()
		return nil, fmt.Errorf("opening %s to write results into it: no sheet %s", src.Input.Name, src.Layout.Sheet)
	}
	return f, nil
}

func writeResults(f *excelize.File, layout ingest.Layout, run Run, rows []executor.RowResult, opt Options) ([]resultColumn, error) {
	free := 0
	for _, c := range layout.Columns {
		free = max(free, c.Index+1)
	}
	columns := placeColumns(layout, wantsCodes(run, rows), free)
	for _, c := range columns {
		if err := f.SetCellStr(layout.Sheet, cellName(c.index, layout.HeaderRow), string(c.name)); err != nil {
			return nil, err
		}
		for _, r := range rows {
			if r.Carried {
				continue
			}
			if err := setValue(f, layout.Sheet, cellName(c.index, r.Number), resultValue(c.name, r), opt); err != nil {
				return nil, err
			}
		}
	}
	return columns, nil
}

func writePage(f *excelize.File, p page, opt Options) error {
	if _, err := f.NewSheet(p.name); err != nil {
		return err
	}
	line := 0
	for row, err := range p.rows {
		if err != nil {
			return err
		}
		line++
		for i, c := range row {
			if err := setValue(f, p.name, cellName(i, line), c.value, opt); err != nil {
				return err
			}
		}
	}
	for i, width := range p.widths {
		if err := f.SetColWidth(p.name, columnName(i), columnName(i), width); err != nil {
			return err
		}
	}
	return nil
}

func setValue(f *excelize.File, sheet, at string, v value, opt Options) error {
	switch v.kind {
	case number:
		return f.SetCellFloat(sheet, at, v.number, -1, 64)
	default:
		return f.SetCellStr(sheet, at, v.plain(opt.location()))
	}
}
