package ingest

import (
	"fmt"
	"strings"
)

// remarkGuesses names the columns whose headers were understood in part only,
// so that no guess goes into a domain without a word.
func (s *Source) remarkGuesses() {
	var guessed []string
	for _, c := range s.layout.Columns {
		if c.Field != "" && c.Field != FieldNote && s.names.why(c) == WhyGuess {
			guessed = append(guessed, fmt.Sprintf("%s → %s", s.columnPlace(c), c.Field))
		}
	}
	if len(guessed) > 0 {
		s.remark(Problem{
			Severity: Warning, Rule: "header.guess", Row: s.layout.HeaderRow,
			Message: "headers that were understood only in part: " + strings.Join(guessed, ", "),
			Cure:    "rename such a column to the field it holds, or leave it out with --map 'HEADER=-'",
		})
	}
}

// remarkParts names the columns that hold one part of a value which the service
// takes whole, and gives their indexes: the rest of it would be missing from
// what is sent.
func (s *Source) remarkParts() map[int]bool {
	special := map[int]bool{}
	var names, lines []string
	for _, c := range s.layout.Columns {
		if _, said := s.names.mapped(c.Header); said || c.Field != "" || c.Result != "" {
			continue
		}
		switch key := foldHeader(c.Header); {
		case partOfName(key):
			special[c.Index] = true
			names = append(names, s.columnPlace(c))
		case furtherAddress(key):
			special[c.Index] = true
			lines = append(lines, s.columnPlace(c))
		}
	}
	if len(names) > 0 {
		s.remark(Problem{
			Severity: Warning, Rule: "header.part", Row: s.layout.HeaderRow,
			Message: "columns that hold a part of a name are not used, and a column name beside them may hold the rest only: " + strings.Join(names, ", "),
			Cure:    "put the whole name into one column with the header name",
		})
	}
	if len(lines) > 0 {
		s.remark(Problem{
			Severity: Warning, Rule: "header.part", Row: s.layout.HeaderRow,
			Message: "columns that go on with an address are not used, as the service takes one line: " + strings.Join(lines, ", "),
			Cure:    "put the whole address into the column address",
		})
	}
	return special
}

// remarkSecond names a row right below the header that has headers too: those
// of a header of two rows, or in a second language.
func (s *Source) remarkSecond(h headerFound) {
	for _, rec := range h.looked {
		if rec.Number != h.row.Number+1 || rec.Number <= s.layout.headerEnd() {
			continue
		}
		if score := s.names.score(rec); score.known >= 2 && !score.data {
			s.remark(Problem{
				Severity: Warning, Rule: "header.second", Row: rec.Number,
				Message: fmt.Sprintf("row %d below the header reads like headers too, and is taken for data: %s", rec.Number, seen(rec)),
				Cure:    "put all headers into one row, or name it with --header-row",
			})
		}
	}
}

func (s *Source) columnPlace(c Column) string {
	return fmt.Sprintf("%q (%s)", c.Header, s.headerAddress(c.Index, rawRecord{Number: s.layout.HeaderRow}))
}

// partsOfName are the headers, folded, of given names and family names.
var partsOfName = words(`firstname lastname givenname familyname forename surname middlename firstnames lastnames givennames fname lname
	vorname nachname familienname zuname prenom nomdefamille apellido apellidos primerapellido segundoapellido nombredepila cognome sobrenome apelido
	姓 名 姓氏 姓拼音 名拼音 拼音姓 拼音名 英文姓 英文名字 姓英文 名英文 中文姓 姓中文 名中文 セイ メイ 苗字 성 имяотчество фамилия отчество`)

func partOfName(key string) bool {
	if partsOfName[key] {
		return true
	}
	for _, w := range ownerWords {
		if rest, ok := strings.CutPrefix(key, w); ok && partsOfName[rest] {
			return true
		}
	}
	return false
}

// furtherAddress recognises the second and later lines of an address.
func furtherAddress(key string) bool {
	if n := len(key); n > 1 && key[n-1] >= '2' && key[n-1] <= '9' {
		f, ok := fieldNamed(key[:n-1])
		return ok && (f == FieldAddress || f == FieldZhAddress)
	}
	return false
}

// similar is the header that an unknown one was perhaps meant to be, "" where
// another column has its field already.
func (l *Layout) similar(header string) string {
	if key := foldHeader(header); partOfName(key) || furtherAddress(key) {
		return ""
	}
	near := suggestField(header)
	if f, ok := ParseField(near); ok {
		for _, c := range l.Columns {
			if c.Field == f {
				return ""
			}
		}
	}
	return near
}
