package ingest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/xuri/excelize/v2"
)

// xlsxBook is a workbook: what the small parts say is read here, the text of
// the cells by excelize, and every sheet is checked against a strict scan of
// its XML, because excelize gives fewer rows without an error where a file
// is damaged.
type xlsxBook struct {
	in Input
	workbook
	tempDir string
	file    *excelize.File // opened when a sheet is
	opt     Options
}

func openXLSX(ctx context.Context, in Input, kind fileKind, opt Options) (*xlsxBook, error) {
	if kind == kindEncrypted {
		var err error
		if in, err = decrypt(in, opt.Password); err != nil {
			return nil, err
		}
	}
	p, err := openParts(ctx, in)
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
	return &xlsxBook{in: in, workbook: *w, opt: opt}, nil
}

// decrypt opens an encrypted workbook in memory. The library may panic on
// ciphers that it does not know.
func decrypt(in Input, password string) (out Input, err error) {
	if password == "" {
		return in, &FileError{
			Rule: "file.encrypted", Message: "the workbook is encrypted", Cure: "give its password with --password-file, or save a copy without one",
		}
	}
	if in.Size > maxPackedSize {
		return in, tooLarge("the file is larger than 1 GiB")
	}
	failed := &FileError{
		Rule: "file.password", Message: "the password does not open the workbook", Cure: "check the password, or save a copy without one",
	}
	defer func() {
		if r := recover(); r != nil {
			failed.Err = fmt.Errorf("decrypting: %v", r)
			err = failed
		}
	}()
	packed := make([]byte, in.Size)
	if _, err := in.Data.ReadAt(packed, 0); err != nil && err != io.EOF {
		return in, fmt.Errorf("reading %s: %w", in.Name, err)
	}
	plain, err := excelize.Decrypt(packed, &excelize.Options{Password: password})
	if err != nil || !bytes.HasPrefix(plain, []byte("PK")) {
		failed.Err = err
		return in, failed
	}
	return Input{Name: in.Name, Data: bytes.NewReader(plain), Size: int64(len(plain))}, nil
}

func (b *xlsxBook) describe(l *Layout) {
	l.Format = XLSX
	if b.macro {
		l.Format = XLSM
	}
}

func (b *xlsxBook) sheets() []sheetInfo {
	list := make([]sheetInfo, len(b.list))
	for i, s := range b.list {
		list[i] = s.sheetInfo
	}
	return list
}

func (b *xlsxBook) close() error {
	var errs []error
	if b.file != nil {
		errs = append(errs, b.file.Close())
		b.file = nil
	}
	if b.tempDir != "" {
		errs = append(errs, os.RemoveAll(b.tempDir))
		b.tempDir = ""
	}
	return errors.Join(errs...)
}

