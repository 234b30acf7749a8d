package journal_test

import (
	"fmt"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"domainbatch/executor/journal"
)

// manyBatches makes batches of 100 changes, in the shape a plan gives them.
func manyBatches(changes, size int) []journal.Batch {
	var list []journal.Batch
	for n := 0; n < changes; n += size {
		b := journal.Batch{ID: fmt.Sprintf("b%07d", n/size+1), Seq: n / size, Request: []byte(`{"call":"SaveBatchTaskForUpdatingContactInfoByNewContact","contact_type":"registrant"}`)}
		for i := n; i < n+size && i < changes; i++ {
			b.Changes = append(b.Changes, journal.Change{ID: fmt.Sprintf("%032x", i*2654435761), Domain: fmt.Sprintf("name-%07d.example", i), Kind: "update-contact/registrant"})
		}
		list = append(list, b)
	}
	return list
}

func BenchmarkCreate(b *testing.B) {
	for _, size := range []int{1, 100} {
		b.Run(fmt.Sprintf("100k changes in batches of %d", size), func(b *testing.B) {
			list := manyBatches(100_000, size)
			for b.Loop() {
				b.StopTimer()
				j := openAt(b, filepath.Join(b.TempDir(), "state", "journal.db"), journal.Options{})
				b.StartTimer()
				if _, _, err := j.Create(b.Context(), journal.Run{ID: "r1", Account: "acc"}, list); err != nil {
					b.Fatal(err)
				}
				b.StopTimer()
				j.Close()
				b.StartTimer()
			}
			b.ReportMetric(100_000*float64(b.N)/b.Elapsed().Seconds(), "changes/s")
		})
	}
}

func BenchmarkBatches(b *testing.B) {
	j := openAt(b, filepath.Join(b.TempDir(), "state", "journal.db"), journal.Options{})
	if _, _, err := j.Create(b.Context(), journal.Run{ID: "r1", Account: "acc"}, manyBatches(100_000, 100)); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if list, err := j.Batches(b.Context(), "r1"); err != nil || len(list) != 1000 {
			b.Fatal(len(list), err)
		}
	}
}

// The more goroutines, the more claims share a sync.
func BenchmarkClaimIntent(b *testing.B) {
	for _, goroutines := range []int{1, 8, 64} {
		b.Run(fmt.Sprintf("%d goroutines", goroutines), func(b *testing.B) {
			j := openAt(b, filepath.Join(b.TempDir(), "state", "journal.db"), journal.Options{})
			if _, _, err := j.Create(b.Context(), journal.Run{ID: "r1", Account: "acc"}, manyBatches(b.N, 1)); err != nil {
				b.Fatal(err)
			}
			f := journal.Frozen{Epoch: "e1", Nonce: "5b0c6f0e-6c1b-4c39-8a0e-1f6f5b8d2c11", Stamp: time.Now()}
			var next atomic.Int64
			b.SetParallelism((goroutines + 1) / 2) // of two processors
			b.ResetTimer()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					if ok, err := j.ClaimIntent(b.Context(), "r1", fmt.Sprintf("b%07d", next.Add(1)), f); !ok || err != nil {
						b.Error(ok, err)
						return
					}
				}
			})
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "claims/s")
		})
	}
}

// A history of a claim for each of many batches, from its beginning to its head.
func BenchmarkVerify(b *testing.B) {
	const batches = 20_000
	j := openAt(b, filepath.Join(b.TempDir(), "state", "journal.db"), journal.Options{})
	if _, _, err := j.Create(b.Context(), journal.Run{ID: "r1", Account: "acc"}, manyBatches(batches, 1)); err != nil {
		b.Fatal(err)
	}
	var wg sync.WaitGroup
	for g := range 64 {
		wg.Go(func() {
			f := journal.Frozen{Epoch: "e1", Nonce: "n", Stamp: time.Now()}
			for n := g; n < batches; n += 64 {
				if ok, err := j.ClaimIntent(b.Context(), "r1", fmt.Sprintf("b%07d", n+1), f); !ok || err != nil {
					b.Error(ok, err)
					return
				}
			}
		})
	}
	wg.Wait()
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for b.Loop() {
		if v, err := j.Verify(b.Context()); err != nil || !v.Whole() || v.Head.Count != batches+1 {
			b.Fatal(v, err)
		}
	}
	runtime.ReadMemStats(&after)
	b.ReportMetric(batches*float64(b.N)/b.Elapsed().Seconds(), "events/s")
	b.ReportMetric(float64(after.HeapSys-min(after.HeapSys, before.HeapSys))/1e6, "MB-more-heap")
}
