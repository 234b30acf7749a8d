package ingest

import "strings"

// Beside says what a column shows next to the column of a contact value, for
// people who compare. Such columns are carried through and never read.
type Beside string

// What can stand beside a value that goes back to what it was.
const (
	BesideSet Beside = "set" // what a run wrote
	BesideNow Beside = "now" // what the service shows
)

// besideWords are the ends of the headers, by language.
var besideWords = map[string]map[Beside]string{
	"en": {BesideSet: ": we set", BesideNow: ": is now"},
	"zh": {BesideSet: "：本次设为", BesideNow: "：现在"},
}

// BesideHeader is the header of a column beside the one of that header; lang
// is "zh" for Chinese, else English.
func BesideHeader(header string, b Beside, lang string) string {
	if lang != "zh" {
		lang = "en"
	}
	return header + besideWords[lang][b]
}

// isBeside recognises what BesideHeader makes of the header of a contact
// value.
func isBeside(header string) bool {
	if !strings.ContainsRune(header, ':') && !strings.ContainsRune(header, '：') {
		return false // as most of what is asked about
	}
	header = strings.TrimSpace(header)
	for _, ends := range besideWords {
		for _, end := range ends {
			rest, ok := strings.CutSuffix(header, end)
			if !ok {
				continue
			}
			if f, known := ParseField(rest); known && isContactField(f) {
				return true
			}
		}
	}
	return false
}
