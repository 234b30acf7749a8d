package ingest

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

func input(name string, data []byte) Input {
	return Input{Name: name, Data: bytes.NewReader(data), Size: int64(len(data))}
}

func text(name, data string) Input { return input(name, []byte(data)) }

// sheetOf is one sheet of a workbook made for a test.
type sheetOf struct {
	name string
	rows [][]any
}

// workbookOf makes a workbook with excelize; edit may style it further.
func workbookOf(t testing.TB, edit func(*excelize.File), sheets ...sheetOf) Input {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for i, s := range sheets {
		if i == 0 {
			check(t, f.SetSheetName("Sheet1", s.name))
		} else {
			_, err := f.NewSheet(s.name)
			check(t, err)
		}
		for r, row := range s.rows {
			check(t, f.SetSheetRow(s.name, fmt.Sprintf("A%d", r+1), &row))
		}
	}
	if edit != nil {
		edit(f)
	}
	var b bytes.Buffer
	check(t, f.Write(&b))
	return input("book.xlsx", b.Bytes())
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func read(t testing.TB, in Input, opt Options) (Layout, []Row) {
	t.Helper()
	l, rows, err := ReadAll(context.Background(), in, opt)
	check(t, err)
	return l, rows
}

// said joins the problems of a row as "severity rule cell" for comparison.
func said(problems []Problem) string {
	var lines []string
	for _, p := range problems {
		lines = append(lines, strings.TrimSpace(fmt.Sprintf("%s %s %s", p.Severity, p.Rule, p.Cell)))
	}
	return strings.Join(lines, "; ")
}
