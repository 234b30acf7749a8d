package ingest

import (
	"context"
	"fmt"
	"io"
)

// typedFile is a CSV file of fixed columns, read whole: header and records
// as gocsv wants them, and the line of each.
type typedFile struct {
	in      Input
	header  []string // as typed
	columns map[string]int
	rows    [][]string
	lines   []int
	at      int
}

// Read and ReadAll make it a gocsv.CSVReader. gocsv itself only maps records
// to structs: it knows neither encodings nor lines, and drops a column with
// a mistyped header without a word.
func (t *typedFile) Read() ([]string, error) {
	if t.at >= len(t.rows) {
		return nil, io.EOF
	}
	t.at++
	return t.rows[t.at-1], nil
}

// ReadAll gives the records that are left.
func (t *typedFile) ReadAll() ([][]string, error) {
	rest := t.rows[t.at:]
	t.at = len(t.rows)
	return rest, nil
}

// readTyped reads a CSV file whose first record is its header; column names
// a header, or refuses it with what was probably meant.
func readTyped(in Input, column func(header string) (string, error)) (*typedFile, error) {
	kind, err := sniff(in)
	if err != nil {
		return nil, named(err, in.Name)
	}
	if kind != kindDelimited {
		return nil, &FileError{File: in.Name, Rule: "file.format", Message: "this is a workbook, a CSV file is needed here", Cure: "save the sheet as CSV UTF-8"}
	}
	ctx := context.Background()
	b, err := openCSV(ctx, in, Options{}, newHeaderNames(nil), nil)
	if err != nil {
		return nil, named(err, in.Name)
	}
	if _, err := b.verify(ctx, ""); err != nil {
		return nil, named(err, in.Name)
	}
	sheet, err := b.open(ctx, "")
	if err != nil {
		return nil, named(err, in.Name)
	}
	t := &typedFile{in: in, columns: map[string]int{}}
	return t, named(t.fill(sheet, column), in.Name)
}

func (t *typedFile) fill(sheet rawSheet, column func(string) (string, error)) error {
	for {
		rec, err := sheet.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if rec.blank() {
			continue
		}
		if t.header == nil {
			if err := t.readHeader(rec, column); err != nil {
				return err
			}
			continue
		}
		for i := len(t.header); i < len(rec.Cells); i++ {
			if !isBlank(rec.Cells[i].Text) {
				return &FileError{
					Row: rec.Number, Rule: "row.long", Message: fmt.Sprintf("%d cells, the header has %d", len(rec.Cells), len(t.header)),
					Cure: "put a value that holds the delimiter in double quotes",
				}
			}
		}
		cells := make([]string, len(t.header))
		copy(cells, texts(rec.Cells))
		t.rows = append(t.rows, cells)
		t.lines = append(t.lines, rec.Number)
	}
}

func (t *typedFile) readHeader(rec rawRecord, column func(string) (string, error)) error {
	names := make([]string, len(rec.Cells))
	for i, c := range rec.Cells {
		header := trim(c.Text)
		t.header = append(t.header, header)
		if header == "" {
			continue
		}
		name, err := column(header)
		if err != nil {
			return &FileError{Row: rec.Number, Rule: "header.unknown", Message: fmt.Sprintf("the header %q is not known here", header), Cure: err.Error()}
		}
		if first, twice := t.columns[name]; twice && name != "" {
			return &FileError{
				Row: rec.Number, Rule: "header.twice", Message: fmt.Sprintf("the headers %q and %q both mean %s", t.header[first], header, name), Cure: "keep one",
			}
		}
		names[i] = name
		t.columns[name] = i
	}
	t.rows, t.lines = append(t.rows, names), append(t.lines, rec.Number)
	return nil
}

func (t *typedFile) need(name, shown string) error {
	if _, ok := t.columns[name]; ok {
		return nil
	}
	return &FileError{
		File: t.in.Name, Rule: "header.missing", Message: "there is no column " + shown, Cure: "the headers are " + quotedList(t.header),
	}
}

func (t *typedFile) problem(row int, f Field, x finding) Problem {
	col := t.columns[string(f)]
	return Problem{
		Severity: x.Severity, Rule: x.Rule, File: t.in.Name, Row: t.lines[row], Column: t.header[col], Field: f,
		Cell: fmt.Sprintf("line %d, column %d", t.lines[row], col+1), Value: t.rows[row][col],
		Message: x.Message, Cure: x.Cure, Proposed: x.Proposed,
	}
}
