package main

import (
	"context"

	"domainbatch/ingest"
	"domainbatch/planner"
)

// checked is everything that check has to say about a file. It keeps counts
// and the first problems of each sort, never the rows: whoever wants all
// problems goes through the file again with each.
type checked struct {
	*inputFile
	*tally
	source  *ingest.Source
	layout  ingest.Layout
	about   []ingest.Problem  // of the file and of the contacts
	inRows  bool              // rows have problems of their own
	stopped []planner.RowPlan // rows about which only planning has something to say
	counts  planner.Counts    // without changes
	columns []explainedColumn
	lang    string
}

// checked reads a file to its end. The source stays open, unless there is an
// error.
func (p *program) checked(ctx context.Context, in *inputFile, f *checkFlags, lang string) (*checked, error) {
	opt, problems, err := f.input.options(f.target)
	if err != nil {
		return nil, err
	}
	source, err := ingest.Open(ctx, in.bytes(), opt)
	if err != nil {
		return nil, err
	}
	c := &checked{inputFile: in, source: source, lang: lang, tally: newTally(mostOfAKind)}
	if err = c.read(problems, f); err == nil && f.explain {
		c.columns, err = explainColumns(c, opt)
	}
	if err != nil {
		source.Close()
		return nil, err
	}
	p.log.Info("file read", "file", in.name, "format", string(c.layout.Format), "sheet", c.layout.Sheet, "header_row", c.layout.HeaderRow, "rows", c.counts.Total)
	return c, nil
}

// read goes through the rows once, and once more where some of them have to
// be compared with each other.
func (c *checked) read(contacts []ingest.Problem, f *checkFlags) error {
	survey, err := planner.NewSurvey(planner.Settings{
		Site: f.target.Site, BatchSize: f.target.BatchSize, DefaultAction: ingest.Action(f.input.Action),
	})
	if err != nil {
		return err
	}
	ofRows := newTally(mostOfAKind)
	var dragged ingest.SeriesWatch
	for row, err := range c.source.Rows() {
		if err != nil {
			return err
		}
		survey.Add(&row)
		dragged.Add(&row)
		for i := range row.Problems {
			ofRows.add(&row.Problems[i])
		}
	}
	if survey.Doubts() {
		if err := survey.Settle(c.source.Rows()); err != nil {
			return err
		}
	}
	c.layout = c.source.Layout()
	c.digest = c.layout.Digest
	c.counts, c.stopped = survey.Counts(), survey.Stopped()
	c.about = append(append(c.about, c.layout.Remarks...), contacts...)
	c.about = append(append(c.about, dragged.Problems(c.layout)...), c.repeated(survey)...)
	for i := range c.about {
		c.add(&c.about[i])
	}
	c.inRows = ofRows.found != found{}
	c.join(ofRows)
	for i := range c.stopped {
		p := c.planning(&c.stopped[i])
		c.add(&p)
	}
	return nil
}

// each goes through all problems in the language of the person: what reading
// found, and then what only planning can see, which is rows that do not say
// what they want and rows that contradict each other.
func (c *checked) each(use func(ingest.Problem) error) error {
	for _, p := range c.about {
		if err := use(p.In(c.lang)); err != nil {
			return err
		}
	}
	if c.inRows {
		for row, err := range c.source.Rows() {
			if err != nil {
				return err
			}
			for _, p := range row.Problems {
				if err := use(p.In(c.lang)); err != nil {
					return err
				}
			}
		}
	}
	for i := range c.stopped {
		if err := use(c.planning(&c.stopped[i])); err != nil {
			return err
		}
	}
	return nil
}

// planning is what planning has to say about a row.
func (c *checked) planning(r *planner.RowPlan) ingest.Problem {
	return ingest.Problem{
		Severity: ingest.Error, Rule: r.Code, File: c.name, Sheet: c.layout.Sheet,
		Row: r.Number, Value: r.Domain, Message: r.CommentIn(c.lang),
	}
}
