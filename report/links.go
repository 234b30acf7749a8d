package report

import (
	"strconv"
	"strings"
)

// columnName is the letters of a 0-based column: 0 is A, 26 is AA.
func columnName(index int) string {
	var b [4]byte
	i := len(b)
	for index++; index > 0; index = (index - 1) / 26 {
		i--
		b[i] = byte('A' + (index-1)%26)
	}
	return string(b[i:])
}

// cellName is the address of a cell, column 0-based and row 1-based.
func cellName(column, row int) string { return columnName(column) + strconv.Itoa(row) }

// cellLink is a place in the workbook as a hyperlink names it.
func cellLink(sheet string, column, row int) string {
	return "'" + strings.ReplaceAll(sheet, "'", "''") + "'!" + cellName(column, row)
}
