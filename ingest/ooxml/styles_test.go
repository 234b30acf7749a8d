package ooxml

import (
	"strings"
	"testing"
)

const someStyles = `<styleSheet xmlns="m" xmlns:x14="y"><numFmts count="1"><numFmt numFmtId="170" formatCode="0.00&quot; €&quot;"/></numFmts><fonts count="2"><font><sz val="11"/><color theme="1"/><name val="Calibri"/></font><font><b/><sz val="9"/><color rgb="FFFFFFFF"/><name val="Arial"/><family val="2"/></font></fonts><fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FF000000"/></patternFill></fill></fills><borders count="2"><border/><border><left style="thin"/></border></borders><cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/><xf numFmtId="0" fontId="1" fillId="2" borderId="1"><alignment vertical="center"/></xf><xf numFmtId="0" fontId="1" fillId="0" borderId="0"/></cellXfs><dxfs count="0"/><extLst><ext/></extLst></styleSheet>`

func styleText(t *testing.T, text string, formats ...Format) (string, []int) {
	t.Helper()
	s, err := parseStyles([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	var ids []int
	for _, f := range formats {
		ids = append(ids, s.Add(f))
	}
	return string(s.bytes()), ids
}

func TestStylesTakeAfterTheirModel(t *testing.T) {
	got, ids := styleText(t, someStyles, Format{Like: 1, Borders: true, KeepFill: true, Wrap: true}, Format{Like: 1, Bold: true, Fill: "DDEEFF", Color: "112233", Number: `"✔ "@`})
	for _, want := range []string{
		`<font><sz val="9"/><color rgb="FFFFFFFF"/><name val="Arial"/><family val="2"/></font>`,
		`<font><b/><sz val="9"/><color rgb="FF112233"/><name val="Arial"/><family val="2"/></font>`,
		`<xf numFmtId="0" fontId="2" fillId="2" borderId="1" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"><alignment vertical="center" wrapText="1"/></xf>`,
		`<numFmt numFmtId="171" formatCode="&quot;✔ &quot;@"/>`,
		`<fonts count="4">`, `<fills count="4">`, `<cellXfs count="5">`, `<borders count="2">`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in\n%s", want, got)
		}
	}
	if ids[0] != 3 || ids[1] != 4 {
		t.Errorf("cell styles %v, want 3 and 4", ids)
	}
	for _, list := range []string{"numFmts", "fonts", "fills", "borders", "cellXfs"} {
		before, _, _ := strings.Cut(someStyles, "</"+list+">")
		_, before, _ = strings.Cut(before, "<"+list)
		_, before, _ = strings.Cut(before, ">")
		if !strings.Contains(got, before) {
			t.Errorf("what stood in %s is not there any more", list)
		}
	}
}

func TestStylesThatAreThereAreUsedAgain(t *testing.T) {
	formats := []Format{{Like: 1, Wrap: true}, {Fill: "DDEEFF", Number: "yyyy"}, {Under: "112233"}, {}}
	once, first := styleText(t, someStyles, formats...)
	twice, second := styleText(t, once, formats...)
	if once != twice {
		t.Error("the styles grow with every run")
	}
	for i := range first {
		if first[i] != second[i] {
			t.Errorf("format %d was style %d, is %d", i, first[i], second[i])
		}
	}
}

func TestStylesSpeakTheirPrefixAndFillInMissingLists(t *testing.T) {
	text := withPrefix(`<styleSheet><fonts><font><sz val="8"/></font></fonts><fills><fill/></fills><borders><border/></borders><cellXfs><xf fontId="0"/></cellXfs></styleSheet>`, "x:")
	got, _ := styleText(t, text, Format{Number: "yyyy", Fill: "DDEEFF"})
	for _, want := range []string{`<x:styleSheet><x:numFmts count="1"><x:numFmt numFmtId="164" formatCode="yyyy"/></x:numFmts><x:fonts>`, `<x:fgColor rgb="FFDDEEFF"/>`, `<x:sz val="8"/></x:font></x:fonts>`} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in\n%s", want, got)
		}
	}
	if _, err := parseDocument([]byte(got)); err != nil {
		t.Error(err)
	}
}

func TestDocumentRefusesWhatIsNotWhole(t *testing.T) {
	for _, text := range []string{"", "<a>", "<a></b>", "<a/><b/>", "</a>", "<a><b></a></b>", strings.Repeat("<a>", 100) + strings.Repeat("</a>", 100)} {
		if _, err := parseDocument([]byte(text)); err == nil {
			t.Errorf("%.20q was accepted", text)
		}
	}
}

func TestAttributes(t *testing.T) {
	tag := []byte(`<a  b='1' x:c = "2&amp;&#x33;&#52;&quot;" d=""/>`)
	if v, ok := attribute(tag, "x:c"); !ok || unescape(v) != `2&34"` {
		t.Errorf("x:c is %q", v)
	}
	if v, ok := attributeLocal(tag, "c"); !ok || unescape(v) != `2&34"` {
		t.Errorf("any c is %q", v)
	}
	for name, want := range map[string]string{
		"b": `<a  b='&apos;&quot;9&lt;' x:c = "2&amp;&#x33;&#52;&quot;" d=""/>`,
		"e": `<a  b='1' x:c = "2&amp;&#x33;&#52;&quot;" d="" e="'&quot;9&lt;"/>`,
	} {
		if got := string(withAttribute(tag, name, `'"9<`)); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
	if got := string(withoutAttribute(tag, "b")); got != `<a x:c = "2&amp;&#x33;&#52;&quot;" d=""/>` {
		t.Errorf("got %s", got)
	}
}

func TestAddresses(t *testing.T) {
	for column, want := range map[int]string{0: "A", 25: "Z", 26: "AA", 701: "ZZ", 702: "AAA", MaxColumns - 1: "XFD"} {
		if got := ColumnName(column); got != want {
			t.Errorf("column %d is %s, want %s", column, got, want)
		}
		if c, r, ok := parseCell([]byte("$" + want + "$7")); !ok || c != column || r != 7 {
			t.Errorf("%s is column %d, row %d, %t", want, c, r, ok)
		}
	}
	for _, bad := range []string{"", "A", "7", "A0", "XFE1", "A1048577", "AAAA1", "A1B", "Ä1", "A-1", "A99999999999"} {
		if _, _, ok := parseCell([]byte(bad)); ok {
			t.Errorf("%q was taken for a cell", bad)
		}
	}
	if got := Link("Li's sheet", 2, 9); got != "'Li''s sheet'!C9" {
		t.Errorf("link %s", got)
	}
}
