package ingest

import (
	"context"
	"strings"
)

// xlsxSheet gives the rows of a scan as a person sees them.
type xlsxSheet struct {
	ctx   context.Context
	book  *xlsxBook
	scan  *sheetScan
	cells []rawCell
	table cellTable
	count int
}

func (s *xlsxSheet) close() error { return s.scan.close() }

// next skips rows in which no cell holds anything.
func (s *xlsxSheet) next() (rawRecord, error) {
	for {
		row, err := s.scan.next()
		if err != nil {
			return rawRecord{}, err
		}
		if s.count++; s.count%1024 == 0 && s.ctx.Err() != nil {
			return rawRecord{}, s.ctx.Err()
		}
		s.cells = s.cells[:0]
		for i := range row.cells {
			c := &row.cells[i]
			if c.blank && !c.uncalculated() {
				continue
			}
			for len(s.cells) < c.col {
				s.cells = append(s.cells, rawCell{})
			}
			s.cells = append(s.cells, s.cell(c, row.text))
		}
		if len(s.cells) > 0 {
			return rawRecord{Number: row.number, Cells: s.cells, Hidden: row.hidden}, nil
		}
	}
}

func (s *xlsxSheet) cell(c *scannedCell, text []byte) rawCell {
	switch {
	case c.blank:
		return rawCell{Kind: kindNoValue}
	case c.kind == cellShared:
		return s.book.textCell(c.style, s.book.strings.text(c.shared))
	}
	text = text[c.from:c.to]
	if i := s.table.find(c, text); i >= 0 {
		return s.table.cells[i]
	}
	return s.book.ownCell(c, string(text))
}

// ownCell gives a cell that holds its value itself, as a person sees it.
func (w *workbook) ownCell(c *scannedCell, text string) rawCell {
	if c.kind == cellInline || c.kind == cellString {
		return w.textCell(c.style, unescape(text))
	}
	text = strings.TrimSpace(text)
	switch c.kind {
	case cellNumber:
		var f *numberFormat
		if c.style < len(w.styles) {
			f = w.styles[c.style]
		}
		shown, kind := f.show(text, w.date1904)
		if shown == "" { // its format hides it
			return rawCell{}
		}
		return rawCell{Text: shown, Kind: kind, Raw: plainRaw(text)}
	case cellBool:
		if text == "1" || strings.EqualFold(text, "true") {
			return rawCell{Text: "TRUE", Kind: kindBool}
		}
		return rawCell{Text: "FALSE", Kind: kindBool}
	case cellError:
		return rawCell{Text: text, Kind: kindFault}
	case cellDate:
		return w.isoCell(c.style, text)
	}
	return rawCell{Text: text}
}

// plainRaw is a stored number without powers of ten.
func plainRaw(raw string) string {
	shown, _ := (*numberFormat)(nil).show(raw, false)
	return shown
}
