package ingest

import (
	"archive/zip"
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/unicode"
)

func zipOf(names ...string) []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, n := range names {
		f, err := w.Create(n)
		if err != nil {
			panic(err)
		}
		if n == "mimetype" {
			f.Write([]byte("application/vnd.oasis.opendocument.spreadsheet"))
		}
	}
	w.Close()
	return b.Bytes()
}

func ole(stream string) string {
	return "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + string(make([]byte, 512)) + string(utf16Bytes(stream)) + string(make([]byte, 600))
}

// TestEveryRefusalIsOneLineWithACure pins what a person reads when a file
// cannot be used at all.
func TestEveryRefusalIsOneLineWithACure(t *testing.T) {
	saved := "; open it in a spreadsheet program and save it as .xlsx"
	for _, c := range []struct {
		name, file, data string
		opt              Options
		want             string
	}{
		{"empty file", "a.csv", "", Options{}, "a.csv: the file is empty; give a file with a header row and at least one domain"},
		{"only a byte order mark and blanks", "a.csv", "\xef\xbb\xbf \r\n\n", Options{}, "a.csv: the file is empty; give a file with a header row and at least one domain"},
		{"lock file", "dir/~$a.xlsx", "\x05Alice", Options{}, "dir/~$a.xlsx: the lock file that Excel keeps while the workbook is open, not the workbook; give a.xlsx"},
		{"xls", "a.xls", ole("Workbook"), Options{}, "a.xls: this is an old Excel workbook (.xls), which is not read" + saved},
		{"doc", "a.xls", ole("WordDocument"), Options{}, "a.xls: this is an old Word document (.doc), which is not read" + saved},
		{"encrypted and damaged", "a.xlsx", ole("EncryptedPackage"), Options{}, "a.xlsx: the encrypted workbook is damaged or cut off; copy or download it again"},
		{"encrypted and damaged, with a password", "a.xlsx", ole("EncryptedPackage"), Options{Password: "x"}, "a.xlsx: the encrypted workbook is damaged or cut off; copy or download it again"},
		{"ods", "a.ods", string(zipOf("mimetype", "content.xml")), Options{}, "a.ods: this is an OpenDocument spreadsheet (.ods), which is not read" + saved},
		{"xlsb", "a.xlsb", string(zipOf("[Content_Types].xml", "xl/workbook.bin")), Options{}, "a.xlsb: this is a binary workbook (.xlsb), which is not read" + saved},
		{"docx", "a.docx", string(zipOf("[Content_Types].xml", "word/document.xml")), Options{}, "a.docx: this is a Word document (.docx), which is not read; save the table in it as .xlsx or CSV"},
		{"numbers", "a.numbers", string(zipOf("Index/Document.iwa")), Options{}, "a.numbers: this is a Numbers document, which is not read; export it from Numbers as Excel (.xlsx)"},
		{"zip with a workbook in it", "a.zip", string(zipOf("x/book.xlsx")), Options{}, "a.zip: this is a ZIP archive with book.xlsx in it, which is not read; unpack it and give that file"},
		{"zip of something", "a.zip", string(zipOf("x.go")), Options{}, "a.zip: this is a ZIP archive, no workbook, which is not read; give the workbook itself"},
		{"zip without an end", "a.xlsx", "PK\x03\x04 and then nothing", Options{}, "a.xlsx: the file is cut off or damaged (it begins as a workbook and has no end); copy or download it again"},
		{"pdf", "a.csv", "%PDF-1.7", Options{}, "a.csv: this is a PDF document, which is not read; export the table as .xlsx or CSV from where it was made"},
		{"html", "a.xls", "\r\n<HTML><body><table>", Options{}, "a.xls: this is a web page (HTML), perhaps named .xls, which is not read" + saved},
		{"excel 2003 xml", "a.xls", `<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">`, Options{}, "a.xls: this is an XML spreadsheet of Excel 2003, which is not read" + saved},
		{"json", "a.json", `[{"domain":"a.com"}]`, Options{}, "a.json: this is a JSON file, which is not read; export the data as CSV"},
		{"gzip", "a.csv.gz", "\x1f\x8b\x08\x00", Options{}, "a.csv.gz: this is compressed with gzip, which is not read; unpack it first"},

		{"tar", "a.tar", "book.csv" + strings.Repeat("\x00", 249) + "ustar\x0000" + strings.Repeat("\x00", 600), Options{}, "a.tar: this is a tar archive, which is not read; unpack it first"},
		{"sylk", "a.slk", "ID;PWXL;N;E\r\nP;PGeneral\r\nC;Y1;X1;K\"domain\"\r\n", Options{}, "a.slk: this is a SYLK file (.slk), which is not read" + saved},
		{"sylk of another program", "a.slk", "ID;PQuattro Pro\r\nB;X4;Y4\r\n", Options{}, "a.slk: this is a SYLK file (.slk), which is not read" + saved},
		{"sylk of a Mac", "a.slk", "ID;PWXL;N;E\rP;PGeneral\r", Options{}, "a.slk: this is a SYLK file (.slk), which is not read" + saved},
		{"no sylk", "a.csv", "ID;Provider\nA;Godaddy\n", Options{}, `a.csv: line 1: no header row was found in the first 20 rows; the first one reads "ID", "Provider"; add a header row with a column domain, or name it with --header-row and --map 'HEADER=domain'`},
		{"dif", "a.dif", "TABLE\r\n0,1\r\n\"EXCEL\"\r\n", Options{}, "a.dif: this is a DIF file (.dif), which is not read" + saved},
		{"dbf", "a.dbf", "\x03\x7c\x05\x01\x02\x00\x00\x00A\x00\x10\x00" + strings.Repeat("\x00", 40), Options{}, "a.dbf: this is a dBase table (.dbf), which is not read" + saved},
		{"lotus", "a.wk1", "\x00\x00\x02\x00\x06\x04\x06\x00", Options{}, "a.wk1: this is a Lotus 1-2-3 workbook, which is not read" + saved},
		{"quattro pro", "a.wb2", "\x00\x00\x02\x00\x02\x10\x00\x00", Options{}, "a.wb2: this is a Quattro Pro workbook, which is not read" + saved},
		{"tiff", "a.tif", "II*\x00\x08\x00\x00\x00", Options{}, "a.tif: this is a picture, which is not read; give the table itself as .xlsx or CSV"},
		{"html that begins with a comment", "a.xls", "<!-- made by the intranet -->\n<div><table><tr><td>domain</td></tr></table>", Options{}, "a.xls: this is a web page (HTML), perhaps named .xls, which is not read" + saved},
		{"html in UTF-16", "a.xls", "\xff\xfe<\x00h\x00t\x00m\x00l\x00>\x00", Options{}, "a.xls: this is a web page (HTML), perhaps named .xls, which is not read" + saved},
		{"json over several lines", "a.json", "[\n  {\n    \"domain\": \"a.com\"\n  }\n]\n", Options{}, "a.json: this is a JSON file, which is not read; export the data as CSV"},
		{"mhtml", "a.xls", "From: <Saved by Windows Internet Explorer 8>\r\nSubject: x\r\nMIME-Version: 1.0\r\n", Options{}, "a.xls: this is a mail or a saved web page (MHTML), perhaps named .xls, which is not read" + saved},
		{"numbers of 2009", "a.numbers", string(zipOf("index.xml", "buildVersionHistory.plist")), Options{}, "a.numbers: this is a Numbers document, which is not read; export it from Numbers as Excel (.xlsx)"},
		{"numbers as a folder", "a.numbers", string(zipOf("a.numbers/Index.zip")), Options{}, "a.numbers: this is a Numbers document, which is not read; export it from Numbers as Excel (.xlsx)"},
		{"staroffice", "a.sxc", string(zipOf("content.xml", "settings.xml", "meta.xml")), Options{}, "a.sxc: this is a StarOffice document, which is not read" + saved},
		{"xls of another program", "a.xls", ole("WORKBOOK"), Options{}, "a.xls: this is an old Excel workbook (.xls), which is not read" + saved},
		{"access", "a.accdb", "\x00\x01\x00\x00Standard ACE DB\x00", Options{}, "a.accdb: this is an Access database, which is not read; export the table as CSV"},
		{"half a character of UTF-32", "a.csv", "\xff\xfe\x00\x00d\x00\x00\x00\n\x00", Options{}, "a.csv: the file ends in the middle of a character of UTF-32, so its end is missing; copy or export it again"},

		{"no header", "a.csv", "a.com,b@c.de\nc.com,13800138000\n", Options{}, `a.csv: line 1: no header row was found in the first 20 rows; the first one reads "a.com", "…"; add a header row with a column domain, or name it with --header-row and --map 'HEADER=domain'`},
		{"no domain column", "a.csv", "name,email\nx,y\n", Options{}, `a.csv: line 1: no column domain; the headers are "name", "email"; name the column that holds the domains, such as --map 'HEADER=domain'`},
		{"every header mistyped", "a.csv", "Domian,acton\nalpha.com,transfer-code\n", Options{}, `a.csv: line 1: no column domain; the headers are "Domian", "acton"; rename "Domian" to domain, or use --map 'Domian=domain'`},
		{"mistyped domain column", "a.csv", "domian,email\nx,y\n", Options{}, `a.csv: line 1: no column domain; the headers are "domian", "email"; rename "domian" to domain, or use --map 'domian=domain'`},
		{"field twice", "a.csv", "domain,email,E-Mail\nx,y,z\n", Options{}, `a.csv: line 1: the headers "email" (column 2) and "E-Mail" (column 3) both mean email; rename one: --map cannot tell headers of the same name apart`},
		{"mapping of a header that is not there", "a.csv", "domain,owner mail\nx,y\n", Options{Map: map[string]Field{"owner mial": FieldEmail}}, `a.csv: line 1: there is no header "owner mial", which --map names; did you mean "owner mail"?`},
		{"header row blank", "a.csv", "x\n\ndomain\na.com\n", Options{HeaderRow: 2}, "a.csv: line 2: this row is blank, so it is no header row; correct --header-row"},
		{"open quote", "a.csv", "domain,note\na.com,\"x\ny\nb.com,\"z\"\nc.com,\"\n", Options{}, "a.csv: line 5: the quote that opens a cell in this line is never closed; close it, or double it if it is part of the text"},
		{"zero byte", "a.csv", "domain,note\na.com,\x00\n", Options{}, "a.csv: line 2: a NUL byte stands in the text, so this is damaged or no text file; export it again as CSV UTF-8, or save it as .xlsx"},
		{"half a character", "a.csv", "\xff\xfed\x00o\x00m\x00a\x00i\x00n\x00\n", Options{}, "a.csv: the file ends in the middle of a character of UTF-16, so its end is missing; copy or export it again"},
		{"wrong encoding said", "a.csv", "domain,note\na.com,\xff\xff\n", Options{Encoding: "utf-8"}, "a.csv: line 2: a character cannot be read as utf-8; say how the file is written, such as --encoding gb18030"},
		{"unknown encoding", "a.csv", "domain\n", Options{Encoding: "klingon"}, `a.csv: "klingon" is no known encoding; use one such as utf-8, utf-16le, gb18030, big5, shift_jis or windows-1252`},
		{"impossible delimiter", "a.csv", "domain\n", Options{Delimiter: "ab"}, `a.csv: "ab" cannot delimit cells; use one character, or tab, comma, semicolon or pipe`},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, _, err := ReadAll(t.Context(), text(c.file, c.data), c.opt)
			var fe *FileError
			if !errors.As(err, &fe) || err.Error() != c.want || fe.Rule == "" {
				t.Errorf("got  %v\nwant %s", err, c.want)
			}
		})
	}
}

