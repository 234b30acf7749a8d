package ingest

import (
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"
)

// carefully gives the next record without the short way for plain lines.
func (r *csvReader) carefully() (rawRecord, error) {
	if err := r.find(); err != nil {
		return rawRecord{Number: r.line}, err
	}
	rec := r.record().own()
	r.leave()
	return rec, nil
}

// FuzzCSVPlainLines reads a text in the short way and in the careful way:
// both give the same records, and width counts their cells.
func FuzzCSVPlainLines(f *testing.F) {
	for _, s := range []string{
		"a,b\nc,d\n", "\"a,b\",\"c\",\"\"\r\nx,\"y\"\r\n", "a,\"b\"c,d\n", "\"\",\n,\"\"\n", "a\rb,c\n\r\n\"x\"\"y\",z\n", ",,,\n, ,\n\"  \",\n",
		"'=1,'a,\"'=2\"\n", strings.Repeat("abcdefg,", 40) + "\n", "\"" + strings.Repeat("q,", 30) + "\",x\n", "é,域名,\"中,国\"\n", "a,\"open\n",
	} {
		f.Add(s, byte(','))
		f.Add(strings.ReplaceAll(s, ",", "|"), byte('|'))
	}
	f.Fuzz(func(t *testing.T, data string, delim byte) {
		if strings.IndexByte("\"\r\n\x00", delim) >= 0 || delim >= 0x80 {
			return
		}
		short, long, counting := newCSVReader(strings.NewReader(data), delim), newCSVReader(strings.NewReader(data), delim), newCSVReader(strings.NewReader(data), delim)
		for {
			got, err := short.next()
			want, wantErr := long.carefully()
			if fmt.Sprint(err) != fmt.Sprint(wantErr) {
				t.Fatalf("%q: error %v, want %v", data, err, wantErr)
			}
			if err != nil {
				return
			}
			got = got.own()
			for i := range got.Cells {
				got.Cells[i].at = 0
			}
			for i := range want.Cells {
				want.Cells[i].at = 0
			}
			if len(got.Cells) != len(want.Cells) || len(got.Cells) > 0 && !reflect.DeepEqual(got, want) {
				t.Fatalf("%q:\n got %+v\nwant %+v", data, got, want)
			}
			if n := counting.width(); n > 0 {
				if n != len(want.Cells) || want.blank() {
					t.Fatalf("%q: width %d of %+v", data, n, want)
				}
			} else if err := counting.find(); err != nil {
				t.Fatalf("%q: %v", data, err)
			}
			counting.leave()
			if counting.line != long.line || counting.done != long.done || short.done != long.done {
				t.Fatalf("%q: line %d and byte %d, want %d and %d", data, counting.line, counting.done, long.line, long.done)
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
