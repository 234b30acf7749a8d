package report

import (
	"cmp"
	"slices"
	"strings"

	"domainbatch/executor"
	"domainbatch/ingest"
	"domainbatch/ingest/ooxml"
)

// notesOf are comments on the cells that are to blame for a row that is not
// done, by rows and columns.
func notesOf(src Source, rows []executor.RowResult, at map[int]int, v *voice) []ooxml.Note {
	n := &noteMaker{texts: map[[2]int]string{}}
	for _, p := range src.Problems {
		if i, known := at[p.Row]; known && toBlame(p, rows[i]) {
			n.problem(p, v)
		}
	}
	columns := map[ingest.Field]int{}
	for _, c := range src.Layout.Columns {
		if c.Field != "" {
			columns[c.Field] = c.Index
		}
	}
	for _, r := range rows {
		column, known := columns[blamed(r)]
		if known && !r.Carried && r.Result == executor.Failed {
			n.add(column, r.Number, v.comment(r))
		}
	}
	return n.list()
}

// toBlame reports whether a problem is why its row was not sent: a file read
// again under other settings can have problems that it did not have in the run.
func toBlame(p ingest.Problem, r executor.RowResult) bool {
	return p.Severity == ingest.Error && p.Cell != "" && r.Result == executor.Invalid && !r.Carried && strings.Contains(r.Comment, p.Cell+": "+p.Message)
}

// blamedFields says which cell an error code of the service is about.
var blamedFields = map[string]ingest.Field{
	"DomainNotExist":                ingest.FieldDomain,
	"InvalidDomainName":             ingest.FieldDomain,
	"DomainSuffixUnsupported":       ingest.FieldDomain,
	"DomainTransferPendingNotExist": ingest.FieldDomain,
	"RegContactEmailNotVerified":    ingest.FieldEmail,
	"ContactTemplate":               ingest.FieldProfileID,
	"ContactNotMatch":               ingest.FieldProfileID,
	"MissingRegistrantProfileId":    ingest.FieldProfileID,
}

// blamed is the field that the code of a row is about, "" when that is not
// known.
func blamed(r executor.RowResult) ingest.Field {
	return blamedFields[longestPrefix(r.Code, blamedFields)]
}

// noteMaker collects the texts of notes by row and column.
type noteMaker struct{ texts map[[2]int]string }

func (n *noteMaker) problem(p ingest.Problem, v *voice) {
	column, row, ok := ooxml.ParseCell(p.Cell)
	if !ok {
		return
	}
	text := v.problem(p)
	if p.Proposed != "" {
		text += "\n" + translator(v.lang)("Proposed") + ": " + p.Proposed
	}
	n.add(column, row, text)
}

func (n *noteMaker) add(column, row int, text string) {
	key := [2]int{row, column}
	if before := n.texts[key]; before != "" {
		text = before + "\n" + text
	}
	n.texts[key] = text
}

func (n *noteMaker) list() []ooxml.Note {
	var list []ooxml.Note
	for key, text := range n.texts {
		list = append(list, ooxml.Note{Row: key[0], Column: key[1], Text: text})
	}
	slices.SortFunc(list, func(a, b ooxml.Note) int {
		return cmp.Or(cmp.Compare(a.Row, b.Row), cmp.Compare(a.Column, b.Column))
	})
	return list
}