// verify scans the XML of a sheet to its end and compares what is there with
// what excelize gives.
func (b *xlsxBook) verify(ctx context.Context, sheet string) (facts, error) {
	var f facts
	part, _ := b.sheet(sheet)
	scan, err := b.scanSheet(part)
	if err != nil {
		return f, err
	}
	defer scan.close()
	for n := 0; ; n++ {
		row, err := scan.next()
		if err == io.EOF {
			return f, nil
		}
		if err != nil {
			return f, err
		}
		if n%1024 == 0 && ctx.Err() != nil {
			return f, ctx.Err()
		}
		used := 0
		for _, c := range row.cells {
			if !c.blank {
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
}

// excelizeFile opens the library's view of the workbook once.
func (b *xlsxBook) excelizeFile() (file *excelize.File, err error) {
	if b.file != nil {
		return b.file, nil
	}
	defer func() {
		if r := recover(); r != nil {
			err = damaged("the workbook cannot be opened", fmt.Errorf("excelize: %v", r))
		}
	}()
	opt := excelize.Options{UnzipSizeLimit: maxInflated, UnzipXMLSizeLimit: 16 << 20, RawCellValue: true}
	if b.hasLargePart(opt.UnzipXMLSizeLimit) && b.tempDir == "" {
		if b.tempDir, err = os.MkdirTemp(b.opt.TempDir, "domainbatch-"); err != nil {
			return nil, fmt.Errorf("making a directory to unpack %s: %w", b.in.Name, err)
		}
	}
	opt.TmpDir = b.tempDir
	b.file, err = excelize.OpenReader(io.NewSectionReader(b.in.Data, 0, b.in.Size), opt)
	if err != nil {
		return nil, damaged("the workbook cannot be opened", err)
	}
	return b.file, nil
}

func (b *xlsxBook) hasLargePart(limit int64) bool {
	for _, f := range b.parts.byName {
		if int64(f.UncompressedSize64) > limit {
			return true
		}
	}
	return false
}

func (b *xlsxBook) open(ctx context.Context, sheet string) (rawSheet, error) {
	part, ok := b.sheet(sheet)
	if !ok {
		return nil, &FileError{Rule: "sheet.unknown", Message: fmt.Sprintf("there is no sheet %q", sheet)}
	}
	file, err := b.excelizeFile()
	if err != nil {
		return nil, err
	}
	rows, err := file.Rows(sheet)
	if err != nil {
		return nil, inSheet(damaged("the sheet cannot be opened", err), sheet)
	}
	scan, err := b.scanSheet(part)
	if err != nil {
		rows.Close()
		return nil, err
	}
	return &xlsxSheet{ctx: ctx, book: b, sheet: sheet, rows: rows, scan: scan}, nil
}

// xlsxSheet walks through a sheet twice side by side: our scan says what
// each cell is, excelize says what text it holds. Where they differ about
// what is empty, the library misread the file and reading ends.
type xlsxSheet struct {
	ctx   context.Context
	book  *xlsxBook
	sheet string
	rows  *excelize.Rows
	scan  *sheetScan
	at    int // row of excelize
	cells []rawCell
}

func (s *xlsxSheet) close() error {
	err := s.rows.Close()
	return errors.Join(err, s.scan.close())
}

func (s *xlsxSheet) next() (rawRecord, error) {
	for {
		row, err := s.scan.next()
		if err == io.EOF {
			return rawRecord{}, s.ended()
		}
		if err != nil {
			return rawRecord{}, err
		}
		if row.number%1024 == 0 && s.ctx.Err() != nil {
			return rawRecord{}, s.ctx.Err()
		}
		texts, err := s.library(row.number)
		if err != nil {
			return rawRecord{}, err
		}
		rec, err := s.join(row, texts)
		if err != nil || len(rec.Cells) > 0 {
			return rec, err
		}
	}
}

// library moves excelize on to a row.
func (s *xlsxSheet) library(number int) (texts []string, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = s.misread("", fmt.Errorf("excelize: %v", r))
		}
	}()
	for s.at < number {
		if !s.rows.Next() {
			return nil, s.misread("", s.rows.Error())
		}
		if texts, err = s.rows.Columns(); err != nil {
			return nil, s.misread("", err)
		}
		s.at++
	}
	return texts, nil
}

// ended makes sure that excelize has no rows left with anything in them.
func (s *xlsxSheet) ended() error {
	for s.rows.Next() {
		texts, err := s.rows.Columns()
		s.at++
		if err != nil || strings.Join(texts, "") != "" {
			return s.misread("", err)
		}
	}
	return io.EOF
}

func (s *xlsxSheet) misread(cell string, err error) error {
	return &FileError{
		Sheet: s.sheet, Row: s.at + 1, Cell: cell, Rule: "xlsx.misread", Message: "the file is written in a way that cannot be read reliably from here on",
		Cure: "open it in a spreadsheet program and save it as .xlsx", Err: err,
	}
}

func (s *xlsxSheet) join(row *scannedRow, texts []string) (rawRecord, error) {
	s.cells = s.cells[:0]
	used := 0
	for _, c := range row.cells {
		text := ""
		if c.col < len(texts) {
			text = texts[c.col]
		}
		if c.blank != (text == "") {
			return rawRecord{}, s.misread(cellName(c.col, row.number), nil)
		}
		cell := s.book.cell(c, text)
		if c.blank && cell.Kind != kindNoValue {
			continue
		}
		for len(s.cells) < c.col {
			s.cells = append(s.cells, rawCell{})
		}
		s.cells = append(s.cells, cell)
		used++
	}
	for i, text := range texts {
		if text != "" {
			used--
		} else if i < len(s.cells) && s.cells[i].Kind == kindNoValue {
			used--
		}
	}
	if used != 0 {
		return rawRecord{}, s.misread("", nil)
	}
	return rawRecord{Number: row.number, Cells: s.cells}, nil
}

// cell gives a cell as a person sees it.
func (w *workbook) cell(c scannedCell, text string) rawCell {
	if c.blank {
		if c.formula && !c.valued && c.kind != cellInline {
			return rawCell{Kind: kindNoValue}
		}
		return rawCell{}
	}
	switch c.kind {
	case cellNumber:
		var f *numberFormat
		if c.style < len(w.styles) {
			f = w.styles[c.style]
		}
		shown, kind := f.show(text, w.date1904)
		return rawCell{Text: shown, Kind: kind, Raw: plainRaw(text)}
	case cellBool:
		if text == "1" || strings.EqualFold(text, "true") {
			return rawCell{Text: "TRUE", Kind: kindBool}
		}
		return rawCell{Text: "FALSE", Kind: kindBool}
	case cellError:
		return rawCell{Text: text, Kind: kindFault}
	case cellDate:
		return rawCell{Text: strings.TrimSuffix(text, "T00:00:00"), Kind: kindDate}
	}
	return rawCell{Text: text}
}

// plainRaw is a stored number without powers of ten.
func plainRaw(raw string) string {
	shown, _ := (*numberFormat)(nil).show(raw, false)
	return shown
}
