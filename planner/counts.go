package planner

import "domainbatch/ingest"

// Counts are the totals of a plan.
type Counts struct {
	Total   int                 `json:"total"` // rows
	Rows    map[Disposition]int `json:"rows"`
	Changes []ChangeCount       `json:"changes"` // in a fixed order, none with zero
	Calls   map[Call]int        `json:"calls"`   // submit calls
	Submits int                 `json:"submits"` // sum of Calls
	Domains int                 `json:"domains"` // different domains that something is done to
	Sent    int                 `json:"sent"`    // sum of Changes
	Owners  int                 `json:"owners"`  // of them, changes of a registrant
}

// ChangeCount is the number of changes of one sort.
type ChangeCount struct {
	Operation   Operation          `json:"operation"`
	ContactType ingest.ContactType `json:"contact_type,omitempty"`
	Changes     int                `json:"changes"`
}

// Counts adds up the plan.
func (p *Plan) Counts() Counts {
	c := Counts{Total: len(p.Rows), Rows: map[Disposition]int{}, Calls: map[Call]int{}, Submits: len(p.Batches)}
	for i := range p.Rows {
		c.Rows[p.Rows[i].Disposition]++
	}
	var domains numbered[string]
	sorts := map[ChangeCount]int{}
	for i := range p.Batches {
		b := &p.Batches[i]
		c.Calls[b.Call]++
		sorts[ChangeCount{Operation: b.Operation, ContactType: b.ContactType}] += len(b.Changes)
		for j := range b.Changes {
			domains.no(b.Changes[j].Domain)
		}
	}
	c.Domains = len(domains.all)
	for _, op := range operations {
		for k := range kinds {
			s := ChangeCount{Operation: op, ContactType: k.contactType()}
			if n := sorts[s]; n > 0 {
				s.Changes = n
				c.Changes = append(c.Changes, s)
				c.Sent += n
				if s.ContactType == ingest.Registrant {
					c.Owners += n
				}
			}
		}
	}
	return c
}

// Dispositions lists every disposition in the order in which summaries print
// them.
func Dispositions() []Disposition {
	return []Disposition{RowPlanned, RowUnchanged, RowDone, RowSkipped, RowLeftOut, RowHeld, RowInvalid}
}
