package ingest

import (
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"
)

// FuzzCSVPlainLines reads a text in the short way and in the careful way:
// both give the same records, whatever stands above.
func FuzzCSVPlainLines(f *testing.F) {
	for _, s := range []string{
		"a,b\nc,d\n", "\"a,b\",\"c\",\"\"\r\nx,\"y\"\r\n", "a,\"b\"c,d\n", "\"\",\n,\"\"\n", "a\rb,c\n\r\n\"x\"\"y\",z\n", ",,,\n, ,\n\"  \",\n",
		"'=1,'a,\"'=2\"\n", strings.Repeat("abcdefg,", 40) + "\n", "\"" + strings.Repeat("q,", 30) + "\",x\n", "é,域名,\"中,国\"\n", "a,\"open\n",
		"\n\r\n\"\"\n\"\"\r\n", "a,b\r", "a,\"b\"", "a\"b\"c,d\n", strings.Repeat("\"a,b\",c,", 700) + "d\r\ne,f\n", strings.Repeat("x", 5000) + ",y\n",
	} {
		for _, above := range []uint16{0, 250, 4090} {
			f.Add(s, byte(','), above)
			f.Add(strings.ReplaceAll(s, ",", "|"), byte('|'), above)
		}
	}
	f.Fuzz(func(t *testing.T, data string, delim byte, above uint16) {
		if !canDelimit(delim) {
			return
		}
		n := int(above) % 10_000 // so that the text falls on any part of a stretch
		data = strings.Repeat("x\n", n/2) + strings.Repeat("y", n%2) + data
		short, long := newCSVReader(strings.NewReader(data), delim), newCSVReader(strings.NewReader(data), delim)
		for {
			got, err := short.next()
			want, wantErr := long.careful()
			if fmt.Sprint(err) != fmt.Sprint(wantErr) {
				t.Fatalf("%q behind %d bytes: error %v, want %v", data[n:], n, err, wantErr)
			}
			if err != nil {
				return
			}
			got, want = got.own(), want.own()
			for i := range got.Cells {
				got.Cells[i].at = 0
			}
			for i := range want.Cells {
				want.Cells[i].at = 0
			}
			if len(got.Cells) != len(want.Cells) || len(got.Cells) > 0 && !reflect.DeepEqual(got, want) {
				t.Fatalf("%q behind %d bytes:\n got %+v\nwant %+v", data[n:], n, got, want)
			}
			if short.line != long.line || short.done != long.done {
				t.Fatalf("%q behind %d bytes: line %d and byte %d, want %d and %d", data[n:], n, short.line, short.done, long.line, long.done)
			}
		}
	})
}

// TestTextOfARecordLastsWhereItIsOwned reads a text far longer than the
// buffer, whose bytes are written over and over.
func TestTextOfARecordLastsWhereItIsOwned(t *testing.T) {
	var data strings.Builder
	const rows = 20_000
	for n := range rows {
		fmt.Fprintf(&data, "first-%d,\"second, %d\",\"third\n%d\"\n", n, n, n)
		fmt.Fprintf(&data, "plain-%d,\"second, %d\",third %d\n", n, n, n)
	}
	s := &csvSheet{ctx: t.Context(), r: newCSVReader(strings.NewReader(data.String()), ',')}
	var all []rawRecord
	for {
		rec, err := s.next()
		if err == io.EOF {
			break
		}
		check(t, err)
		all = append(all, rec)
	}
	if len(all) != 2*rows {
		t.Fatalf("%d records, want %d", len(all), 2*rows)
	}
	for i, rec := range all {
		n := i / 2
		want := []string{fmt.Sprintf("first-%d", n), fmt.Sprintf("second, %d", n), fmt.Sprintf("third\n%d", n)}
		if i%2 == 1 {
			want[0], want[2] = fmt.Sprintf("plain-%d", n), fmt.Sprintf("third %d", n)
		}
		if got := texts(rec.Cells); !reflect.DeepEqual(got, want) || rec.Number != 1+3*n+i%2*2 {
			t.Fatalf("record %d in line %d: %q, want %q", i, rec.Number, got, want)
		}
	}
}
