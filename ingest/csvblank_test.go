package ingest

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

type fataler interface{ Fatal(...any) }

// without shows the records that hold something, with blank lines looked at
// one by one or in strokes.
func without(t fataler, r *csvReader, strokes bool) string {
	var b strings.Builder
	for {
		if strokes && r.blankly() {
			if skipped, err := r.blanks(); err != nil {
				t.Fatal(err)
			} else if skipped {
				continue
			}
		}
		rec, err := r.next()
		if err == io.EOF {
			return b.String()
		}
		if err != nil {
			return fmt.Sprint(b.String(), err, r.line)
		}
		if !rec.blank() {
			fmt.Fprintf(&b, "%d@%d:%q;", rec.Number, r.done, texts(rec.Cells))
		}
	}
}

func TestBlankLinesInStrokesAreThoseOneByOne(t *testing.T) {
	piece := rapid.SampledFrom([]string{",", ";", ",,,,,,,,,,,,,,", " ", "\t", "\n", "\n\n\n\n\n\n\n\n\n", "\r", "\r\n", "\r\n\r\n\r\n\r\n\r\n", "x", "\"", "\"\"", "\u00a0", "\x00", strings.Repeat(",", maxRecordCells-1), strings.Repeat(" ,\n", 3000)})
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(piece, 0, 60).Draw(t, "text"), "")
		delim := rapid.SampledFrom([]byte(",;\t ")).Draw(t, "delimiter")
		one := without(t, newCSVReader(strings.NewReader(text), delim), false)
		if strokes := without(t, newCSVReader(strings.NewReader(text), delim), true); strokes != one {
			t.Errorf("in strokes %.500q\none by one %.500q", strokes, one)
		}
	})
}

func TestBlankLinesChangeNothingAboutRows(t *testing.T) {
	for _, blank := range []string{"\n", "\r\n", "\r", ",,\n", " , ,\t\r\n", "\"\",\"\"\n", "\u00a0,\u3000\n"} {
		in := text("a.csv", "about\n"+strings.Repeat(blank, 7000)+"domain,action\n"+strings.Repeat(blank, 90000)+"a.com,skip\n"+strings.Repeat(blank, 3)+"b.com,skip,,\n"+strings.Repeat(blank, 5000))
		l, rows := read(t, in, Options{})
		if len(rows) != 2 || l.HeaderRow != 7002 || rows[0].Number != 97003 || rows[1].Number != 97007 {
			t.Errorf("%q: header in %d, %d rows, %+v", blank, l.HeaderRow, len(rows), rows)
		}
	}
}

func TestALineOfTooManyBlankCellsIsStillNoTable(t *testing.T) {
	for _, line := range []string{strings.Repeat(",", maxRecordCells), strings.Repeat(", ", maxRecordCells)} {
		refuse(t, text("a.csv", "domain,action\n"+strings.Repeat(",\n", 5000)+line+"\n"), Options{}, "csv.wide", 5002)
	}
}

// FuzzCSVBlankLines goes over blank lines together and one by one.
func FuzzCSVBlankLines(f *testing.F) {
	for _, s := range []string{"\n\n\na,b\n", ",,\r\n ,\t\r\n\r\rx", " \r", ",\r\n", "\"\"\n,\n\n", "a\n\n\n\n\n\n\n\n\n\n\n\n\nb"} {
		f.Add(s, byte(','), uint16(0))
		f.Add(s, byte(' '), uint16(4<<10-csvPad-4))
	}
	f.Fuzz(func(t *testing.T, data string, delim byte, shift uint16) {
		if !canDelimit(delim) {
			return
		}
		above := int(shift) % 9000
		data = strings.Repeat("\n", above/2) + strings.Repeat(" \n", above%7) + data
		one := without(t, newCSVReader(strings.NewReader(data), delim), false)
		if strokes := without(t, newCSVReader(strings.NewReader(data), delim), true); strokes != one {
			t.Errorf("%q delimited by %q behind %d:\n together %q\none by one %q", data, delim, above, strokes, one)
		}
	})
}
