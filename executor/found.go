package executor

import "domainbatch/executor/journal"

// Found are the doubts for which the service has shown exactly one task with
// exactly the domains, which no other of the doubts names: what a person takes
// over together, who knows that the journal was put back from a copy and that
// nobody else changes these domains.
func Found(doubts []Doubt) []Doubt {
	named := map[string]int{}
	for _, d := range doubts {
		for _, no := range d.Evidence.Tasks {
			named[no]++
		}
	}
	var found []Doubt
	for _, d := range doubts {
		e := d.Evidence
		if d.Batch.State == journal.Unknown && e.Exact && len(e.Tasks) == 1 && named[e.Tasks[0]] == 1 {
			found = append(found, d)
		}
	}
	return found
}
