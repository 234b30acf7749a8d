package ingest

import (
	"strings"
	"testing"
)

func TestEveryNameOfACountryIsFound(t *testing.T) {
	names := map[string][]string{}
	for _, c := range countries {
		names[c.alpha2] = append(names[c.alpha2], c.alpha3, c.english, c.chinese)
	}
	for code, more := range countryAliases {
		names[code] = append(names[code], strings.Split(more, ";")...)
	}
	for code, all := range names {
		for _, name := range all {
			for _, typed := range []string{name, strings.ToUpper(name), " " + strings.ToLower(name)} {
				if got, ok := countryNamed(typed); !ok || got != code {
					t.Errorf("%q is %q, want %s", typed, got, code)
				}
			}
			if inLatin(name) != inLatin(foldCountry(name)) {
				t.Errorf("%q changes its script", name)
			}
		}
	}
	if code, ok := countryNamed("Atlantis"); ok {
		t.Errorf("Atlantis is %s", code)
	}
}
