package ingest

import (
	"fmt"
	"strings"
	"unicode"
)

// rowsSheet is the name of the sheet of rows where several have a header.
const rowsSheet = "Domains"

// reportSheets are written beside the rows by a report and are never chosen
// as the sheet of rows, unless a person names one.
var reportSheets = []string{
	"Summary", "Errors", "Changes", "Tasks", "Legend", "Fixes", "Follow-up", contactsSheet,
	"汇总", "错误", "变更", "任务", "说明", "修正建议", "待跟进",
}

// chooseSheet finds the sheet of rows and its header: the one that was
// named, else Domains, else the only one with a column of domains.
func (s *Source) chooseSheet() (headerFound, error) {
	var all, visible []string
	for _, info := range s.book.sheets() {
		all = append(all, info.Name)
		if !info.Hidden && !info.NotCells {
			visible = append(visible, info.Name)
		}
	}
	if s.layout.Format != CSV {
		s.layout.Sheets = all
	}
	if s.opt.Sheet != "" && s.layout.Format != CSV {
		name, err := s.namedSheet()
		if err != nil {
			return headerFound{}, err
		}
		return s.take(name)
	}
	candidates := withoutReports(visible)
	for _, name := range candidates {
		if strings.EqualFold(strings.TrimSpace(name), rowsSheet) {
			return s.take(name)
		}
	}
	return s.onlyWithHeader(candidates)
}

func (s *Source) take(name string) (headerFound, error) {
	h, err := s.header(name)
	s.layout.Sheet = name
	return h, err
}

// namedSheet is the sheet that Options name; a hidden one is taken too,
// because it was asked for.
func (s *Source) namedSheet() (string, error) {
	var names []string
	for _, info := range s.book.sheets() {
		if info.NotCells {
			continue
		}
		if strings.EqualFold(strings.TrimSpace(info.Name), strings.TrimSpace(s.opt.Sheet)) {
			return info.Name, nil
		}
		names = append(names, info.Name)
	}
	cure := "it has " + quotedList(names)
	if near := closest(foldWord(s.opt.Sheet), names, foldWord); near != "" {
		cure = fmt.Sprintf("did you mean --sheet %q? %s", near, cure)
	}
	return "", &FileError{Rule: "sheet.unknown", Message: fmt.Sprintf("there is no sheet %q", s.opt.Sheet), Cure: cure}
}

func withoutReports(names []string) []string {
	var rest []string
	for _, name := range names {
		bare, _, _ := strings.Cut(name, " (domainbatch") // where a sheet of the person had the name first
		report := false
		for _, r := range reportSheets {
			report = report || strings.EqualFold(strings.TrimSpace(bare), r)
		}
		if !report {
			rest = append(rest, name)
		}
	}
	if rest == nil {
		return names // a person's sheets may have such names too
	}
	return rest
}

func (s *Source) onlyWithHeader(candidates []string) (headerFound, error) {
	if len(candidates) == 1 {
		return s.take(candidates[0])
	}
	var found headerFound
	var with []string
	var broken error
	for _, name := range candidates {
		h, err := s.header(name)
		if err != nil && s.ctx.Err() != nil {
			return h, err
		}
		if err != nil {
			broken = err // of no account when another sheet is the one
		} else if h.score.domain {
			found, with = h, append(with, name)
		}
	}
	if broken != nil && len(with) == 0 {
		return found, broken
	}
	switch len(with) {
	case 1:
		s.layout.Sheet = with[0]
		return found, nil
	case 0:
		return found, &FileError{
			Rule: "sheet.none", Message: "no sheet has a header row with a column domain; the sheets are " + quotedList(s.layout.Sheets),
			Cure: "name the sheet with --sheet, and the column with --map 'HEADER=domain'",
		}
	}
	return found, &FileError{
		Rule: "sheet.several", Message: "several sheets have a column domain: " + quotedList(with), Cure: "choose one with --sheet",
	}
}

