package ingest

import (
	"archive/zip"
	"bufio"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// benchKind is a way to write the same rows.
type benchKind int

const (
	benchShared benchKind = iota // as Excel writes: shared strings
	benchInline                  // as exports and libraries write: inline strings
	benchCSV
)

func (k benchKind) String() string { return [...]string{"shared", "inline", "csv"}[k] }

// benchHeader is the 16 columns of a portfolio with contacts.
var benchHeader = []string{
	"domain", "action", "contact_type", "registrant_type", "name", "organization", "country", "province",
	"city", "address", "postal_code", "email", "tel_area", "telephone", "transfer_lock", "note",
}

const benchTelArea = 12 // the one column of numbers

// benchRow is row n, counted from 0: a domain and a note of its own, and one
// of some hundreds of contacts.
func benchRow(n int, cells []string) []string {
	c := int(uint32(n)*2654435761>>8) % 700
	endings := [...]string{".com", ".net", ".cn", ".org", ".com.cn", ".shop"}
	cities := [...]string{"Hangzhou", "Shanghai", "Beijing", "Shenzhen", "Chengdu", "Nanjing", "Xi'an"}
	note := ""
	if n%3 == 0 {
		note = fmt.Sprintf("renewed in batch %d & checked", n/300)
	}
	lock := ""
	if n%5 == 0 {
		lock = "no"
	}
	return append(cells[:0],
		fmt.Sprintf("brand-%06d-%c%s", n*7919%10000000, 'a'+n%26, endings[n%len(endings)]),
		"update-contact", "registrant", "enterprise",
		fmt.Sprintf("Contact Person %03d", c), fmt.Sprintf("Example Trading Company No %d Ltd", c),
		"CN", "Zhejiang", cities[c%len(cities)], fmt.Sprintf("%d West Lake Road, Building %d", c*3+1, c%40+1),
		fmt.Sprintf("31%04d", c), fmt.Sprintf("domains-%03d@example-%d.com", c, c%13),
		"86", fmt.Sprintf("138%08d", c*104729%100000000), lock, note,
	)
}

// benchFile makes a file of so many rows once for a process, and gives its path.
func benchFile(b *testing.B, kind benchKind, rows int) string {
	b.Helper()
	dir := os.Getenv("DOMAINBATCH_BENCH_DIR") // kept between runs when given
	if dir == "" {
		dir = filepath.Join(os.TempDir(), fmt.Sprintf("domainbatch-bench-%d", os.Getpid()))
	}
	ext := map[bool]string{true: "csv", false: "xlsx"}[kind == benchCSV]
	path := filepath.Join(dir, fmt.Sprintf("portfolio-%s-%d.%s", kind, rows, ext))
	if _, err := os.Stat(path); err == nil {
		return path
	}
	check(b, os.MkdirAll(dir, 0o700))
	f, err := os.Create(path + ".part")
	check(b, err)
	w := bufio.NewWriterSize(f, 1<<20)
	if kind == benchCSV {
		writeBenchCSV(w, rows)
	} else {
		check(b, writeBenchWorkbook(w, kind, rows))
	}
	check(b, w.Flush())
	check(b, f.Close())
	check(b, os.Rename(path+".part", path))
	return path
}

func writeBenchCSV(w *bufio.Writer, rows int) {
	line := func(cells []string) {
		for i, c := range cells {
			if i > 0 {
				w.WriteByte(',')
			}
			if strings.ContainsAny(c, ",\"") {
				c = `"` + strings.ReplaceAll(c, `"`, `""`) + `"`
			}
			w.WriteString(c)
		}
		w.WriteString("\r\n")
	}
	line(benchHeader)
	var cells []string
	for n := range rows {
		cells = benchRow(n, cells)
		line(cells)
	}
}

// writeBenchWorkbook writes a workbook part by part, as Excel lays it out.
func writeBenchWorkbook(w io.Writer, kind benchKind, rows int) error {
	parts := plainParts("")
	z := zip.NewWriter(w)
	for _, name := range []string{"[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"} {
		text := parts[name]
		if name == "[Content_Types].xml" { // excelize looks there
			text = strings.Replace(text, "</Types>", `<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>`, 1)
		}
		if err := writePart(z, name, func(b *bufio.Writer) { b.WriteString(text) }); err != nil {
			return err
		}
	}
	s := benchSheet{kind: kind, index: map[string]int{}}
	if err := writePart(z, sheetPart1, func(b *bufio.Writer) { s.write(b, rows) }); err != nil {
		return err
	}
	if err := writePart(z, "xl/sharedStrings.xml", s.writeStrings); err != nil {
		return err
	}
	return z.Close()
}

func writePart(z *zip.Writer, name string, fill func(*bufio.Writer)) error {
	f, err := z.Create(name)
	if err != nil {
		return err
	}
	b := bufio.NewWriterSize(f, 1<<20)
	fill(b)
	return b.Flush()
}

type benchSheet struct {
	kind  benchKind
	index map[string]int
	texts []string
	uses  int
}

func (s *benchSheet) write(b *bufio.Writer, rows int) {
	fmt.Fprintf(b, `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>`+"\n"+`<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:P%d"/><sheetViews><sheetView workbookViewId="0"/></sheetViews><sheetData>`, rows+1)
	s.row(b, 1, benchHeader)
	var cells []string
	for n := range rows {
		cells = benchRow(n, cells)
		s.row(b, n+2, cells)
	}
	b.WriteString(`</sheetData><pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/></worksheet>`)
}

func (s *benchSheet) row(b *bufio.Writer, number int, cells []string) {
	var digits [20]byte
	num := strconv.AppendInt(digits[:0], int64(number), 10)
	b.WriteString(`<row r="`)
	b.Write(num)
	b.WriteString(`" spans="1:16" x14ac:dyDescent="0.25">`)
	for i, c := range cells {
		b.WriteString(`<c r="`)
		b.WriteByte(byte('A' + i))
		b.Write(num)
		switch {
		case c == "":
			b.WriteString(`" s="0"/>`)
			continue
		case i == benchTelArea && number > 1:
			b.WriteString(`"><v>` + c + `</v></c>`)
			continue
		case s.kind == benchShared:
			at, known := s.index[c]
			if !known {
				at = len(s.texts)
				s.index[c] = at
				s.texts = append(s.texts, c)
			}
			s.uses++
			b.WriteString(`" s="0" t="s"><v>`)
			var tmp [20]byte
			b.Write(strconv.AppendInt(tmp[:0], int64(at), 10))
			b.WriteString(`</v></c>`)
		default:
			b.WriteString(`" s="0" t="inlineStr"><is><t>` + benchEscape(c) + `</t></is></c>`)
		}
	}
	b.WriteString(`</row>`)
}

func (s *benchSheet) writeStrings(b *bufio.Writer) {
	fmt.Fprintf(b, `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>`+"\n"+`<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="%d" uniqueCount="%d">`, s.uses, len(s.texts))
	for _, t := range s.texts {
		b.WriteString(`<si><t>` + benchEscape(t) + `</t></si>`)
	}
	b.WriteString(`</sst>`)
}

func benchEscape(s string) string { return strings.ReplaceAll(s, "&", "&amp;") }
