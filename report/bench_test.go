package report

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"domainbatch/executor"
	"domainbatch/ingest"
)

// largeBook is a workbook of n rows and 16 columns, made without a library
// because that takes longer than what is measured.
func largeBook(t testing.TB, n int) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	part := func(name, text string) {
		w, err := z.Create(name)
		must(t, err)
		_, err = io.WriteString(w, text)
		must(t, err)
	}
	const spreadsheet = "application/vnd.openxmlformats-officedocument.spreadsheetml."
	const relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	part("[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="`+spreadsheet+`sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="`+spreadsheet+`worksheet+xml"/></Types>`)
	part("_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="`+relations+`/officeDocument" Target="xl/workbook.xml"/></Relationships>`)
	part("xl/workbook.xml", `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="`+relations+`"><sheets><sheet name="Domains" sheetId="1" r:id="rId1"/></sheets></workbook>`)
	part("xl/_rels/workbook.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="`+relations+`/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`)
	for name, text := range bystanders() {
		part(name, text)
	}
	var sheet strings.Builder
	sheet.WriteString(`<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`)
	row := func(line int, cells ...string) {
		fmt.Fprintf(&sheet, `<row r="%d">`, line)
		for i, c := range cells {
			fmt.Fprintf(&sheet, `<c r="%c%d" t="inlineStr"><is><t>%s</t></is></c>`, 'A'+i, line, c)
		}
		sheet.WriteString(`</row>`)
	}
	row(1, "domain", "action", "contact_type", "registrant_type", "name", "organization", "country", "province", "city", "address",
		"postal_code", "email", "tel_area", "telephone", "note", "cost centre")
	for i := range n {
		row(i+2, fmt.Sprintf("example-%06d.com", i), "update-contact", "registrant", "2", "Li Wei", "Example Trading Company Limited", "CN", "zhe jiang", "hang zhou shi",
			"969 West Wen Yi Road", "310000", "owner@example.com", "86", "13800138000", "renewed &amp; moved in spring", fmt.Sprint(i%97))
	}
	sheet.WriteString(`</sheetData></worksheet>`)
	part("xl/worksheets/sheet1.xml", sheet.String())
	must(t, z.Close())
	return b.Bytes()
}

// bystanders are parts that results have nothing to do with, some of them known
// to nobody.
func bystanders() map[string]string {
	noise := make([]byte, 200_000)
	for i := range noise {
		noise[i] = byte(i * i >> 9)
	}
	return map[string]string{
		"xl/worksheets/sheet2.xml": `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1"><f>Domains!A2</f><v>0</v></c></row></sheetData></worksheet>`,
		"xl/theme/theme1.xml":      `<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"/>`, "xl/vbaProject.bin": string(noise), "xl/media/image1.png": "\x89PNG" + string(noise[1000:]),
		"docProps/core.xml": `<cp:coreProperties xmlns:cp="x"/>`, "customXml/item1.xml": strings.Repeat("<a>kept</a>\n", 5000), "empty.txt": "",
	}
}

func largeLayout(data []byte) ingest.Layout {
	layout := ingest.Layout{Format: ingest.XLSX, Sheet: "Domains", HeaderRow: 1}
	for i := range 16 {
		layout.Columns = append(layout.Columns, ingest.Column{Index: i, Header: fmt.Sprint("column ", i)})
	}
	layout.Columns[0].Field = ingest.FieldDomain
	return layout
}

func BenchmarkWriteWorkbook(b *testing.B) {
	for _, n := range []int{10_000, 100_000, 200_000} {
		data := largeBook(b, n)
		src := Source{Input: input(data), Layout: largeLayout(data)}
		for name, rows := range map[string][]executor.RowResult{"someFailed": mostlyDone(n), "allDone": allDone(n)} {
			b.Run(fmt.Sprintf("%dk/%s", n/1000, name), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					must(b, WriteWorkbook(context.Background(), io.Discard, src, someRun(), rows, someOptions()))
				}
			})
		}
	}
}

// allDone needs no Errors sheet.
func allDone(n int) []executor.RowResult {
	rows := mostlyDone(n)
	for i := range rows {
		rows[i].Result, rows[i].Comment, rows[i].Code = executor.OK, "done", ""
	}
	return rows
}

// mostlyDone is what a run usually comes to: one row in fifty failed.
func mostlyDone(n int) []executor.RowResult {
	rows := mixed(n, 2)
	done := rows[0]
	for i := range rows {
		if i%50 != 3 {
			r := done
			r.Record, r.Number, r.Domain = rows[i].Record, rows[i].Number, rows[i].Domain
			r.TaskNos, r.RequestIDs = []string{fmt.Sprintf("c4f1%028d", i/100)}, []string{fmt.Sprintf("7A1C0FFE-0000-4000-8000-%012d", i/100)}
			rows[i] = r
		}
	}
	return rows
}

