package planner

import (
	"slices"
	"strings"

	"domainbatch/ingest"
)

// Move is something that a plan was made against and that is no longer so.
type Move struct {
	ID      string // of the change
	Number  int    // of the first row that asks for it
	Domain  string
	Kind    string         // as Batch.Kind
	Fields  []ingest.Field // of the contact that have moved
	Code    string         // why it would not be sent any more, "" when it would
	Comment string
}

// What names it in a few words: the fields, or why the row would not be sent.
func (m Move) What() string {
	if len(m.Fields) > 0 {
		names := make([]string, len(m.Fields))
		for i, f := range m.Fields {
			names[i] = string(f)
		}
		return strings.Join(names, ", ")
	}
	return words(m.Code, m.Comment, nil)
}

// Moved compares a plan with the one that the same rows give now, and lists
// the changes of the first that no longer stand where they stood: their
// present contact is another one, they are in place already, or their row is
// held. Rows that the first plan does not send are not looked at.
func Moved(saved, fresh *Plan) []Move {
	rows := map[int]*RowPlan{}
	for i := range fresh.Rows {
		rows[fresh.Rows[i].Record] = &fresh.Rows[i]
	}
	changes := map[string]*Change{}
	for i := range fresh.Batches {
		for j := range fresh.Batches[i].Changes {
			c := &fresh.Batches[i].Changes[j]
			changes[c.ID] = c
		}
	}
	numbers := map[int]int{}
	for i := range saved.Rows {
		numbers[saved.Rows[i].Record] = saved.Rows[i].Number
	}
	var out []Move
	for i := range saved.Batches {
		b := &saved.Batches[i]
		for j := range b.Changes {
			c := &b.Changes[j]
			m := Move{ID: c.ID, Number: numbers[c.Records[0]], Domain: c.Domain, Kind: b.Kind()}
			now := changes[c.ID]
			switch {
			case now == nil:
				m.Code, m.Comment = CodeUnchanged, "already as the row wants it"
				if r := rows[c.Records[0]]; r != nil && r.Code != "" {
					m.Code, m.Comment = r.Code, r.Comment
				}
			case now.Before == nil && c.Before == nil:
				continue
			case now.Before == nil:
				m.Code, m.Comment = CodeNotAsked, "how the domain stands could not be found out"
			case c.Before == nil:
				continue // more is known now than then
			default:
				if m.Fields = movedFields(c.Before, now.Before); len(m.Fields) == 0 {
					continue
				}
			}
			out = append(out, m)
		}
	}
	return out
}

// movedFields compares what was there with what is there, by the rules of
// Compare: a contact that is only spelled in another case has not moved.
func movedFields(was, is *Before) []ingest.Field {
	var out []ingest.Field
	if was.RegistrantType != is.RegistrantType {
		out = append(out, ingest.FieldRegistrantType)
	}
	for _, f := range contactFields {
		a, b := *f.value(&was.Contact), *f.value(&is.Contact)
		if a != b && !same(rules[f.field], a, b) && !slices.Contains(out, f.field) {
			out = append(out, f.field)
		}
	}
	return out
}

// HoldMoved is the plan without the changes that have moved.
func (p *Plan) HoldMoved(moves []Move) *Plan {
	drop := map[string]Reason{}
	for _, m := range moves {
		drop[m.ID] = Reason{CodePresentMoved, "The present is not what the plan was made against (" + m.What() + "); make the plan again."}
	}
	return p.Without(drop)
}

// HoldUnapproved is the plan without the changes that approved does not name.
func (p *Plan) HoldUnapproved(approved map[string]bool) *Plan {
	drop := map[string]Reason{}
	for i := range p.Batches {
		for _, c := range p.Batches[i].Changes {
			if !approved[c.ID] {
				drop[c.ID] = Reason{CodeNotApproved, "Nobody approved it in the plan; write yes in its Approve cell and apply the plan again."}
			}
		}
	}
	return p.Without(drop)
}

// Approved are the changes that the plan itself marks as approved.
func (p *Plan) Approved() map[string]bool {
	out := map[string]bool{}
	for i := range p.Batches {
		for _, c := range p.Batches[i].Changes {
			if c.Approved {
				out[c.ID] = true
			}
		}
	}
	return out
}
