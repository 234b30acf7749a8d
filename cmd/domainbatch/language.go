package main

import (
	"strings"

	"github.com/spf13/pflag"
)

// registerLang gives a command the flag --lang. Commands that make calls have
// it too and send it as the parameter Lang, but only when a person gave it:
// what the environment says of this machine is no wish about the service.
func registerLang(set *pflag.FlagSet, lang *string) {
	set.StringVar(lang, "lang", "", "language of what is said: `en|zh` (default: as LC_ALL, LC_MESSAGES or LANG say); apply sends it to the service")
}

// language is the one of texts for a person: the flag, else what the
// environment says, else English.
func (p *program) language(flag string) (string, error) {
	if err := oneOf("lang", flag, "", "en", "zh"); err != nil || flag != "" {
		return flag, err
	}
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if value := p.getenv(name); value != "" {
			if strings.HasPrefix(strings.ToLower(value), "zh") {
				return "zh", nil
			}
			break // the first one that is set decides
		}
	}
	return "en", nil
}
