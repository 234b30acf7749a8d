package ingest

import (
	"encoding/binary"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/text/encoding/unicode/utf32"
)

// TestWhatAWorkbookListsHasLimits: what a small part lists stands in memory as
// a whole, so that a file of a few KiB could ask for gigabytes.
func TestWhatAWorkbookListsHasLimits(t *testing.T) {
	many := func(before, again string, n int, after string) string {
		var b strings.Builder
		b.WriteString(before)
		for i := range n {
			b.WriteString(strings.ReplaceAll(again, "#", fmt.Sprint(i)))
		}
		return b.String() + after
	}
	book := func() rawParts { return plainParts(plainCells) }
	rels := book()["xl/_rels/workbook.xml.rels"]
	for _, c := range []struct {
		name  string
		parts rawParts
		want  string
	}{
		{"sheets of one part", book().with("xl/workbook.xml", many(`<workbook><sheets>`, `<sheet name="S#" id="rId1"/>`, 2, `</sheets></workbook>`)),
			`book.xlsx: the sheets "S0" and "S1" are the same part of the file; ` + repairCure},
		{"sheets", book().with("xl/workbook.xml", many(`<workbook><sheets>`, `<sheet name="S#" id="s#"/>`, maxSheets+1, `</sheets></workbook>`)).
			with("xl/_rels/workbook.xml.rels", many(`<Relationships>`, `<Relationship Id="s#" Type="/worksheet" Target="s#.xml"/>`, maxSheets+1, `</Relationships>`)),
			"book.xlsx: the workbook has more than 1000 sheets; "},
		{"relations", book().with("xl/_rels/workbook.xml.rels", strings.Replace(rels, "</Relationships>", many("", `<Relationship Id="x#" Type="/x" Target="x"/>`, maxRelations, "</Relationships>"), 1)),
			"book.xlsx: the workbook has too many relations between its parts; "},
		{"number formats", book().with("xl/styles.xml", many(`<styleSheet><numFmts>`, `<numFmt numFmtId="#" formatCode="0"/>`, maxFormats+1, `</numFmts></styleSheet>`)),
			"book.xlsx: the workbook has too many number formats; "},
		{"long number formats", book().with("xl/styles.xml", many(`<styleSheet><numFmts>`, `<numFmt numFmtId="#" formatCode="`+strings.Repeat("0", 1000)+`"/>`, 1100, many(`</numFmts><cellXfs>`, `<xf numFmtId="#"/>`, 1100, `</cellXfs></styleSheet>`))),
			"book.xlsx: the number formats of the workbook are too long; "},
		{"styles", book().with("xl/styles.xml", many(`<styleSheet><cellXfs>`, `<xf/>`, maxStyles+1, `</cellXfs></styleSheet>`)),
			"book.xlsx: the workbook has too many cell styles; "},
		{"attributes", plainParts(`<row ` + many("", `a#="" `, maxXMLAttrs+1, "") + `r="1"/>`),
			"book.xlsx: sheet Domains: the part xl/worksheets/sheet1.xml is damaged: a tag with too many attributes at byte 150; " + repairCure},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, _, err := ReadAll(t.Context(), c.parts.input(), Options{})
			if err == nil || !strings.HasPrefix(err.Error(), c.want) {
				t.Errorf("got  %v\nwant %s", err, c.want)
			}
		})
	}
}

// TestDirectoryOfAZipIsNotReadWithoutEnd: its end says that there is one part.
func TestDirectoryOfAZipIsNotReadWithoutEnd(t *testing.T) {
	entry := make([]byte, 46, 50)
	copy(entry, "PK\x01\x02")
	binary.LittleEndian.PutUint16(entry[28:], 4) // of the name
	entry = append(entry, "part"...)
	n := maxDirectory/len(entry) + 1
	data := "PK\x03\x04" + strings.Repeat(string(entry), n)
	end := make([]byte, 22)
	copy(end, "PK\x05\x06")
	binary.LittleEndian.PutUint16(end[8:], 1)
	binary.LittleEndian.PutUint16(end[10:], 1)
	binary.LittleEndian.PutUint32(end[12:], uint32(n*len(entry)))
	binary.LittleEndian.PutUint32(end[16:], 4)
	_, _, err := ReadAll(t.Context(), text("a.xlsx", data+string(end)), Options{})
	if want := "a.xlsx: the workbook has more than 5000 parts; copy the rows into a new workbook and save that"; err == nil || err.Error() != want {
		t.Errorf("got %v", err)
	}
}

func TestMessagesDoNotListAThousandSheets(t *testing.T) {
	var sheets []sheetOf
	for i := range 30 {
		sheets = append(sheets, sheetOf{fmt.Sprintf("S%d", i), [][]any{{"name", "email"}}})
	}
	_, _, err := ReadAll(t.Context(), workbookOf(t, nil, sheets...), Options{})
	if err == nil || !strings.Contains(err.Error(), `"S19", and 10 more`) || strings.Contains(err.Error(), "S20") {
		t.Errorf("%v", err)
	}
}

func TestUTF32IsRead(t *testing.T) {
	for name, e := range map[string]utf32.Endianness{"utf-32le": utf32.LittleEndian, "utf-32be": utf32.BigEndian} {
		for _, said := range []string{"", name} {
			data, err := utf32.UTF32(e, utf32.UseBOM).NewEncoder().String("domain,action,note\nexample.com,skip,备注 😀\n")
			check(t, err)
			l, rows := read(t, text("a.csv", data), Options{Encoding: said})
			if l.Encoding != name || !l.BOM || len(rows) != 1 || rows[0].Domain != "example.com" || rows[0].Note != "备注 😀" {
				t.Errorf("%s: %+v %+v", name, l, rows)
			}
		}
	}
}
