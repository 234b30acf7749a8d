package ingest

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// headerSearch is how many records from the top can be the header row.
const headerSearch = 20

// maxKnownHeaders is how many texts a headerNames remembers.
const maxKnownHeaders = 1 << 12

// maxBlankAbove is how many blank records are looked through once a header
// row was found, and how many are kept of those above it.
const maxBlankAbove = 1000

// headerNames understands headers: what the person mapped goes before what
// the program knows. What a text was found to be is remembered, because the
// first rows are looked at more than once and their cells repeat.
type headerNames struct {
	exact  map[string]Field // as typed, outer blanks removed
	folded map[string]Field
	known  map[string]Column // by header, without their indexes
}

func newHeaderNames(extra map[string]Field) headerNames {
	n := headerNames{exact: map[string]Field{}, folded: map[string]Field{}, known: map[string]Column{}}
	for header, f := range extra {
		n.exact[strings.TrimSpace(header)] = f
		if key := foldHeader(header); key != "" {
			n.folded[key] = f
		}
	}
	return n
}

// mapped is what the person said about a header.
func (n headerNames) mapped(header string) (Field, bool) {
	if f, ok := n.exact[strings.TrimSpace(header)]; ok {
		return f, true
	}
	f, ok := n.folded[foldHeader(header)]
	return f, ok
}

func (n headerNames) column(index int, header string) Column {
	c, found := n.known[header]
	if !found {
		header = strings.Clone(header) // it may be a view
		c = n.understand(header)
		if len(n.known) < maxKnownHeaders {
			n.known[header] = c
		}
	}
	c.Index = index
	return c
}

func (n headerNames) understand(header string) Column {
	c := Column{Header: header}
	if f, ok := n.mapped(header); ok {
		if f != Ignore {
			c.Field = f
		}
		return c
	}
	if isBeside(header) {
		return c
	}
	if r, ok := resultByName()[foldHeader(header)]; ok {
		c.Result = r
		return c
	}
	if f, ok := ParseField(header); ok && f != Ignore {
		c.Field = f
	}
	return c
}

// headerScore says how much a record looks like the header row.
type headerScore struct {
	known  int // cells that name different fields or result columns
	near   int // cells that are a mistyped name of one
	domain bool
	sure   bool // the domain is named without a guess
	ref    bool
	data   bool // a cell holds what only a row of data holds
}

func (s headerScore) better(t headerScore) bool {
	if s.domain != t.domain {
		return s.domain
	}
	if s.sure != t.sure { // a title such as "Domain (all of 2026)" is no header beside one
		return s.sure
	}
	if s.data != t.data { // a mistyped header is still more of one than the rows below it
		return !s.data
	}
	return s.known+s.near > t.known+t.near
}

// unbeatable reports whether no score of a record can be better, which spares
// looking for names in most rows of data.
func (t headerScore) unbeatable(rec rawRecord) bool {
	return t.domain && t.sure && !t.data && len(rec.scored()) <= t.known+t.near
}

func (n headerNames) score(rec rawRecord) headerScore {
	var s headerScore
	seen := map[Field]bool{}
	for i, cell := range rec.scored() {
		if cell.Kind != kindText || isBlank(cell.Text) || len(cell.Text) > 200 {
			continue
		}
		c := n.column(i, cell.Text)
		if c.Result != "" || c.Field != "" && !seen[c.Field] {
			s.known++
		}
		if c.Field != "" {
			seen[c.Field] = true
		}
		if c.Field == FieldDomain && !s.sure {
			_, said := n.mapped(cell.Text)
			s.sure = said || !readHeader(cell.Text).guess
		}
		if c.Field == "" && c.Result == "" {
			s.data = s.data || likeData(cell.Text)
		}
	}
	s.domain, s.ref = seen[FieldDomain], seen[FieldContactRef]
	return s
}

// scored are the cells that can make a record the header row.
func (r rawRecord) scored() []rawCell { return r.Cells[:min(len(r.Cells), maxUsedColumn)] }

