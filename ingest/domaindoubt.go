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
		if ascii == "www."+registered { // a host, never registered
			f.Severity, f.fix = Error, true
		}
		found = append(found, f)
	}
	return found
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
const twins = "асеорхуіјѕһԁԛԝο"

// lookAlike finds a label that mixes Latin with Cyrillic or Greek letters,
// which no registry sells and which a copied name sometimes has; or one that
// looks English and has no English letter.
func lookAlike(name string) (finding, bool) {
	for _, label := range strings.Split(name, ".") {
		latin, other, twin := false, false, true
		for _, r := range label {
			latin = latin || unicode.Is(unicode.Latin, r)
			other = other || unicode.In(r, unicode.Cyrillic, unicode.Greek)
			twin = twin && (r < utf8.RuneSelf && !unicode.IsLetter(r) || strings.ContainsRune(twins, r))
		}
		if !other || !latin && !twin {
			continue
		}
		f := finding{
			Severity: Warning, Rule: "domain.lookalike", Message: fmt.Sprintf("the part %q mixes letters of several scripts that look alike", label),
			Cure: "type the name again on the keyboard",
		}
		if !latin {
			f.Message = fmt.Sprintf("the part %q looks English and is in another script", label)
		}
		if plain := toLatin(name); isASCII(plain) {
			f.Proposed, f.fix = plain, true
		}
		return f, true
	}
	return finding{}, false
}
