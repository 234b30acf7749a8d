package ingest

import (
	"fmt"
	"io"
	"strconv"
)

// Bounds of a sheet, as Excel has them, and of what is read of one.
const (
	maxSheetRow    = 1 << 20
	maxSheetColumn = 1 << 14
	maxUsedColumn  = 1024 // columns that are read; nobody has a header so far out
	maxCellText    = 32767
	maxRowText     = maxRecord  // bytes of the values that stand in a row itself
	maxCells       = 30_000_000 // that hold something
)

// scannedCell is one cell as the XML of its sheet has it.
type scannedCell struct {
	col     int // 0-based
	kind    byte
	style   int
	from    int // of <v>, or of the text of an inline string, in the text of its row
	to      int
	shared  int  // index of the shared string
	valued  bool // there is a <v>
	formula bool
	blank   bool // shows nothing
}

// uncalculated is a formula whose result the file does not hold. An empty
// text can be a result, an empty number cannot.
func (c *scannedCell) uncalculated() bool {
	return c.formula && c.kind != cellInline && (!c.valued || c.kind == cellNumber && c.from == c.to)
}

// Kinds of scannedCell, after the attribute t.
const (
	cellNumber = 'n'
	cellShared = 's'
	cellInline = 'i'
	cellString = 't' // result of a formula
	cellBool   = 'b'
	cellError  = 'e'
	cellDate   = 'd'
)

// scannedRow is one row; its cells are valid until the next.
type scannedRow struct {
	number int
	hidden bool
	cells  []scannedCell
	text   []byte // the values of all cells
}

// sheetScan reads the XML of a sheet strictly: rows and cells ascend, stand
// in range, and name strings that exist; what follows the cells is read to
// the end of the part. Every fault is a *FileError with its place.
type sheetScan struct {
	x       *xmlScanner
	src     io.Closer
	part    string
	sheet   string
	strings *stringTable
	row     scannedRow
	inData  bool
	done    bool
	plain   bool     // the elements of the rows have no prefix
	tag     plainTag // of the last plain row
	strict  int      // rows that were not plain

	far    int           // cells right of the columns that are read
	hidden []int         // columns
	merged []MergedRange // over several rows
	filled int           // rows of all merged
	tables []string      // their relations
}

func (w *workbook) scanSheet(s sheetPart) (*sheetScan, error) {
	if s.path == "" {
		return nil, inSheet(damaged("the workbook does not say which part holds the cells", nil), s.Name)
	}
	r, err := w.parts.stream(s.path)
	if err != nil {
		if err == errNoPart {
			err = damaged("the part "+s.path+" with the cells is missing", nil)
		}
		return nil, inSheet(err, s.Name)
	}
	return &sheetScan{x: newBlockScanner(r), src: r, part: s.path, sheet: s.Name, strings: &w.strings}, nil
}

func inSheet(err error, sheet string) error {
	if fe, ok := err.(*FileError); ok && fe.Sheet == "" {
		fe.Sheet = sheet
	}
	return err
}

func (s *sheetScan) fault(cell, message string) error {
	return &FileError{Sheet: s.sheet, Row: s.row.number, Cell: cell, Rule: "xlsx.damaged", Message: message, Cure: repairCure}
}

func (s *sheetScan) token() (xmlToken, error) {
	tok, err := s.x.next()
	return tok, s.placed(err)
}

// placed says where in the sheet a fault of the part was found.
func (s *sheetScan) placed(err error) error {
	if err == nil {
		return nil
	}
	err = inSheet(malformed(s.part, err), s.sheet)
	if fe, ok := err.(*FileError); ok && fe.Row == 0 {
		fe.Row = s.row.number
	}
	return err
}

// next reads one row; io.EOF after the last, when the part is read to its end.
func (s *sheetScan) next() (*scannedRow, error) {
	for {
		if s.inData && s.plain && !s.x.pending {
			switch done, err := s.plainOrMore(); {
			case err != nil:
				return nil, err
			case done:
				return s.bounded()
			}
		}
		tok, err := s.token()
		if err != nil {
			return nil, err
		}
		switch {
		case tok == xmlEOF:
			if !s.done {
				return nil, s.fault("", "the sheet has no place for cells")
			}
			return nil, io.EOF
		case tok == xmlStart && string(s.x.name) == "sheetData":
			if s.done {
				return nil, s.fault("", "the sheet has two places for cells")
			}
			s.inData, s.plain = true, s.x.ahead != nil && string(s.x.top()) == "sheetData"
		case tok == xmlEnd && string(s.x.name) == "sheetData":
			s.inData, s.done = false, true
		case tok == xmlStart && s.inData && string(s.x.name) == "row":
			s.strict++
			if err := s.readRow(); err != nil {
				return nil, err
			}
			return s.bounded()
		case tok == xmlStart && !s.inData:
			if err := s.readBeside(); err != nil {
				return nil, err
			}
		}
	}
}

// bounded is the row that was read, unless it holds more than any person put
// there: some twenty rows stand in memory at once.
func (s *sheetScan) bounded() (*scannedRow, error) {
	if len(s.row.text) > maxRowText {
		err := tooLarge("the row holds more than 4 MiB of text")
		err.(*FileError).Row = s.row.number
		return nil, inSheet(err, s.sheet)
	}
	return &s.row, nil
}

func (s *sheetScan) readRow() error {
	number := s.row.number + 1
	if r := s.x.attr("r"); r != nil {
		n, err := strconv.Atoi(string(r))
		if err != nil || n < 1 || n > maxSheetRow {
			return s.fault("", fmt.Sprintf("behind this row stands one with the impossible number %.20q", r))
		}
		if n < number {
			return s.fault("", fmt.Sprintf("row %d stands behind row %d: rows are repeated or out of order", n, s.row.number))
		}
		number = n
	}
	if number > maxSheetRow {
		return s.fault("", "the sheet has more rows than a sheet can have")
	}
	hidden := string(s.x.attr("hidden"))
	s.row = scannedRow{number: number, hidden: hidden == "1" || hidden == "true", cells: s.row.cells[:0], text: s.row.text[:0]}
	col := -1
	for {
		tok, err := s.token()
		if err != nil {
			return err
		}
		switch {
		case tok == xmlEnd && string(s.x.name) == "row":
			return nil
		case tok == xmlStart && string(s.x.name) == "c":
			c, err := s.readCell(col)
			if err != nil {
				return err
			}
			col = c.col
			s.row.cells = append(s.row.cells, c)
		case tok == xmlStart && string(s.x.name) == "row":
			return s.fault("", "a row inside a row")
		}
	}
}
