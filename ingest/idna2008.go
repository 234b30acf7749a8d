package ingest

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// notRegistered is about a name that DNS would take and no registry sells:
// IDNA2008, which registries follow, has no symbols, and more rules for some
// letters than the mapping that browsers use.
func notRegistered(ascii, name string) (finding, bool) {
	if len(ascii) == len(name) && isASCII(name) {
		return finding{}, false
	}
	for _, label := range strings.Split(name, ".") {
		r, bad := notInIDNA2008(label)
		if !bad {
			continue
		}
		f := domainError("symbol", fmt.Sprintf("the character %q is none that registries take: a name has letters, digits and hyphens", r), "check the domain", "")
		if ending := ascii[strings.LastIndexByte(ascii, '.')+1:]; len(ending) == 2 && ending != "cn" { // some sell such names all the same
			f.Severity = Warning
		}
		return f, true
	}
	if strings.HasSuffix(name, ".cn") || strings.HasSuffix(name, ".中国") {
		return notChinese(name)
	}
	return finding{}, false
}

// notChinese doubts a name below .cn or .中国 with letters that are neither
// Chinese nor English: their registry has tables for these only.
func notChinese(name string) (finding, bool) {
	for _, r := range name {
		if r >= utf8.RuneSelf && !unicode.Is(unicode.Han, r) {
			return finding{
				Severity: Warning, Rule: "domain.registry", Cure: "check the domain",
				Message: fmt.Sprintf("the character %q is neither Chinese nor English, and the registry takes no other letters", r),
			}, true
		}
	}
	return finding{}, false
}

// Letters that RFC 5892 excepts from its rules by name, and those it allows
// only beside certain others.
const (
	idnaAllowed    = "ßς〇\u06fd\u06fe\u0f0b"
	idnaDisallowed = "\u0640\u07fa\u302e\u302f\u3031\u3032\u3033\u3034\u3035\u303b"
)

// notInIDNA2008 is the first character of a mapped label that is not PVALID,
// nor in a context that makes it so (RFC 5892, sections 2 and A).
func notInIDNA2008(label string) (rune, bool) {
	runes := []rune(label)
	for i, r := range runes {
		switch {
		case r < utf8.RuneSelf: // judged before
		case r == '\u200c' || r == '\u200d': // joiners, judged before
		case strings.ContainsRune(idnaAllowed, r):
		case strings.ContainsRune(idnaDisallowed, r) || jamo(r) || !unicode.In(r, unicode.Ll, unicode.Lo, unicode.Lm, unicode.Mn, unicode.Mc, unicode.Nd):
			if !inContext(runes, i) {
				return r, true
			}
		case r >= '\u0660' && r <= '\u0669' && strings.ContainsFunc(label, func(o rune) bool { return o >= '\u06f0' && o <= '\u06f9' }):
			return r, true // digits of two kinds
		}
	}
	return 0, false
}

// jamo are the old parts of Korean letters.
func jamo(r rune) bool {
	return r >= 0x1100 && r <= 0x11ff || r >= 0xa960 && r <= 0xa97f || r >= 0xd7b0 && r <= 0xd7ff
}

// inContext knows the signs that may stand beside certain letters.
func inContext(runes []rune, i int) bool {
	before, after := rune(0), rune(0)
	if i > 0 {
		before = runes[i-1]
	}
	if i+1 < len(runes) {
		after = runes[i+1]
	}
	switch runes[i] {
	case '\u00b7': // Catalan l·l
		return before == 'l' && after == 'l'
	case '\u0375':
		return unicode.Is(unicode.Greek, after)
	case '\u05f3', '\u05f4':
		return unicode.Is(unicode.Hebrew, before)
	case '\u30fb': // the Japanese middle dot
		for _, r := range runes {
			if unicode.In(r, unicode.Hiragana, unicode.Katakana, unicode.Han) {
				return true
			}
		}
	}
	return false
}
