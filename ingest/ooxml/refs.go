package ooxml

import (
	"fmt"
	"strconv"
	"strings"
)

// The size of a sheet.
const (
	MaxColumns = 16384
	MaxRows    = 1048576
)

// ColumnName is the letters of a 0-based column: 0 is A, 26 is AA.
func ColumnName(index int) string {
	var b [4]byte
	i := len(b)
	for index++; index > 0; index = (index - 1) / 26 {
		i--
		b[i] = byte('A' + (index-1)%26)
	}
	return string(b[i:])
}

// CellName is the address of a cell, column 0-based and row 1-based.
func CellName(column, row int) string { return ColumnName(column) + strconv.Itoa(row) }

// Link is a cell as a hyperlink inside the workbook names it.
func Link(sheet string, column, row int) string {
	return quoteSheet(sheet) + "!" + CellName(column, row)
}

// quoteSheet is a sheet name as formulas write it. Quotes are always right.
func quoteSheet(name string) string { return "'" + strings.ReplaceAll(name, "'", "''") + "'" }

// ParseCell reads an address such as B7: column 0-based, row 1-based.
func ParseCell(name string) (column, row int, ok bool) { return parseCell([]byte(name)) }

// parseCell reads an address such as B7 or $B$7: column 0-based, row 1-based.
func parseCell(ref []byte) (column, row int, ok bool) {
	i := 0
	if i < len(ref) && ref[i] == '$' {
		i++
	}
	letters := i
	for ; i < len(ref) && i-letters < 4; i++ {
		c := ref[i] &^ 0x20
		if c < 'A' || c > 'Z' {
			break
		}
		column = column*26 + int(c-'A') + 1
	}
	if i == letters {
		return 0, 0, false
	}
	if i < len(ref) && ref[i] == '$' {
		i++
	}
	digits := i
	for ; i < len(ref) && ref[i] >= '0' && ref[i] <= '9' && row <= MaxRows; i++ {
		row = row*10 + int(ref[i]-'0')
	}
	if i == digits || i != len(ref) || row < 1 || row > MaxRows || column > MaxColumns {
		return 0, 0, false
	}
	return column - 1, row, true
}

// area is a rectangle of cells: columns 0-based, rows 1-based, ends included.
type area struct{ left, top, right, bottom int }

func parseArea(ref string) (area, bool) {
	from, to, two := strings.Cut(ref, ":")
	if !two {
		to = from
	}
	var a area
	var ok1, ok2 bool
	a.left, a.top, ok1 = parseCell([]byte(from))
	a.right, a.bottom, ok2 = parseCell([]byte(to))
	return a, ok1 && ok2 && a.left <= a.right && a.top <= a.bottom
}

func (a area) String() string {
	if a.left == a.right && a.top == a.bottom {
		return CellName(a.left, a.top)
	}
	return CellName(a.left, a.top) + ":" + CellName(a.right, a.bottom)
}

// absolute is the area as a defined name writes it.
func (a area) absolute(sheet string) string {
	return fmt.Sprintf("%s!$%s$%d:$%s$%d", quoteSheet(sheet), ColumnName(a.left), a.top, ColumnName(a.right), a.bottom)
}
