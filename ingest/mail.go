package ingest

import (
	"fmt"
	"net/mail"
	"regexp"
	"strings"

	"golang.org/x/net/publicsuffix"
)

func checkEmail(env valueEnv, v string) (string, []finding) {
	if domain, ok := plainMail(v); ok {
		if f, doubt := doubtMail(env, v, strings.ToLower(domain)); doubt {
			return v, []finding{f}
		}
		return v, nil
	}
	bad := func(message, cure, proposed string) (string, []finding) {
		return v, []finding{{Severity: Error, Rule: "email.syntax", Message: message, Cure: cure, Proposed: proposed, fix: proposed != ""}}
	}
	if rest, ok := cutPrefixFold(v, "mailto:"); ok {
		rest, _, _ = strings.Cut(rest, "?") // ?subject=…
		return bad("begins with mailto:", "type only the address", rest)
	}
	if _, rest, ok := strings.Cut(v, "://"); ok && validEmail(strings.TrimRight(rest, "/")) {
		return bad("a link, no e-mail address", "type only the address", strings.TrimRight(rest, "/"))
	}
	if clean := strings.TrimRight(v, ".,;:/"); clean != v && strings.Contains(clean, "@") && !strings.ContainsAny(clean, ",; ") {
		return bad("ends with a punctuation mark", "take it away", clean)
	}
	if clean := strings.Trim(v, "\"'`<>()[] "); clean != v && validEmail(clean) && !strings.Contains(clean, "\"") && !validEmail(v) {
		return bad("quotes or brackets round the address", "take it away", clean)
	}
	if quotedLocal(v) {
		return v, []finding{{
			Severity: Warning, Rule: "email.quoted", Message: "a part in quotes before the @, which few services take", Cure: "use another address if there is one",
		}}
	}
	if strings.Count(v, "@") > 1 {
		return bad("holds more than one address", "keep one", "")
	}
	addr, err := mail.ParseAddress(v)
	switch {
	case err != nil && strings.ContainsRune(v, ' ') && validEmail(strings.ReplaceAll(v, " ", "")):
		out, found := bad("holds a blank", "take it away", strings.ReplaceAll(v, " ", ""))
		found[0].fix = blankBySign.ReplaceAllString(v, "$1") == found[0].Proposed // "li si@" may be li.si@ as well
		return out, found
	case err != nil && strings.ContainsRune(v, ',') && validEmail(strings.ReplaceAll(v, ",", ".")):
		dotted := strings.ReplaceAll(v, ",", ".")
		return bad("a comma in place of the dot", "type "+dotted, dotted)
	case err != nil && writtenOut(v) != "":
		return bad("the @ or a dot is written as a word", "type "+writtenOut(v), writtenOut(v))
	case err != nil:
		return bad("no e-mail address", "type one such as owner@example.com", "")
	case addr.Address != v:
		return bad("more than an e-mail address", "type only the address", addr.Address)
	}
	local, domain, _ := strings.Cut(v, "@")
	switch {
	case len(local) > 64:
		return bad(fmt.Sprintf("%d characters before the @, at most 64 are allowed", len(local)), "use a shorter address", "")
	case allDigits(domain[strings.LastIndexByte(domain, '.')+1:]):
		return bad("an IP address or a number stands behind the @", "type a full address such as owner@example.com", "")
	case !strings.Contains(domain, ".") || strings.HasPrefix(domain, "["):
		return bad("no domain name behind the @", "type a full address such as owner@example.com", "")
	}
	if f, doubt := doubtMail(env, v, strings.ToLower(domain)); doubt {
		return v, []finding{f}
	}
	return v, nil
}

// plainMail gives the domain of an address of letters, digits and the usual
// signs, in which nothing is wrong, as nearly all are.
func plainMail(v string) (string, bool) {
	at := strings.IndexByte(v, '@')
	if at < 0 || at > 64 || v[len(v)-1] <= '9' || !dottedWords(v[:at], "-_+") || !dottedWords(v[at+1:], "-") || strings.IndexByte(v[at+1:], '.') < 0 {
		return "", false
	}
	return v[at+1:], true
}

// dottedWords reports whether a text is words of letters, digits and some
// signs, with single dots between them.
func dottedWords(s, signs string) bool {
	dot := true
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch lower := c | 0x20; {
		case lower >= 'a' && lower <= 'z' || c >= '0' && c <= '9' || strings.IndexByte(signs, c) >= 0:
			dot = false
		case c != '.' || dot:
			return false
		default:
			dot = true
		}
	}
	return !dot
}