// header reads a sheet to its end, so that nothing of a damaged one is
// used, and then looks for its header row.
func (s *Source) header(name string) (headerFound, error) {
	counted, err := s.book.verify(s.ctx, name)
	if err != nil {
		return headerFound{}, err
	}
	sheet, err := s.book.open(s.ctx, name)
	if err != nil {
		return headerFound{}, err
	}
	defer sheet.close()
	h, err := findHeader(sheet, newHeaderNames(s.opt.Map), s.opt.HeaderRow)
	h.facts = counted
	return h, err
}

func quotedList(names []string) string {
	quoted := make([]string, len(names))
	for i, n := range names {
		quoted[i] = fmt.Sprintf("%q", n)
	}
	if len(quoted) == 0 {
		return "none"
	}
	return strings.Join(quoted, ", ")
}

// understandHeader refuses a sheet without a column of domains and says what
// was seen; otherwise it completes the layout.
func (s *Source) understandHeader(h headerFound) error {
	at := func(row rawRecord, message, rule, cure string) error {
		return &FileError{Sheet: s.layout.Sheet, Row: row.Number, Rule: rule, Message: message, Cure: cure}
	}
	switch {
	case h.first.Cells == nil && s.opt.HeaderRow == 0:
		return at(h.first, "nothing is in it", "file.blank", "give a file with a header row and at least one domain")
	case h.row.Cells == nil && s.opt.HeaderRow > 0:
		return at(rawRecord{Number: s.opt.HeaderRow}, "this row is blank, so it is no header row", "header.none", "correct --header-row")
	case h.row.Cells == nil:
		return at(h.first, "no header row was found in the first 20 rows; the first one reads "+seen(h.first), "header.none",
			"add a header row with a column domain, or name it with --header-row and --map 'HEADER=domain'")
	case !h.score.domain:
		return at(h.row, "no column domain; the headers are "+seen(h.row), "header.domain", s.domainCure(h.row))
	}
	cols, err := newHeaderNames(s.opt.Map).columns(h.row, func(i int) string { return s.headerAddress(i, h.row) })
	if err != nil {
		return s.inSheet(err)
	}
	s.layout.HeaderRow, s.layout.Columns = h.row.Number, cols
	if s.layout.Format == CSV {
		s.layout.Preamble = h.preamble
	}
	if err := s.checkMap(h.row); err != nil {
		return err
	}
	s.remarkColumns()
	s.remarkFacts(h.facts)
	return nil
}

func (s *Source) headerAddress(col int, row rawRecord) string {
	if s.layout.Sheet != "" {
		return cellName(col, row.Number)
	}
	return fmt.Sprintf("column %d", col+1)
}

func (s *Source) inSheet(err error) error {
	if fe, ok := err.(*FileError); ok && fe.Sheet == "" {
		fe.Sheet = s.layout.Sheet
	}
	return err
}

func (s *Source) domainCure(row rawRecord) string {
	for _, c := range row.Cells {
		if suggestField(c.Text) == string(FieldDomain) {
			return fmt.Sprintf("rename %q to domain, or use --map '%s=domain'", c.Text, c.Text)
		}
	}
	return "name the column that holds the domains, such as --map 'HEADER=domain'"
}

// seen shows the first cells of a row. What could be personal (addresses,
// numbers) is not shown, because errors end up in logs.
func seen(row rawRecord) string {
	var words []string
	for _, c := range row.Cells {
		text := trim(c.Text)
		digits := strings.Count(strings.Map(func(r rune) rune {
			if unicode.IsDigit(r) {
				return '0'
			}
			return r
		}, text), "0")
		if text == "" {
			continue
		}
		if strings.Contains(text, "@") || digits > 3 || len([]rune(text)) > 30 {
			text = "…"
		}
		if words = append(words, fmt.Sprintf("%q", text)); len(words) == 12 {
			words = append(words, "…")
			break
		}
	}
	return strings.Join(words, ", ")
}
