package ingest

import (
	"fmt"
	"sort"
	"strings"
)

// checkMap refuses a mapping of a header that is not there: a slip in it
// would leave a column out without a word.
func (s *Source) checkMap(row rawRecord) error {
	present := map[string]bool{}
	var headers []string
	for _, c := range row.Cells {
		present[strings.TrimSpace(c.Text)], present[foldHeader(c.Text)] = true, true
		headers = append(headers, strings.TrimSpace(c.Text))
	}
	for _, header := range s.contactHeaders() {
		present[strings.TrimSpace(header)], present[foldHeader(header)] = true, true
	}
	var missing []string
	for header := range s.opt.Map {
		if !present[strings.TrimSpace(header)] && !present[foldHeader(header)] {
			missing = append(missing, header)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	sort.Strings(missing)
	cure := "the headers are " + seen(row)
	if near := closest(foldHeader(missing[0]), headers, foldHeader); near != "" {
		cure = fmt.Sprintf("did you mean %q?", near)
	}
	return &FileError{
		Sheet: s.layout.Sheet, Row: row.Number, Rule: "map.unknown",
		Message: "there is no header " + quotedList(missing) + ", which --map names", Cure: cure,
	}
}

// contactHeaders are the headers of the sheet of contacts, which a mapping may
// name too.
func (s *Source) contactHeaders() []string {
	if len(s.opt.Map) == 0 || s.book == nil { // a text is asked for its header before it is opened
		return nil
	}
	var headers []string
	for _, info := range s.book.sheets() {
		if info.NotCells || !strings.EqualFold(strings.TrimSpace(info.Name), contactsSheet) || info.Name == s.layout.Sheet {
			continue
		}
		if h, err := s.glance(info.Name); err == nil { // one that cannot be read is reported when it is needed
			headers = append(headers, texts(h.row.Cells)...)
		}
	}
	return headers
}

// headerRemarks are what there is to say about the headers of a sheet.
func (l Layout) headerRemarks(names headerNames, opt Options) []Problem {
	s := &Source{layout: l, names: names, opt: opt}
	s.remarkColumns()
	return s.layout.Remarks
}

// remarkColumns says which columns are not understood, with the header that
// was probably meant, and which are not used on the chosen site.
func (s *Source) remarkColumns() {
	said := s.names
	var unknown, unused []string
	special := s.remarkParts()
	for _, c := range s.layout.Columns {
		switch {
		case c.Header == "" || special[c.Index]:
		case c.Field == "" && c.Result == "":
			if f, ok := said.mapped(c.Header); ok && f == Ignore || isBeside(c.Header) {
				continue
			}
			unknown = append(unknown, s.unknownColumn(c))
		case s.opt.international() && (isChineseField(c.Field) || c.Field == FieldRegistrantType):
			unused = append(unused, fmt.Sprintf("%q", c.Header))
		}
	}
	if len(unknown) > 0 {
		s.remark(Problem{
			Severity: Warning, Rule: "header.unknown", Row: s.layout.HeaderRow,
			Message: "columns that are not understood are carried through untouched: " + strings.Join(unknown, ", "),
			Cure:    "rename a column that should be used, or use --map 'HEADER=field'",
		})
	}
	s.remarkGuesses()
	if len(unused) > 0 {
		s.remark(Problem{
			Severity: Warning, Rule: "header.unused", Row: s.layout.HeaderRow,
			Message: "the international site does not take these columns, they are not used: " + strings.Join(unused, ", "),
			Cure:    "nothing to do, unless the account is one of the China site: --site cn",
		})
	}
}

func (s *Source) unknownColumn(c Column) string {
	place := fmt.Sprintf("%q (%s)", c.Header, s.headerAddress(c.Index, rawRecord{Number: s.layout.HeaderRow}))
	if near := s.layout.similar(c.Header); near != "" {
		place += fmt.Sprintf(", did you mean %s?", near)
	}
	return place
}

func (s *Source) remark(p Problem) {
	p.File, p.Sheet = s.layout.File, s.layout.Sheet
	s.layout.Remarks = append(s.layout.Remarks, p)
}

// readLibrary reads the named contacts when the rows can name any.
func (s *Source) readLibrary() error {
	s.addressBook = newAddressBook(s.opt)
	uses := false
	for _, c := range s.layout.Columns {
		uses = uses || c.Field == FieldContactRef
	}
	if !uses {
		return nil
	}
	for _, info := range s.book.sheets() {
		if info.NotCells || !strings.EqualFold(strings.TrimSpace(info.Name), contactsSheet) || info.Name == s.layout.Sheet {
			continue
		}
		problems, err := s.addressBook.readSheet(s.ctx, s.book, s.layout.File, info.Name, s.opt)
		if err != nil {
			return err
		}
		s.layout.Remarks = append(s.layout.Remarks, problems...)
	}
	s.addressBook.near = newVocabulary(s.addressBook.refs(), foldWord)
	return nil
}
