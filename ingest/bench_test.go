package ingest

import (
	"archive/zip"
	"bufio"
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/klauspost/compress/flate"
	"github.com/xuri/excelize/v2"
)

// The benchmarks measure in pairs: in every round the same file is read by us
// and by what we are compared with, so that a busy machine slows both. What
// counts are the medians of the ratios; wall time first, processor time as a
// check. DOMAINBATCH_BENCH_DIR keeps the files that are made.

var benchSizes = []struct {
	name string
	rows int
}{{"10k", 10_000}, {"100k", 100_000}, {"1M", 1_000_000}}

// spent is the wall and processor time of one piece of work, in seconds.
type spent struct{ wall, cpu float64 }

func timed(f func()) spent {
	cpu, start := processorTime(), time.Now()
	f()
	return spent{time.Since(start).Seconds(), (processorTime() - cpu).Seconds()}
}

// ratios collects one comparison over all rounds.
type ratios struct{ wall, cpu []float64 }

func (r *ratios) add(other, ours spent) {
	r.wall = append(r.wall, other.wall/ours.wall)
	if ours.cpu > 0 {
		r.cpu = append(r.cpu, other.cpu/ours.cpu)
	}
}

func (r *ratios) report(b *testing.B, unit string) {
	median := func(all []float64) float64 {
		slices.Sort(all)
		return all[len(all)/2]
	}
	b.ReportMetric(median(r.wall), unit)
	if len(r.cpu) > 0 && processorTime() > 0 {
		b.ReportMetric(median(r.cpu), unit+"(cpu)")
	}
}

func openBench(b *testing.B, path string) (Input, func()) {
	f, err := os.Open(path)
	check(b, err)
	info, err := f.Stat()
	check(b, err)
	return Input{Name: path, Data: f, Size: info.Size()}, func() { f.Close() }
}

// readAllRows is the bare reading: a file is opened, proven whole, its header
// understood, and every row comes by as text.
func readAllRows(b *testing.B, path string, rows int) {
	in, done := openBench(b, path)
	defer done()
	s, err := Open(b.Context(), in, Options{})
	check(b, err)
	defer s.Close()
	n := 0
	for _, err := range s.records() {
		if err != nil {
			b.Fatal(err)
		}
		n++
	}
	if n != rows {
		b.Fatalf("%d rows, want %d", n, rows)
	}
}

// checkAllRows does what check does with the rows: it reads, maps and judges.
func checkAllRows(b *testing.B, path string, rows int) {
	in, done := openBench(b, path)
	defer done()
	s, err := Open(b.Context(), in, Options{})
	check(b, err)
	defer s.Close()
	n := 0
	for row, err := range s.Rows() {
		if err != nil {
			b.Fatal(err)
		}
		if n++; row.Invalid() {
			b.Fatalf("%+v", row.Problems)
		}
	}
	if n != rows {
		b.Fatalf("%d rows, want %d", n, rows)
	}
}

func readByExcelize(b *testing.B, path string, rows int) {
	f, err := excelize.OpenFile(path, excelize.Options{UnzipSizeLimit: 4 << 30, UnzipXMLSizeLimit: 4 << 30})
	check(b, err)
	defer f.Close()
	lines, err := f.Rows("Domains")
	check(b, err)
	n := 0
	for lines.Next() {
		if _, err := lines.Columns(); err != nil {
			b.Fatal(err)
		}
		n++
	}
	check(b, lines.Close())
	if n != rows+1 {
		b.Fatalf("%d rows, want %d", n, rows+1)
	}
}

// inflateOnly unpacks every part and does nothing with it.
func inflateOnly(b *testing.B, path string) {
	z, err := zip.OpenReader(path)
	check(b, err)
	defer z.Close()
	buf := make([]byte, 512<<10)
	for _, f := range z.File {
		r, err := f.OpenRaw()
		check(b, err)
		d := flate.NewReader(bufio.NewReaderSize(r, 64<<10))
		for err == nil {
			_, err = d.Read(buf)
		}
		if err != io.EOF {
			b.Fatal(err)
		}
	}
}

func BenchmarkXLSX(b *testing.B) {
	for _, kind := range []benchKind{benchShared, benchInline} {
		for _, size := range benchSizes {
			b.Run(fmt.Sprintf("%s/%s", kind, size.name), func(b *testing.B) {
				path := benchFile(b, kind, size.rows)
				var excel, inflate ratios
				var theirs spent
				b.ResetTimer()
				for b.Loop() {
					ours := timed(func() { readAllRows(b, path, size.rows) })
					b.StopTimer()
					inflated := timed(func() { inflateOnly(b, path) })
					inflate.add(ours, inflated)
					if theirs.wall < 5 { // then once is enough
						theirs = timed(func() { readByExcelize(b, path, size.rows) })
					}
					excel.add(theirs, ours)
					b.StartTimer()
				}
				b.ReportMetric(float64(size.rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
				excel.report(b, "excelize/ours")
				inflate.report(b, "ours/inflate")
			})
		}
	}
}

func readByEncodingCSV(b *testing.B, path string, rows int) {
	f, err := os.Open(path)
	check(b, err)
	defer f.Close()
	r := csv.NewReader(f)
	r.ReuseRecord = true
	n := 0
	for {
		if _, err = r.Read(); err != nil {
			break
		}
		n++
	}
	if err != io.EOF || n != rows+1 {
		b.Fatalf("%d rows, want %d: %v", n, rows+1, err)
	}
}

func BenchmarkCSV(b *testing.B) {
	for _, size := range benchSizes {
		b.Run(size.name, func(b *testing.B) {
			path := benchFile(b, benchCSV, size.rows)
			var library ratios
			b.ResetTimer()
			for b.Loop() {
				ours := timed(func() { readAllRows(b, path, size.rows) })
				b.StopTimer()
				library.add(timed(func() { readByEncodingCSV(b, path, size.rows) }), ours)
				b.StartTimer()
			}
			b.ReportMetric(float64(size.rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
			library.report(b, "encoding-csv/ours")
		})
	}
}

// BenchmarkCheck compares reading, mapping and judging with bare reading.
func BenchmarkCheck(b *testing.B) {
	for _, kind := range []benchKind{benchShared, benchInline, benchCSV} {
		for _, size := range benchSizes {
			b.Run(fmt.Sprintf("%s/%s", kind, size.name), func(b *testing.B) {
				path := benchFile(b, kind, size.rows)
				var bare ratios
				b.ResetTimer()
				for b.Loop() {
					checked := timed(func() { checkAllRows(b, path, size.rows) })
					b.StopTimer()
					bare.add(checked, timed(func() { readAllRows(b, path, size.rows) }))
					b.StartTimer()
				}
				b.ReportMetric(float64(size.rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
				bare.report(b, "check/read")
			})
		}
	}
}
