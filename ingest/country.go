package ingest

import (
	"strings"
	"sync"
)

// countryAliases are further names in common use.
var countryAliases = map[string]string{
	"prc": "CN", "peoples republic of china": "CN", "mainland china": "CN", "china mainland": "CN",
	"中华人民共和国": "CN", "中国大陆": "CN", "中国内地": "CN",
	"hong kong sar": "HK", "hong kong china": "HK", "hongkong": "HK", "中国香港": "HK",
	"macao": "MO", "macao sar": "MO", "macau china": "MO", "中国澳门": "MO",
	"taiwan china": "TW", "中国台湾": "TW",
	"usa": "US", "u s a": "US", "united states of america": "US", "america": "US",
	"uk": "GB", "great britain": "GB", "england": "GB", "korea": "KR", "republic of korea": "KR",
	"russian federation": "RU", "viet nam": "VN", "czech republic": "CZ", "turkey": "TR", "türkiye": "TR",
	"the netherlands": "NL", "holland": "NL", "uae": "AE", "阿联酋": "AE", "burma": "MM", "swaziland": "SZ",
	"north macedonia": "MK", "北马其顿": "MK", "eswatini": "SZ", "myanmar": "MM", "ivory coast": "CI", "cape verde": "CV",
}

var (
	countryCodes = sync.OnceValue(countryCodeSet)
	countryNames = sync.OnceValue(countryNameIndex) // folded name → alpha-2
	countryWords = sync.OnceValue(countryVocabulary)
)

func countryVocabulary() vocabulary {
	names := make([]string, 0, 2*len(countries))
	for _, c := range countries {
		names = append(names, c.english, c.chinese)
	}
	return newVocabulary(names, foldHeader)
}

func countryCodeSet() map[string]bool {
	m := make(map[string]bool, len(countries))
	for _, c := range countries {
		m[c.alpha2] = true
	}
	return m
}

func countryNameIndex() map[string]string {
	m := make(map[string]string, 3*len(countries))
	for _, c := range countries {
		for _, name := range []string{c.alpha3, c.english, c.chinese} {
			m[foldHeader(name)] = c.alpha2
		}
	}
	for name, code := range countryAliases {
		m[foldHeader(name)] = code
	}
	return m
}

// checkCountry accepts a code of ISO 3166-1 in any case, reads an exact name
// with a notice, and proposes a code for a mistyped name.
func checkCountry(_ valueEnv, v string) (string, []finding) {
	code := strings.ToUpper(v)
	if countryCodes()[code] {
		return code, nil
	}
	if code, ok := countryNames()[foldHeader(v)]; ok {
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
	for range 3 {
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
	_, named := countryNames()[foldHeader(v)]
	return named || countryCodes()[strings.ToUpper(v)]
}

func closestCountry(v string) string {
	key := foldHeader(v)
	if len(key) < 4 {
		return ""
	}
	return countryNames()[foldHeader(countryWords().closest(key))]
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
