package planner

import (
	"fmt"
	"slices"
	"strings"

	"domainbatch/ingest"
)

// maxDifferences is how many differing values are shown one by one. More would
// hide what the rest of the text says; then they are counted.
const maxDifferences = 40

// differing is a value that a change replaces.
type differing struct {
	field     ingest.Field
	now, want string
	known     bool // want is; only the service knows the values of a profile
}

// differences are the values that a change replaces, in the order of the
// comparison.
func (b *Batch) differences(c *Change) []differing {
	if c.Before == nil {
		return nil
	}
	now := c.Before.Contact
	now.RegistrantType = c.Before.RegistrantType
	var out []differing
	for _, f := range c.Before.Fields {
		d := differing{field: f, now: now.Value(f)}
		if b.Contact != nil {
			d.want, d.known = b.Contact.Value(f), true
		}
		out = append(out, d)
	}
	return out
}

func (d differing) String() string {
	if !d.known {
		return string(d.field)
	}
	return fmt.Sprintf("%s %s → %s", d.field, shownValue(d.now), shownValue(d.want))
}

// shownValue is a value in quotes, so that its blanks show; "" is in words.
func shownValue(s string) string {
	if s == "" {
		return "(blank)"
	}
	return `"` + s + `"`
}

// differ lists what is there now beside what will be, when somebody looked.
func (t *text) differ() {
	type found struct{ what, values string }
	var list []found
	total, perField := 0, map[ingest.Field]int{}
	for i := range t.p.Batches {
		b := &t.p.Batches[i]
		for k := range b.Changes {
			var words []string
			for _, d := range b.differences(&b.Changes[k]) {
				perField[d.field]++
				if total++; total <= maxDifferences {
					words = append(words, d.String())
				}
			}
			if len(words) > 0 {
				list = append(list, found{b.Changes[k].Domain + " " + string(b.ContactType), strings.Join(words, "; ")})
			}
		}
	}
	switch {
	case total == 0:
	case total <= maxDifferences:
		t.heading("What differs from the present", stylePlain)
		for _, f := range list {
			t.item(f.what, f.values)
		}
	default:
		t.heading("What differs from the present", stylePlain)
		t.line(fmt.Sprintf("%s: %s. A plan saved with --workbook shows each, before and after.", plural(total, "value"), countedFields(perField)))
	}
}

// countedFields names fields with their numbers, the most frequent first.
func countedFields(n map[ingest.Field]int) string {
	var names []ingest.Field
	for f := range n {
		names = append(names, f)
	}
	slices.SortFunc(names, func(a, b ingest.Field) int {
		if n[a] != n[b] {
			return n[b] - n[a]
		}
		return strings.Compare(string(a), string(b))
	})
	words := make([]string, len(names))
	for i, f := range names {
		words[i] = fmt.Sprintf("%s %s", f, number(n[f]))
	}
	return strings.Join(words, ", ")
}
