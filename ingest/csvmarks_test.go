package ingest

import (
	"slices"
	"strings"
	"testing"
)

// FuzzCSVMarks marks a text byte by byte, word by word, and as this processor
// does it.
func FuzzCSVMarks(f *testing.F) {
	for _, s := range []string{"", "a,b\r\n\"c\",d", strings.Repeat(",", 64), strings.Repeat("\xac\x2c\xa2\x22\x8a\x0a\x8d\x0d\x2b\x2d\x21\x23\x0b\x09\x0e\x0c\x00\x80\xff", 14)} {
		f.Add([]byte(s), byte(','))
		f.Add([]byte(s), byte('\t'))
		f.Add([]byte(s), byte(0))
	}
	f.Fuzz(func(t *testing.T, text []byte, delim byte) {
		count := len(text)/64 + 1
		text = append(text, make([]byte, 64*count-len(text))...)
		want := make([]csvWord, count)
		for i, c := range text {
			bit, w := uint64(1)<<(i%64), &want[i/64]
			if c == delim {
				w.cell |= bit
			}
			if c == '\n' || c == '\r' {
				w.line |= bit
			}
			if c == '"' {
				w.odd |= bit
			}
		}
		untouched := csvWord{1, 2, 3}
		for name, mark := range map[string]func([]csvWord, []byte, byte){"by word": markBytesByWord, "by this processor": markBytes} {
			got := make([]csvWord, count+1)
			got[count] = untouched
			mark(got[:count], text, delim)
			if !slices.Equal(got[:count], want) || got[count] != untouched {
				t.Errorf("%s: %q by %q: %x, want %x", name, text, delim, got, want)
			}
			mark(got[count:count], nil, delim)
			if got[count] != untouched {
				t.Errorf("%s: wrote where there is no room", name)
			}
		}
	})
}
