package planner_test

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"domainbatch/ingest"
	"domainbatch/planner"
)

// content is one sheet of rows with all that a format could treat otherwise:
// Chinese, leading zeros, commas and semicolons in values, a line break, an
// invalid row, rows that contradict each other, and a repeat.
var content = [][]string{
	{"域名", "action", "contact_type", "registrant_type", "name", "organization", "country", "province", "city", "address", "postal_code", "email", "tel_area", "telephone", "zh_organization", "note"},
	{"Example.com", "", "registrant", "enterprise", "Li Wei", "Northwind Logistics; Ltd", "CN", "Zhejiang", "Hangzhou", "1 Wensan Road, Xihu", "010010", "domains@northwind-logistics.com", "86", "05718888", "北风物流", "first line\nsecond line"},
	{"例子.中国", "", "admin, tech", "2", "Li Wei", "Northwind Logistics; Ltd", "CN", "Zhejiang", "Hangzhou", "1 Wensan Road, Xihu", "010010", "domains@northwind-logistics.com", "86", "05718888", "北风物流", ""},
	{"example.net", "transfer-code", "", "", "", "", "", "", "", "", "", "", "", "", "", "say \"please\""},
	{"example.org", "", "billing", "2", "Li Wei", "Northwind", "CN", "Zhejiang", "Hangzhou", "1 Wensan Road", "310024", "not an address", "86", "05718888", "", ""},
	{"twice.com", "", "tech", "2", "Li Wei", "Northwind", "CN", "Zhejiang", "Hangzhou", "1 Wensan Road", "310024", "a@northwind-logistics.com", "86", "05718888", "", ""},
	{"twice.com", "", "tech", "2", "Li Wei", "Northwind", "CN", "Zhejiang", "Hangzhou", "1 Wensan Road", "310024", "b@northwind-logistics.com", "86", "05718888", "", ""},
	{"example.net", "transfer-code", "", "", "", "", "", "", "", "", "", "", "", "", "", ""},
	{"parked.com", "skip", "", "", "", "", "", "", "", "", "", "", "", "", "", ""},
}

func delimited(comma rune, crlf bool) string {
	var out strings.Builder
	w := csv.NewWriter(&out)
	w.Comma, w.UseCRLF = comma, crlf
	w.WriteAll(content)
	return out.String()
}

func inEncoding(t *testing.T, e encoding.Encoding, text string) []byte {
	t.Helper()
	out, err := e.NewEncoder().Bytes([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// everywhereQuoted has each value in quotes, as databases export it.
func everywhereQuoted() string {
	var out strings.Builder
	for _, record := range content {
		for i, v := range record {
			if i > 0 {
				out.WriteByte(',')
			}
			out.WriteString(`"` + strings.ReplaceAll(v, `"`, `""`) + `"`)
		}
		out.WriteByte('\n')
	}
	return out.String()
}

// workbook writes the content below some rows of other text.
func workbook(t *testing.T, name string, above int, rich bool) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	f.SetSheetName("Sheet1", "Domains")
	for n := range above {
		cell, _ := excelize.CoordinatesToCellName(1, n+1)
		f.SetCellStr("Domains", cell, "a title")
	}
	for r, record := range content {
		for c, v := range record {
			cell, _ := excelize.CoordinatesToCellName(c+1, above+r+1)
			var err error
			switch {
			case v == "":
			case rich:
				_, first := utf8.DecodeRuneInString(v)
				err = f.SetCellRichText("Domains", cell, []excelize.RichTextRun{{Text: v[:first]}, {Text: v[first:], Font: &excelize.Font{Bold: true}}})
			default:
				err = f.SetCellStr("Domains", cell, v)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	f.Path = name
	var out bytes.Buffer
	if _, err := f.WriteTo(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestEqualContentHasOneDigestInEveryFormat(t *testing.T) {
	comma := delimited(',', false)
	variants := map[string][]byte{
		"utf8.csv":      []byte(comma),
		"bom.csv":       []byte("\ufeff" + comma),
		"crlf.csv":      []byte(delimited(',', true)),
		"semicolon.csv": []byte(delimited(';', false)),
		"tab.tsv":       []byte(delimited('\t', true)),
		"pipe.txt":      []byte(delimited('|', false)),
		"sep.csv":       []byte("sep=;\r\n" + delimited(';', true)),
		"quoted.csv":    []byte(everywhereQuoted()),
		"title.csv":     []byte("our domains,,,\n\n" + comma),
		"gb18030.csv":   inEncoding(t, simplifiedchinese.GB18030, delimited(',', true)),
		"gbk.csv":       inEncoding(t, simplifiedchinese.GBK, delimited(';', true)),
		"utf16le.csv":   inEncoding(t, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), delimited('\t', true)),
		"utf16be.csv":   inEncoding(t, unicode.UTF16(unicode.BigEndian, unicode.UseBOM), comma),
		"plain.xlsx":    workbook(t, "plain.xlsx", 0, false),
		"title.xlsx":    workbook(t, "title.xlsx", 3, false),
		"rich.xlsx":     workbook(t, "rich.xlsx", 0, true),
		"macros.xlsm":   workbook(t, "macros.xlsm", 0, false),
	}
	digests := map[string][]string{}
	for name, bytes := range variants {
		p := planOf(t, name, bytes)
		if c := p.Counts(); c.Total != 8 || c.Rows[planner.RowPlanned] != 4 || c.Rows[planner.RowInvalid] != 1 || c.Rows[planner.RowHeld] != 2 {
			t.Errorf("%s: %v of %d rows", name, c.Rows, c.Total)
		}
		digests[p.Digest] = append(digests[p.Digest], name)
	}
	if len(digests) != 1 {
		t.Errorf("several digests: %v", digests)
	}
	if other := planOf(t, "other.csv", []byte(strings.Replace(comma, "010010", "010011", 1))); digests[other.Digest] != nil {
		t.Error("another postal code has the same digest")
	}
}

func planOf(t *testing.T, name string, content []byte) *planner.Plan {
	t.Helper()
	in := ingest.Input{Name: name, Data: bytes.NewReader(content), Size: int64(len(content))}
	source, err := ingest.Open(t.Context(), in, ingest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer source.Close()
	layout := source.Layout()
	p, err := planner.Build(source.Rows(), planner.Source{File: name, Digest: layout.Digest, Sheet: layout.Sheet}, planner.Settings{}, planner.Options{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	return p
}
