package ingest

// mergedSheet gives every row of a range of merged cells the value that
// stands at its top, as a person sees it.
type mergedSheet struct {
	rawSheet
	rest   []MergedRange // not reached yet, by First
	active []activeMerge
	cells  []rawCell
}

type activeMerge struct {
	MergedRange
	cell rawCell
}

func withMerged(sheet rawSheet, merged []MergedRange) rawSheet {
	if len(merged) == 0 {
		return sheet
	}
	return &mergedSheet{rawSheet: sheet, rest: merged}
}

// next leaves out the rows that hold nothing beside the merged cells: there
// one record stands over several rows.
func (s *mergedSheet) next() (rawRecord, error) {
	for {
		rec, err := s.rawSheet.next()
		if err != nil {
			return rec, err
		}
		s.leave(rec.Number)
		own := s.fill(&rec)
		s.enter(rec)
		if own {
			return rec, nil
		}
	}
}

// leave forgets the ranges that end above a row.
func (s *mergedSheet) leave(row int) {
	kept := s.active[:0]
	for _, m := range s.active {
		if m.Last >= row {
			kept = append(kept, m)
		}
	}
	s.active = kept
}

// fill puts the values of the ranges that began above into a record, and
// reports whether it holds anything else.
func (s *mergedSheet) fill(rec *rawRecord) bool {
	if len(s.active) == 0 {
		return true
	}
	s.cells = append(s.cells[:0], rec.Cells...)
	for _, m := range s.active {
		if m.Column < len(s.cells) {
			s.cells[m.Column] = rawCell{}
		}
	}
	own := !rawRecord{Cells: s.cells}.blank()
	for _, m := range s.active {
		for len(s.cells) <= m.Column {
			s.cells = append(s.cells, rawCell{})
		}
		s.cells[m.Column] = m.cell
	}
	rec.Cells, rec.Text = s.cells, ""
	return own
}

// enter notes the ranges whose top row a record is. A range that reaches into
// another one in the same column takes its place.
func (s *mergedSheet) enter(rec rawRecord) {
	for len(s.rest) > 0 && s.rest[0].First <= rec.Number {
		m := s.rest[0]
		s.rest = s.rest[1:]
		if m.First != rec.Number || m.Column >= len(rec.Cells) {
			continue
		}
		for i := range s.active {
			if s.active[i].Column == m.Column {
				s.active[i] = s.active[len(s.active)-1]
				s.active = s.active[:len(s.active)-1]
				break
			}
		}
		s.active = append(s.active, activeMerge{m, rec.Cells[m.Column]})
	}
}
