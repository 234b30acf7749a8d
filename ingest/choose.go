package ingest

import (
	"fmt"
	"strings"
)

// rowsSheet is the name of the sheet of rows where several have a header.
const rowsSheet = "Domains"

// reportSheets are written beside the rows by a report and are never chosen
// as the sheet of rows, unless a person names one.
var reportSheets = []string{
	"Summary", "Errors", "Changes", "Tasks", "Legend", "Fixes", "Follow-up", "Problems", contactsSheet,
	"汇总", "错误", "变更", "任务", "说明", "修正建议", "待跟进", "问题",
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
		h, err := s.glance(name)
		if err == nil && h.score.domain {
			h, err = s.header(name)
		}
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

// glance looks for the header row of a sheet before the sheet is known to be
// whole, so that the other sheets of a workbook need not be read.
func (s *Source) glance(name string) (headerFound, error) {
	sheet, err := s.book.open(s.ctx, name)
	if err != nil {
		return headerFound{}, err
	}
	defer sheet.close()
	return findHeader(sheet, s.names, s.opt.HeaderRow)
}

// header reads a sheet to its end, so that nothing of a damaged one is
// used, and then looks for its header row.
func (s *Source) header(name string) (headerFound, error) {
	counted, err := s.book.verify(s.ctx, name)
	if err != nil {
		return headerFound{}, err
	}
	if b, ok := s.book.(*csvBook); ok && b.top != nil {
		h := *b.top
		h.facts = counted
		return h, nil
	}
	if s.opt.HeaderRow == 0 {
		if h, found, err := s.tableHeader(name, counted); found || err != nil {
			h.facts = counted
			return h, err
		}
	}
	sheet, err := s.book.open(s.ctx, name)
	if err != nil {
		return headerFound{}, err
	}
	defer sheet.close()
	h, err := findHeader(withMerged(sheet, counted.Merged), s.names, s.opt.HeaderRow)
	h.facts = counted
	return h, err
}

func quotedList(names []string) string {
	const enough = 20
	var quoted []string
	for _, n := range names[:min(len(names), enough)] {
		quoted = append(quoted, fmt.Sprintf("%q", n))
	}
	if more := len(names) - enough; more > 0 {
		quoted = append(quoted, fmt.Sprintf("and %d more", more))
	}
	if len(quoted) == 0 {
		return "none"
	}
	return strings.Join(quoted, ", ")
}
