package ingest

import (
	"fmt"
	"strings"
	"unicode"
)

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
		cure := "add a header row with a column domain, or name it with --header-row and --map 'HEADER=domain'"
		if header, ok := h.headerOfDomains(); ok {
			cure = domainsUnder(header)
		}
		return at(h.first, "no header row was found in the first 20 rows; the first one reads "+seen(h.first), "header.none", cure)
	case !h.score.domain:
		return at(h.row, "no column domain; the headers are "+seen(h.row), "header.domain", h.domainCure(s.names))
	}
	cols, err := s.names.columns(h.row, func(i int) string { return s.headerAddress(i, h.row) })
	if err != nil {
		return s.inSheet(err)
	}
	s.layout.HeaderRow, s.layout.Columns = h.row.Number, cols
	s.layout.Merged, s.layout.Skipped = h.facts.Merged, s.opt.SkipHidden && s.layout.Format != CSV
	s.layout.Totals = totalsOf(h.facts.Tables, h.row.Number)
	if err := s.skipColumns(h); err != nil {
		return err
	}
	if s.layout.Format == CSV {
		s.layout.Preamble = h.preamble
	}
	if err := s.checkMap(h.row); err != nil {
		return err
	}
	s.remarkColumns()
	s.remarkSecond(h)
	s.remarkFacts(h)
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

func (h headerFound) domainCure(names headerNames) string {
	for _, c := range h.row.scored() {
		if f, said := names.mapped(c.Text); said && f == Ignore {
			if f, _ := ParseField(c.Text); f == FieldDomain {
				return fmt.Sprintf("leave %q out of the mapping, which says that the column is not to be used", c.Text)
			}
		}
		if suggestField(c.Text) == string(FieldDomain) {
			return fmt.Sprintf("rename %q to domain, or use --map '%s=domain'", c.Text, c.Text)
		}
	}
	if header, ok := h.headerOfDomains(); ok {
		return domainsUnder(header)
	}
	return "name the column that holds the domains, such as --map 'HEADER=domain'"
}

func domainsUnder(header string) string {
	return fmt.Sprintf("domains stand below %q: rename it to domain, or use --map '%s=domain'", header, header)
}

// headerOfDomains is the text above the column in which most domain names
// stand, as far as was looked.
func (h headerFound) headerOfDomains() (string, bool) {
	count, above := map[int]int{}, map[int]string{}
	best := -1
	for _, rec := range h.looked {
		for i, c := range rec.scored() {
			text := trim(c.Text)
			if c.Kind != kindText || text == "" || len(text) > 253 {
				continue
			}
			if name, found := understandDomain(text, false); name != "" && len(found) == 0 {
				if count[i]++; best < 0 || count[i] > count[best] {
					best = i
				}
			} else if count[i] == 0 {
				above[i] = text
			}
		}
	}
	header := above[best]
	return header, header != "" && !strings.ContainsAny(header, "='\n@") && len([]rune(header)) <= 40 && !likeData(header)
}

// seen shows the first cells of a row. What could be personal (addresses,
// numbers) is not shown, because errors end up in logs.
func seen(row rawRecord) string {
	var words []string
	for _, c := range row.Cells {
		text := trim(c.Text)
		if text != "" && len(words) == 12 {
			words = append(words, "…")
			break
		}
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
		words = append(words, fmt.Sprintf("%q", text))
	}
	return strings.Join(words, ", ")
}
