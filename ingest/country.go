package ingest

import (
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// countryAliases are further names in common use, separated by semicolons: of
// ISO 3166 itself, of forms and of people, also in their own language.
var countryAliases = map[string]string{
	"CN": "PRC; PR China; China PR; People's Republic of China; Mainland China; China Mainland; China (PRC); Zhongguo; 中华人民共和国; 中国大陆; 中国内地; 大陆; 内地",
	"HK": "Hong Kong SAR; Hong Kong SAR China; Hong Kong, China; China, Hong Kong; HKSAR; 中国香港; 香港特别行政区; 中国香港特别行政区; 中华人民共和国香港特别行政区",
	"MO": "Macao; Macao SAR; Macau SAR; Macao SAR China; Macau, China; Macao, China; China, Macau; 中国澳门; 澳门特别行政区; 中国澳门特别行政区",
	"TW": "Taiwan, China; China, Taiwan; Taiwan, Province of China; Taiwan Province of China; Chinese Taipei; 中国台湾; 台湾地区; 台湾省; 中国台湾省",
	"US": "United States of America; America; US of A; 美利坚合众国; 美利坚",
	"GB": "UK; Great Britain; Britain; England; Scotland; Wales; Northern Ireland; United Kingdom of Great Britain and Northern Ireland; 大不列颠; 英格兰; 联合王国",
	"KR": "Korea; Republic of Korea; Korea, Republic of; Korea (South); ROK; 南韩; 大韩民国; 한국; 대한민국",
	"KP": "DPRK; Korea, Democratic People's Republic of; Korea (North); 北韩",
	"DE": "Deutschland; Federal Republic of Germany; 德意志", "AT": "Österreich; Oesterreich", "CH": "Schweiz; Suisse; Svizzera", "FR": "République française",
	"ES": "España", "IT": "Italia; 义大利", "PT": "Portuguese Republic", "NL": "Holland; Nederland; 荷兰王国", "BE": "België; Belgique; Belgien",
	"SE": "Sverige", "NO": "Norge", "DK": "Danmark", "FI": "Suomi", "PL": "Polska", "CZ": "Czech Republic; Česko; Česká republika; 捷克共和国", "SK": "Slovak Republic; Slovensko",
	"HU": "Magyarország", "GR": "Hellas; Ελλάδα", "IE": "Republic of Ireland; Eire", "HR": "Hrvatska", "RU": "Russian Federation; Россия; 俄罗斯联邦",
	"UA": "Україна", "TR": "Turkey; Türkiye; 土耳其共和国", "JP": "Nippon; Nihon; 日本国; にほん", "VN": "Viet Nam; Việt Nam", "TH": "ประเทศไทย", "BR": "Brasil", "MX": "México",
	"AE": "UAE; 阿联酋; 阿拉伯联合大公国", "SA": "KSA; Kingdom of Saudi Arabia; 沙特; 沙乌地阿拉伯", "NZ": "纽西兰", "LA": "Lao; Lao PDR; Lao People's Democratic Republic; 寮国",
	"MM": "Burma; Myanmar", "SZ": "Eswatini; Swaziland", "MK": "Macedonia; North Macedonia; Macedonia, the former Yugoslav Republic of; 北马其顿",
	"CI": "Ivory Coast; Cote d'Ivoire", "CV": "Cabo Verde; Cape Verde", "BN": "Brunei Darussalam", "SY": "Syrian Arab Republic", "VA": "Holy See; Holy See (Vatican City State)",
	"IR": "Iran, Islamic Republic of; Islamic Republic of Iran", "MD": "Moldova, Republic of; Republic of Moldova", "TZ": "Tanzania, United Republic of; United Republic of Tanzania",
	"VE": "Venezuela, Bolivarian Republic of", "BO": "Bolivia, Plurinational State of", "FM": "Micronesia, Federated States of", "PS": "Palestine; Palestine, State of; State of Palestine",
	"CD": "DR Congo; DRC; Democratic Republic of the Congo; Congo, the Democratic Republic of the", "CG": "Congo; Republic of the Congo", "TL": "East Timor",
	"FK": "Falkland Islands (Malvinas)", "VG": "Virgin Islands, British", "VI": "Virgin Islands, U.S.", "SG": "Republic of Singapore; 新加坡共和国", "MY": "马来西亚联邦",
	"PH": "The Philippines; Pilipinas; 菲律宾共和国", "IN": "Bharat; Republic of India", "ZA": "RSA; Republic of South Africa",
}

var (
	countryCodes = sync.OnceValue(countryCodeSet)
	countryWords = sync.OnceValue(countryVocabulary)

	// foldCountry(name) → alpha-2, apart by script, because a sheet needs
	// seldom both and folding takes long.
	latinCountries   = sync.OnceValue(func() map[string]string { return countryNameIndex(true) })
	foreignCountries = sync.OnceValue(func() map[string]string { return countryNameIndex(false) })
)

// foldCountry is foldHeader for names of countries, of which the articles,
// accents and the spellings of and and saint do not matter.
func foldCountry(name string) string {
	if !plainASCII(name) {
		name = strings.Map(func(r rune) rune {
			if unicode.Is(unicode.Mn, r) {
				return -1
			}
			return r
		}, norm.NFD.String(name))
		name = norm.NFC.String(name)
	}
	name = strings.ToLower(strings.Join(strings.Fields(name), " "))
	name = strings.TrimPrefix(strings.ReplaceAll(name, " and ", " "), "the ") // AND is Andorra
	if rest, ok := strings.CutPrefix(name, "saint "); ok {
		name = "st " + rest
	}
	return foldHeader(name)
}

func countryVocabulary() vocabulary {
	names := make([]string, 0, 2*len(countries))
	for _, c := range countries {
		names = append(names, c.english, c.chinese)
	}
	return newVocabulary(names, foldCountry)
}

func countryCodeSet() map[string]bool {
	m := make(map[string]bool, len(countries))
	for _, c := range countries {
		m[c.alpha2] = true
	}
	return m
}

// countryNameIndex has the names with Latin letters, or the others.
func countryNameIndex(latin bool) map[string]string {
	m := make(map[string]string, 2*len(countries))
	add := func(name, code string) {
		if inLatin(name) == latin {
			m[foldCountry(name)] = code
		}
	}
	for _, c := range countries {
		add(c.alpha3, c.alpha2)
		add(c.english, c.alpha2)
		add(c.chinese, c.alpha2)
	}
	for code, names := range countryAliases {
		for name := range strings.SplitSeq(names, ";") {
			add(name, code)
		}
	}
	return m
}

// inLatin reports whether a name, or what is left of it when it was folded,
// has Latin letters only.
func inLatin(name string) bool {
	for _, r := range name {
		if unicode.IsLetter(r) && !unicode.Is(unicode.Latin, r) {
			return false
		}
	}
	return true
}

// countryByName is the code of a folded name.
func countryByName(key string) (string, bool) {
	if inLatin(key) {
		code, ok := latinCountries()[key]
		return code, ok
	}
	code, ok := foreignCountries()[key]
	return code, ok
}

// checkCountry accepts a code of ISO 3166-1 in any case, reads an exact name
// with a notice, and proposes a code for a mistyped name.
func checkCountry(_ valueEnv, v string) (string, []finding) {
	code := strings.ToUpper(v)
	if countryCodes()[code] {
		return code, nil
	}
	if code, ok := countryNamed(v); ok {
		return code, []finding{{
			Severity: Notice, Rule: "country.name", Message: "a country name was read as its code " + code,
			Proposed: code,
		}}
	}
	f := finding{
		Severity: Error, Rule: "country.code", Message: "no country code of ISO 3166",
		Cure: "type the two letters, such as CN, HK or US",
	}
	if code := closestCountry(v); code != "" {
		f.Cure, f.Proposed, f.fix = "did you mean "+code+"?", code, true
	}
	return v, []finding{f}
}

// understoodCountry is the code of a country as it is going to be understood,
// damage and slips aside when fixes are accepted; else what was typed.
func understoodCountry(v string, accept bool) string {
	if nothing, _ := meansNothing(v); nothing || len(v) > maxTyped {
		return "" // N/A is not Namibia
	}
	for range 3 { // a damaged name may be mistyped too
		code, found := checkCountry(valueEnv{}, v)
		if i := firstFix(found); i >= 0 && accept {
			v = found[i].Proposed
			continue
		}
		if countryCodes()[code] {
			return code
		}
		sound, _ := repair(FieldCountry, v)
		if sound == v {
			return code
		}
		v = sound
	}
	return v
}

// isCountry reports whether a text is a code or a name of a country.
func isCountry(v string) bool {
	_, named := countryNamed(v)
	return named || countryCodes()[strings.ToUpper(v)]
}

func closestCountry(v string) string {
	key := foldCountry(v)
	if len(key) < 4 {
		return ""
	}
	found := ""
	for _, name := range countryWords().nearest(key) {
		code, _ := countryByName(foldCountry(name))
		if found != "" && code != found {
			return "" // Chna is China, and Chine might be Chile too
		}
		found = code
	}
	return found
}

// countryNamed is the code of a name, of a code with points (U.S.), or of both
// together: China (CN), CN - China.
func countryNamed(v string) (string, bool) {
	if code, ok := countryPart(v); ok {
		return code, true
	}
	if code, ok := countryTwice(v); ok {
		return code, true
	}
	return countryAbroad(v)
}

// countryTwice is the code of a country that is named by two words for it.
func countryTwice(v string) (string, bool) {
	if words := strings.Fields(v); len(words) == 2 {
		first, ok := countryPart(words[0])
		if second, too := countryPart(words[1]); ok && too && first == second {
			return first, true
		}
	}
	parts := strings.FieldsFunc(v, func(r rune) bool { return strings.ContainsRune("()-/|,;:（）［］[]", r) })
	if len(parts) != 2 {
		return "", false
	}
	first, ok := countryPart(parts[0])
	second, too := countryPart(parts[1])
	return first, ok && too && first == second
}

func countryPart(v string) (string, bool) {
	key := foldCountry(v)
	if code, ok := countryByName(key); ok {
		return code, true
	}
	if code := strings.ToUpper(key); len(code) == 2 && countryCodes()[code] {
		return code, true
	}
	return "", false
}

// Country is a country or region of ISO 3166-1.
type Country struct{ Code, English, Chinese string } // Code is alpha-2

// Countries lists every country by its code. Its code and its names are all
// understood in a sheet.
func Countries() []Country {
	out := make([]Country, len(countries))
	for i, c := range countries {
		out[i] = Country{c.alpha2, c.english, c.chinese}
	}
	return out
}
