package ingest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// mixedText is a text of several pieces: its records are of one line and of
// several, with and without mistakes, and some are no rows.
func mixedText(rows int) []byte {
	var b bytes.Buffer
	b.WriteString("a title above\n\ndomain,action,contact_type,name,email,city,note,Result\n")
	for n := range rows {
		switch n % 11 {
		case 3:
			fmt.Fprintf(&b, "\"two-%d.com\",update-contact,registrant,\"Li\nSi %d\",a@b.com,Xi'an,\"a \"\"quoted\"\"\nnote %d\",\n", n, n%5, n)
		case 5:
			fmt.Fprintf(&b, ",,,,,,,\n\n;;;\n, ,,,,,,OK\n")
		case 7:
			fmt.Fprintf(&b, "no domain %d,,,,a@b,\"x\"y,,PENDING,more\n", n)
		case 9:
			fmt.Fprintf(&b, "例子%d.cn,update-contact,admin,李四,a@b.com,北京,,\r\n", n)
		default:
			fmt.Fprintf(&b, "plain-%d.com,update-contact,registrant,Li Si %d,a%d@b.com,Beijing,note %d,\n", n, n%7, n%7, n)
		}
	}
	return b.Bytes()
}

func TestRowsOfPiecesAreThoseOfTheWhole(t *testing.T) {
	data := mixedText(8000)
	chinese, err := simplifiedchinese.GB18030.NewEncoder().Bytes(data) // is read in one piece
	check(t, err)
	read := func(name string, data []byte, opt Options) []Row {
		s, err := Open(t.Context(), input(name, data), opt)
		check(t, err)
		defer s.Close()
		pieces := s.book.(pieceBook).pieces("")
		if cut := opt.Encoding == ""; cut != (pieces > 3) {
			t.Fatalf("%s: %d pieces", name, pieces)
		}
		var rows []Row
		alike := map[uint32]Row{}
		for row, err := range s.Rows() {
			check(t, err)
			compareAlike(t, alike, row)
			row.Alike = 0
			rows = append(rows, row)
		}
		if want := forgetful(t, s); !reflect.DeepEqual(rows, want) {
			t.Errorf("%s: the rows are not those of one maker", name)
		}
		return rows
	}
	cut, whole := read("many.csv", data, Options{}), read("many.csv", chinese, Options{Encoding: "gb18030"})
	if len(cut) != len(whole) || len(cut) < 7000 {
		t.Fatalf("%d rows in pieces, %d in one", len(cut), len(whole))
	}
	for i := range cut {
		if !reflect.DeepEqual(cut[i], whole[i]) || cut[i].Record != i {
			t.Fatalf("row %d:\n got %+v\nwant %+v", i, cut[i], whole[i])
		}
	}
}

func TestRowsOfAWorkbookInPiecesAreThoseOfTheWhole(t *testing.T) {
	var sheet strings.Builder
	sheet.WriteString(`<row r="1"><c r="A1" t="inlineStr"><is><t>domain</t></is></c><c r="B1" t="inlineStr"><is><t>action</t></is></c><c r="D1" t="inlineStr"><is><t>tel_area</t></is></c></row>`)
	for n := 2; n < 9000; n++ {
		fmt.Fprintf(&sheet, `<row r="%d"%s><c r="A%d" t="inlineStr"><is><t>plain-%d.com</t></is></c>`, 3*n, map[bool]string{true: ` hidden="1"`}[n%13 == 0], 3*n, n)
		if n%3 == 0 {
			fmt.Fprintf(&sheet, `<c r="B%d" t="s"><v>%d</v></c>`, 3*n, n%2)
		}
		fmt.Fprintf(&sheet, `<c r="D%d"><v>%d</v></c></row>`, 3*n, 80+n%9)
	}
	parts := plainParts(sheet.String())
	parts["xl/sharedStrings.xml"] = `<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>transfer-code</t></si><si><t>skip</t></si></sst>`
	for _, opt := range []Options{{}, {SkipHidden: true, DefaultAction: ActionTransferCode}} {
		s, err := Open(t.Context(), parts.input(), opt)
		check(t, err)
		defer s.Close()
		if n := s.book.(pieceBook).pieces(s.layout.Sheet); n < 3 {
			t.Fatalf("%d pieces", n)
		}
		var rows []Row
		alike := map[uint32]Row{}
		for row, err := range s.Rows() {
			check(t, err)
			compareAlike(t, alike, row)
			row.Alike = 0
			rows = append(rows, row)
		}
		want := forgetful(t, s)
		if len(rows) != len(want) || len(rows) < 8000 {
			t.Fatalf("%d rows, want %d", len(rows), len(want))
		}
		for i := range rows {
			if !reflect.DeepEqual(rows[i], want[i]) {
				t.Fatalf("row %d:\n got %+v\nwant %+v", i, rows[i], want[i])
			}
		}
	}
}

func TestRowsCanBeLeftAndReadAgain(t *testing.T) {
	s, err := Open(t.Context(), input("many.csv", mixedText(8000)), Options{})
	check(t, err)
	defer s.Close()
	for _, most := range []int{0, 1, 700, 5000} {
		n := 0
		for row, err := range s.Rows() {
			check(t, err)
			if row.Record != n {
				t.Fatalf("record %d, want %d", row.Record, n)
			}
			if n++; n > most {
				break
			}
		}
	}
}

func TestRowsEndInTheErrorOfTheContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	s, err := Open(ctx, input("many.csv", mixedText(8000)), Options{})
	check(t, err)
	defer s.Close()
	n, last := 0, error(nil)
	for _, err := range s.Rows() {
		if last = err; n == 100 {
			cancel()
		}
		n++
	}
	if !errors.Is(last, context.Canceled) || n > 7000 {
		t.Errorf("%d rows, then %v", n, last)
	}
}

// vanishing is a file that cannot be read any more after a while.
type vanishing struct {
	*bytes.Reader
	gone bool
}

func (v *vanishing) ReadAt(b []byte, at int64) (int, error) {
	if v.gone {
		return 0, io.ErrClosedPipe
	}
	return v.Reader.ReadAt(b, at)
}

func TestAFileThatVanishesIsAnErrorOfItsRows(t *testing.T) {
	data := mixedText(8000)
	file := &vanishing{Reader: bytes.NewReader(data)}
	s, err := Open(t.Context(), Input{Name: "many.csv", Data: file, Size: int64(len(data))}, Options{})
	check(t, err)
	defer s.Close()
	s.Layout() // the digest is computed, so that nothing reads beside this test
	file.gone = true
	for _, err := range s.Rows() {
		if !errors.Is(err, io.ErrClosedPipe) {
			t.Errorf("got %v", err)
		}
		break
	}
}

func TestRowsOfTheCorpusAreThoseOfOneMaker(t *testing.T) {
	files, err := filepath.Glob("testdata/corpus/files/*.csv")
	check(t, err)
	for _, path := range files {
		data, err := os.ReadFile(path)
		check(t, err)
		compareWithForgetful(t, input(path, bytes.Repeat(data, 1+80_000/max(1, len(data)))), Options{})
	}
}
