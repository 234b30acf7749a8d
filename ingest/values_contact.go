package ingest

import (
	"fmt"
	"net/mail"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxPhoneDigits is the longest subscriber number of EPP, maxPhoneAll the
// longest with its country code (RFC 5733: 17 characters with + and dot).
const (
	maxPhoneDigits = 14
	maxPhoneAll    = 15
)

func checkRegistrantType(_ valueEnv, v string) (string, []finding) {
	switch foldHeader(v) {
	case "1", "individual", "person", "personal", "private", "个人", "自然人":
		return "1", nil
	case "2", "enterprise", "organization", "organisation", "company", "corporate", "business", "企业", "公司", "组织", "单位", "机构":
		return "2", nil
	}
	return v, []finding{{
		Severity: Error, Rule: "registrant_type.word", Message: "neither individual nor enterprise",
		Cure: "type individual or enterprise, or 1 or 2",
	}}
}

func checkEmail(_ valueEnv, v string) (string, []finding) {
	bad := func(message, cure, proposed string) (string, []finding) {
		return v, []finding{{Severity: Error, Rule: "email.syntax", Message: message, Cure: cure, Proposed: proposed, fix: proposed != ""}}
	}
	if rest, ok := cutPrefixFold(v, "mailto:"); ok {
		return bad("begins with mailto:", "type only the address", rest)
	}
	if clean := strings.TrimRight(v, ".,;"); clean != v && !strings.ContainsAny(clean, ",; ") {
		return bad("ends with a punctuation mark", "take it away", clean)
	}
	if strings.Count(v, "@") > 1 {
		return bad("holds more than one address", "keep one", "")
	}
	addr, err := mail.ParseAddress(v)
	switch {
	case err != nil && strings.ContainsRune(v, ' ') && validEmail(strings.ReplaceAll(v, " ", "")):
		return bad("holds a blank", "take it away", strings.ReplaceAll(v, " ", ""))
	case err != nil:
		return bad("no e-mail address", "type one such as owner@example.com", "")
	case addr.Address != v:
		return bad("more than an e-mail address", "type only the address", addr.Address)
	}
	local, domain, _ := strings.Cut(v, "@")
	switch {
	case len(local) > 64:
		return bad(fmt.Sprintf("%d characters before the @, at most 64 are allowed", len(local)), "use a shorter address", "")
	case !strings.Contains(domain, ".") || strings.HasPrefix(domain, "["):
		return bad("no domain name behind the @", "type a full address such as owner@example.com", "")
	}
	return v, nil
}

func validEmail(v string) bool {
	addr, err := mail.ParseAddress(v)
	return err == nil && addr.Address == v
}

func cutPrefixFold(s, prefix string) (string, bool) {
	if len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix) {
		return strings.TrimSpace(s[len(prefix):]), true
	}
	return s, false
}

// postalDigits is how many digits a postal code has where it is all digits.
var postalDigits = map[string]int{"CN": 6, "US": 5, "DE": 5, "FR": 5, "IT": 5, "ES": 5, "KR": 5, "MY": 5, "TH": 5, "SG": 6, "IN": 6, "RU": 6, "VN": 6}

func checkPostalCode(env valueEnv, v string) (string, []finding) {
	if f, bad := scientificFinding(FieldPostalCode, v); bad {
		return v, []finding{f}
	}
	for _, r := range v {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != ' ' && r != '-' {
			return v, []finding{{
				Severity: Error, Rule: "postal_code.syntax", Message: fmt.Sprintf("the character %q is in no postal code", r),
				Cure: "type letters, digits, blanks and hyphens only",
			}}
		}
	}
	want, known := postalDigits[env.country]
	if !known || len(v) == want || !allDigits(v) {
		return v, nil
	}
	f := finding{
		Severity: Warning, Rule: "postal_code.country",
		Message: fmt.Sprintf("%d digits, a postal code of %s has %d", len(v), env.country, want), Cure: "check it",
	}
	if n := want - len(v); n == 1 || n == 2 && want == 5 {
		f.Rule, f.Message = "postal_code.zero", f.Message+": a leading zero may be lost"
		f.Proposed, f.fix = strings.Repeat("0", n)+v, true
		f.Cure = "format the cell as text and type the zero"
	}
	return v, []finding{f}
}

func allDigits(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

func keepDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}

func checkTelArea(_ valueEnv, v string) (string, []finding) {
	bad := func(message, cure, proposed string) (string, []finding) {
		return v, []finding{{Severity: Error, Rule: "tel_area.syntax", Message: message, Cure: cure, Proposed: proposed, fix: proposed != ""}}
	}
	if allDigits(v) && len(v) <= 3 && v[0] != '0' {
		return v, nil
	}
	digits := keepDigits(v)
	code := strings.TrimPrefix(digits, "00")
	foreign := strings.Trim(v, "0123456789 +-().") != ""
	switch {
	case foreign || code == "":
		return bad("no country calling code", "type its digits, such as 86", "")
	case code[0] == '0':
		return bad("a domestic area code, where the calling code of the country is expected",
			"type 86 for China here, and the area code at the front of telephone", "")
	case len(code) > 3:
		return bad(fmt.Sprintf("%d digits, a country calling code has at most 3", len(code)), "type the calling code of the country, such as 86", "")
	}
	return bad("a country calling code is digits only", "type "+code, code)
}

