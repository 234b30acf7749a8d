package ingest

import (
	"fmt"
	"strings"
	"unicode"

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
			Severity: Warning, Rule: "domain.suffix", Message: "a public suffix, under which domains are registered", Cure: "check the domain",
		})
	case !icann && !strings.Contains(suffix, "."):
		found = append(found, finding{
			Severity: Warning, Rule: "domain.tld", Message: fmt.Sprintf("the ending .%s is not known", suffix), Cure: "check the spelling",
		})
	case registered != "" && registered != ascii:
		proposed, _ := domainProfile.ToUnicode(registered)
		found = append(found, finding{
			Severity: Warning, Rule: "domain.subdomain", Message: "a name below a registered domain",
			Cure: "registered is probably " + proposed, Proposed: proposed,
		})
	}
	return found
}

// lookAlikes are letters of other scripts that look like Latin ones.
var lookAlikes = map[rune]rune{
	'а': 'a', 'с': 'c', 'е': 'e', 'о': 'o', 'р': 'p', 'х': 'x', 'у': 'y', 'і': 'i', 'ј': 'j', 'ѕ': 's', 'һ': 'h', 'ԁ': 'd', 'ԛ': 'q', 'ԝ': 'w',
	'к': 'k', 'м': 'm', 'т': 't', 'в': 'b', 'н': 'h', 'α': 'a', 'ο': 'o', 'ν': 'v', 'ρ': 'p', 'ι': 'i', 'κ': 'k', 'τ': 't', 'υ': 'u', 'χ': 'x',
}

// lookAlike finds a label that mixes Latin with Cyrillic or Greek letters,
// which no registry sells and which a copied name sometimes has.
func lookAlike(name string) (finding, bool) {
	for _, label := range strings.Split(name, ".") {
		var latin, other bool
		for _, r := range label {
			latin = latin || unicode.Is(unicode.Latin, r)
			other = other || unicode.In(r, unicode.Cyrillic, unicode.Greek)
		}
		if !latin || !other {
			continue
		}
		f := finding{
			Severity: Warning, Rule: "domain.lookalike", Message: fmt.Sprintf("the part %q mixes letters of several scripts that look alike", label),
			Cure: "type the name again on the keyboard",
		}
		plain := strings.Map(func(r rune) rune {
			if l, ok := lookAlikes[r]; ok {
				return l
			}
			return r
		}, name)
		if isASCII(plain) {
			f.Proposed, f.fix = plain, true
		}
		return f, true
	}
	return finding{}, false
}
