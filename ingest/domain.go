package ingest

import (
	"fmt"
	"net/netip"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"
)

// domainProfile is IDNA2008 as a registrar applies it: mapped to lower case,
// labels of letters, digits and hyphens, lengths counted in punycode.
var domainProfile = idna.New(
	idna.MapForLookup(), idna.BidiRule(), idna.ValidateLabels(true), idna.CheckHyphens(true),
	idna.StrictDomainName(true), idna.VerifyDNSLength(true), idna.Transitional(false),
)

// understandDomain turns what was typed into the form that the API wants:
// lower case, Unicode, no trailing dot. It is "" when that is impossible.
// With accept, a proposed domain takes the place of what was typed.
func understandDomain(typed string, accept bool) (string, []finding) {
	var notices []finding
	v := trim(typed)
	if len(v) > 2*maxTyped { // longer than any URL that people put there
		return "", []finding{domainError("long", "longer than 253 characters", "check the domain", "")}
	}
	for range 6 {
		name, found := judgeDomain(v)
		i := firstFix(found)
		if !accept || i < 0 {
			return name, append(notices, found...)
		}
		notices = append(notices, fixed(found[i]))
		v = found[i].Proposed
	}
	name, found := judgeDomain(v)
	return name, append(notices, found...)
}

func judgeDomain(v string) (string, []finding) {
	if name, ok := plainDomain(v); ok {
		return name, nil
	}
	return judgeByAllRules(v)
}

func judgeByAllRules(v string) (string, []finding) {
	if v == "" {
		return "", []finding{domainError("blank", "no domain in this row", "type the domain, or empty the whole row", "")}
	}
	if nothing, _ := meansNothing(v); nothing {
		return "", []finding{domainError("placeholder", "a word that stands for nothing, where a domain is expected", "type the domain, or empty the whole row", "")}
	}
	if f, bad := notDomain(v); bad {
		return "", []finding{f}
	}
	name := strings.ToLower(strings.TrimSuffix(dots.Replace(v), "."))
	ascii, err := domainProfile.ToASCII(name)
	if err != nil {
		return "", []finding{labelFinding(name)}
	}
	if !strings.Contains(ascii, ".") {
		return "", []finding{domainError("dot", "no dot, so this is no domain", "type the whole name, such as example.com", "")}
	}
	if _, err := netip.ParseAddr(ascii); err == nil || allDigits(ascii[strings.LastIndexByte(ascii, '.')+1:]) {
		return "", []finding{domainError("address", "an IP address or a number, no domain", "type the domain", "")}
	}
	unicodeName, err := domainProfile.ToUnicode(ascii)
	if err != nil {
		return "", []finding{labelFinding(name)}
	}
	if f, bad := notRegistered(ascii, unicodeName); bad {
		return unicodeName, []finding{f}
	}
	return unicodeName, doubts(v, ascii, unicodeName)
}

// dots are the full stops of other scripts, which IDNA takes for dots.
var dots = strings.NewReplacer("。", ".", "．", ".", "｡", ".")

func domainError(rule, message, cure, proposed string) finding {
	return finding{
		Severity: Error, Rule: "domain." + rule, Message: message, Cure: cure,
		Proposed: proposed, fix: proposed != "",
	}
}

// notDomain recognises what people type in place of a domain and proposes
// the domain that it contains.
func notDomain(v string) (finding, bool) {
	propose := func(rule, what, candidate string) (finding, bool) {
		host := plausible(candidate)
		cure := "type the domain alone"
		if host != "" {
			cure = "type " + host
		}
		return domainError(rule, what, cure, host), true
	}
	if parts := strings.FieldsFunc(v, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(",;，；、|", r) }); len(parts) > 1 {
		all := true
		for _, p := range parts {
			all = all && plausible(p) != ""
		}
		if all {
			return domainError("several", fmt.Sprintf("%d domains in one cell", len(parts)), "give each domain a row of its own", ""), true
		}
	}
	if m := markdownLink.FindStringSubmatch(v); m != nil && plausible(m[1]) != "" {
		return propose("url", "a link, no domain", m[1])
	}
	switch {
	case strings.Contains(v, "://") || strings.HasPrefix(v, "//"):
		_, rest, _ := strings.Cut(v, "//")
		return propose("url", "a URL, no domain", hostOf(rest))
	case strings.Contains(v, "@"):
		return propose("email", "an e-mail address, no domain", v[strings.LastIndexByte(v, '@')+1:])
	case strings.ContainsAny(v, "/?#:\\"):
		return propose("url", "part of a URL, no domain", hostOf(v))
	case strings.HasPrefix(v, "*."):
		return propose("wildcard", "a wildcard, no domain", v[2:])
	case domainRemark.MatchString(v):
		return propose("remark", "a remark behind the domain", domainRemark.FindStringSubmatch(v)[1])
	case strings.ContainsFunc(v, unicode.IsSpace) && !dotWords.MatchString(v):
		f, bad := propose("blank_inside", "a blank inside the domain", strings.Join(strings.Fields(v), ""))
		if strings.ContainsFunc(blankByDot.ReplaceAllString(v, "$1"), unicode.IsSpace) {
			f.fix = false // my shop.com may be my-shop.com as well
		}
		return f, bad
	case strings.ContainsFunc(v, invisible) && !joinersInPlace(v):
		return propose("invisible", "a character inside the domain that cannot be seen", strings.Map(plainBlank, v))
	case strings.ContainsAny(v, dashes):
		return propose("dash", "a dash in place of the hyphen", plainDashes.Replace(v))
	case dotWords.MatchString(v):
		return propose("quotes", "the dot is written as a word or in brackets", dotWords.ReplaceAllString(v, "."))
	case strings.TrimRight(v, endSigns) != v && plausible(strings.TrimRight(v, endSigns)) != "":
		return propose("quotes", "a punctuation mark behind the domain", strings.TrimRight(v, endSigns))
	case strings.HasPrefix(v, ".") || strings.HasSuffix(v, ".."):
		return propose("dots", "begins or ends with too many dots", strings.Trim(v, "."))
	case !strings.ContainsAny(v, ".。．｡") && strings.ContainsAny(v, ",，"):
		return propose("comma", "a comma in place of the dot", strings.NewReplacer(",", ".", "，", ".").Replace(v))
	case strings.ContainsAny(v, "\"'“”‘’<>()[]`"):
		return propose("quotes", "quotes or brackets round the domain", strings.Trim(v, "\"'“”‘’<>()[]` "))
	}
	return finding{}, false
}

