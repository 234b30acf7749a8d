package planner_test

import (
	"fmt"
	"io"
	"iter"
	"testing"

	"domainbatch/ingest"
	"domainbatch/planner"
)

// benchRows is a sheet with one wish a row and n/8 different contacts, three
// rows in four of them in blocks, the rest scattered.
func benchRows(n int) iter.Seq2[ingest.Row, error] {
	contacts := make([]ingest.Contact, max(1, n/8))
	for i := range contacts {
		contacts[i] = li
		contacts[i].Name = fmt.Sprintf("person %d", i)
		contacts[i].Email = fmt.Sprintf("person%d@example.com", i)
		contacts[i].Telephone = fmt.Sprintf("138%08d", i)
	}
	domains := make([]string, n)
	for i := range domains {
		domains[i] = fmt.Sprintf("northwind-%d-portfolio.com", i)
	}
	types := [][]ingest.ContactType{{admin}, {tech}}
	return func(yield func(ingest.Row, error) bool) {
		for i := range n {
			c := i / 8 % len(contacts)
			if i%4 == 3 {
				c = i * 7919 % len(contacts)
			}
			row := ingest.Row{Record: i, Number: i + 2, Domain: domains[i], Contact: contacts[c], ContactTypes: types[i/16%2]}
			if !yield(row, nil) {
				return
			}
		}
	}
}

func BenchmarkBuild(b *testing.B) {
	for _, n := range []int{10_000, 100_000, 1_000_000} {
		if testing.Short() && n > 100_000 {
			continue
		}
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			rows := benchRows(n)
			b.ReportAllocs()
			for b.Loop() {
				p, err := planner.Build(rows, source, planner.Settings{}, planner.Options{})
				if err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(float64(len(p.Batches)), "batches")
			}
		})
	}
}

func BenchmarkEncode(b *testing.B) {
	p, err := planner.Build(benchRows(100_000), source, planner.Settings{}, planner.Options{})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if err := planner.Encode(io.Discard, p); err != nil {
			b.Fatal(err)
		}
	}
}
