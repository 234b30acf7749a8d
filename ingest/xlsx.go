package ingest

import (
	"context"
	"fmt"
	"io"
	"slices"
)

// xlsxBook is a workbook. Its cells are read by a strict scan of our own:
// excelize gives fewer rows without an error where a file is damaged, and
// other cells where it is written in a rare way. That both say the same of
// every other file is what the differential tests prove.
type xlsxBook struct {
	in Input
	workbook
	verified map[string]verifiedSheet
	room     int // bytes that the rows of further sheets may take
}

// verifiedSheet is a sheet that was read to its end; rows is nil when there
// was no room for them.
type verifiedSheet struct {
	facts facts
	rows  *spool
}

func openXLSX(ctx context.Context, in Input, kind fileKind, opt Options) (*xlsxBook, error) {
	if kind == kindEncrypted {
		var err error
		if in, err = decrypt(in, opt.Password); err != nil {
			return nil, err
		}
	}
	p, err := openParts(in)
	if err != nil {
		return nil, err
	}
	w, err := readWorkbook(p)
	if err != nil {
		return nil, err
	}
	if w.strings, err = readStrings(p, w.strPath); err != nil {
		return nil, err
	}
	return &xlsxBook{in: in, workbook: *w, verified: map[string]verifiedSheet{}, room: maxSpool}, nil
}

func (b *xlsxBook) describe(l *Layout) {
	l.Format = XLSX
	if b.macro {
		l.Format = XLSM
	}
	if b.bare != "" {
		l.Remarks = append(l.Remarks, Problem{
			Severity: Warning, Rule: "xlsx.styles", File: l.File,
			Message: fmt.Sprintf("the part %s with the formats of the cells is missing: numbers and dates are read as they are stored", b.bare), Cure: repairCure,
		})
	}
}

func (b *xlsxBook) sheets() []sheetInfo {
	list := make([]sheetInfo, len(b.list))
	for i, s := range b.list {
		list[i] = s.sheetInfo
	}
	return list
}

func (b *xlsxBook) close() error { return nil }

// verify scans the XML of a sheet to its end, and keeps its rows if there is
// room for them.
func (b *xlsxBook) verify(ctx context.Context, sheet string) (facts, error) {
	if v, done := b.verified[sheet]; done {
		return v.facts, nil
	}
	var f facts
	part, _ := b.sheet(sheet)
	scan, err := b.scanSheet(part)
	if err != nil {
		return f, err
	}
	defer scan.close()
	keep := newSpooler(&b.workbook, b.room)
	for n := 0; ; n++ {
		row, err := scan.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return f, err
		}
		if n%1024 == 0 && ctx.Err() != nil {
			return f, ctx.Err()
		}
		if f.count(row); f.Cells > maxCells {
			return f, inSheet(tooLarge(fmt.Sprintf("the sheet has more than %d million cells", maxCells/1_000_000)), sheet)
		}
		keep.add(row)
	}
	f.HiddenColumns, f.Merged, f.Far = scan.hidden, scan.merged, scan.far
	if f.Tables, err = b.tables(part, scan.tables); err != nil {
		return f, err
	}
	slices.SortStableFunc(f.Merged, func(a, b MergedRange) int { return a.First - b.First })
	b.verified[sheet] = verifiedSheet{f, keep.done()}
	if b.verified[sheet].rows != nil {
		b.room = keep.left
	}
	return f, nil
}

func (f *facts) count(row *scannedRow) {
	used := 0
	for i := range row.cells {
		if !row.cells[i].blank {
			used++
		}
	}
	if f.Cells += used; used > 0 {
		f.Records++
		if row.hidden {
			f.HiddenRows++
		}
	}
}

func (b *xlsxBook) open(ctx context.Context, sheet string) (rawSheet, error) {
	part, ok := b.sheet(sheet)
	if !ok {
		return nil, &FileError{Rule: "sheet.unknown", Message: fmt.Sprintf("there is no sheet %q", sheet)}
	}
	if rows := b.verified[sheet].rows; rows != nil {
		return &spoolSheet{ctx: ctx, book: &b.workbook, spool: rows, behind: len(rows.chunks)}, nil
	}
	scan, err := b.scanSheet(part)
	if err != nil {
		return nil, err
	}
	return &xlsxSheet{ctx: ctx, book: b, scan: scan, table: cellTable{book: &b.workbook}}, nil
}

func (b *xlsxBook) pieces(sheet string) int {
	if rows := b.verified[sheet].rows; rows != nil {
		return len(rows.chunks)
	}
	return 0
}

func (b *xlsxBook) piece(ctx context.Context, sheet string, index int, used rawSheet) (rawSheet, error) {
	s, again := used.(*spoolSheet)
	if !again {
		s = &spoolSheet{ctx: ctx, book: &b.workbook, spool: b.verified[sheet].rows}
	}
	s.chunk, s.behind, s.rest = index, index+1, ""
	return s, nil
}
