package config

import (
	"errors"
	"slices"
	"strconv"
	"strings"
)

// testSchema has two commands and one below a third.
func testSchema() *Schema {
	text := func(string) error { return nil }
	number := func(s string) error { _, err := strconv.Atoi(s); return err }
	truthCheck := func(s string) error { _, err := strconv.ParseBool(s); return err }
	reference := func(s string) error {
		if !strings.HasPrefix(s, "env:") {
			return errors.New("no reference to " + s)
		}
		return nil
	}
	keys := map[string]Key{
		"rate":        {Name: "rate", Check: number, Accepts: "a number"},
		"yes":         {Name: "yes", Bool: true, Check: truthCheck},
		"sheet":       {Name: "sheet", Check: text},
		"map":         {Name: "map", List: true, Check: text},
		"contacts":    {Name: "contacts", Check: text},
		"credentials": {Name: "credentials", Pair: true, Check: text, Accepts: "profile:NAME"},
		"profile":     {Name: "profile", Check: text},
		"hook-secret": {Name: "hook-secret", Reference: true, Check: reference, Accepts: "env:NAME"},
		"limit":       {Name: "limit", Check: number},
	}
	some := func(names ...string) map[string]Key {
		out := map[string]Key{}
		for _, n := range names {
			out[n] = keys[n]
		}
		return out
	}
	plan := some("rate", "sheet", "map", "contacts", "credentials", "profile", "limit")
	plan["limit"] = Key{Name: "limit", Check: text} // spelled alike, another meaning
	return &Schema{
		Commands: map[string]map[string]Key{
			"apply":       keys,
			"plan":        plan,
			"report":      some("sheet"),
			"report diff": some("sheet", "rate"),
		},
		Chooser: "as", ProfilesKey: "profiles",
		Shared: func(key string) bool { return slices.Contains([]string{"sheet", "map", "rate"}, key) },
		Nearest: func(typed string, candidates []string) string {
			for _, c := range candidates {
				if len(typed) > 1 && strings.HasPrefix(c, typed[:2]) {
					return c
				}
			}
			return ""
		},
	}
}