// doubtMail judges the domain of an address, which is ASCII.
func doubtMail(env valueEnv, v, domain string) (finding, bool) {
	_, plain := plainDomainBy(env.ends, domain)
	if !plain {
		if _, err := domainProfile.ToASCII(domain); err != nil {
			return finding{
				Severity: Error, Rule: "email.domain", Message: "what stands behind the @ is no domain name", Cure: "check the spelling",
			}, true
		}
	}
	if near, slip := slipsOfMail[domain]; slip {
		proposed := v[:len(v)-len(domain)] + near
		return finding{
			Severity: Warning, Rule: "email.slip", Message: "probably a typing slip: mail goes to " + domain, Cure: "did you mean " + proposed + "?", Proposed: proposed,
		}, true
	}
	if plain {
		return finding{}, false
	}
	suffix, icann := publicsuffix.PublicSuffix(domain)
	switch {
	case !icann && !strings.Contains(suffix, "."):
		f := unknownEnding(v, suffix)
		f.Rule = "email.tld"
		return f, true
	case icann && suffix == domain:
		return finding{
			Severity: Warning, Rule: "email.domain", Message: "a public suffix stands behind the @, under which domains are registered", Cure: "check the spelling",
		}, true
	}
	return finding{}, false
}

// slipsOfMail are the mistyped names of large mail providers that are seen
// most. They exist, so that only a person can tell.
var slipsOfMail = map[string]string{
	"gmial.com": "gmail.com", "gmai.com": "gmail.com", "gamil.com": "gmail.com", "gnail.com": "gmail.com", "gmail.co": "gmail.com", "gmail.cn": "gmail.com",
	"gmali.com": "gmail.com", "gmaill.com": "gmail.com", "hotmial.com": "hotmail.com", "hotmal.com": "hotmail.com", "hotmai.com": "hotmail.com",
	"homtail.com": "hotmail.com", "outlok.com": "outlook.com", "outloook.com": "outlook.com", "yaho.com": "yahoo.com", "yahooo.com": "yahoo.com",
	"qq.cm": "qq.com", "qq.co": "qq.com", "qqq.com": "qq.com", "qq.cn": "qq.com", "126.co": "126.com", "163.co": "163.com", "163.cm": "163.com",
	"alyun.com": "aliyun.com", "aliyum.com": "aliyun.com", "foxmial.com": "foxmail.com", "foxmai.com": "foxmail.com", "iclod.com": "icloud.com", "icoud.com": "icloud.com",
}

// atWords are what people write against harvesters of addresses.
var atWords = strings.NewReplacer(" at ", "@", "(at)", "@", "[at]", "@", " (at) ", "@", " [at] ", "@", "#", "@", " dot ", ".", "(dot)", ".", "[dot]", ".")

// writtenOut is an address whose @ was written as a word, or "".
func writtenOut(v string) string {
	if strings.Contains(v, "@") {
		return ""
	}
	plain := strings.ReplaceAll(atWords.Replace(v), " ", "")
	if _, domain, ok := strings.Cut(plain, "@"); !ok || !strings.Contains(domain, ".") || !validEmail(plain) {
		return ""
	}
	return plain
}

// quotedLocal recognises "a b"@example.com, which the rules of mail allow.
func quotedLocal(v string) bool {
	at := strings.LastIndex(v, "\"@")
	if at < 2 || v[0] != '"' || strings.Count(v, "\"") != 2 {
		return false
	}
	_, plain := plainMail("x" + v[at+1:])
	return plain
}

// blankBySign matches blanks beside the signs of an address, where none can be
// meant.
var blankBySign = regexp.MustCompile(` *([@.]) *`)

// mailInside matches an address among text of other kinds.
var mailInside = regexp.MustCompile(`(?:^|[^\pL\pN._%+-])([A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,})(?:[^\pL\pN._-]|$)`)

// mailAmongOthers is the only address in a text with letters of another script
// beside it, such as "owner@example.com（张三）", or "".
func mailAmongOthers(v string) string {
	m := mailInside.FindStringSubmatch(v)
	if m == nil || strings.Count(v, "@") != 1 || !validEmail(m[1]) {
		return ""
	}
	return m[1]
}

func validEmail(v string) bool {
	addr, err := mail.ParseAddress(v)
	return err == nil && addr.Address == v
}
