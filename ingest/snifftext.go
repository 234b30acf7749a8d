package ingest

import (
	"bytes"
	"regexp"
)

var (
	sylkText = regexp.MustCompile(`^id;p[^;\r\n]*(?:;[ne])*(?:\r\n?|\n)(?:p;p|[bc];[xy][0-9]|f;[pwxy][0-9]|f;d[a-z][0-9])`)
	jsonText = regexp.MustCompile(`^(?:\{\s*["}]|\[\s*[\[{"\]])`)
	mailText = regexp.MustCompile(`(?:^|\n)mime-version: *1\.0`)
)

// sniffText recognises what is text but no table of cells.
func sniffText(head []byte) error {
	text := bytes.TrimPrefix(head, []byte("\xef\xbb\xbf"))
	if bytes.HasPrefix(head, []byte("\xff\xfe")) || bytes.HasPrefix(head, []byte("\xfe\xff")) {
		text = bytes.ReplaceAll(head[2:], []byte{0}, nil) // good enough to see tags by
	}
	text = bytes.ToLower(bytes.TrimLeft(text, " \t\r\n"))
	begins := func(s string) bool { return bytes.HasPrefix(text, []byte(s)) }
	holds := func(s string) bool { return bytes.Contains(text, []byte(s)) }
	switch {
	case begins("<?xml") && holds("urn:schemas-microsoft-com:office:spreadsheet"):
		return notRead("an XML spreadsheet of Excel 2003", saveAs)
	case begins("<?xml") && holds("opendocument"):
		return notRead("a flat OpenDocument file (.fods)", saveAs)
	case begins("<!doctype html"), begins("<html"), begins("<table"), begins("<meta"), begins("<head"), begins("<body"), begins("<style"), begins("<script"),
		begins("<") && !begins("<?xml") && (holds("<html") || holds("<table") || holds("<body")):
		return notRead("a web page (HTML), perhaps named .xls", saveAs)
	case begins("<?xml"), begins("<") && holds(" xmlns"):
		return notRead("an XML file", saveAs)
	case jsonText.Match(text):
		return notRead("a JSON file", "export the data as CSV")
	case sylkText.Match(text):
		return notRead("a SYLK file (.slk)", saveAs)
	case begins("table\r\n0,1\r\n"), begins("table\n0,1\n"):
		return notRead("a DIF file (.dif)", saveAs)
	case mailText.Match(text):
		return notRead("a mail or a saved web page (MHTML), perhaps named .xls", saveAs)
	}
	return nil
}
