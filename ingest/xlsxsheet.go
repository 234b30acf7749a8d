package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"
)

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
