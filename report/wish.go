package report

import (
	"slices"
	"strings"

	"domainbatch/ingest"
	"domainbatch/planner"
)

// wish is what a row asks for, as far as it tells rows of one domain apart.
type wish struct {
	action   string
	contacts string // contact types, joined by commas in the order of ingest.ContactTypes
}

// in is the wish as a person reads it, such as "update-contact admin,tech".
func (w wish) in(t func(string) string) string {
	return strings.TrimSpace(t(w.action) + " " + contactsIn(t, w.contacts, ","))
}

// contactsIn is a list of contact types as a person reads it.
func contactsIn(t func(string) string, list, comma string) string {
	types := strings.Split(list, ",")
	for i, name := range types {
		types[i] = t(name)
	}
	return strings.Join(types, comma)
}

// wishesOf says by record what the planned rows ask for.
func wishesOf(plan *planner.Plan) map[int]wish {
	if plan == nil {
		return nil
	}
	actions := make(map[int]string, len(plan.Rows))
	types := make(map[int][]ingest.ContactType, len(plan.Rows))
	for _, b := range plan.Batches {
		for _, c := range b.Changes {
			for _, record := range c.Records {
				actions[record] = string(b.Operation)
				if b.ContactType != "" {
					types[record] = append(types[record], b.ContactType)
				}
			}
		}
	}
	wishes := make(map[int]wish, len(actions))
	for record, action := range actions {
		wishes[record] = wish{action, contactList(types[record])}
	}
	return wishes
}

// contactList joins contact types, each once, in one order.
func contactList(list []ingest.ContactType) string {
	var names []string
	for _, t := range ingest.ContactTypes() {
		if slices.Contains(list, t) {
			names = append(names, string(t))
		}
	}
	return strings.Join(names, ",")
}
