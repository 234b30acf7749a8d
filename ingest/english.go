package ingest

import (
	"fmt"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// notEnglish is about letters outside of ASCII where only ASCII is taken, and
// proposes what people write in their place.
func (r rule) notEnglish(env valueEnv, v string) (finding, bool) {
	if !r.english || plainASCII(v) {
		return finding{}, false
	}
	at, c := firstForeign(v)
	if at == 0 {
		return finding{}, false
	}
	f := finding{
		Severity: Error, Rule: string(r.field) + ".ascii",
		Message: fmt.Sprintf("character %d, %q, is not allowed: only English letters, digits and signs are", at, c),
		Cure:    "write it in pinyin or English",
	}
	if zh, ok := chineseOf[r.field]; ok && unicode.Is(unicode.Han, c) {
		f.Cure += "; Chinese belongs in " + string(zh)
	}
	propose := func(cure, proposed string) (finding, bool) {
		f.Cure, f.Proposed, f.fix = cure, proposed, true
		return f, true
	}
	if plain := latinFor(v); plain != "" {
		f.Message = fmt.Sprintf("character %d, %q, is of another script and only looks like an English letter", at, c)
		return propose("type it again on the keyboard", plain)
	}
	switch r.field {
	case FieldEmail:
		if address := mailAmongOthers(v); address != "" {
			return propose("type only the address", address)
		}
		if ascii := asciiMail(v); ascii != "" {
			return propose("type the domain of the address as "+ascii[strings.LastIndexByte(ascii, '@')+1:], ascii)
		}
	case FieldProvince:
		if pinyin := provincePinyin(v); pinyin != "" {
			return propose("type "+pinyin+"; Chinese belongs in zh_province", pinyin)
		}
		fallthrough
	default:
		if plain := withoutAccents(v, env.country); plain != "" {
			return propose("type it without accents", plain)
		}
	}
	return f, true
}

// firstForeign is the first character outside of ASCII and its place, from 1;
// 0 when there is none.
func firstForeign(v string) (int, rune) {
	for i, c := range []rune(v) {
		if c >= utf8.RuneSelf {
			return i + 1, c
		}
	}
	return 0, 0
}

// accented are letters that do not come apart into a plain one and its accent.
var accented = strings.NewReplacer("ß", "ss", "ẞ", "SS", "ø", "o", "Ø", "O", "æ", "ae", "Æ", "AE", "œ", "oe", "Œ", "OE", "ł", "l", "Ł", "L",
	"đ", "d", "Đ", "D", "ð", "d", "Ð", "D", "þ", "th", "Þ", "Th", "ı", "i", "ħ", "h", "Ħ", "H")

// germanLetters are written out where German is spoken.
var germanLetters = strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "Ä", "Ae", "Ö", "Oe", "Ü", "Ue")

// withoutAccents is Latin text as people write it in ASCII; "" for text of
// another script.
func withoutAccents(v, country string) string {
	v = norm.NFC.String(v)
	switch country {
	case "DE", "AT", "CH", "LI":
		v = germanLetters.Replace(v)
	}
	plain := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFKD.String(accented.Replace(v)))
	if !plainASCII(plain) {
		return ""
	}
	return plain
}

// asciiMail is an address with its domain in the form of DNS, or "".
func asciiMail(v string) string {
	at := strings.LastIndexByte(v, '@')
	if at < 1 || !isASCII(v[:at]) {
		return ""
	}
	ascii, err := domainProfile.ToASCII(strings.ToLower(v[at+1:]))
	if err != nil || !strings.Contains(ascii, ".") {
		return ""
	}
	return v[:at+1] + ascii
}

// pinyinOfProvinces is chineseProvinces as the service wants them in English,
// those of the mainland.
var pinyinOfProvinces = strings.Split(`bei jing,shang hai,tian jin,chong qing,nei meng gu,shan xi,he bei,liao ning,ji lin,hei long jiang,jiang su,zhe jiang,
an hui,fu jian,jiang xi,shan dong,he nan,hu bei,hu nan,guang dong,guang xi,hai nan,si chuan,gui zhou,yun nan,xi zang,shan xi,gan su,ning xia,qing hai,
xin jiang`, ",")

// provincePinyin is the pinyin of a Chinese region, "" when it is none.
func provincePinyin(v string) string {
	for i, p := range chineseProvinces[:len(pinyinOfProvinces)] {
		if rest, ok := strings.CutPrefix(v, p); ok && (rest == "" || provinceWord(rest)) {
			return strings.TrimSpace(pinyinOfProvinces[i])
		}
	}
	return ""
}

// provincesInPinyin are those of the mainland, folded, of which none is the
// name of a city too.
var provincesInPinyin = sync.OnceValue(func() map[string]bool {
	m := map[string]bool{"innermongolia": true, "neimenggu": true, "tibet": true}
	for _, p := range pinyinOfProvinces {
		m[foldHeader(p)] = true
	}
	for _, city := range []string{"beijing", "shanghai", "tianjin", "chongqing", "jilin"} {
		delete(m, city)
	}
	return m
})

// swappedProvince reports whether the city of a Chinese contact is a province,
// and the province is none.
func swappedProvince(c *Contact) bool {
	if c.Country != "CN" || len(c.Province) <= 3 || c.City == "" {
		return false
	}
	city, province := foldHeader(c.City), foldHeader(c.Province)
	return provincesInPinyin()[city] && !strings.Contains(province, city) && !provincesInPinyin()[province]
}
