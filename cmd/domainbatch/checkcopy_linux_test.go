package main

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// manyRows writes a workbook of n rows, of which every one has something to fix
// and every fifth a mistake, and parts that have nothing to do with them.
func manyRows(t *testing.T, n int) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "many.xlsx")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	z := zip.NewWriter(f)
	part := func(name string) io.Writer {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		return w
	}
	const spreadsheet = "application/vnd.openxmlformats-officedocument.spreadsheetml."
	const relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	for name, text := range map[string]string{
		"[Content_Types].xml":        `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="` + spreadsheet + `sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="` + spreadsheet + `worksheet+xml"/><Override PartName="/xl/worksheets/sheet2.xml" ContentType="` + spreadsheet + `worksheet+xml"/></Types>`,
		"_rels/.rels":                `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="` + relations + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml":            `<workbook xmlns="` + main + `" xmlns:r="` + relations + `"><sheets><sheet name="Domains" sheetId="1" r:id="rId1"/><sheet name="Notes" sheetId="2" r:id="rId2"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="` + relations + `/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="` + relations + `/worksheet" Target="worksheets/sheet2.xml"/></Relationships>`,
		"xl/worksheets/sheet2.xml":   `<worksheet xmlns="` + main + `"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>keep me</t></is></c></row></sheetData></worksheet>`,
		"xl/media/image1.png":        strings.Repeat("\x89PNG\x00\x01\x02", 3000),
		"customXml/item1.xml":        "<kept/>",
	} {
		io.WriteString(part(name), text)
	}
	sheet := part("xl/worksheets/sheet1.xml")
	fmt.Fprintf(sheet, `<worksheet xmlns="%s"><sheetData>`, main)
	row := func(line int, cells ...string) {
		var b bytes.Buffer
		fmt.Fprintf(&b, `<row r="%d">`, line)
		for i, c := range cells {
			fmt.Fprintf(&b, `<c r="%c%d" t="inlineStr"><is><t>%s</t></is></c>`, 'A'+i, line, c)
		}
		b.WriteString(`</row>`)
		sheet.Write(b.Bytes())
	}
	row(1, "domain", "action", "contact_type", "registrant_type", "name", "organization", "country", "province", "city", "address", "postal_code", "email", "tel_area", "telephone", "note", "cost centre")
	for i := range n {
		email := fmt.Sprintf("owner%d@example.com", i%50)
		if i%5 == 0 {
			email = "no address"
		}
		row(i+2, fmt.Sprintf("https://www.d%d-example.com/", i), "update-contact", "admin", "2", "Li Wei", "Northwind", "CN", "zhe jiang", "hang zhou shi", "1 Wensan Road", "310024", email, "+86", "13800138000", "renewed in spring", fmt.Sprint(i%97))
	}
	io.WriteString(sheet, `</sheetData></worksheet>`)
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestACopyOfManyRowsTakesLittleMemory bounds what ten times as many rows take
// more when a marked or a corrected copy is written, and wants the parts of which
// nobody spoke as they were. DOMAINBATCH_COPY_ROWS=1000000 measures another
// number of rows.
func TestACopyOfManyRowsTakesLittleMemory(t *testing.T) {
	proof(t)
	program := builtWith(t, "")
	n := 20_000
	if text := os.Getenv("DOMAINBATCH_COPY_ROWS"); text != "" {
		var err error
		if n, err = strconv.Atoi(text); err != nil {
			t.Fatal(err)
		}
	}
	few, many := manyRows(t, n/10), manyRows(t, n)
	bound := int64(48<<20 + 140*n)
	for what, c := range map[string]struct {
		flags []string
		end   int
	}{
		"problems": {nil, int(exitInput)},
		"fixes":    {[]string{"--accept-fixes"}, int(exitInput)},
	} {
		took := func(path string) int64 {
			out := filepath.Join(t.TempDir(), "out.xlsx")
			cmd := exec.Command(program, append(append([]string{"check", "-o", out}, c.flags...), path)...)
			peak, _ := peakOf(cmd)
			if cmd.ProcessState.ExitCode() != c.end {
				t.Fatalf("%s: ended with %d", what, cmd.ProcessState.ExitCode())
			}
			sameParts(t, path, out, "xl/worksheets/sheet2.xml", "xl/media/image1.png", "customXml/item1.xml", "_rels/.rels")
			return peak
		}
		a, b := took(few), took(many)
		t.Logf("%s: %d KiB for %d rows, %d KiB for %d", what, a>>10, n/10, b>>10, n)
		if b-a > bound {
			t.Errorf("%s: %d KiB for %d rows, %d KiB for %d", what, a>>10, n/10, b>>10, n)
		}
	}
}

// sameParts wants parts of two workbooks to be the same packed bytes.
func sameParts(t *testing.T, before, after string, names ...string) {
	t.Helper()
	packed := func(path string) map[string][]byte {
		z, err := zip.OpenReader(path)
		if err != nil {
			t.Fatal(err)
		}
		defer z.Close()
		parts := map[string][]byte{}
		for _, f := range z.File {
			if r, err := f.OpenRaw(); err == nil && f.CompressedSize64 < 1<<20 {
				parts[f.Name], _ = io.ReadAll(r)
			}
		}
		return parts
	}
	a, b := packed(before), packed(after)
	for _, name := range names {
		if len(a[name]) == 0 || !bytes.Equal(a[name], b[name]) {
			t.Errorf("part %s is not as it was", name)
		}
	}
}
