package ingest

import (
	"fmt"
	"strings"
	"testing"
)

// byteByByte says what showRecords says of a text, read in the plainest way
// that follows the rules.
func byteByByte(data string, delim byte) string {
	var out strings.Builder
	line, i := 1, 0
	newline := func() {
		if data[i] == '\r' && i+1 < len(data) && data[i+1] == '\n' {
			i++
		}
		i++
		line++
	}
	for i < len(data) {
		fmt.Fprintf(&out, "%d:", line)
		start, stray, cells, first := line, 0, 0, i
		for done := false; !done; {
			at, text := line, ""
			if i < len(data) && data[i] == '"' {
				i++
				for {
					if i == len(data) {
						return fmt.Sprintf("%d", at)
					}
					if data[i] == '"' && i+1 < len(data) && data[i+1] == '"' {
						i++
					} else if data[i] == '"' {
						break
					}
					if c := data[i]; c == '\n' || c == '\r' && (i+1 == len(data) || data[i+1] != '\n') {
						line++
					}
					text += data[i : i+1]
					i++
				}
				i++
				if i < len(data) && data[i] != delim && data[i] != '\n' && data[i] != '\r' && stray == 0 {
					stray = cells + 1
				}
			}
			for i < len(data) && data[i] != delim && data[i] != '\n' && data[i] != '\r' {
				text += data[i : i+1]
				i++
			}
			cells++
			empty := cells == 1 && i == first
			if done = i == len(data) || data[i] != delim; !done {
				i++
			} else if i < len(data) {
				newline()
			}
			if empty && done {
				break
			}
			if cells > 1 {
				out.WriteByte('|')
			}
			out.WriteString(strings.ReplaceAll(text, "\n", "⏎"))
			if at != start {
				fmt.Fprintf(&out, "@%d", at)
			}
		}
		if stray > 0 {
			fmt.Fprintf(&out, " stray %d", stray)
		}
		out.WriteString(";")
	}
	return out.String()
}

// FuzzCSVSplit reads a text that begins at any place before the end of a
// buffer, eight bytes at a time and byte by byte.
func FuzzCSVSplit(f *testing.F) {
	for _, s := range []string{
		"a,b\nc,d\n", "a,b\r\nc,d", "\"a,b\",\"c\"\"d\",\"\"\r\n", "\"a\nb\",c\n\n\r\nx", "a\"b, \"c\n", "\"b\"c,d\n\"x\"\"y\"z", "\"a\r\nb\rc\",d\r\"\"", "a,\"open\nb", ",,\n,\"", "é,域名\n",
	} {
		for shift := range 12 {
			f.Add(s, byte(','), uint16(4096-12+shift))
		}
	}
	for _, seed := range corpusSeeds(f, "csv-*") {
		f.Add(string(seed), byte(','), uint16(4000))
	}
	f.Fuzz(func(t *testing.T, data string, delim byte, shift uint16) {
		if !canDelimit(delim) {
			return
		}
		above := int(shift) % 5000
		data = strings.Repeat("x\n", above/2) + strings.Repeat("y", above%2) + data
		got, err := showRecords(newCSVReader(strings.NewReader(data), delim))
		if open, is := err.(errOpenQuote); is {
			got = fmt.Sprint(open.line)
		} else {
			check(t, err)
		}
		if want := byteByByte(data, delim); got != want {
			t.Errorf("%q delimited by %q behind %d bytes:\n got %q\nwant %q", data[above:], delim, above, got[max(0, len(got)-200):], want[max(0, len(want)-200):])
		}
	})
}
