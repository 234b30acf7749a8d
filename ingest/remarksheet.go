package ingest

import (
	"fmt"
	"slices"
	"strings"
)

// skipColumns takes the meaning off hidden columns that are to be left out.
func (s *Source) skipColumns(h headerFound) error {
	if !s.layout.Skipped {
		return nil
	}
	for i := range s.layout.Columns {
		c := &s.layout.Columns[i]
		if !slices.Contains(h.facts.HiddenColumns, c.Index) {
			continue
		}
		if c.Field == FieldDomain {
			return &FileError{
				Sheet: s.layout.Sheet, Row: h.row.Number, Cell: cellName(c.Index, h.row.Number), Rule: "header.hidden",
				Message: "the column of the domains is hidden", Cure: "show it, or leave out --skip-hidden",
			}
		}
		c.Field = ""
	}
	return nil
}

// remarkFacts announces what a person who looks at the sheet might not expect.
func (s *Source) remarkFacts(h headerFound) {
	s.remarkHidden(h.facts)
	if n := s.mergedRows(); n > 0 {
		s.remark(Problem{
			Severity: Notice, Rule: "sheet.merged",
			Message: fmt.Sprintf("cells are merged over several rows and their value counts for each row; cells filled so: %d", n),
			Cure:    "unmerge the cells if it should count for the first row only",
		})
	}
	s.remarkTotals()
	if n := h.facts.Far; n > 0 {
		s.remark(Problem{
			Severity: Warning, Rule: "sheet.far",
			Message: fmt.Sprintf("cells right of column %s that hold something and are not read: %d", columnName(maxUsedColumn-1), n),
			Cure:    "move what is needed to the left",
		})
	}
	if n := s.shortRecords(h); n > 0 {
		s.remark(Problem{
			Severity: Notice, Rule: "csv.short",
			Message: fmt.Sprintf("records with fewer cells than the header: %d; the missing cells are read as blank", n),
			Cure:    "check that no delimiter is missing",
		})
	}
}

func (s *Source) remarkHidden(f facts) {
	done, cure := "read all the same", "use --skip-hidden to leave them out"
	if s.layout.Skipped {
		done, cure = "left out", "do without --skip-hidden to read them"
	}
	if f.HiddenRows > 0 {
		s.remark(Problem{
			Severity: Notice, Rule: "sheet.hidden", Message: fmt.Sprintf("rows that are hidden or filtered out: %d; they are %s", f.HiddenRows, done), Cure: cure,
		})
	}
	var names []string
	for _, c := range s.layout.Columns {
		if c.Header != "" && !isBeside(c.Header) && slices.Contains(f.HiddenColumns, c.Index) {
			names = append(names, fmt.Sprintf("%q (%s)", c.Header, columnName(c.Index)))
		}
	}
	if len(names) > 0 {
		s.remark(Problem{
			Severity: Notice, Rule: "sheet.hidden_columns", Message: "hidden columns: " + strings.Join(names, ", ") + "; they are " + done, Cure: cure,
		})
	}
}

// mergedRows counts the cells below the header that get a value from above.
func (s *Source) mergedRows() int {
	n, end := 0, s.layout.headerEnd()
	for _, m := range s.layout.Merged {
		if m.First > end {
			n += m.Last - m.First
		}
	}
	return n
}

// shortRecords counts the records of a text that end before the last header.
func (s *Source) shortRecords(h headerFound) int {
	n := 0
	for width, records := range h.facts.Widths {
		if width < len(s.layout.Columns) {
			n += records
		}
	}
	for _, above := range h.preamble {
		if len(above) < len(s.layout.Columns) && strings.Join(above, "") != "" {
			n--
		}
	}
	return max(0, n)
}
