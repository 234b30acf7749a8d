package main

import (
	"fmt"
	"io"
	"strings"
)

// hostile is a file that is made to hurt, and how it must end.
type hostile struct {
	name  string
	parts map[string]content // of a workbook, or
	bytes content            // of the file, a workbook by its first bytes or delimited text
	args  []string
	code  exitCode
	want  string // in what check prints
}

const (
	sharedName = "xl/sharedStrings.xml"
	stylesName = "xl/styles.xml"
	namesName  = "xl/workbook.xml"
)

// sized is a size for every day, and the full one when DOMAINBATCH_LONG=1.
func sized(everyDay, full int) int {
	if long() {
		return full
	}
	return everyDay
}

func sheetOf(n int, cells func(row int) string) content {
	return counted(sheetHead, n, func(i int) string { return fmt.Sprintf(`<row r="%d">%s</row>`, i+2, cells(i+2)) }, sheetTail)
}

func hostileWorkbooks() []hostile {
	refused := func(name, part string, c content, want string) hostile {
		return hostile{name: name, parts: map[string]content{part: c}, code: exitInput, want: want}
	}
	read := func(name string, c content, code exitCode, want string) hostile {
		return hostile{name: name, parts: map[string]content{sheetName: c}, code: code, want: want}
	}
	blanks := strings.Repeat(" ", 4096)
	merges := strings.TrimSuffix(sheetHead+goodRow+`<row r="1048576"><c r="A1048576"><v>1</v></c></row>`+sheetTail, "</worksheet>") + "<mergeCells>"
	const ratio, deep, wide = "inflates to more than 200 times its size", "elements nested too deeply", "a tag with too many attributes"
	list := []hostile{
		refused("blanks without end", sheetName, between(sheetHead+goodRow, blanks, sized(24, 2048)*mib, sheetTail), "inflates to more than"),
		refused("one shared string without end", sharedName, between(`<sst><si><t>`, strings.Repeat("a", 4096), sized(24, 1024)*mib, `</t></si></sst>`), ratio),
		refused("styles without end", stylesName, between(`<styleSheet><cellXfs>`, blanks, sized(65, 1024)*mib, `</cellXfs></styleSheet>`), "inflates to more than 64 MiB"),
		refused("a part of 4 MiB pieces", sheetName, between(sheetHead+`<row a="`, "xyz", 6*mib, `"/>`+sheetTail), "a piece longer than 4 MiB"),
		read("a cell in column XFD of every row", sheetOf(20000, func(r int) string { return fmt.Sprintf(`<c r="A%d"><v>1</v></c><c r="XFD%d"><v>1</v></c>`, r, r) }), exitInput, "20000 rows"),
		refused("row 2147483647", sheetName, said(sheetHead+`<row r="2147483647"><c r="A2147483647"><v>1</v></c></row>`+sheetTail), `the impossible number "2147483647"`),
		read("row 1048576", said(sheetHead+strings.ReplaceAll(goodRow, "2", "1048576")+sheetTail), exitDone, "every row can be used"),
		refused("laughs", sharedName, said(`<!DOCTYPE sst [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><sst><si><t>&b;</t></si></sst>`), "a document type declaration (DOCTYPE)"),
		refused("an external entity", sheetName, said(`<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>`+sheetHead+sheetTail), "a document type declaration (DOCTYPE)"),
		refused("a name that climbs out", "../../../../tmp/evil.xml", said("x"), "leads out of the file"),
		{name: "60,000 parts", bytes: zipOfMany(60000, 60000), code: exitInput, want: "more than 5000 parts"},
		{name: "parts without end", bytes: zipOfMany(sized(150_000, 5_000_000), 7), code: exitInput, want: "more than 5000 parts"},
		{name: "a directory that makes less of a part", bytes: lyingZip(10), code: exitInput, want: "is damaged or cut off"},
		{name: "a directory that makes more of a part", bytes: lyingZip(1 << 30), code: exitInput, want: ratio},
		{name: "sheets that are the same bytes", bytes: overlappingZip(sized(50, 900)), code: exitInput, want: "several sheets have a column domain"},
		read("a dimension that lies", said(strings.Replace(sheetHead, "<sheetData>", `<dimension ref="A1:XFD1048576"/><sheetData>`, 1)+goodRow+sheetTail), exitDone, "every row can be used"),
		read("everything merged", said(strings.TrimSuffix(sheetHead+goodRow+sheetTail, "</worksheet>")+`<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells></worksheet>`), exitDone, "0 rows"),
		read("merges over merges", counted(merges, sized(50_000, 1_000_000), func(i int) string { return fmt.Sprintf(`<mergeCell ref="A%d:XFD%d"/>`, i+2, i+4) }, `</mergeCells></worksheet>`), exitInput, "no domain"),
		refused("merges of everything", sheetName, counted(merges, 50, func(i int) string { return `<mergeCell ref="A1:XFD1048576"/>` }, `</mergeCells></worksheet>`), "the merged cells cover more than 4 million rows"),
		refused("elements in elements", sheetName, between(sheetHead, "<a>", mib, ""), deep),
		refused("attributes", sheetName, between(sheetHead+`<row `, `a="" `, mib, `r="2"/>`+sheetTail), wide),
		refused("a shared string that is not there", sheetName, said(sheetHead+`<row r="2"><c r="A2" t="s"><v>99999999</v></c></row>`+sheetTail), "cell A2"),
		refused("number formats", stylesName, counted(`<styleSheet><numFmts>`, sized(1300, 60000), func(i int) string {
			return fmt.Sprintf(`<numFmt numFmtId="%d" formatCode="%s%d"/>`, i, strings.Repeat("0.#?", 220), i)
		}, usedFormats(sized(1300, 60000))), "the number formats of the workbook are too long"),
		refused("sheets", namesName, between(`<workbook `+mainSpace+` xmlns:r="`+officeRel+`"><sheets>`, `<sheet name="S" sheetId="1" r:id="rId1"/>`, sized(1, 30)*mib, `</sheets></workbook>`), "are the same part of the file"),
		{name: "a million shared strings", code: exitDone, want: "every row can be used", parts: map[string]content{sharedName: counted(`<sst>`, sized(200_000, 1_000_000), func(i int) string {
			return fmt.Sprintf(`<si><t>text number %d of many</t></si>`, i)
		}, `</sst>`)}},
		read("bad rows", sheetOf(sized(20_000, 1_000_000), func(r int) string {
			var b strings.Builder
			for i, v := range []string{"not a domain", "sometimes", "owner", "mail.example", "phone", "Nowhere"} {
				fmt.Fprintf(&b, `<c r="%c%d" t="inlineStr"><is><t>%s %d</t></is></c>`, 'A'+i, r, v, r)
			}
			return b.String()
		}), exitInput, "no row can be used"),
		read("a long text in every row", sheetOf(sized(1500, 15_000), func(r int) string {
			return fmt.Sprintf(`<c r="A%d" t="inlineStr"><is><t>%d%s</t></is></c>`, r, r, strings.Repeat("0123456789 abc+-", 2000))
		}), exitInput, "domain.long"),
		read("a row of long texts", sheetOf(1, func(r int) string {
			return strings.Repeat(`<c t="inlineStr"><is><t>`+strings.Repeat("0123456789 abc+-", 2000)+`</t></is></c>`, 200)
		}), exitInput, "row 2: the row holds more than 4 MiB of text"),
		{name: "a password hashed a thousand million times", bytes: encrypted(1_000_000_000), args: []string{"--password-file", "password"}, code: exitInput, want: "hashed 1000000000 times"},
		{name: "a wrong password hashed", bytes: encrypted(1000), args: []string{"--password-file", "password"}, code: exitInput, want: "the password does not open the workbook"},
	}
	if !long() {
		return list
	}
	return append(list, // what has to be large to hurt
		refused("empty shared strings", sharedName, between(`<sst>`, `<si/>`, 120*mib, `</sst>`), "the workbook holds too much text"),
		refused("a hundred million cells", sheetName, sheetOf(100_000, func(int) string { return strings.Repeat(`<c><v>1</v></c>`, 1000) }), "more than 30 million cells"),
	)
}