// The stage may take 64 MiB for 200,000 rows, what is only waiting to be
// collected included; the program collects early meanwhile, and so does the
// test. A quarter of it is there for any number of rows, the rest grows with
// them. Some rows fail, so that every sheet has its share. And whatever the size,
// what is not about results is byte for byte as it was.
func TestMemoryOfTheReportIsBounded(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(20))
	n := 30_000
	if long() {
		n = 200_000
	}
	limit := int64(16<<20 + 48<<20*n/200_000)
	data := largeBook(t, n)
	src, rows := Source{Input: input(data), Layout: largeLayout(data)}, mostlyDone(n)
	out, err := os.Create(filepath.Join(t.TempDir(), "out.xlsx"))
	must(t, err)
	defer out.Close()
	peak := heapDuring(func() { must(t, WriteWorkbook(context.Background(), out, src, someRun(), rows, someOptions())) })
	t.Logf("%d rows: %d KiB", n, peak>>10)
	if peak > limit {
		t.Errorf("%d rows took %d KiB, more than %d", n, peak>>10, limit>>10)
	}
	size, err := out.Seek(0, io.SeekEnd)
	must(t, err)
	sameButForResults(t, data, out, size)
}

// sameButForResults wants every part as it was, to the packed byte, but for the
// sheet of the rows and the lists in which our sheets and styles are entered.
func sameButForResults(t *testing.T, before []byte, after io.ReaderAt, size int64) {
	t.Helper()
	old, err := zip.NewReader(bytes.NewReader(before), int64(len(before)))
	must(t, err)
	written, err := zip.NewReader(after, size)
	must(t, err)
	parts := map[string]*zip.File{}
	for _, f := range written.File {
		parts[f.Name] = f
	}
	same := 0
	for _, f := range old.File {
		switch f.Name {
		case "[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml":
			continue
		}
		g := parts[f.Name]
		if g == nil || g.CRC32 != f.CRC32 || g.Method != f.Method || !g.Modified.Equal(f.Modified) || !bytes.Equal(packed(t, f), packed(t, g)) {
			t.Errorf("part %s is not as it was", f.Name)
			continue
		}
		same++
	}
	if want := len(bystanders()) + 1; same != want { // and the relations of the package
		t.Errorf("%d parts are as they were, want %d", same, want)
	}
}

func packed(t *testing.T, f *zip.File) []byte {
	t.Helper()
	r, err := f.OpenRaw()
	must(t, err)
	text, err := io.ReadAll(r)
	must(t, err)
	return text
}

// heapDuring is how much the heap grew while f ran.
func heapDuring(f func()) int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	before := int64(m.HeapAlloc)
	var peak atomic.Int64
	stop, stopped := make(chan bool), make(chan bool)
	go func() {
		defer close(stopped)
		for {
			select {
			case <-stop:
				return
			case <-time.After(5 * time.Millisecond):
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				peak.Store(max(peak.Load(), int64(m.HeapAlloc)-before))
			}
		}
	}()
	f()
	close(stop)
	<-stopped
	return peak.Load()
}

// BenchmarkAgainstExcelize does the same with the library (open, set, save)
// and without, in turn, and reports how many times faster it is without: the
// median over the turns. At 200,000 rows one turn of the library takes a
// minute.
func BenchmarkAgainstExcelize(b *testing.B) {
	for _, n := range []int{10_000, 200_000} {
		data := largeBook(b, n)
		src, rows := Source{Input: input(data), Layout: largeLayout(data)}, allDone(n)
		b.Run(fmt.Sprintf("%dk", n/1000), func(b *testing.B) {
			var ratios []float64
			for b.Loop() {
				began := time.Now()
				must(b, WriteWorkbook(context.Background(), io.Discard, src, someRun(), rows, someOptions()))
				ours := time.Since(began)
				began = time.Now()
				withTheLibrary(b, data, rows)
				ratios = append(ratios, time.Since(began).Seconds()/ours.Seconds())
			}
			slices.Sort(ratios)
			b.ReportMetric(ratios[len(ratios)/2], "times-faster")
		})
	}
}

// withTheLibrary writes the results with excelize.
func withTheLibrary(b testing.TB, data []byte, rows []executor.RowResult) {
	f, err := excelize.OpenReader(bytes.NewReader(data))
	must(b, err)
	for _, r := range rows {
		for k, name := range ingest.ResultColumns() {
			must(b, f.SetCellStr("Domains", cellAt(16+k, r.Number), resultValue(name, r, &voice{}).plain(time.UTC)))
		}
	}
	must(b, f.Write(io.Discard))
	must(b, f.Close())
}