func TestSheetChoice(t *testing.T) {
	head := []any{"domain", "action"}
	rows := func(domain string) [][]any { return [][]any{head, {domain, "skip"}} }
	other := [][]any{{"some", "notes"}, {"and", "more"}}
	for _, c := range []struct {
		name   string
		sheets []sheetOf
		sheet  string
		want   string // domain of the first row, or the error
	}{
		{"Domains goes before", []sheetOf{{"A", rows("a.com")}, {" domains ", rows("b.com")}}, "", "b.com"},
		{"the only one with a header", []sheetOf{{"A", other}, {"B", rows("b.com")}}, "", "b.com"},
		{"sheets of a report are never chosen", []sheetOf{{"Summary", rows("a.com")}, {"Errors", rows("e.com")}, {"X", rows("x.com")}, {"Contacts", rows("c.com")}}, "", "x.com"},
		{"unless named", []sheetOf{{"Errors", rows("e.com")}, {"X", rows("x.com")}}, "errors", "e.com"},
		{"several", []sheetOf{{"A", rows("a.com")}, {"B", rows("b.com")}}, "", `book.xlsx: several sheets have a column domain: "A", "B"; choose one with --sheet`},
		{"none", []sheetOf{{"A", other}, {"B", other}}, "", `book.xlsx: no sheet has a header row with a column domain; the sheets are "A", "B"; name the sheet with --sheet, and the column with --map 'HEADER=domain'`},
		{"mistyped", []sheetOf{{"Portfolio", rows("a.com")}, {"B", other}}, "Protfolio", `book.xlsx: there is no sheet "Protfolio"; did you mean --sheet "Portfolio"? it has "Portfolio", "B"`},
		{"empty", []sheetOf{{"Sheet1", nil}}, "", `book.xlsx: sheet Sheet1: nothing is in it; give a file with a header row and at least one domain`},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, rows, err := ReadAll(t.Context(), workbookOf(t, nil, c.sheets...), Options{Sheet: c.sheet})
			got := ""
			if err != nil {
				got = err.Error()
			} else {
				got = rows[0].Domain
			}
			if got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestHiddenSheetsAreSkippedUnlessNamed(t *testing.T) {
	in := workbookOf(t, func(f *excelize.File) {
		check(t, f.SetSheetVisible("Old", false))
		check(t, f.AddChartSheet("Chart", &excelize.Chart{Type: excelize.Col, Series: []excelize.ChartSeries{{Values: "Now!$A$1:$A$2"}}}))
	}, sheetOf{"Now", [][]any{{"domain", "action"}, {"now.com", "skip"}}}, sheetOf{"Old", [][]any{{"domain", "action"}, {"old.com", "skip"}}})
	l, rows := read(t, in, Options{})
	if rows[0].Domain != "now.com" || len(l.Sheets) != 3 {
		t.Errorf("%+v %+v", l, rows)
	}
	if _, rows = read(t, in, Options{Sheet: "old"}); rows[0].Domain != "old.com" {
		t.Errorf("%+v", rows)
	}
}

func TestSameContentInEveryEncoding(t *testing.T) {
	utf8 := "域名,操作,备注\n例子.公司,跳过,张三的域名\n"
	utf16 := func(e unicode.Endianness, bom unicode.BOMPolicy) string {
		s, err := unicode.UTF16(e, bom).NewEncoder().String(utf8)
		check(t, err)
		return s
	}
	gb, err := namedEncoding("gbk")
	check(t, err)
	gbText, err := gb.enc.NewEncoder().String(utf8)
	check(t, err)
	big5, err := namedEncoding("big5")
	check(t, err)
	big5Text, err := big5.enc.NewEncoder().String("域名,操作,備註\n例子.公司,跳過,張三的域名\n")
	check(t, err)
	for _, c := range []struct {
		name, data string
		opt        Options
		encoding   string
		bom        bool
	}{
		{"UTF-8", utf8, Options{}, "utf-8", false},
		{"UTF-8 with mark", "\xef\xbb\xbf" + utf8, Options{}, "utf-8", true},
		{"UTF-8 with mark, said", "\xef\xbb\xbf" + utf8, Options{Encoding: "UTF8"}, "utf-8", true},
		{"UTF-16LE", utf16(unicode.LittleEndian, unicode.UseBOM), Options{}, "utf-16le", true},
		{"UTF-16BE", utf16(unicode.BigEndian, unicode.UseBOM), Options{}, "utf-16be", true},
		{"UTF-16 said", utf16(unicode.LittleEndian, unicode.IgnoreBOM), Options{Encoding: "utf-16le"}, "utf-16le", false},
		{"GB18030", gbText, Options{}, "gb18030", false},
		{"Big5 said", big5Text, Options{Encoding: "big5"}, "big5", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			l, rows := read(t, text("a.csv", c.data), c.opt)
			if l.Encoding != c.encoding || l.BOM != c.bom || len(rows) != 1 || rows[0].Domain != "例子.公司" || rows[0].Note == "" {
				t.Errorf("%+v %+v", l, rows)
			}
		})
	}
	l, rows := read(t, text("a.csv", "domain,note\na.com,M\xfcller & S\xf6hne, Gesch\xe4ft\n"), Options{DefaultAction: ActionTransferCode, Delimiter: ";", Map: map[string]Field{"domain,note": FieldDomain}})
	if l.Encoding != "windows-1252" || l.Remarks[0].Severity != Warning || len(rows) != 1 {
		t.Errorf("%+v", l)
	}
}

func TestDelimiterIsFoundByStructure(t *testing.T) {
	for _, c := range []struct {
		name, data string
		want       rune
	}{
		{"comma", "domain,note\na.com,x;y;z\n", ','},
		{"semicolon with commas in the cells", "domain;note\na.com;x,y,z,1,2,3\nb.com;a,b,c,d,e\n", ';'},
		{"tab", "domain\tnote\na.com\tx, y; z\n", '\t'},
		{"bar", "domain|note\na.com|x\n", '|'},
		{"title rows full of commas", "Our domains, all of them, sorted\nby age, name, price\n\ndomain;note\na.com;x\n", ';'},
		{"quoted headers", "\"domain\";\"a,b,c,d\"\na.com;x\n", ';'},
		{"sep line", "sep=|\r\ndomain|note\r\na.com|b\r\n", '|'},
		{"one column", "domain\na.com\nb.com\n", ','},
	} {
		t.Run(c.name, func(t *testing.T) {
			l, rows := read(t, text("a.csv", c.data), Options{DefaultAction: ActionTransferCode})
			if l.Delimiter != c.want || len(rows) == 0 || rows[0].Domain != "a.com" {
				t.Errorf("delimiter %q, rows %+v", l.Delimiter, rows)
			}
		})
	}
}
