package ingest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

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
