package ingest

import (
	"strings"
	"sync"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// abroadTongues are the languages whose names of countries are known besides
// English and simplified Chinese, by their tags.
const abroadTongues = "de fr es it pt nl sv da nb fi pl cs sk hu ro hr el tr ru uk ja ko vi id ms th ar he zh-Hant zh-Hant-HK"

// abroadCountries gives the code of a folded name in another language, as
// Unicode CLDR has it. A name that two countries share is left out. It is made
// when a sheet first has a country that is not known otherwise, because it is
// large.
var abroadCountries = sync.OnceValue(func() map[string]string {
	m := make(map[string]string, 8000)
	for tag := range strings.SplitSeq(abroadTongues, " ") {
		names := display.Regions(language.MustParse(tag))
		if names == nil {
			continue
		}
		for _, c := range countries {
			region, err := language.ParseRegion(c.alpha2)
			if err != nil {
				continue
			}
			key := foldCountry(names.Name(region))
			if before, twice := m[key]; twice && before != c.alpha2 {
				m[key] = ""
			} else if key != "" && len(key) > 2 {
				m[key] = c.alpha2
			}
		}
	}
	return m
})

// countryAbroad is the code of a name in another language.
func countryAbroad(name string) (string, bool) {
	code := abroadCountries()[foldCountry(name)]
	return code, code != ""
}
