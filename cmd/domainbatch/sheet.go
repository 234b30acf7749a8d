package main

import (
	"context"
	"slices"

	"domainbatch/ingest"
	"domainbatch/report"
)

// sheet is an input that has been understood.
type sheet struct {
	*inputFile
	layout   ingest.Layout
	password string
	rows     *ingest.RowList
	problems []ingest.Problem // of the file, of the contacts, then of the rows
}

// readSheet reads a file to its end. Only a file that cannot be used at all is
// an error; bad rows come back with their problems.
func (p *program) readSheet(ctx context.Context, in *inputFile, flags *inputFlags, target targetFlags) (*sheet, error) {
	opt, problems, err := flags.options(target)
	if err != nil {
		return nil, err
	}
	source, err := ingest.Open(ctx, in.bytes(), opt)
	if err != nil {
		return nil, err
	}
	defer source.Close()
	s := &sheet{inputFile: in, password: opt.Password, rows: &ingest.RowList{}}
	var dragged ingest.SeriesWatch
	var ofRows []ingest.Problem
	for row, err := range source.Rows() {
		if err != nil {
			return nil, err
		}
		s.rows.Add(&row)
		dragged.Add(&row)
		ofRows = append(ofRows, row.Problems...)
	}
	s.layout = source.Layout()
	p.log.Info("file read", "file", in.name, "format", string(s.layout.Format), "sheet", s.layout.Sheet, "header_row", s.layout.HeaderRow, "rows", s.rows.Len())
	in.digest = s.layout.Digest
	s.problems = slices.Concat(s.layout.Remarks, problems, ofRows, dragged.Problems(s.layout))
	return s, nil
}

// takesResults reports whether a report could be written into the file, and
// remarks on what it would lack.
func (s *sheet) takesResults(ctx context.Context) ([]string, error) {
	source, err := unlock(report.Source{Input: s.bytes(), Layout: s.layout}, s.password)
	if err != nil {
		return nil, err
	}
	return report.Check(ctx, source.Source)
}

// ownProfile takes the account off the rows that name the profile in use, and
// stops those that name another one: a run works for one account.
func (s *sheet) ownProfile(profile string) {
	if !s.layout.Has(ingest.FieldAccount) {
		return
	}
	s.rows = s.rows.Changed(func(row *ingest.Row) {
		switch row.Account {
		case "":
		case profile:
			row.Account = "" // of all rows that are alike
		default:
			problem := ingest.Problem{
				Severity: ingest.Error, Rule: "account.other", File: s.name, Sheet: s.layout.Sheet, Row: row.Number,
				Field: ingest.FieldAccount, Value: row.Account,
				Message: "the row is for another account than the one in use",
				Cure:    "run it with --profile " + shellQuote(row.Account),
			}
			row.Problems = append(slices.Clip(row.Problems), problem)
			s.problems = append(s.problems, problem)
		}
	})
}

// anyAccount takes the accounts off all rows: a rehearsal knows one only.
func (s *sheet) anyAccount() {
	if !s.layout.Has(ingest.FieldAccount) {
		return
	}
	s.rows = s.rows.Changed(func(row *ingest.Row) { row.Account = "" })
}