// near counts the cells that are a mistyped name of a field. It takes long to
// find out.
func (n headerNames) near(rec rawRecord) int {
	count := 0
	for i, cell := range rec.scored() {
		if cell.Kind != kindText || isBlank(cell.Text) || len(cell.Text) > 200 || likeData(cell.Text) {
			continue
		}
		if c := n.column(i, cell.Text); c.Field == "" && c.Result == "" && suggestField(cell.Text) != "" {
			count++
		}
	}
	return count
}

// likeData reports whether a text is a value and no header: an address, a
// domain name, or a number.
func likeData(text string) bool {
	text = strings.TrimSpace(text)
	if strings.ContainsRune(text, '@') || strings.Trim(text, "0123456789+-. ") == "" {
		return true
	}
	name, ending, dotted := cutLast(text, ".")
	return dotted && name != "" && len(ending) >= 2 && !strings.ContainsAny(text, " \t\n")
}

// cutLast cuts s at the last sep.
func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}

// headerFound is the header row and what stands above it.
type headerFound struct {
	row      rawRecord
	score    headerScore
	preamble [][]string
	first    rawRecord   // first record that is not blank, to say what was seen
	looked   []rawRecord // the records that were looked at
	facts    facts       // of the whole sheet
}

// findHeader looks for the header row among the first records, or takes the
// row that the person named.
func findHeader(sheet rawSheet, names headerNames, said int) (headerFound, error) {
	var best headerFound
	var above [][]string
	blank := 0
	for n := 0; n < headerSearch || said > 0; {
		rec, err := sheet.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return best, err
		}
		if rec.blank() {
			if blank++; blank <= maxBlankAbove {
				above = append(above, make([]string, min(len(rec.Cells), maxUsedColumn)))
			} else if best.row.Cells != nil && said == 0 {
				break
			}
			continue
		}
		n++
		rec.Cells = slices.Clone(rec.Cells)
		best.looked = append(best.looked, rec)
		if best.first.Cells == nil {
			best.first = rec
		}
		if said > 0 {
			if rec.Number == said {
				best.row, best.score, best.preamble = rec, names.score(rec), slices.Clone(above)
			}
			if rec.Number >= said {
				break
			}
		} else if !best.score.unbeatable(rec) {
			s := names.score(rec)
			if s.domain || !best.score.domain {
				s.near = names.near(rec)
			}
			if s.known+s.near > 0 && (best.row.Cells == nil || s.better(best.score)) {
				best.row, best.score, best.preamble = rec, s, slices.Clone(above)
			}
		}
		above = append(above, texts(rec.Cells))
	}
	return best, nil
}

func texts(cells []rawCell) []string {
	out := make([]string, len(cells))
	for i, c := range cells {
		out[i] = c.Text
	}
	return out
}

// columns understands every cell of the header row. Two headers for one
// field are an error, because one of them would win silently; of two notes
// the second is carried through.
func (n headerNames) columns(row rawRecord, at func(col int) string) ([]Column, error) {
	var cols []Column
	owner := map[string]int{}
	for i, cell := range row.Cells {
		c := n.column(i, strings.TrimSpace(cell.Text))
		claim := string(c.Field)
		if c.Result != "" {
			claim = "result " + string(c.Result)
		}
		first, twice := owner[claim]
		switch {
		case claim == "":
		case !twice:
			owner[claim] = i
		case c.Result != "" || c.Field == FieldNote:
			c.Field, c.Result = "", ""
		default:
			cure := fmt.Sprintf("rename one, or leave one out with --map '%s=-'", c.Header)
			if foldHeader(cols[first].Header) == foldHeader(c.Header) {
				cure = "rename one: --map cannot tell headers of the same name apart"
			}
			return nil, &FileError{
				Row: row.Number, Rule: "header.twice", Cure: cure,
				Message: fmt.Sprintf("the headers %q (%s) and %q (%s) both mean %s",
					cols[first].Header, at(first), c.Header, at(i), c.Field),
			}
		}
		cols = append(cols, c)
	}
	for len(cols) > 0 && cols[len(cols)-1].Header == "" {
		cols = cols[:len(cols)-1]
	}
	return cols, nil
}
