package ooxml

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

func tokens(r io.Reader) (all []Token, err error) {
	s := NewScanner(r)
	for {
		t, err := s.Next()
		if err == io.EOF {
			return all, nil
		}
		if err != nil {
			return all, err
		}
		all = append(all, Token{Kind: t.Kind, Raw: bytes.Clone(t.Raw), Name: bytes.Clone(t.Name)})
	}
}

func TestScannerTakesApartWithoutLosingAByte(t *testing.T) {
	text := "\ufeff<?xml version='1.0'?><!-- <row> > -->\n<x:a b='>' c=\"/>\"><d/><e f='1' /><![CDATA[ </x:a> ]]>t&amp;</x:a >"
	all, err := tokens(iotest.OneByteReader(strings.NewReader(text)))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, tok := range all {
		got = append(got, string("TSEMO"[tok.Kind])+string(tok.Name))
	}
	if want := "T O O T Sx:a Md Me T T Ex:a"; strings.Join(got, " ") != want {
		t.Errorf("got %s, want %s", strings.Join(got, " "), want)
	}
}

func TestScannerRefusesDamage(t *testing.T) {
	for _, text := range []string{"<a", "<a b='", "<!-- ", "<![CDATA[ ]]", "<!DOCTYPE a>", "<>", "</>", "<a<b>", "<?xml", "<a b=\"<\""} {
		if _, err := tokens(strings.NewReader(text)); err == nil {
			t.Errorf("%q was accepted", text)
		}
	}
}

func TestScannerRefusesWhatIsNotWrittenInUTF8(t *testing.T) {
	for text, want := range map[string]error{
		"\xff\xfe<\x00a\x00>\x00": ErrEncoding, "<\x00a\x00>\x00": ErrEncoding, "\x00<\x00a\x00>": ErrEncoding,
		"<?xml version='1.0' encoding='GBK'?><a/>": ErrEncoding, `<?xml version="1.0" encoding = "ISO-8859-1" ?><a/>`: ErrEncoding,
		"<?xml version='1.0' encoding='utf-8'?><a/>": nil, "<?xml version='1.0' encoding='UTF-16'?><a/>": nil,
		"<?xml version='1.0' encoding='US-ASCII'?><a/>": nil, "<a/><?xml encoding='GBK'?>": nil,
	} {
		if _, err := tokens(strings.NewReader(text)); err != want {
			t.Errorf("%q: error %v, want %v", text, err, want)
		}
	}
}

func TestScannerHandsOnTroubleOfItsReader(t *testing.T) {
	for _, text := range []string{"", "text", "<a", "<a>"} {
		if _, err := tokens(io.MultiReader(strings.NewReader(text), iotest.ErrReader(io.ErrClosedPipe))); err != io.ErrClosedPipe {
			t.Errorf("%q: error %v", text, err)
		}
	}
}

func FuzzScanner(f *testing.F) {
	f.Add([]byte("<a b='1'>x<!-- y --></a>"), 3)
	f.Add([]byte("<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row></sheetData>"), 7)
	f.Add([]byte("<![CDATA[]]>"), 1)
	f.Fuzz(func(t *testing.T, data []byte, step int) {
		all, err := tokens(&chunked{data, max(1, step%64)})
		var joined []byte
		for _, tok := range all {
			joined = append(joined, tok.Raw...)
		}
		if err == nil && !bytes.Equal(joined, data) || !bytes.HasPrefix(data, joined) {
			t.Errorf("%q came out as %q", data, joined)
		}
		whole, werr := tokens(bytes.NewReader(data))
		if (err == nil) != (werr == nil) || err == nil && len(whole) != len(all) {
			t.Errorf("in pieces: %d tokens, %v; at once: %d tokens, %v", len(all), err, len(whole), werr)
		}
	})
}

// chunked gives a few bytes at a time.
type chunked struct {
	data []byte
	step int
}

func (c *chunked) Read(p []byte) (int, error) {
	if len(c.data) == 0 {
		return 0, io.EOF
	}
	n := copy(p[:min(len(p), c.step)], c.data)
	c.data = c.data[n:]
	return n, nil
}