// Dashes that programs make of a hyphen, signs that end a list or a sentence,
// and a dot as people write it so that no program makes a link of it.
const (
	dashes   = "–—‐‑‒―−"
	endSigns = ",;:!?*、，；：！"
)

var (
	plainDashes  = strings.NewReplacer("–", "-", "—", "-", "‐", "-", "‑", "-", "‒", "-", "―", "-", "−", "-")
	dotWords     = regexp.MustCompile(`(?i)\s*[\[({](?:\.|dot|点|。)[\])}]\s*|\s+dot\s+`)
	markdownLink = regexp.MustCompile(`^\[([^\[\]]+)\]\([^()]*\)$`)
)

// blankByDot matches blanks beside a dot, where none can be meant.
var blankByDot = regexp.MustCompile(`\s*([.。．])\s*`)

// domainRemark matches a domain with a remark in brackets: example.com (old).
var domainRemark = regexp.MustCompile(`^([^\s()（）\[\]【】]+\.[^\s()（）\[\]【】]+)\s*[(（\[【].*[)）\]】]$`)

// joinersInPlace reports whether the characters in a name that cannot be seen
// are joiners where the script needs them, as in Persian and Sinhala.
func joinersInPlace(v string) bool {
	seen := strings.Map(func(r rune) rune {
		if r == '\u200c' || r == '\u200d' {
			return -1
		}
		return r
	}, v)
	if strings.ContainsFunc(seen, invisible) {
		return false
	}
	_, err := domainProfile.ToASCII(strings.TrimSuffix(dots.Replace(v), "."))
	return err == nil
}

// hostOf is the host of a URL behind its "//": no user, port, path or query.
func hostOf(s string) string {
	if i := strings.IndexAny(s, "/?#\\"); i >= 0 {
		s = s[:i]
	}
	s = s[strings.LastIndexByte(s, '@')+1:]
	s, _, _ = strings.Cut(s, ":")
	return s
}

// plausible gives the registered domain of a host name, or "" when it is none.
func plausible(host string) string {
	host = strings.TrimSuffix(strings.ToLower(dots.Replace(trim(host))), ".")
	ascii, err := domainProfile.ToASCII(host)
	if err != nil || !strings.Contains(ascii, ".") || allDigits(ascii[strings.LastIndexByte(ascii, '.')+1:]) {
		return ""
	}
	if registered := registeredPart(ascii); registered != "" {
		ascii = registered
	}
	name, err := domainProfile.ToUnicode(ascii)
	if err != nil {
		return ""
	}
	return name
}

// labelFinding says which label of a name breaks which rule.
func labelFinding(name string) finding {
	if len(name) > 253 {
		return domainError("long", "longer than 253 characters", "check the domain", "")
	}
	for _, label := range strings.Split(name, ".") {
		if message := labelFault(label); message != "" {
			return domainError("label", message, "check the spelling", "")
		}
	}
	return domainError("label", "not a valid domain name", "check the spelling", "")
}

func labelFault(label string) string {
	switch {
	case label == "":
		return "two dots in a row"
	case strings.HasPrefix(label, "-") || strings.HasSuffix(label, "-"):
		return fmt.Sprintf("the part %q begins or ends with a hyphen", label)
	case strings.HasPrefix(label, "xn--"):
		if _, err := domainProfile.ToUnicode(label); err != nil {
			return fmt.Sprintf("the part %q is no valid punycode", label)
		}
	case len(label) > 3 && label[2:4] == "--":
		return fmt.Sprintf("the part %q has hyphens in places 3 and 4", label)
	}
	for _, r := range label {
		if r < utf8.RuneSelf && !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-') {
			return fmt.Sprintf("the character %q is in no domain name", r)
		}
	}
	ascii, err := domainProfile.ToASCII(label)
	switch {
	case len(ascii) > 63 || err != nil && len(label) > 63:
		return fmt.Sprintf("the part %q is longer than 63 characters", label)
	case err != nil:
		return fmt.Sprintf("the part %q holds a character that is in no domain name", label)
	}
	return ""
}
