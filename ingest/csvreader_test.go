package ingest

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"
)

// show writes records as "number: cell@line|cell@line".
func showRecords(r *csvReader) (string, error) {
	var b strings.Builder
	for {
		rec, err := r.next()
		if err == io.EOF {
			return b.String(), nil
		}
		if err != nil {
			return b.String(), err
		}
		fmt.Fprintf(&b, "%d:", rec.Number)
		for i, c := range rec.Cells {
			if i > 0 {
				b.WriteByte('|')
			}
			fmt.Fprintf(&b, "%s", strings.ReplaceAll(c.Text, "\n", "⏎"))
			if c.below != 0 {
				fmt.Fprintf(&b, "@%d", rec.Number+int(c.below))
			}
		}
		if rec.Stray > 0 {
			fmt.Fprintf(&b, " stray %d", rec.Stray)
		}
		b.WriteString(";")
	}
}

func TestCSVRecordsAndLines(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"line feeds", "a,b\nc,d\n", "1:a|b;2:c|d;"},
		{"no line end at the end", "a,b\nc,d", "1:a|b;2:c|d;"},
		{"carriage returns", "a,b\rc,d\r", "1:a|b;2:c|d;"},
		{"both, mixed", "a\r\nb\nc\rd\r\n", "1:a;2:b;3:c;4:d;"},
		{"empty lines are counted", "a\n\n\r\nb\n", "1:a;2:;3:;4:b;"},
		{"empty cells", ",\na,,\n", "1:|;2:a||;"},
		{"quotes", `"a,b","c""d",""` + "\n", `1:a,b|c"d|;`},
		{"an empty quoted cell alone is a record", "\"\"\n", "1:;"},
		{"line ends in quotes", "\"a\nb\",c\nd\n", "1:a⏎b|c@2;3:d;"},
		{"CRLF in quotes counts once", "\"a\r\nb\",c\r\nd", "1:a\r⏎b|c@2;3:d;"},
		{"a quote inside is ordinary", "a\"b,c\n", `1:a"b|c;`},
		{"a blank before a quote makes it ordinary", "a, \"b\n", `1:a| "b;`},
		{"text behind a closing quote", `a,"b"c,d` + "\n", "1:a|bc|d stray 2;"},
		{"text behind a closing quote with doubles", `"say ""hi"""!` + "\n", `1:say "hi"! stray 1;`},
		{"quote closed at the end of the file", `a,"b"`, "1:a|b;"},
		{"nothing", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, small := range []bool{false, true} {
				var src io.Reader = strings.NewReader(c.in)
				if small {
					src = iotest.OneByteReader(src)
				}
				got, err := showRecords(newCSVReader(src, ','))
				if err != nil || got != c.want {
					t.Errorf("small reads %v: got %q, %v; want %q", small, got, err, c.want)
				}
			}
		})
	}
}

func TestOpenQuoteIsNamedByTheLineWhereItOpened(t *testing.T) {
	r := newCSVReader(strings.NewReader("a,b\n\"x\ny\",\"z\n1,2\n3,4\n"), ',')
	_, err := showRecords(r)
	var open errOpenQuote
	if !errors.As(err, &open) || open.line != 3 {
		t.Errorf("got %v, want line 3", err)
	}
}

func TestRecordsLongerThanTheBuffer(t *testing.T) {
	long := strings.Repeat("x\n", 100_000)
	r := newCSVReader(strings.NewReader("a,\""+long+"\",b\nc\n"), ',')
	first, err := r.next()
	if err != nil || first.Cells[1].Text != long || first.Cells[2].below != 100_000 {
		t.Fatalf("first: %v", err)
	}
	if second, err := r.next(); err != nil || second.Number != 100_002 {
		t.Errorf("second: %+v, %v", second, err)
	}
}

// writeCSV quotes what needs it, and anything else when quote says so.
func writeCSV(records [][]string, delim, end string, quote func() bool) string {
	var b strings.Builder
	for _, rec := range records {
		for i, cell := range rec {
			if i > 0 {
				b.WriteString(delim)
			}
			cell = GuardFormula(cell)
			if strings.ContainsAny(cell, "\"\r\n"+delim) || quote() || len(rec) == 1 {
				cell = `"` + strings.ReplaceAll(cell, `"`, `""`) + `"`
			}
			b.WriteString(cell)
		}
		b.WriteString(end)
	}
	return b.String()
}

func TestCSVComesBackAsItWasWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cell := rapid.StringOf(rapid.RuneFrom([]rune("ab ,;\t|\"'=+-@\r\n域＝\u00a0")))
		records := rapid.SliceOfN(rapid.SliceOfN(cell, 1, 4), 1, 6).Draw(t, "records")
		delim := rapid.SampledFrom([]string{",", ";", "\t", "|"}).Draw(t, "delimiter")
		end := rapid.SampledFrom([]string{"\n", "\r\n", "\r"}).Draw(t, "line end")
		data := writeCSV(records, delim, end, func() bool { return rapid.Bool().Draw(t, "quote") })
		var src io.Reader = strings.NewReader(data)
		if rapid.Bool().Draw(t, "small reads") {
			src = iotest.OneByteReader(src)
		}
		r := newCSVReader(src, delim[0])
		line := 1
		for i, want := range records {
			rec, err := r.next()
			if err != nil || len(rec.Cells) != len(want) || rec.Number != line || rec.Stray != 0 {
				t.Fatalf("record %d: %+v, %v; want %q at line %d in %q", i, rec, err, want, line, data)
			}
			line++
			for j, c := range rec.Cells {
				if got := unguardFormula(c.Text); got != want[j] {
					t.Fatalf("record %d cell %d: %q, want %q in %q", i, j, got, want[j], data)
				}
				line += strings.Count(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(c.Text), "\n")
			}
		}
		if _, err := r.next(); err != io.EOF {
			t.Fatalf("behind the last record: %v", err)
		}
	})
}

func FuzzCSV(f *testing.F) {
	f.Add([]byte("domain,action\nexample.com,skip\n"))
	f.Add([]byte("\xef\xbb\xbf\"domain\";\"action\"\r\n\"a.com\";\"transfer-code\"\r\n"))
	f.Add([]byte("sep=|\ndomain|note\nexample.org|\"two\nlines\"\n"))
	f.Add([]byte("\xff\xfed\x00o\x00m\x00a\x00i\x00n\x00\n\x00"))
	f.Add([]byte("\xd3\xf2\xc3\xfb,\xb2\xd9\xd7\xf7\nexample.cn,\xcc\xf8\xb9\xfd\n"))
	f.Add([]byte("title\n\ndomain\t电话\n例子.公司\t1.38E+10\n\"open"))
	f.Add([]byte("domain,email\n'=1+1.com,\"a\"b@c.de\n"))
	for _, seed := range corpusSeeds(f, "csv-*") {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, accept := range []bool{false, true} {
			_, rows, err := ReadAll(t.Context(), input("f.csv", data), Options{AcceptFixes: accept, DefaultAction: ActionTransferCode})
			var fe *FileError
			if err != nil && !errors.As(err, &fe) {
				t.Fatalf("an error without place and cure: %v", err)
			}
			for i, r := range rows {
				if r.Record != i || r.Number < 1 || r.Domain == "" && !r.Invalid() && r.Action != ActionSkip {
					t.Fatalf("row %d: %+v", i, r)
				}
			}
		}
	})
}
