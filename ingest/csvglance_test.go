package ingest

import (
	"bytes"
	"context"
	"io"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// endless is a text that repeats a line, of which nothing may be read from a
// place on.
type endless struct {
	t          *testing.T
	head, line string
	most       int64
}

func (e endless) ReadAt(p []byte, at int64) (int, error) {
	if at > e.most {
		e.t.Errorf("read at %d", at)
		return 0, io.ErrUnexpectedEOF
	}
	for i := range p {
		if pos := at + int64(i); pos < int64(len(e.head)) {
			p[i] = e.head[pos]
		} else {
			p[i] = e.line[(pos-int64(len(e.head)))%int64(len(e.line))]
		}
	}
	return len(p), nil
}

func gbk(t *testing.T, s string) string {
	t.Helper()
	out, err := simplifiedchinese.GB18030.NewEncoder().String(s)
	check(t, err)
	return out
}

func wide16(t *testing.T, s string) string {
	t.Helper()
	out, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(s)
	check(t, err)
	return out
}

func TestATextOfSomethingElseIsRefusedAtOnce(t *testing.T) {
	for _, c := range []struct{ name, head, line, rule string }{
		{"no header", "", "one,two,three\n", "header.none"},
		{"no column of domains", "action,name\n", "skip,somebody\n", "header.domain"},
		{"two columns of domains", "domain,domain name\n", "a.com,b.com\n", "header.twice"},
		{"UTF-8 that is not ASCII", "", "eins,zwei,grün\n", "header.none"},
		{"Chinese in UTF-8", "", "一,二,三\n", "header.none"},
		{"a byte order mark", "\xef\xbb\xbf", "eins,zwei,grün\n", "header.none"},
		{"GB18030", "", gbk(t, "一,二,三\n"), "header.none"},
		{"a western text", "", "eins,zwei,gr\xfcn\n", "header.none"},
		{"bytes of nothing", "", "\xff\xff,\xff\n", "header.none"},
		{"one line without end", "domain,action\n", "xxxxxxxx", "csv.long"},
		{"one line of no encoding", "", "\xff", "csv.long"},
		{"one line of cells", "", "x,", "csv.wide"},
		{"a quote that is never closed", "domain,action\n\"\x80", "text\n", "csv.quote"},
		{"zeros", "domain,action\na.com,\x00\n", "\x80\n", "csv.zero"},
		{"UTF-16", wide16(t, ""), wide16(t, "eins,zwei,drei\n")[2:], "header.none"},
	} {
		in := Input{Name: "a.csv", Size: 1 << 32, Data: endless{t, c.head, c.line, glanceSize + 1<<20}}
		s := &Source{ctx: context.Background(), in: in, names: newHeaderNames(nil)}
		_, err := openBook(s.ctx, in, kindDelimited, Options{}, s.names, s.judgeHeader)
		if fe, ok := err.(*FileError); !ok || fe.Rule != c.rule {
			t.Errorf("%s: %v, want the rule %s", c.name, err, c.rule)
		}
	}
}

// Nothing of a header is refused that the whole text shows to be written in
// another encoding, and what is damaged is still named by its place.
func TestAGlanceRefusesNothingThatTheWholeTextWouldNot(t *testing.T) {
	above := strings.Repeat("an export of today\n", 10)
	far := strings.Repeat(strings.Repeat("x", 1000)+"\n", 10)
	header := gbk(t, "域名,操作\na.com,skip\n")
	for _, c := range []struct{ name, data string }{
		{"GB18030 behind ASCII", far + header},
		{"GB18030 behind few lines", above + header},
		{"GB18030 behind what is UTF-8 too", "\xc2\xa9," + strings.Repeat(" ", 2000) + "\n" + header + gbk(t, strings.Repeat("a.com,,中文说明\n", 50))},
		{"a header in UTF-8 with a damaged note", "域名,操作,说明\na.com,skip,\xff\n"},
		{"damaged above a header in UTF-8", "\xff\n域名,操作,说明\na.com,skip,说明\n"},
	} {
		l, rows, err := ReadAll(context.Background(), text("a.csv", c.data), Options{})
		if err != nil || len(rows) == 0 || rows[0].Domain != "a.com" {
			t.Errorf("%s: %v, %s, %d rows", c.name, err, l.Encoding, len(rows))
		}
	}
	refuse(t, text("a.csv", "one,two\n\"three,four\n"), Options{}, "csv.quote", 2)
	refuse(t, text("a.csv", "one,two\nthree,\x00\n"), Options{}, "csv.zero", 2)
	refuse(t, text("a.csv", gbk(t, "域名,操作\n")), Options{Encoding: "utf-8"}, "encoding.damaged", 1)
}

func TestATextBeyondAllBoundsIsRefused(t *testing.T) {
	in := Input{Name: "a.csv", Size: MaxSize + 1, Data: endless{t, "domain\n", "a.com\n", 1 << 20}}
	if _, err := openCSV(context.Background(), in, Options{}, newHeaderNames(nil), nil); !ruleIs(err, "csv.limit") {
		t.Errorf("size: %v", err)
	}
	refuse(t, Input{Name: "a.csv", Size: 12 << 20, Data: endless{t, "domain\n", "a\n", 1 << 40}}, Options{}, "csv.limit", 0)
	line := "a" + strings.Repeat(",", 998) + "\n"
	refuse(t, Input{Name: "a.csv", Size: maxTextCells + 1<<20, Data: endless{t, "domain\n", line, 1 << 40}}, Options{}, "csv.limit", 0)
}

// refuse expects that a file is refused by a rule, and the line that is named.
func refuse(t *testing.T, in Input, opt Options, rule string, line int) {
	t.Helper()
	_, _, err := ReadAll(context.Background(), in, opt)
	if fe, ok := err.(*FileError); !ok || fe.Rule != rule || fe.Row != line {
		t.Errorf("%v, want the rule %s in line %d", err, rule, line)
	}
}

func ruleIs(err error, rule string) bool {
	fe, ok := err.(*FileError)
	return ok && fe.Rule == rule
}

func TestHeaderIsLookedForOnce(t *testing.T) {
	data := []byte("about\n\ndomain,action\na.com,skip\n")
	l, rows := read(t, Input{Name: "a.csv", Data: bytes.NewReader(data), Size: int64(len(data))}, Options{})
	if l.HeaderRow != 3 || len(rows) != 1 || len(l.Preamble) != 1 {
		t.Errorf("%+v", l)
	}
}
