package ingest

import (
	"bytes"
	"fmt"
	"strconv"
)

// readCell reads from behind the start tag of a cell to its end tag.
func (s *sheetScan) readCell(before int) (scannedCell, error) {
	c := scannedCell{col: before + 1, kind: cellNumber, from: len(s.row.text)}
	if r := s.x.attr("r"); r != nil {
		col, row, ok := parseCellName(r)
		switch {
		case !ok || row != s.row.number:
			return c, s.fault("", fmt.Sprintf("a cell of this row says that it is %.20q", r))
		case col <= before:
			return c, s.fault(string(r), "the cell is repeated or out of order")
		}
		c.col = col
	}
	if c.col >= maxSheetColumn {
		return c, s.fault("", "more cells than a row can have")
	}
	if v := s.x.attr("s"); len(v) > 0 {
		n, err := strconv.Atoi(string(v))
		if err != nil || n < 0 {
			return c, s.fault(cellName(c.col, s.row.number), "the cell has an impossible style")
		}
		c.style = n
	}
	inline := false
	switch t := string(s.x.attr("t")); t {
	case "", "n":
	case "s":
		c.kind = cellShared
	case "str":
		c.kind = cellString
	case "inlineStr":
		c.kind = cellInline
		inline = true
	case "b":
		c.kind = cellBool
	case "e":
		c.kind = cellError
	case "d":
		c.kind = cellDate
	default:
		return c, s.fault(cellName(c.col, s.row.number), fmt.Sprintf("the cell is of the unknown type %.20q", t))
	}
	if err := s.readContent(&c, inline); err != nil {
		return c, err
	}
	return c, s.checkCell(&c)
}

// readContent collects the value of a cell: <v>, or every <t> of an inline
// string outside of its phonetic guide and of what newer programs add.
func (s *sheetScan) readContent(c *scannedCell, inline bool) error {
	depth := 0
	take, written := false, false
	for {
		tok, err := s.token()
		if err != nil {
			return err
		}
		switch tok {
		case xmlStart:
			depth++
			switch string(s.x.name) {
			case "v":
				if depth == 1 && c.valued {
					return s.fault(cellName(c.col, s.row.number), "the cell has two values")
				}
				take = depth == 1 && !written
				c.valued = c.valued || depth == 1
			case "is":
				if inline && depth == 1 {
					written, s.row.text = true, s.row.text[:c.from]
				}
			case "f":
				c.formula = c.formula || depth == 1
			case "t":
				take = inline && s.x.holdsText()
			case "c":
				return s.fault(cellName(c.col, s.row.number), "a cell inside a cell")
			}
		case xmlText:
			if !take {
				continue
			}
			if len(s.row.text)-c.from+len(s.x.text) > 4*maxCellText {
				return s.tooLong(c)
			}
			s.row.text = append(s.row.text, s.x.text...)
		case xmlEnd:
			if depth == 0 {
				c.to = len(s.row.text)
				return nil
			}
			depth--
			take = false
		}
	}
}

func (s *sheetScan) tooLong(c *scannedCell) error {
	return s.fault(cellName(c.col, s.row.number), "the cell holds more text than a cell can hold")
}

// checkCell resolves the index of a shared string and says whether the cell
// shows anything.
func (s *sheetScan) checkCell(c *scannedCell) error {
	value := bytes.TrimSpace(s.row.text[c.from:c.to])
	c.blank = c.from == c.to
	if c.kind == cellShared && !c.blank {
		i, err := strconv.Atoi(string(value))
		if err != nil || i < 0 || i >= s.strings.count() {
			return s.fault(cellName(c.col, s.row.number), s.strings.lacking())
		}
		if s.strings.tooLong(i) {
			return s.tooLong(c)
		}
		c.shared, c.blank = i, s.strings.text(i) == ""
	}
	if c.col >= maxUsedColumn && !c.blank {
		c.blank, c.formula = true, false
		s.far++
	}
	return nil
}

func (s *sheetScan) close() error { return s.src.Close() }

// parseCellName reads an address such as AB12 into a 0-based column and a
// 1-based row.
func parseCellName(b []byte) (col, row int, ok bool) {
	i := 0
	for i < len(b) && (b[i]|0x20) >= 'a' && (b[i]|0x20) <= 'z' {
		col = col*26 + int(b[i]|0x20-'a') + 1
		if i++; i > 3 {
			return 0, 0, false
		}
	}
	if i == 0 || i == len(b) || len(b)-i > 7 || b[i] == '0' {
		return 0, 0, false
	}
	for ; i < len(b); i++ {
		if b[i] < '0' || b[i] > '9' {
			return 0, 0, false
		}
		row = row*10 + int(b[i]-'0')
	}
	return col - 1, row, col <= maxSheetColumn && row <= maxSheetRow
}
