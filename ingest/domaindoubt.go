package ingest

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/publicsuffix"
)

// registeredPart is the name as it is registered, below a public suffix of
// ICANN, in ASCII; "" for a public suffix itself.
func registeredPart(ascii string) string {
	labels := strings.Split(ascii, ".")
	for i := 1; i < len(labels); i++ {
		rest := strings.Join(labels[i:], ".")
		if suffix, icann := publicsuffix.PublicSuffix(rest); suffix == rest && icann {
			return strings.Join(labels[i-1:], ".")
		}
	}
	return ""
}

// doubts are what a valid name can still be wrong about.
func doubts(typed, ascii, name string) []finding {
	var found []finding
	if strings.Contains(strings.ToLower(typed), "xn--") {
		found = append(found, finding{
			Severity: Notice, Rule: "domain.punycode", Proposed: name,
			Message: "punycode was turned into the form that the service takes",
		})
	}
	if strings.ContainsFunc(typed, widePlain) {
		found = append(found, finding{
			Severity: Notice, Rule: "domain.width", Message: "full-width characters were read as ordinary ones", Proposed: name,
		})
	}
	if f, doubt := lookAlike(name); doubt {
		found = append(found, f)
	}
	suffix, icann := publicsuffix.PublicSuffix(ascii)
	switch registered := registeredPart(ascii); {
	case suffix == ascii && icann:
		found = append(found, finding{
			Severity: Error, Rule: "domain.suffix", Message: "a public suffix, under which domains are registered", Cure: "check the domain",
		})
	case !icann && !strings.Contains(suffix, "."):
		found = append(found, unknownEnding(name, suffix))
	case registered != "" && registered != ascii:
		proposed, _ := domainProfile.ToUnicode(registered)
		f := finding{
			Severity: Warning, Rule: "domain.subdomain", Message: "a name below a registered domain",
			Cure: "registered is probably " + proposed, Proposed: proposed,
		}
		switch near := nearSuffix(ascii); {
		case ascii == "www."+registered: // a host, never registered
			f.Severity, f.fix = Error, true
		case near != "":
			f.Proposed, _ = domainProfile.ToUnicode(near)
			f.Cure = "did you mean " + f.Proposed + "?"
		}
		found = append(found, f)
	}
	return found
}

// widePlain is true of the letters, digits and dots of Chinese and Japanese
// input that stand for those of ASCII.
func widePlain(r rune) bool { return r >= '！' && r <= '～' || r == '。' || r == '｡' }

// nearSuffix is a name of three labels with a slip in the second one, where a
// public suffix has com, net or the like: example.con.cn; else "".
func nearSuffix(ascii string) string {
	labels := strings.Split(ascii, ".")
	if len(labels) != 3 || len(labels[1]) > 4 {
		return ""
	}
	near := closest(labels[1], []string{"com", "net", "org", "gov", "edu"}, strings.ToLower)
	suffix := near + "." + labels[2]
	if got, icann := publicsuffix.PublicSuffix(suffix); near == "" || !icann || got != suffix {
		return ""
	}
	return labels[0] + "." + suffix
}

// commonEndings are those that an unknown ending is most likely meant to be.
var commonEndings = []string{"com", "net", "org", "info", "shop", "online", "site", "store", "club", "tech", "cloud"}

func unknownEnding(name, ending string) finding {
	f := finding{
		Severity: Warning, Rule: "domain.tld", Message: fmt.Sprintf("the ending .%s is not known", ending), Cure: "check the spelling",
	}
	if near := closest(ending, commonEndings, strings.ToLower); near != "" {
		f.Proposed = strings.TrimSuffix(name, ending) + near
		f.Cure = "did you mean " + f.Proposed + "?"
	}
	return f
}

// lookAlikes are letters of other scripts that look like Latin ones.
var lookAlikes = map[rune]rune{
	'а': 'a', 'с': 'c', 'е': 'e', 'о': 'o', 'р': 'p', 'х': 'x', 'у': 'y', 'і': 'i', 'ј': 'j', 'ѕ': 's', 'һ': 'h', 'ԁ': 'd', 'ԛ': 'q', 'ԝ': 'w',
	'А': 'A', 'В': 'B', 'Е': 'E', 'К': 'K', 'М': 'M', 'Н': 'H', 'О': 'O', 'Р': 'P', 'С': 'C', 'Т': 'T', 'У': 'Y', 'Х': 'X', 'І': 'I', 'Ѕ': 'S', 'Ј': 'J',
	'Α': 'A', 'Β': 'B', 'Ε': 'E', 'Ζ': 'Z', 'Η': 'H', 'Ι': 'I', 'Κ': 'K', 'Μ': 'M', 'Ν': 'N', 'Ο': 'O', 'Ρ': 'P', 'Τ': 'T', 'Υ': 'Y', 'Χ': 'X',
	'к': 'k', 'м': 'm', 'т': 't', 'в': 'b', 'н': 'h', 'α': 'a', 'ο': 'o', 'ν': 'v', 'ρ': 'p', 'ι': 'i', 'κ': 'k', 'τ': 't', 'υ': 'u', 'χ': 'x',
	'ӏ': 'l', 'Ӏ': 'l', 'օ': 'o', 'ս': 'u', 'ո': 'n', 'հ': 'h', 'զ': 'q', 'ց': 'g', 'ɑ': 'a', 'ɡ': 'g',
}

// toLatin puts English letters in place of those that look like them.
func toLatin(s string) string {
	return strings.Map(func(r rune) rune {
		if l, ok := lookAlikes[r]; ok {
			return l
		}
		return r
	}, s)
}

// latinFor is a text in English letters, where it has some of another script
// among them that look like English ones; else "".
func latinFor(s string) string {
	english := strings.IndexFunc(s, func(r rune) bool { return r < utf8.RuneSelf && unicode.IsLetter(r) }) >= 0
	if plain := toLatin(s); english && plain != s && isASCII(plain) {
		return plain
	}
	return ""
}

// twins are the look-alikes that no eye tells from English letters.
const twins = "асеорхуіјѕһԁԛԝӏοօս"

// phoneticTwins are Latin letters of phonetic alphabets that few readers tell
// from English ones.
const phoneticTwins = "ɑɡ"

// lookAlike finds a label that mixes Latin with Cyrillic or Greek letters,
// which no registry sells and which a copied name sometimes has; or one that
// looks English and has no English letter.
func lookAlike(name string) (finding, bool) {
	for _, label := range strings.Split(name, ".") {
		latin, other, phonetic, twin := false, false, false, true
		for _, r := range label {
			latin = latin || unicode.Is(unicode.Latin, r)
			other = other || unicode.In(r, unicode.Cyrillic, unicode.Greek, unicode.Armenian)
			phonetic = phonetic || strings.ContainsRune(phoneticTwins, r)
			twin = twin && (r < utf8.RuneSelf && !unicode.IsLetter(r) || strings.ContainsRune(twins, r))
		}
		if !phonetic && (!other || !latin && !twin) {
			continue
		}
		f := finding{
			Severity: Warning, Rule: "domain.lookalike", Message: fmt.Sprintf("the part %q mixes letters of several scripts that look alike", label),
			Cure: "type the name again on the keyboard",
		}
		switch {
		case !other:
			f.Message = fmt.Sprintf("the part %q has a letter that only looks like an English one", label)
		case !latin:
			f.Message = fmt.Sprintf("the part %q looks English and is in another script", label)
		}
		if plain := toLatin(name); isASCII(plain) {
			f.Proposed, f.fix = plain, true
		}
		return f, true
	}
	return finding{}, false
}
