package ingest

import (
	"regexp"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// wrongEncoding is what repair calls the damage that undoMojibake undoes.
const wrongEncoding = "text that was read in a wrong encoding"

// undoMojibake gives text back that is UTF-8 and was read as Western or as
// Chinese of an older kind. Hardly any text is UTF-8 by chance: each of its
// foreign letters would have to go on as the first of them asks.
func undoMojibake(s string) string {
	at := strings.IndexFunc(s, func(r rune) bool { return r >= utf8.RuneSelf })
	if at < 0 {
		return s
	}
	switch first, _ := utf8.DecodeRuneInString(s[at:]); {
	case first >= 0xc2 && first <= 0xf4 && !closingSign.MatchString(s): // as the first byte of a letter in UTF-8
		if western, err := charmap.Windows1252.NewEncoder().String(s); err == nil && sensible(western) {
			return western
		}
	case misreadHan()[first]:
		if chinese, err := simplifiedchinese.GBK.NewEncoder().String(s); err == nil && sensible(chinese) && allHan(chinese) {
			return chinese
		}
	}
	return s
}

// closingSign matches a letter before a sign that closes something: it makes
// UTF-8 by chance.
var closingSign = regexp.MustCompile(`[\x{c2}-\x{df}][‘’“”–—](?:[^\pL]|$)`)

// sensible reports whether bytes are text in UTF-8 whose foreign characters
// are letters, or what stands among them.
func sensible(s string) bool {
	letters := false
	for i, r := range s {
		if r == utf8.RuneError && !strings.HasPrefix(s[i:], string(utf8.RuneError)) {
			return false
		}
		letters = letters || r >= utf8.RuneSelf && unicode.IsLetter(r)
		if r >= 0x80 && r < 0xa0 {
			return false
		}
	}
	return letters
}

// allHan reports whether the foreign letters of a text are Chinese: from two
// misread letters on chance is out of the question.
func allHan(s string) bool {
	n := 0
	for _, r := range s {
		if r < utf8.RuneSelf {
			continue
		}
		if unicode.IsLetter(r) && !unicode.Is(unicode.Han, r) {
			return false
		}
		n++
	}
	return n >= 2
}

// misreadHan has the letters that the first two bytes of a Chinese letter in
// UTF-8 look like in GBK. Most of them are rare.
var misreadHan = sync.OnceValue(func() map[rune]bool {
	m := map[rune]bool{}
	decoder := simplifiedchinese.GBK.NewDecoder()
	for lead := 0xe4; lead <= 0xe9; lead++ {
		for trail := 0x80; trail <= 0xbf; trail++ {
			if out, err := decoder.Bytes([]byte{byte(lead), byte(trail)}); err == nil {
				r, _ := utf8.DecodeRune(out)
				m[r] = true
			}
		}
	}
	delete(m, utf8.RuneError)
	return m
})
