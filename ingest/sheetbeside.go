package ingest

import (
	"bytes"
	"strconv"
)

// maxFilled bounds the cells that get the value of a merged cell above them.
const maxFilled = 4 << 20

// readBeside looks at what stands before and behind the cells of a sheet:
// hidden columns and merged cells.
func (s *sheetScan) readBeside() error {
	switch string(s.x.name) {
	case "col":
		if isTrue(s.x.attr("hidden")) {
			s.hideColumns()
		}
	case "tablePart":
		if len(s.tables) < maxTables {
			s.tables = append(s.tables, string(s.x.attr("id")))
		}
	case "mergeCell":
		return s.merge(s.x.attr("ref"))
	}
	return nil
}

// hideColumns notes hidden columns; those beyond what is read do not matter.
func (s *sheetScan) hideColumns() {
	first, err := strconv.Atoi(string(s.x.attr("min")))
	last, err2 := strconv.Atoi(string(s.x.attr("max")))
	if err != nil || err2 != nil || first < 1 || len(s.hidden) >= maxUsedColumn {
		return
	}
	for i := first; i <= min(last, maxUsedColumn); i++ {
		s.hidden = append(s.hidden, i-1)
	}
}

// merge notes a range over several rows, such as A2:C4; what is no range is
// left to the programs that draw it.
func (s *sheetScan) merge(ref []byte) error {
	from, to, _ := bytes.Cut(ref, []byte(":"))
	left, first, ok := parseCellName(from)
	_, last, ok2 := parseCellName(to)
	if !ok || !ok2 || left >= maxUsedColumn {
		return nil
	}
	last = min(last, s.row.number)
	if last <= first {
		return nil
	}
	if s.filled += last - first; s.filled > maxFilled {
		return inSheet(tooLarge("the merged cells cover more than 4 million rows"), s.sheet)
	}
	s.merged = append(s.merged, MergedRange{Column: left, First: first, Last: last})
	return nil
}