var (
	phoneExt     = regexp.MustCompile(`(?i)\s*(?:ext\.?|extension|x|转|#)\s*[0-9]+$`)
	phoneSeveral = regexp.MustCompile(`[0-9]{5,}\s*[/,;、，；]\s*\+?[0-9]{5,}`)
)

func checkTelephone(env valueEnv, v string) (string, []finding) {
	bad := func(rule, message, cure, proposed string) (string, []finding) {
		return v, []finding{{Severity: Error, Rule: "telephone." + rule, Message: message, Cure: cure, Proposed: proposed, fix: proposed != ""}}
	}
	if f, is := scientificFinding(FieldTelephone, v); is {
		return v, []finding{f}
	}
	area := strings.TrimLeft(keepDigits(env.telArea), "0")
	switch {
	case allDigits(v):
	case phoneSeveral.MatchString(v):
		return bad("several", "more than one number", "keep one", "")
	case phoneExt.MatchString(v):
		return bad("extension", "holds an extension", "put the extension into tel_ext", "")
	case strings.Trim(v, "0123456789 +-()./") != "":
		return bad("syntax", "holds characters that are in no telephone number", "type digits only", "")
	default:
		digits, ok := localNumber(v, area)
		if !ok {
			return bad("country", "begins with a country calling code", "put the calling code into tel_area and only the rest here", "")
		}
		return bad("syntax", "a telephone number is digits only", "type it without blanks, signs and the calling code", digits)
	}
	switch total := len(v) + len(area); {
	case len(v) > maxPhoneDigits:
		return bad("long", fmt.Sprintf("%d digits, at most %d are allowed", len(v), maxPhoneDigits), "check the number", "")
	case total > maxPhoneAll:
		return bad("long", fmt.Sprintf("%d digits with the calling code, at most %d are allowed", total, maxPhoneAll), "check the number", "")
	case len(v) < 5:
		return v, []finding{{Severity: Warning, Rule: "telephone.short", Message: "a very short number", Cure: "check it"}}
	}
	return v, nil
}

// localNumber takes the calling code, where it is the one of tel_area, and
// all signs away.
func localNumber(v, area string) (string, bool) {
	digits := keepDigits(v)
	rest := strings.TrimLeft(v, " (")
	if !strings.HasPrefix(rest, "+") && !strings.HasPrefix(rest, "00") {
		return digits, digits != ""
	}
	local, ok := strings.CutPrefix(strings.TrimPrefix(digits, "00"), area)
	return local, ok && area != "" && local != ""
}

func checkTelExt(_ valueEnv, v string) (string, []finding) {
	if allDigits(v) && len(v) <= 10 {
		return v, nil
	}
	return v, []finding{{
		Severity: Error, Rule: "tel_ext.syntax", Message: "an extension is at most 10 digits",
		Cure: "type digits, or leave the cell empty when there is none",
	}}
}

// checkChinese doubts a Chinese field without a Chinese letter.
func checkChinese(_ valueEnv, v string) (string, []finding) {
	for _, r := range v {
		if unicode.Is(unicode.Han, r) {
			return v, nil
		}
	}
	return v, []finding{{
		Severity: Warning, Rule: "zh.han", Message: "holds no Chinese character",
		Cure: "type the Chinese form, or leave the cell empty",
	}}
}

// checkChineseOrganization adds the lengths that the product help names:
// 64 characters for .cn and .中国, 128 elsewhere.
func checkChineseOrganization(env valueEnv, v string) (string, []finding) {
	out, found := checkChinese(env, v)
	limit := 128
	if strings.HasSuffix(env.domain, ".cn") || strings.HasSuffix(env.domain, ".中国") {
		limit = 64
	}
	if n := utf8.RuneCountInString(v); n > limit {
		found = append(found, finding{
			Severity: Warning, Rule: "zh_organization.long", Cure: "shorten it as on the document",
			Message: fmt.Sprintf("%d characters, for this domain at most %d are documented", n, limit),
		})
	}
	return out, found
}

// chineseProvinces is the list that the product help publishes, without the
// word for province.
var chineseProvinces = strings.Fields(`北京 上海 天津 重庆 内蒙古 山西 河北 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东
	河南 湖北 湖南 广东 广西 海南 四川 贵州 云南 西藏 陕西 甘肃 宁夏 青海 新疆 香港 澳门 台湾`)

func checkChineseProvince(env valueEnv, v string) (string, []finding) {
	out, found := checkChinese(env, v)
	if len(found) > 0 || slices.Contains(chineseProvinces, v) {
		return out, found
	}
	f := finding{
		Severity: Warning, Rule: "zh_province.name", Message: "not in the published list of regions",
		Cure: "type the region without the word for province, such as 浙江",
	}
	for _, p := range chineseProvinces {
		rest, ok := strings.CutPrefix(v, p)
		if ok && slices.Contains([]string{"省", "市", "自治区", "壮族自治区", "回族自治区", "维吾尔自治区", "特别行政区"}, rest) {
			f.Cure, f.Proposed, f.fix = "type "+p, p, true
		}
	}
	if f.Proposed == "" && env.country != "CN" {
		return out, nil
	}
	return out, []finding{f}
}