// usedFormats is the rest of a part of styles in which every format is used.
func usedFormats(n int) string {
	var b strings.Builder
	b.WriteString(`</numFmts><cellXfs>`)
	for i := range n {
		fmt.Fprintf(&b, `<xf numFmtId="%d"/>`, i)
	}
	return b.String() + `</cellXfs></styleSheet>`
}

func hostileTexts() []hostile {
	text := func(name string, c content, want string) hostile {
		return hostile{name: name, bytes: c, code: exitInput, want: want}
	}
	return []hostile{
		text("a line without end", between("domain,action\n", strings.Repeat("x", 4096), sized(20, 1024)*mib, ""), "line 2: the line is longer than 4 MiB"),
		text("a quote that is never closed", between("domain,action\na.com,\"", strings.Repeat("some text\n", 400), sized(20, 1024)*mib, ""), "line 2: the quote that opens a cell in this line is never closed"),
		text("a million columns", between("domain,action\na.com", ",x", sized(1, 2)*mib/2, "\n"), "line 2: the line has more than 16384 cells"),
		text("delimiters without end", between("domain,action\n", strings.Repeat(",", 4096), sized(20, 1024)*mib, ""), "line 2: the line has more than 16384 cells"),
		{name: "lines of delimiters", bytes: between("domain,action\n", strings.Repeat(",", 1023)+"\n", sized(40, 512)*mib, ""), code: exitDone, want: "0 rows"},
		{name: "empty lines", bytes: between("domain,action\n", strings.Repeat("\n", 4096), sized(20, 1024)*mib, "a.com,skip\n"), code: exitDone, want: "every row can be used"},
		text("blank lines and no header", between("", strings.Repeat(",", 16383)+"\n", sized(40, 1600)*mib, ""), "nothing is in it"),
		text("lines of something else", between("", strings.Repeat("x,", 8000)+"x\n", sized(40, 1600)*mib, ""), "no header row was found"),
		text("short rows without end", between("domain,action\n", strings.Repeat("\"a\",\"\"\n", 500), sized(48, 1024)*mib, ""), "the file has more than 5 million rows"),
		text("headers that are nearly known", counted("", 25, func(i int) string {
			return strings.Repeat("domane nmae/(电邮地zhi)/联系人类xing,", 16383) + "x\n"
		}, ""), "no header row was found"),
		text("headers of four million letters", counted("", 40, func(i int) string { return "domain," + strings.Repeat("x", 4*mib-100) + "\n" }, ""), "domain"),
		text("bad values without a repeat", counted("domain,action,contact_type,name,address,email,telephone\n", sized(2000, 20000), func(i int) string {
			long := fmt.Sprintf("%d%s", i, strings.Repeat("0123456789 abc+-", 500))
			return fmt.Sprintf("d%d.com,update-contact,owner%d,%s,%s,%s,%s\n", i, i, long, long, long, long)
		}, ""), "telephone.long"),

		text("zeros", between("", strings.Repeat("\x00", 4096), sized(20, 1024)*mib, ""), "the line is longer than 4 MiB"),
		text("half a character", said("\xff\xfed\x00o\x00m\x00a\x00i\x00n\x00\n"), "in the middle of a character of UTF-16"),
		text("a web page", said("<!DOCTYPE html><table><tr><td>domain"), "a web page"),
		text("compressed", said("\x1f\x8b\x08\x00\x00\x00\x00\x00"), "compressed with gzip"),
		text("noise", noise(sized(4, 64)*mib), "line"),
	}
}

// noise is what no program writes, the same every time.
func noise(size int) content {
	return func(w io.Writer) error {
		b := make([]byte, size)
		x := uint32(1)
		for i := range b {
			x = x*1664525 + 1013904223
			b[i] = byte(x >> 24)
		}
		_, err := w.Write(b)
		return err
	}
}
